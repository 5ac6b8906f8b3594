"""The write test and its offer send keys only after the lookup, and to no other host."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faultserver import (
    Authority,
    FaultServer,
    HttpFault,
    Resolver,
    SignIn,
    Tenant,
    Tls,
    redirect,
)
from tests.faultserver.fixtures import HOST, Sites
from tests.faultserver.reply import json_reply
from tests.unit.linktest.ticket.trying import (
    PASSED,
    TENANT,
    TicketShelf,
    attempt,
    offered,
    posts,
    service_plan,
    values_for,
)
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Status
from wizard.domain.faults.fault import Fault
from wizard.domain.ticket import TicketOutcome

CLOUD, API_CLOUD, ELSEWHERE = (
    "na.myconnectwise.net",
    "api-na.myconnectwise.net",
    "keys.example.test",
)
ALL_PASSED = (PASSED, PASSED, PASSED, PASSED)
PATH = "/service/tickets"


def test_the_lookup_comes_first_and_is_not_signed() -> None:
    with FaultServer(TicketShelf().script()) as server:
        attempt(service_plan(), values_for(server.url))
        offered(values_for(server.url))
        first = [r for r in server.requests if r.path.startswith("/login/companyinfo/")]
        assert len(first) == 2
        assert server.requests[0] is first[0]
        assert not any(request.signed for request in first)
        assert all(request.signed for request in server.requests if request not in first)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (json_reply(None), Fault.COMPANY_UNKNOWN),
        (HttpFault.SIGN_IN_PAGE_200, Fault.SITE_NOT_CONNECTWISE),
        (HttpFault.MAINTENANCE_503, Fault.SITE_UNAVAILABLE),
        (HttpFault.RESET, Fault.REFUSED),
        (HttpFault.SILENT, Fault.TIMEOUT),
    ],
    ids=["null", "page", "maintenance", "reset", "silent"],
)
def test_no_key_is_sent_unless_the_lookup_identifies_the_site(answer: object, fault: Fault) -> None:
    with FaultServer(TicketShelf().script().lookup(answer)) as server:  # type: ignore[arg-type]
        tried = attempt(service_plan(), values_for(server.url), timeout_s=0.6)
        offer = offered(values_for(server.url), timeout_s=0.6)
        assert not any(request.signed for request in server.requests)
        assert posts(server) == 0
    assert tried.report.remains is TicketOutcome.NOTHING
    assert offer.problem
    assert tried.fault is offer.problem.fault is fault


def test_an_unapproved_site_url_gets_no_key(sites: Sites) -> None:
    tenant = replace(TENANT, site_url=ELSEWHERE)
    server = sites.start(TicketShelf().script(tenant), HOST)
    trap = sites.trap(ELSEWHERE)
    values = values_for(f"https://{HOST}", tenant)
    assert attempt(service_plan(), values).statuses == ALL_PASSED
    assert offered(values).problem is None
    assert (posts(server), trap.requests) == (1, [])


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "GET"])
def test_no_write_follows_a_redirect(sites: Sites, method: str) -> None:
    shelf = TicketShelf()
    path = PATH if method == "POST" else PATH + "/*"
    script = shelf.script().api(path, redirect(f"https://{ELSEWHERE}/x", 307), method=method)
    server, trap = sites.start(script, HOST), sites.trap(ELSEWHERE)
    attempt(service_plan(), values_for(f"https://{HOST}"))
    assert (posts(server), trap.requests) == (1, [])


def test_a_cloud_host_is_called_by_its_api_name(sites: Sites) -> None:
    shelf = TicketShelf()
    needs_name = shelf.script().everywhere(SignIn.SSL_REQUIRED)
    web, api = sites.start(needs_name, CLOUD), sites.start(shelf.script(), API_CLOUD)
    tried = attempt(service_plan(), values_for(f"https://{CLOUD}"))
    assert tried.statuses == ALL_PASSED
    assert [request.signed for request in web.requests] == [False]
    assert posts(api) == 1


def test_a_cloud_host_without_another_name_is_reported(sites: Sites) -> None:
    script = TicketShelf().script().everywhere(SignIn.SSL_REQUIRED)
    server = sites.start(script, CLOUD, API_CLOUD)
    tried = attempt(service_plan(), values_for(f"https://{CLOUD}"))
    assert tried.fault is Fault.SITE_BLOCKED
    assert [request.signed for request in server.requests] == [False, False]


def test_a_read_that_requires_the_api_host_is_repeated_there(sites: Sites) -> None:
    tenant = Tenant(site_url="eu.myconnectwise.net")
    shelf = TicketShelf()
    sites.start(shelf.script(tenant), CLOUD, API_CLOUD)
    other = sites.start(shelf.script(tenant).api("/*", SignIn.SSL_REQUIRED), "eu.myconnectwise.net")
    twin = sites.start(shelf.script(tenant), "api-eu.myconnectwise.net")
    tried = attempt(service_plan(), values_for(f"https://{CLOUD}", tenant))
    assert tried.statuses == ALL_PASSED
    assert (posts(other), posts(twin), len(other.requests)) == (0, 1, 1)


def test_an_unknown_release_is_found(sites: Sites) -> None:
    tenant = replace(TENANT, extra=(("Codebase", None),))
    script = TicketShelf().script(tenant).on("/v4_6_release/*", SignIn.CANNOT_ROUTE)
    server = sites.start(script, API_CLOUD, CLOUD)
    tried = attempt(service_plan(), values_for(f"https://{CLOUD}", tenant))
    assert tried.statuses == ALL_PASSED
    assert [r.path.split("/")[1] for r in server.requests][:4] == [
        "login",
        "v4_6_release",
        "v2025_1",
        "v2025_1",
    ]


def test_an_unusable_proxy_is_reported_and_no_request_is_sent(sites: Sites) -> None:
    server = sites.start(TicketShelf().script(), HOST)
    proxy = ProxySetting("socks5://user:word@proxy.example.test:1080")
    values = values_for(f"https://{HOST}")
    tried = attempt(service_plan(), values, proxy=proxy)
    offer = offered(values, proxy=proxy)
    assert offer.problem
    assert tried.fault is offer.problem.fault is Fault.PROXY_UNREACHABLE
    assert "word" not in tried.text
    assert server.requests == []


def test_tls_inspection_is_reported(
    sites: Sites, resolver: Resolver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = Authority("Contoso Internal Root")
    monkeypatch.setenv("SSL_CERT_FILE", str(company.write(tmp_path)))
    layer = Tls(company.issue(CLOUD, API_CLOUD))
    with FaultServer(TicketShelf().script(), tls=layer) as server:
        for host in (CLOUD, API_CLOUD):
            resolver.maps(host, server)
        tried = attempt(service_plan(), values_for(f"https://{CLOUD}"))
    first, *others = tried.report.rows
    assert (first.status, {row.status for row in others}) == (Status.WARNING, {PASSED})
    assert f"{API_CLOUD} goes through TLS inspection by Contoso Internal Root" in first.sentence
