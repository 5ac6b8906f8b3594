"""The optional test ticket: every failure, and any leftover ticket, is reported."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton

from tests.faultserver import (
    Bend,
    FaultServer,
    HttpFault,
    Reply,
    Request,
    SignIn,
    healthy,
    rate_limited,
)
from tests.faultserver.reply import json_reply
from tests.ui.pages.ticket_stage import (
    COMPANIES,
    PROJECT,
    PROJECTS,
    SERVICE,
    box,
    choose,
    create,
    may_create,
    meet,
    names,
    outcome,
    pick,
    place,
    planned,
    ready,
    shelf,
    shown,
    with_projects,
)
from tests.ui.stage import Stage
from tests.unit.linktest.ticket.trying import TENANT, posts
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Ticket

FORBIDDEN = json_reply({"code": "Security", "message": "The test role may not do this."}, 403)
NO_TEAM = json_reply({"errors": [{"message": "Cannot find default team for board specified"}]}, 400)
FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "refused": ({"POST": FORBIDDEN}, ("wasn't created", "The test role may not do this")),
    "no default team": ({"POST": NO_TEAM}, ("has no default team", "Choose another board")),
    "left behind": (
        {"DELETE": FORBIDDEN, "PATCH": FORBIDDEN},
        ("Test ticket 5001 was created and may still be open", "ticket 5001 in Connect"),
    ),
    "uncertain": (
        {"POST": HttpFault.ERROR_500, "GET": json_reply([])},
        (
            "isn't certain whether the test ticket was created",
            "Search ConnectWise for “Hire2Retire",
        ),
    ),
    "keys refused": ({"POST": SignIn.WRONG_KEYS}, ("This key pair wasn't accepted",)),
}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [*((fault, Ticket.SERVICE) for fault in FAULTS), ("left behind", Ticket.PROJECT)],
)
def test_every_failure_explains_what_happened_and_what_remains(
    stage: Stage, fault: str, kind: Ticket
) -> None:
    bent, said = FAULTS[fault]
    tickets = shelf(kind)
    script = tickets.script()
    for method, answer in bent.items():
        one = tickets.path if method in ("POST", "GET") else tickets.path + "/*"
        script = script.api(one, answer, method=method)
    with FaultServer(with_projects(script)) as server:
        meet(stage, server, {kind})
        place(stage, kind)
        create(stage)
        text = outcome(stage)
        for part in said:
            assert part in text
        stage.until(lambda: not stage.window.manager.busy)
    left = "left behind" in shown(stage) or "may still be open" in shown(stage)
    assert left is bool(tickets.tickets or "isn't certain" in text)
    assert TENANT.private_key not in shown(stage)


EMPTY = {
    "boards": (SERVICE, "/service/info/boards/active", "no active service board is visible"),
    "companies": (SERVICE, COMPANIES, "ConnectWise shows this member no company"),
    "projects": (PROJECT, PROJECTS, "ConnectWise shows this member no open project"),
}


@pytest.mark.parametrize(("scope", "path", "said"), EMPTY.values(), ids=EMPTY.keys())
def test_an_empty_list_is_explained_and_can_be_reloaded(
    stage: Stage, scope: frozenset[Ticket], path: str, said: str
) -> None:
    filled = with_projects(healthy(TENANT))
    with FaultServer(filled.api(path, json_reply([]), None)) as server:
        meet(stage, server, scope)
        assert said in outcome(stage)
        assert not may_create(stage)
        stage.until(stage.find("read-again").isVisible)
        stage.press("read-again")
        ready(stage, "board" if scope == SERVICE else "project")
    assert not stage.find("ticket-outcome").isVisible()


def test_a_project_without_phases_is_explained(stage: Stage) -> None:
    script = with_projects(healthy(TENANT)).api(f"{PROJECTS}/21/phases", json_reply([]))
    with FaultServer(script) as server:
        meet(stage, server, PROJECT)
        pick(stage, "project", 0)
        assert "ConnectWise shows no phase of the project Onboarding" in outcome(stage)
        pick(stage, "project", 1)
        stage.until(lambda: names(stage, "phase") == ["Phase of Moving"])
    assert "phase Phase of Moving" in planned(stage)
    assert not stage.find("ticket-outcome").isVisible()


def test_phases_of_a_deselected_project_are_dropped(stage: Stage) -> None:
    asked, late = threading.Event(), threading.Event()

    def hold(_request: Any, reply: Any) -> Any:
        asked.set()
        late.wait(30)
        return reply

    slow = json_reply([{"id": 77, "description": "Too late"}])
    script = with_projects(healthy(TENANT))
    script = script.api(f"{PROJECTS}/21/phases", slow).api(f"{PROJECTS}/21/phases", Bend(hold))
    with FaultServer(script) as server:
        meet(stage, server, PROJECT)
        pick(stage, "project", 0)
        stage.until(asked.is_set)
        choose(box(stage, "project"), 1)
        stage.until(lambda: names(stage, "phase") == ["Phase of Moving"])
        late.set()
        stage.until(lambda: server.requests[-1].path.endswith("phases"))
    assert names(stage, "phase") == ["Phase of Moving"]


def test_a_rebuilt_page_shows_the_outcome_of_the_running_ticket(stage: Stage) -> None:
    asked, late = threading.Event(), threading.Event()
    tickets = shelf(Ticket.SERVICE)

    def create_late(request: Request) -> Reply:
        asked.set()
        late.wait(60)
        return tickets.create(request)

    script = tickets.script().api(tickets.path, create_late, method="POST")
    with FaultServer(script) as server:
        meet(stage, server, SERVICE)
        place(stage, Ticket.SERVICE)
        create(stage)
        stage.until(asked.is_set)
        stage.window.show_connection(stage.window.manager.current, Step.LINK)
        late.set()
        stage.until(lambda: not stage.window.manager.current.ticket.writing)
        stage.press("write-test")
        assert "5001" in outcome(stage)


@pytest.mark.parametrize("path", [PROJECTS, f"{PROJECTS}/21/phases"])
def test_stop_ends_loading_immediately(stage: Stage, path: str) -> None:
    script = with_projects(healthy(TENANT)).api(path, HttpFault.SILENT, None)
    with FaultServer(script) as server:
        meet(stage, server, PROJECT)
        if path != PROJECTS:
            pick(stage, "project", 0)
            assert "Reading the phases of Onboarding" in shown(stage)
        stage.until(lambda: any(request.path.endswith(path) for request in server.requests))
        stage.press("stop-ticket")
        assert "Stopped. Nothing was created." in shown(stage)
        assert stage.find("read-again").hasFocus()
        assert not stage.find("stop-ticket", QAbstractButton).isEnabled()
        stage.press("read-again")
        pick(stage, "project", 0)
        stage.until(lambda: bool(planned(stage)))
    assert posts(server) == 0


def test_a_busy_connectwise_is_reported(stage: Stage) -> None:
    script = with_projects(healthy(TENANT)).api(PROJECTS, rate_limited("1"), None)
    with FaultServer(script) as server:
        meet(stage, server, PROJECT)
        stage.until(lambda: "Trying again in 1 s" in shown(stage))
        ready(stage, "project")
    assert "Trying again" not in shown(stage)
