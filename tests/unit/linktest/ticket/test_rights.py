"""The write test against the practice ConnectWise, with every combination of rights."""

from __future__ import annotations

from dataclasses import field
from itertools import product

import pytest

from tests.unit.linktest.ticket.trying import (
    FAILED,
    NOT_RUN,
    NOW,
    PASSED,
    UNKNOWN,
    Tried,
    attempt,
    methods,
    offered,
    posts,
    practice_values,
)
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.rights import Level, Levels, SetupTable, TableKind
from wizard.domain.scope import Need, Scope, Ticket
from wizard.domain.ticket import Phase, TicketOutcome, TicketPlan
from wizard.domain.values.values import LinkValues
from wizard.practice import PracticeServer, functions
from wizard.practice.api import Setting
from wizard.practice.role import Role
from wizard.practice.scenarios import Scenario

FUNCTIONS = {
    Ticket.SERVICE: (functions.SERVICE_TICKETS, functions.CLOSE_SERVICE_TICKETS),
    Ticket.PROJECT: (functions.PROJECT_TICKETS, functions.CLOSE_PROJECT_TICKETS),
}
EVERY_TABLE = tuple(SetupTable(kind, kind, Need.ALWAYS) for kind in TableKind)


@dataclass(frozen=True, slots=True)
class May:
    """What the role grants about tickets."""

    add: bool = True
    edit: bool = True
    delete: bool = False
    inquire: bool = True
    close: bool = False

    def role(self, kind: Ticket) -> Role:
        tickets, closing = FUNCTIONS[kind]
        read = Levels(inquire=Level.ALL)
        level = {True: Level.ALL, False: Level.NONE}
        grants = {
            tickets: Levels(
                level[self.add], level[self.edit], level[self.delete], level[self.inquire]
            ),
            closing: Levels(edit=level[self.close], inquire=level[self.close]),
            functions.TABLE_SETUP: read,
            functions.COMPANY_MAINTENANCE: read,
            functions.PROJECT_HEADERS: read,
            functions.PROJECT_PHASE: read,
        }
        return Role(grants, EVERY_TABLE)


@dataclass(frozen=True, slots=True)
class Exactly(Scenario):
    """A scenario that grants one role, whatever the scope."""

    granted: Role = field(default_factory=Role)

    def role(self, scope: Scope, signed_in_for_s: float = 0.0) -> Role:
        return self.granted


def grant(server: PracticeServer, role: Role) -> None:
    server._arrange(Setting(Exactly("test", "Test", "For one test.", granted=role), Scope()))


def plan_for(values: LinkValues, kind: Ticket, board: str = "Help Desk") -> TicketPlan:
    offer = offered(values, kind)
    assert offer.problem is None
    if kind is Ticket.PROJECT:
        return offer.project_plan(offer.projects[0], Phase(501, "Prepare"), NOW)
    company = offer.company
    assert company
    return offer.service_plan(next(b for b in offer.boards if b.name == board), company, NOW)


def tickets(server: PracticeServer, kind: Ticket, plan: TicketPlan) -> list[dict[str, object]]:
    """The test tickets that the server really keeps."""
    assert server._run
    book = server._run.site._books[f"{kind.value}/tickets"]
    return [dict(row) for row in book.rows() if row["summary"] == plan.summary]


def try_rights(server: PracticeServer, kind: Ticket, may: May, *, closes: bool) -> Tried:
    """Run the write test with this role, and compare its report with the server's tickets."""
    grant(server, may.role(kind))
    values = practice_values(server, closes=closes)
    plan = plan_for(values, kind)
    tried = attempt(plan, values)
    report, kept = tried.report, tickets(server, kind, plan)
    assert posts(server) == 1
    assert report.proven is (report.problem is None)
    assert [ticket["id"] for ticket in kept] in ([], [report.number])
    if report.proven or not report.number:
        closed = [ticket["closedFlag"] for ticket in kept]
        assert closed == {TicketOutcome.NOTHING: [], TicketOutcome.CLOSED: [True]}[report.remains]
    return tried


@pytest.mark.parametrize(
    ("may", "closes", "kind"),
    [
        # Each role is tried with both answers, and with both kinds of ticket.
        (May(*granted), closes, list(Ticket)[(sum(granted) + closes) % 2])
        for granted in product((False, True), repeat=5)
        for closes in (False, True)
    ],
    ids=str,
)
def test_the_report_is_true_whatever_the_role_grants(kind: Ticket, closes: bool, may: May) -> None:
    with PracticeServer(tickets=["service", "project"]) as server:
        tried = try_rights(server, kind, may, closes=closes)
    report = tried.report
    can_close = may.edit and may.close
    if not may.add:
        assert tried.fault is Fault.WRITE_REFUSED
        assert tried.statuses == (FAILED, NOT_RUN, NOT_RUN, NOT_RUN)
        assert (report.remains, report.number) == (TicketOutcome.NOTHING, None)
    elif not (may.delete or can_close):
        assert tried.fault is Fault.WRITE_LEFT_BEHIND
        # What the plan said is no failure when it happens.
        assert report.predicted is report.plan.cannot_be_closed
        third = NOT_RUN if report.predicted else FAILED
        assert tried.statuses == (PASSED, PASSED if may.inquire else UNKNOWN, third, NOT_RUN)
        assert report.remains is TicketOutcome.OPEN
    elif not may.inquire:
        assert tried.fault is Fault.WRITE_LEFT_BEHIND
        assert tried.statuses == (PASSED, UNKNOWN, PASSED, FAILED)
        assert report.remains is TicketOutcome.OPEN
    else:
        assert tried.statuses == (PASSED, PASSED, PASSED, PASSED)
        deleted = may.delete and not (closes and can_close)
        assert report.remains is (TicketOutcome.NOTHING if deleted else TicketOutcome.CLOSED)


