"""Every response to every request: fault, row, exit code, affected values and text."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

import pytest

from tests.e2e.reply_tables import (
    ABSENT,
    BLAMES,
    BOARDS_SAY,
    BUSY,
    FAILING,
    LOOKUP,
    SAYS,
    SIGNED,
    SLOW,
    UNCLEAR_BLAMES,
    UNROUTED_BLAMES,
    Says,
)
from tests.faultserver import (
    Bend,
    HttpFault,
    Reply,
    Request,
    Script,
    SignIn,
    Tenant,
    healthy,
    html_reply,
    text_reply,
)
from tests.unit.linktest.linking import EVERYTHING, FULL_TENANT, REQUEST_ID, TENANT, Outcome, link
from wizard.domain.faults.fault import Fault
from wizard.linktest.checks.rights import INFO

pytestmark = pytest.mark.usefixtures("no_pause")
ALL = (*HttpFault, *SignIn)
FAST = [answer for answer in ALL if answer not in SLOW]
# A later read means what these do: one reply of each meaning at the lookup, at the sign-in and
# after it. Every reply is tried in the first two places.
MEANINGS = list({(LOOKUP[a], SIGNED[a], SAYS[a]): a for a in reversed(FAST)}.values())
SHORT_S = 1.2
ACTIVE = "/service/info/boards/active"
OLDER = "/service/boards"
UNROUTED = {
    *(SignIn.CANNOT_ROUTE, SignIn.CANNOT_ROUTE_401, SignIn.CANNOT_ROUTE_404),
    *(SignIn.CANNOT_ROUTE_AS_JSON_TYPE, SignIn.UNKNOWN_COMPANY_400),
}
REPEATED = {*BUSY, *FAILING, HttpFault.CHALLENGE_503, SignIn.WRONG_KEYS_500}
OUTSIDE = {
    Fault.TIMEOUT,
    Fault.REFUSED,
    Fault.SITE_BLOCKED,
    Fault.SITE_GATEWAY,
    Fault.SITE_UNAVAILABLE,
    Fault.RATE_LIMITED,
    Fault.SERVICE_ERROR,
    Fault.SERVICE_TIMEOUT,
    Fault.BAD_REPLY,
}
READS = {
    "/service/tickets": "Service Tickets",
    "/company/companies": "Company Maintenance",
    "/company/contacts": "Contacts",
    "/service/priorities": "Table Setup",
    "/service/boards": "Table Setup",
    "/service/sources": "Table Setup",
    "/system/members": "Member Maintenance",
    "/project/tickets": "Project Tickets",
    "/project/projects": "Project Headers",
}
PARTS = {
    "/service/boards/1/statuses": "1000",
    "/service/boards/1/types": "1000",
    "/service/priorities": "1000",
}
FEW = [
    SignIn.NO_PERMISSION,
    SignIn.NO_PERMISSION_401,
    SignIn.NO_ENDPOINT,
    SignIn.CLIENT_ID_403,
    HttpFault.FIREWALL_403,
    HttpFault.SIGN_IN_PAGE_200,
    HttpFault.OTHER_JSON,
    HttpFault.TRUNCATED,
    HttpFault.RESET,
    HttpFault.ERROR_500,
    HttpFault.RATE_LIMITED,
    HttpFault.REDIRECT_TO_HOST,
    HttpFault.BYTE_ORDER_MARK,
]
# One that denies, one that decides nothing, one that is a fault, and one that is fine.
FOUR = [
    *(SignIn.NO_PERMISSION, SignIn.CLIENT_ID_403),
    *(HttpFault.ERROR_500, HttpFault.BYTE_ORDER_MARK),
]


def with_id(answer: Enum) -> Any:
    """Return the answer with ConnectWise's request id, unless it is a page of something else."""
    value = answer.value
    return value.with_headers(("x-cw-request-id", REQUEST_ID)) if bears_id(value) else value


def bears_id(value: Any) -> bool:
    return isinstance(value, Reply) and value.raw is None and not value.body.startswith(b"<")


def only(page_size: str, answer: Enum) -> Bend:
    """Answer so only when this many rows are asked for."""
    value = with_id(answer)

    def change(request: Request, sound: Reply) -> Reply:
        if request.query.get("pageSize") != [page_size]:
            return sound
        return value.change(request, sound) if isinstance(value, Bend) else value

    return Bend(change)


def tries(answer: Enum) -> int:
    """How often a request is sent that gets this answer."""
    return 3 if answer in REPEATED and answer is not HttpFault.RATE_LIMITED_LONG else 1


