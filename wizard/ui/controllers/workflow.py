"""What the values of a workflow can be chosen from, read for one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.scope import Ticket
from wizard.ui.controllers.background import JobRunner
from wizard.ui.controllers.services import Services

if TYPE_CHECKING:
    from wizard.domain.ticket import Board, TicketOffer
    from wizard.domain.values.values import LinkValues
    from wizard.domain.workflow import BoardLists


class WorkflowReader(QObject):
    """Reads boards and companies once, and the lists of each board that is chosen.

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
        """Drop what was read; other values count now."""
        self._runner.cancel()
        self.offer: TicketOffer | None = None
        self.boards: dict[int, BoardLists] = {}
        self.waiting_s = 0.0
        self.defect = ""

    def read(self, values: LinkValues, proxy: ProxyChoice) -> None:
        """Read boards and companies."""
        offer = self._services.offer_ticket
        if offer is not None:
            self.forget()
            self._runner.start(lambda stop: offer(values, Ticket.SERVICE, proxy, stop))
            self.changed.emit()

    def read_board(self, values: LinkValues, board: Board, proxy: ProxyChoice) -> None:
        """Read the lists of ``board``, unless they are known."""
        read = self._services.read_board
        known = self.boards.get(board.id)
        if read is not None and (known is None or known.problem):
            self.defect = ""
            self._runner.start(lambda stop: read(values, board, proxy, stop))
            self.changed.emit()

    def _take(self, event: object) -> None:
        from wizard.linktest.ticket.events import Offered, TicketWaiting  # noqa: PLC0415 - as above
        from wizard.linktest.workflow_lists import BoardRead  # noqa: PLC0415 - the first paint does without

        self.waiting_s = 0.0
        match event:
            case TicketWaiting(seconds):
                self.waiting_s = seconds
            case Offered(offer):
                self.offer = offer
            case BoardRead(lists):
                self.boards[lists.board.id] = lists
        self.changed.emit()

    def _end(self, error: Exception | None) -> None:
        self.defect = type(error).__name__ if error else ""
        self.changed.emit()
