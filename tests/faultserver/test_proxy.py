"""Every proxy fault is the one that its name says."""

from __future__ import annotations

import base64
import http.client
from contextlib import closing

import pytest

from tests.faultserver import (
    Authority,
    FaultProxy,
    FaultServer,
    ProxyFault,
    ProxyRules,
    closed_port,
    tls,
)
from tests.faultserver.clients import NAME, SHORT_S, ask, client_context, connect

PROXY_STATUS = {
    ProxyFault.SIGN_IN: 407,
    ProxyFault.SIGN_IN_NTLM: 407,
    ProxyFault.FORBIDDEN: 403,
    ProxyFault.BLOCK_PAGE: 403,
    ProxyFault.BLOCK_PAGE_200: 200,
    ProxyFault.NO_ROUTE: 503,
    ProxyFault.BAD_GATEWAY: 502,
}
PROXY_ERROR: dict[ProxyFault, type[Exception]] = {
    ProxyFault.REFUSED: ConnectionRefusedError,
    ProxyFault.NEVER_ACCEPTED: TimeoutError,
    ProxyFault.RESET: ConnectionResetError,
    ProxyFault.CLOSED: http.client.RemoteDisconnected,
    ProxyFault.SILENT: TimeoutError,
    ProxyFault.DRIP: TimeoutError,
    ProxyFault.SOCKS: http.client.BadStatusLine,
    ProxyFault.CLOSED_AFTER_REQUEST: http.client.RemoteDisconnected,
    ProxyFault.SILENT_AFTER_REQUEST: TimeoutError,
}


def tunnelled(
    proxy: FaultProxy, authority: Authority, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    context = client_context(authority)
    with closing(http.client.HTTPSConnection(*proxy.address, context=context)) as connection:
        connection.set_tunnel(NAME, 443, headers)
        connection.request("GET", "/login/companyinfo/acmetest")
        response = connection.getresponse()
        return response.status, response.read()


class TestProxy:
    def test_a_name_that_only_the_proxy_knows_is_reached(self, authority: Authority) -> None:
        with (
            FaultServer(tls=tls(authority, NAME)) as server,
            FaultProxy({(NAME, 443): server.address}) as proxy,
        ):
            assert tunnelled(proxy, authority)[0] == 200
            assert server.requests[0].host == NAME
            assert proxy.targets() == [f"{NAME}:443"]
            assert proxy.requests[0].proxy_authorization is None

    def test_only_the_right_credentials_open_the_tunnel(self, authority: Authority) -> None:
        token = base64.b64encode(b"proxyuser:proxytest").decode()
        rules = ProxyRules(sign_in=("proxyuser", "proxytest"))
        with (
            FaultServer(tls=tls(authority, NAME)) as server,
            FaultProxy({(NAME, 443): server.address}, rules) as proxy,
        ):
            with pytest.raises(OSError, match="407"):
                tunnelled(proxy, authority)
            header = {"Proxy-Authorization": f"Basic {token}"}
            assert tunnelled(proxy, authority, header)[0] == 200
            assert [r.proxy_authorization is None for r in proxy.requests] == [True, False]

    @pytest.mark.parametrize("fault", PROXY_STATUS, ids=lambda fault: fault.name)
    def test_a_proxy_responds_instead_of_opening_the_tunnel(self, fault: ProxyFault) -> None:
        with FaultProxy({}, fault) as proxy, connect(proxy) as sock:
            sock.sendall(f"CONNECT {NAME}:443 HTTP/1.1\r\n\r\n".encode())
            response = http.client.HTTPResponse(sock)
            response.begin()
            assert response.status == PROXY_STATUS[fault]
            assert (response.status == 407) == ("Proxy-Authenticate" in response.headers)
            response.close()

    @pytest.mark.parametrize("fault", PROXY_ERROR, ids=lambda fault: fault.name)
    def test_a_broken_proxy_fails_in_the_client(self, fault: ProxyFault) -> None:
        kind = PROXY_ERROR[fault]
        timeout = SHORT_S if kind is TimeoutError else 5
        with FaultProxy({}, fault) as proxy, pytest.raises(kind):
            ask(proxy, timeout=timeout)

    def test_every_proxy_fault_is_tested(self) -> None:
        assert set(ProxyFault) == PROXY_STATUS.keys() | PROXY_ERROR.keys()

    def test_a_closed_port_behind_the_proxy_gives_502(self, authority: Authority) -> None:
        with (
            closed_port() as port,
            FaultProxy({(NAME, 443): ("127.0.0.1", port)}) as proxy,
            pytest.raises(OSError, match="502"),
        ):
            tunnelled(proxy, authority)

    def test_a_name_without_a_route_is_reported_as_unknown(self, authority: Authority) -> None:
        with FaultProxy() as proxy, pytest.raises(OSError, match="503"):
            tunnelled(proxy, authority)

    def test_plain_http_requests_are_recorded_and_refused(self) -> None:
        with FaultProxy() as proxy:
            assert ask(proxy, "http://127.0.0.1:1/x")[0].status == 403
            assert [request.target for request in proxy.proxied()] == ["http://127.0.0.1:1/x"]
