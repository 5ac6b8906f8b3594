"""Runs the link test against a local server and checks the report from outside."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator

from tests.faultserver import MINIMUM_ROLE, FaultServer, Request, Script, Tenant, healthy
from wizard.cli.report_json import to_json
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check
from wizard.domain.report import Report
from wizard.domain.rights import RightsTable
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.linktest.events import Ended, Event, Finished, Started
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import run

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
CHECKS = [check.value for check in Check]
REQUEST_ID = "11111111-2222-4333-8444-555555555555"
_SERVICE_ROLE = ("Service Tickets", "Company Maintenance", "Table Setup")
TENANT = Tenant(
    public_key="PracticePublic016",
    private_key="PracticePrivate16",
    rights=tuple(row for row in MINIMUM_ROLE if row.function in _SERVICE_ROLE),
)
"""Grants what service tickets need and nothing beyond. Its keys bear the mark of practice, so that
they may travel in clear on this computer."""
FULL_TENANT = replace(TENANT, rights=MINIMUM_ROLE)
"""Grants what `EVERYTHING` needs."""
SERVICE = Scope()
PROJECT = Scope(tickets=frozenset({Ticket.PROJECT}))
EVERYTHING = Scope(frozenset(Ticket), closes_tickets=True, maps_contacts=True, maps_owners=True)
OUTSIDE = ("network", "proxy", "tls", "service", "vault", "cancelled", "internal")


@cache
def rights() -> RightsTable:
    """The table that the program ships."""
    return RightsTable.parse((ROOT / "resources" / "rights.toml").read_text(encoding="utf-8"))


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((DATA / "report.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def typed(site: str, tenant: Tenant = TENANT, scope: Scope = SERVICE) -> FieldTexts:
    """Return a tenant's values as they stand in the five fields."""
    return FieldTexts(
        site=site,
        company_id=tenant.company_id,
        public_key=tenant.public_key,
        private_key=Secret(tenant.private_key),
        client_id=Secret(tenant.client_id),
        scope=scope,
    )


@dataclass(frozen=True)
class Outcome:
    """A finished test: events, report, its JSON document, and what the server was asked."""

    events: tuple[Event, ...]
    report: Report
    document: dict[str, Any]
    requests: tuple[Request, ...] = ()

    def row(self, check: str) -> dict[str, Any]:
        """One check's row of the document."""
        return next(row for row in self.document["checks"] if row["id"] == check)

    @property
    def rows(self) -> dict[str, tuple[str, str | None]]:
        """Status and fault by check."""
        return {row["id"]: (row["status"], row["fault"]) for row in self.document["checks"]}

    @property
    def failed(self) -> tuple[str, str] | None:
        """The first failed check and its fault."""
        found = [(c, str(f)) for c, (status, f) in self.rows.items() if status == "failed"]
        return found[0] if found else None

    @property
    def exit_code(self) -> int:
        """Exit code of ``h2r-link check``."""
        return self.report.verdict.exit_code

    @property
    def warned(self) -> list[str]:
        """The faults among the warnings."""
        return [warning["fault"] for warning in self.document["warnings"]]

    @property
    def asked(self) -> list[str]:
        """Paths below the API base, in order; the lookup as ``lookup``."""
        return [_short(request.path) for request in self.requests]

    @property
    def signed(self) -> list[str]:
        """Paths of the requests that carried a secret."""
        return [_short(request.path) for request in self.requests if request.signed]

    def right(self, function: str) -> dict[str, Any]:
        """One row of the permissions."""
        rows = self.document["permissions"]
        return next(row for row in rows if row["function"] == function)


def _short(path: str) -> str:
    return "lookup" if "companyinfo" in path else path.partition("/apis/3.0")[2]


def link(
    script: Script | None = None,
    *,
    tenant: Tenant = TENANT,
    scope: Scope = SERVICE,
    timeout_s: float = 60.0,
) -> Outcome:
    """Test the link to a server that plays ``script``, or the sound one, in clear on 127.0.0.1."""
    with FaultServer(healthy(tenant) if script is None else script) as server:
        outcome = try_link(
            typed(f"http://127.0.0.1:{server.port}", tenant, scope), timeout_s=timeout_s
        )
        return replace(outcome, requests=tuple(server.requests))


