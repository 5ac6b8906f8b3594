"""The plan the user confirms, and the text of the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.unit.linktest.ticket.trying import NOW, PASSED, project_plan, service_plan
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Ticket
from wizard.domain.ticket import (
    SUBJECT,
    TicketOutcome,
    TicketPlan,
    TicketReport,
    TicketRow,
    TicketStep,
    summary_at,
)


def report(
    remains: TicketOutcome, number: int | None, problem: Problem | None = None
) -> TicketReport:
    rows = tuple(TicketRow(step, PASSED, "") for step in TicketStep)
    return TicketReport(service_plan(), rows, remains, number, problem, NOW, 1.0)


@pytest.mark.parametrize("plan", [service_plan(), project_plan()], ids=list(Ticket))
def test_the_sentence_names_board_company_and_subject(plan: TicketPlan) -> None:
    for name in (plan.board.name, plan.company.name, plan.summary):
        assert name in plan.sentence
    assert plan.sentence.startswith(f"h2r-link creates one {plan.kind} ticket")
    assert plan.sentence.count(". ") == 0
    assert plan.sentence.endswith(".")


def test_a_project_ticket_names_project_and_phase() -> None:
    plan = project_plan()
    assert plan.kind is Ticket.PROJECT
    assert "the project Onboarding, phase Phase 1," in plan.sentence


def test_a_name_with_braces_is_shown_unchanged() -> None:
    plan = service_plan()
    odd = TicketPlan(type(plan.board)(1, "{summary} {x}"), plan.company, plan.summary)
    assert "on the board {summary} {x}," in odd.sentence


def test_a_subject_is_short_unique_and_in_utc() -> None:
    local_time = datetime(2026, 11, 24, 1, 5, 12, tzinfo=timezone(timedelta(hours=9)))
    assert summary_at(local_time).startswith(f"{SUBJECT} 2026-11-23 16:05:12 UTC ")
    assert SUBJECT == "Hire2Retire link test – can be deleted"
    subjects = {summary_at(local_time) for _ in range(50)}
    assert len(subjects) > 1
    assert all(len(subject) <= 100 for subject in subjects)


def test_the_report_says_what_happened() -> None:
    gone, closed = report(TicketOutcome.NOTHING, 7), report(TicketOutcome.CLOSED, 7)
    assert gone.message == "Ticket 7 was created, read, and deleted."
    assert closed.message == "Ticket 7 was created, read, and closed."
    assert (gone.proven, gone.fix) == (True, "")


def test_an_uncertain_ticket_is_not_said_to_exist() -> None:
    subject, what = service_plan().summary, "the server didn't respond"
    problem = Problem(Fault.WRITE_LEFT_BEHIND, {"number": f"“{subject}”", "what": what})
    uncertain = report(TicketOutcome.UNCERTAIN, None, problem)
    assert uncertain.message == (
        "It isn't certain whether the test ticket was created: the server didn't respond."
    )
    assert uncertain.plan.summary in uncertain.fix


def test_a_ticket_left_behind_is_described_by_its_problem() -> None:
    problem = Problem(Fault.WRITE_LEFT_BEHIND, {"number": "7", "what": "not now"})
    left = report(TicketOutcome.OPEN, 7, problem)
    assert (left.message, left.fix, left.proven) == (problem.message, problem.fix, False)


@pytest.mark.parametrize(
    ("cannot_be_closed", "status", "predicted"),
    [(True, 403, True), (True, 500, False), (False, 403, False)],
)
def test_a_ticket_announced_to_stay_is_not_a_failure(
    cannot_be_closed: bool, status: int, predicted: bool
) -> None:
    what = {"number": "7", "what": "it was refused"}
    problem = Problem(Fault.WRITE_LEFT_BEHIND, what, http_status=status)
    left = report(TicketOutcome.OPEN, 7, problem)
    left = replace(left, plan=replace(left.plan, cannot_be_closed=cannot_be_closed))
    assert left.predicted is predicted
    assert not left.proven
    assert left.left
    assert ("left for you to close" in left.message) is predicted


def test_every_step_has_a_title() -> None:
    titles = [step.label for step in TicketStep]
    assert titles == [
        "Create the ticket",
        "Read the ticket",
        "Delete or close the ticket",
        "Check that it's deleted or closed",
    ]
