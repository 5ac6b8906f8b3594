"""External requests to quit: signals, and the end of the desktop session.

Both act like *Save and leave*, but ask no question that may never be answered.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager
from shiboken6 import isValid

from wizard.ui.window.window import Window

# SIGBREAK is what Python makes of a console that is closed on Windows; the others exist on POSIX.
_NAMES = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")


class Ending(QObject):
    """Quits ``window`` on request of the system, until `remove`. Create it on the main thread."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._before = {
            number: signal.getsignal(number)
            for name in _NAMES
            if (number := getattr(signal, name, None)) is not None
        }
        for number, before in self._before.items():
            # Who starts it with nohup wants it to stay.
            if before is not signal.SIG_IGN:
                signal.signal(number, _leaves(window))
        self._woken = self._listen() if os.name == "posix" else None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # Qt lets the session go on as soon as the slots have returned.
            app.commitDataRequest.connect(self.commit, Qt.ConnectionType.DirectConnection)
            app.saveStateRequest.connect(self.commit, Qt.ConnectionType.DirectConnection)

    def remove(self) -> None:
        """Restore the earlier signal handlers."""
        for number, before in self._before.items():
            signal.signal(number, before)
        if self._woken:
            notifier, *ends = self._woken
            notifier.setEnabled(False)
            signal.set_wakeup_fd(-1)
            for end in ends:
                os.close(end)
            self._woken = None

    def commit(self, manager: QSessionManager) -> None:
        """Save before the session ends; the user may cancel to keep a key.

        Source: Qt, "Session Management": the program is told to end, or killed, after this.
        """
        if manager.allowsInteraction():
            if not self._window.agrees_to_lose():
                manager.cancel()
                return
            manager.release()
        self._window.save_now()

    def _listen(self) -> tuple[QSocketNotifier, int, int]:
        """Let a signal wake Qt's event loop, which would sleep on; Python runs its handler then.

        On Windows the timer of `wizard.ui.controllers.gui_thread_gc` does so, within a second.
        """
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)
        notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
        notifier.activated.connect(lambda: os.read(reading, 4096))
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        return notifier, reading, writing


def _leaves(window: Window) -> Callable[[int, object], None]:
    """Return a signal handler that outlives ``window`` without harm.

    Python may compare handlers at any time, so it's no method of an object that Qt can delete.
    """

    def leave(_number: int, _frame: object) -> None:
        # Runs between any two steps of Python; the window is left from the event loop.
        if isValid(window):
            QTimer.singleShot(0, window, window.leave_unasked)

    return leave
