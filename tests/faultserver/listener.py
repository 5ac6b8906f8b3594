"""Accepting connections, and ending all of them at once."""

from __future__ import annotations

import select
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.faultserver.connection import Connection
from tests.faultserver.request import Request
from tests.faultserver.tls import Tls
from tests.faultserver.transport import SERVING, Act, Transport, bound_socket, fill_backlog

_WAIT_S = 30.0
_JOIN_S = 30.0


class Listener(ABC):
    """A server on a free loopback port, one thread per connection; a context manager.

    With several ``transport``s the first connection gets the first, and so on; the last one stays.
    """

    def __init__(
        self,
        *,
        tls: Tls | None = None,
        transport: Transport | Sequence[Transport] = SERVING,
        host: str = "127.0.0.1",
    ) -> None:
        self.host = host
        self.port = 0
        self.unreadable: list[bytes] = []
        self._tls = tls
        self._context = tls.context() if tls else None
        self._transports = (transport,) if isinstance(transport, Transport) else tuple(transport)
        self._requests: list[Request] = []
        self._connections: list[Connection] = []
        self._fillers: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._changed = threading.Condition()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to connect to."""
        return self.host, self.port

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    @property
    def requests(self) -> list[Request]:
        """What was asked so far, in order."""
        with self._changed:
            return list(self._requests)

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        with self._changed:
            return len(self._connections)

    @property
    def bytes_sent(self) -> int:
        """How many bytes of replies left, inside TLS if there is TLS."""
        with self._changed:
            return sum(connection.bytes_sent for connection in self._connections)

    def paths(self) -> list[str]:
        """The paths asked so far, in order, without queries."""
        return [request.path for request in self.requests]

    def wait_for_requests(self, count: int = 1) -> None:
        """Wait until at least ``count`` requests came."""
        self._wait(lambda: len(self._requests) >= count, f"{count} requests")

    def wait_for_connections(self, count: int = 1) -> None:
        """Wait until at least ``count`` connections were accepted."""
        self._wait(lambda: len(self._connections) >= count, f"{count} connections")

    def wait_until_left(self) -> None:
        """Wait until every client has closed its connection."""
        self._wait(lambda: all(c.closed for c in self._connections), "the end of all connections")

    def __enter__(self) -> Self:
        self._socket = bound_socket(self.host)
        self.port = self._socket.getsockname()[1]
        self._wake, self._waker = socket.socketpair()
        act = self._transports[0].act
        if act is Act.NEVER_ACCEPT:
            self._fillers = fill_backlog(self._socket)
        elif act is not Act.REFUSE:
            self._socket.listen(64)
            self._socket.setblocking(False)
            self._spawn(self._accept_all)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._waker.send(b"x")
        deadline = time.monotonic() + _JOIN_S
        for thread in self._threads[:1]:
            thread.join(_JOIN_S)
        for connection in self._connections:
            connection.cut()
        for thread in self._threads[1:]:
            thread.join(max(0.0, deadline - time.monotonic()))
        for sock in (self._socket, self._wake, self._waker, *self._fillers):
            sock.close()

    @abstractmethod
    def _talk(self, connection: Connection) -> None:
        """Speak on an open connection until it ends."""

    def _record(self, request: Request) -> None:
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()

    def _accept_all(self) -> None:
        while True:
            ready = select.select([self._socket, self._wake], [], [])[0]
            if self._wake in ready:
                return
            with suppress(OSError):
                self._welcome(self._socket.accept()[0])

    def _welcome(self, sock: socket.socket) -> None:
        sock.setblocking(True)
        with self._changed:
            number = len(self._connections) + 1
            connection = Connection(sock, number, self._stopping)
            self._connections.append(connection)
            self._changed.notify_all()
        transport = self._transports[min(number, len(self._transports)) - 1]
        self._spawn(lambda: self._serve(connection, transport))

    def _serve(self, connection: Connection, transport: Transport) -> None:
        try:
            with suppress(OSError):
                if transport.admit(connection) and self._shake_hands(connection):
                    self._talk(connection)
        finally:
            connection.close()
            with self._changed:
                self._changed.notify_all()

    def _shake_hands(self, connection: Connection) -> bool:
        if self._tls is None or self._context is None:
            return True
        return self._tls.admit(connection, self._context)

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(
            target=work, name=f"{type(self).__name__}-{self.port}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _wait(self, come: Callable[[], bool], what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(come, _WAIT_S):
                raise TimeoutError(f"waited for {what}")
