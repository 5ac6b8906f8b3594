"""Sockets connect to the first address that responds, and can be aborted from any thread."""

from __future__ import annotations

import errno
import gc
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from tests.faultserver import (
    Authority,
    Ending,
    FaultServer,
    NameFault,
    Resolver,
    Script,
    TransportFault,
    closed_port,
    json_reply,
    tls,
)
from tests.faultserver.clients import NAME
from wizard.connectwise.tls.context import ON_OPENSSL, TrustContext, contexts
from wizard.connectwise.transport import happy_eyeballs
from wizard.connectwise.transport.adapter import pool_classes
from wizard.connectwise.transport.errors import ConnectFailedError
from wizard.connectwise.transport.happy_eyeballs import Address, connect
from wizard.connectwise.transport.proxy_sign_in import ProxySignIn
from wizard.connectwise.transport.sockets import SocketRegistry, Stage

HERE = "127.0.0.1"
NOWHERE = (socket.AF_INET, ("224.0.0.1", 443))
SECONDS = 30.0


def at(server: FaultServer) -> tuple[int, tuple[object, ...]]:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    return family, server.address


def never() -> bool:
    return False


@pytest.fixture
def full() -> Iterator[FaultServer]:
    with FaultServer(transport=TransportFault.NEVER_ACCEPTED.value) as server:
        yield server


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


