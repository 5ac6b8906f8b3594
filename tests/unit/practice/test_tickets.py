from __future__ import annotations

from typing import Any

import pytest

from tests.unit.practice.conftest import API, EVERYTHING, Visit, Visitor, grant, signed
from wizard.domain.rights import Column
from wizard.practice import functions
from wizard.practice.role import Permission

SERVICE = {"summary": "Test ticket", "company": {"id": 19}}
PROJECT = {"summary": "Test ticket", "phase": {"id": 501}}
KINDS = [("/service/tickets", SERVICE), ("/project/tickets", PROJECT)]
CLOSE = {"/service/tickets": 15, "/project/tickets": 65}


def change(path: str, value: object, op: str = "replace") -> list[dict[str, object]]:
    return [{"op": op, "path": path, "value": value}]


def problems(
    visitor: Visitor, body: object, path: str = "/service/tickets"
) -> list[tuple[str, str]]:
    reply = visitor.call("POST", path, body)
    assert (reply.status, reply.json["code"]) == (400, "InvalidObject")
    return [(problem["field"], problem["message"]) for problem in reply.json["errors"]]


@pytest.mark.parametrize(("path", "ticket"), KINDS)
def test_a_ticket_lives_from_new_to_closed(visit: Visit, path: str, ticket: Any) -> None:
    visitor = visit(**EVERYTHING)
    before = visitor.get(f"{path}/count").json["count"]
    made = visitor.call("POST", path, ticket)
    assert made.status == 201
    number = made.json["id"]
    assert made.json["status"]["name"] == "New"
    assert not made.json["closedFlag"]
    assert made.json["company"] == {
        "id": 19,
        "identifier": "PretendBakery",
        "name": "Pretend Bakery",
    }
    closed = visitor.call("PATCH", f"{path}/{number}", change("status/id", CLOSE[path]))
    assert closed.status == 200
    assert closed.json["closedFlag"]
    assert closed.json["closedDate"].endswith("Z")
    assert visitor.get(f"{path}/{number}").json == closed.json
    assert visitor.get(f"{path}/count").json == {"count": before + 1}


@pytest.mark.parametrize(("path", "ticket"), KINDS)
def test_deleting_needs_a_permission_the_minimal_role_lacks(
    visit: Visit, path: str, ticket: Any
) -> None:
    visitor = visit(**EVERYTHING)
    number = visitor.call("POST", path, ticket).json["id"]
    refused = visitor.call("DELETE", f"{path}/{number}")
    assert (refused.status, refused.json["code"]) == (403, "Security")
    assert visitor.get(f"{path}/{number}").status == 200


def test_a_deleted_ticket_is_not_found(visit: Visit) -> None:
    visitor = visit()
    grant(visitor, added=(Permission(functions.SERVICE_TICKETS, Column.DELETE),))
    number = visitor.call("POST", "/service/tickets", SERVICE).json["id"]
    gone = visitor.call("DELETE", f"/service/tickets/{number}")
    assert (gone.status, gone.text, gone.headers["Content-Length"]) == (204, "", None)
    assert visitor.get(f"/service/tickets/{number}").json["code"] == "NotFound"
    assert visitor.call("DELETE", f"/service/tickets/{number}").json["code"] == "NotFound"
    again = visitor.call("POST", "/service/tickets", SERVICE).json["id"]
    assert again == number + 1


@pytest.mark.parametrize(("path", "ticket"), KINDS)
def test_closing_needs_its_own_permission(visit: Visit, path: str, ticket: Any) -> None:
    visitor = visit(tickets=["service", "project"])
    number = visitor.call("POST", path, ticket).json["id"]
    closing = change("status/id", CLOSE[path])
    assert visitor.call("PATCH", f"{path}/{number}", closing).status == 403
    assert visitor.call("POST", path, {**ticket, "status": {"name": "Closed"}}).status == 403
    working = visitor.call("PATCH", f"{path}/{number}", change("status", {"name": "In Progress"}))
    assert (working.status, working.json["status"]["name"]) == (200, "In Progress")
    visitor.server.choose(tickets=["service", "project"], closes_tickets=True)
    assert visitor.call("PATCH", f"{path}/{number}", closing).json["closedFlag"]
    visitor.server.choose(tickets=["service", "project"])
    reopening = change("status", {"name": "New"})
    assert visitor.call("PATCH", f"{path}/{number}", reopening).status == 403


