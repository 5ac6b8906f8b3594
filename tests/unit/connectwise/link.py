"""A link test run from the five values to its report, for tests of the network below it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.faultserver import Bend, Ending, Script, Tenant, healthy
from tests.faultserver.fixtures import HOST
from wizard.base import assets
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check, Status
from wizard.domain.faults.fault import Fault
from wizard.domain.report import CheckResult, Report
from wizard.domain.rights import RightsTable
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.linktest.events import Event, Finished
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import run

SITE = f"https://{HOST}"
WEB_HOST = "na.myconnectwise.net"
API_HOST = "api-na.myconnectwise.net"
TENANT = Tenant()
RIGHTS = RightsTable.parse(assets.text("rights.toml"))
PATIENCE_S = 60.0  # a computer that stands still for a moment makes no fault
SHORT_S = 1.0
SIGN_IN = "/service/info/boards/active"
READ = "/company/companies"

# The one signed read ends its connection, so that every read of the third wave opens a new one.
PARTING = healthy().api(
    SIGN_IN,
    Bend(
        lambda _, sound: replace(sound.with_headers(("Connection", "close")), ending=Ending.CLOSE)
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of a link test, and how long it took."""

    events: tuple[Event, ...]
    report: Report
    took_s: float

    @property
    def exit_code(self) -> int:
        return self.report.verdict.exit_code

    @property
    def failed(self) -> list[tuple[Check, Fault]]:
        """The failed rows with their faults, in order."""
        rows = (row for row in self.report.rows if row.status is Status.FAILED)
        return [(row.check, row.problem.fault) for row in rows if row.problem]

    @property
    def text(self) -> str:
        """Everything a person may read."""
        rows = [f"{r.message} {r.fix} {r.problem.evidence if r.problem else ''}" for r in self.rows]
        warnings = [warned.message for warned in self.report.warnings]
        return "\n".join([*rows, *warnings, str(self.report.proxy or ""), self.report.summary.line])

    @property
    def rows(self) -> tuple[CheckResult, ...]:
        return self.report.rows

    def states(self) -> dict[Check, Status]:
        return {row.check: row.status for row in self.rows}


def typed(site: str = SITE, tenant: Tenant = TENANT) -> FieldTexts:
    """The five values that ``tenant`` accepts."""
    return FieldTexts(
        site,
        tenant.company_id,
        tenant.public_key,
        Secret(tenant.private_key),
        Secret(tenant.client_id),
    )


def link(
    site: str = SITE,
    *,
    tenant: Tenant = TENANT,
    timeout_s: float = PATIENCE_S,
    proxy: ProxySetting | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run the link test against ``site``."""
    begun = time.monotonic()
    settings = LinkTestOptions(RIGHTS, timeout_s, proxy or ProxySetting())
    events = tuple(run(typed(site, tenant), settings, cancelled))
    assert isinstance(events[-1], Finished)
    return Outcome(events, events[-1].report, time.monotonic() - begun)


def in_time(attempt: Callable[[], Outcome], most_s: float) -> Outcome:
    """The outcome of the first of three attempts that is in time: a busy computer may be late."""
    for _ in range(3):
        outcome = attempt()
        if outcome.took_s < most_s:
            break
    return outcome


def at_lookup(fault: object) -> Script:
    return healthy().lookup(fault)  # type: ignore[arg-type]


def at_sign_in(fault: object) -> Script:
    return healthy().api(SIGN_IN, fault)  # type: ignore[arg-type]


def at_read(fault: object) -> Script:
    return healthy().api(READ, fault)  # type: ignore[arg-type]
