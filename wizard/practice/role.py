"""The security role of the practice API member: functions, levels, and what it allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto


class Level(Enum):
    """How far a right reaches."""

    NONE = "None"
    MY = "My"
    ALL = "All"


class Operation(Enum):
    """The four columns of a security role; the value is the name in `Grant`."""

    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"
    INQUIRE = "inquire"


@dataclass(frozen=True, slots=True)
class Grant:
    """The four levels of one function."""

    add: Level = Level.NONE
    edit: Level = Level.NONE
    delete: Level = Level.NONE
    inquire: Level = Level.NONE

    def level(self, act: Operation) -> Level:
        """Return one of the four levels."""
        levels = {
            Operation.ADD: self.add,
            Operation.EDIT: self.edit,
            Operation.DELETE: self.delete,
            Operation.INQUIRE: self.inquire,
        }
        return levels[act]


class Function(Enum):
    """Security functions, module first, as the role's page in ConnectWise names them."""

    COMPANY_MAINTENANCE = ("Companies", "Company Maintenance")
    CONTACTS = ("Companies", "Contacts")
    CONFIGURATIONS = ("Companies", "Configurations")
    INVOICING = ("Finance", "Invoicing")
    AGREEMENTS = ("Finance", "Agreements")
    PURCHASE_ORDERS = ("Procurement", "Purchase Orders")
    PROJECT_HEADERS = ("Project", "Project Headers")
    PROJECT_PHASE = ("Project", "Project Phase")
    PROJECT_TICKETS = ("Project", "Project Tickets")
    CLOSE_PROJECT_TICKETS = ("Project", "Close Project Tickets")
    OPPORTUNITY = ("Sales", "Opportunity")
    SERVICE_TICKETS = ("Service Desk", "Service Tickets")
    CLOSE_SERVICE_TICKETS = ("Service Desk", "Close Service Tickets")
    RESOURCE_SCHEDULING = ("Service Desk", "Resource Scheduling")
    TABLE_SETUP = ("System", "Table Setup")
    MEMBER_MAINTENANCE = ("System", "Member Maintenance")
    SECURITY_ROLES = ("System", "Security Roles")
    TIME_ENTRY = ("Time & Expense", "Time Entry")

    @property
    def module(self) -> str:
        """The group of the function, such as ``Service Desk``."""
        return self.value[0]

    @property
    def label(self) -> str:
        """The function as it is read on the screen, such as ``Service Tickets``."""
        return self.value[1]


class Table(Enum):
    """The tables that *customize* beside Table Setup lets the role read."""

    SERVICE_BOARD = "Service / Service Board"
    PRIORITY = "Service / Priority"
    SOURCE = "Service / Source"
    PROJECT_BOARD = "Project / Project Board"


@dataclass(frozen=True, slots=True)
class Right:
    """What an endpoint asks of the role; ``table`` only for reads of Table Setup."""

    function: Function
    act: Operation
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What the API member may do. Functions that are not named are granted nothing."""

    grants: Mapping[Function, Grant] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()

    def grant(self, function: Function) -> Grant:
        """Return the four levels of a function."""
        return self.grants.get(function, Grant())

    def allows(self, right: Right) -> bool:
        """Tell whether the role covers a right."""
        level = self.grant(right.function).level(right.act)
        return level is not Level.NONE and (right.table is None or right.table in self.tables)

    def changed(self, right: Right, level: Level) -> Role:
        """Return this role with one level set."""
        grant = replace(self.grant(right.function), **{right.act.value: level})
        return replace(self, grants={**self.grants, right.function: grant})

    def without_first(self, rights: Iterable[Right]) -> Role:
        """Take away the first of ``rights`` that this role grants."""
        for right in rights:
            if self.allows(right):
                return self.changed(right, Level.NONE)
        return self


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
