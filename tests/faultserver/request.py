"""What a client sent, as it came over the wire."""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote

from tests.faultserver.connection import Connection

_END_OF_HEAD = b"\r\n\r\n"
_HEAD_LIMIT = 262_144


class UnreadableRequestError(Exception):
    """The client sent something that is not HTTP, a TLS ClientHello for instance."""

    def __init__(self, received: bytes) -> None:
        super().__init__("not an HTTP request")
        self.received = received


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    ``target`` is the request line's middle part untouched, ``at`` the monotonic time in seconds
    when the head was complete, ``connection`` the number of the connection on this server, from 1.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    at: float
    connection: int

    @property
    def path(self) -> str:
        """The target without its query, not decoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        """The query's values by name."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def header_names(self) -> tuple[str, ...]:
        """The names as they were written, in order."""
        return tuple(name for name, _ in self.headers)

    @property
    def host(self) -> str | None:
        """The Host header."""
        return self.header("host")

    @property
    def authorization(self) -> str | None:
        """The Authorization header, null when there is none."""
        return self.header("authorization")

    @property
    def client_id(self) -> str | None:
        """The clientId header, null when there is none."""
        return self.header("clientid")

    @property
    def proxy_authorization(self) -> str | None:
        """The Proxy-Authorization header, null when there is none."""
        return self.header("proxy-authorization")

    @property
    def signed(self) -> bool:
        """Whether any header came that carries a secret."""
        return any(name.lower() in _SECRET_HEADERS for name in self.header_names)

    @property
    def basic(self) -> tuple[str, str] | None:
        """User and password of Basic authentication, null when there are none."""
        return basic_credentials(self.authorization)

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def holds(self, text: str) -> bool:
        """Whether ``text`` stands anywhere: in the target, a header, its Base64, or the body."""
        said = [self.target, unquote(self.target), self.body.decode("utf-8", "replace")]
        for _, value in self.headers:
            said += [value, *(basic_credentials(value) or ())]
        return any(text in part for part in said)


_SECRET_HEADERS = frozenset({"authorization", "clientid", "proxy-authorization", "cookie"})


def basic_credentials(header: str | None) -> tuple[str, str] | None:
    """Read user and password from a header value of Basic authentication."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def read_request(connection: Connection) -> Request | None:
    """Read the next request; null when the client has ended the connection.

    Raises:
        UnreadableRequestError: what came is not HTTP.
    """
    head = _read_head(connection)
    if head is None:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = [*first.split(" "), "", ""][:3]
    if not version.startswith("HTTP/1."):
        raise UnreadableRequestError(head)
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name, value.strip()) for name, _, value in pairs)
    length = next((value for name, value in headers if name.lower() == "content-length"), "0")
    at = time.monotonic()
    body = _read_body(connection, int(length))
    return Request(method, target, headers, body, at, connection.number)


def _read_head(connection: Connection) -> bytes | None:
    unread = connection.unread
    while _END_OF_HEAD not in unread:
        if (unread and not unread[:1].isalpha()) or len(unread) > _HEAD_LIMIT:
            raise UnreadableRequestError(bytes(unread))
        if not (data := connection.receive()):
            return None
        unread += data
    head, _, rest = bytes(unread).partition(_END_OF_HEAD)
    unread[:] = rest
    return head


def _read_body(connection: Connection, length: int) -> bytes:
    unread = connection.unread
    while len(unread) < length:
        if not (data := connection.receive()):
            raise ConnectionAbortedError("the body ended early")
        unread += data
    body = bytes(unread[:length])
    del unread[:length]
    return body
