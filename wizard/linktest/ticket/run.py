"""The write test: create a ticket, read it, delete or close it, verify that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from wizard.connectwise.response import Response
from wizard.connectwise.transport.errors import ConnectFailedError, NoResponseError
from wizard.connectwise.transport.proxy import Proxy
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Ticket
from wizard.domain.text import tr
from wizard.domain.ticket import TicketPlan, TicketStep
from wizard.domain.values.values import LinkValues
from wizard.linktest.api import expired
from wizard.linktest.concurrent_calls import LinkTestAbortedError
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult
from wizard.linktest.ticket.cleanup import Cleanup, ClosedStatus, closed_status, statuses_path
from wizard.linktest.ticket.events import TicketEvent
from wizard.linktest.ticket.report_builder import TicketReportBuilder
from wizard.linktest.ticket.responses import UnknownOutcome, created, not_created, number_of
from wizard.linktest.ticket.session import (
    Talk,
    TicketMember,
    TicketRefusedError,
    TicketSession,
    proxy_for,
    signed_session,
    ticket_session,
)

GRACE_S = 3.0
_PATHS = {Ticket.SERVICE: "/service/tickets", Ticket.PROJECT: "/project/tickets"}


def run_ticket(
    plan: TicketPlan, values: LinkValues, settings: LinkTestOptions, cancelled: Callable[[], bool]
) -> Iterator[TicketEvent]:
    """Create the planned ticket, which the user has agreed to, and remove it.

    At most one ticket is created. ``settings.timeout_s`` bounds each of three stretches: what comes
    before the ticket, its creation, and what comes after. Until the ticket is asked for,
    ``cancelled`` ends the test at once; then it leaves `GRACE_S` for clearing away, so keep
    listening until the end: only the last event tells what is left behind.

    Yields:
        `TicketStarted` and `TicketEnded` for each step that is reached, `TicketWaiting` before a
        retry, and one `TicketFinished` at the end.
    """
    return _WriteTest(plan, values, settings, cancelled).run()


class _StopPolicy:
    """When to stop: at once or, after `allow_grace`, `GRACE_S` after the user asked."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        self._cancelled = cancelled
        self._asked_at: float | None = None
        self._grace_s = 0.0

    def allow_grace(self) -> None:
        """Delay a stop from now on.

        Raises:
            LinkTestAbortedError: the user has asked already.
        """
        if self():
            raise LinkTestAbortedError(Fault.CANCELLED)
        self._grace_s = GRACE_S

    def __call__(self) -> bool:
        if not self._cancelled():
            return False
        now = time.monotonic()
        self._asked_at = self._asked_at or now
        return now - self._asked_at >= self._grace_s