def signed_tries(answer: Enum) -> int:
    """A read that is closed or reset without a response may have met a limit: it is retried."""
    return 3 if answer in {HttpFault.CLOSED, HttpFault.RESET} else tries(answer)


def assert_row(outcome: Outcome, check: str, fault: Fault, answer: Enum) -> None:
    """The row that failed names fault, blames, status, request id and the server's words."""
    assert outcome.failed == (check, fault.value)
    row = outcome.row(check)
    if fault is Fault.SIGN_IN_UNCLEAR:
        blames = UNROUTED_BLAMES if answer in UNROUTED else UNCLEAR_BLAMES
    else:
        blames = BLAMES.get(fault, [field.value for field in fault.entry.affects])
    assert row["blames"] == blames
    assert row["message"]
    assert row["fix"]
    value = answer.value
    if isinstance(value, Reply) and value.raw is None:
        assert row["http_status"] == value.status
        assert row["request_id"] == (REQUEST_ID if bears_id(value) else None)
        # What is nested too deep isn't parsed, so nothing of it is quoted.
        quoted = "" if answer is HttpFault.DEEP_JSON else said_by(value)
        assert quoted in (row["evidence"] or "")


def said_by(reply: Reply) -> str:
    """Return words that the server certainly said."""
    text = reply.body.decode("utf-8", "replace")
    message = re.search(r'"message": "([^"]+)', text) or re.search(
        r"<(?:title|h1|Message)>([^<]+)", text
    )
    return message[1] if message else text[:16]


class TestTables:
    def test_each_table_covers_every_response(self) -> None:
        assert set(LOOKUP) == set(SIGNED) == set(SAYS) == set(ALL)


class TestLookup:
    @pytest.mark.parametrize("answer", FAST, ids=str)
    def test_each_response_gives_its_fault(self, answer: Enum) -> None:
        self.hold(answer, link(healthy(TENANT).lookup(with_id(answer))))

    @pytest.mark.parametrize("answer", sorted(SLOW, key=str), ids=str)
    def test_a_slow_response_gives_its_fault(self, answer: Enum) -> None:
        self.hold(answer, link(healthy(TENANT).lookup(answer), timeout_s=SHORT_S))

    def hold(self, answer: Enum, outcome: Outcome) -> None:
        fault = LOOKUP[answer]
        if fault is None:
            assert outcome.exit_code == 0
            return
        check = "company" if fault is Fault.COMPANY_UNKNOWN else "site"
        assert_row(outcome, check, fault, answer)
        assert outcome.exit_code == (3 if fault in OUTSIDE else 1)
        assert outcome.signed == []
        assert outcome.asked == ["lookup"] * tries(answer)
        assert {outcome.rows[c][0] for c in ("sign_in", "rights", "boards")} == {"not_run"}


class TestPagesInTheWay:
    """A page with status 200 that identifies itself, in place of the lookup."""

    @pytest.mark.parametrize(
        ("words", "fault"),
        [
            ("<title>Access denied</title>", "site.blocked"),
            ("<p>This site has been blocked by your web filter.", "site.blocked"),
            ("<h1>Captive portal</h1>", "site.blocked"),
            ("<h1>Attention Required!</h1>", "site.blocked"),
            ("<h1>Scheduled maintenance</h1>", "site.unavailable"),
            ("<p>We will be back shortly.", "site.unavailable"),
            ("<p>Request unsuccessful. Incapsula incident ID: 123", "site.blocked"),
            ("<title>Internet Security by Zscaler</title>", "site.blocked"),
            ("<h1>Request Rejected</h1>", "site.blocked"),
            ("<h1>Welcome to our Wi-Fi</h1>", "site.blocked"),
            ("<style>p{}</style><p>The system is being upgraded.", "site.unavailable"),
            ("<h1>Wartungsarbeiten</h1>", "site.unavailable"),
            ("<h1>ConnectWise PSA is currently unavailable</h1>", "site.unavailable"),
            ("<h1>Welcome</h1>", "site.not_connectwise"),
            ("<script>var maintenance = 'access denied';</script>", "site.not_connectwise"),
            ("<p>We look after Wi-Fi and maintenance. " + "More. " * 400, "site.not_connectwise"),
        ],
    )
    def test_a_block_page_is_reported(self, words: str, fault: str) -> None:
        outcome = link(healthy(TENANT).lookup(html_reply(f"<html>{words}</html>")))
        assert outcome.failed == ("site", fault)
        assert outcome.signed == []

    def test_a_plain_text_block_page_is_reported(self) -> None:
        outcome = link(healthy(TENANT).lookup(text_reply("Down for maintenance until 6 am")))
        assert outcome.failed == ("site", "site.unavailable")


