"""Watches ConnectWise until a problem that a link test found is fixed there.

::

    test failed ─▶ WATCHING ──every 5 s, one signed read──▶ arrived: the test runs again
                     │ Stop          │ 10 minutes      │ anything but "not yet"
                     ▼               ▼                 ▼
                  STOPPED         STOPPED           STOPPED ── Watch again ─▶ WATCHING
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wizard.ui.controllers.background import Cancelled, JobRunner

if TYPE_CHECKING:
    from wizard.domain.awaited import Awaited
    from wizard.domain.faults.fault import Step
    from wizard.domain.proxy_choice import ProxyChoice
    from wizard.domain.report import Report
    from wizard.domain.values.field_texts import FieldTexts
    from wizard.ui.controllers.services import Recheck

EVERY_S = 5.0
AT_MOST_S = 600.0


class WatchState(Enum):
    """State of watching ConnectWise for a fix."""

    OFF = auto()
    WATCHING = auto()
    STOPPED = auto()


class FixWatch(QObject):
    """Polls for one change: at least five seconds apart, and never with refused keys.

    It polls only while ``shown`` says that the window shows the step of the problem or the test.

    Signals:
        changed: it watches, or does not any more.
        arrived: the change is there.
    """

    changed = Signal()
    arrived = Signal()

    def __init__(
        self,
        recheck: Recheck | None,
        shown: Callable[[Step], bool],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._recheck = recheck
        self._shown = shown
        self._runner = JobRunner(self)
        self._runner.happened.connect(self._judge)
        self._runner.ended.connect(self._ended)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(EVERY_S * 1000))
        self._timer.timeout.connect(self._tick)
        self._asked: tuple[FieldTexts, ProxyChoice] | None = None
        self._begun = self._looked = 0.0
        self.awaited: Awaited | None = None
        self.state = WatchState.OFF

    @property
    def step(self) -> Step | None:
        """The step where the problem is fixed."""
        return self.awaited.fault.entry.step if self.awaited else None

    def follow(self, report: Report, typed: FieldTexts, proxy: ProxyChoice) -> None:
        """Watch for a fix of the problem in ``report``, if it can be watched."""
        from wizard.domain.awaited import awaited_in  # noqa: PLC0415 - the first paint does without

        again = self.state is WatchState.WATCHING
        self.awaited = awaited_in(report) if self._recheck else None
        if self.awaited is None:
            self._go(WatchState.OFF)
            return
        self._asked = (typed, proxy)
        # A test that the watch has caused is no reason to watch for longer.
        self._begun = self._begun if again else self._clock()
        self._looked = self._clock()
        self._go(WatchState.WATCHING)

    def stop(self) -> None:
        """Stop until the user starts it again."""
        if self.state is WatchState.WATCHING:
            self._runner.cancel()
            self._go(WatchState.STOPPED)

    def watch_again(self) -> None:
        """Watch for another ten minutes."""
        if self.state is WatchState.STOPPED:
            self._begun = self._clock()
            self._go(WatchState.WATCHING)

    def forget_unless(self, typed: FieldTexts, proxy: ProxyChoice) -> None:
        """Stop if other values than the tested ones are in use."""
        if self._asked not in (None, (typed, proxy)):
            self.forget()

    def forget(self) -> None:
        """Stop: other values are in use."""
        self._runner.cancel()
        self.awaited = self._asked = None
        self._go(WatchState.OFF)

    def _go(self, state: WatchState) -> None:
        if state is WatchState.WATCHING:
            self._timer.start()
        else:
            self._timer.stop()
        if state is not self.state:
            self.state = state
            self.changed.emit()

    def _tick(self) -> None:
        now = self._clock()
        if now - self._begun > AT_MOST_S:
            self.stop()
            return
        step, recheck = self.step, self._recheck
        early = now - self._looked < EVERY_S
        if early or self._runner.busy or not (step and recheck and self._shown(step)):
            return
        self._looked = now
        if self.awaited and self._asked:
            self._runner.start(_job(recheck, self._asked, self.awaited))

    def _judge(self, found: object) -> None:
        from wizard.linktest.recheck import Recheck as Found  # noqa: PLC0415 - the first paint does without

        if self.state is not WatchState.WATCHING:
            return
        if found is Found.ARRIVED:
            self._timer.stop()
            self.arrived.emit()
        elif found is Found.UNCLEAR:
            self._go(WatchState.STOPPED)

    def _ended(self, error: Exception | None) -> None:
        if error is not None:
            self.stop()


def _job(
    recheck: Recheck, asked: tuple[FieldTexts, ProxyChoice], awaited: Awaited
) -> Callable[[Cancelled], Iterator[object]]:
    typed, proxy = asked

    def job(cancelled: Cancelled) -> Iterator[object]:
        return recheck(typed, proxy, awaited, cancelled)

    return job
