"""Everything that can go wrong once the ticket has a number; a leftover is always reported."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from tests.faultserver import Bend, FaultServer, HttpFault, Reply, SignIn, rate_limited
from tests.faultserver.reply import json_reply
from tests.unit.linktest.ticket.trying import (
    FAILED,
    NOT_RUN,
    PASSED,
    UNKNOWN,
    TicketShelf,
    Tried,
    attempt,
    methods,
    posts,
    project_plan,
    service_plan,
    values_for,
)
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.ticket import TicketOutcome, TicketStep
from wizard.linktest.read_result import ReadResult
from wizard.linktest.ticket import run as ticket
from wizard.linktest.ticket.cleanup import Cleanup, ClosedStatus, closed_status
from wizard.linktest.ticket.events import TicketEnded, TicketStarted

PATH = "/service/tickets"
ONE = PATH + "/*"
ALL_PASSED = (PASSED, PASSED, PASSED, PASSED)
SHORT_S = 0.5


def run(shelf: TicketShelf, *faults: tuple[str, Any], **options: Any) -> Tried:
    """Run with ``faults``, each a method on the ticket and its answer; one ticket is asked for."""
    script = shelf.script()
    for method, answer in faults:
        answers = answer if isinstance(answer, tuple) else (answer,)
        script = script.api(ONE, *answers, method=method)
    closes = options.pop("closes", False)
    with FaultServer(script) as server:
        values = values_for(server.url, closes=closes)
        tried = attempt(service_plan(), values, **options)
        assert posts(server) == 1
    return tried


def left_behind(tried: Tried, shelf: TicketShelf) -> None:
    """Assert that the report names the remaining ticket and claims no more than was observed."""
    assert tried.fault is Fault.WRITE_LEFT_BEHIND
    assert (tried.report.remains, tried.report.number) == (TicketOutcome.OPEN, 5001)
    assert "5001" in tried.report.message
    assert "5001" in tried.report.fix
    assert not tried.report.proven
    assert next(shelf.numbers) == 5002


@pytest.mark.parametrize("fault", [SignIn.SERVER_TIMEOUT, HttpFault.ERROR_500_PAGE], ids=str)
def test_a_deletion_that_fails_inside_connectwise_is_followed_by_closing(fault: Any) -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", fault))
    assert (tried.statuses, tried.report.remains) == (ALL_PASSED, TicketOutcome.CLOSED)
    assert shelf.tickets[5001]["closedFlag"] is True


@pytest.mark.parametrize(
    "fault",
    [HttpFault.RESET, HttpFault.CLOSED, Bend(lambda _, __: HttpFault.ERROR_500.value)],
    ids=["reset", "closed", "500"],
)
def test_a_deletion_with_a_lost_response_is_verified_by_a_read(fault: Any) -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", fault))
    assert (tried.statuses, shelf.tickets) == ((PASSED, PASSED, UNKNOWN, PASSED), {})
    assert tried.report.remains is TicketOutcome.NOTHING


@pytest.mark.parametrize("fault", [HttpFault.RESET_IN_REPLY, HttpFault.TRUNCATED], ids=str)
def test_a_closing_with_a_lost_response_is_verified_by_a_read(fault: Any) -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", SignIn.NO_PERMISSION), ("PATCH", fault))
    assert tried.statuses == (PASSED, PASSED, UNKNOWN, PASSED)
    assert tried.report.remains is TicketOutcome.CLOSED
    assert shelf.tickets[5001]["closedFlag"] is True


def test_a_refused_closing_quotes_the_server() -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", SignIn.NO_PERMISSION), ("PATCH", SignIn.VALIDATION))
    left_behind(tried, shelf)
    assert tried.statuses == (PASSED, PASSED, FAILED, NOT_RUN)
    assert "Service Status 17 not found for Service Board 21" in tried.report.message
    assert tried.report.problem
    assert tried.report.problem.affects == (Field.SERVICE,)


def test_a_refused_deletion_and_a_lost_closing_are_checked_by_a_read() -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", HttpFault.RESET.value), ("PATCH", SignIn.VALIDATION))
    assert shelf.tickets == {}
    assert tried.statuses == (PASSED, PASSED, UNKNOWN, PASSED)
    assert tried.report.remains is TicketOutcome.NOTHING


def test_a_closing_without_effect_is_not_a_success() -> None:
    shelf = TicketShelf(closed_statuses=frozenset())
    tried = run(shelf, ("DELETE", SignIn.NO_PERMISSION))
    left_behind(tried, shelf)
    assert tried.statuses == (PASSED, PASSED, PASSED, FAILED)
    assert "ConnectWise accepted the change, but the ticket is still open" in tried.report.message


def test_a_deletion_without_effect_is_not_a_success() -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", Reply(204, content_type=None)))
    left_behind(tried, shelf)
    assert "ConnectWise accepted the change, but the ticket is still open" in tried.report.message


@pytest.mark.parametrize(
    "last",
    [HttpFault.IIS_404, SignIn.NO_ENDPOINT, SignIn.NO_PERMISSION, HttpFault.SIGN_IN_PAGE_200],
    ids=str,
)
def test_only_connectwise_itself_proves_that_a_ticket_is_deleted(last: Any) -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("GET", (None, last)))
    left_behind(tried, shelf)
    assert tried.statuses == (PASSED, PASSED, PASSED, FAILED)
    assert "doesn't show the result" in tried.report.message


def test_a_ticket_never_readable_is_not_assumed_deleted() -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("GET", SignIn.NO_RECORD))
    left_behind(tried, shelf)
    assert tried.statuses == (PASSED, UNKNOWN, PASSED, FAILED)
    assert shelf.tickets == {}


def test_a_failed_first_read_does_not_stop_the_cleanup() -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("GET", (HttpFault.RESET, None)), closes=True)
    assert tried.statuses == (PASSED, UNKNOWN, PASSED, PASSED)
    assert tried.report.remains is TicketOutcome.CLOSED
    assert tried.report.row(TicketStep.READ).sentence == "The reason: the server didn't respond."


def test_a_ticket_closed_by_a_rule_is_not_closed_again() -> None:
    shelf = TicketShelf()
    closed = Bend(lambda _, sound: replace(sound, body=sound.body.replace(b"false", b"true")))
    with FaultServer(shelf.script().api(ONE, closed, method="GET")) as server:
        tried = attempt(service_plan(), values_for(server.url))
        assert methods(server) == ["POST"]
    assert tried.statuses == ALL_PASSED
    assert tried.report.remains is TicketOutcome.CLOSED


def test_a_ticket_without_the_flag_is_closed_by_its_status() -> None:
    def flagless(_: object, sound: Reply) -> Reply:
        return replace(sound, body=sound.body.replace(b"closedFlag", b"elsewhere"))

    tried = run(TicketShelf(), ("GET", Bend(flagless)), closes=True)
    assert (tried.statuses, tried.report.remains) == (ALL_PASSED, TicketOutcome.CLOSED)


def test_a_moved_ticket_is_closed_with_a_status_of_its_new_board() -> None:
    shelf = TicketShelf(board=7, closed_statuses=frozenset({72}))
    statuses = [
        {"id": 70, "name": "Mailing", "closedStatus": True, "emailTemplate": {"id": 1}},
        {"id": 71, "name": "Retired", "closedStatus": True, "inactive": True},
        {"id": "x", "name": "Odd", "closedStatus": True},
        {"id": 72, "name": "Quiet", "closedStatus": True},
    ]
    script = shelf.script().api("/service/boards/7/statuses", json_reply(statuses))
    with FaultServer(script) as server:
        tried = attempt(service_plan(), values_for(server.url, closes=True))
    assert (tried.statuses, tried.report.remains) == (ALL_PASSED, TicketOutcome.CLOSED)
    assert "Quiet" in tried.text


def test_unreadable_statuses_of_the_new_board_do_not_prevent_cleanup() -> None:
    shelf = TicketShelf(board=7)
    tried = run(shelf, closes=True)
    assert (tried.statuses, tried.report.remains) == (ALL_PASSED, TicketOutcome.CLOSED)


def test_a_rate_limit_during_cleanup_is_waited_out() -> None:
    shelf = TicketShelf()
    tried = run(shelf, ("DELETE", (rate_limited("0"), None)))
    assert (tried.statuses, shelf.tickets) == (ALL_PASSED, {})


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
def test_silence_ends_at_the_deadline_and_the_number_is_reported(method: str) -> None:
    shelf = TicketShelf()
    faults = {"DELETE": SignIn.NO_PERMISSION, method: HttpFault.SILENT.value}
    tried = run(shelf, *faults.items(), timeout_s=SHORT_S)
    left_behind(tried, shelf)
    assert tried.took_s < 30


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
def test_stop_allows_a_grace_period_then_reports_the_number(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket, "GRACE_S", 0.2)
    shelf, stop = TicketShelf(), threading.Event()

    def hang(_: object, sound: Reply) -> Reply:
        stop.set()
        return HttpFault.SILENT.value.change(_, sound)

    faults = {"DELETE": SignIn.NO_PERMISSION, method: Bend(hang)}
    tried = run(shelf, *faults.items(), cancelled=stop.is_set)
    left_behind(tried, shelf)
    assert "the test was stopped" in tried.text
    assert tried.took_s < 30


def test_stop_while_the_ticket_is_created_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket, "GRACE_S", 0.2)
    stop = threading.Event()

    def hang(request: Any, sound: Reply) -> Reply:
        stop.set()
        return HttpFault.SILENT.value.change(request, sound)

    shelf = TicketShelf()
    with FaultServer(shelf.script().api(PATH, Bend(hang), method="POST")) as server:
        plan = service_plan()
        tried = attempt(plan, values_for(server.url), cancelled=stop.is_set)
        assert posts(server) == 1
    assert (tried.fault, tried.report.remains) == (Fault.WRITE_LEFT_BEHIND, TicketOutcome.UNCERTAIN)
    assert "the test was stopped" in tried.report.message
    assert plan.summary in tried.report.fix
    assert tried.took_s < 30


def test_stop_after_the_creation_still_removes_the_ticket() -> None:
    stop, shelf = threading.Event(), TicketShelf()

    def press(_: object, sound: Reply) -> Reply:
        stop.set()
        return sound

    with FaultServer(shelf.script().api(PATH, Bend(press), method="POST")) as server:
        tried = attempt(service_plan(), values_for(server.url), cancelled=stop.is_set)
    assert (tried.statuses, shelf.tickets) == (ALL_PASSED, {})


@pytest.mark.parametrize("at", ["/login/companyinfo/*", "*/statuses"])
def test_stop_before_the_ticket_is_requested_ends_immediately(at: str) -> None:
    stop, shelf = threading.Event(), TicketShelf()

    def hang(request: Any, sound: Reply) -> Reply:
        stop.set()
        return HttpFault.SILENT.value.change(request, sound)

    with FaultServer(shelf.script().on(at, Bend(hang))) as server:
        tried = attempt(service_plan(), values_for(server.url), cancelled=stop.is_set)
        assert posts(server) == 0
    assert (tried.fault, tried.report.remains) == (Fault.CANCELLED, TicketOutcome.NOTHING)
    assert tried.took_s < 30


def test_stop_between_the_last_read_and_the_creation_creates_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop = threading.Event()

    def pressed(result: ReadResult, board: int) -> ClosedStatus | None:
        stop.set()
        return closed_status(result, board)

    monkeypatch.setattr(ticket, "closed_status", pressed)
    with FaultServer(TicketShelf().script()) as server:
        tried = attempt(service_plan(), values_for(server.url), cancelled=stop.is_set)
        assert posts(server) == 0
    assert (tried.fault, tried.report.remains) == (Fault.CANCELLED, TicketOutcome.NOTHING)


def test_an_internal_error_still_reports_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Cleanup) -> None:
        raise ZeroDivisionError("with a TestPrivateKey16 in its text")

    monkeypatch.setattr(Cleanup, "run", fail)
    shelf = TicketShelf()
    tried = run(shelf)
    left_behind(tried, shelf)
    assert "ZeroDivisionError" in tried.report.message
    assert "TestPrivateKey16" not in tried.text


def test_an_internal_error_before_the_creation_is_reported_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ticket, "statuses_path", lambda board: 1 / 0)
    with FaultServer(TicketShelf().script()) as server:
        tried = attempt(service_plan(), values_for(server.url))
        assert posts(server) == 0
    assert (tried.fault, tried.report.remains) == (Fault.INTERNAL, TicketOutcome.NOTHING)


def test_a_project_ticket_is_removed_by_its_own_endpoint() -> None:
    shelf = TicketShelf("/project/tickets", board=2)
    with FaultServer(shelf.script()) as server:
        tried = attempt(project_plan(), values_for(server.url, closes=True))
        paths = [r.path.partition("/3.0")[2] for r in server.requests if r.method != "GET"]
    assert (tried.statuses, tried.report.remains) == (ALL_PASSED, TicketOutcome.CLOSED)
    assert paths == ["/project/tickets", "/project/tickets/5001"]


def test_the_number_is_reported_as_soon_as_it_is_known() -> None:
    tried = run(TicketShelf(), ("DELETE", SignIn.NO_PERMISSION), ("PATCH", SignIn.NO_PERMISSION))
    first = next(event for event in tried.events if isinstance(event, TicketEnded))
    assert (first.row.step, first.number) == (TicketStep.CREATE, 5001)
    started = [event.step for event in tried.events if isinstance(event, TicketStarted)]
    assert started == [TicketStep.CREATE, TicketStep.READ, TicketStep.CLEAR]
