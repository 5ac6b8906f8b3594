"""The real window, driven from inside its own process; prints what was measured as JSON.

``python -m tests.benchmarks.driven`` reads from standard input: ``task`` (``tests``, ``search`` or
``pages``), ``values`` for step 7, ``runs``, ``stopped`` (whether Stop is pressed) and
``dead_name``, a host whose name lookup never ends.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.benchmarks.painted import start_wizard
from tests.benchmarks.status import status

BEFORE_STOP_S = 0.7
KEYS = "contoso 17"


def main() -> None:
    """Drive the window as described on standard input."""
    asked = json.load(sys.stdin)
    if asked.get("dead_name"):
        _lose(asked["dead_name"])
    task = {"tests": _tests, "search": _search, "pages": _pages}[asked["task"]]

    def drive(window: Any) -> None:
        code, found = 1, {}
        try:
            found, code = task(window, asked), 0
        finally:
            print(json.dumps(found), flush=True)
            sys.stderr.flush() if code == 0 else sys.excepthook(*sys.exc_info())
            os._exit(code)

    start_wizard(drive)


def _lose(name: str) -> None:
    from tests.faultserver import Resolver

    resolver = Resolver()
    resolver.hangs(name)
    socket.getaddrinfo = resolver.getaddrinfo


def _tests(window: Any, asked: dict[str, Any]) -> dict[str, Any]:
    from tests.benchmarks.heartbeat import Heartbeat

    beats = Heartbeat()
    peaks = [status("VmHWM")]
    # The paint is reported before the window continues by itself.
    starting = [beats.longest_ms(lambda: window.manager.began and not window.manager.busy)]
    _fill(window, asked["values"])
    beats.rest_ms(0.5)
    idle = [beats.rest_ms(1.0) for _ in range(asked["runs"])]
    beats.work_ms = 0.0
    one = _stopped if asked["stopped"] else _finished
    made = [one(window, beats) for _ in range(asked["runs"])]
    peaks.append(status("VmHWM"))
    found = {"starting": starting, "idle": idle, "peaks": peaks, "tests": made}
    return found | {"work": beats.work_ms}


def _fill(window: Any, values: dict[str, str]) -> None:
    from PySide6.QtWidgets import QLineEdit

    from wizard.domain.faults.fault import Step

    window.show_step(Step.LINK)
    for name, text in values.items():
        edit = window.page.findChild(QLineEdit, name)
        edit.insert(text)
        edit.editingFinished.emit()


def _button(window: Any, name: str) -> Any:
    from PySide6.QtWidgets import QPushButton

    return window.page.findChild(QPushButton, name)


def _finished(window: Any, beats: Any) -> dict[str, float]:
    test = _button(window, "test")
    pause = beats.longest_ms(test.isEnabled, first=test.click)
    verdict = window.manager.current.test.report.verdict
    if verdict.exit_code:
        raise RuntimeError(f"the link test failed: {verdict}")
    return {"pause": max(pause, beats.rest_ms(0.3))}


def _stopped(window: Any, beats: Any) -> dict[str, float]:
    test, stop = _button(window, "test"), _button(window, "stop")
    # The lookup that began as the values were typed goes on beside it: no secret is needed for it.
    before = _runs()
    test.click()
    pause = beats.rest_ms(BEFORE_STOP_S)
    if test.isEnabled():
        raise RuntimeError("the link test ended by itself")
    pressed = time.perf_counter()
    stop.click()
    freeing = 0.0 if test.isEnabled() else beats.longest_ms(test.isEnabled)
    free_ms = (time.perf_counter() - pressed) * 1000
    return {
        "pause": max(pause, freeing, beats.rest_ms(0.3)),
        "free": free_ms,
        "left": len(_runs() - before),
    }


def _runs() -> set[threading.Thread]:
    """The threads of link tests and lookups."""
    return {thread for thread in threading.enumerate() if thread.name.startswith("run-")}


def _search(window: Any, _asked: dict[str, Any]) -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication, QLineEdit

    from tests.benchmarks.heartbeat import Heartbeat

    beats = Heartbeat()
    beats.longest_ms(lambda: window.manager.began and not window.manager.busy)
    edit = window.page.findChild(QLineEdit, "search")
    took = []
    for press in (*([lambda key=key: edit.insert(key) for key in KEYS]), edit.clear):
        begun = time.process_time()
        press()
        QApplication.processEvents()
        took.append((time.process_time() - begun) * 1000)
    return {"keys": took}


def _pages(window: Any, _asked: dict[str, Any]) -> dict[str, Any]:
    """The GUI thread's work when a page is opened, first and again, and when the colors change."""
    from PySide6.QtWidgets import QApplication

    from tests.benchmarks.heartbeat import Heartbeat
    from wizard.domain.faults.fault import Step
    from wizard.ui.theme.theme import ColorScheme, apply_theme

    beats = Heartbeat()
    beats.longest_ms(lambda: window.manager.began and not window.manager.busy)
    beats.rest_ms(0.5)

    def work(act: Callable[[], object]) -> float:
        beats.work_ms = 0.0
        act()
        beats.rest_ms(0.2)
        return float(beats.work_ms)

    first, again = ([work(partial(window.show_step, step)) for step in Step] for _ in range(2))
    dark = work(lambda: apply_theme(QApplication.instance(), ColorScheme.DARK))
    return {"first": first, "again": again, "dark": dark}


if __name__ == "__main__":
    main()
