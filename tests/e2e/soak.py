"""The real window used for a long time: pages, link tests, languages and colors in turn.

    python -m tests.e2e.soak WINDOWS PAGES TESTS

Opens ``WINDOWS`` windows one after the other, each in another language, and in each turns
``PAGES`` pages and runs ``TESTS`` link tests against the practice ConnectWise while the colors
change. Prints one JSON line: how many of each, what Qt had to say, and after every window the
memory in MiB, the living widgets and the threads.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.e2e.canary_window import Robot, breathe
from wizard import app as wiring
from wizard.base import language
from wizard.domain.faults.fault import VALUES, Step
from wizard.storage.folders import UserDirs
from wizard.storage.log import LogFolder
from wizard.ui.startup import application
from wizard.ui.theme.theme import ColorScheme, ThemeFollower
from wizard.ui.window.window import Window


@dataclass
class Seen:
    """What came of it; the lists have one number for each window."""

    pages: int = 0
    tests: int = 0
    colors: int = 0
    languages: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    memory_mib: list[float] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)


class Soak:
    """One session; ``colors`` follows the choice of a scheme."""

    def __init__(self, colors: ThemeFollower, pages: int, tests: int) -> None:
        self._colors, self._pages, self._tests = colors, pages, tests
        self._chance = random.Random(1)
        self.seen = Seen()

    def use(self, code: str) -> None:
        """Use one window in the language ``code``, then close it."""
        language.speak(code)
        self._use_window()
        for _ in range(3):
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
            breathe()
        self.seen.languages.append(language.spoken())
        self.seen.memory_mib.append(resident_mib())
        self.seen.widgets.append(len(QApplication.allWidgets()))
        self.seen.threads.append(threading.active_count())

    def _use_window(self) -> None:
        folders = UserDirs.default()
        window = Window(wiring._services(folders, LogFolder(folders.logs)))
        window.show()
        robot = Robot(folders.logs)
        robot.until(lambda: window.manager.began)
        self._work(window, robot)
        window.leave()
        robot.until(lambda: not window.manager.busy and not window.isVisible())
        window.deleteLater()

    def _work(self, window: Window, robot: Robot) -> None:
        window.show_connection(window.manager.open_practice())
        connection = window.manager.current
        assert connection
        assert connection.practice
        for value in VALUES:
            connection.session.write(value, connection.practice.values[value.value])
        every = max(1, self._pages // self._tests)
        for number in range(self._pages):
            window.show_step(self._chance.choice(list(Step)))
            self.seen.pages += 1
            breathe()
            if number % every == 0 and number // every < self._tests:
                self._test(window, robot)
            if number % 5 == 0:
                self._colors.choose(self._chance.choice([*ColorScheme, None]))
                self.seen.colors += 1
        window.show_connection(window.manager.leave_practice())

    def _test(self, window: Window, robot: Robot) -> None:
        window.show_step(Step.LINK)
        connection = window.manager.current
        assert connection
        button = window.page.findChild(QAbstractButton, "test")
        assert button
        robot.until(button.isEnabled)
        button.click()
        robot.until(lambda: connection.test.report)
        self.seen.tests += 1
        if connection.test.report:
            self.seen.verdicts.append(connection.test.report.verdict.value)


def resident_mib() -> float:
    """The memory that this process holds now. Source: proc(5), VmRSS."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def main() -> int:
    """Do it."""
    windows, pages, tests = (int(argument) for argument in sys.argv[1:])
    soak = Soak(ThemeFollower(application()), pages, tests)

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        soak.seen.said.append(f"{kind.name}: {text}")

    qInstallMessageHandler(hear)
    codes = ["en", *language.available()]
    for number in range(windows):
        soak.use(codes[number % len(codes)])
    qInstallMessageHandler(None)
    print(json.dumps(asdict(soak.seen)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