@pytest.mark.parametrize(("path", "ticket"), KINDS)
def test_tickets_of_the_other_type_are_not_accessible(visit: Visit, path: str, ticket: Any) -> None:
    other = "project" if "service" in path else "service"
    visitor = visit(tickets=[other])
    assert visitor.get(path).status == 403
    assert visitor.call("POST", path, ticket).status == 403
    assert visitor.call("PATCH", f"{path}/1001", []).status == 403


def test_missing_fields_are_listed(visit: Visit) -> None:
    visitor = visit(**EVERYTHING)
    assert problems(visitor, {}) == [
        ("summary", "The field summary is required."),
        ("company", "The field company is required."),
    ]
    assert problems(visitor, {}, "/project/tickets") == [
        ("summary", "The field summary is required."),
        ("phase", "The field phase is required."),
    ]


@pytest.mark.parametrize("summary", ["", "  ", 7, None, ["x"]])
def test_a_summary_must_be_a_text(visit: Visit, summary: object) -> None:
    assert problems(visit(), {**SERVICE, "summary": summary}) == [
        ("summary", "The field summary is required.")
    ]


def test_a_summary_is_limited_to_100_characters(visit: Visit) -> None:
    visitor = visit()
    fits = visitor.call("POST", "/service/tickets", {**SERVICE, "summary": "ü" * 100})
    assert fits.json["summary"] == "ü" * 100
    reply = visitor.call("POST", "/service/tickets", {**SERVICE, "summary": "x" * 101})
    assert [error["code"] for error in reply.json["errors"]] == ["MaxLengthField"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"company": {"id": 1}}, ("company/id", "Company 1 not found")),
        ({"company": {"identifier": "X"}}, ("company/identifier", "Company X not found")),
        ({"company": {"id": True}}, ("company/id", "Company None not found")),
        ({"company": "PretendBakery"}, ("company/id", "Company None not found")),
        ({"board": {"id": 21}}, ("board/id", "Service Board 21 not found")),
        ({"board": {"id": 6}}, ("board/id", "Service Board 6 not found")),
        (
            {"board": {"id": 2}, "status": {"id": 17}},
            ("status/id", "Service Status 17 not found for Service Board 2"),
        ),
        (
            {"board": {"id": 2}, "type": {"name": "Outage"}},
            ("type/name", "Service Type Outage not found for Service Board 2"),
        ),
        (
            {"board": {"id": 2}, "team": {"id": 1}},
            ("team/id", "Service Team 1 not found for Service Board 2"),
        ),
        ({"priority": {"id": 5}}, ("priority/id", "Priority 5 not found")),
        ({"source": {"name": "Fax"}}, ("source/name", "Source Fax not found")),
        ({"owner": {"identifier": "X"}}, ("owner/identifier", "Member X not found")),
        ({"contact": {"id": 1}}, ("contact/id", "Contact 1 not found")),
        (
            {"board": {"name": "Alerts"}},
            ("team", "Cannot find default team for board specified"),
        ),
    ],
)
def test_an_unknown_reference_is_named(
    visit: Visit, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert problems(visit(), {**SERVICE, **changes}) == [expected]


def test_a_board_without_a_default_team_accepts_a_named_team(visit: Visit) -> None:
    ticket = {**SERVICE, "board": {"name": "Alerts"}, "team": {"name": "Alerts team"}}
    reply = visit().call("POST", "/service/tickets", ticket)
    assert (reply.status, reply.json["team"]["name"]) == (201, "Alerts team")


def test_every_reference_and_text_is_stored(visit: Visit) -> None:
    ticket = {
        **SERVICE,
        "board": {"name": "New Hires and Leavers"},
        "status": {"name": "Assigned"},
        "type": {"name": "Leaver"},
        "priority": {"id": 2},
        "source": {"name": "Integration"},
        "owner": {"identifier": "TTech"},
        "contact": {"id": 301},
        "initialDescription": "Account to close",
        "externalXRef": 7,
        "unheardOf": "dropped",
    }
    made = visit().call("POST", "/service/tickets", ticket).json
    assert made["status"] == {"id": 21, "name": "Assigned"}
    assert made["type"]["name"] == "Leaver"
    assert made["priority"]["name"] == "Priority 2 - High"
    assert made["source"]["name"] == "Integration"
    assert made["owner"] == {"id": 102, "identifier": "TTech"}
    assert made["contact"] == {"id": 301}
    assert made["initialDescription"] == "Account to close"
    assert not {"externalXRef", "unheardOf"} & made.keys()


def test_a_phase_determines_project_board_and_company(visit: Visit) -> None:
    visitor = visit(tickets=["project"])
    made = visitor.call("POST", "/project/tickets", {"summary": "x", "phase": {"id": 511}}).json
    assert made["project"] == {"id": 402, "name": "Mail migration"}
    assert made["company"]["identifier"] == "MadeUpDental"
    assert made["board"]["name"] == "Projects"
    assert made["phase"] == {"id": 511, "name": "Prepare"}
    wrong = {"summary": "x", "phase": {"id": 9}}
    assert problems(visitor, wrong, "/project/tickets") == [
        ("phase/id", "Project Phase 9 not found")
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"null", b"\xff", b"[" * 100_000, b"1" * 5000]
)
def test_a_body_that_is_not_a_ticket_is_refused(visit: Visit, body: bytes) -> None:
    visitor = visit()
    headers = signed(visitor.server)
    reply = visitor.ask("POST", f"{API}/service/tickets", headers=headers, body=body)
    assert (reply.status, reply.json["code"]) == (400, "InvalidObject")
    assert reply.json["errors"][0]["code"] == "InvalidJson"


