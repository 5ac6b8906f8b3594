"""Sockets of one link test: opened here, watched stage by stage, cut at once from any thread.

Closing a session or a socket does not wake a thread that hangs in it; shutting down a duplicate of the
socket does, in connect, TLS handshake and read alike (tried on Linux).
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError


class Stage(Enum):
    """How far a connection came."""

    NAME = auto()
    CONNECT = auto()
    SECURED = auto()


class Wire:
    """Every socket of one link test."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, socket.socket] = {}
        self._cut = False
        self.reached: dict[Stage, float] = {}

    @property
    def was_cut(self) -> bool:
        """Whether `cut` was called; no socket is opened after that."""
        return self._cut

    def mark(self, stage: Stage) -> None:
        """Remember when a stage was first reached (monotonic seconds)."""
        self.reached.setdefault(stage, time.monotonic())

    def cut(self) -> None:
        """End every connection at once, whatever it is doing, and refuse new ones."""
        with self._lock:
            self._cut = True
            ends, self._ends = list(self._ends.values()), {}
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def forget(self, owner: object) -> None:
        """Release what was kept for a closed connection."""
        with self._lock:
            end = self._ends.pop(id(owner), None)
        if end is not None:
            end.close()

    def open(self, owner: object, host: str, port: int, timeout: float | None) -> socket.socket:
        """Connect to the first address of ``host`` that answers.

        Raises:
            NameResolutionError, ConnectTimeoutError, NewConnectionError: as urllib3 would.
        """
        try:
            infos = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(host, owner, error) from error  # type: ignore[arg-type]
        except UnicodeError as error:
            failure = socket.gaierror(socket.EAI_NONAME, "not a host name")
            raise NameResolutionError(host, owner, failure) from error  # type: ignore[arg-type]
        self.mark(Stage.NAME)
        last: OSError = OSError("no address")
        for attempt in self._attempts(infos, timeout):
            try:
                return self._connect(owner, *attempt)
            except OSError as error:
                last = error
        if isinstance(last, TimeoutError):
            raise ConnectTimeoutError(owner, "connect timed out") from last
        raise NewConnectionError(owner, type(last).__name__) from last  # type: ignore[arg-type]

    def _attempts(
        self, infos: Sequence[tuple[object, ...]], timeout: float | None
    ) -> Iterator[tuple[int, tuple[str, int], float | None]]:
        end = None if timeout is None else time.monotonic() + timeout
        for place, info in enumerate(infos):
            left = (
                None if end is None else max(0.05, (end - time.monotonic()) / (len(infos) - place))
            )
            yield info[0], info[4], left  # type: ignore[misc]

    def _connect(
        self, owner: object, family: int, address: tuple[str, int], timeout: float | None
    ) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._keep(owner, sock.dup())
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(timeout)
            sock.connect(address)
        except BaseException:
            self.forget(owner)
            sock.close()
            raise
        return sock

    def _keep(self, owner: object, end: socket.socket) -> None:
        with self._lock:
            if not self._cut:
                self._ends[id(owner)] = end
                return
        end.close()
        raise ConnectionAbortedError("the link test was stopped")
