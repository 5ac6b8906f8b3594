"""Values a Hire2Retire workflow sets on a ticket, limited to what a board accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Ticket
from wizard.domain.text import N_, tr
from wizard.domain.ticket import Board, Company, Phase, Project, TicketPlan


class WorkflowEvent(StrEnum):
    """Event that makes a workflow create a ticket."""

    HIRE = "hire"
    CHANGE = "change"
    LEAVE = "leave"

    @property
    def label(self) -> str:
        """Name of the event."""
        return tr(_EVENTS[self])


_EVENTS = {
    WorkflowEvent.HIRE: N_("Hire"),
    WorkflowEvent.CHANGE: N_("Change"),
    WorkflowEvent.LEAVE: N_("Departure"),
}


class Part(StrEnum):
    """One value of a ticket, named as ConnectWise's API names it."""

    STATUS = "status"
    TYPE = "type"
    SUBTYPE = "subType"
    ITEM = "item"
    PRIORITY = "priority"

    @property
    def label(self) -> str:
        """ConnectWise's own label, never translated."""
        return "Subtype" if self is Part.SUBTYPE else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of one of a board's lists; ``name`` is harmless text."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Combination:
    """A valid combination of type, subtype and item; None where there is none."""

    type: int
    subtype: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class BoardLists:
    """What may be chosen on one board.

    ``combinations`` is None when ConnectWise didn't give its list of combinations: then no subtype
    and no item can be said to be accepted. ``default_team`` is None when the teams weren't given.
    ``custom_fields`` are captions seen on a ticket of the board; None when none could be read.
    ``unread`` names the parts whose list was refused or failed.
    """

    board: Board
    statuses: tuple[Entry, ...] = ()
    types: tuple[Entry, ...] = ()
    subtypes: tuple[Entry, ...] = ()
    items: tuple[Entry, ...] = ()
    priorities: tuple[Entry, ...] = ()
    combinations: tuple[Combination, ...] | None = None
    default_team: bool | None = None
    custom_fields: tuple[str, ...] | None = None
    unread: frozenset[Part] = frozenset()
    problem: Problem | None = None

    def choices(self, part: Part, chosen: Mapping[Part, Entry]) -> tuple[Entry, ...]:
        """Return the entries that ConnectWise accepts beside what is ``chosen``."""
        simple = {
            Part.STATUS: self.statuses,
            Part.TYPE: self.types,
            Part.PRIORITY: self.priorities,
        }
        if part in simple:
            return simple[part]
        kind, sub = chosen.get(Part.TYPE), chosen.get(Part.SUBTYPE)
        fitting = [c for c in self.combinations or () if kind and c.type == kind.id]
        if part is Part.SUBTYPE:
            ids = {c.subtype for c in fitting}
            return tuple(entry for entry in self.subtypes if entry.id in ids)
        ids = {c.item for c in fitting if sub and c.subtype == sub.id}
        return tuple(entry for entry in self.items if entry.id in ids)

    def notes(self) -> Iterator[str]:
        """Say what stands in the way of a ticket on this board, or isn't known."""
        if self.default_team is False:
            yield tr(_NO_TEAM[self.board.kind]).format(board=self.board.name)
        if self.default_team is None:
            yield tr("Whether the board has a default team couldn't be checked.")
        if self.combinations is None:
            yield tr(
                "ConnectWise didn't list which subtypes and items go with a type, so none are "
                "offered."
            )
        if self.unread:
            parts = ", ".join(part.label for part in Part if part in self.unread)
            yield tr("ConnectWise didn't provide these lists: {parts}.").format(parts=parts)
        yield _custom_fields(self.custom_fields)


# The refusal was seen for service tickets alone.
_NO_TEAM = {
    Ticket.SERVICE: N_(
        "Board {board} has no default team: ConnectWise refuses tickets created through the API. "
        "Set one on the board's Teams tab."
    ),
    Ticket.PROJECT: N_(
        "Board {board} has no default team. It isn't known whether ConnectWise refuses project "
        "tickets without one. Create a test ticket to find out."
    ),
}


def _custom_fields(captions: Sequence[str] | None) -> str:
    if captions is None:
        return tr(
            "Custom fields aren't known, because no ticket on this board could be read. If one "
            "is required, ConnectWise refuses a ticket without it."
        )
    if not captions:
        return tr("The latest ticket on this board has no custom fields.")
    known = tr(
        "Custom fields on this board: {fields}. The API doesn't say which are required. Create a "
        "test ticket to find out."
    )
    return known.format(fields=", ".join(captions))


@dataclass(frozen=True, slots=True)
class Selection:
    """What a workflow uses for one event.

    A project ticket has a project and a phase, from which its board and company follow.
    """

    board: Board | None = None
    company: Company | None = None
    parts: Mapping[Part, Entry] = field(default_factory=dict)
    kind: Ticket = Ticket.SERVICE
    project: Project | None = None
    phase: Phase | None = None

    @classmethod
    def in_project(cls, project: Project | None, phase: Phase | None = None) -> Selection:
        """Choose a project, and one of its phases."""
        board = phase.board_in(project) if project and phase else None
        company = project.company if project else None
        return cls(board, company, kind=Ticket.PROJECT, project=project, phase=phase)

    @property
    def has_place(self) -> bool:
        """Whether a ticket can be created there."""
        return self.board is not None and self.company is not None

    def is_place_of(self, plan: TicketPlan) -> bool:
        """Whether a ticket is planned for the same board, company, project and phase."""
        planned = (plan.board, plan.company, plan.project, plan.phase)
        return planned == (self.board, self.company, self.project, self.phase)

    def with_part(self, part: Part, entry: Entry | None, lists: BoardLists) -> Selection:
        """Choose ``entry``; values that no longer match it are dropped."""
        parts = {one: known for one, known in self.parts.items() if one is not part}
        if entry is not None:
            parts[part] = entry
        for later in (Part.SUBTYPE, Part.ITEM):
            if later in parts and parts[later] not in lists.choices(later, parts):
                del parts[later]
        return replace(self, parts=parts)

    @property
    def ids(self) -> tuple[tuple[str, int], ...]:
        """The names of the API with the chosen ids."""
        return tuple((part.value, self.parts[part].id) for part in Part if part in self.parts)

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """The chosen values of the ticket, as pairs of ConnectWise's label and the name."""
        return tuple((part.label, self.parts[part].name) for part in Part if part in self.parts)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is chosen, as pairs of ConnectWise's label and the name."""
        places = {
            "Project": self.project,
            "Phase": self.phase,
            "Board": self.board,
            "Company": self.company,
        }
        named = tuple((label, place.name) for label, place in places.items() if place)
        return (*named, *self.values)


def suggested(lists: BoardLists, chosen: Selection) -> Selection:
    """Return the initial selection on a board: the first status, and no guesses."""
    return replace(chosen, parts={Part.STATUS: lists.statuses[0]} if lists.statuses else {})
