from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.practice.conftest import API, Visit, Visitor, signed
from wizard.practice import PracticeServer
from wizard.practice.http_server import MOST_CONNECTIONS, PracticeHttp

LOOKUP = "/login/companyinfo/practicemsp"


def exchange(server: PracticeServer, sent: bytes) -> bytes:
    """Send bytes, end the sending side, and read whatever comes back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        received = b""
        while piece := client.recv(65536):
            received += piece
    return received


def head(visitor: Visitor, *lines: str, start: str = f"GET {LOOKUP} HTTP/1.1") -> bytes:
    host = f"Host: 127.0.0.1:{visitor.server.port}"
    return "\r\n".join([start, host, *lines, "", ""]).encode("latin-1")


def status(received: bytes) -> int:
    """The status of the last reply; each error is one JSON document of the API."""
    top, _, body = received.rpartition(b"\r\n\r\n")
    line = top[top.rindex(b"HTTP/1.1 ") :].split(b"\r\n")[0]
    code = int(line.split()[1])
    if code >= 400:
        assert code == 404 or b"connection: close" in top.lower()
        assert json.loads(body).keys() == {"code", "message", "errors"}
    return code


def test_one_connection_serves_many_requests(visit: Visit) -> None:
    visitor = visit()
    visitor.ask("GET", LOOKUP)
    first = visitor.connection.sock
    visitor.get("/system/info")
    visitor.call("POST", "/service/tickets", {"summary": "x", "company": {"id": 19}})
    visitor.get("/no/such/thing")
    assert visitor.connection.sock is first


def test_pipelined_requests_are_answered_in_order(visit: Visit) -> None:
    visitor = visit()
    received = exchange(visitor.server, head(visitor) * 3)
    assert received.count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize("host", ["127.0.0.1", "LOCALHOST"])
def test_both_loopback_host_names_are_served(visit: Visit, host: str) -> None:
    visitor = visit()
    headers = {"Host": f"{host}:{visitor.server.port}"}
    assert visitor.ask("GET", LOOKUP, headers=headers).status == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        ["Host: evil.example"],
        ["Host: 127.0.0.1"],
        ["Host: 127.0.0.1:1"],
        ["Host: "],
        ["Host: 127.0.0.1:{port}.evil.example"],
        ["Host: 127.0.0.1:{port}", "Host: evil.example"],
    ],
)
def test_every_other_host_is_refused(visit: Visit, hosts: list[str]) -> None:
    visitor = visit()
    lines = [line.replace("{port}", str(visitor.server.port)) for line in hosts]
    sent = "\r\n".join([f"GET {LOOKUP} HTTP/1.1", *lines, "", ""]).encode()
    received = exchange(visitor.server, sent)
    assert status(received) == 421
    assert b"PMSP" not in received
    assert visitor.server.requests == ()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("GET", 400),
        ("GET /", 404),
        ("POST /", 400),
        ("GET / HTTP/x", 400),
        ("GET / HTTP/²", 400),
        ("GET / SMTP/1", 400),
        ("GET / HTTP/2.0", 505),
        ("GET a b c HTTP/1.1", 400),
        ("BREW / HTTP/1.1", 501),
        ("_serve / HTTP/1.1", 501),
        ("GET http://evil.example/ HTTP/1.1", 400),
        ("OPTIONS * HTTP/1.1", 400),
        ("CONNECT evil.example:443 HTTP/1.1", 501),
        ("GET /" + "x" * 70_000 + " HTTP/1.1", 414),
        ("GET /?" + "&".join(["a=1"] * 101) + " HTTP/1.1", 400),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ],
)
def test_malformed_request_lines_are_refused(visit: Visit, start: str, expected: int) -> None:
    visitor = visit()
    assert status(exchange(visitor.server, head(visitor, start=start))) == expected
    assert visitor.ask("GET", LOOKUP).status == 200


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["X-Long: " + "x" * 70_000], 431),
        ([f"X-{n}: 1" for n in range(200)], 431),
        (["Content-Length: x"], 400),
        (["Content-Length: -1"], 400),
        (["Content-Length: +1"], 400),
        (["Content-Length: ²"], 400),
        (["Content-Length: " + "9" * 5000], 400),
        (["Content-Length: 1", "Content-Length: 2"], 400),
        (["Content-Length: 5"], 400),
        (["Content-Length: 999999999"], 413),
        (["Transfer-Encoding: chunked"], 411),
    ],
)
def test_malformed_headers_are_refused(visit: Visit, lines: list[str], expected: int) -> None:
    visitor = visit()
    start = f"POST {API}/service/tickets HTTP/1.1"
    assert status(exchange(visitor.server, head(visitor, *lines, start=start))) == expected
    assert visitor.ask("GET", LOOKUP).status == 200


def test_a_refused_body_is_read_to_the_end_before_closing(visit: Visit) -> None:
    visitor = visit()
    start = f"POST {API}/service/tickets HTTP/1.1"
    sent = head(visitor, "Content-Length: 3000000", start=start) + b"x" * 3_000_000
    assert status(exchange(visitor.server, sent)) == 413


def push_until_cut(client: socket.socket) -> None:
    while True:
        client.sendall(b"x" * 65536)


def test_an_endless_sender_is_disconnected(visit: Visit) -> None:
    visitor = visit()
    with socket.create_connection(("127.0.0.1", visitor.server.port), timeout=10) as client:
        client.sendall(head(visitor, "Transfer-Encoding: chunked"))
        received = b""
        while not received.endswith(b"}"):
            received += client.recv(65536)
        with pytest.raises(ConnectionError):
            push_until_cut(client)
    assert status(received) == 411


def test_a_flood_of_connections_is_limited_and_harmless(visit: Visit) -> None:
    visitor = visit()
    address = ("127.0.0.1", visitor.server.port)
    with ExitStack() as stack:
        for _ in range(MOST_CONNECTIONS):
            stack.enter_context(socket.create_connection(address, timeout=10))
        with socket.create_connection(address, timeout=10) as one_too_many:
            assert one_too_many.recv(1) == b""
        flood = list(visitor.server._running.http._open.values())
    for thread in flood:
        thread.join(10)
    assert visitor.ask("GET", LOOKUP).status == 200


def test_a_head_response_has_no_body(visit: Visit) -> None:
    visitor = visit()
    reply = visitor.ask("HEAD", LOOKUP)
    assert (reply.status, reply.text) == (405, "")
    assert visitor.ask("GET", LOOKUP).status == 200


def test_http_1_0_clients_are_served_and_closed(visit: Visit) -> None:
    visitor = visit()
    received = exchange(visitor.server, head(visitor, start=f"GET {LOOKUP} HTTP/1.0"))
    assert status(received) == 200
    assert b"PMSP" in received


def test_a_silent_or_leaving_client_disturbs_no_other(visit: Visit) -> None:
    visitor = visit()
    assert exchange(visitor.server, b"") == b""
    assert exchange(visitor.server, b"\r\n") == b""
    with socket.create_connection(("127.0.0.1", visitor.server.port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.sendall(b"GET /login")
    assert visitor.ask("GET", LOOKUP).status == 200


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(max_size=300))
def test_random_bytes_never_break_the_server(noise_server: Visitor, noise: bytes) -> None:
    received = exchange(noise_server.server, noise)
    assert received == b"" or received.startswith(b"HTTP/1.1 ")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.text(), query=st.text())
def test_any_signed_path_is_answered(noise_server: Visitor, path: str, query: str) -> None:
    place = quote(path, errors="replace")
    reply = noise_server.get(f"/{place}?{quote(query, errors='replace')}")
    assert reply.status in {200, 400, 403, 404}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 30) | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "name", "identifier", "op"]), inner)
    ),
    max_leaves=6,
)
FIELDS = [
    "summary",
    "company",
    "board",
    "status",
    "type",
    "team",
    "priority",
    "owner",
    "closedFlag",
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ticket=st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES),
    path=st.sampled_from(FIELDS) | st.text(max_size=3),
    value=JSON_VALUES,
)
def test_any_ticket_and_any_change_get_a_response(
    noise_server: Visitor, ticket: dict[str, object], path: str, value: object
) -> None:
    assert noise_server.call("POST", "/service/tickets", ticket).status in {201, 400, 403}
    change = [{"op": "replace", "path": path, "value": value}]
    assert noise_server.call("PATCH", "/service/tickets/1001", change).status in {200, 400, 403}


@pytest.fixture(scope="module")
def noise_server() -> object:
    with PracticeServer() as server:
        visitor = Visitor(server)
        yield visitor
        assert visitor.ask("GET", LOOKUP).status == 200
        visitor.connection.close()


def test_eight_clients_are_served_concurrently() -> None:
    together = threading.Barrier(8, timeout=10)
    with PracticeServer() as server:
        site = server._running.site
        answer = site.answer

        def wait_for_the_others(request: object) -> object:
            together.wait()
            return answer(request)

        site.answer = wait_for_the_others
        headers, found = signed(server), []

        def work() -> None:
            visitor = Visitor(server)
            found.append(visitor.ask("GET", f"{API}/service/boards", headers=headers).status)
            visitor.connection.close()

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [200] * 8


def test_tickets_created_concurrently_get_unique_numbers(visit: Visit) -> None:
    visitor = visit()
    numbers: list[int] = []

    def work() -> None:
        mine = Visitor(visitor.server)
        for _ in range(10):
            ticket = {"summary": "At once", "company": {"id": 19}}
            numbers.append(mine.call("POST", "/service/tickets", ticket).json["id"])
        mine.connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == 80
    assert visitor.get("/service/tickets/count").json == {"count": 82}


def test_an_internal_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[type[BaseException]] = []
    happened = threading.Event()

    def note(args: threading.ExceptHookArgs) -> None:
        seen.append(args.exc_type)
        happened.set()

    def broken(request: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(threading, "excepthook", note)
    http = PracticeHttp(0, broken)
    http.start()
    with socket.create_connection(("127.0.0.1", http.port), timeout=10) as client:
        client.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{http.port}\r\n\r\n".encode())
        assert client.recv(100) == b""
    assert happened.wait(10)
    http.stop()
    assert seen == [ZeroDivisionError]