class TestSignIn:
    @pytest.mark.parametrize("answer", FAST, ids=str)
    def test_each_response_gives_its_fault(self, answer: Enum) -> None:
        self.hold(answer, link(healthy(TENANT).api(ACTIVE, with_id(answer))))

    @pytest.mark.parametrize("answer", sorted(SLOW, key=str), ids=str)
    def test_a_slow_response_gives_its_fault(self, answer: Enum) -> None:
        self.hold(answer, link(healthy(TENANT).api(ACTIVE, answer), timeout_s=SHORT_S))

    def hold(self, answer: Enum, outcome: Outcome) -> None:
        fault = SIGNED[answer]
        if fault is None:
            self.hold_accepted(answer, outcome)
            return
        assert_row(outcome, "sign_in", fault, answer)
        assert outcome.exit_code == (3 if fault in OUTSIDE else 1)
        assert outcome.asked == ["lookup", *[ACTIVE] * signed_tries(answer)]
        assert outcome.signed == [ACTIVE] * signed_tries(answer)
        assert {outcome.rows[c][0] for c in ("rights", "boards")} == {"not_run"}
        assert {row["verdict"] for row in outcome.document["permissions"]} == {"unknown"}

    def hold_accepted(self, answer: Enum, outcome: Outcome) -> None:
        assert outcome.rows["sign_in"] == ("passed", None)
        assert outcome.exit_code == 0
        older = [path for path in outcome.asked[:3] if path == OLDER]
        assert bool(older) == (answer in ABSENT)


class TestMySecurity:
    """After a refusal the reads decide; a failing service is reported; a list is trusted."""

    @pytest.mark.parametrize("answer", MEANINGS, ids=str)
    def test_each_response_gives_its_fault(self, answer: Enum) -> None:
        self.hold(answer, link(healthy(TENANT).api("/system/mySecurity", with_id(answer))))

    @pytest.mark.parametrize("answer", sorted(SLOW, key=str), ids=str)
    def test_a_slow_response_gives_its_fault(self, answer: Enum) -> None:
        script = healthy(TENANT).api("/system/mySecurity", answer)
        self.hold(answer, link(script, timeout_s=SHORT_S))

    def hold(self, answer: Enum, outcome: Outcome) -> None:
        says = SAYS[answer]
        rows = outcome.document["permissions"]
        assert outcome.rows["boards"] == ("passed", None)
        if isinstance(says, Fault):
            assert_row(outcome, "rights", says, answer)
            assert outcome.exit_code == (3 if says in OUTSIDE else 1)
        elif says is Says.GRANTED:
            assert outcome.rows["rights"] == ("passed", None)
            assert {row["source"] for row in rows} == {"mySecurity"}
        else:
            assert outcome.rows["rights"] == ("unknown", "right.unknown")
            assert outcome.document["verdict"] == "ready_with_warnings"
            assert outcome.row("rights")["http_status"] == answer.value.status
        if says is not Says.GRANTED:
            assert {row["source"] for row in rows} == {"probe"}
            assert {row["granted"]["inquire"] for row in rows} == {"All"}


