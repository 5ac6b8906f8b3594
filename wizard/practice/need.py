"""What a scope needs: the least role of the API member that fits the choices of a workflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from wizard.practice.rights import Function, Grant, Level, Role, Table


class Condition(Enum):
    """The choices that make a right necessary."""

    ALWAYS = auto()
    SERVICE = auto()
    PROJECT = auto()
    CLOSES_SERVICE = auto()
    CLOSES_PROJECT = auto()
    MAPS_CONTACTS = auto()
    MAPS_OWNERS = auto()


KINDS = ("service", "project")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the member is for; the role grants exactly this.

    Raises:
        ValueError: ``tickets`` is empty or holds another kind than service and project.
    """

    tickets: Sequence[str] = ("service",)
    closes_tickets: bool = False
    maps_contacts: bool = False
    maps_owners: bool = False

    def __post_init__(self) -> None:
        if not self.tickets or not set(self.tickets) <= set(KINDS):
            raise ValueError(f"tickets has to name at least one of {', '.join(KINDS)}")
        object.__setattr__(self, "tickets", tuple(self.tickets))

    @property
    def holds(self) -> frozenset[Condition]:
        """Every condition that these choices meet."""
        service, project = "service" in self.tickets, "project" in self.tickets
        met = {
            Condition.ALWAYS: True,
            Condition.SERVICE: service,
            Condition.PROJECT: project,
            Condition.CLOSES_SERVICE: service and self.closes_tickets,
            Condition.CLOSES_PROJECT: project and self.closes_tickets,
            Condition.MAPS_CONTACTS: self.maps_contacts,
            Condition.MAPS_OWNERS: self.maps_owners,
        }
        return frozenset(when for when, true in met.items() if true)


_READ = Grant(inquire=Level.ALL)
_CLOSE = Grant(edit=Level.ALL, inquire=Level.ALL)
_WRITE = Grant(add=Level.ALL, edit=Level.ALL, inquire=Level.ALL)

# Source: the rights that vendors of ConnectWise PSA integrations publish, read 2026-11
NEEDS: tuple[tuple[Function, Condition, Grant], ...] = (
    (Function.SERVICE_TICKETS, Condition.SERVICE, _WRITE),
    (Function.CLOSE_SERVICE_TICKETS, Condition.CLOSES_SERVICE, _CLOSE),
    (Function.COMPANY_MAINTENANCE, Condition.ALWAYS, _READ),
    (Function.CONTACTS, Condition.MAPS_CONTACTS, _READ),
    (Function.TABLE_SETUP, Condition.ALWAYS, _READ),
    (Function.MEMBER_MAINTENANCE, Condition.MAPS_OWNERS, _READ),
    (Function.PROJECT_TICKETS, Condition.PROJECT, _WRITE),
    (Function.PROJECT_HEADERS, Condition.PROJECT, _READ),
    (Function.PROJECT_PHASE, Condition.PROJECT, _READ),
    (Function.CLOSE_PROJECT_TICKETS, Condition.CLOSES_PROJECT, _CLOSE),
)


TABLES: tuple[tuple[Table, Condition], ...] = (
    (Table.SERVICE_BOARD, Condition.ALWAYS),
    (Table.PRIORITY, Condition.ALWAYS),
    (Table.SOURCE, Condition.ALWAYS),
    (Table.PROJECT_BOARD, Condition.PROJECT),
)


def minimal_role(scope: Scope) -> Role:
    """Return the role that grants what ``scope`` needs and nothing else."""
    holds = scope.holds
    return Role(
        {function: grant for function, when, grant in NEEDS if when in holds},
        tuple(table for table, when in TABLES if when in holds),
    )
