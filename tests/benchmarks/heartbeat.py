"""A timer that fires every 10 ms in the GUI thread and measures the longest pause.

``work_ms`` is the most that the GUI thread itself computed between two of them: what a pause has
beyond that is waiting, for the GIL or for a core of a busy computer.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

EVERY_MS = 10
AT_MOST_S = 60.0


class Heartbeat(QObject):
    """Beats as long as it lives."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop(self)
        self._done: Callable[[], bool] = lambda: False
        self._last = time.perf_counter()
        self._longest = 0.0
        self._spent = time.thread_time()
        self.work_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(EVERY_MS)

    def longest_ms(self, done: Callable[[], bool], first: Callable[[], object] = bool) -> float:
        """Do ``first``, wait until ``done``; return the longest pause meanwhile.

        Raises:
            RuntimeError: it takes more than a minute.
        """
        self._longest = 0.0
        until = time.perf_counter() + AT_MOST_S
        self._done = lambda: done() or time.perf_counter() > until
        first()
        self._loop.exec()
        if time.perf_counter() > until:
            raise RuntimeError("what was waited for never came")
        return self._longest * 1000

    def rest_ms(self, seconds: float) -> float:
        """Wait; return the longest pause meanwhile."""
        until = time.perf_counter() + seconds
        return self.longest_ms(lambda: time.perf_counter() > until)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now
        spent = time.thread_time()
        self.work_ms = max(self.work_ms, (spent - self._spent) * 1000)
        self._spent = spent
        if self._done():
            self._loop.quit()