class TestReadOfARight:
    @pytest.mark.parametrize("answer", sorted({*MEANINGS, *FEW}, key=str), ids=str)
    def test_each_response_to_one_read_gives_its_fault(self, answer: Enum) -> None:
        self.hold(answer, "/company/companies", link(self.script(answer, "/company/companies")))

    @pytest.mark.parametrize("answer", FOUR, ids=str)
    @pytest.mark.parametrize("path", READS)
    def test_each_read_can_fail_alone(self, path: str, answer: Enum) -> None:
        self.hold(answer, path, link(self.script(answer, path, FULL_TENANT), scope=EVERYTHING))

    def test_a_slow_read_ends_at_the_deadline_and_the_boards_are_reported(self) -> None:
        script = self.script(HttpFault.SILENT, "/company/companies")
        outcome = link(script, timeout_s=SHORT_S)
        self.hold(HttpFault.SILENT, "/company/companies", outcome)
        assert "(1.2 s)" in outcome.row("rights")["message"]

    def script(self, answer: Enum, path: str, tenant: Tenant = TENANT) -> Script:
        return healthy(tenant).api(path, only("1", answer))

    def hold(self, answer: Enum, path: str, outcome: Outcome) -> None:
        says = SAYS[answer]
        row = outcome.right(READS[path])
        assert outcome.rows["boards"] == ("passed", None)
        if isinstance(says, Fault):
            assert_row(outcome, "rights", says, answer)
            assert outcome.exit_code == (3 if says in OUTSIDE else 1)
            assert row["verdict"] == "unknown"
        elif says is Says.DENIED:
            assert_row(outcome, "rights", Fault.RIGHT_MISSING, answer)
            assert outcome.exit_code == 1
            assert outcome.document["summary"].startswith("Nearly. One permission is missing")
            assert row["verdict"] == "missing"
            assert row["fix"]
        elif says is Says.UNDECIDED:
            assert outcome.rows["rights"] == ("unknown", "right.unknown")
            assert f"{path} failed (HTTP {answer.value.status})" in outcome.row("rights")["message"]
            assert (row["verdict"], row["source"]) == ("unknown", "mySecurity")
            # Table Setup has other reads, which have proven it unless this one was refused.
            proven = READS[path] == "Table Setup" and answer.value.status not in {401, 403}
            assert (row["granted"]["inquire"], outcome.exit_code) == (
                ("All", 0) if proven else (None, 3)
            )
        else:
            assert outcome.rows["rights"] == ("passed", None)
            assert (row["verdict"], row["source"]) == ("ok", "mySecurity")

    @pytest.mark.parametrize("answer", [a for a in FEW if SAYS[a] is Says.UNDECIDED], ids=str)
    def test_without_the_list_an_undecided_read_proves_nothing(self, answer: Enum) -> None:
        script = self.script(answer, "/company/companies")
        outcome = link(script.api("/system/mySecurity", SignIn.NO_PERMISSION))
        assert outcome.rows["rights"] == ("unknown", "right.unknown")
        assert outcome.exit_code == 3
        row = outcome.right("Company Maintenance")
        assert (row["granted"], row["source"], row["verdict"]) == (None, "none", "unknown")


class TestBoards:
    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            *((next(iter(PARTS)), answer) for answer in FEW),
            *((path, answer) for path in [*PARTS][1:] for answer in FOUR),
        ],
        ids=str,
    )
    def test_each_response_gives_its_fault(self, path: str, answer: Enum) -> None:
        outcome = link(healthy(TENANT).api(path, only(PARTS[path], answer)))
        says = BOARDS_SAY[answer]
        if isinstance(says, Fault):
            assert outcome.rows["rights"] == ("passed", None)
            assert_row(outcome, "boards", says, answer)
            assert outcome.exit_code == (3 if says in OUTSIDE else 1)
        elif says is Says.DENIED:
            assert outcome.rows["boards"] == ("failed", "right.missing")
            assert "System › Table Setup" in outcome.row("boards")["message"]
            assert outcome.exit_code == 1
        elif says is Says.UNDECIDED:
            assert outcome.rows["rights"] == ("passed", None)
            assert outcome.rows["boards"] == ("unknown", "right.unknown")
            assert outcome.document["verdict"] == "ready_with_warnings"
        else:
            assert outcome.rows["boards"] == ("passed", None)

    @pytest.mark.parametrize("path", ["/service/boards/1/statuses", "/service/boards/1/types"])
    def test_refused_statuses_are_a_gap_in_the_customize_list(self, path: str) -> None:
        outcome = link(healthy(TENANT).api(path, SignIn.NO_PERMISSION))
        assert outcome.rows["rights"] == ("failed", "right.missing")
        row = outcome.right("Table Setup")
        assert row["fix"] == "System › Table Setup: customize › Allow › Service / Service Board"
        assert outcome.document["summary"].startswith("Nearly. One permission is missing")

    def test_refused_boards_are_reported(self) -> None:
        script = healthy(TENANT).api(ACTIVE, SignIn.NO_PERMISSION)
        outcome = link(script.api(OLDER, SignIn.NO_PERMISSION))
        assert outcome.rows["sign_in"] == ("passed", None)
        assert outcome.rows["rights"] == ("failed", "right.missing")
        assert outcome.rows["boards"] == ("failed", "right.missing")
        assert outcome.exit_code == 1


class TestInfo:
    """Nothing depends on it, so no response to it may fail a test."""

    @pytest.mark.parametrize("answer", FEW, ids=str)
    def test_each_response_gives_its_fault(self, answer: Enum) -> None:
        outcome = link(healthy(TENANT).api(INFO, with_id(answer)))
        assert outcome.document["verdict"] == "ready"
        assert outcome.document["site"]["version"]

    def test_a_silent_info_read_changes_nothing(self) -> None:
        outcome = link(healthy(TENANT).api(INFO, HttpFault.SILENT), timeout_s=SHORT_S)
        assert outcome.document["verdict"] == "ready"
