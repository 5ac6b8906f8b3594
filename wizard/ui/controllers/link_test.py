"""Runs a link test or a lookup for the window: rows so far, and the final report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.domain.check import Check, Status
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.ui.controllers.background import Cancelled, JobRunner

if TYPE_CHECKING:
    from wizard.domain.proxy_choice import ProxyChoice
    from wizard.domain.report import CheckResult, Report
    from wizard.domain.values.field_texts import FieldTexts
    from wizard.linktest.events import Event
    from wizard.ui.controllers.services import LinkTest


class LinkTestController(QObject):
    """Runs one of the two tests and stores its progress; lives as long as the window.

    Signals:
        changed: a row, the waiting or the report is different now.
        finished: the report, once for each test.
    """

    changed = Signal()
    finished = Signal(object)

    def __init__(self, test: LinkTest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._test = test
        self._runner = JobRunner(self)
        self._runner.happened.connect(self._take)
        self._runner.caught_up.connect(self.changed)
        self._runner.ended.connect(self._end)
        self._started = datetime.now(UTC)
        self.rows: dict[Check, CheckResult] = {}
        self.running: Check | None = None
        self.waiting_s = 0.0
        self.report: Report | None = None
        self.typed: FieldTexts | None = None
        self.revision = 0

    @property
    def busy(self) -> bool:
        """Whether a test is under way."""
        return self._runner.busy and self.report is None

    def use(self, test: LinkTest) -> None:
        """Run ``test`` from now on, for the connection just opened."""
        self._test = test

    def start(self, typed: FieldTexts, proxy: ProxyChoice, revision: int = 0) -> None:
        """Test ``typed``, of a draft with ``revision``; a test still under way is abandoned."""
        test = self._test

        def job(cancelled: Cancelled) -> Iterator[Event]:
            return test(typed, proxy, cancelled)

        self._clear()
        self.typed, self.revision = typed, revision
        self._started = datetime.now(UTC)
        self._runner.start(job)
        self.changed.emit()

    def stop(self) -> None:
        """Stop the running test; rows so far are kept."""
        if self.busy:
            self._runner.cancel()
            self._close(Problem(Fault.CANCELLED))

    def forget(self) -> None:
        """Stop, and clear rows and report."""
        self._runner.cancel()
        self._clear()
        self.changed.emit()

    def is_report_for(self, typed: FieldTexts) -> bool:
        """Return whether the report is about ``typed``."""
        return self.report is not None and self.typed == typed

    def _clear(self) -> None:
        self.rows, self.running, self.waiting_s = {}, None, 0.0
        self.report = self.typed = None

    def _take(self, event: object) -> None:
        from wizard.linktest import events  # noqa: PLC0415 - the first paint does without

        self.waiting_s = 0.0
        match event:
            case events.Started(check):
                self.running = check
            case events.Ended(row):
                self.rows[row.check] = row
                self.running = None if row.check is self.running else self.running
            case events.Waiting(_, seconds):
                self.waiting_s = seconds
            case events.Finished(report):
                self._finish(report)

    def _end(self, error: Exception | None) -> None:
        """A test that ends without a report has met a defect of the program."""
        if self.report is None:
            self._close(Problem(Fault.INTERNAL, {"what": type(error).__name__}))

    def _close(self, problem: Problem) -> None:
        from wizard.domain.report import CheckResult, Report, Site  # noqa: PLC0415 - the first paint does without

        failing = self.running or next((c for c in Check if c not in self.rows), Check.VALUES)
        self.rows[failing] = CheckResult(failing, Status.FAILED, problem=problem)
        unreached = tr("Not checked: the test ended first.")
        rows = tuple(self.rows.get(c, CheckResult(c, Status.NOT_RUN, unreached)) for c in Check)
        took = (datetime.now(UTC) - self._started).total_seconds() * 1000
        self._finish(Report(rows, (), (), Site(), self._started, took))
        self.changed.emit()

    def _finish(self, report: Report) -> None:
        self.rows = {row.check: row for row in report.rows}
        self.running, self.report = None, report
        self.finished.emit(report)
