"""The purpose of the link; it determines the needed rights."""

from __future__ import annotations

from enum import StrEnum

from wizard.domain.dataclass import dataclass


class Ticket(StrEnum):
    """Kinds of ticket a workflow may create."""

    SERVICE = "service"
    PROJECT = "project"


class Need(StrEnum):
    """Condition under which a right is needed; values of rights.toml."""

    ALWAYS = "always"
    SERVICE = "service"
    PROJECT = "project"
    CLOSES_SERVICE = "closes_service"
    CLOSES_PROJECT = "closes_project"
    MAPS_CONTACTS = "maps_contacts"
    MAPS_OWNERS = "maps_owners"


@dataclass(frozen=True, slots=True)
class Scope:
    """Choices of the first step."""

    tickets: frozenset[Ticket] = frozenset({Ticket.SERVICE})
    closes_tickets: bool = False
    maps_contacts: bool = False
    maps_owners: bool = False

    @property
    def needs(self) -> frozenset[Need]:
        """All conditions that these choices fulfill."""
        service, project = Ticket.SERVICE in self.tickets, Ticket.PROJECT in self.tickets
        holds = {
            Need.ALWAYS: True,
            Need.SERVICE: service,
            Need.PROJECT: project,
            Need.CLOSES_SERVICE: service and self.closes_tickets,
            Need.CLOSES_PROJECT: project and self.closes_tickets,
            Need.MAPS_CONTACTS: self.maps_contacts,
            Need.MAPS_OWNERS: self.maps_owners,
        }
        return frozenset(need for need, true in holds.items() if true)
