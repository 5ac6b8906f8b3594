"""The lists of a board, read from the practice ConnectWise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faultserver import FaultServer, Reply, healthy
from tests.faultserver.reply import json_reply
from tests.unit.linktest.ticket.trying import TENANT, practice_values, settings, values_for
from wizard.domain.faults.fault import Fault
from wizard.domain.scope import Ticket
from wizard.domain.secret import Secret
from wizard.domain.ticket import Board
from wizard.domain.values.values import LinkValues
from wizard.domain.workflow import BoardLists, Part
from wizard.linktest.workflow_lists import BoardRead, read_board
from wizard.practice import PracticeServer

HELP_DESK, ALERTS = Board(1, "Help Desk"), Board(4, "Alerts")


def lists_of(values: LinkValues, board: Board) -> BoardLists:
    [read] = [
        e for e in read_board(values, board, settings(), lambda: False) if isinstance(e, BoardRead)
    ]
    return read.lists


def test_a_board_gives_its_lists_and_matching_combinations() -> None:
    with PracticeServer() as server:
        lists = lists_of(practice_values(server), HELP_DESK)
        assert {seen.method for seen in server.requests} == {"GET"}
    assert lists.problem is None
    assert lists.unread == frozenset()
    assert lists.default_team is True
    assert lists.custom_fields == ("Employee number",)
    kinds = {entry.name: entry for entry in lists.types}
    assert [e.name for e in lists.choices(Part.SUBTYPE, {Part.TYPE: kinds["Leaver"]})] == [
        "Account",
        "Laptop",
    ]
    assert lists.choices(Part.SUBTYPE, {Part.TYPE: kinds["Incident"]}) == ()


def test_a_board_without_default_team_is_named() -> None:
    with PracticeServer() as server:
        lists = lists_of(practice_values(server), ALERTS)
    assert lists.default_team is False
    assert lists.custom_fields is None


def test_a_project_board_gives_its_own_teams_and_tickets() -> None:
    with PracticeServer(tickets=["service", "project"]) as server:
        lists = lists_of(practice_values(server), Board(6, "Projects", Ticket.PROJECT))
        paths = [seen.path for seen in server.requests]
    assert [entry.name for entry in lists.types] == ["Roll-out", "Migration"]
    assert lists.default_team is True
    assert lists.unread == frozenset()
    assert any(path.endswith("/project/boards/6/teams") for path in paths)
    assert any(path.endswith("/project/tickets") for path in paths)
    assert not any(path.endswith("/service/tickets") for path in paths)


def test_refused_keys_are_reported() -> None:
    with PracticeServer() as server:
        values = replace(practice_values(server), private_key=Secret("PracticeTESTkey1"))
        lists = lists_of(values, HELP_DESK)
    assert lists.problem
    assert lists.problem.fault is Fault.KEYS_REFUSED


@pytest.mark.parametrize("scenario", ["busy"])
def test_stop_ends_it_immediately(scenario: str) -> None:
    with PracticeServer(scenario) as server:
        [read] = list(read_board(practice_values(server), HELP_DESK, settings(), lambda: True))
    assert isinstance(read, BoardRead)
    assert read.lists.problem
    assert read.lists.problem.fault is Fault.CANCELLED


@pytest.mark.parametrize("reply", ["404", "403", "text", "wrong shapes"])
def test_missing_data_is_reported_and_never_guessed(reply: str) -> None:
    """Releases without the list of combinations, roles without the right, and nonsense."""
    answer = {
        "404": json_reply(
            {"code": "ConnectWiseApi", "message": "The endpoint does not exist."}, 404
        ),
        "403": json_reply(
            {"code": "Security", "message": "You do not have security permission."}, 403
        ),
        "text": Reply(200, b"busy"),
        "wrong shapes": json_reply([{"id": "1", "name": 5}, {"type": {"id": True}}]),
    }[reply]
    script = healthy(TENANT)
    for part in ("subtypes", "items", "typeSubTypeItemAssociations", "teams"):
        script = script.api(f"/service/boards/1/{part}", answer)
    with FaultServer(script) as server:
        lists = lists_of(values_for(server.url), HELP_DESK)
    assert lists.problem is None
    assert lists.types
    assert (lists.subtypes, lists.items) == ((), ())
    if reply == "wrong shapes":
        assert (lists.combinations, lists.default_team) == ((), False)
    else:
        assert (lists.combinations, lists.default_team) == (None, None)
        assert lists.unread == {Part.SUBTYPE, Part.ITEM}
        assert any("Subtype, Item" in note for note in lists.notes())