class _WriteTest:
    """State of one run.

    Once ``_asked`` is true the POST was sent: a ticket may exist even if no response was received.
    """

    def __init__(
        self,
        plan: TicketPlan,
        values: LinkValues,
        settings: LinkTestOptions,
        cancelled: Callable[[], bool],
    ) -> None:
        self._plan = plan
        self._values = values
        self._settings = settings
        self._stop_policy = _StopPolicy(cancelled)
        self._report = TicketReportBuilder(plan, values)
        self._path = _PATHS[plan.kind]
        self._asked = False

    def run(self) -> Iterator[TicketEvent]:
        """Run the four steps."""
        yield self._report.begin(TicketStep.CREATE)
        try:
            yield from self._steps()
        except TicketRefusedError as stopped:
            yield self._report.fail(stopped.problem)
        except LinkTestAbortedError as halt:
            yield self._broken_off(Problem(halt.fault), tr("the test was stopped"))
        except Exception as error:  # noqa: BLE001 - what is left behind must be told in any case
            # The exception's own text may hold a value.
            name = type(error).__name__
            defect = Problem(Fault.INTERNAL, {"what": name})
            what = tr("something went wrong in h2r-link ({name})").format(name=name)
            yield self._broken_off(defect, what)
        yield self._report.finish()

    def _broken_off(self, problem: Problem, what: str) -> TicketEvent:
        return self._report.leave(what) if self._asked else self._report.fail(problem)

    def _steps(self) -> Iterator[TicketEvent]:
        proxy = proxy_for(self._values, self._settings, self._stop_policy)
        with self._session(proxy) as session:
            member, closed = yield from self._prepare(session)
        self._stop_policy.allow_grace()
        with self._session(proxy) as session:
            made = yield from self._create(member.over(session))
        with self._session(proxy) as session:
            yield from self._follow_up(member.over(session), made, closed)

    @contextmanager
    def _session(self, proxy: Proxy | None) -> Iterator[TicketSession]:
        with ticket_session(proxy, self._settings, self._stop_policy) as session:
            try:
                yield session
            finally:
                self._report.requests += session.requests_sent
                for inspected in session.inspections:
                    self._report.warn(inspected)

    def _prepare(self, session: TicketSession) -> Talk[tuple[TicketMember, ClosedStatus]]:
        """Find the place, and the status that closes: nothing is created that cannot be closed."""
        board = self._plan.board
        member = yield from signed_session(session, self._values)
        result = yield from member.sign_in(statuses_path(board.id))
        closed = closed_status(result, board.id)
        if closed:
            return member, closed
        if result.granted:
            what = tr("the board {board} has no status that closes a ticket")
            details = {"what": what.format(board=board.name)}
            raise TicketRefusedError(Problem(Fault.WRITE_REFUSED, details))
        raise TicketRefusedError(_unreadable(result))

    def _create(self, member: TicketMember) -> Talk[int | UnknownOutcome]:
        self._asked = True
        answer = yield from member.send("POST", self._path, _ticket(self._plan))
        if isinstance(answer, Response):
            made = created(answer, self._plan)
        elif isinstance(answer, NoResponseError) and isinstance(answer.cause, ConnectFailedError):
            made = member.problem_of(answer)
        elif expired(answer):
            seconds = f"{member.session.options.timeout_s:g}"
            made = UnknownOutcome(
                tr("no response arrived in time ({seconds} s)").format(seconds=seconds)
            )
        else:
            made = UnknownOutcome(
                tr("the connection was closed before the complete response arrived")
            )
        if isinstance(made, Problem):
            self._asked = False
            raise TicketRefusedError(made)
        return made

    def _follow_up(
        self, member: TicketMember, made: int | UnknownOutcome, closed: ClosedStatus
    ) -> Iterator[TicketEvent]:
        if isinstance(made, UnknownOutcome):
            result = yield from self._search(member)
            number = next(filter(None, (number_of(e, self._plan) for e in result.entries)), None)
            sentence = tr("The response was lost, but a search found ticket {number}.")
            if number is None:
                what = tr("{what}, and a search found no ticket") if result.granted else "{what}"
                yield self._report.leave(what.format(what=made.what), made.response)
                return
        else:
            number, sentence = made, tr("Its number is {number}.")
        self._report.number = number
        yield self._report.end(sentence.format(number=number))
        yield from Cleanup(member, self._report, number, f"{self._path}/{number}", closed).run()

    def _search(self, member: TicketMember) -> Talk[ReadResult]:
        """Look once for tickets with the plan's own subject."""
        condition = quote(f'summary="{self._plan.summary}"', safe="")
        return (yield from member.read(f"{self._path}?pageSize=5&conditions={condition}"))


def _ticket(plan: TicketPlan) -> dict[str, object]:
    """The minimum that ConnectWise needs, with notifications off.

    Source: ConnectWise API, schemas Ticket and ProjectTicket (``processNotifications``).
    """
    about: dict[str, object] = {"summary": plan.summary, "processNotifications": False}
    parts = {name: {"id": number} for name, number in plan.parts}
    if plan.phase:
        return {**about, "phase": {"id": plan.phase.id}, **parts}
    return {**about, "board": {"id": plan.board.id}, "company": {"id": plan.company.id}, **parts}


def _unreadable(result: ReadResult) -> Problem:
    """Why the statuses of the board were not read; a reply with a meaning is a refusal."""
    return result.problem if result.problem and not result.meaning else not_created(result.response)
