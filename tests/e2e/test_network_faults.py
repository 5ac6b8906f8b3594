"""Every fault of network, certificate and proxy at every place where it can happen.

The places: the lookup's connection, the API host of the one signed read, and the third wave, which
opens connections of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pytest

from tests.faultserver import (
    SERVING,
    Authority,
    FaultProxy,
    FaultServer,
    HttpFault,
    NameFault,
    ProxyFault,
    Request,
    Resolver,
    Tls,
    TlsFault,
    TransportFault,
    healthy,
    tls,
)
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import (
    API_HOST,
    PARTING,
    PATIENCE_S,
    READ,
    SHORT_S,
    WEB_HOST,
    Outcome,
    at_lookup,
    at_read,
    at_sign_in,
    link,
)
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check, Status
from wizard.domain.faults.fault import Fault

pytestmark = pytest.mark.usefixtures("no_pause")
CLEAR = "plain HTTP"
HANGING = "name service hangs"
INSPECTED = "untrusted inspection"
Failure = TransportFault | TlsFault | NameFault | HttpFault | str
SLOW = {Fault.TIMEOUT, Fault.SERVICE_TIMEOUT}


@dataclass(frozen=True, slots=True)
class Case:
    """A failure, and the fault and check that report it on the way to the host."""

    failure: Failure
    fault: Fault
    check: Check

    @property
    def name(self) -> str:
        failure = self.failure
        return f"{type(failure).__name__}.{failure.name}" if isinstance(failure, Enum) else failure

    @property
    def timeout_s(self) -> float:
        return SHORT_S if self.fault in SLOW or self.failure == HANGING else PATIENCE_S


ARRIVING = [
    Case(NameFault.NO_SUCH_NAME, Fault.NAME_NOT_FOUND, Check.NAME),
    Case(NameFault.NO_ADDRESS, Fault.NAME_NOT_FOUND, Check.NAME),
    Case(NameFault.FAILED, Fault.DNS_FAILED, Check.NAME),
    Case(NameFault.TRY_AGAIN, Fault.DNS_FAILED, Check.NAME),
    Case(HANGING, Fault.DNS_FAILED, Check.NAME),
    Case("no route", Fault.UNREACHABLE, Check.CONNECT),
    Case(TransportFault.REFUSED, Fault.REFUSED, Check.CONNECT),
    Case(TransportFault.NEVER_ACCEPTED, Fault.TIMEOUT, Check.CONNECT),
    Case(TransportFault.RESET, Fault.REFUSED, Check.CERTIFICATE),
    Case(TransportFault.CLOSED, Fault.REFUSED, Check.CERTIFICATE),
    Case(TransportFault.SILENT, Fault.TIMEOUT, Check.CERTIFICATE),
    Case(TransportFault.GARBAGE, Fault.TLS_NOT_TLS, Check.CERTIFICATE),
    Case(TransportFault.OTHER_PROTOCOL, Fault.TLS_NOT_TLS, Check.CERTIFICATE),
    Case(CLEAR, Fault.TLS_NOT_TLS, Check.CERTIFICATE),
    Case(INSPECTED, Fault.TLS_INTERCEPTED, Check.CERTIFICATE),
    Case(TlsFault.SELF_SIGNED, Fault.TLS_UNTRUSTED, Check.CERTIFICATE),
    Case(TlsFault.UNKNOWN_AUTHORITY, Fault.TLS_UNTRUSTED, Check.CERTIFICATE),
    Case(TlsFault.UNKNOWN_AUTHORITY_ROOT_SENT, Fault.TLS_UNTRUSTED, Check.CERTIFICATE),
    Case(TlsFault.WEAK_KEY, Fault.TLS_UNTRUSTED, Check.CERTIFICATE),
    Case(TlsFault.MISSING_INTERMEDIATE, Fault.TLS_INCOMPLETE_CHAIN, Check.CERTIFICATE),
    Case(TlsFault.MISSING_INTERMEDIATE_WITHOUT_URL, Fault.TLS_INCOMPLETE_CHAIN, Check.CERTIFICATE),
    Case(TlsFault.EXPIRED, Fault.TLS_EXPIRED, Check.CERTIFICATE),
    Case(TlsFault.NOT_YET_VALID, Fault.TLS_NOT_YET_VALID, Check.CERTIFICATE),
    Case(TlsFault.WRONG_NAME, Fault.TLS_WRONG_NAME, Check.CERTIFICATE),
    Case(TlsFault.NO_NAME, Fault.TLS_WRONG_NAME, Check.CERTIFICATE),
    Case(TlsFault.OLD_VERSIONS, Fault.TLS_TOO_OLD, Check.CERTIFICATE),
    Case(TlsFault.OLD_SERVER_HELLO, Fault.TLS_TOO_OLD, Check.CERTIFICATE),
    Case(TlsFault.HANDSHAKE_FAILURE, Fault.TLS_TOO_OLD, Check.CERTIFICATE),
    Case(TlsFault.GARBAGE, Fault.TLS_NOT_TLS, Check.CERTIFICATE),
    Case(TlsFault.HANDSHAKE_CLOSED, Fault.REFUSED, Check.CERTIFICATE),
    Case(TlsFault.HANDSHAKE_RESET, Fault.REFUSED, Check.CERTIFICATE),
    Case(TlsFault.HANDSHAKE_HANGS, Fault.TIMEOUT, Check.CERTIFICATE),
    Case(TlsFault.HANDSHAKE_DRIPS, Fault.TIMEOUT, Check.CERTIFICATE),
    Case(TlsFault.WANTS_CLIENT_CERTIFICATE, Fault.TLS_CLIENT_CERTIFICATE, Check.SITE),
]
# Failure -> fault of the unsigned lookup, fault after sign-in has begun.
REPLIES: dict[HttpFault, tuple[Fault, Fault]] = {
    HttpFault.RESET: (Fault.REFUSED, Fault.REFUSED),
    HttpFault.CLOSED: (Fault.REFUSED, Fault.REFUSED),
    HttpFault.SILENT: (Fault.TIMEOUT, Fault.SERVICE_TIMEOUT),
    HttpFault.SILENT_IN_REPLY: (Fault.TIMEOUT, Fault.SERVICE_TIMEOUT),
    HttpFault.DRIP: (Fault.TIMEOUT, Fault.SERVICE_TIMEOUT),
    HttpFault.ENDLESS_CONTINUE: (Fault.TIMEOUT, Fault.SERVICE_TIMEOUT),
    HttpFault.RESET_IN_REPLY: (Fault.REFUSED, Fault.BAD_REPLY),
    HttpFault.TRUNCATED: (Fault.REFUSED, Fault.BAD_REPLY),
    HttpFault.TRUNCATED_CHUNKS: (Fault.REFUSED, Fault.BAD_REPLY),
    HttpFault.OVERSIZED: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.OVERSIZED_CHUNKS: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.OVERSIZED_UNTIL_CLOSE: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.GZIP_BOMB: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.BAD_GZIP: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.BAD_LENGTH: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.BAD_CHUNK: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.TOO_MANY_HEADERS: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.LONG_HEADER: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.BAD_STATUS_LINE: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    HttpFault.NOT_HTTP: (Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
}


# A connection limit looks like this: a read closed without a response is retried.
TIMES = {HttpFault.RESET: 3, HttpFault.CLOSED: 3}


def start(sites: Sites, resolver: Resolver, failure: Failure, host: str) -> FaultServer:
    """Start a server called ``host`` that fails for every client."""
    if isinstance(failure, TlsFault):
        return sites.start(None, host, fault=failure)
    if isinstance(failure, TransportFault):
        return sites.start(None, host, transport=failure)
    server = sites.start(None, host, encrypted=failure is not CLEAR)
    if isinstance(failure, NameFault):
        resolver.fails(host, failure)
    elif failure == HANGING:
        resolver.hangs(host)
    elif failure == "no route":
        resolver.unreachable(host)
    elif failure is INSPECTED:
        become(server, inspected(host))
    return server


def inspected(host: str) -> Tls:
    return Tls(Authority("Zscaler Intermediate Root CA", "Zscaler Inc.").issue(host))


def become(server: FaultServer, layer: Tls | None) -> None:
    """Let every further connection meet another TLS layer."""
    server._context = layer.context() if layer else None
    server._tls = layer


def afterwards(fault: Fault) -> Fault:
    """The fault reported for a network failure after the site was identified."""
    return Fault.SERVICE_TIMEOUT if fault is Fault.TIMEOUT else fault


def assert_failed_at(outcome: Outcome, check: Check, fault: Fault) -> None:
    """Assert the one failed row, that nothing follows it, exit code and blames."""
    assert outcome.failed == [(check, fault)], outcome.text
    row = outcome.report.row(check)
    assert row.problem is not None
    assert row.problem.affects == fault.entry.affects
    places = list(Check)
    states = outcome.states()
    passed = {states[earlier] for earlier in places[: places.index(check)]}
    later = {states[later] for later in places[places.index(check) + 1 :]}
    assert passed <= {Status.PASSED}
    assert later <= {Status.NOT_RUN}
    assert outcome.exit_code == (3 if fault.is_environmental else 1)


def assert_both_finish(outcome: Outcome, fault: Fault) -> None:
    """Assert that the reads after sign-in failed, and both of their rows report it."""
    assert outcome.failed == [(Check.RIGHTS, fault), (Check.BOARDS, fault)], outcome.text
    assert outcome.exit_code == (3 if fault.is_environmental else 1)


def signed(server: FaultServer) -> list[Request]:
    return [request for request in server.requests if request.signed]


@pytest.mark.parametrize("case", ARRIVING, ids=lambda case: case.name)
class TestSignInPath:
    def test_a_fault_at_the_lookup_is_reported(
        self, sites: Sites, resolver: Resolver, case: Case
    ) -> None:
        server = start(sites, resolver, case.failure, HOST)
        outcome = link(timeout_s=case.timeout_s)
        assert_failed_at(outcome, case.check, case.fault)
        assert server.requests == []

    def test_a_fault_at_the_api_host_is_reported(
        self, sites: Sites, resolver: Resolver, case: Case
    ) -> None:
        web = sites.start(None, WEB_HOST)
        api = start(sites, resolver, case.failure, API_HOST)
        outcome = link(f"https://{WEB_HOST}", timeout_s=case.timeout_s)
        fault = Fault.SERVICE_TIMEOUT if case.failure == HANGING else afterwards(case.fault)
        # A name of ConnectWise's cloud does exist: DNS here says otherwise.
        fault = Fault.DNS_FAILED if fault is Fault.NAME_NOT_FOUND else fault
        assert_failed_at(outcome, Check.SIGN_IN, fault)
        assert web.paths() == ["/login/companyinfo/acmetest"]
        assert signed(web) == []
        assert api.requests == []


LISTENING = {TransportFault.RESET, TransportFault.CLOSED, TransportFault.SILENT}
LISTENING |= {TransportFault.GARBAGE, TransportFault.OTHER_PROTOCOL}
TRANSPORTS = [case for case in ARRIVING if case.failure in LISTENING]
HANDSHAKES = [case for case in ARRIVING if isinstance(case.failure, TlsFault)]


def during_rights_reads(fault: Fault) -> Fault:
    """The fault reported if the same host has just accepted other connections."""
    return Fault.RATE_LIMITED if fault is Fault.REFUSED else afterwards(fault)


class TestRightsReads:
    """A resolved name is not looked up again, and a port that accepted a connection stays open."""

    @pytest.mark.parametrize("case", TRANSPORTS, ids=lambda case: case.name)
    def test_failing_connections_are_reported(self, sites: Sites, case: Case) -> None:
        failure = case.failure
        assert isinstance(failure, TransportFault)
        server = sites.start(PARTING, transport=(SERVING, failure.value))
        outcome = link(timeout_s=case.timeout_s)
        assert_both_finish(outcome, during_rights_reads(case.fault))
        assert len(server.requests) == 2

    @pytest.mark.parametrize("case", HANDSHAKES, ids=lambda case: case.name)
    def test_failing_handshakes_are_reported(
        self, sites: Sites, authority: Authority, case: Case
    ) -> None:
        assert isinstance(case.failure, TlsFault)
        layer = tls(authority, HOST, fault=case.failure)
        server = sites.start(PARTING.lookup(lambda _: become(server, layer)))
        outcome = link(timeout_s=case.timeout_s)
        assert_both_finish(outcome, during_rights_reads(case.fault))
        assert len(server.requests) == 2


@pytest.mark.parametrize("failure", REPLIES, ids=lambda failure: failure.name)
class TestReplies:
    @staticmethod
    def timeout_s(failure: HttpFault) -> float:
        return SHORT_S if REPLIES[failure][0] in SLOW else PATIENCE_S

    def test_a_broken_response_to_the_lookup_is_reported(
        self, sites: Sites, failure: HttpFault
    ) -> None:
        server = sites.start(at_lookup(failure))
        outcome = link(timeout_s=self.timeout_s(failure))
        assert_failed_at(outcome, Check.SITE, REPLIES[failure][0])
        assert server.paths() == ["/login/companyinfo/acmetest"]

    def test_a_broken_response_to_the_sign_in_is_reported(
        self, sites: Sites, failure: HttpFault
    ) -> None:
        server = sites.start(at_sign_in(failure))
        outcome = link(timeout_s=self.timeout_s(failure))
        assert_failed_at(outcome, Check.SIGN_IN, REPLIES[failure][1])
        assert len(server.requests) == 1 + TIMES.get(failure, 1)
        assert len(signed(server)) == TIMES.get(failure, 1)

    def test_a_broken_response_to_a_rights_read_is_reported(
        self, sites: Sites, failure: HttpFault
    ) -> None:
        server = sites.start(at_read(failure))
        outcome = link(timeout_s=self.timeout_s(failure))
        assert outcome.failed == [(Check.RIGHTS, REPLIES[failure][1])], outcome.text
        assert outcome.report.row(Check.BOARDS).status is Status.PASSED
        assert outcome.exit_code == 3
        times = sum(request.path.endswith(READ) for request in server.requests)
        assert times == TIMES.get(failure, 1)

    def test_a_broken_response_to_a_boards_read_is_reported(
        self, sites: Sites, failure: HttpFault
    ) -> None:
        sites.start(healthy().api("/service/boards/*/statuses", failure))
        outcome = link(timeout_s=self.timeout_s(failure))
        assert outcome.failed == [(Check.BOARDS, REPLIES[failure][1])], outcome.text


@dataclass(frozen=True, slots=True)
class ProxyCase:
    """A failure with the proxy, the fault, and a word of the sentence that tells it apart."""

    failure: ProxyFault
    fault: Fault
    word: str = ""

    @property
    def timeout_s(self) -> float:
        return SHORT_S if self.silent else PATIENCE_S

    @property
    def silent(self) -> bool:
        return "doesn't respond." in self.word

    @property
    def fault_afterwards(self) -> Fault:
        return Fault.SERVICE_TIMEOUT if self.silent else self.fault


PROXIES = [
    ProxyCase(ProxyFault.REFUSED, Fault.PROXY_UNREACHABLE, "refuses the connection"),
    ProxyCase(ProxyFault.NEVER_ACCEPTED, Fault.PROXY_UNREACHABLE, "it doesn't respond."),
    ProxyCase(ProxyFault.RESET, Fault.PROXY_UNREACHABLE, "it closes the connection"),
    ProxyCase(ProxyFault.CLOSED, Fault.PROXY_UNREACHABLE, "it closes the connection"),
    ProxyCase(ProxyFault.SILENT, Fault.PROXY_UNREACHABLE, "it doesn't respond."),
    ProxyCase(ProxyFault.DRIP, Fault.PROXY_UNREACHABLE, "it doesn't respond."),
    ProxyCase(ProxyFault.SOCKS, Fault.PROXY_UNREACHABLE, "it doesn't respond like an HTTP proxy"),
    ProxyCase(ProxyFault.CLOSED_AFTER_REQUEST, Fault.PROXY_UNREACHABLE, "it closes the connection"),
    ProxyCase(ProxyFault.SILENT_AFTER_REQUEST, Fault.PROXY_UNREACHABLE, "it doesn't respond."),
    ProxyCase(ProxyFault.SIGN_IN, Fault.PROXY_SIGN_IN, "needs a user name"),
    ProxyCase(ProxyFault.SIGN_IN_NTLM, Fault.PROXY_SIGN_IN, "(Negotiate, NTLM)"),
    ProxyCase(ProxyFault.FORBIDDEN, Fault.PROXY_BLOCKED, "HTTP 403"),
    ProxyCase(ProxyFault.BLOCK_PAGE, Fault.PROXY_BLOCKED, "HTTP 403"),
    ProxyCase(ProxyFault.BLOCK_PAGE_200, Fault.PROXY_BLOCKED, "with its own page"),
    ProxyCase(ProxyFault.NO_ROUTE, Fault.PROXY_NO_ROUTE, "couldn't find a server"),
    ProxyCase(ProxyFault.BAD_GATEWAY, Fault.PROXY_NO_ROUTE, "couldn't connect to the server"),
]
# Behind a proxy: its name is not looked up here, and the proxy hides what fails below TLS.
ARRIVING_BEHIND = [
    case
    for case in ARRIVING
    if isinstance(case.failure, TlsFault) or case.failure in {INSPECTED, TransportFault.SILENT}
    if case.failure is not TlsFault.GARBAGE
]
AT_TUNNEL = [case for case in PROXIES if case.failure.value.refusal]


def through(proxy: FaultProxy) -> ProxySetting:
    return ProxySetting(explicit=f"127.0.0.1:{proxy.port}")


class TestProxies:
    @pytest.mark.parametrize("case", PROXIES, ids=lambda case: case.failure.name)
    def test_a_fault_at_the_lookup_is_reported(self, sites: Sites, case: ProxyCase) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}, case.failure) as proxy:
            outcome = link(timeout_s=case.timeout_s, proxy=through(proxy))
            assert_failed_at(outcome, Check.CONNECT, case.fault)
            assert case.word in outcome.text
            assert all(target == f"{HOST}:443" for target in proxy.targets())
        assert str(outcome.report.proxy) == f"127.0.0.1:{proxy.port} (explicit)"
        assert server.requests == []

    @pytest.mark.parametrize("case", AT_TUNNEL, ids=lambda case: case.failure.name)
    def test_a_fault_at_the_api_host_is_reported(self, sites: Sites, case: ProxyCase) -> None:
        web, api = sites.start(None, WEB_HOST), sites.start(None, API_HOST)
        routes = {(WEB_HOST, 443): web.address, (API_HOST, 443): api.address}
        with FaultProxy(routes) as proxy:
            web.play(healthy().lookup(lambda _: refuse_from_now(proxy, case.failure)))
            outcome = link(f"https://{WEB_HOST}", timeout_s=case.timeout_s, proxy=through(proxy))
            assert not any(request.signed for request in proxy.requests)
        assert_failed_at(outcome, Check.SIGN_IN, case.fault_afterwards)
        assert signed(web) == []
        assert api.connections == 0

    @pytest.mark.parametrize("case", AT_TUNNEL, ids=lambda case: case.failure.name)
    def test_a_fault_during_the_rights_reads_is_reported(
        self, sites: Sites, case: ProxyCase
    ) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}) as proxy:
            server.play(PARTING.lookup(lambda _: refuse_from_now(proxy, case.failure)))
            outcome = link(timeout_s=case.timeout_s, proxy=through(proxy))
        assert_both_finish(outcome, case.fault_afterwards)
        assert len(server.requests) == 2

    @pytest.mark.parametrize("case", ARRIVING_BEHIND, ids=lambda case: case.name)
    def test_a_fault_of_the_host_behind_a_proxy_is_reported(
        self, sites: Sites, resolver: Resolver, case: Case
    ) -> None:
        server = start(sites, resolver, case.failure, HOST)
        with FaultProxy({(HOST, 443): server.address}) as proxy:
            outcome = link(timeout_s=case.timeout_s, proxy=through(proxy))
        assert_failed_at(outcome, case.check, case.fault)
        assert server.requests == []

    def test_every_proxy_fault_is_in_the_table(self) -> None:
        assert {case.failure for case in PROXIES} == set(ProxyFault)


def refuse_from_now(proxy: FaultProxy, failure: ProxyFault) -> None:
    """Let every further tunnel meet the failure."""
    proxy._rules = failure.value


def test_every_connection_fault_is_in_the_table() -> None:
    covered = {case.failure for case in ARRIVING}
    spoilt_replies = {TransportFault.RESET_IN_REPLY, TransportFault.DRIP}
    assert set(TransportFault) - covered == spoilt_replies
    assert set(TlsFault) <= covered
    assert set(NameFault) <= covered


@pytest.mark.parametrize(
    ("failure", "fault"),
    [(TransportFault.RESET_IN_REPLY, Fault.REFUSED), (TransportFault.DRIP, Fault.TIMEOUT)],
)
def test_a_transport_that_corrupts_the_response_is_reported(
    sites: Sites, failure: TransportFault, fault: Fault
) -> None:
    sites.start(transport=failure)
    outcome = link(timeout_s=SHORT_S if fault in SLOW else PATIENCE_S)
    assert_failed_at(outcome, Check.SITE, fault)