@pytest.mark.parametrize("kind", list(Ticket))
def test_a_remaining_ticket_is_reported_with_its_number_and_blamed_on_the_role(
    kind: Ticket,
) -> None:
    with PracticeServer(tickets=["service", "project"]) as server:
        tried = try_rights(server, kind, May(), closes=False)
        assert methods(server) == ["POST", "DELETE", "PATCH"]
    problem = tried.report.problem
    assert problem
    assert problem.affects == (Field.ROLE,)
    assert problem.http_status == 403
    assert problem.request_id
    assert str(tried.report.number) in tried.report.message
    assert str(tried.report.number) in tried.report.fix
    assert "do not have security permission" in problem.message
    assert tried.report.predicted


def test_a_role_without_add_is_blamed_quoting_the_server() -> None:
    with PracticeServer() as server:
        tried = try_rights(server, Ticket.SERVICE, May(add=False), closes=False)
        assert methods(server) == ["POST"]
    problem = tried.report.problem
    assert problem
    assert (problem.affects, problem.step) == ((Field.ROLE,), Step.ROLE)
    assert "do not have security permission" in tried.report.message


@pytest.mark.parametrize("kind", list(Ticket))
def test_if_the_workflow_closes_tickets_closing_is_tried_first(kind: Ticket) -> None:
    may = May(delete=True, close=True)
    with PracticeServer(tickets=["service", "project"]) as server:
        tried = try_rights(server, kind, may, closes=True)
        assert methods(server) == ["POST", "PATCH"]
    assert "Completed" in tried.text
    with PracticeServer(tickets=["service", "project"]) as server:
        try_rights(server, kind, may, closes=False)
        assert methods(server) == ["POST", "DELETE"]


def test_a_board_without_default_team_is_named() -> None:
    with PracticeServer(closes_tickets=True) as server:
        values = practice_values(server, closes=True)
        plan = plan_for(values, Ticket.SERVICE, "Alerts")
        tried = attempt(plan, values)
        assert (posts(server), tickets(server, Ticket.SERVICE, plan)) == (1, [])
    problem = tried.report.problem
    assert problem
    assert (problem.fault, problem.step) == (Fault.WRITE_NO_DEFAULT_TEAM, Step.LINK)
    assert "the board Alerts has no default team" in tried.report.message
    assert tried.report.remains is TicketOutcome.NOTHING


def test_nothing_is_created_when_the_closed_status_cannot_be_read() -> None:
    with PracticeServer() as server:
        values = practice_values(server)
        plan = plan_for(values, Ticket.SERVICE)
        grant(server, Role({functions.SERVICE_TICKETS: Levels(*[Level.ALL] * 4)}))
        tried = attempt(plan, values)
        assert posts(server) == 0
    assert tried.fault is Fault.WRITE_REFUSED
    assert tried.report.remains is TicketOutcome.NOTHING


@pytest.mark.parametrize(
    ("scenario", "fault"),
    [
        ("unknown-company", Fault.COMPANY_UNKNOWN),
        ("wrong-key", Fault.KEYS_REFUSED),
        ("client-id-pending", Fault.CLIENT_ID_REFUSED),
        ("busy", Fault.RATE_LIMITED),
    ],
)
def test_a_link_that_does_not_work_creates_nothing(scenario: str, fault: Fault) -> None:
    with PracticeServer() as server:
        values = practice_values(server)
        plan = plan_for(values, Ticket.SERVICE)
        server.switch(scenario)
        tried = attempt(plan, values, timeout_s=0.9)
        assert posts(server) == 0
        problem = offered(values, timeout_s=0.9).problem
    assert problem
    assert tried.fault is problem.fault is fault
    assert tried.statuses == (FAILED, NOT_RUN, NOT_RUN, NOT_RUN)


@pytest.mark.parametrize("kind", list(Ticket))
@pytest.mark.parametrize("delete", [False, True])
@pytest.mark.parametrize("close", [False, True])
def test_the_plan_announces_a_ticket_that_will_stay(
    kind: Ticket, delete: bool, close: bool
) -> None:
    with PracticeServer(tickets=["service", "project"]) as server:
        grant(server, May(delete=delete, close=close).role(kind))
        plan = plan_for(practice_values(server), kind)
    assert plan.cannot_be_closed is not (delete or close)
    assert ("do that yourself" in plan.sentence) is plan.cannot_be_closed


def test_unreadable_permissions_announce_nothing() -> None:
    with PracticeServer("minimal-role") as server:
        assert not plan_for(practice_values(server), Ticket.SERVICE).cannot_be_closed


def test_the_events_report_each_step_and_the_number_immediately() -> None:
    with PracticeServer(closes_tickets=True) as server:
        values = practice_values(server, closes=True)
        tried = attempt(plan_for(values, Ticket.SERVICE), values)
    seen = [
        (type(e).__name__, getattr(e, "step", None) or e.row.step, getattr(e, "number", None))
        for e in tried.events[:-1]
    ]
    steps = ["create", "read", "clear", "prove"]
    assert seen == [
        event
        for step in steps
        for event in (("TicketStarted", step, None), ("TicketEnded", step, tried.report.number))
    ]
    assert tried.report.number == 1003
    assert tried.report.requests == 6
    assert tried.report.row(tried.report.rows[1].step).status is PASSED
