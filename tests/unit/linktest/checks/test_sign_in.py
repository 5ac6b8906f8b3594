"""Similar responses to the sign-in are distinguished, and refused keys are not sent again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faultserver import (
    FaultServer,
    HttpFault,
    Reply,
    Script,
    SignIn,
    Tenant,
    healthy,
    html_reply,
    json_reply,
    text_reply,
)
from tests.unit.linktest.linking import TENANT, Outcome, link, try_link, typed

ACTIVE = "/service/info/boards/active"
OLDER = "/service/boards"
WEB = "na.myconnectwise.net"
API = "api-na.myconnectwise.net"
CLOUD = replace(TENANT, site_url=API, is_cloud=True)
NO_CODEBASE = replace(CLOUD, codebase=None)
BARE = replace(NO_CODEBASE, extra=(("VersionCode", None),))


def in_cloud(
    sites: Any, script: Script, tenant: Tenant = CLOUD, site: str = WEB
) -> tuple[Outcome, FaultServer]:
    """Test a link to ConnectWise's cloud as this process is made to see it."""
    server = sites.start(script, WEB, API, "eu.myconnectwise.net", "api-eu.myconnectwise.net")
    outcome = try_link(typed(site, tenant))
    return replace(outcome, requests=tuple(server.requests)), server


def calls(outcome: Outcome) -> list[tuple[str, str]]:
    """Host and release of each signed request until the sign-in ended."""
    boards = [r for r in outcome.requests if r.signed and r.path.endswith((ACTIVE, OLDER))]
    return [(r.host or "", r.path.split("/")[1]) for r in boards]


class TestRefusedKeys:
    @pytest.mark.parametrize(
        "answer", [a for a in SignIn if a.value.status == 401 and "SSL" not in a.name], ids=str
    )
    def test_refused_keys_are_sent_once(self, answer: SignIn) -> None:
        outcome = link(healthy(TENANT).api("/*", answer))
        assert outcome.signed == [ACTIVE]
        assert outcome.exit_code == 1

    def test_status_decides_over_the_permission_text(self) -> None:
        outcome = link(healthy(TENANT).api(ACTIVE, SignIn.NO_PERMISSION_401))
        assert outcome.failed == ("sign_in", "keys.refused")


class TestLookAlikes:
    def test_a_sign_in_page_with_its_own_client_id_does_not_blame_ours(self) -> None:
        page = '<html><script>let to = "https://sign.example.test/?client_id=7"</script>'
        for status, fault in ((401, "sign_in.unclear"), (403, "site.blocked"), (200, "bad_reply")):
            outcome = link(healthy(TENANT).api(ACTIVE, html_reply(page, status)))
            assert outcome.row("sign_in")["fault"].endswith(fault)

    @pytest.mark.parametrize(
        "words",
        ["clientId header is missing", "Client ID not known", "client_id", "InvalidClientIdHeader"],
    )
    @pytest.mark.parametrize("status", [400, 401, 403])
    def test_plain_text_about_the_client_id_blames_it(self, words: str, status: int) -> None:
        answer = replace(text_reply(words, status), content_type="text/html")
        outcome = link(healthy(TENANT).api(ACTIVE, answer))
        assert outcome.failed == ("sign_in", "client_id.refused")

    def test_a_client_identity_is_not_a_client_id(self) -> None:
        answer = json_reply({"code": "Unauthorized", "message": "Client identity unknown"}, 401)
        assert link(healthy(TENANT).api(ACTIVE, answer)).failed == ("sign_in", "keys.refused")

    @pytest.mark.parametrize(
        ("refusal", "passed"),
        [
            ({"code": "Security", "message": "No."}, True),
            ({"error": "ConnectWiseAPI", "message": "No."}, True),
            ({"message": "Forbidden"}, False),
            (["Forbidden"], False),
            ("Forbidden", False),
        ],
    )
    def test_only_a_403_of_connectwise_proves_the_sign_in(
        self, refusal: object, passed: bool
    ) -> None:
        outcome = link(healthy(TENANT).api(ACTIVE, json_reply(refusal, 403)))
        expected = ("passed", None) if passed else ("failed", "site.blocked")
        assert outcome.rows["sign_in"] == expected

    @pytest.mark.parametrize("status", [200, 400, 500])
    def test_an_error_body_with_any_status_is_not_a_list(self, status: int) -> None:
        answer = json_reply({"code": "Unauthorized", "message": "Unauthorized"}, status)
        assert link(healthy(TENANT).api(ACTIVE, answer)).rows["sign_in"][0] == "failed"


