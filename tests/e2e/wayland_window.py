"""Docks the window under the compositor that runs, goes one action on, and brings it back.

    python -m tests.e2e.wayland_window

Prints one JSON document: the platform, and the width of the window before, docked and afterwards.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from wizard.app import open_wizard
from wizard.ui.companion.dock import can_place_windows
from wizard.ui.window.window import Window

PATIENCE_S = 20
POLL_MS = 10


def until(done: Callable[[], object]) -> None:
    """Let the window work until ``done``."""
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline, "the window did not do it"
        loop = QEventLoop()
        QTimer.singleShot(POLL_MS, loop.quit)
        loop.exec()


def button(window: Window, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    assert found.isVisible()
    return found


def play() -> None:
    """Dock, go on, undock."""
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Window))
    until(lambda: window.isVisible() and window.windowHandle().isExposed())
    before = window.width()
    button(window, "companion").click()
    until(lambda: window.companion.active and window.width() < before)
    docked = window.width()
    button(window, "next").click()
    until(window.companion.can_go_back)
    button(window, "full-window").click()
    until(lambda: not window.companion.active and window.width() == before)
    report = {
        "platform": QApplication.platformName(),
        "placed": can_place_windows(),
        "widths": [before, docked, window.width()],
    }
    print(json.dumps(report), flush=True)
    window.leave_unasked()


def play_or_end() -> None:
    try:
        play()
    except BaseException:  # noqa: BLE001 - a window without a driver would stay open
        traceback.print_exc()
        QApplication.exit(9)


def main() -> int:
    app = QApplication(["h2r-link"])
    QTimer.singleShot(0, app, play_or_end)
    return open_wizard()


if __name__ == "__main__":
    sys.exit(main())