def test_several_changes_are_applied_in_order(visit: Visit) -> None:
    visitor = visit()
    body = [
        {"op": "replace", "path": "/summary", "value": "Second"},
        {"op": "add", "path": "owner", "value": {"id": 102}},
        {"op": "remove", "path": "priority"},
        {"op": "remove", "path": "contact"},
    ]
    made = visitor.call("POST", "/service/tickets", {**SERVICE, "priority": {"id": 1}}).json
    changed = visitor.call("PATCH", f"/service/tickets/{made['id']}", body).json
    assert changed["summary"] == "Second"
    assert changed["owner"]["identifier"] == "TTech"
    assert changed["priority"]["name"] == "Priority 3 - Medium"
    assert changed["id"] == made["id"]
    assert changed["company"] == made["company"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        ["x"],
        [{}],
        change("", "x"),
        change("a/b/c", "x"),
        change("status//id", 1),
        change("summary", "x", op="move"),
        [{"op": "replace", "path": "summary"}],
        [{"op": "replace", "path": 7, "value": 1}],
        change("summary", "x" * 101),
        change("status/id", 99),
        change("board/id", 2),
    ],
)
def test_invalid_changes_leave_the_ticket_unchanged(visit: Visit, body: object) -> None:
    visitor = visit()
    before = visitor.get("/service/tickets/1001").json
    reply = visitor.call("PATCH", "/service/tickets/1001", body)
    assert (reply.status, reply.json["code"]) == (400, "InvalidObject")
    assert reply.json["errors"]
    assert visitor.get("/service/tickets/1001").json == before


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_an_unknown_ticket_is_not_found(visit: Visit, method: str) -> None:
    visitor = visit()
    expected = 404 if method == "PATCH" else 403
    assert visitor.call(method, "/service/tickets/7", []).status == expected


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/service/tickets/1001", "GET, PATCH, DELETE"),
        ("POST", "/service/tickets/1001", "GET, PATCH, DELETE"),
        ("PATCH", "/service/tickets", "GET, POST"),
        ("DELETE", "/project/tickets", "GET, POST"),
        ("POST", "/service/tickets/count", "GET"),
    ],
)
def test_unsupported_methods_are_refused(
    visit: Visit, method: str, path: str, allowed: str
) -> None:
    reply = visit(**EVERYTHING).call(method, path, {})
    assert (reply.status, reply.headers["Allow"]) == (405, allowed)
