from __future__ import annotations

import json
from typing import Any

import pytest

from tests.faultserver.rights import MINIMUM_ROLE
from tests.unit.practice.conftest import EVERYTHING, Visit, Visitor, basic
from wizard.domain.scope import Scope, Ticket
from wizard.practice import SCENARIOS, PracticeServer
from wizard.practice.api import PracticeSite, Setting
from wizard.practice.functions import FUNCTIONS
from wizard.practice.http import Request
from wizard.practice.sign_in import COMPANY_ID, IssuedKeys

NAMES = [
    "good",
    "minimal-role",
    "missing-right",
    "wrong-key",
    "unknown-company",
    "busy",
    "excess",
    "client-id-pending",
    "right-arrives",
    "drift",
]
LEVELS = ("addLevel", "editLevel", "deleteLevel", "inquireLevel")


def granted(visitor: Visitor) -> dict[str, str]:
    """What is not None, as ``Service Tickets: All All None All``."""
    rows = visitor.get("/system/mySecurity?pageSize=1000").json
    levels = {row["moduleFunctionDescription"]: [row[name] for name in LEVELS] for row in rows}
    return {name: " ".join(four) for name, four in levels.items() if set(four) != {"None"}}


def needed(*conditions: str) -> dict[str, str]:
    """What the fault server says on its own is needed."""
    return {
        row.function: f"{row.add} {row.edit} {row.delete} {row.inquire}"
        for row in MINIMUM_ROLE
        if row.when in conditions
    }


LEAST = needed("always", "service")
PROJECT = needed("always", "project")


def test_every_scenario_is_described() -> None:
    assert list(SCENARIOS) == NAMES
    for name, scenario in SCENARIOS.items():
        assert scenario.name == name
        assert scenario.title
        assert "\n" not in scenario.description
        assert scenario.description.endswith(".")


def test_an_unknown_scenario_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="minimal-role, missing-right") as caught:
        PracticeServer("best")
    assert "best" in str(caught.value)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, LEAST),
        ({"closes_tickets": True}, LEAST | needed("closes_service")),
        ({"maps_contacts": True}, LEAST | needed("maps_contacts")),
        ({"maps_owners": True}, LEAST | needed("maps_owners")),
        ({"tickets": ["project"]}, PROJECT),
        (
            {"tickets": ["project"], "closes_tickets": True},
            PROJECT | needed("closes_project"),
        ),
        ({"tickets": ["service", "project"]}, LEAST | PROJECT),
    ],
)
def test_good_grants_what_the_scope_needs_and_nothing_else(
    visit: Visit, scope: dict[str, Any], expected: dict[str, str]
) -> None:
    assert granted(visit(**scope)) == expected


def test_all_options_grant_the_whole_table(visit: Visit) -> None:
    assert granted(visit(**EVERYTHING)) == needed(*(row.when for row in MINIMUM_ROLE))


def test_rows_name_module_and_function_as_on_the_screen(visit: Visit) -> None:
    rows = visit().get("/system/mySecurity?pageSize=1000").json
    row = next(row for row in rows if row["moduleFunctionDescription"] == "Service Tickets")
    assert row["moduleName"] == row["moduleDescription"] == "Service Desk"
    assert row["moduleFunctionName"] == row["moduleFunctionIdentifier"] == "ServiceTickets"
    assert row["moduleIdentifier"] == "ServiceDesk"
    assert [row["moduleFunctionDescription"] for row in rows if row["customFlag"]] == [
        "Table Setup"
    ]
    nothing = [row for row in rows if {row[name] for name in LEVELS} == {"None"}]
    assert len(nothing) == len(FUNCTIONS) - len(LEAST)


def test_minimal_role_hides_only_the_list_of_rights(visit: Visit) -> None:
    visitor = visit("minimal-role")
    assert visitor.get("/system/mySecurity?pageSize=1000").status == 403
    assert visitor.get("/system/mysecurity/customizeitems/").status == 403
    for path in ("/service/tickets", "/service/boards", "/company/companies", "/system/info"):
        assert visitor.get(path).status == 200


@pytest.mark.parametrize(
    ("tickets", "missing"),
    [
        (["service"], "Service Tickets"),
        (["service", "project"], "Service Tickets"),
        (["project"], "Project Tickets"),
    ],
)
def test_missing_right_takes_one_add_level_away(
    visit: Visit, tickets: list[str], missing: str
) -> None:
    visitor = visit("missing-right", tickets=tickets)
    less = granted(visitor)
    visitor.server.switch("good")
    more = granted(visitor)
    assert {name for name in more if more[name] != less[name]} == {missing}
    assert less[missing] == "None All None All"


def test_missing_right_refuses_the_ticket(visit: Visit) -> None:
    visitor = visit("missing-right")
    ticket = {"summary": "Test", "company": {"id": 19}}
    assert visitor.call("POST", "/service/tickets", ticket).status == 403
    visitor.server.switch("good")
    assert visitor.call("POST", "/service/tickets", ticket).status == 201