class TestUnclear:
    @pytest.mark.parametrize("answer", [SignIn.CANNOT_ROUTE, SignIn.CANNOT_ROUTE_401], ids=str)
    def test_cannot_route_lists_every_cause_in_order(self, answer: SignIn) -> None:
        outcome = link(healthy(TENANT).api(ACTIVE, answer))
        assert outcome.failed == ("sign_in", "sign_in.unclear")
        message = outcome.row("sign_in")["message"]
        places = [message.index(w) for w in ("Company ID", "address", "keys", "Client ID")]
        assert places == sorted(places)
        assert outcome.row("sign_in")["evidence"] == "Cannot route. Codebase/company is invalid"
        assert len(outcome.signed) == 1

    @pytest.mark.parametrize("answer", [Reply(404), HttpFault.IIS_404, SignIn.NO_ENDPOINT], ids=str)
    def test_a_cloud_404_lists_every_cause_in_order(self, sites: Any, answer: Any) -> None:
        outcome, _ = in_cloud(sites, healthy(CLOUD).api(ACTIVE, answer))
        assert outcome.failed == ("sign_in", "sign_in.unclear")
        message = outcome.row("sign_in")["message"]
        places = [message.index(w) for w in ("keys", "Company ID", "Client ID", "address")]
        assert places == sorted(places)
        assert calls(outcome) == [(API, "v2025_1")]
        assert outcome.exit_code == 1


class TestRealRelease:
    """Under the router the cloud responds 404 to wrong keys; the real release gives the reason."""

    def test_is_tried_once_if_the_lookup_gave_none(self, sites: Any) -> None:
        script = healthy(NO_CODEBASE).on("/v4_6_release/*", Reply(404))
        outcome, _ = in_cloud(sites, script.on("/v2025_1/*", SignIn.WRONG_KEYS), NO_CODEBASE)
        assert outcome.failed == ("sign_in", "keys.refused")
        assert calls(outcome) == [(API, "v4_6_release"), (API, "v2025_1")]

    def test_is_used_from_then_on(self, sites: Any) -> None:
        tenant = replace(NO_CODEBASE, codebase="v2025_1")
        lookup = json_reply({"CompanyName": "Acme", "VersionCode": "v2025.1", "IsCloud": True})
        script = healthy(tenant).lookup(lookup).on("/v4_6_release/*", SignIn.CANNOT_ROUTE)
        outcome, _ = in_cloud(sites, script, tenant)
        assert outcome.document["verdict"] == "ready"
        assert outcome.document["site"]["release"] == "v2025_1"
        assert outcome.document["site"]["api_base"] == f"https://{API}/v2025_1/apis/3.0"

    def test_is_not_tried_endlessly(self, sites: Any) -> None:
        script = healthy(NO_CODEBASE).api(ACTIVE, Reply(404))
        outcome, _ = in_cloud(sites, script, NO_CODEBASE)
        assert outcome.failed == ("sign_in", "sign_in.unclear")
        assert len(calls(outcome)) == 2

    @pytest.mark.parametrize("codebase", ["v4_6_release/", "v2024_3/"])
    def test_is_not_tried_if_the_lookup_gave_one(self, sites: Any, codebase: str) -> None:
        tenant = replace(CLOUD, codebase=codebase)
        outcome, _ = in_cloud(sites, healthy(tenant).api(ACTIVE, Reply(404)), tenant)
        assert outcome.failed == ("sign_in", "sign_in.unclear")
        assert calls(outcome) == [(API, codebase.strip("/"))]

    def test_is_not_tried_with_refused_keys(self, sites: Any) -> None:
        script = healthy(NO_CODEBASE).api("/*", SignIn.WRONG_KEYS)
        outcome, _ = in_cloud(sites, script, NO_CODEBASE)
        assert len(calls(outcome)) == 1

    def test_may_come_from_the_typed_address(self, sites: Any) -> None:
        script = healthy(BARE).api(ACTIVE, Reply(404))
        outcome, _ = in_cloud(sites, script, BARE, f"https://{WEB}/v2024_3/")
        assert calls(outcome) == [(API, "v4_6_release"), (API, "v2024_3")]

    def test_is_unknown_without_evidence(self, sites: Any) -> None:
        outcome, _ = in_cloud(sites, healthy(BARE).api(ACTIVE, Reply(404)), BARE)
        assert calls(outcome) == [(API, "v4_6_release")]

    def test_is_left_to_the_router_on_premises(self) -> None:
        tenant = replace(TENANT, codebase=None)
        outcome = link(healthy(tenant).api("/service/*", Reply(404)), tenant=tenant)
        assert {release for _, release in calls(outcome)} == {"v4_6_release"}


class TestOlderServer:
    @pytest.mark.parametrize("answer", [SignIn.NO_ENDPOINT, HttpFault.IIS_404], ids=str)
    def test_an_older_server_needs_one_more_read(self, answer: Any) -> None:
        outcome = link(healthy(TENANT).api(ACTIVE, answer))
        assert outcome.document["verdict"] == "ready"
        assert outcome.signed[:2] == [ACTIVE, OLDER]
        assert outcome.report.choices.boards == ("Help Desk", "Projects")

    def test_a_wrong_key_is_still_detected(self) -> None:
        script = healthy(TENANT).api("/*", SignIn.WRONG_KEYS).api(ACTIVE, SignIn.NO_ENDPOINT)
        outcome = link(script)
        assert outcome.failed == ("sign_in", "keys.refused")
        assert outcome.signed == [ACTIVE, OLDER]

    def test_a_missing_endpoint_is_unclear(self) -> None:
        outcome = link(healthy(TENANT).api("/*", SignIn.NO_ENDPOINT))
        assert outcome.failed == ("sign_in", "sign_in.unclear")
        assert outcome.signed == [ACTIVE, OLDER]


