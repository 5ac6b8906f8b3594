"""Cleans up a created test ticket: read it, delete or close it, verify.

Source: ConnectWise developer guide, "Patch" (a list of op, path and value).
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.connectwise.response import Response
from wizard.domain.check import Status
from wizard.domain.dataclass import dataclass
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr
from wizard.domain.ticket import TicketOutcome, TicketStep
from wizard.linktest.api import Outcome
from wizard.linktest.read_result import ReadResult
from wizard.linktest.ticket.events import TicketEnded, TicketEvent
from wizard.linktest.ticket.report_builder import TicketReportBuilder
from wizard.linktest.ticket.responses import TicketVisibility, sight_of, words_of
from wizard.linktest.ticket.session import Talk, TicketMember

_VISIBLE = frozenset({TicketVisibility.OPEN, TicketVisibility.CLOSED})
_BEST = (Status.PASSED, Status.UNKNOWN, Status.FAILED)


@dataclass(frozen=True, slots=True)
class ClosedStatus:
    """A status of a board that closes a ticket; ``name`` is harmless text."""

    board: int
    id: int
    name: str


def statuses_path(board: int) -> str:
    """Return the path of a board's statuses."""
    return f"/service/boards/{board}/statuses?pageSize=1000"


def closed_status(result: ReadResult, board: int) -> ClosedStatus | None:
    """Return a closing status of a board, preferably one that sends no e-mail."""
    closed = [
        ClosedStatus(board, number, sanitize(str(entry.get("name", "")), 80))
        for entry in sorted(result.entries, key=lambda entry: bool(entry.get("emailTemplate")))
        if entry.get("closedStatus") is True
        and not entry.get("inactive")
        and type(number := entry.get("id")) is int
    ]
    return next(iter(closed), None)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How an attempt ended: passed, failed, or could not tell; ``what`` is part of a sentence."""

    status: Status
    what: str
    response: Response | None = None


class Cleanup:
    """Cleans up one ticket; ``path`` is its path, ``closed`` a closing status of its board.

    A workflow that closes tickets is closed for first, as the workflow will; else the ticket is
    deleted first, which leaves nothing behind. If one way is not possible, the other follows.
    """

    def __init__(
        self,
        member: TicketMember,
        report: TicketReportBuilder,
        number: int,
        path: str,
        closed: ClosedStatus,
    ) -> None:
        self._member = member
        self._report = report
        self._number = number
        self._path = path
        self._closed = closed

    def run(self) -> Iterator[TicketEvent]:
        """Run the steps read, clean up and verify."""
        yield self._report.begin(TicketStep.READ)
        result = yield from self._member.read(self._path)
        before = self._sight(result)
        yield self._read(result, before)
        yield self._report.begin(TicketStep.CLEAR)
        outcome = yield from self._clear(result, before)
        if outcome.status is Status.FAILED:
            yield self._report.leave(outcome.what, outcome.response)
            return
        yield self._report.end(outcome.what, outcome.status)
        yield self._report.begin(TicketStep.PROVE)
        result = yield from self._member.read(self._path)
        yield self._prove(outcome, before, result)

    def _sight(self, result: ReadResult) -> TicketVisibility:
        return sight_of(result.response, self._number, self._closed.id)

    def _read(self, result: ReadResult, sight: TicketVisibility) -> TicketEnded:
        if sight in _VISIBLE:
            return self._report.end(tr("It exists and can be read."))
        why = tr("The reason: {what}.").format(what=words_of(result.response))
        return self._report.end(why, Status.UNKNOWN)

    def _clear(self, result: ReadResult, sight: TicketVisibility) -> Talk[_Outcome]:
        if sight is TicketVisibility.CLOSED:
            return _Outcome(Status.PASSED, tr("A board rule already closed it."))
        yield from self._follow(result)
        name = self._closed.name
        change = [{"op": "replace", "path": "status/id", "value": self._closed.id}]
        closing = ("PATCH", change, tr("Closed with the status {name}.").format(name=name))
        ways = [("DELETE", None, tr("Deleted.")), closing]
        if self._member.values.scope.closes_tickets:
            ways.reverse()
        outcomes: list[_Outcome] = []
        for method, content, done in ways:
            answer = yield from self._member.send(method, self._path, content)
            outcomes.append(_outcome(answer, done))
            if outcomes[-1].status is Status.PASSED:
                break
        return min(reversed(outcomes), key=lambda outcome: _BEST.index(outcome.status))

    def _follow(self, result: ReadResult) -> Talk[None]:
        """A rule may have moved the ticket to another board, which has statuses of its own."""
        ticket = result.response.json if result.response else None
        board = ticket.get("board") if isinstance(ticket, dict) else None
        number = board.get("id") if isinstance(board, dict) else None
        if type(number) is int and number != self._closed.board:
            statuses = yield from self._member.read(statuses_path(number))
            self._closed = closed_status(statuses, number) or self._closed

    def _prove(
        self, outcome: _Outcome, before: TicketVisibility, result: ReadResult
    ) -> TicketEnded:
        after = self._sight(result)
        # A ticket that was never visible isn't proven deleted by not being visible now.
        if after is TicketVisibility.GONE and before in _VISIBLE:
            return self._report.prove(TicketOutcome.NOTHING, tr("ConnectWise no longer has it."))
        if after is TicketVisibility.CLOSED:
            return self._report.prove(TicketOutcome.CLOSED, tr("ConnectWise shows it as closed."))
        if outcome.status is Status.UNKNOWN:
            return self._report.leave(outcome.what, outcome.response)
        if after is TicketVisibility.OPEN:
            return self._report.leave(
                tr("ConnectWise accepted the change, but the ticket is still open"), result.response
            )
        return self._report.leave(
            tr("ConnectWise accepted the change but doesn't show the result"), result.response
        )


def _outcome(answer: Outcome, done: str) -> _Outcome:
    if not isinstance(answer, Response):
        return _Outcome(Status.UNKNOWN, words_of(None))
    if 200 <= answer.status < 300:
        return _Outcome(Status.PASSED, done, answer)
    unsure = answer.status == 404 or answer.status >= 500
    status = Status.UNKNOWN if unsure else Status.FAILED
    return _Outcome(status, words_of(answer), answer)