def test_wrong_key_refuses_the_issued_keys(visit: Visit) -> None:
    visitor = visit("wrong-key")
    reply = visitor.get("/service/info/boards/active")
    assert (reply.status, reply.json["code"]) == (401, "Unauthorized")
    assert visitor.ask("GET", "/login/companyinfo/practicemsp").json["CompanyID"] == "PMSP"


def test_unknown_company_is_known_nowhere(visit: Visit) -> None:
    visitor = visit("unknown-company")
    company_id = visitor.server.values["company_id"]
    assert visitor.ask("GET", f"/login/companyinfo/{company_id}").text == "null"
    assert visitor.get("/system/info").text == "Cannot route. Codebase/company is invalid"


@pytest.mark.parametrize("path", ["/service/info/boards/active", "/system/info", "/no/such/thing"])
def test_busy_gives_429_to_signed_requests(visit: Visit, path: str) -> None:
    visitor = visit("busy")
    for _ in range(3):
        reply = visitor.get(path)
        assert (reply.status, reply.headers["Retry-After"]) == (429, "1")
        assert reply.json == {
            "error": "ConnectWiseAPI",
            "message": "Too many requests. Please try again in 1 seconds.",
        }


def test_busy_still_checks_company_and_keys(visit: Visit) -> None:
    visitor = visit("busy")
    assert visitor.ask("GET", "/login/companyinfo/practicemsp").status == 200
    assert visitor.get("/system/info", private_key="TestKeyTestKey01").status == 401


def test_excess_grants_two_rights_too_many(visit: Visit) -> None:
    assert granted(visit("excess")) == {
        **LEAST,
        "Company Maintenance": "None None All All",
        "Invoicing": "None None None All",
    }


def test_pending_client_id_is_named(visit: Visit) -> None:
    visitor = visit("client-id-pending")
    reply = visitor.get("/service/info/boards/active")
    assert reply.status == 403
    assert "clientId" in reply.json["message"]
    assert visitor.get("/system/info", private_key="TestKeyTestKey01").status == 401


def test_switching_keeps_values_and_tickets(visit: Visit) -> None:
    visitor = visit("wrong-key")
    values = visitor.server.values
    assert visitor.get("/system/info").status == 401
    visitor.server.switch("good")
    assert visitor.server.scenario is SCENARIOS["good"]
    assert visitor.get("/system/info").status == 200
    visitor.call("POST", "/service/tickets", {"summary": "Kept", "company": {"id": 19}})
    visitor.server.switch("excess")
    assert visitor.get("/service/tickets/count").json == {"count": 3}
    assert visitor.server.values == values


def test_switching_to_an_unknown_scenario_changes_nothing(visit: Visit) -> None:
    visitor = visit()
    with pytest.raises(ValueError, match="Known: good"):
        visitor.server.switch("")
    assert visitor.server.scenario is SCENARIOS["good"]


@pytest.mark.parametrize(
    ("scope", "function"),
    [({}, "Service Tickets"), ({"tickets": ["project"]}, "Project Tickets")],
    ids=["service", "project"],
)
def test_drift_takes_one_level_away_between_the_first_test_and_the_second(
    visit: Visit, scope: dict[str, Any], function: str
) -> None:
    visitor = visit("drift", **scope)
    lookup = f"/login/companyinfo/{visitor.server.values['company_id']}"
    # The page that asks for the address looks the company up too: that is no test.
    for _ in range(2):
        visitor.ask("GET", lookup)
    first = granted(visitor)
    assert first[function] == "All All None All"
    assert granted(visitor) == first
    visitor.ask("GET", lookup)
    assert granted(visitor) == {**first, function: "All None None All"}
    visitor.server.switch("good")
    visitor.server.switch("drift")
    assert granted(visitor) == first


@pytest.mark.parametrize("tickets", ["service", "project"])
def test_right_arrives_grants_the_level_six_seconds_after_the_first_signed_request(
    tickets: str,
) -> None:
    now = [100.0]
    scope = Scope(frozenset({Ticket(tickets)}))
    setting = Setting(SCENARIOS["right-arrives"], scope)
    keys = IssuedKeys.fresh()
    site = PracticeSite(keys, "127.0.0.1", setting, clock=lambda: now[0])
    headers = basic(COMPANY_ID, keys.public_key, keys.private_key), keys.client_id

    def added() -> str:
        path = "v4_6_release/apis/3.0/system/mySecurity"
        reply = site.answer(Request("GET", path, {"pageSize": "1000"}, *headers))
        assert reply.status == 200
        rows = {row["moduleFunctionDescription"]: row for row in json.loads(reply.body)}
        return str(rows[f"{tickets.capitalize()} Tickets"]["addLevel"])

    now[0] += 60  # the server runs, without any sign-in
    assert added() == "None"
    now[0] += 5.9
    assert added() == "None"
    now[0] += 0.2
    assert added() == "All"
    site.setting = Setting(SCENARIOS["good"], scope)
    site.setting = setting
    assert added() == "None"
