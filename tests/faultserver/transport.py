"""What happens to a TCP connection before TLS or HTTP."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

from tests.faultserver.connection import Connection

SSH_BANNER = b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"
SOCKS_REFUSAL = b"\x05\xff"
_FILLER_LIMIT = 64
_FILLER_WAIT_S = 0.05


class Act(Enum):
    """What a server does with a connection."""

    SERVE = auto()
    REFUSE = auto()
    NEVER_ACCEPT = auto()
    RESET = auto()
    CLOSE = auto()
    STAY_SILENT = auto()
    SAY = auto()


@dataclass(frozen=True, slots=True)
class Transport:
    """How a connection is treated.

    ``said`` is what ``Act.SAY`` sends at once, before it ends the connection. ``byte_interval_s``
    makes every reply drip. ``reset_after`` counts bytes of replies (inside TLS, if there is TLS).
    """

    act: Act = Act.SERVE
    said: bytes = b""
    byte_interval_s: float = 0.0
    reset_after: int | None = None

    def admit(self, connection: Connection) -> bool:
        """Treat ``connection``; true when the next layer may speak."""
        connection.byte_interval_s = self.byte_interval_s
        connection.reset_after = self.reset_after
        match self.act:
            case Act.RESET:
                connection.reset()
            case Act.STAY_SILENT:
                connection.hang()
            case Act.CLOSE | Act.SAY:
                connection.send(self.said)
                connection.finish()
        return self.act is Act.SERVE


SERVING = Transport()


def dripping(byte_interval_s: float = 0.3) -> Transport:
    """Replies come one byte at a time."""
    return Transport(byte_interval_s=byte_interval_s)


def saying(said: bytes) -> Transport:
    """The server sends something unexpected first, and disconnects."""
    return Transport(Act.SAY, said=said)


class TransportFault(Enum):
    """Every fault below TLS; the value is the `Transport` that shows it."""

    REFUSED = Transport(Act.REFUSE)
    NEVER_ACCEPTED = Transport(Act.NEVER_ACCEPT)
    RESET = Transport(Act.RESET)
    CLOSED = Transport(Act.CLOSE)
    SILENT = Transport(Act.STAY_SILENT)
    RESET_IN_REPLY = Transport(reset_after=40)
    DRIP = Transport(byte_interval_s=0.3)
    GARBAGE = Transport(Act.SAY, said=bytes(range(128, 256)))
    OTHER_PROTOCOL = Transport(Act.SAY, said=SSH_BANNER)


@contextmanager
def closed_port(host: str = "127.0.0.1") -> Iterator[int]:
    """Hold a port that refuses connections: bound, so that it stays free, but not listening."""
    with bound_socket(host) as held:
        yield held.getsockname()[1]


def bound_socket(host: str) -> socket.socket:
    """Return a TCP socket on a free port of ``host``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.bind((host, 0))
    except OSError:
        sock.close()
        raise
    return sock


def fill_backlog(listener: socket.socket) -> list[socket.socket]:
    """Connect until a further connect hangs.

    Returns:
        The connections that keep the queue full; close them after use.
    """
    listener.listen(0)
    fillers: list[socket.socket] = []
    for _ in range(_FILLER_LIMIT):
        filler = socket.socket(listener.family, socket.SOCK_STREAM)
        fillers.append(filler)
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        if not select.select([], [filler], [], _FILLER_WAIT_S)[1]:
            return fillers
    return fillers
