"""Connects to the first of several addresses that responds.

Source: RFC 8305, "Happy Eyeballs": the next address is tried when the one before has not answered
within 250 ms, so that a broken IPv6 costs a quarter of a second and not the whole time.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

Address = tuple[int, tuple[object, ...]]
"""An address family and the address as ``socket.connect`` wants it."""

NO_ROUTE = frozenset(
    {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EADDRNOTAVAIL,
        errno.EHOSTDOWN,
        10049,  # Windows: WSAEADDRNOTAVAIL, and the next three of the same names
        10050,
        10051,
        10065,
    }
)
_UNDER_WAY = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK, 10035})  # 10035: WSAEWOULDBLOCK
# Connected, and reset since (Windows: WSAECONNRESET): the next operation on it will fail.
_ENDED = frozenset({errno.ECONNRESET, 10054})
_NEXT_AFTER_S = 0.25
_LOOK_EVERY_S = 0.05


def connect(
    addresses: Sequence[Address], seconds: float, stopped: Callable[[], bool]
) -> socket.socket:
    """Connect within ``seconds``; ``stopped`` is asked every 50 ms.

    Raises:
        ConnectionAbortedError: stopped.
        TimeoutError: no address answered in time.
        OSError: every address refused; a refusal is told rather than a missing route.
    """
    refusal = OSError(errno.EADDRNOTAVAIL, "no address")
    end, next_at, waiting = time.monotonic() + seconds, 0.0, deque(addresses)
    with closing(_Attempts()) as attempts:
        while waiting or attempts:
            _check(stopped, end)
            if waiting and (time.monotonic() >= next_at or not attempts):
                attempts.begin(waiting.popleft())
                next_at = time.monotonic() + _NEXT_AFTER_S
            for outcome in attempts.completed():
                if isinstance(outcome, socket.socket):
                    return outcome
                next_at = 0.0
                refusal = outcome if refusal.errno in NO_ROUTE else refusal
    raise refusal


def _check(stopped: Callable[[], bool], end: float) -> None:
    if stopped():
        raise ConnectionAbortedError("the link test was stopped")
    if time.monotonic() >= end:
        raise TimeoutError("no address answered in time")


def error_text(code: int) -> str:
    """Return the system's message for a socket error; `os.strerror` lacks Winsock's."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone needs it

        return ctypes.FormatError(code).strip()
    return os.strerror(code)


class _Attempts:
    """Sockets with a pending connect."""

    def __init__(self) -> None:
        self._connecting: list[socket.socket] = []
        self._refused: list[OSError] = []

    def __len__(self) -> int:
        return len(self._connecting) + len(self._refused)

    def begin(self, address: Address) -> None:
        """Start connecting, without waiting."""
        family, place = address
        sock = socket.socket(family, socket.SOCK_STREAM)
        self._connecting.append(sock)
        sock.settimeout(0)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = sock.connect_ex(place)
        if code not in _UNDER_WAY:
            self._refuse(sock, code)

    def completed(self) -> Iterator[socket.socket | OSError]:
        """Wait for up to 50 ms; yield connected sockets, and the errors of the others."""
        for sock in self._ready():
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code and code not in _ENDED:
                self._refuse(sock, code)
            else:
                self._connecting.remove(sock)
                yield sock
        yield from self._refused
        self._refused.clear()

    def close(self) -> None:
        """Close every socket that was not yielded as connected."""
        for sock in self._connecting:
            sock.close()

    def _ready(self) -> list[socket.socket]:
        if not self._connecting:
            return []
        with selectors.DefaultSelector() as selector:
            for sock in self._connecting:
                selector.register(sock, selectors.EVENT_WRITE, sock)
            wait_s = 0 if self._refused else _LOOK_EVERY_S
            return [key.data for key, _ in selector.select(wait_s)]

    def _refuse(self, sock: socket.socket, code: int) -> None:
        self._connecting.remove(sock)
        self._refused.append(OSError(code, error_text(code)))
        sock.close()
