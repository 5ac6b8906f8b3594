"""The choices for a test ticket, which is never suggested for a customer."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.faultserver import (
    Bend,
    FaultServer,
    HttpFault,
    Script,
    SignIn,
    Tenant,
    healthy,
    rate_limited,
)
from tests.faultserver.reply import json_reply
from tests.unit.linktest.ticket.trying import (
    NOW,
    PROJECT,
    TENANT,
    never,
    offered,
    posts,
    settings,
    values_for,
)
from wizard.domain.faults.fault import Fault
from wizard.domain.scope import Ticket
from wizard.domain.ticket import Board, Company, Phase, TicketOffer
from wizard.linktest.ticket import offer as ticket_offer
from wizard.linktest.ticket.events import PhasesOffered, TicketWaiting
from wizard.linktest.ticket.offer import offer, offer_phases

COMPANIES, PROJECTS = "/company/companies", "/project/projects"
ACTIVE, BOARDS = "/service/info/boards/active", "/service/boards"
PHASES = PROJECTS + "/21/phases"
SECURITY = "/system/mySecurity"


def read(script: Script, kind: Ticket = Ticket.SERVICE, **options: Any) -> TicketOffer:
    with FaultServer(script) as server:
        found = offered(values_for(server.url), kind, **options)
        assert posts(server) == 0
        assert {request.method for request in server.requests} <= {"GET"}
    return found


def read_phases(script: Script, **options: Any) -> PhasesOffered:
    with FaultServer(script) as server:
        values = values_for(server.url)
        *_, last = offer_phases(values, PROJECT, settings(), options.pop("cancelled", never))
    assert isinstance(last, PhasesOffered)
    return last


def sound(tenant: Tenant = TENANT) -> Script:
    return healthy(tenant)


def company(number: int, name: str, identifier: str = "", **more: Any) -> dict[str, Any]:
    return {"id": number, "name": name, "identifier": identifier, **more}


def fault_of(found: TicketOffer | PhasesOffered) -> Fault | None:
    return found.problem.fault if found.problem else None


def test_service_boards_and_companies_are_offered() -> None:
    found = read(sound())
    assert found == TicketOffer(
        Ticket.SERVICE,
        boards=(Board(1, "Help Desk"),),
        companies=(Company(2, "Acme Test Company", is_internal=True),),
    )
    assert found.company == found.companies[0]


def test_own_companies_come_first_and_customers_are_never_suggested() -> None:
    rows = [
        company(9, "Customer", "Customer"),
        company(8, "Old", deletedFlag=True),
        company(7, "Acme Test Company Ltd"),
        company(3, "ACME test company"),
        company(4, "Catchall (for email connector)", "Catchall"),
        company(5, "Somebody", "AcmeTest"),
        company(6, "", "x"),
        {"id": "7", "name": "Odd"},
        {"name": "No number"},
    ]
    found = read(sound().api(COMPANIES, json_reply(rows)))
    assert [(c.id, c.is_internal) for c in found.companies] == [
        (3, True),
        (4, True),
        (5, True),
        (9, False),
        (7, False),
        (6, False),
    ]
    assert found.company == Company(3, "ACME test company", is_internal=True)
    assert found.companies[-1].name == "?"
    strangers = read(sound().api(COMPANIES, json_reply(rows[:1])))
    assert strangers.company is None
    assert len(strangers.companies) == 1


def test_a_tenant_without_a_name_owns_no_company_without_a_name() -> None:
    script = sound(
        Tenant(company_name="", public_key=TENANT.public_key, private_key=TENANT.private_key)
    )
    assert read(script.api(COMPANIES, json_reply([company(1, "")]))).company is None


def test_names_are_sanitized() -> None:
    rows = [company(1, "Evil\u202ename\x1b[31m" + "x" * 200)]
    name = read(sound().api(COMPANIES, json_reply(rows))).companies[0].name
    assert "\u202e" not in name
    assert "\x1b" not in name
    assert len(name) <= 80


@pytest.mark.parametrize(
    ("rows", "kept", "more"),
    [(1, 1, False), (2, 2, False), (3, 3, False), (4, 4, True), (9, 4, True)],
)
def test_long_lists_are_read_with_a_limit(
    monkeypatch: pytest.MonkeyPatch, rows: int, kept: int, more: bool
) -> None:
    monkeypatch.setattr(ticket_offer, "PAGE_SIZE", 2)
    monkeypatch.setattr(ticket_offer, "MOST_PAGES", 2)
    listed = [company(n, f"Customer {n}") for n in range(1, rows + 1)]

    def page(request: Any) -> Any:
        start = 2 * (int(request.query["page"][0]) - 1)
        assert request.query["pageSize"] == ["2"]
        return json_reply(listed[start : start + 2])

    found = read(sound().api(COMPANIES, page))
    assert ([c.id for c in found.companies], found.more) == (list(range(1, kept + 1)), more)


def test_a_failed_second_page_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_offer, "PAGE_SIZE", 1)
    script = sound().api(COMPANIES, json_reply([company(1, "One")]), HttpFault.SIGN_IN_PAGE_200)
    assert fault_of(read(script)) is Fault.BAD_REPLY


@pytest.mark.parametrize("missing", [SignIn.NO_ENDPOINT, SignIn.NO_PERMISSION])
def test_boards_are_read_from_the_full_list_if_the_short_one_is_refused(missing: Any) -> None:
    assert read(sound().api(ACTIVE, missing)).boards == (Board(1, "Help Desk"),)


def test_a_missing_permission_is_named_as_in_the_role() -> None:
    no_boards = sound().api(ACTIVE, SignIn.NO_PERMISSION).api(BOARDS, SignIn.NO_PERMISSION)
    cases = {
        "System › Table Setup › Inquire Level is None, needs All": read(no_boards),
        "Companies › Company Maintenance › Inquire Level is None, needs All": read(
            sound().api(COMPANIES, SignIn.NO_PERMISSION)
        ),
        "Project › Project Headers › Inquire Level is None, needs All": read(
            sound().api(PROJECTS, SignIn.NO_PERMISSION), Ticket.PROJECT
        ),
    }
    for cell, found in cases.items():
        assert fault_of(found) is Fault.RIGHT_MISSING
        assert found.problem
        assert found.problem.message.startswith(cell)
        assert found.problem.http_status == 403
        assert (found.boards, found.companies, found.projects) == ((), (), ())


NOT_THERE: dict[str, tuple[str, Any, Ticket, Fault]] = {
    "no board": (ACTIVE, json_reply([]), Ticket.SERVICE, Fault.BOARDS_NONE_VISIBLE),
    "no company": (COMPANIES, json_reply([]), Ticket.SERVICE, Fault.WRITE_REFUSED),
    "no project": (PROJECTS, json_reply([]), Ticket.PROJECT, Fault.WRITE_REFUSED),
    "500": (PROJECTS, HttpFault.ERROR_500, Ticket.PROJECT, Fault.SERVICE_ERROR),
    "keys": ("/*", SignIn.WRONG_KEYS, Ticket.SERVICE, Fault.KEYS_REFUSED),
    "client id": ("/*", SignIn.CLIENT_ID_401, Ticket.PROJECT, Fault.CLIENT_ID_REFUSED),
    "torn": (COMPANIES, HttpFault.TRUNCATED, Ticket.SERVICE, Fault.BAD_REPLY),
    "silent": (COMPANIES, HttpFault.SILENT, Ticket.SERVICE, Fault.SERVICE_TIMEOUT),
}


@pytest.mark.parametrize(
    ("path", "answer", "kind", "fault"), NOT_THERE.values(), ids=NOT_THERE.keys()
)
def test_a_missing_list_is_reported(path: str, answer: Any, kind: Ticket, fault: Fault) -> None:
    found = read(sound().api(path, answer), kind, timeout_s=0.9)
    assert fault_of(found) is fault
    assert (found.company, found.project) == (None, None)


def test_only_projects_that_can_take_a_ticket_are_offered() -> None:
    board = {"id": 2, "name": "Projects"}
    rows = [
        {"id": 1, "name": "Over", "board": board, "company": company(9, "C"), "closedFlag": True},
        {"id": 2, "name": "Homeless", "company": company(9, "C")},
        {"id": 3, "name": "Nobody's", "board": board, "company": None},
        {"id": 4, "name": "Theirs", "board": board, "company": company(9, "C")},
        {"id": 5, "name": "Ours", "board": board, "company": company(2, "Acme Test Company")},
    ]
    found = read(sound().api(PROJECTS, json_reply(rows)), Ticket.PROJECT)
    assert [(p.id, p.board.name, p.company.is_internal) for p in found.projects] == [
        (4, "Projects", False),
        (5, "Projects", True),
    ]
    assert found.project == found.projects[1]
    customers = read(sound().api(PROJECTS, json_reply(rows[3:4])), Ticket.PROJECT)
    assert customers.project is None


def test_phases_of_a_project_are_offered() -> None:
    assert read_phases(sound()) == PhasesOffered((Phase(31, "Phase 1"),))


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (json_reply([]), Fault.WRITE_REFUSED),
        (SignIn.NO_PERMISSION, Fault.WRITE_REFUSED),
        (SignIn.NO_RECORD, Fault.SIGN_IN_UNCLEAR),
        (HttpFault.ERROR_500, Fault.SERVICE_ERROR),
    ],
    ids=["none", "403", "404", "500"],
)
def test_missing_phases_are_reported(answer: Any, fault: Fault) -> None:
    found = read_phases(sound().api(PHASES, answer))
    assert (found.phases, fault_of(found)) == ((), fault)


def test_stop_ends_an_offer_immediately() -> None:
    stop = threading.Event()

    def hang(request: Any, reply: Any) -> Any:
        stop.set()
        return HttpFault.SILENT.value.change(request, reply)

    script = sound().api(COMPANIES, Bend(hang)).api(PHASES, Bend(hang))
    assert fault_of(read(script, cancelled=stop.is_set)) is Fault.CANCELLED
    stop.clear()
    assert fault_of(read_phases(script, cancelled=stop.is_set)) is Fault.CANCELLED


def test_a_rate_limit_while_reading_is_waited_out() -> None:
    with FaultServer(sound().api(COMPANIES, rate_limited("0"), None)) as server:
        events = list(offer(values_for(server.url), Ticket.SERVICE, settings(), never))
    assert [type(event) for event in events[:-1]] == [TicketWaiting]


def test_every_plan_has_a_unique_subject() -> None:
    found = read(sound())
    board, own = found.boards[0], found.companies[0]
    plans = [found.service_plan(board, own, NOW) for _ in range(20)]
    assert len({plan.summary for plan in plans}) > 1


@pytest.mark.parametrize("path", [COMPANIES, PHASES])
def test_quoted_server_text_never_contains_a_key(path: str) -> None:
    def echo(request: Any) -> Any:
        said = f"{request.basic} {request.client_id}"
        return json_reply({"code": "Security", "message": said}, 403)

    script = sound().api(path, echo)
    found = read(script) if path == COMPANIES else read_phases(script)
    assert found.problem
    assert found.problem.http_status == 403
    for secret in (TENANT.private_key, TENANT.public_key):
        assert secret not in f"{found} {found.problem.message} {found.problem.evidence}"
