from __future__ import annotations

import ast
import errno
import http.client
import json
import re
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

import wizard.practice
from tests.unit.practice.conftest import API, EVERYTHING, Visit, Visitor, signed
from wizard.practice import PracticeServer, RequestSeen


def practice_threads() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name.startswith("practice")]


def test_the_values_are_accepted_by_the_check_command(visit: Visit) -> None:
    server = visit(**EVERYTHING).server
    values = json.loads(json.dumps(server.values))
    assert list(values) == [
        "site",
        "company_id",
        "public_key",
        "private_key",
        "client_id",
        "tickets",
        "closes_tickets",
        "maps_contacts",
        "maps_owners",
    ]
    assert values["site"] == f"http://127.0.0.1:{server.port}"
    assert values["company_id"] == "practicemsp"
    assert {name: values[name] for name in EVERYTHING} == EVERYTHING


def test_values_default_to_service_tickets(visit: Visit) -> None:
    values = visit().server.values
    assert values["tickets"] == ["service"]
    options = {values["closes_tickets"], values["maps_contacts"], values["maps_owners"]}
    assert options == {False}


def test_keys_look_real_and_are_fresh_at_every_start() -> None:
    server = PracticeServer()
    seen: set[str] = set()
    for _ in range(3):
        with server:
            values = server.values
        for name in ("public_key", "private_key"):
            assert re.fullmatch("[A-Za-z0-9]{16}", values[name])
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", values["client_id"])
        seen |= {values["public_key"], values["private_key"], values["client_id"]}
    assert len(seen) == 9


def test_the_next_run_resets_tickets_and_refuses_old_keys() -> None:
    server = PracticeServer()
    with server:
        visitor = Visitor(server)
        visitor.call("POST", "/service/tickets", {"summary": "x", "company": {"id": 19}})
        visitor.connection.close()
        old = signed(server)
    with server:
        visitor = Visitor(server)
        assert visitor.get("/service/tickets/count").json == {"count": 2}
        assert visitor.ask("GET", f"{API}/system/info", headers=old).status == 401
        visitor.connection.close()


@pytest.mark.parametrize("tickets", [[], ["telephone"], ["service", "telephone"]])
def test_an_unknown_kind_of_ticket_is_refused(tickets: list[str]) -> None:
    with pytest.raises(ValueError, match="service, project"):
        PracticeServer(tickets=tickets)


def test_choosing_another_scope_fits_role_and_values(visit: Visit) -> None:
    visitor = visit()
    assert visitor.get("/project/projects").status == 403
    visitor.server.choose(tickets=["project"], maps_owners=True)
    assert visitor.server.values["tickets"] == ["project"]
    assert visitor.server.values["maps_owners"]
    assert visitor.get("/project/projects").status == 200
    assert visitor.get("/service/tickets").status == 403


def test_a_stopped_server_raises_an_error() -> None:
    server = PracticeServer()
    for name in ("port", "values"):
        with pytest.raises(RuntimeError, match="is not running"):
            getattr(server, name)
    server.stop()
    server.switch("busy")
    assert server.scenario.name == "busy"
    with server:
        visitor = Visitor(server)
        assert visitor.get("/system/info").status == 429
        visitor.connection.close()


def test_a_server_starts_once(visit: Visit) -> None:
    server = visit().server
    with pytest.raises(RuntimeError, match="already"):
        server.start()
    assert server.port


def test_a_port_in_use_raises_os_error_and_a_free_one_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = PracticeServer(port=port)
        with pytest.raises(OSError) as caught:  # noqa: PT011 - the words differ per system
            server.start()
        assert caught.value.errno == errno.EADDRINUSE
    with server:
        assert server.port == port
    with server:
        assert server.port == port


def test_it_listens_on_loopback_only(visit: Visit) -> None:
    http_server = visit().server._running.http
    assert http_server.socket.getsockname()[0] == "127.0.0.1"


def test_the_log_records_which_headers_were_sent_but_never_values(visit: Visit) -> None:
    visitor = visit()
    visitor.ask("GET", "/login/companyinfo/practicemsp")
    visitor.get("/service/boards?pageSize=1")
    visitor.ask("GET", f"{API}/system/info", headers={"clientId": "x"})
    requests = visitor.server.requests
    assert requests == (
        RequestSeen("GET", "login/companyinfo/practicemsp", False, False),
        RequestSeen("GET", "v2026_1/apis/3.0/service/boards", True, True),
        RequestSeen("GET", "v2026_1/apis/3.0/system/info", False, True),
    )
    values = visitor.server.values
    shown = repr(requests) + repr(visitor.server._running.keys) + repr(visitor.server)
    for name in ("public_key", "private_key", "client_id"):
        assert values[name] not in shown


def test_a_configured_delay_is_kept() -> None:
    with PracticeServer(think_s=0.05) as server:
        visitor = Visitor(server)
        started = time.perf_counter()
        assert visitor.get("/system/info").status == 200
        assert time.perf_counter() - started >= 0.05
        visitor.connection.close()


def stop_while_thinking() -> float:
    """Seconds that `stop` takes while a slow reply is on its way."""
    server = PracticeServer(think_s=60)
    server.start()
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    client.request("GET", "/login/companyinfo/practicemsp")
    while not server.requests:
        time.sleep(0.001)
    started = time.perf_counter()
    server.stop()
    took = time.perf_counter() - started
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        client.getresponse()
    client.close()
    return took


def test_stopping_aborts_a_slow_response() -> None:
    assert min(stop_while_thinking() for _ in range(3)) < 0.2
    assert practice_threads() == []


def test_stopping_ends_idle_half_sent_and_lingering_connections() -> None:
    server = PracticeServer()
    server.start()
    port = server.port
    idle = Visitor(server)
    idle.ask("GET", "/")
    half = socket.create_connection(("127.0.0.1", port), timeout=10)
    half.sendall(b"POST / HTTP/1.1\r\nContent-Le")
    silent = socket.create_connection(("127.0.0.1", port), timeout=10)
    refused = socket.create_connection(("127.0.0.1", port), timeout=10)
    refused.sendall(b"BREW / HTTP/1.1\r\n\r\n")
    assert refused.recv(65536).startswith(b"HTTP/1.1 501")
    server.stop()
    for client in (half, silent):
        assert client.recv(1) == b""
    assert practice_threads() == []
    for client in (half, silent, refused, idle.connection):
        client.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_ended_connections_are_forgotten() -> None:
    with PracticeServer() as server:
        for _ in range(20):
            visitor = Visitor(server)
            visitor.ask("GET", "/")
            visitor.connection.close()
            for thread in practice_threads():
                if thread.name == "practice-connection":
                    thread.join(10)
        assert len(server._running.http._open) <= 2


def test_the_package_imports_only_the_rights_table_from_the_program() -> None:
    """The practice server must not depend on the code it tests."""
    domain = {f"wizard.domain.{name}" for name in ("dataclass", "errors", "rights", "scope")}
    shared = {"wizard.base"} | domain
    folder = Path(wizard.practice.__file__).parent
    for file in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                known = top in sys.stdlib_module_names or name in shared
                assert known or name.startswith("wizard.practice"), name
