"""Opens a CONNECT tunnel through an HTTP proxy.

Source: RFC 9110, "CONNECT". http.client's own tunnel throws away what follows the proxy's answer,
and with it the reason of a refusal and the sign of a block page.
"""

from __future__ import annotations

import contextlib
import re
import socket
import time
from http.client import BadStatusLine, LineTooLong, RemoteDisconnected

from wizard.connectwise.transport.proxy_sign_in import ProxyResponse
from wizard.domain.errors import WizardError

_LONGEST_HEAD = 65536
_LONGEST_PAGE = 65536
_PAGE_S = 1.0
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?\r?\n")


class TunnelRefusedError(WizardError, OSError):
    """The proxy did not open the tunnel.

    ``status`` 200: it returned a page instead. ``signed``: a user name and password were sent.
    """

    def __init__(self, response: ProxyResponse, *, signed: bool) -> None:
        super().__init__(f"{response.status} {response.reason}".strip())
        self.response = response
        self.signed = signed


def place_of(host: str, port: int) -> str:
    """Return the target of CONNECT: host and port, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def open_tunnel(sock: socket.socket, place: str, authorization: str = "") -> None:
    """Ask the proxy at the other end of ``sock`` to connect to ``place``.

    ``authorization`` is the value of ``Proxy-Authorization``, or "".

    Raises:
        TunnelRefusedError: it does not.
        BadStatusLine, LineTooLong: it is no HTTP proxy.
        OSError: it does not respond, or disconnects (`RemoteDisconnected`).
    """
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if authorization:
        lines.append(f"Proxy-Authorization: {authorization}")
    sock.sendall("\r\n".join([*lines, "", ""]).encode())
    head, surplus = _read_head(sock)
    found = _STATUS_LINE.match(head)
    if not found:
        raise BadStatusLine(repr(head[:80]))
    status, reason = int(found[1]), (found[2] or b"").decode("latin-1")
    if 200 <= status < 300 and not surplus:
        return
    headers = _headers(head[found.end() :])
    page = surplus if status < 300 else _read_page(sock, dict(headers), surplus)
    refusal = ProxyResponse(status, reason, headers, page[:_LONGEST_PAGE])
    raise TunnelRefusedError(refusal, signed=bool(authorization))


def _read_head(sock: socket.socket) -> tuple[bytes, bytes]:
    """Return the response headers, and the bytes that followed them."""
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


def _headers(head: bytes) -> list[tuple[str, str]]:
    fields = (line.partition(":") for line in head.decode("latin-1").splitlines())
    return [(name.strip().lower(), text.strip()) for name, colon, text in fields if colon]


def _read_page(sock: socket.socket, headers: dict[str, str], page: bytes) -> bytes:
    """Read the page of a refusal as far as it comes within a second: it only explains."""
    length = headers.get("content-length", "")
    wanted = min(int(length), _LONGEST_PAGE) if re.fullmatch(r"[0-9]{1,9}", length) else None
    limit_s, ends_at = sock.gettimeout(), time.monotonic() + _PAGE_S
    with contextlib.suppress(OSError):
        while len(page) < (_LONGEST_PAGE if wanted is None else wanted):
            sock.settimeout(max(0.01, ends_at - time.monotonic()))
            part = sock.recv(4096)
            page += part
            if not part or time.monotonic() > ends_at or page.endswith(b"\r\n0\r\n\r\n"):
                break
    sock.settimeout(limit_s)
    return page