def try_link(
    values: FieldTexts, *, timeout_s: float = 60.0, proxy: ProxySetting | None = None
) -> Outcome:
    """Test a link and check everything that must hold for every report."""
    settings = LinkTestOptions(rights(), timeout_s, proxy or ProxySetting(), "h2r-link/test")
    events = tuple(run(values, settings, lambda: False))
    return outcome_of(events, values)


def outcome_of(events: tuple[Event, ...], values: FieldTexts) -> Outcome:
    """Read the events of a finished test."""
    assert isinstance(events[-1], Finished)
    report = events[-1].report
    outcome = Outcome(events, report, to_json(report, "h2r-link/test"))
    _hold_events(outcome)
    _hold_document(outcome)
    _hold_texts(outcome, values)
    return outcome


def _hold_events(outcome: Outcome) -> None:
    started = [event.check for event in outcome.events if isinstance(event, Started)]
    ended = [event.row for event in outcome.events if isinstance(event, Ended)]
    assert list(map(str, started)) == [c for c in CHECKS if c in started]
    assert [row.check for row in ended if row.check in started] == started
    assert [row for row in outcome.report.rows if row.status != "not_run"] == ended


def _hold_document(outcome: Outcome) -> None:
    document = outcome.document
    _validator().validate(document)
    assert [row["id"] for row in document["checks"]] == CHECKS
    assert outcome.exit_code == _contracted_exit_code(document)
    reached = [row["status"] != "not_run" for row in document["checks"]]
    assert reached == sorted(reached, reverse=True) or not reached[0]
    if reached[7]:
        assert reached[8] or document["checks"][7]["fault"] in {"cancelled", "internal"}


def _contracted_exit_code(document: dict[str, Any]) -> int:
    """The exit code by the contract's words, from the rows alone."""
    failed = [row["fault"] for row in document["checks"] if row["status"] == "failed"]
    inside = [fault for fault in failed if not _is_outside(fault)]
    if inside or any(row["verdict"] == "missing" for row in document["permissions"]):
        return 1
    if failed or any(row["status"] == "not_run" for row in document["checks"]):
        return 3
    unread = any(row["status"] == "unknown" for row in document["checks"])
    proven = all(
        row["needed"]["inquire"] == "None" or (row["granted"] or {}).get("inquire") == "All"
        for row in document["permissions"]
    )
    return 3 if unread and not proven else 0


def _is_outside(fault: str) -> bool:
    return fault.partition(".")[0] in OUTSIDE or fault in {
        "site.blocked",
        "site.gateway",
        "site.unavailable",
    }


def _hold_texts(outcome: Outcome, values: FieldTexts) -> None:
    """No secret in any text, only the address in evidence, nothing that is not printable."""
    secrets = {values.private_key.reveal(), values.client_id.reveal(), values.public_key}
    pair = f"{values.company_id}+{values.public_key}:{values.private_key.reveal()}"
    secrets |= {base64.b64encode(pair.encode()).decode(), *(quote(s, safe="") for s in secrets)}
    secrets -= {"", values.site}
    for text in texts_in([outcome.document, _choices(outcome.report), outcome.report.issuer]):
        assert all(s.casefold() not in text.casefold() for s in secrets), text
        assert text == "".join(c for c in text if unicodedata.category(c)[0] != "C"), text
    for row in outcome.document["checks"]:
        evidence = row["evidence"] or ""
        assert len(evidence) <= 300
        if len(values.company_id) > 2:
            assert values.company_id.casefold() not in evidence.casefold()


def _choices(report: Report) -> list[object]:
    found = report.choices
    return [found.boards, found.statuses, found.types, found.priorities, found.sample_board]


def texts_in(found: object) -> Iterator[str]:
    """Every text in a document, keys included."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        yield from texts_in([*found, *found.values()])
    elif isinstance(found, list | tuple):
        for part in found:
            yield from texts_in(part)
