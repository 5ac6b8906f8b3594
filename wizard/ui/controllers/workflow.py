"""Reads the choices for workflow values of one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.scope import Ticket
from wizard.ui.controllers.background import Job, JobRunner
from wizard.ui.controllers.services import Services

if TYPE_CHECKING:
    from wizard.domain.ticket import Board, Project, TicketOffer
    from wizard.domain.values.values import LinkValues
    from wizard.domain.workflow import BoardLists
    from wizard.linktest.ticket.events import PhasesOffered


class WorkflowReader(QObject):
    """Reads once where tickets of each kind can be, and the lists of each board that is chosen.

    ``offers`` are by the kind of ticket, ``phases`` by the id of their project.

    ``defect`` is the name of what ended a read by mistake, or "".

    Signals:
        changed: anything is different now.
    """

    changed = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._runner = JobRunner(self)
        self._runner.happened.connect(self._take)
        self._runner.ended.connect(self._end)
        self.forget()

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._runner.busy

    def forget(self) -> None:
        """Clear the choices: other values are in use."""
        self._runner.cancel()
        self.offers: dict[Ticket, TicketOffer] = {}
        self.phases: dict[int, PhasesOffered] = {}
        self.boards: dict[int, BoardLists] = {}
        self._project: Project | None = None
        self.waiting_s = 0.0
        self.defect = ""

    def read(self, values: LinkValues, kind: Ticket, proxy: ProxyChoice) -> None:
        """Read boards and companies, or projects, unless they are known."""
        offer, known = self._services.offer_ticket, self.offers.get(kind)
        if offer is not None and (known is None or known.problem):
            self._start(lambda stop: offer(values, kind, proxy, stop))

    def read_phases(self, values: LinkValues, project: Project, proxy: ProxyChoice) -> None:
        """Read the phases of ``project``, unless they are known."""
        offer, known = self._services.offer_phases, self.phases.get(project.id)
        if offer is not None and (known is None or known.problem):
            self._project = project
            self._start(lambda stop: offer(values, project, proxy, stop))

    def read_board(self, values: LinkValues, board: Board, proxy: ProxyChoice) -> None:
        """Read the lists of ``board``, unless they are known."""
        read, known = self._services.read_board, self.boards.get(board.id)
        if read is not None and (known is None or known.problem):
            self._start(lambda stop: read(values, board, proxy, stop))

    def _start(self, job: Job) -> None:
        self.defect = ""
        self._runner.start(job)
        self.changed.emit()

    def _take(self, event: object) -> None:
        from wizard.linktest.ticket.events import (  # noqa: PLC0415 - the first paint does without
            Offered,
            PhasesOffered,
            TicketWaiting,
        )
        from wizard.linktest.workflow_lists import BoardRead  # noqa: PLC0415 - as above

        self.waiting_s = 0.0
        match event:
            case TicketWaiting(seconds):
                self.waiting_s = seconds
            case Offered(offer):
                self.offers[offer.kind] = offer
            case PhasesOffered() if self._project:
                self.phases[self._project.id] = event
            case BoardRead(lists):
                self.boards[lists.board.id] = lists
        self.changed.emit()

    def _end(self, error: Exception | None) -> None:
        self.defect = type(error).__name__ if error else ""
        self.changed.emit()
