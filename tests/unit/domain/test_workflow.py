from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.storage.examples import NOW
from wizard.documents import workflow_sheet
from wizard.domain.draft import new_draft
from wizard.domain.scope import Ticket
from wizard.domain.ticket import Board, Company, Phase, Project, TicketOffer
from wizard.domain.workflow import (
    BoardLists,
    Combination,
    Entry,
    Part,
    Selection,
    WorkflowEvent,
    suggested,
)

HIRE, LEAVE = Entry(1, "New hire"), Entry(2, "Leaver")
LAPTOP, ACCOUNT = Entry(11, "Laptop"), Entry(12, "Account")
LOAN = Entry(21, "Loan")
NEW = Entry(31, "New")
COMPANY = Company(5, "Contoso", is_internal=True)
LISTS = BoardLists(
    Board(7, "HR"),
    statuses=(NEW,),
    types=(HIRE, LEAVE),
    subtypes=(LAPTOP, ACCOUNT),
    items=(LOAN,),
    priorities=(Entry(41, "High"),),
    combinations=(
        Combination(1),
        Combination(1, 11),
        Combination(1, 11, 21),
        Combination(1, 12),
        Combination(2, 12),
    ),
    default_team=True,
    custom_fields=(),
)


@pytest.mark.parametrize(
    ("chosen", "subtypes", "items"),
    [
        ({}, (), ()),
        ({Part.TYPE: HIRE}, (LAPTOP, ACCOUNT), ()),
        ({Part.TYPE: LEAVE}, (ACCOUNT,), ()),
        ({Part.TYPE: HIRE, Part.SUBTYPE: LAPTOP}, (LAPTOP, ACCOUNT), (LOAN,)),
        ({Part.TYPE: HIRE, Part.SUBTYPE: ACCOUNT}, (LAPTOP, ACCOUNT), ()),
    ],
    ids=["nothing", "hire", "leave", "with an item", "without one"],
)
def test_only_matching_values_are_offered(
    chosen: dict[Part, Entry], subtypes: tuple[Entry, ...], items: tuple[Entry, ...]
) -> None:
    assert LISTS.choices(Part.SUBTYPE, chosen) == subtypes
    assert LISTS.choices(Part.ITEM, chosen) == items


def test_changing_the_type_clears_values_that_no_longer_match() -> None:
    chosen = suggested(LISTS, Selection(LISTS.board, COMPANY))
    for part, entry in ((Part.TYPE, HIRE), (Part.SUBTYPE, LAPTOP), (Part.ITEM, LOAN)):
        chosen = chosen.with_part(part, entry, LISTS)
    assert chosen.ids == (("status", 31), ("type", 1), ("subType", 11), ("item", 21))
    assert chosen.with_part(Part.TYPE, LEAVE, LISTS).ids == (("status", 31), ("type", 2))
    assert chosen.with_part(Part.SUBTYPE, None, LISTS).ids == (("status", 31), ("type", 1))


def test_without_the_list_of_combinations_no_match_is_claimed() -> None:
    unknown = replace(LISTS, combinations=None)
    assert unknown.choices(Part.SUBTYPE, {Part.TYPE: HIRE}) == ()
    assert any("didn't list which subtypes" in note for note in unknown.notes())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"default_team": False}, "Board HR has no default team"),
        ({"default_team": None}, "couldn't be checked"),
        ({"unread": frozenset({Part.SUBTYPE})}, "didn't provide these lists: Subtype."),
        ({"custom_fields": ("Employee number",)}, "Custom fields on this board: Employee number."),
        ({"custom_fields": None}, "Custom fields aren't known"),
    ],
    ids=["no team", "team unknown", "a list", "custom fields", "unknown fields"],
)
def test_obstacles_and_unknowns_are_reported(changed: dict[str, object], said: str) -> None:
    assert any(said in note for note in replace(LISTS, **changed).notes())  # type: ignore[arg-type]


def test_the_sheet_names_each_event_and_escapes_untrusted_names() -> None:
    hire = Selection(LISTS.board, COMPANY, {Part.TYPE: Entry(1, "<b>Hire</b>")})
    chosen = {WorkflowEvent.HIRE: hire, WorkflowEvent.LEAVE: Selection()}
    page = workflow_sheet.page(new_draft(NOW), chosen, ["A note"], "en")
    assert "&lt;b&gt;Hire&lt;/b&gt;" in page
    assert "A note" in page
    assert "Departure" not in page
    assert workflow_sheet.text(chosen) == (
        "Hire\n  Board: HR\n  Company: Contoso\n  Type: <b>Hire</b>\n"
    )


@pytest.mark.parametrize("own", [None, Board(9, "Roll-outs", Ticket.PROJECT)], ids=["none", "own"])
def test_a_phase_determines_board_and_company_of_a_project_ticket(own: Board | None) -> None:
    """A phase's own board takes precedence over its project's."""
    project = Project(21, "Onboarding", Board(8, "Projects", Ticket.PROJECT), COMPANY)
    phase = Phase(31, "Phase 1", own)
    board = own or project.board
    chosen = Selection.in_project(project, phase)
    assert chosen.lines == (
        ("Project", "Onboarding"),
        ("Phase", "Phase 1"),
        ("Board", board.name),
        ("Company", "Contoso"),
    )
    plan = TicketOffer(Ticket.PROJECT).project_plan(project, phase, NOW)
    assert chosen.is_place_of(plan)
    assert not Selection.in_project(project).has_place


def test_no_claim_is_made_for_a_project_board_without_a_default_team() -> None:
    lists = replace(LISTS, board=Board(8, "Projects", Ticket.PROJECT), default_team=False)
    [note] = [note for note in lists.notes() if "default team" in note]
    assert "isn't known whether" in note
