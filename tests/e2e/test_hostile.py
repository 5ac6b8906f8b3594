"""Hostile values, responses and hosts: no key leaks, and nothing a server sends has any effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import idna
import pytest

from tests.faultserver import (
    Bend,
    FaultProxy,
    FaultServer,
    Reply,
    Request,
    SignIn,
    Tenant,
    TrapServer,
    healthy,
    html_reply,
    json_reply,
    redirect,
    text_reply,
)
from tests.unit.linktest.linking import FULL_TENANT, TENANT, link, try_link, typed
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.practice import PracticeServer

WEB, API = "na.myconnectwise.net", "api-na.myconnectwise.net"
CLOUD = replace(TENANT, site_url=API)
ORDINARY = replace(
    TENANT,
    public_key="TestPublicKey016",
    private_key="TestPrivateKey16",
    client_id="12345678-1234-4234-8234-123456789012",
)
ACTIVE = "/service/info/boards/active"

LOOK_ALIKES = (
    "na.myconnectwise.net.evil.example",
    "api-na.myconnectwise.net.evil.example",
    "na.myconnectwise.net.co",
    "na-myconnectwise.net",
    "namyconnectwise.net",
    "na.myconnectwise-net.example",
    "na.my-connectwise.net",
    "na.myconnectwise.com",
    "na.myconnectwise.org",
    "na.myconnectwise.net-login.example",
    "na.rnyconnectwise.net",
    "na.myconnectvvise.net",
    "na.myc0nnectwise.net",
    "na.myconnectw1se.net",
    "na.myconnectwlse.net",
    "na.myconnectwize.net",
    "na.myconectwise.net",
    "na.myconnnectwise.net",
    "na.myconncetwise.net",
    "na.mycónnectwise.net",
    "na.myconnectwi\u015fe.net",
    "na.my\u0441onnectwise.net",
    "na.myconnectw\u0456se.net",
    "na.myconn\u0435ctwise.net",
    "n\u0430.myconnectwise.net",
    "na.myconnectwise.n\u0435t",
    "na.xn--myonnectwise-3bj.net",
    "xn--n-7sbb.myconnectwise.net",
    "na.myconnectwise\u3002net.evil.example",
    "evil.myconnectwise.net",
    "api-evil.myconnectwise.net",
    "na.evil.myconnectwise.net",
    "staging.connectwisedev.com.evil.example",
    "staging.connectwisedev.net",
    "api-production.connectwisedev.com",
    "staging.connectwisdev.com",
    "myconnectwise.net.evil.example",
    "login.na.myconnectwise.net.evil.example",
)

SITE_URLS = (
    *LOOK_ALIKES,
    "evil.example.test",
    "https://api-eu.myconnectwise.net",
    "//api-eu.myconnectwise.net",
    "api-eu.myconnectwise.net/",
    "api-eu.myconnectwise.net/v2025_1",
    "api-eu.myconnectwise.net:8443",
    "api-eu.myconnectwise.net:443",
    "api-eu.myconnectwise.net.",
    "evil.example.test#api-eu.myconnectwise.net",
    "evil.example.test/api-eu.myconnectwise.net",
    "evil.example.test?api-eu.myconnectwise.net",
    "api-eu.myconnectwise.net@evil.example.test",
    "user:pass@api-eu.myconnectwise.net",
    "api-eu.myconnectwise.net\\@evil.example.test",
    "evil.example.test\\.myconnectwise.net",
    "\\\\evil.example.test\\share",
    "file:///etc/passwd",
    "api-eu.myconnectwise.net\n",
    "api-eu.myconnectwise.net\x00.evil.example.test",
    "api-eu.myconnectwise.net%00.evil.example.test",
    "api-eu%2emyconnectwise.net",
    "API-EU.MYCONNECTWI\u017fE.NET",
    "\u202eten.esiwtcennocym.ue-ipa",
    "a" * 5000 + ".myconnectwise.net",
    "127.0.0.1",
    "[::1]",
    "localhost",
    "*.myconnectwise.net",
)
WRONG_TYPES: tuple[object, ...] = (
    0,
    7,
    True,
    1.5,
    ["evil.example.test"],
    {"host": "evil.example.test"},
    [],
    {},
)
NASTY = (
    "<img src='file://evil.example.test/x.png'>",
    '<a href="file:///etc/passwd">click</a>',
    "<script>alert(1)</script><b>bold</b>",
    "![x](\\\\evil.example.test\\share\\x.png)",
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;http://evil.example.test\x1b\\link",
    "\x9b31m\x90q\x9c\x00\x07\x08\x7f",
    "\u202eevil\u2066\u2069\u200b\u200d\ufeff",
    "a\r\nb\u2028c\u2029d\x85e",
    "\ud800 \udfff lone",
    "{host} {0} %s %(x)s {x!r}",
    "x" * 10_000,
)


def trap_of(sites: Any, *hosts: str) -> TrapServer:
    """Start a trap under names that are valid in a certificate."""
    trap: TrapServer = sites.trap("evil.example.test", *hosts)
    return trap


def assert_trapped_nothing(trap: TrapServer, tenant: Tenant = TENANT) -> None:
    assert trap.signed_requests() == []
    assert not trap.holds(tenant.private_key, tenant.client_id, tenant.public_key)


class TestTypedAddress:
    @pytest.mark.parametrize("host", LOOK_ALIKES)
    @pytest.mark.parametrize("form", ["{}", "https://{}/v2025_1/apis/3.0"])
    def test_lookalikes_are_refused_before_any_request(
        self, host: str, form: str, resolver: Any
    ) -> None:
        outcome = try_link(typed(form.format(host)))
        assert outcome.rows["values"][0] == "failed"
        assert str(outcome.rows["values"][1]).startswith("address.")
        assert outcome.document["requests"] == 0
        assert resolver.asked == []
        assert outcome.exit_code == 1

    @pytest.mark.parametrize(
        "site",
        [
            "https://na.myconnectwise.net\\@evil.example.test",
            "https://evil.example.test\\na.myconnectwise.net",
            "na.myconnectwise.net\\evil.example.test",
            "\\\\evil.example.test\\share",
            "https:\\\\na.myconnectwise.net",
            "https://na.myconnectwise.net\t.evil.example.test",
            "https://na.myconnectwise.net\x00.evil.example.test",
            "https://na.myconnectwise.net\u2028.evil.example.test",
            "https://na.myconnectwise.net%2eevil.example.test",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ],
    )
    def test_urls_that_parsers_disagree_on_are_refused(self, site: str, resolver: Any) -> None:
        outcome = try_link(typed(site))
        assert outcome.rows["values"][0] == "failed"
        assert resolver.asked == []

    def test_user_info_is_not_taken_for_the_host(self) -> None:
        site = "https://na.myconnectwise.net@127.0.0.1:1/x"
        found = try_link(typed(site, ORDINARY)).document["site"]
        assert found["host"] == "127.0.0.1:1"
        assert "myconnectwise" not in found["typed"]


class TestSiteUrl:
    @pytest.fixture
    def cloud(self, sites: Any) -> FaultServer:
        server: FaultServer = sites.start(healthy(CLOUD), WEB, API)
        return server

    @pytest.mark.parametrize("site_url", SITE_URLS)
    def test_keys_stay_with_the_typed_host(
        self, site_url: str, sites: Any, cloud: FaultServer, resolver: Any
    ) -> None:
        trap = sites.trap("evil.example.test", "api-eu.myconnectwise.net")
        for name in LOOK_ALIKES:
            resolver.maps(name if name.isascii() else idna.encode(name, uts46=True).decode(), trap)
        cloud.play(healthy(replace(CLOUD, site_url=site_url)))
        outcome = try_link(typed(WEB))
        assert outcome.document["verdict"] == "ready_with_warnings"
        assert outcome.warned == ["site.redirected"]
        assert trap.requests == []
        assert set(resolver.asked) == {WEB, API}
        assert {r.host for r in cloud.requests if r.signed} == {API}
        assert outcome.document["site"]["api_base"] == f"https://{API}/v2025_1/apis/3.0"

    def test_the_typed_host_over_plain_http_is_not_another_address(
        self, cloud: FaultServer
    ) -> None:
        cloud.play(healthy(replace(CLOUD, site_url=f"http://{API}")))
        outcome = try_link(typed(WEB))
        assert outcome.document["verdict"] == "ready"
        assert {r.host for r in cloud.requests if r.signed} == {API}
        assert outcome.document["site"]["api_base"] == f"https://{API}/v2025_1/apis/3.0"

    @pytest.mark.parametrize("site_url", WRONG_TYPES, ids=repr)
    def test_values_of_wrong_types_are_ignored(self, site_url: object, cloud: FaultServer) -> None:
        cloud.play(healthy(replace(CLOUD, site_url=site_url)))
        outcome = try_link(typed(WEB))
        assert outcome.document["verdict"] == "ready"
        assert {r.host for r in cloud.requests if r.signed} == {API}

    def test_on_premises_only_the_typed_host_is_called(self, sites: Any, resolver: Any) -> None:
        trap = sites.trap(API, WEB)
        server = sites.start(healthy(CLOUD), "cw.example.test")
        outcome = try_link(typed("cw.example.test"))
        assert outcome.warned == ["site.redirected"]
        # The lookup only names the host; nothing redirects.
        assert f"points to {API}" in outcome.document["warnings"][0]["message"]
        assert trap.requests == []
        assert set(resolver.asked) == {"cw.example.test"}
        assert {r.host for r in server.requests} == {"cw.example.test"}


class TestCodebase:
    @pytest.mark.parametrize(
        "codebase",
        [
            "https://evil.example.test/v2025_1/",
            "//evil.example.test/",
            "@evil.example.test/",
            "v2025_1@evil.example.test",
            ":8443/v2025_1",
            "../../v2025_1",
            "v2025_1/../../..",
            "v2025_1/%2e%2e/",
            "v2025_1?x=",
            "v2025_1#",
            "v2025_1\\..\\",
            "v2025_1\r\nX-Evil: 1",
            "v\uff12025_1",
            "v" + "1" * 9000 + "_1",
            "",
            *WRONG_TYPES,
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_an_unusable_codebase_falls_back_to_the_router(
        self, codebase: object, sites: Any
    ) -> None:
        trap = trap_of(sites)
        server = sites.start(healthy(replace(TENANT, codebase=codebase)), "cw.example.test")
        outcome = try_link(typed("cw.example.test"))
        paths = {r.path.split("/")[1] for r in server.requests if r.signed}
        assert paths == {"v4_6_release"}
        assert outcome.document["site"]["release"] == "v4_6_release"
        assert trap.requests == []


class TestCompanyId:
    @pytest.mark.parametrize(
        "company_id",
        [
            "../admin",
            "..",
            ".",
            "..\\admin",
            "acme/../../x",
            "http://evil.example.test",
            "acme:443",
            "acme+key",
            "ac\x00me",
            "ac\u202eme",
            "ac\r\nme",
        ],
    )
    def test_a_company_id_that_could_leave_its_path_is_refused(
        self, company_id: str, resolver: Any
    ) -> None:
        outcome = try_link(replace(typed("cw.example.test"), company_id=company_id))
        assert outcome.failed == ("values", "value.unreadable")
        assert outcome.row("values")["blames"] == ["company_id"]
        assert resolver.asked == []

    @pytest.mark.parametrize(
        "company_id",
        [
            "%2e%2e",
            "%2e%2e%2fadmin",
            "a?b",
            "a#b",
            "a;b",
            "a&b=c",
            "@evil",
            "ünïcödé",
            "公司",
            "<b>x",
        ],
    )
    def test_a_company_id_stays_in_its_path_segment_and_user_name(self, company_id: str) -> None:
        tenant = replace(TENANT, company_id=company_id)
        outcome = link(healthy(tenant), tenant=tenant)
        first = outcome.requests[0]
        assert first.target.startswith("/login/companyinfo/")
        assert unquote(first.target.removeprefix("/login/companyinfo/")) == company_id
        assert first.target.count("/") == 3
        assert outcome.document["verdict"] == "ready"


class TestNastyTexts:
    """`try_link` holds every text of every report: printable, short, and without any value."""

    @pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
    def test_hostile_text_in_the_lookup_is_harmless(self, nasty: str) -> None:
        extra = tuple((name, nasty) for name in ("CompanyName", "VersionNumber", "SiteUrl"))
        tenant = replace(TENANT, extra=extra)
        outcome = link(healthy(tenant), tenant=tenant)
        assert outcome.exit_code == 0
        assert len(outcome.document["site"]["company_name"] or "") <= 80

    @pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
    @pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500])
    def test_hostile_text_in_a_sign_in_refusal_is_harmless(
        self, nasty: str, status: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wizard.connectwise.client._FIRST_WAIT_S", 0.001)
        document = {"code": nasty, "message": nasty, "errors": [{"field": nasty, "message": nasty}]}
        outcome = link(healthy(TENANT).api("/*", json_reply(document, status)))
        assert outcome.exit_code in {1, 3}

    @pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
    def test_hostile_text_in_pages_and_headers_is_harmless(self, nasty: str) -> None:
        page = html_reply(f"<html><title>{nasty.encode('utf-8', 'replace').decode()}</title>", 403)
        assert link(healthy(TENANT).api(ACTIVE, page)).failed == ("sign_in", "site.blocked")
        latin = nasty.encode("latin-1", "replace").decode("latin-1")
        line = latin.replace("\r", "").replace("\n", "").replace("\x00", "").replace("\x85", "")
        headers = (("Location", line), ("x-cw-request-id", line))
        outcome = link(healthy(TENANT).lookup(Reply(302, b"", None, headers)))
        assert outcome.failed == ("site", "site.redirected")

    @pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
    def test_hostile_text_in_lists_is_harmless(self, nasty: str) -> None:
        named = json_reply([{"id": 1, "name": nasty}, {"id": 2, "name": {"x": nasty}}, {"id": "x"}])
        names = ("moduleName", "moduleDescription", "moduleFunctionName", "addLevel")
        role = json_reply([dict.fromkeys((*names, "inquireLevel"), nasty) | {"editLevel": "All"}])
        script = healthy(TENANT).api("/service/*", named).api("/system/mySecurity", role)
        info = json_reply(dict.fromkeys(("version", "cloudRegion", "isCloud"), nasty))
        outcome = link(script.api("/system/info", info))
        assert outcome.exit_code in {0, 3}
        assert len(outcome.report.choices.boards) == 3

    @pytest.mark.parametrize("number", [True, -1, 10**400, 1.5, "1", None, [1], {"id": 1}])
    def test_hostile_board_ids_are_harmless(self, number: object) -> None:
        boards = json_reply([{"id": number, "name": "Odd"}])
        outcome = link(healthy(TENANT).api(ACTIVE, boards))
        for request in outcome.requests:
            assert "True" not in request.path
            assert request.path.count("/") < 8

    def test_a_server_that_echoes_the_clients_values_exposes_none(self) -> None:
        words = f"{TENANT.company_id} {TENANT.public_key} {TENANT.client_id.upper()}"
        outcome = link(healthy(TENANT).api(ACTIVE, text_reply(f"Sorry {words} no", 401)))
        assert outcome.row("sign_in")["evidence"] == "Sorry … … … no"

    def test_cookies_are_not_sent_back(self) -> None:
        def with_cookie(_: Request, sound: Reply) -> Reply:
            return sound.with_headers(("Set-Cookie", "session=1; Path=/"))

        outcome = link(healthy(TENANT).everywhere(Bend(with_cookie)))
        assert outcome.document["verdict"] == "ready"
        assert all(request.header("cookie") is None for request in outcome.requests)


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize(
        "where",
        [
            "https://evil.example.test/v2025_1/apis/3.0/x",
            "http://evil.example.test/",
            "//evil.example.test/",
            "https://api-eu.myconnectwise.net/",
            f"http://{API}/v2025_1/apis/3.0{ACTIVE}",
            "/v2025_1/apis/3.0/system/info",
        ],
    )
    def test_redirects_are_reported_and_not_followed(
        self, status: int, where: str, sites: Any
    ) -> None:
        trap = sites.trap("evil.example.test", "api-eu.myconnectwise.net")
        server = sites.start(healthy(CLOUD).api(ACTIVE, redirect(where, status)), WEB, API)
        outcome = try_link(typed(WEB))
        assert outcome.failed == ("sign_in", "site.redirected")
        assert where in outcome.row("sign_in")["message"]
        assert [r.path for r in server.requests if r.signed] == [f"/v2025_1/apis/3.0{ACTIVE}"]
        server.play(healthy(CLOUD).lookup(redirect(where, status)))
        outcome = try_link(typed(WEB))
        assert outcome.failed == ("site", "site.redirected")
        assert outcome.exit_code == 1
        assert trap.requests == []
        assert len([r for r in server.requests if r.signed]) == 1


class TestPlainHttp:
    @pytest.fixture
    def listener(self) -> Iterator[FaultServer]:
        with FaultServer(healthy(replace(ORDINARY, any_company=True))) as server:
            yield server

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "0x7f.1"])
    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"public_key": TENANT.public_key},
            {"public_key": TENANT.public_key, "private_key": TENANT.private_key},
            {"client_id": TENANT.client_id},
        ],
    )
    def test_plain_http_carries_only_values_practice_issued(
        self, host: str, change: dict[str, str], listener: FaultServer
    ) -> None:
        tenant = replace(ORDINARY, **change)  # type: ignore[arg-type]
        outcome = try_link(typed(f"http://{host}:{listener.port}", tenant))
        assert outcome.exit_code in {1, 3}
        assert listener.requests == []
        for received in listener.unreadable:
            for value in (tenant.company_id, tenant.public_key, tenant.private_key):
                assert value.encode() not in received

    @pytest.mark.parametrize("site", ["http://cw.example.test", "http://10.1.2.3"])
    def test_plain_http_is_for_loopback_only(self, site: str, resolver: Any) -> None:
        outcome = try_link(typed(site))
        assert (outcome.document["site"]["api_base"] or "https://").startswith("https://")

    def test_plain_http_on_loopback_needs_no_certificate(self) -> None:
        outcome = link()
        assert outcome.rows["certificate"] == ("passed", None)
        assert outcome.row("certificate")["message"] == "Not needed on this computer."


class TestPractice:
    @pytest.mark.parametrize("explicit", [True, False])
    def test_practice_never_goes_through_a_proxy(
        self, explicit: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with PracticeServer() as practice, FaultProxy({}) as proxy:
            url = f"http://127.0.0.1:{proxy.port}"
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
                monkeypatch.setenv(name, url)
                monkeypatch.setenv(name.lower(), url)
            given = practice.values
            values = FieldTexts(
                given["site"],
                given["company_id"],
                given["public_key"],
                Secret(given["private_key"]),
                Secret(given["client_id"]),
                Scope(),
            )
            outcome = try_link(values, proxy=ProxySetting(explicit=url if explicit else ""))
            assert outcome.document["verdict"] == "ready"
            assert proxy.requests == []
            assert proxy.unreadable == []


def test_only_the_two_headers_carry_secrets() -> None:
    outcome = link(healthy(FULL_TENANT))
    for request in outcome.requests:
        secret = {n.lower() for n in request.header_names} & {"authorization", "clientid"}
        assert secret in (set(), {"authorization", "clientid"})
        assert not any(
            key in request.target for key in (TENANT.private_key, TENANT.client_id, "Practice")
        )
    assert outcome.signed == outcome.asked[1:]


def test_wrong_keys_never_reach_a_second_host(sites: Any) -> None:
    trap = trap_of(sites)
    tenant = replace(CLOUD, site_url="evil.example.test")
    sites.start(healthy(tenant).api("/*", SignIn.WRONG_KEYS), WEB, API)
    outcome = try_link(typed(WEB))
    assert outcome.failed == ("sign_in", "keys.refused")
    assert_trapped_nothing(trap)
