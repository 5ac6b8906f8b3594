"""The optional test ticket on step 7: chosen, confirmed, created, removed, reported."""

from __future__ import annotations

import re

import pytest

from tests.faultserver import FaultServer, healthy
from tests.faultserver.reply import json_reply
from tests.ui.pages.ticket_stage import (
    BOTH,
    COMPANIES,
    CUSTOMER,
    OWN,
    PROJECT,
    SERVICE,
    agree,
    agreed,
    box,
    create,
    may_create,
    meet,
    names,
    outcome,
    pick,
    place,
    planned,
    practise,
    project,
    ready,
    scope_of,
    shelf,
    shown,
    with_projects,
)
from tests.ui.stage import Stage
from tests.unit.linktest.ticket.trying import TENANT, posts
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Ticket
from wizard.linktest.ticket import offer

KINDS = list(Ticket)


def test_nothing_is_created_until_the_sentence_is_agreed_to(stage: Stage) -> None:
    practise(stage, SERVICE)
    ready(stage, "board")
    assert not stage.find("ticket-kind").isVisible()
    assert not box(stage, "project").isVisible()
    assert not may_create(stage)
    chosen = pick(stage, "board"), pick(stage, "company")
    assert not may_create(stage)
    assert "creates one service ticket" in planned(stage)
    for part in (*chosen, "Hire2Retire link test"):
        assert part in planned(stage)
    agree(stage)
    assert may_create(stage)


def test_a_project_ticket_takes_a_project_and_a_phase(stage: Stage) -> None:
    practise(stage, PROJECT)
    assert not stage.find("ticket-kind").isVisible()
    assert not box(stage, "board").isVisible()
    assert not box(stage, "phase").isEnabled()
    chosen = pick(stage, "project", 1).split(" · ")
    stage.until(lambda: names(stage, "phase") == ["Prepare", "Carry out"])
    assert planned(stage) == ""
    assert "Choose a phase." in shown(stage)
    pick(stage, "phase", 1)
    assert "creates one project ticket" in planned(stage)
    for part in (*chosen, "Projects", "phase Carry out", "Hire2Retire link test"):
        assert part in planned(stage)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("closes", [False, True])
def test_the_ticket_is_created_removed_and_reported_by_its_number(
    stage: Stage, kind: Ticket, closes: bool
) -> None:
    tickets = shelf(kind)
    with FaultServer(with_projects(tickets.script())) as server:
        meet(stage, server, {kind}, closes_tickets=closes)
        place(stage, kind)
        before = planned(stage)
        create(stage)
        done = "closed" if closes else "deleted"
        assert outcome(stage).startswith(f"Ticket 5001 was created, read, and {done}.")
    assert all(ticket["closedFlag"] for ticket in tickets.tickets.values())
    assert posts(server) == 1
    assert not agreed(stage)
    assert not may_create(stage)
    assert planned(stage) not in ("", before)


@pytest.mark.parametrize("kind", KINDS)
def test_practice_creates_both_kinds(stage: Stage, kind: Ticket) -> None:
    server = practise(stage, {kind}, closes_tickets=True)
    place(stage, kind)
    create(stage)
    assert re.match(r"Ticket \d+ was created, read, and closed", outcome(stage))
    assert posts(server) == 1


def test_each_kind_needs_consent_and_a_change_resets_it(stage: Stage) -> None:
    with FaultServer(with_projects(healthy(TENANT))) as server:
        meet(stage, server, BOTH)
        place(stage, Ticket.SERVICE)
        agree(stage)
        stage.press_choice("Project ticket")
        assert not agreed(stage)
        assert not box(stage, "board").isVisible()
        pick(stage, "project", 0)
        stage.until(lambda: bool(planned(stage)))
        agree(stage)
        pick(stage, "project", 1)
        assert not agreed(stage)
        assert planned(stage) == ""
        stage.until(lambda: "phase Phase of Moving" in planned(stage))
        agree(stage)
        stage.press_choice("Service ticket")
        assert not agreed(stage)
        assert planned(stage) == ""
        assert ready(stage, "board").currentIndex() == -1
    assert posts(server) == 0


def test_the_msps_own_company_is_suggested_never_a_customer(stage: Stage) -> None:
    with FaultServer(healthy(TENANT).api(COMPANIES, json_reply([CUSTOMER, OWN]))) as server:
        meet(stage, server, SERVICE)
        assert ready(stage, "company").currentText() == TENANT.company_name
        assert not stage.find("ticket-whose").isVisible()
        pick(stage, "company", 1)
        assert "Pond Supplies doesn't look like your own company" in shown(stage)


def test_only_a_project_of_the_msps_own_company_is_suggested(stage: Stage) -> None:
    mixed = with_projects(healthy(TENANT), project(21, "Theirs"), project(22, "Ours", OWN))
    with FaultServer(mixed) as server:
        meet(stage, server, PROJECT)
        assert ready(stage, "project").currentText() == f"Ours · {TENANT.company_name}"
        stage.until(lambda: "phase Phase of Ours" in planned(stage))
        pick(stage, "project", 0)
        assert "Pond Supplies doesn't look like your own company" in shown(stage)


def test_projects_of_customers_are_not_suggested(stage: Stage) -> None:
    with FaultServer(with_projects(healthy(TENANT))) as server:
        meet(stage, server, PROJECT)
        assert ready(stage, "project").currentIndex() == -1
    assert "Choose a project." in shown(stage)


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_list_is_reported(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: Ticket
) -> None:
    monkeypatch.setattr(offer, "PAGE_SIZE", 2)
    monkeypatch.setattr(offer, "MOST_PAGES", 1)
    script = with_projects(healthy(TENANT)).api(COMPANIES, json_reply([OWN, CUSTOMER]))
    with FaultServer(script) as server:
        meet(stage, server, {kind})
        ready(stage, "company" if kind is Ticket.SERVICE else "project")
    many = "companies" if kind is Ticket.SERVICE else "projects"
    assert f"Only the first 2 {many} are listed. ConnectWise has more." in shown(stage)


def test_changing_the_scope_reloads_the_open_section_and_resets_consent(stage: Stage) -> None:
    with FaultServer(with_projects(healthy(TENANT))) as server:
        meet(stage, server, SERVICE)
        place(stage, Ticket.SERVICE)
        agree(stage)
        stage.go(Step.SCOPE)
        scope_of(stage, tickets=PROJECT)
        stage.go(Step.LINK)
        assert not stage.find("write-test").isVisible()
        assert not agreed(stage)
        if stage.connection.test.typed != stage.connection.session.accepted_values:
            stage.press("test")
        stage.tested()
        assert ready(stage, "project").isVisible()
        assert not box(stage, "board").isVisible()
    assert planned(stage) == ""


def test_the_focus_moves_on_from_a_button_that_is_disabled(stage: Stage) -> None:
    with FaultServer(with_projects(shelf(Ticket.SERVICE).script())) as server:
        meet(stage, server, SERVICE)
        place(stage, Ticket.SERVICE)
        agree(stage)
        stage.find("create-ticket").setFocus()
        stage.press("create-ticket")
        assert stage.find("stop-ticket").hasFocus()
        outcome(stage)
        stage.until(stage.find("ticket-agreed").hasFocus)
