"""The optional test ticket of one connection: its choices and its progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.ui.controllers.background import Cancelled, JobRunner
from wizard.ui.controllers.leftover_tickets import LeftoverTickets
from wizard.ui.controllers.services import Services

if TYPE_CHECKING:
    from wizard.domain.proxy_choice import ProxyChoice
    from wizard.domain.scope import Ticket
    from wizard.domain.ticket import (
        Project,
        TicketOffer,
        TicketPlan,
        TicketReport,
        TicketRow,
        TicketStep,
    )
    from wizard.domain.values.values import LinkValues
    from wizard.linktest.ticket.events import PhasesOffered

# How long a slow disk may keep a ticket from being created, in seconds.
_NOTE_S = 10.0


class TicketController(QObject):
    """Outlives its page and its connection, so that a created ticket is always cleaned up.

    ``defect`` is the name of what ended the work by mistake, or "".

    Signals:
        changed: anything is different now.
        reported: the `TicketReport` of a finished write test.
    """

    changed = Signal()
    reported = Signal(object)

    def __init__(
        self, services: Services, notes: LeftoverTickets | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._notes = services, notes
        self._reader, self._writer = JobRunner(self), JobRunner(self)
        for runner in (self._reader, self._writer):
            runner.happened.connect(self._take)
        self._reader.ended.connect(self._end)
        self._writer.ended.connect(self._end_writing)
        self._stopped = [False]
        self._summary = ""
        self._clear()

    def _clear(self) -> None:
        self.offer: TicketOffer | None = None
        self.phases: PhasesOffered | None = None
        self.rows: dict[TicketStep, TicketRow] = {}
        self.running: TicketStep | None = None
        self.report: TicketReport | None = None
        self.waiting_s = 0.0
        self.defect = ""

    @property
    def reading(self) -> bool:
        """Whether lists are being read."""
        return self._reader.busy

    @property
    def writing(self) -> bool:
        """Whether a ticket is being created or cleaned up."""
        return self._writer.busy

    @property
    def stopping(self) -> bool:
        """Whether the user asked to stop the write test."""
        return self.writing and self._stopped[0]

    def may_be_open(self, summary: str) -> bool:
        """Whether the ticket has not been confirmed as closed or deleted yet."""
        notes = self._notes
        return notes is None or any(ticket.summary == summary for ticket in notes.left)

    def read(self, values: LinkValues, kind: Ticket, proxy: ProxyChoice) -> None:
        """Read the choices for a test ticket of this kind; drops earlier ones."""
        offer = self._services.offer_ticket
        if offer is not None and not self.writing:
            self._clear()
            self._reader.start(lambda cancelled: offer(values, kind, proxy, cancelled))
            self.changed.emit()

    def read_phases(self, values: LinkValues, project: Project, proxy: ProxyChoice) -> None:
        """Read the phases of ``project``; drops those of another project."""
        offer = self._services.offer_phases
        if offer is not None and not self.writing:
            self.phases, self.defect = None, ""
            self._reader.start(lambda cancelled: offer(values, project, proxy, cancelled))
            self.changed.emit()

    def write(
        self, plan: TicketPlan, values: LinkValues, proxy: ProxyChoice, connection: str
    ) -> None:
        """Create the ticket as the user agreed, and clean it up."""
        from wizard.domain.ticket import LeftoverTicket  # noqa: PLC0415 - the first paint does without

        run = self._services.run_ticket
        if run is None or self.writing:
            return
        self.rows, self.running, self.report, self.defect = {}, None, None, ""
        self._stopped, self._summary = [False], plan.summary
        stopped, noted = self._stopped, None
        if self._notes:
            expected = plan.cannot_be_closed
            note = LeftoverTicket(plan.summary, connection=connection, expected=expected)
            noted = self._notes.begin(note)

        def job(_: Cancelled) -> Iterator[object]:
            if noted:
                noted.wait(_NOTE_S)
            # Its own wish to stop: after it the last event still tells what is left behind.
            return run(plan, values, proxy, lambda: stopped[0])

        self._writer.start(job)
        self.changed.emit()

    @property
    def keeps_notes(self) -> bool:
        """Whether the window shows a leftover ticket until the user confirms that it is closed."""
        return self._notes is not None

    def stop(self) -> None:
        """Stop reading at once; a ticket being written is cleaned up first, for some seconds."""
        self._reader.cancel()
        self._stopped[0] = True
        self.waiting_s = 0.0
        self.changed.emit()

    def forget(self) -> None:
        """Clear the choices and results; a running write test continues."""
        if not self.writing and (self.reading or self.offer or self.rows or self.defect):
            self._reader.cancel()
            self._clear()
            self.changed.emit()

    def _take(self, event: object) -> None:
        from wizard.linktest.ticket import events  # noqa: PLC0415 - the first paint does without

        self.waiting_s = 0.0
        match event:
            case events.TicketWaiting(seconds):
                self.waiting_s = seconds
            case events.Offered(offer):
                self.offer = offer
            case events.PhasesOffered():
                self.phases = event
            case events.TicketStarted(step):
                self.running = step
            case events.TicketEnded(row, number):
                self.rows[row.step] = row
                if self._notes and number:
                    self._notes.number(self._summary, number)
            case events.TicketFinished(report):
                self._finish(report)
        self.changed.emit()

    def _finish(self, report: TicketReport) -> None:
        self.rows, self.running = {row.step: row for row in report.rows}, None
        self.report = report
        self.reported.emit(report)

    def _end(self, error: Exception | None) -> None:
        self.defect = type(error).__name__ if error else ""
        self.changed.emit()

    def _end_writing(self, error: Exception | None) -> None:
        """Without a report nobody knows what is left."""
        if self._notes:
            self._notes.end(self._summary, left=self.report is None or self.report.left)
        self.running = None
        self._end(error)
