"""The link test against the practice ConnectWise, over real HTTP: every scenario, every scope."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.linktest.linking import Outcome, try_link
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.practice import PracticeServer

EVERYTHING: dict[str, Any] = {
    "tickets": ("service", "project"),
    "closes_tickets": True,
    "maps_contacts": True,
    "maps_owners": True,
}
SCOPES: list[dict[str, Any]] = [{}, {"tickets": ("project",)}, EVERYTHING]
FAILURES = {
    "missing-right": ("rights", "right.missing", 1),
    "wrong-key": ("sign_in", "keys.refused", 1),
    "unknown-company": ("company", "company.unknown", 1),
    "busy": ("sign_in", "service.rate_limited", 3),
    "client-id-pending": ("sign_in", "client_id.refused", 1),
}


def practise(scenario: str, **scope: Any) -> tuple[Outcome, PracticeServer]:
    with PracticeServer(scenario, **scope) as server:
        given = server.values
        values = FieldTexts(
            given["site"],
            given["company_id"],
            given["public_key"],
            Secret(given["private_key"]),
            Secret(given["client_id"]),
            Scope(
                frozenset(map(Ticket, given["tickets"])),
                given["closes_tickets"],
                given["maps_contacts"],
                given["maps_owners"],
            ),
        )
        return try_link(values), server


@pytest.mark.parametrize("scope", SCOPES, ids=["service", "project", "everything"])
def test_good_is_ready(scope: dict[str, Any]) -> None:
    outcome, server = practise("good", **scope)
    assert {status for status, _ in outcome.rows.values()} == {"passed"}
    assert (outcome.document["verdict"], outcome.exit_code) == ("ready", 0)
    assert {row["verdict"] for row in outcome.document["permissions"]} == {"ok"}
    assert {row["source"] for row in outcome.document["permissions"]} == {"mySecurity"}
    assert outcome.document["requests"] == len(server.requests)
    assert [seen.authorization for seen in server.requests[:2]] == [False, True]
    assert outcome.document["site"]["company_name"]
    choices = outcome.report.choices
    assert all((choices.boards, choices.statuses, choices.types, choices.priorities))


@pytest.mark.parametrize("scenario", FAILURES)
def test_each_scenario_gives_its_fault(scenario: str) -> None:
    outcome, _ = practise(scenario)
    check, fault, code = FAILURES[scenario]
    assert (outcome.failed, outcome.exit_code) == ((check, fault), code)
    assert outcome.row(check)["fix"]


def test_busy_is_tried_three_times_and_reports_the_wait() -> None:
    outcome, server = practise("busy")
    assert len(server.requests) == 1 + 3
    assert "tries: 3" in outcome.row("sign_in")["message"]
    waits = [event for event in outcome.events if type(event).__name__ == "Waiting"]
    assert [wait.seconds for wait in waits] == [1.0, 1.0]


def test_a_missing_right_is_one_cell() -> None:
    outcome, _ = practise("missing-right", **EVERYTHING)
    missing = [row for row in outcome.document["permissions"] if row["verdict"] == "missing"]
    assert [(row["function"], row["granted"]["add"]) for row in missing] == [
        ("Service Tickets", "None")
    ]
    gap = "Service Desk › Service Tickets › Add Level is None, needs All"
    assert outcome.document["summary"] == f"Nearly. One permission is missing: {gap}."
    assert outcome.rows["boards"] == ("passed", None)


@pytest.mark.parametrize(
    ("scope", "code"),
    [({}, 0), ({"tickets": ("project",)}, 3), (EVERYTHING, 3)],
    ids=["service", "project", "everything"],
)
def test_minimal_role_is_verified_only_as_far_as_reads_can(
    scope: dict[str, Any], code: int
) -> None:
    """Phases and closing cannot be read, so their Inquire stays unproven."""
    outcome, _ = practise("minimal-role", **scope)
    assert outcome.rows["rights"] == ("unknown", "right.unknown")
    assert outcome.exit_code == code
    assert outcome.document["verdict"] == ("not_proven" if code else "ready_with_warnings")
    read = [row for row in outcome.document["permissions"] if row["source"] == "probe"]
    assert all(row["granted"]["inquire"] == "All" for row in read)
    assert all(row["granted"]["add"] is None for row in read)
    assert outcome.row("rights")["http_status"] == 403
    assert "You do not have security permission" in outcome.row("rights")["evidence"]


def test_excess_is_one_warning() -> None:
    outcome, _ = practise("excess")
    assert outcome.exit_code == 0
    assert outcome.warned == ["right.excess"]
    assert outcome.rows["rights"] == ("warning", "right.excess")
    message = outcome.document["warnings"][0]["message"]
    assert "Companies › Company Maintenance › Delete Level" in message
    assert outcome.document["summary"].count("warning") == 1
