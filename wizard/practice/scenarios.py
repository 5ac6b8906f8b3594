"""Practice scenarios: each defines how it differs from a working link."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from wizard.domain.dataclass import dataclass
from wizard.domain.rights import Column, Level
from wizard.domain.scope import Scope
from wizard.practice import functions
from wizard.practice.http import CLIENT_ID_PENDING, TOO_MANY_REQUESTS, HttpResponse
from wizard.practice.role import Permission, Role, minimal_role


@dataclass(frozen=True, slots=True)
class Scenario:
    """One behavior of the simulated ConnectWise.

    ``withheld`` takes away the first of its rights that the scope needs, until ``arrives_after_s``
    seconds after the first signed request; ``lost`` does so from the second link test on; ``added``
    are granted beyond the scope. ``refused`` holds paths below the API base that no role may read.
    """

    name: str
    title: str
    description: str
    knows_company: bool = True
    accepts_keys: bool = True
    withheld: tuple[Permission, ...] = ()
    arrives_after_s: float = math.inf
    lost: tuple[Permission, ...] = ()
    added: tuple[Permission, ...] = ()
    refused: frozenset[str] = frozenset()
    client_id_response: HttpResponse | None = None
    signed_in_response: HttpResponse | None = None

    def role(self, scope: Scope, signed_in_for_s: float = 0.0) -> Role:
        """Return what the API member may do, so many seconds after the first signed request."""
        role = minimal_role(scope)
        if signed_in_for_s < self.arrives_after_s:
            role = role.without_first(self.withheld)
        for right in self.added:
            role = role.changed(right, Level.ALL)
        return role


_TABLE = (
    Scenario("good", "All good", "Every value is right and the role grants what is needed."),
    Scenario(
        "minimal-role",
        "Permissions can't be read",
        "The role is right, but its member may not read the list of its own rights.",
        refused=frozenset({"system/mySecurity", "system/mySecurity/customizeItems"}),
    ),
    Scenario(
        "missing-right",
        "A permission is missing",
        "Service Desk › Service Tickets › Add Level is None.",
        withheld=(
            Permission(functions.SERVICE_TICKETS, Column.ADD),
            Permission(functions.PROJECT_TICKETS, Column.ADD),
        ),
    ),
    Scenario(
        "wrong-key",
        "The keys are refused",
        "ConnectWise does not accept the pair of keys.",
        accepts_keys=False,
    ),
    Scenario(
        "unknown-company",
        "The company is unknown",
        "ConnectWise does not know the Company ID.",
        knows_company=False,
    ),
    Scenario(
        "busy",
        "ConnectWise is busy",
        "Every signed-in request is told to come back later.",
        signed_in_response=TOO_MANY_REQUESTS,
    ),
    Scenario(
        "excess",
        "The role grants too much",
        "Companies may be deleted and invoices read, which no workflow needs.",
        added=(
            Permission(functions.COMPANY_MAINTENANCE, Column.DELETE),
            Permission(functions.INVOICING, Column.INQUIRE),
        ),
    ),
    Scenario(
        "client-id-pending",
        "The Client ID isn't approved yet",
        "The keys are right, but the Client ID is not approved yet.",
        client_id_response=CLIENT_ID_PENDING,
    ),
    Scenario(
        "right-arrives",
        "A missing permission is granted",
        "Service Desk › Service Tickets › Add Level is None, and All six seconds later.",
        withheld=(
            Permission(functions.SERVICE_TICKETS, Column.ADD),
            Permission(functions.PROJECT_TICKETS, Column.ADD),
        ),
        arrives_after_s=6.0,
    ),
    Scenario(
        "drift",
        "The role changes between two tests",
        "The first test passes; from the second on, Service Desk › Service Tickets › Edit is None.",
        lost=(
            Permission(functions.SERVICE_TICKETS, Column.EDIT),
            Permission(functions.PROJECT_TICKETS, Column.EDIT),
        ),
    ),
)

SCENARIOS: Mapping[str, Scenario] = MappingProxyType({s.name: s for s in _TABLE})


def scenario_named(name: str) -> Scenario:
    """Return the scenario with this name.

    Raises:
        ValueError: there is none; the message lists those there are.
    """
    try:
        return SCENARIOS[name]
    except KeyError:
        known = ", ".join(SCENARIOS)
        raise ValueError(f"There is no practice scenario “{name}”. Known: {known}") from None
