"""The fault server fails below TLS as configured, follows its script, records and stops."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.faultserver import (
    Act,
    Authority,
    FaultProxy,
    FaultServer,
    HttpFault,
    Reply,
    Transport,
    TransportFault,
    TrapServer,
    closed_port,
    dripping,
    rate_limited,
    saying,
    tls,
)
from tests.faultserver.clients import (
    API,
    CONTENT,
    GET,
    NAME,
    SHORT_S,
    SOUND,
    TENANT,
    ask,
    connect,
    everything,
    signed,
)
from tests.faultserver.listener import _JOIN_S


class TestTransport:
    def test_a_refused_port_refuses(self) -> None:
        with (
            FaultServer(transport=TransportFault.REFUSED.value) as server,
            pytest.raises(ConnectionRefusedError),
        ):
            connect(server)

    def test_a_closed_port_refuses(self) -> None:
        with closed_port() as port, pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))

    def test_connecting_to_a_full_backlog_hangs(self) -> None:
        with (
            FaultServer(transport=TransportFault.NEVER_ACCEPTED.value) as server,
            pytest.raises(TimeoutError),
        ):
            connect(server, SHORT_S)

    @pytest.mark.parametrize(
        ("fault", "received"),
        [
            (TransportFault.CLOSED, b""),
            (TransportFault.GARBAGE, bytes(range(128, 256))),
            (TransportFault.OTHER_PROTOCOL, b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
        ],
    )
    def test_the_server_can_close_after_its_response(
        self, fault: TransportFault, received: bytes
    ) -> None:
        with FaultServer(transport=fault.value) as server, connect(server) as sock:
            sock.sendall(GET)
            assert everything(sock) == received

    def test_a_reset_comes_before_any_byte(self) -> None:
        with (
            FaultServer(transport=TransportFault.RESET.value) as server,
            pytest.raises(ConnectionResetError),  # on a busy computer while it still connects
            connect(server) as sock,
        ):
            sock.recv(1)

    def test_a_silent_server_accepts_and_sends_nothing(self) -> None:
        with (
            FaultServer(transport=TransportFault.SILENT.value) as server,
            connect(server, SHORT_S) as sock,
        ):
            sock.sendall(GET)
            with pytest.raises(TimeoutError):
                sock.recv(1)

    def test_a_reset_in_the_middle_of_a_response_leaves_a_part(self) -> None:
        with (
            FaultServer(SOUND, transport=TransportFault.RESET_IN_REPLY.value) as server,
            connect(server) as sock,
        ):
            sock.sendall(GET)
            assert sock.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
            with pytest.raises(ConnectionResetError):
                sock.recv(1)

    def test_drip_sends_byte_by_byte(self) -> None:
        with (
            FaultServer(SOUND, transport=dripping(0.02)) as server,
            connect(server) as sock,
        ):
            sock.sendall(GET)
            start = time.monotonic()
            assert b"".join(sock.recv(100) for _ in range(5)) == b"HTTP/"
            assert time.monotonic() - start > 0.06

    def test_connections_follow_the_scripted_order(self) -> None:
        with FaultServer(
            SOUND, transport=(Transport(), Transport(Act.CLOSE), Transport())
        ) as server:
            assert ask(server)[0].status == 200
            with pytest.raises(http.client.RemoteDisconnected):
                ask(server)
            assert ask(server)[0].status == 200
            assert (server.connections, len(server.requests)) == (3, 2)

    def test_a_server_responds_over_ipv6(self) -> None:
        with FaultServer(SOUND, host="::1") as server:
            assert json.loads(ask(server)[1]) == CONTENT
            assert server.url == f"http://[::1]:{server.port}"


class TestScript:
    def test_a_fault_may_happen_once_or_later(self) -> None:
        once = SOUND.everywhere(HttpFault.ERROR_500, None)
        later = SOUND.everywhere(None, rate_limited("7"))
        with FaultServer(once) as server:
            assert [ask(server)[0].status for _ in range(3)] == [500, 200, 200]
            server.play(later)
            assert [ask(server)[0].status for _ in range(3)] == [200, 429, 429]

    def test_the_last_matching_rule_wins(self) -> None:
        script = SOUND.on("/a/*", HttpFault.EMPTY).on("/a/b", Reply(404), method="POST")
        with FaultServer(script) as server:
            asked = [("GET", "/"), ("GET", "/a/b"), ("POST", "/a/b?c=d")]
            replies = [ask(server, path, method=method) for method, path in asked]
        assert [response.status for response, _ in replies] == [200, 200, 404]
        assert replies[1][1] == b""

    def test_a_rule_function_may_respond_or_pass(self) -> None:
        script = SOUND.everywhere(lambda r: Reply(401) if r.client_id is None else None)
        with FaultServer(script) as server:
            assert ask(server)[0].status == 401
            assert ask(server, headers={"clientId": "x"})[0].status == 200


class TestRecord:
    def test_requests_are_recorded_in_order_and_unchanged(self) -> None:
        with FaultServer(SOUND) as server:
            with closing(http.client.HTTPConnection(*server.address)) as connection:
                for target in ("/a/../b%2f?x=1", "//double"):
                    connection.request("GET", target, headers=signed() | {"X-Odd": "1"})
                    connection.getresponse().read()
            ask(server, method="DELETE")
            first, second, third = server.requests
            assert server.paths() == ["/a/../b%2f", "//double", "/"]
        assert first.header_names[-3:] == ("Authorization", "clientId", "X-Odd")
        assert first.basic == (f"{TENANT.company_id}+{TENANT.public_key}", TENANT.private_key)
        assert (first.client_id, first.query) == (TENANT.client_id, {"x": ["1"]})
        assert first.host == f"127.0.0.1:{server.port}"
        assert first.at < second.at < third.at
        assert [r.connection for r in (first, second, third)] == [1, 1, 2]
        assert (first.signed, third.signed, third.authorization) == (True, False, None)
        assert third.method == "DELETE"

    def test_a_trap_accepts_any_client_and_records_its_requests(self) -> None:
        with TrapServer() as trap:
            assert json.loads(ask(trap, "/login/companyinfo/anybody")[1])["Codebase"]
            assert ask(trap, "/anything")[1] == b"[]"
            assert not trap.signed_requests()
            assert not trap.holds("TestPrivateKey16")
            assert json.loads(ask(trap, API + "/service/info/boards/active", signed())[1])
            assert len(trap.signed_requests()) == 1
            assert trap.holds("TestPrivateKey16")

    @pytest.mark.parametrize("name", ["Authorization", "clientId", "Proxy-Authorization", "Cookie"])
    def test_one_secret_header_is_enough_to_be_detected(self, name: str) -> None:
        with TrapServer() as trap:
            ask(trap, headers={name: "test"})
            assert [request.signed for request in trap.requests] == [True]

    def test_the_next_request_can_be_waited_for(self) -> None:
        with FaultServer(SOUND.everywhere(HttpFault.SILENT)) as server:
            with connect(server) as sock:
                server.wait_for_connections(1)
                sock.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
                server.wait_for_requests(1)
            server.wait_until_left()
            assert server.paths() == ["/slow"]


STUCK: dict[str, Callable[[Authority], FaultServer]] = {
    "silent": lambda _: FaultServer(transport=TransportFault.SILENT.value),
    "saying": lambda _: FaultServer(transport=saying(b"hello")),
    "full": lambda _: FaultServer(transport=TransportFault.NEVER_ACCEPTED.value),
    "handshake": lambda known: FaultServer(tls=tls(known, NAME)),
    "hung reply": lambda _: FaultServer(SOUND.everywhere(HttpFault.SILENT)),
    "dripping reply": lambda _: FaultServer(SOUND.everywhere(HttpFault.DRIP)),
    "oversized reply": lambda _: FaultServer(SOUND.everywhere(HttpFault.OVERSIZED)),
    "late reply": lambda _: FaultServer(think_s=60),
    "kept alive": lambda _: FaultServer(SOUND),
}


class TestStopping:
    @pytest.mark.parametrize("state", STUCK)
    def test_a_server_stops_at_once_with_a_client_connected(
        self, state: str, authority: Authority
    ) -> None:
        server = STUCK[state](authority)
        with closing(socket.socket()) as sock:
            sock.settimeout(5)
            with server:
                sock.setblocking(state != "full")
                sock.connect_ex(server.address)
                if state not in ("full", "handshake"):
                    sock.sendall(GET)
                    server.wait_for_connections()
                start = time.monotonic()
            assert time.monotonic() - start < _JOIN_S
        assert not [t for t in threading.enumerate() if t.name == f"FaultServer-{server.port}"]

    def test_a_proxy_stops_at_once_with_an_open_tunnel(self) -> None:
        with (
            FaultServer(transport=TransportFault.SILENT.value) as server,
            closing(socket.socket()) as sock,
        ):
            with FaultProxy({(NAME, 443): server.address}) as proxy:
                sock.connect(proxy.address)
                sock.sendall(f"CONNECT {NAME}:443 HTTP/1.1\r\n\r\n".encode())
                assert sock.recv(100).startswith(b"HTTP/1.1 200")
                start = time.monotonic()
            assert time.monotonic() - start < _JOIN_S
            server.wait_until_left()
