"""Rights: the list, the reads, missing levels, and excess."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.faultserver import (
    ADMIN_ROLE,
    MINIMUM_ROLE,
    HttpFault,
    RightRow,
    Script,
    SignIn,
    Tenant,
    healthy,
    json_reply,
    loosely_spelled,
    with_levels,
    without,
)
from tests.unit.linktest.linking import (
    EVERYTHING,
    FULL_TENANT,
    PROJECT,
    SERVICE,
    TENANT,
    Outcome,
    link,
    rights,
)
from wizard.connectwise.response import Response
from wizard.domain.rights import Level, Right, SetupTable, TableKind
from wizard.domain.scope import Need
from wizard.linktest.checks.grants import Grants, row_of
from wizard.linktest.read_result import ReadResult

MY_SECURITY = "/system/mySecurity"
TABLES = {
    "/service/boards": "Service / Service Board",
    "/service/priorities": "Service / Priority",
    "/service/sources": "Service / Source",
}
ALL_RIGHTS = rights().needed(EVERYTHING)
READABLE = [right for right in ALL_RIGHTS if right.reads]


def with_role(rows: tuple[RightRow, ...], **options: Any) -> Outcome:
    """Test the link of a member with this role, everything needed."""
    tenant = replace(FULL_TENANT, rights=rows)
    return link(healthy(tenant), scope=EVERYTHING, **options)


def refusing(tenant: Tenant, *paths: str) -> Script:
    """Return a sound script in which these reads lack a right."""
    script = healthy(tenant)
    for path in paths:
        script = script.api(path, SignIn.NO_PERMISSION)
    return script


def titles(outcome: Outcome, verdict: str) -> list[str]:
    """Functions with this verdict."""
    rows = outcome.document["permissions"]
    return [row["function"] for row in rows if row["verdict"] == verdict]


class TestScope:
    @pytest.mark.parametrize("scope", [SERVICE, PROJECT, EVERYTHING])
    def test_one_row_per_needed_right_in_the_order_of_the_table(self, scope: Any) -> None:
        outcome = link(healthy(FULL_TENANT), tenant=FULL_TENANT, scope=scope)
        functions = [row["function"] for row in outcome.document["permissions"]]
        assert functions == [right.function for right in rights().needed(scope)]
        assert titles(outcome, "ok") == functions
        read = {request.target.partition("/apis/3.0")[2] for request in outcome.requests}
        assert {path for right in rights().needed(scope) for path in right.reads} <= read

    def test_there_is_a_row_for_each_right_even_if_none_was_reached(self) -> None:
        outcome = link(healthy(TENANT).lookup(HttpFault.JSON_NULL), scope=EVERYTHING)
        rows = outcome.document["permissions"]
        assert len(rows) == len(ALL_RIGHTS)
        assert {(row["source"], row["verdict"], row["granted"]) for row in rows} == {
            ("none", "unknown", None)
        }

    def test_permissions_that_are_not_needed_are_not_read(self) -> None:
        asked = set(link().asked)
        assert not asked & {"/company/contacts", "/system/members", "/project/tickets"}

    def test_project_alone_reads_the_statuses_of_a_project_board(self) -> None:
        asked = link(healthy(FULL_TENANT), scope=PROJECT).asked
        assert "/service/boards/2/statuses" in asked
        assert "/service/boards/1/statuses" not in asked
        assert "/service/tickets" not in asked


class TestLevels:
    @pytest.mark.parametrize(
        ("column", "level"),
        [("add", "None"), ("edit", "None"), ("edit", "My"), ("inquire", "None"), ("inquire", "My")],
    )
    def test_a_level_below_all_is_missing_if_all_is_needed(self, column: str, level: str) -> None:
        outcome = with_role(with_levels(MINIMUM_ROLE, "Service Tickets", **{column: level}))
        assert outcome.rows["rights"] == ("failed", "right.missing")
        assert titles(outcome, "missing") == ["Service Tickets"]
        label = f"{column.capitalize()} Level"
        gap = f"Service Desk › Service Tickets › {label} is {level}, needs All"
        assert outcome.row("rights")["message"].startswith(gap)
        fix = outcome.right("Service Tickets")["fix"]
        assert fix == f"Service Desk › Service Tickets: {label} → All"
        assert outcome.exit_code == 1

    def test_a_level_that_others_document_as_enough_is_a_warning(self) -> None:
        tenant = replace(TENANT, rights=with_levels(TENANT.rights, "Service Tickets", add="My"))
        outcome = link(healthy(tenant), tenant=tenant)
        assert outcome.rows["rights"] == ("warning", "right.unknown")
        assert "Service Desk › Service Tickets › Add Level: My" in outcome.row("rights")["message"]
        right = outcome.right("Service Tickets")
        assert (right["verdict"], right["granted"]["add"]) == ("unknown", "My")
        assert right["fix"] == "Service Desk › Service Tickets: Add Level → All"
        assert outcome.document["verdict"] == "ready_with_warnings"

    @pytest.mark.parametrize("level", ["My", "All"])
    def test_a_level_above_my_is_enough_if_my_is_needed(self, level: str) -> None:
        needed = next(right for right in ALL_RIGHTS if right.function == "Contacts")
        mine = replace(needed, needed=replace(needed.needed, inquire=Level.MY))
        result = ReadResult.from_response(
            reply_of([RightRow("Companies", "Contacts", inquire=level).as_json(1)])
        )
        paths = dict.fromkeys(mine.reads, ReadResult.from_response(reply_of([])))
        row = row_of(mine, EVERYTHING, Grants.read(result, [mine]), paths)
        assert row.verdict == ("ok" if level == "My" else "excess")
        assert row.inquire_proven

    @pytest.mark.parametrize("right", ALL_RIGHTS, ids=lambda right: right.function)
    def test_each_missing_permission_is_named(self, right: Right) -> None:
        outcome = with_role(with_levels(MINIMUM_ROLE, right.function, inquire="None"))
        assert titles(outcome, "missing") == [right.function]
        assert right.title in outcome.document["summary"]
        assert outcome.row("rights")["blames"] == ["role"]

    def test_several_missing_permissions_are_counted(self) -> None:
        role = with_levels(MINIMUM_ROLE, "Contacts", inquire="None")
        outcome = with_role(with_levels(role, "Project Phase", inquire="My"))
        assert outcome.document["summary"].startswith(
            "Nearly. 2 permissions are missing, the first: "
        )

    @pytest.mark.parametrize("level", [None, "", "Custom", 7, ["All"]])
    def test_an_unrecognized_level_is_unknown(self, level: Any) -> None:
        outcome = with_role(with_levels(MINIMUM_ROLE, "Service Tickets", add=level))
        assert outcome.rows["rights"] == ("unknown", "right.unknown")
        assert outcome.right("Service Tickets")["granted"]["add"] is None
        assert outcome.row("rights")["evidence"] is None
        assert outcome.document["verdict"] == "ready_with_warnings"

    def test_an_unread_inquire_is_verified_by_the_read(self) -> None:
        outcome = with_role(with_levels(MINIMUM_ROLE, "Contacts", inquire=None))
        assert outcome.document["verdict"] == "ready"
        assert outcome.right("Contacts")["granted"]["inquire"] == "All"

    def test_mine_counts_as_my(self) -> None:
        outcome = with_role(with_levels(MINIMUM_ROLE, "Service Tickets", edit=" mine "))
        assert outcome.right("Service Tickets")["granted"]["edit"] == "My"


class TestNames:
    def test_names_are_matched_ignoring_case_and_punctuation(self) -> None:
        outcome = with_role(loosely_spelled(MINIMUM_ROLE))
        assert outcome.document["verdict"] == "ready"

    @pytest.mark.parametrize(
        ("module", "function"),
        [
            ("ServiceDesk", "ServiceTickets"),
            ("SERVICE DESK", "SERVICE TICKET"),
            ("Service-Desk", "service_tickets"),
            (" Service  Desk ", "Service/Tickets"),
            ("service desks", "ServiceTicket"),
            ("Somewhere else", "Service Tickets"),
            ("", "Service Tickets"),
        ],
    )
    def test_every_known_spelling_is_matched(self, module: str, function: str) -> None:
        role = (
            *without(MINIMUM_ROLE, "Service Tickets"),
            RightRow(module, function, add="My", edit="All", inquire="All"),
        )
        outcome = with_role(role)
        assert outcome.right("Service Tickets")["granted"]["add"] == "My"

    @pytest.mark.parametrize("field", ["Name", "Description", "Identifier"])
    def test_a_name_in_any_of_three_fields_is_enough(self, field: str) -> None:
        def blank(row: dict[str, object]) -> dict[str, object]:
            kept = {f"module{field}", f"moduleFunction{field}"}
            return {
                k: (v if not k.startswith("module") or k in kept else None) for k, v in row.items()
            }

        rows = [blank(row.as_json(n)) for n, row in enumerate(MINIMUM_ROLE)]
        outcome = link(healthy(FULL_TENANT).api(MY_SECURITY, json_reply(rows)), scope=EVERYTHING)
        assert outcome.document["verdict"] == "ready"

    def test_a_function_in_two_modules_is_not_guessed(self) -> None:
        role = (
            *without(MINIMUM_ROLE, "Contacts"),
            RightRow("Sales", "Contacts"),
            RightRow("Marketing", "Contacts", inquire="All"),
        )
        outcome = with_role(role)
        assert outcome.right("Contacts")["source"] == "probe"

    def test_the_right_module_wins(self) -> None:
        role = (RightRow("Sales", "Contacts"), *MINIMUM_ROLE)
        row = with_role(role).right("Contacts")
        assert (row["verdict"], row["source"]) == ("ok", "mySecurity")

    def test_a_duplicate_row_counts_once(self) -> None:
        twice = tuple(row for row in MINIMUM_ROLE for _ in range(2))
        assert with_role(twice).document["verdict"] == "ready"
        elsewhere = RightRow("Somewhere", "Contacts", inquire="All")
        role = (*without(MINIMUM_ROLE, "Contacts"), elsewhere, elsewhere)
        assert with_role(role).right("Contacts")["source"] == "mySecurity"

    @pytest.mark.parametrize("turned", [1, -1])
    def test_differing_levels_of_two_entries_with_one_name_are_unknown(self, turned: int) -> None:
        none = with_levels(MINIMUM_ROLE, "Service Tickets", add="None", edit="None")
        both = (*MINIMUM_ROLE, *(row for row in none if row.function == "Service Tickets"))
        row = with_role(both[::turned]).right("Service Tickets")
        assert row["verdict"] == "unknown"
        assert row["granted"] == {"add": None, "edit": None, "delete": "None", "inquire": "All"}


class TestUnread:
    @pytest.mark.parametrize(
        "answer",
        [
            *(SignIn.NO_PERMISSION, SignIn.WRONG_KEYS, SignIn.NO_ENDPOINT, json_reply([])),
            *(json_reply({}, 405), json_reply({}, 410), json_reply({}, 422)),
        ],
        ids=["403", "401", "404", "empty", "405", "410", "422"],
    )
    def test_the_reads_decide_if_the_list_is_unavailable(self, answer: Any) -> None:
        outcome = link(healthy(TENANT).api(MY_SECURITY, answer))
        assert outcome.rows["rights"] == ("unknown", "right.unknown")
        assert (outcome.document["verdict"], outcome.exit_code) == ("ready_with_warnings", 0)
        levels = outcome.right("Service Tickets")["granted"]
        assert levels == {"add": None, "edit": None, "delete": None, "inquire": "All"}
        assert outcome.right("Company Maintenance")["verdict"] == "ok"

    @pytest.mark.parametrize("right", READABLE, ids=lambda right: right.function)
    def test_a_refused_read_is_a_missing_permission(self, right: Right) -> None:
        paths = [path.partition("?")[0] for path in right.reads]
        script = refusing(FULL_TENANT, MY_SECURITY, *paths)
        outcome = link(script, scope=EVERYTHING)
        row = outcome.right(right.function)
        assert (row["verdict"], row["source"]) == ("missing", "probe")
        assert row["granted"]["inquire"] == "None"
        assert outcome.rows["rights"] == ("failed", "right.missing")
        result = outcome.row("rights")
        assert result["http_status"] == 403
        assert "You do not have security permission" in result["evidence"]
        assert outcome.exit_code == 1

    def test_permissions_no_read_covers_are_not_verified(self) -> None:
        scope = replace(SERVICE, closes_tickets=True)
        outcome = link(refusing(TENANT, MY_SECURITY), scope=scope)
        assert outcome.right("Close Service Tickets")["granted"] is None
        assert (outcome.document["verdict"], outcome.exit_code) == ("not_proven", 3)

    def test_a_function_that_is_not_listed_is_not_missing(self) -> None:
        outcome = with_role(without(MINIMUM_ROLE, "Member Maintenance"))
        assert outcome.right("Member Maintenance")["source"] == "probe"
        assert outcome.document["verdict"] == "ready"

    def test_an_empty_list_of_records_is_not_a_missing_permission(self) -> None:
        script = healthy(TENANT).api("/company/companies", json_reply([]))
        assert link(script).document["verdict"] == "ready"
        script = script.api(MY_SECURITY, SignIn.NO_PERMISSION)
        assert link(script).document["verdict"] == "ready_with_warnings"


class TestCustomize:
    """Table Setup may be granted while the list behind *customize* lacks a table."""

    @pytest.mark.parametrize("path", TABLES)
    @pytest.mark.parametrize("listed", [True, False])
    def test_the_missing_table_is_named(self, path: str, listed: bool) -> None:
        hidden = () if listed else (MY_SECURITY,)
        outcome = link(refusing(TENANT, path, *hidden))
        row = outcome.right("Table Setup")
        assert row["verdict"] == "missing"
        assert row["granted"]["inquire"] == "All"
        assert row["source"] == ("mySecurity" if listed else "probe")
        assert row["fix"] == f"System › Table Setup: customize › Allow › {TABLES[path]}"
        assert outcome.document["summary"].startswith("Nearly. One permission is missing")

    def test_every_missing_table_is_named(self) -> None:
        fix = link(refusing(TENANT, *TABLES)).right("Table Setup")["fix"]
        assert [name in fix for name in TABLES.values()] == [True] * 3

    def test_a_missing_board_table_and_another_are_named(self) -> None:
        fix = link(refusing(TENANT, "/service/sources", "/service/boards/1/types"))
        assert fix.right("Table Setup")["fix"].endswith(
            "customize › Allow › Service / Source, customize › Allow › Service / Service Board"
        )

    def test_refused_statuses_are_not_a_missing_table_if_inquire_is_missing(self) -> None:
        role = with_levels(TENANT.rights, "Table Setup", inquire="None")
        outcome = link(refusing(replace(TENANT, rights=role), "/service/boards/1/statuses"))
        assert outcome.right("Table Setup")["fix"] == "System › Table Setup: Inquire Level → All"

    def test_a_table_the_scope_does_not_need_is_not_missing(self) -> None:
        setup = next(right for right in ALL_RIGHTS if right.tables)
        tables = (SetupTable("Project / X", TableKind.SOURCE, Need.PROJECT, setup.reads[0]),)
        narrow = replace(setup, reads=setup.reads[:1], tables=tables)
        denied = ReadResult.from_response(Response("u", 403, {}, b'{"code": "Security"}'))
        result = {narrow.reads[0]: denied}
        row = row_of(narrow, SERVICE, Grants.read(ReadResult(), [narrow]), result)
        assert row.denied == ()
        assert row.granted is not None
        assert row.granted.inquire is Level.NONE

    def test_a_right_without_tables_is_refused_as_a_whole(self) -> None:
        row = link(refusing(TENANT, "/company/companies")).right("Company Maintenance")
        assert (row["granted"]["inquire"], row["source"]) == ("None", "probe")
        assert row["granted"]["add"] == "None"

    def test_level_none_is_not_explained_by_tables(self) -> None:
        role = with_levels(TENANT.rights, "Table Setup", inquire="None")
        outcome = link(refusing(replace(TENANT, rights=role), *TABLES))
        assert outcome.right("Table Setup")["fix"] == "System › Table Setup: Inquire Level → All"

    def test_the_project_board_table_is_named(self) -> None:
        script = refusing(FULL_TENANT, "/service/boards/2/statuses")
        fix = link(script, scope=PROJECT).right("Table Setup")["fix"]
        assert fix == "System › Table Setup: customize › Allow › Project / Project Board(s)"


class TestExcess:
    def test_an_admin_role_is_one_warning(self) -> None:
        outcome = with_role(ADMIN_ROLE)
        assert (outcome.document["verdict"], outcome.exit_code) == ("ready_with_warnings", 0)
        assert outcome.warned == ["right.excess"]
        assert outcome.rows["rights"] == ("warning", "right.excess")
        message = outcome.document["warnings"][0]["message"]
        assert "Service Desk › Service Tickets › Delete Level" in message
        assert message.count("›") == 2 * 5
        assert "and 27 more cells" in message
        assert {row["verdict"] for row in outcome.document["permissions"]} == {"excess"}

    def test_one_excess_cell_is_named(self) -> None:
        outcome = with_role(with_levels(MINIMUM_ROLE, "Contacts", delete="My"))
        assert "Companies › Contacts › Delete Level." in outcome.document["warnings"][0]["message"]
        assert titles(outcome, "excess") == ["Contacts"]

    def test_six_excess_cells_are_summarized(self) -> None:
        more = {"add": "All", "edit": "All", "delete": "All"}
        role = with_levels(MINIMUM_ROLE, "Contacts", **more)
        outcome = with_role(with_levels(role, "Project Phase", **more))
        assert "and 1 more cell" in outcome.document["warnings"][0]["message"]

    def test_a_name_that_may_be_a_needed_one_is_not_excess(self) -> None:
        renamed = RightRow("ServiceDesk", "Tix", add="All", edit="All", inquire="All")
        outcome = with_role((*without(ADMIN_ROLE, "Service Tickets"), renamed))
        message = outcome.document["warnings"][0]["message"]
        assert "and 18 more cells" in message
        role = (*without(MINIMUM_ROLE, "Service Tickets"), renamed)
        assert with_role(role).warned == []

    def test_excess_does_not_hide_a_missing_permission(self) -> None:
        outcome = with_role(with_levels(ADMIN_ROLE, "Contacts", inquire="My"))
        assert outcome.failed == ("rights", "right.missing")
        assert outcome.warned == ["right.excess"]


@pytest.mark.usefixtures("no_pause")
class TestFailingService:
    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            (HttpFault.ERROR_500, "service.error"),
            (HttpFault.RATE_LIMITED, "service.rate_limited"),
            (HttpFault.SIGN_IN_PAGE_200, "service.bad_reply"),
        ],
        ids=["5xx", "429", "page"],
    )
    def test_a_missing_permission_outweighs_a_failing_service(
        self, answer: HttpFault, fault: str
    ) -> None:
        failing = healthy(TENANT).api("/service/tickets", answer)
        assert link(failing).failed == ("rights", fault)
        outcome = link(failing.api("/company/companies", SignIn.NO_PERMISSION))
        assert outcome.failed == ("rights", "right.missing")
        assert outcome.exit_code == 1

    def test_a_missing_permission_with_failing_boards_is_not_ready(self) -> None:
        script = refusing(TENANT, "/company/companies")
        outcome = link(script.api("/service/boards/1/types", HttpFault.ERROR_500))
        assert outcome.rows["boards"] == ("failed", "service.error")
        assert outcome.rows["rights"] == ("failed", "right.missing")
        assert outcome.exit_code == 1


class TestUnexpectedEntries:
    def test_entries_that_are_not_permissions_are_ignored(self) -> None:
        odd: list[dict[str, Any]] = [
            {},
            {"moduleName": 7, "moduleFunctionName": ["x"], "addLevel": {"a": 1}},
            {"moduleFunctionName": "", "inquireLevel": "All"},
        ]
        rows = odd + [row.as_json(n) for n, row in enumerate(MINIMUM_ROLE)]
        outcome = link(healthy(FULL_TENANT).api(MY_SECURITY, json_reply(rows)), scope=EVERYTHING)
        assert {row["verdict"] for row in outcome.document["permissions"]} == {"ok"}

    def test_a_long_list_is_read_in_time(self) -> None:
        rows = [RightRow(f"Module {n}", f"Function {n}").as_json(n) for n in range(2_000)]
        rows += [row.as_json(n) for n, row in enumerate(MINIMUM_ROLE)]
        result = ReadResult.from_response(reply_of(rows))
        grants = Grants.read(result, ALL_RIGHTS)
        assert len(grants._all) == 1000


def reply_of(document: object) -> Response:
    """Return a reply as the client reads it."""
    return Response("https://cw.example.test/x", 200, {}, json.dumps(document).encode())
