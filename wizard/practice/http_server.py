"""HTTP/1.1 server of the practice site on 127.0.0.1, one thread per connection."""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qsl, unquote

from wizard.domain.errors import WizardError
from wizard.practice.handlers import whole_number
from wizard.practice.http import HttpResponse, Request, error

ADDRESS = "127.0.0.1"
MOST_CONNECTIONS = 100

_IDLE_S = 60.0
_JOIN_S = 1.0
_LINGER_S = 0.3
_LINGER_READS = 64
_LARGEST_BODY = 256 * 1024
_MOST_FIELDS = 100

Answer = Callable[[Request], HttpResponse | None]


class _RefusedError(WizardError):
    """The request is not read any further."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Connection(BaseHTTPRequestHandler):
    """Handles the requests of one client."""

    server: PracticeHttp
    protocol_version = "HTTP/1.1"
    # Replies to a request line that cannot be read get a status line, too.
    default_request_version = "HTTP/1.0"
    timeout = _IDLE_S
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        try:
            request = self._read()
        except _RefusedError as refused:
            self._refuse(refused.status, str(refused))
            return
        response = self.server.answer(request)
        if response is None:
            self.close_connection = True
        else:
            self._send(response)

    # The names that http.server looks for.
    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    def _read(self) -> Request:
        hosts = [host.strip().lower() for host in self.headers.get_all("Host", [])]
        if len(hosts) != 1 or hosts[0] not in self.server.hosts:
            # A web page that points its own name at 127.0.0.1 must not reach this server.
            message = "This server answers to 127.0.0.1 and localhost only."
            raise _RefusedError(HTTPStatus.MISDIRECTED_REQUEST, message)
        if not self.path.startswith("/"):
            raise _RefusedError(
                HTTPStatus.BAD_REQUEST, "The path of a request begins with a slash."
            )
        body = self._body()
        path, _, query = self.path.partition("?")
        try:
            fields = parse_qsl(query, max_num_fields=_MOST_FIELDS)
        except ValueError:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "The query has too many fields.") from None
        return Request(
            method=self.command,
            path=unquote(path).strip("/"),
            query=dict(fields),
            authorization=self.headers.get("Authorization"),
            client_id=self.headers.get("clientId"),
            body=body,
        )

    def _body(self) -> bytes:
        if "Transfer-Encoding" in self.headers:
            raise _RefusedError(HTTPStatus.LENGTH_REQUIRED, "A body needs a Content-Length.")
        lengths = set(self.headers.get_all("Content-Length", ["0"]))
        length = whole_number(lengths.pop()) if len(lengths) == 1 else None
        if length is None:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "The Content-Length is not a number.")
        if length > _LARGEST_BODY:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")
        body = self.rfile.read(length)
        if len(body) < length:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "The body ends too early.")
        return body

    def _send(self, response: HttpResponse, *more: tuple[str, str]) -> None:
        self.send_response(response.status)
        for name, value in (*response.headers, *more):
            self.send_header(name, value)
        if response.status is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("api-current-version", "2026.1")
        self.send_header("x-cw-request-id", str(uuid.uuid4()))
        self.send_header("x-server-name", "practice")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        self._send(error(status, "ConnectWiseApi", message), ("Connection", "close"))
        self._linger()

    def _linger(self) -> None:
        """Read what is still on its way: closing before that could cut off the response."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_S)
            for _ in range(_LINGER_READS):
                if not self.connection.recv(_LARGEST_BODY):
                    break

    def send_error(
        self,
        code: int,
        message: str | None = None,  # noqa: ARG002 - repeats what was sent
        explain: str | None = None,  # noqa: ARG002 - repeats what was sent
    ) -> None:
        """Refuse a request that http.server cannot read, without repeating any of it."""
        status = HTTPStatus(code)
        self._refuse(status, status.description or status.phrase)

    def version_string(self) -> str:
        """Return the Server header."""
        return "practice"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Log nothing: paths and addresses are private."""


class PracticeHttp(ThreadingHTTPServer):
    """Listens on 127.0.0.1; tracks open connections so that it can close them all.

    ``answer`` is called on the thread of the connection; None closes it without a response.
    """

    daemon_threads = True
    request_queue_size = 64
    # On Windows the option would let another program take the same port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int, answer: Answer) -> None:
        self.answer = answer
        self._open: dict[socket.socket, threading.Thread] = {}
        super().__init__((ADDRESS, port), Connection)
        self.port: int = self.server_address[1]
        self.hosts = frozenset({f"{ADDRESS}:{self.port}", f"localhost:{self.port}"})
        self._stopping = threading.Event()
        self._loop = threading.Thread(target=self._accept, name="practice", daemon=True)

    def server_bind(self) -> None:
        """Bind without asking DNS for this computer's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)

    def start(self) -> None:
        """Start serving on background threads."""
        self._loop.start()

    def stop(self) -> None:
        """Close the port and all connections, and wait for the threads."""
        self._stopping.set()
        with suppress(OSError):
            socket.create_connection((ADDRESS, self.port), _JOIN_S).close()
        self._loop.join()
        self.server_close()
        # All are cut before the first is waited for; together they get one second.
        for connection in self._open:
            _cut(connection)
        until = time.monotonic() + _JOIN_S
        for thread in self._open.values():
            thread.join(max(0.0, until - time.monotonic()))

    def _accept(self) -> None:
        # serve_forever() would look twice a second whether it is to stop; here a knock wakes it.
        while not self._stopping.is_set():
            self.handle_request()

    def verify_request(self, request: object, client_address: object) -> bool:  # noqa: ARG002 - inherited
        """Accept a new connection unless there are too many."""
        self._open = {s: t for s, t in self._open.items() if t.is_alive()}
        return len(self._open) < MOST_CONNECTIONS

    def process_request(self, request: object, client_address: object) -> None:
        """Serve a new connection on its own thread."""
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name="practice-connection",
            daemon=True,
        )
        self._open[cast(socket.socket, request)] = thread
        thread.start()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - inherited
        """Ignore a client that disconnected; a defect reaches `threading.excepthook`."""
        if not isinstance(sys.exception(), OSError):
            raise  # noqa: PLE0704 - called while the exception is being handled


def _cut(connection: socket.socket) -> None:
    """End a connection while its own thread may wait for what comes next."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    if os.name == "nt":
        # That thread keeps waiting until the socket is closed.
        with suppress(OSError):
            socket.close(connection.detach())
