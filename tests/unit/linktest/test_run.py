"""The run as a whole: values, lookup only, stopping, internal errors, events."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.faultserver import FaultProxy, FaultServer, HttpFault, Reply, healthy
from tests.unit.linktest.linking import (
    CHECKS,
    TENANT,
    link,
    outcome_of,
    rights,
    try_link,
    typed,
)
from wizard.cli.report_json import to_json
from wizard.connectwise.client import Client
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.linktest.events import Ended, Event, Finished, Started, Waiting
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import look_up, run

SETTINGS = LinkTestOptions(rights(), 20)


def never() -> bool:
    return False


def finished(events: Iterator[Event]) -> dict[str, Any]:
    """Return the report of the last event as a document."""
    *_, last = events
    assert isinstance(last, Finished)
    return to_json(last.report, "h2r-link/test")


def rows(document: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {row["id"]: (row["status"], row["fault"]) for row in document["checks"]}


class TestValues:
    def test_no_request_is_sent_if_a_value_is_missing(self) -> None:
        outcome = try_link(FieldTexts())
        assert outcome.failed == ("values", "value.missing")
        assert outcome.row("values")["blames"] == ["site"]
        assert outcome.warned == ["value.missing"] * 4
        assert outcome.document["requests"] == 0
        states = {name: status for name, (status, _) in outcome.rows.items()}
        assert states == {**dict.fromkeys(CHECKS, "not_run"), "values": "failed"}
        assert outcome.exit_code == 1

    def test_the_first_problem_in_form_order_fails_and_the_rest_are_warnings(self) -> None:
        values = replace(typed("cw.example.test"), private_key=Secret(""))
        values = replace(values, client_id=Secret("not-a-guid"))
        outcome = try_link(values)
        assert outcome.row("values")["blames"] == ["private_key"]
        assert outcome.warned == ["client_id.malformed"]

    @pytest.mark.parametrize("field", ["company_id", "public_key", "private_key", "client_id"])
    def test_the_blamed_value_is_named(self, field: str) -> None:
        empty: Any = Secret("") if field in {"private_key", "client_id"} else ""
        outcome = try_link(replace(typed("cw.example.test"), **{field: empty}))
        assert outcome.failed == ("values", "value.missing")
        assert outcome.row("values")["blames"] == [field]

    def test_a_refused_address_is_shown_if_it_looks_like_one(self) -> None:
        site = try_link(typed("https://evil.myconnectwise.net/x")).document["site"]
        assert site["typed"] == "https://evil.myconnectwise.net/x"
        assert site["host"] == "evil.myconnectwise.net"
        assert site["api_base"] is None

    def test_a_text_that_is_not_an_address_is_not_shown(self) -> None:
        site = try_link(typed("Kw8Zq2Lp9Xv4Tn6B")).document["site"]
        assert (site["typed"], site["host"]) == ("", None)


class TestLookUp:
    def test_needs_no_key_and_sends_none(self) -> None:
        with FaultServer(healthy(TENANT)) as server:
            values = FieldTexts(
                site=f"http://127.0.0.1:{server.port}", company_id=TENANT.company_id
            )
            document = finished(look_up(values, SETTINGS, never))
        assert [r.signed for r in server.requests] == [False]
        passed = dict.fromkeys(CHECKS[1:6], ("passed", None))
        unreached = dict.fromkeys(("values", *CHECKS[6:]), ("not_run", None))
        assert rows(document) == passed | unreached
        assert document["site"]["company_name"] == TENANT.company_name
        assert document["permissions"] == []

    def test_does_not_send_available_keys(self) -> None:
        with FaultServer(healthy(TENANT)) as server:
            finished(look_up(typed(f"http://127.0.0.1:{server.port}"), SETTINGS, never))
        assert [r.signed for r in server.requests] == [False]

    def test_refuses_unreadable_values(self) -> None:
        document = finished(look_up(FieldTexts(site="evil.myconnectwise.net"), SETTINGS, never))
        assert rows(document)["values"] == ("failed", "address.unknown_cloud_host")
        assert [w["fault"] for w in document["warnings"]] == ["value.missing"]

    def test_does_not_quote_the_company_id(self) -> None:
        words = f"Company {TENANT.company_id} is not here"
        answer = Reply(400, words.encode(), "text/plain")
        with FaultServer(healthy(TENANT).lookup(answer)) as server:
            values = typed(f"http://127.0.0.1:{server.port}")
            document = finished(look_up(values, SETTINGS, never))
        assert document["checks"][4]["evidence"] == "Company … is not here"


class TestEvents:
    def test_each_check_begins_and_ends_in_order(self) -> None:
        seen = [
            (type(event).__name__, event.check if isinstance(event, Started) else event.row.check)
            for event in link().events
            if isinstance(event, Started | Ended)
        ]
        assert seen == [(name, check) for check in Check for name in ("Started", "Ended")]

    def test_a_wait_is_reported_for_the_running_check(self) -> None:
        script = healthy(TENANT).api("/service/tickets", HttpFault.ERROR_500, None)
        events = link(script).events
        waits = [event for event in events if isinstance(event, Waiting)]
        assert [wait.check for wait in waits] == [Check.RIGHTS]
        assert waits[0].seconds > 0

    def test_retries_and_all_requests_are_counted(self) -> None:
        script = healthy(TENANT).api("/service/tickets", HttpFault.ERROR_500, None)
        outcome = link(script)
        assert outcome.document["requests"] == len(outcome.requests)
        assert outcome.asked.count("/service/tickets") == 2
        assert outcome.document["verdict"] == "ready"

    def test_request_ids_and_statuses_are_recorded(self) -> None:
        outcome = link()
        assert outcome.row("sign_in")["http_status"] == 200
        assert outcome.row("sign_in")["request_id"] == "11111111-2222-4333-8444-555555555555"
        assert all(row["duration_ms"] is not None for row in outcome.document["checks"])


class TestRetryCount:
    @pytest.mark.parametrize("path", ["lookup", "/service/info/boards/active"])
    def test_the_sentence_states_the_number_of_attempts(self, path: str) -> None:
        script = healthy(TENANT)
        busy = HttpFault.RATE_LIMITED_LONG
        script = script.lookup(busy) if path == "lookup" else script.api(path, busy)
        outcome = link(script, timeout_s=3)
        failed = "site" if path == "lookup" else "sign_in"
        assert outcome.failed == (failed, "service.rate_limited")
        assert outcome.asked.count(path) == 1
        assert "tries: 1)" in outcome.row(failed)["message"]


class TestStop:
    @pytest.mark.parametrize(
        ("silent", "check"),
        [
            ("lookup", "site"),
            ("/service/info/boards/active", "sign_in"),
            ("/system/mySecurity", "rights"),
        ],
    )
    def test_is_reported_on_the_running_check(self, silent: str, check: str) -> None:
        stop = threading.Event()
        script = healthy(TENANT)
        held = HttpFault.SILENT
        script = script.lookup(held) if silent == "lookup" else script.api(silent, held)
        with FaultServer(script) as server:
            values = typed(f"http://127.0.0.1:{server.port}")
            events = []
            for event in run(values, SETTINGS, stop.is_set):
                events.append(event)
                if event == Started(Check(check)):
                    stop.set()
        outcome = outcome_of(tuple(events), values)
        assert outcome.failed == (check, "cancelled")
        assert outcome.row(check)["blames"] == []
        assert outcome.exit_code == 3

    def test_before_the_first_request(self) -> None:
        with FaultServer(healthy(TENANT).lookup(HttpFault.SILENT)) as server:
            values = typed(f"http://127.0.0.1:{server.port}")
            outcome = outcome_of(tuple(run(values, SETTINGS, lambda: True)), values)
        assert outcome.exit_code == 3
        assert outcome.document["summary"].startswith("Not verified")


class TestDeadline:
    def test_holds_even_if_a_request_does_not_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        release = threading.Event()
        get = Client.get

        def held(client: Client, url: str, auth: Any = None) -> Reply:
            if "mySecurity" in url:
                release.wait(20)
            return get(client, url, auth)  # type: ignore[return-value]

        monkeypatch.setattr(Client, "get", held)
        try:
            outcome = link(timeout_s=0.8)
        finally:
            release.set()
        assert outcome.failed == ("rights", "service.timeout")
        assert "(0.8 s)" in outcome.row("rights")["message"]
        assert outcome.rows["boards"] == ("passed", None)
        assert outcome.exit_code == 3


class TestDefect:
    def test_is_reported_by_the_name_of_its_exception(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise LookupError(f"secret {TENANT.private_key}")

        monkeypatch.setattr("wizard.linktest.run._sign_in_and_read", broken)
        with FaultServer(healthy(TENANT)) as server:
            values = typed(f"http://127.0.0.1:{server.port}")
            *_, last = run(values, SETTINGS, never)
        assert isinstance(last, Finished)
        document = to_json(last.report, "h2r-link/test")
        assert "LookupError" in str(document)
        assert TENANT.private_key not in str(document)
        assert "internal" in [row["fault"] for row in document["checks"]]
        assert last.report.verdict.exit_code == 3
        assert document["requests"] == 1

    def test_in_a_request_thread_is_reported_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(Client, "get", broken)
        outcome = try_link(typed("http://127.0.0.1:1"))
        assert outcome.failed == ("name", "internal")
        assert "ZeroDivisionError" in outcome.row("name")["message"]


class TestProxy:
    def test_of_an_unsupported_kind_is_reported(self) -> None:
        setting = ProxySetting(explicit="socks5://proxy.example.test:1080")
        outcome = try_link(typed("cw.example.test"), proxy=setting)
        assert outcome.failed == ("connect", "proxy.unreachable")
        assert outcome.rows["name"][0] == "passed"
        assert outcome.exit_code == 3

    def test_looks_up_the_name(self, sites: Any, resolver: Any) -> None:
        server = sites.start(healthy(TENANT), "cw.example.test")
        with FaultProxy({("cw.example.test", 443): server.address}) as proxy:
            setting = ProxySetting(explicit=f"http://127.0.0.1:{proxy.port}")
            outcome = try_link(typed("cw.example.test"), proxy=setting)
        assert outcome.document["verdict"] == "ready"
        assert outcome.row("name")["message"] == "The proxy looks up cw.example.test."
        assert resolver.asked == []
        assert outcome.document["proxy"] == f"127.0.0.1:{proxy.port} (explicit)"

    def test_that_is_down_fails_the_connection(self) -> None:
        setting = ProxySetting(explicit="http://127.0.0.1:1")
        outcome = try_link(typed("cw.example.test"), proxy=setting)
        assert outcome.rows["name"][0] == "passed"
        assert outcome.failed == ("connect", "proxy.unreachable")


class TestBoards:
    def test_none_visible_is_a_warning(self) -> None:
        tenant = replace(TENANT, boards=())
        outcome = link(healthy(tenant), tenant=tenant)
        assert outcome.rows["boards"] == ("warning", "boards.none_visible")
        assert outcome.row("boards")["blames"] == ["member"]
        assert (outcome.document["verdict"], outcome.exit_code) == ("ready_with_warnings", 0)
        assert outcome.rows["rights"] == ("passed", None)

    def test_inactive_ones_do_not_count(self) -> None:
        listed = b'[{"id": 1, "name": "Old", "inactiveFlag": true}]'
        outcome = link(healthy(TENANT).api("/service/info/boards/active", Reply(200, listed)))
        assert outcome.rows["boards"] == ("warning", "boards.none_visible")

    def test_a_flag_may_be_a_text(self) -> None:
        listed = (
            b'[{"id": 1, "name": "On", "inactiveFlag": "false"},'
            b' {"id": 2, "name": "Off", "inactiveFlag": "True"}]'
        )
        outcome = link(healthy(TENANT).api("/service/info/boards/active", Reply(200, listed)))
        assert outcome.report.choices.boards == ("On",)

    def test_the_kind_of_a_board_may_be_a_text(self) -> None:
        listed = b'[{"id": 1, "name": "Help Desk", "projectFlag": "false", "inactive": false}]'
        outcome = link(healthy(TENANT).api("/service/info/boards/active", Reply(200, listed)))
        assert outcome.rows["boards"] == ("passed", None)

    def test_the_choices_are_counted(self) -> None:
        outcome = link()
        message = "Available to workflows: 2 boards, 2 statuses, 2 types."
        assert outcome.row("boards")["message"] == message
        assert outcome.report.choices.sample_board == "Help Desk"

    def test_boards_of_the_older_endpoint_are_used(self) -> None:
        script = healthy(TENANT).api(
            "/service/info/boards/active", Reply(403, b'{"code": "Security"}')
        )
        outcome = link(script)
        assert outcome.document["verdict"] == "ready"
        assert outcome.row("boards")["message"] == "Available to workflows: 2 boards."


class TestSite:
    def test_the_cloud_region_is_derived_from_the_host(self, sites: Any) -> None:
        tenant = replace(TENANT, site_url="api-na.myconnectwise.net")
        sites.start(healthy(tenant), "na.myconnectwise.net", "api-na.myconnectwise.net")
        outcome = try_link(typed("na.myconnectwise.net/v2024_1/x?y=z", tenant))
        assert outcome.document["site"] == {
            "typed": "na.myconnectwise.net/v2024_1/x",
            "host": "na.myconnectwise.net",
            "api_base": "https://api-na.myconnectwise.net/v2025_1/apis/3.0",
            "release": "v2025_1",
            "version": "v2025.1.112233",
            "company_name": "Acme Test Company",
            "cloud": True,
            "region": "na",
        }
        assert "Issued by" in outcome.row("certificate")["message"]

    def test_the_region_is_reported_by_the_server(self) -> None:
        said = b'{"version": "v2026.4", "isCloud": false, "cloudRegion": "EU"}'
        site = link(healthy(TENANT).api("/system/info", Reply(200, said))).document["site"]
        assert (site["version"], site["cloud"], site["region"]) == ("v2026.4", False, "EU")
