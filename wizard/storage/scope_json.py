"""JSON form of a scope, in drafts and in requests to a colleague."""

from __future__ import annotations

from wizard.domain.scope import Scope, Ticket
from wizard.storage.json_fields import one_of, read_flag, read_object, set_of


def scope_to_json(scope: Scope) -> dict[str, object]:
    """Return the JSON form."""
    return {
        "tickets": sorted(scope.tickets),
        "closes_tickets": scope.closes_tickets,
        "maps_contacts": scope.maps_contacts,
        "maps_owners": scope.maps_owners,
    }


def read_scope(value: object) -> Scope:
    """Read the JSON form; raise KeyError, TypeError or ValueError for anything else."""
    fields = read_object(value)
    return Scope(
        tickets=set_of(one_of(Ticket))(fields["tickets"]),
        closes_tickets=read_flag(fields["closes_tickets"]),
        maps_contacts=read_flag(fields["maps_contacts"]),
        maps_owners=read_flag(fields["maps_owners"]),
    )
