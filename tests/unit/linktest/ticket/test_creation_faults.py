"""Everything that can go wrong while the ticket is created; it is never created twice."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from tests.faultserver import (
    SERVING,
    Act,
    Bend,
    FaultServer,
    HttpFault,
    Reply,
    Request,
    Script,
    SignIn,
    Transport,
    rate_limited,
)
from tests.faultserver.fixtures import HOST, Sites
from tests.faultserver.reply import html_reply, json_reply
from tests.unit.linktest.ticket.trying import (
    FAILED,
    NOT_RUN,
    PASSED,
    TENANT,
    TicketShelf,
    Tried,
    attempt,
    methods,
    posts,
    project_plan,
    service_plan,
    values_for,
)
from wizard.connectwise.client import Client
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.ticket import TicketOutcome, TicketPlan, TicketStep

PATH = "/service/tickets"
NEVER_CREATED = (FAILED, NOT_RUN, NOT_RUN, NOT_RUN)
ALL_PASSED = (PASSED, PASSED, PASSED, PASSED)


def instead(reply: Reply) -> Bend:
    """Carry out the request, but return another response."""
    return Bend(lambda _, __: reply)


def try_it(
    server: FaultServer, plan: TicketPlan | None = None, timeout_s: float = 60.0, **options: Any
) -> Tried:
    return attempt(plan or service_plan(), values_for(server.url), timeout_s=timeout_s, **options)


def played(script: Script, plan: TicketPlan | None = None, **options: Any) -> tuple[Tried, int]:
    """Run against ``script``; return what came of it and how many tickets were asked for."""
    with FaultServer(script) as server:
        tried = try_it(server, plan, **options)
        return tried, posts(server)


LOST = {
    "500": instead(SignIn.SERVER_TIMEOUT.value),
    "500 page": instead(HttpFault.ERROR_500_PAGE.value),
    "502": instead(HttpFault.BAD_GATEWAY_502.value),
    "503": instead(HttpFault.UNAVAILABLE_503.value),
    "504": instead(HttpFault.GATEWAY_TIMEOUT_504.value),
    "page": instead(HttpFault.SIGN_IN_PAGE_200.value),
    "text": instead(HttpFault.PLAIN_TEXT.value),
    "null": instead(HttpFault.JSON_NULL.value),
    "list": instead(HttpFault.JSON_LIST.value),
    "empty object": instead(HttpFault.JSON_EMPTY_OBJECT.value),
    "empty": instead(HttpFault.EMPTY.value),
    "no content": instead(HttpFault.NO_CONTENT.value),
    "accepted": instead(json_reply({"message": "in the queue"}, 202)),
    "number as text": Bend(
        lambda _, sound: replace(sound, body=sound.body.replace(b"5001", b'"5001"'))
    ),
    "another ticket": instead(json_reply({"id": 77, "summary": "Server down"}, 201)),
    "reset": HttpFault.RESET.value,
    "reset in reply": HttpFault.RESET_IN_REPLY.value,
    "closed": HttpFault.CLOSED.value,
    "truncated": HttpFault.TRUNCATED.value,
    "truncated chunks": HttpFault.TRUNCATED_CHUNKS.value,
    "oversized": HttpFault.OVERSIZED.value,
    "bad gzip": HttpFault.BAD_GZIP.value,
    "bad length": HttpFault.BAD_LENGTH.value,
    "bad status line": instead(HttpFault.BAD_STATUS_LINE.value),
    "not HTTP": instead(HttpFault.NOT_HTTP.value),
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
def test_a_lost_response_is_recovered_by_one_search(fault: Bend) -> None:
    shelf = TicketShelf()
    plan = service_plan()
    tried, asked = played(shelf.script().api(PATH, fault, method="POST"), plan)
    assert asked == 1
    assert tried.statuses == ALL_PASSED
    assert tried.fault is None
    assert (tried.report.remains, tried.report.number) == (TicketOutcome.NOTHING, 5001)
    assert shelf.tickets == {}
    assert "a search found ticket 5001" in tried.report.row(TicketStep.CREATE).sentence


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
def test_a_lost_response_not_found_by_a_search_is_uncertain(fault: Bend) -> None:
    shelf = TicketShelf()
    plan = service_plan()
    script = shelf.script().api(PATH, json_reply([]), method="GET")
    with FaultServer(script.api(PATH, fault, method="POST")) as server:
        tried = try_it(server, plan)
        searches = [r for r in server.requests if "conditions" in r.query]
        assert methods(server) == ["POST"]
    assert [search.query["conditions"] for search in searches] == [[f'summary="{plan.summary}"']]
    assert tried.fault is Fault.WRITE_LEFT_BEHIND
    assert tried.statuses == NEVER_CREATED
    assert (tried.report.remains, tried.report.number) == (TicketOutcome.UNCERTAIN, None)
    assert tried.report.message.startswith("It isn't certain whether the test ticket was created: ")
    assert "a search found no ticket" in tried.report.message
    assert plan.summary in tried.report.fix


@pytest.mark.parametrize(
    "search",
    [
        SignIn.VALIDATION,
        SignIn.NO_PERMISSION,
        HttpFault.SIGN_IN_PAGE_200,
        HttpFault.RESET,
        json_reply([{"id": 5001, "summary": "Server down"}, {"summary": None}, {"id": True}]),
    ],
    ids=["400", "403", "page", "reset", "others"],
)
def test_a_search_that_fails_leaves_it_uncertain(search: Any) -> None:
    shelf = TicketShelf()
    script = shelf.script().api(PATH, search, method="GET").api(PATH, LOST["500"], method="POST")
    with FaultServer(script) as server:
        tried = try_it(server)
        assert methods(server) == ["POST"]
    assert tried.report.remains is TicketOutcome.UNCERTAIN
    assert "A timeout has occured" in tried.report.message
    assert len(shelf.tickets) == 1


def test_another_ticket_is_never_touched() -> None:
    """An intermediary responds with the number of another ticket."""
    shelf = TicketShelf()
    shelf.tickets[77] = {"id": 77, "summary": "Server down", "closedFlag": False}
    script = shelf.script().api(PATH, json_reply([]), method="GET")
    script = script.api(PATH, json_reply(shelf.tickets[77], 201), method="POST")
    with FaultServer(script) as server:
        tried = try_it(server)
        assert not any("77" in request.path for request in server.requests)
    assert tried.report.remains is TicketOutcome.UNCERTAIN
    assert shelf.tickets[77]["closedFlag"] is False


def test_a_dash_returned_as_another_character_does_not_hide_the_ticket() -> None:
    shelf = TicketShelf()
    dashless = Bend(lambda _, sound: replace(sound, body=sound.body.replace(rb"\u2013", b"?")))
    tried, _ = played(shelf.script().api(PATH, dashless, method="POST"))
    assert (tried.statuses, tried.report.number) == (ALL_PASSED, 5001)


REFUSED: dict[str, tuple[Any, Fault, str]] = {
    "400": (SignIn.VALIDATION, Fault.WRITE_REFUSED, "Service Status 17 not found for Service"),
    "403": (SignIn.NO_PERMISSION, Fault.WRITE_REFUSED, "You do not have security permission"),
    "404": (SignIn.NO_RECORD, Fault.WRITE_REFUSED, "The record was not found"),
    "404 page": (HttpFault.IIS_404, Fault.WRITE_REFUSED, "File or directory not found"),
    "400 text": (SignIn.CANNOT_ROUTE, Fault.WRITE_REFUSED, "Cannot route"),
    "400 empty": (Reply(400), Fault.WRITE_REFUSED, "an empty response (HTTP 400)"),
    "400 list": (json_reply(["no"], 400), Fault.WRITE_REFUSED, "no"),
    "405": (json_reply({"message": "Not here."}, 405), Fault.WRITE_REFUSED, "Not here."),
    "409": (html_reply("<h1>Conflict</h1>", 409), Fault.WRITE_REFUSED, "Conflict"),
    "team": (SignIn.NO_DEFAULT_TEAM, Fault.WRITE_NO_DEFAULT_TEAM, "the board Help Desk"),
    "401": (SignIn.WRONG_KEYS, Fault.KEYS_REFUSED, "This key pair"),
    "client id": (SignIn.CLIENT_ID_403, Fault.CLIENT_ID_REFUSED, "Client ID"),
    "firewall": (HttpFault.FIREWALL_403, Fault.SITE_BLOCKED, "HTTP 403"),
    "redirect": (HttpFault.REDIRECT_TO_HOST, Fault.SITE_REDIRECTED, "elsewhere.example.test"),
    "429": (rate_limited("0"), Fault.RATE_LIMITED, "is limiting requests"),
}


@pytest.mark.parametrize(("answer", "fault", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_gives_the_reason_and_leaves_nothing(
    answer: Any, fault: Fault, words: str
) -> None:
    shelf = TicketShelf()
    with FaultServer(shelf.script().api(PATH, answer, method="POST")) as server:
        tried = try_it(server)
        assert set(methods(server)) == {"POST"}
        assert not any("conditions" in request.query for request in server.requests)
    assert tried.fault is fault
    assert tried.statuses == NEVER_CREATED
    assert (tried.report.remains, tried.report.number) == (TicketOutcome.NOTHING, None)
    assert words in tried.report.message
    assert ".." not in tried.report.message
    assert shelf.tickets == {}


def test_only_a_refused_right_blames_the_role() -> None:
    blames = {}
    for name in ("400", "403"):
        tried, asked = played(TicketShelf().script().api(PATH, REFUSED[name][0], method="POST"))
        problem = tried.report.problem
        assert problem
        blames[name] = problem.affects
        assert (asked, problem.step) == (1, Step.ROLE)
    assert blames == {"400": (Field.ROLE, Field.SERVICE), "403": (Field.ROLE,)}


def test_a_rate_limit_during_creation_is_waited_out() -> None:
    shelf = TicketShelf()
    script = shelf.script().api(PATH, rate_limited("0"), None, method="POST")
    tried, asked = played(script)
    assert (asked, tried.statuses) == (2, ALL_PASSED)
    assert [getattr(event, "seconds", None) for event in tried.events].count(0.0) == 1
    assert next(shelf.numbers) == 5002


def test_a_connection_never_established_leaves_nothing(sites: Sites) -> None:
    transport = (SERVING, Transport(Act.RESET), SERVING)
    server = sites.start(TicketShelf().script(), HOST, transport=transport)
    tried = attempt(service_plan(), values_for(f"https://{HOST}"))
    assert (tried.fault, tried.statuses) == (Fault.REFUSED, NEVER_CREATED)
    assert tried.report.remains is TicketOutcome.NOTHING
    assert (posts(server), server.connections) == (0, 2)


def test_a_server_that_disconnects_may_have_read_the_request() -> None:
    transport = (SERVING, Transport(Act.CLOSE), SERVING)
    with FaultServer(TicketShelf().script(), transport=transport) as server:
        tried = try_it(server)
        assert posts(server) == 0
    assert tried.report.remains is TicketOutcome.UNCERTAIN
    assert "the connection was closed before the complete response arrived" in tried.report.message


def test_silence_ends_at_the_deadline_and_the_ticket_is_found() -> None:
    shelf = TicketShelf()
    script = shelf.script().api(PATH, HttpFault.SILENT, method="POST")
    tried, asked = played(script, timeout_s=0.6)
    assert (asked, tried.statuses, tried.report.number) == (1, ALL_PASSED, 5001)
    assert tried.took_s < 30


def test_silence_without_a_ticket_is_uncertain() -> None:
    script = TicketShelf().script().api(PATH, HttpFault.SILENT.value, method="POST")
    script = script.api(PATH, json_reply([]), method="GET")
    tried, asked = played(script, timeout_s=0.6)
    assert (asked, tried.report.remains) == (1, TicketOutcome.UNCERTAIN)
    assert (
        "no response arrived in time (0.6 s), and a search found no ticket" in tried.report.message
    )


def test_a_project_ticket_names_its_phase_and_disables_notifications() -> None:
    shelf = TicketShelf("/project/tickets", board=2)
    with FaultServer(shelf.script()) as server:
        tried = try_it(server, plan := project_plan())
        body = next(r.body for r in server.requests if r.method == "POST")
    assert tried.statuses == ALL_PASSED
    assert json.loads(body) == {
        "summary": plan.summary,
        "phase": {"id": 31},
        "processNotifications": False,
    }


def test_a_service_ticket_names_board_and_company_and_disables_notifications() -> None:
    with FaultServer(TicketShelf().script()) as server:
        try_it(server, plan := service_plan())
        body = next(r.body for r in server.requests if r.method == "POST")
    assert json.loads(body) == {
        "summary": plan.summary,
        "board": {"id": 1},
        "company": {"id": 2},
        "processNotifications": False,
    }


def echo(request: Request) -> Reply:
    """Send back what was sent, long enough that a key is cut wherever a text may be cut."""
    said = f"{request.basic} {request.client_id} {TENANT.company_id} "
    for length in range(250, 700, 7):
        said += "x" * (length - len(said) % length) + TENANT.private_key
    return json_reply({"code": "InvalidObject", "message": said}, 400)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_quoted_server_text_never_contains_a_key(method: str) -> None:
    path = PATH if method == "POST" else PATH + "/*"
    script = TicketShelf().script().api(PATH + "/*", SignIn.NO_PERMISSION, method="DELETE")
    tried, _ = played(script.api(path, echo, method=method))
    assert tried.fault in {Fault.WRITE_REFUSED, Fault.WRITE_LEFT_BEHIND}
    problem = tried.report.problem
    assert problem
    for secret in (TENANT.private_key, TENANT.public_key, TENANT.client_id):
        assert secret[:10] not in f"{tried.text} {tried.events}"
    assert TENANT.company_id not in problem.evidence
    assert len(tried.report.row(TicketStep.CLEAR).sentence) <= 600


def test_a_board_without_closed_status_gets_no_ticket() -> None:
    open_only = json_reply([{"id": 11, "name": "New", "closedStatus": False}])
    tried, asked = played(TicketShelf().script().api("/service/boards/1/statuses", open_only))
    assert (asked, tried.fault, tried.report.remains) == (
        0,
        Fault.WRITE_REFUSED,
        TicketOutcome.NOTHING,
    )
    assert "the board Help Desk has no status that closes a ticket" in tried.report.message


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (HttpFault.ERROR_500, Fault.SERVICE_ERROR),
        (SignIn.NO_RECORD, Fault.WRITE_REFUSED),
        (HttpFault.RESET, Fault.REFUSED),
        (HttpFault.SIGN_IN_PAGE_200, Fault.BAD_REPLY),
    ],
)
def test_statuses_that_cannot_be_read_prevent_a_ticket(answer: Any, fault: Fault) -> None:
    tried, asked = played(TicketShelf().script().api("/service/boards/1/statuses", answer))
    assert (asked, tried.fault, tried.report.remains) == (0, fault, TicketOutcome.NOTHING)


def test_a_request_that_cannot_be_aborted_is_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer is so busy that even the end of the time is noticed late."""
    over = threading.Event()

    def hang(client: Client, *_: object) -> None:
        over.wait(30)

    monkeypatch.setattr(Client, "send", hang)
    try:
        tried, asked = played(TicketShelf().script(), timeout_s=0.3)
    finally:
        over.set()
    assert (asked, tried.report.remains) == (0, TicketOutcome.UNCERTAIN)
    assert "no response arrived in time (0.3 s)" in tried.report.message


@pytest.mark.parametrize("plan", [service_plan(), project_plan()], ids=["service", "project"])
def test_workflow_values_are_sent_with_either_ticket_type(plan: TicketPlan) -> None:
    sent: list[dict[str, Any]] = []

    def take(request: Request) -> Reply:
        sent.append(json.loads(request.body))
        return SignIn.SERVER_TIMEOUT.value

    path = f"/{plan.kind}/tickets"
    script = TicketShelf(path, plan.board.id).script().api(path, take, method="POST")
    played(script, replace(plan, parts=(("type", 7), ("priority", 3))))
    [body] = sent
    assert (body["type"], body["priority"]) == ({"id": 7}, {"id": 3})
