"""The way through an HTTP proxy to a host behind it.

Source: RFC 9110, "CONNECT". http.client's own tunnel throws away what follows the proxy's answer,
and with it the sign of a block page.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from http.client import BadStatusLine, LineTooLong, RemoteDisconnected

_LONGEST_HEAD = 65536
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?\r?\n")


class TunnelRefused(OSError):
    """The proxy answered so; status 200 stands for a page in place of a tunnel."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}".strip())
        self.status = status


def open_tunnel(sock: socket.socket, host: str, port: int, headers: Mapping[str, str]) -> None:
    """Ask the proxy at the other end of ``sock`` to connect to ``host``.

    Raises:
        TunnelRefused: it does not.
        BadStatusLine, LineTooLong: it is no HTTP proxy.
        OSError: it does not answer, or leaves (`RemoteDisconnected`).
    """
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    fields = {"Host": place, **headers}
    lines = [f"CONNECT {place} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())]
    sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
    head, surplus = _read_head(sock)
    found = _STATUS_LINE.match(head)
    if not found:
        raise BadStatusLine(repr(head[:80]))
    status, words = int(found[1]), (found[2] or b"").decode("latin-1")
    if not 200 <= status < 300 or surplus:
        raise TunnelRefused(status, words)


def _read_head(sock: socket.socket) -> tuple[bytes, bytes]:
    """Return the head of the answer, and what came behind it."""
    received = b""
    while not (end := re.search(rb"\r?\n\r?\n", received)):
        part = sock.recv(4096)
        received += part
        # Whatever does not begin as HTTP will not become it.
        if received and not received.startswith(b"HTTP/"[: len(received)]):
            raise BadStatusLine(repr(received[:80]))
        if not part:
            raise RemoteDisconnected("the proxy left")
        if len(received) > _LONGEST_HEAD:
            raise LineTooLong("head of the answer")
    return received[: end.end()], received[end.end() :]