class TestSslRequired:
    def test_the_lookup_switches_to_the_api_host_silently(self, sites: Any) -> None:
        def web_only(request: Any) -> Reply | None:
            return SignIn.SSL_REQUIRED.value if request.host == WEB else None

        outcome, server = in_cloud(sites, healthy(CLOUD).everywhere(web_only))
        assert (outcome.document["verdict"], outcome.warned) == ("ready", [])
        assert [r.host for r in server.requests if "companyinfo" in r.path] == [WEB, API]
        assert outcome.document["site"]["api_base"] == f"https://{API}/v2025_1/apis/3.0"

    def test_the_sign_in_switches_to_the_api_host_silently(self, sites: Any) -> None:
        tenant = replace(CLOUD, site_url="eu.myconnectwise.net")

        def web_only(request: Any) -> Reply | None:
            is_first_host = request.host == "eu.myconnectwise.net"
            return SignIn.SSL_REQUIRED_401.value if is_first_host else None

        outcome, _ = in_cloud(sites, healthy(tenant).everywhere(web_only), tenant)
        assert (outcome.document["verdict"], outcome.warned) == ("ready", [])
        hosts = [host for host, _ in calls(outcome)]
        assert hosts[:2] == ["eu.myconnectwise.net", "api-eu.myconnectwise.net"]

    def test_without_another_host_the_problem_is_reported(self, sites: Any) -> None:
        outcome, _ = in_cloud(sites, healthy(CLOUD).api("/*", SignIn.SSL_REQUIRED))
        assert outcome.failed == ("sign_in", "sign_in.unclear")
        assert "SSL is required." in outcome.row("sign_in")["evidence"]
        assert len(calls(outcome)) == 1

    def test_a_host_that_does_not_respond_is_named(self, sites: Any) -> None:
        sites.start(healthy(CLOUD).everywhere(SignIn.SSL_REQUIRED), WEB)
        outcome = try_link(typed(WEB, CLOUD))
        assert outcome.failed == ("site", "network.dns_failed")
        assert API in outcome.row("site")["message"]


class TestApiHost:
    def test_the_lookup_may_name_another_cloud_host(self, sites: Any) -> None:
        tenant = replace(CLOUD, site_url="api-eu.myconnectwise.net")
        outcome, _ = in_cloud(sites, healthy(tenant), tenant)
        assert {host for host, _ in calls(outcome)} == {"api-eu.myconnectwise.net"}
        assert outcome.warned == []

    def test_an_api_host_that_does_not_respond_fails_the_sign_in(self, sites: Any) -> None:
        tenant = replace(CLOUD, site_url="api-au.myconnectwise.net")
        outcome, _ = in_cloud(sites, healthy(tenant), tenant)
        assert outcome.failed == ("sign_in", "network.dns_failed")
        assert "api-au.myconnectwise.net" in outcome.row("sign_in")["message"]
        assert outcome.exit_code == 3


def test_quoted_server_text_never_contains_the_keys() -> None:
    """A server that sends back everything that it was sent."""

    def echo(request: Any) -> Reply:
        message = f"{request.authorization} {request.basic} {request.client_id} {request.target}"
        sent = {"headers": dict(request.headers)}
        return json_reply({"code": "Unauthorized", "message": message, **sent}, 401)

    outcome = link(healthy(TENANT).api(ACTIVE, echo))
    assert outcome.failed == ("sign_in", "keys.refused")
    assert outcome.row("sign_in")["evidence"] == (
        f"Unauthorized: Basic … ('…+…', '…') … /v2025_1/apis/3.0{ACTIVE}?pageSize=1000"
    )


@pytest.mark.parametrize("length", range(270, 300, 2))
def test_truncated_server_text_contains_no_part_of_a_key(length: int) -> None:
    words = "x" * length + TENANT.private_key
    outcome = link(healthy(TENANT).api(ACTIVE, text_reply(words, 401)))
    assert "Pra" not in outcome.row("sign_in")["evidence"]


def test_a_redirect_that_contains_the_keys_is_quoted_without_them() -> None:
    def to_elsewhere(request: Any) -> Reply:
        token = (request.authorization or "").partition(" ")[2]
        where = f"https://evil.example.test/?token={token}&k={TENANT.private_key}"
        return Reply(302, headers=(("Location", where), ("x-cw-request-id", TENANT.private_key)))

    outcome = link(healthy(TENANT).api(ACTIVE, to_elsewhere))
    assert outcome.failed == ("sign_in", "site.redirected")
    assert "https://evil.example.test/?token=" in outcome.row("sign_in")["message"]


def test_a_refusal_in_another_form_is_not_blamed_on_the_keys_alone() -> None:
    refused = json_reply({"statusCode": 401, "message": "Missing subscription key."}, 401)
    outcome = link(healthy(TENANT).api("/*", refused))
    assert outcome.failed == ("sign_in", "sign_in.unclear")
    message = outcome.row("sign_in")["message"]
    assert not message.startswith("ConnectWise")
    assert "a reverse proxy in front of ConnectWise changes the request" in message
