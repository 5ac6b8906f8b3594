"""The resolver fails as configured, and sites are reached by name."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
import threading
from contextlib import closing

import pytest

from tests.faultserver import (
    FaultServer,
    NameFault,
    Resolver,
    TlsFault,
    TransportFault,
    closed_port,
    healthy,
)
from tests.faultserver.clients import GET, NAME, SHORT_S
from tests.faultserver.fixtures import Sites


class TestResolver:
    def test_an_invented_name_resolves_to_a_server(self, resolver: Resolver) -> None:
        with FaultServer() as server:
            resolver.maps(NAME, server)
            with socket.create_connection(("CW.example.test", 443), 5) as sock:
                assert sock.getpeername() == server.address
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((NAME, 8443), 5)
        assert resolver.asked == [NAME, NAME]

    def test_a_name_can_have_several_addresses(self, resolver: Resolver) -> None:
        with closed_port() as port, FaultServer(host="::1") as server:
            resolver.maps(NAME, ("127.0.0.1", port), server)
            with socket.create_connection((NAME, 443), 5) as sock:
                assert sock.family == socket.AF_INET6

    @pytest.mark.parametrize("fault", NameFault, ids=lambda fault: fault.name)
    def test_a_name_fails_with_the_requested_error(
        self, fault: NameFault, resolver: Resolver
    ) -> None:
        resolver.fails(NAME, fault)
        with pytest.raises(socket.gaierror) as failed:
            socket.create_connection((NAME, 443))
        assert failed.value.errno == fault.value[0]

    def test_other_names_do_not_exist(self, resolver: Resolver) -> None:
        for host in ("na.myconnectwise.net", "203.0.113.5", "2001:db8::1"):
            with pytest.raises(socket.gaierror) as failed:
                socket.getaddrinfo(host, 443)
            assert failed.value.errno == socket.EAI_NONAME
        assert socket.getaddrinfo("127.0.0.1", 443)

    def test_offline_every_name_fails_temporarily(self, resolver: Resolver) -> None:
        resolver.maps(NAME, ("127.0.0.1", 1))
        resolver.offline()
        with pytest.raises(socket.gaierror) as failed:
            socket.getaddrinfo(NAME, 443)
        assert failed.value.errno == socket.EAI_AGAIN

    def test_an_address_can_be_unreachable(self, resolver: Resolver) -> None:
        resolver.unreachable(NAME)
        with closing(socket.socket()) as sock:
            address = socket.getaddrinfo(NAME, 443)[0][4]
            assert sock.connect_ex(address) == errno.ENETUNREACH

    def test_a_resolver_hangs_until_it_is_released(self, resolver: Resolver) -> None:
        resolver.maps(NAME, ("127.0.0.1", 1))
        resolver.hangs(NAME)
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.extend(socket.getaddrinfo(NAME, 443)))
        thread.start()
        thread.join(SHORT_S)
        assert thread.is_alive()
        resolver.release()
        thread.join(5)
        assert len(found) == 1


class TestSites:
    def test_a_site_is_reached_and_trusted_under_its_names(self, sites: Sites) -> None:
        server = sites.start(healthy(), "na.myconnectwise.net", "api-na.myconnectwise.net")
        for host in ("na.myconnectwise.net", "api-na.myconnectwise.net"):
            with closing(http.client.HTTPSConnection(host)) as connection:
                connection.request("GET", "/login/companyinfo/acmetest")
                assert connection.getresponse().status == 200
        assert [request.host for request in server.requests] == [
            "na.myconnectwise.net",
            "api-na.myconnectwise.net",
        ]

    def test_a_site_fails_with_the_requested_error(self, sites: Sites) -> None:
        sites.start(fault=TlsFault.EXPIRED)
        trap = sites.trap("trap.example.test")
        context = ssl.create_default_context()
        for host, kind in (
            (NAME, ssl.SSLCertVerificationError),
            ("other.example.test", socket.gaierror),
        ):
            with (
                closing(http.client.HTTPSConnection(host, context=context)) as connection,
                pytest.raises(kind),
            ):
                connection.connect()
        sites.start(transport=TransportFault.REFUSED)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((NAME, 443))
        sites.start(encrypted=False)
        with socket.create_connection((NAME, 443), 5) as sock:
            sock.sendall(GET)
            assert sock.recv(100).startswith(b"HTTP/1.1 404")
        assert trap.connections == 0
