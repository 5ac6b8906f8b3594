"""Raised when no complete response was received: how far the request got, and the cause."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from http.client import RemoteDisconnected

from wizard.connectwise.transport.proxy_tunnel import TunnelRefusedError
from wizard.domain.errors import WizardError

# What proxies answer to one connection too many (Squid's maxconn: 403).
_MAY_LIMIT = frozenset({403, 429, 500, 502, 503, 504})


class ConnectFailedError(WizardError):
    """A connection could not be established.

    ``cause`` is the error of the socket, of TLS or of HTTP. ``by_proxy`` says that the proxy is to
    blame: it was not reached, refused to connect, or answered in place of the host.
    """

    def __init__(self, cause: Exception, *, by_proxy: bool) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause
        self.by_proxy = by_proxy

    @property
    def turned_away(self) -> bool:
        """Whether the connection was rejected, rather than its certificate or name."""
        if isinstance(self.cause, (socket.gaierror, ConnectionAbortedError)):
            return False
        if isinstance(self.cause, ssl.SSLError):
            return isinstance(self.cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
        if isinstance(self.cause, TunnelRefusedError):
            return self.cause.response.status in _MAY_LIMIT
        return isinstance(self.cause, (OSError, RemoteDisconnected))


class NoResponseError(WizardError):
    """No complete response was received.

    ``signed``: the request carried the keys. ``begun``: the response headers had arrived.
    ``expired``: the deadline of the whole test ended it. ``waited_s`` is in seconds. ``limited``:
    the host accepted other requests but rejected this one at any pace; ``tries`` counts the
    attempts.
    """

    def __init__(
        self, cause: Exception, *, signed: bool, begun: bool, expired: bool, waited_s: float
    ) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause
        self.signed = signed
        self.begun = begun
        self.expired = expired
        self.waited_s = waited_s
        self.limited = False
        self.tries = 1

    @property
    def turned_away(self) -> bool:
        """Whether it failed like a rate limit: closed, or connection rejected."""
        if self.expired or self.begun:
            return False
        if isinstance(self.cause, ConnectFailedError):
            return self.cause.turned_away
        return any(isinstance(error, ConnectionError) for error in causes(self.cause))

    @property
    def silent(self) -> bool:
        """Whether nothing was received until a timeout."""
        return any(isinstance(error, TimeoutError) for error in causes(self))


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and its causes, outermost first."""
    todo, seen = [error], set[int]()
    while todo:
        current = todo.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = [getattr(current, "reason", None), current.__cause__, *current.args]
        inner += [getattr(current, "original_error", None), current.__context__]
        todo += [cause for cause in inner if isinstance(cause, BaseException)]