class TestHappyEyeballs:
    @pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
    def test_the_first_address_is_used(self, host: str) -> None:
        with FaultServer(host=host) as server, connect([at(server)], SECONDS, never) as sock:
            assert sock.getpeername()[:2] == server.address
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    def test_a_silent_address_delays_only_briefly(
        self, full: FaultServer, server: FaultServer
    ) -> None:
        begun = time.monotonic()
        with connect([at(full), at(full), at(server)], SECONDS, never) as sock:
            assert sock.getpeername() == server.address
        assert 0.5 <= time.monotonic() - begun < SECONDS

    def test_a_refusing_address_causes_no_delay(
        self, server: FaultServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The next address is tried immediately, not after the time of the previous one."""
        monkeypatch.setattr(happy_eyeballs, "_NEXT_AFTER_S", SECONDS)
        with (
            closed_port() as port,
            connect([(socket.AF_INET, (HERE, port))] * 5 + [at(server)], SECONDS, never) as sock,
        ):
            assert sock.getpeername() == server.address

    def test_a_refusing_address_beside_a_silent_one_causes_no_delay(
        self, full: FaultServer, server: FaultServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin, begun = happy_eyeballs._Attempts.begin, []

        def counted(attempts: happy_eyeballs._Attempts, address: Address) -> None:
            begun.append(address)
            # The second one, which refuses, has more time than there is.
            monkeypatch.setattr(happy_eyeballs, "_NEXT_AFTER_S", 2 * SECONDS * (len(begun) - 1))
            begin(attempts, address)

        monkeypatch.setattr(happy_eyeballs._Attempts, "begin", counted)
        with closed_port() as port:
            order = [at(full), (socket.AF_INET, (HERE, port)), at(server)]
            with connect(order, SECONDS, never) as sock:
                assert sock.getpeername() == server.address

    def test_an_address_without_a_route_causes_no_delay(self, server: FaultServer) -> None:
        with connect([NOWHERE, at(server)], SECONDS, never) as sock:
            assert sock.getpeername() == server.address

    @pytest.mark.parametrize("refusal_first", [True, False])
    def test_a_refusal_is_reported_rather_than_a_missing_route(
        self, *, refusal_first: bool
    ) -> None:
        with closed_port() as port:
            refusing = (socket.AF_INET, (HERE, port))
            order = [refusing, NOWHERE] if refusal_first else [NOWHERE, refusing]
            with pytest.raises(ConnectionRefusedError):
                connect(order, SECONDS, never)

    def test_no_route_to_any_address_is_reported(self) -> None:
        with pytest.raises(OSError) as unreachable:  # noqa: PT011 - each system has words of its own
            connect([NOWHERE, NOWHERE], SECONDS, never)
        assert unreachable.value.errno == errno.ENETUNREACH

    def test_an_empty_address_list_is_reported(self) -> None:
        with pytest.raises(OSError, match="no address"):
            connect([], SECONDS, never)

    def test_silence_of_every_address_is_reported(self, full: FaultServer) -> None:
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            connect([at(full)], 0.2, never)
        assert 0.2 <= time.monotonic() - begun < SECONDS

    def test_stop_ends_connecting(self, full: FaultServer) -> None:
        begun = time.monotonic()
        with pytest.raises(ConnectionAbortedError):
            connect([at(full)], SECONDS, lambda: time.monotonic() > begun + 0.1)
        assert time.monotonic() - begun < SECONDS / 2

    def test_an_unexpected_error_leaves_no_socket_open(self) -> None:
        with pytest.raises(TypeError):
            connect([(socket.AF_INET, ("127.0.0.1", "port"))], SECONDS, never)
        gc.collect()


class TestSocketRegistry:
    def test_a_name_is_looked_up_once(self, resolver: Resolver, server: FaultServer) -> None:
        resolver.maps(NAME, server)
        wire = SocketRegistry()
        for owner in ("one", "two"):
            with closing(wire.open(owner, NAME, 443, SECONDS)):
                wire.release(owner)
        assert resolver.asked == [NAME]
        assert Stage.NAME in wire.reached

    def test_an_unusable_name_is_reported(self) -> None:
        with pytest.raises(socket.gaierror, match="not a host name"):
            SocketRegistry().open("owner", "x" * 70 + ".test", 443, SECONDS)

    def test_a_failed_lookup_is_reported(self, resolver: Resolver) -> None:
        resolver.fails(NAME, NameFault.FAILED)
        wire = SocketRegistry()
        with pytest.raises(socket.gaierror):
            wire.open("owner", NAME, 443, SECONDS)
        assert wire.reached == {}

    def test_a_late_dns_result_is_dropped(self, resolver: Resolver, server: FaultServer) -> None:
        resolver.maps(NAME, server)
        asked = resolver.hangs(NAME)
        wire = SocketRegistry()
        with pytest.raises(TimeoutError):
            wire.open("owner", NAME, 443, 0.05)
        wire.abort_all()
        asked.set()
        with pytest.raises(ConnectionAbortedError):
            wire.open("owner", NAME, 443, SECONDS)
        assert server.connections == 0

    def test_abort_ends_a_waiting_dns_lookup(self, resolver: Resolver) -> None:
        resolver.hangs(NAME)
        wire = SocketRegistry()
        alarm = threading.Timer(0.05, wire.abort_all)
        alarm.start()
        with pytest.raises(ConnectionAbortedError):
            wire.open("owner", NAME, 443, SECONDS)
        alarm.join()

    def test_abort_ends_a_blocked_read(self, server: FaultServer) -> None:
        wire = SocketRegistry()
        with wire.open("owner", HERE, server.port, None) as sock:
            server.wait_for_connections()
            alarm = threading.Timer(0.05, wire.abort_all)
            alarm.start()
            assert sock.recv(1) == b""
            alarm.join()
            assert not wire.wait_until_closed(0)
            wire.release("owner")
            assert wire.wait_until_closed(0)

    def test_a_connection_established_during_abort_is_closed(
        self, server: FaultServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wire = SocketRegistry()

        def dial_slowly(*args: object) -> socket.socket:
            sock = connect(*args)  # type: ignore[arg-type]
            wire.abort_all()
            return sock

        monkeypatch.setattr("wizard.connectwise.transport.sockets.connect", dial_slowly)
        with pytest.raises(ConnectionAbortedError):
            wire.open("owner", HERE, server.port, SECONDS)
        server.wait_until_left()

    def test_abort_can_be_called_twice(self, server: FaultServer) -> None:
        wire = SocketRegistry()
        with wire.open("owner", HERE, server.port, SECONDS):
            wire.abort_all()
            wire.abort_all()
            wire.release("owner")
            wire.release("owner")
        with pytest.raises(ConnectionAbortedError):
            wire.open("another", HERE, server.port, SECONDS)

    def test_abort_closes_a_connection_the_peer_has_closed(self) -> None:
        with FaultServer(transport=TransportFault.RESET.value) as server:
            wire = SocketRegistry()
            with wire.open("owner", HERE, server.port, SECONDS) as sock:
                with suppress(ConnectionResetError):
                    assert sock.recv(1) == b""
                wire.abort_all()
                wire.release("owner")


class TestPools:
    def test_a_preconnected_socket_is_used(self, trusted: Authority) -> None:
        with FaultServer(tls=tls(trusted, HERE)) as server, closing(Wiring(server)) as wiring:
            wiring.pool.open_one(SECONDS)
            assert wiring.pool.urlopen("GET", "/").status == 404
            assert server.connections == 1

    def test_a_preconnected_socket_is_used_after_proven_connections(
        self, trusted: Authority
    ) -> None:
        with FaultServer(tls=tls(trusted, HERE)) as server, closing(Wiring(server)) as wiring:
            wiring.pool.urlopen("GET", "/")
            wiring.pool.open_one(SECONDS)
            wiring.pool.urlopen("GET", "/")
            assert [request.connection for request in server.requests] == [1, 1]

    def test_a_connection_closed_by_the_server_is_replaced(self, trusted: Authority) -> None:
        ended = Script().everywhere(replace(json_reply({}), ending=Ending.CLOSE))
        with (
            FaultServer(ended, tls=tls(trusted, HERE)) as server,
            closing(Wiring(server)) as wiring,
        ):
            for _ in range(3):
                assert wiring.pool.urlopen("GET", "/").status == 200
                server.wait_until_left()
            assert server.connections == 3

    def test_a_connection_reset_meanwhile_is_replaced(self, trusted: Authority) -> None:
        ended = Script().everywhere(replace(json_reply({}), ending=Ending.RESET))
        with (
            FaultServer(ended, tls=tls(trusted, HERE)) as server,
            closing(Wiring(server)) as wiring,
        ):
            for _ in range(3):
                assert wiring.pool.urlopen("GET", "/").status == 200
                server.wait_until_left()
            assert server.connections == 3

    def test_a_closed_connection_is_not_reported_as_connected(self, trusted: Authority) -> None:
        with FaultServer(tls=tls(trusted, HERE)) as server, closing(Wiring(server)) as wiring:
            connection = wiring.pool._new_conn()
            assert not connection.is_connected
            connection.connect()
            assert connection.is_connected
            connection.close()
            assert not connection.is_connected

    def test_the_pool_opens_as_many_connections_as_requested(self, trusted: Authority) -> None:
        with FaultServer(tls=tls(trusted, HERE)) as server, closing(Wiring(server)) as wiring:
            for _ in range(20):
                wiring.pool.open_one(SECONDS)
            for _ in range(20):
                wiring.pool.urlopen("GET", "/")
            assert server.connections == 20

    def test_a_connection_returned_to_a_closed_pool_is_closed(
        self, trusted: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with FaultServer(tls=tls(trusted, HERE)) as server, closing(Wiring(server)) as wiring:
            pool = wiring.pool
            keep = pool.pool.put_last

            def close_meanwhile(connection: object) -> None:
                keep(connection)
                pool.pool = None

            monkeypatch.setattr(pool.pool, "put_last", close_meanwhile)
            pool.open_one(SECONDS)
            server.wait_until_left()
            assert wiring.wire.wait_until_closed(0)

    def test_a_connection_error_is_raised_unchanged(self, trusted: Authority) -> None:
        with FaultServer(tls=tls(trusted, NAME)) as server, closing(Wiring(server)) as wiring:
            with pytest.raises(ConnectFailedError) as unconnected:
                wiring.pool.urlopen("GET", "/")
            assert isinstance(unconnected.value.cause, ssl.SSLCertVerificationError)
            assert not unconnected.value.by_proxy
            assert wiring.wire.wait_until_closed(0)

    def test_an_internal_error_leaves_no_socket_open(
        self, trusted: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise LookupError("a defect")

        with FaultServer(tls=tls(trusted, HERE)) as server, closing(Wiring(server)) as wiring:
            monkeypatch.setattr(TrustContext, "wrap_socket", fail)
            with pytest.raises(LookupError):
                wiring.pool.urlopen("GET", "/")
            assert wiring.wire.wait_until_closed(0)
            server.wait_until_left()


class Wiring:
    """A pool of secured connections to one server."""

    def __init__(self, server: FaultServer) -> None:
        self.wire = SocketRegistry()
        self.pool = pool_classes(self.wire, contexts(), [], ProxySignIn())["https"](
            server.host, server.port
        )

    def close(self) -> None:
        self.wire.abort_all()
        self.pool.close()


def test_a_connection_reset_before_tls_is_closed(server: FaultServer) -> None:
    with socket.create_connection(server.address) as sock:
        sock.shutdown(socket.SHUT_RDWR)
        server.wait_until_left()
        # Windows notices a little later, when it sends.
        with pytest.raises(ConnectionResetError if ON_OPENSSL else ConnectionError):
            TrustContext().wrap_socket(sock, server_hostname=NAME)
        gc.collect()
