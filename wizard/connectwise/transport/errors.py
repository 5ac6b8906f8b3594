"""What is raised when no whole answer came: how far the request got, and the error underneath."""

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
    """A connection did not come about.

    ``cause`` is the error of the socket, of TLS or of HTTP. ``by_proxy`` says that the proxy is to
    blame: it was not reached, refused to connect, or answered in place of the host.
    """

    def __init__(self, cause: Exception, *, by_proxy: bool) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause
        self.by_proxy = by_proxy

    @property
    def turned_away(self) -> bool:
        """Whether the connection was not let in; not that its certificate or its name is wrong."""
        if isinstance(self.cause, (socket.gaierror, ConnectionAbortedError)):
            return False
        if isinstance(self.cause, ssl.SSLError):
            return isinstance(self.cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
        if isinstance(self.cause, TunnelRefusedError):
            return self.cause.response.status in _MAY_LIMIT
        return isinstance(self.cause, (OSError, RemoteDisconnected))


class NoResponseError(WizardError):
    """A request got no whole answer.

    ``signed`` says that it carried the keys, ``begun`` that the head of a reply had come,
    ``expired`` that the deadline of the whole test ended it. ``waited_s`` is in seconds.
    ``limited`` is set where the host let others in, and this one not, however slowly it was asked;
    ``tries`` counts the requests it took.
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
        """Whether it failed as under a limit of requests or connections: closed, or not let in."""
        if self.expired or self.begun:
            return False
        if isinstance(self.cause, ConnectFailedError):
            return self.cause.turned_away
        return any(isinstance(error, ConnectionError) for error in causes(self.cause))

    @property
    def silent(self) -> bool:
        """Whether nothing came until a limit of time."""
        return any(isinstance(error, TimeoutError) for error in causes(self))


def causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an error and everything inside it, outermost first."""
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
