"""An HTTP proxy for tests: it tunnels to local servers under any name, or refuses."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from tests.faultserver.connection import Connection
from tests.faultserver.listener import Listener
from tests.faultserver.replies import FIREWALL_PAGE
from tests.faultserver.reply import Ending, Reply, html_reply
from tests.faultserver.request import (
    Request,
    UnreadableRequestError,
    basic_credentials,
    read_request,
)
from tests.faultserver.tls import Tls
from tests.faultserver.transport import SERVING, SOCKS_REFUSAL, Act, Transport, saying

Routes = Mapping[tuple[str, int], tuple[str, int]]
_ESTABLISHED = Reply(raw=b"HTTP/1.1 200 Connection established\r\n\r\n")
_NO_ROUTE = html_reply("<h1>The proxy could not find the host.</h1>", 503)
_BAD_GATEWAY = html_reply("<h1>The proxy could not connect.</h1>", 502)


def proxy_sign_in(*schemes: str) -> Reply:
    """Return 407 offering ``schemes``, such as ``Basic``, ``NTLM`` or ``Negotiate``."""
    offers = (("Proxy-Authenticate", f'{s} realm="proxy"' if s == "Basic" else s) for s in schemes)
    page = html_reply("<h1>Proxy authentication required</h1>", 407)
    return page.with_headers(*offers)


@dataclass(frozen=True, slots=True)
class ProxyRules:
    """What a proxy does with a CONNECT request.

    ``sign_in`` is the user and password required by Basic authentication, ``refusal`` the response
    to every request, and ``transport`` how connections are treated before that.
    """

    sign_in: tuple[str, str] | None = field(default=None, repr=False)
    refusal: Reply | None = None
    transport: Transport = SERVING


TUNNELLING = ProxyRules()


class ProxyFault(Enum):
    """Every fault of a proxy; the value is the `ProxyRules` that show it."""

    REFUSED = ProxyRules(transport=Transport(Act.REFUSE))
    NEVER_ACCEPTED = ProxyRules(transport=Transport(Act.NEVER_ACCEPT))
    RESET = ProxyRules(transport=Transport(Act.RESET))
    CLOSED = ProxyRules(transport=Transport(Act.CLOSE))
    SILENT = ProxyRules(transport=Transport(Act.STAY_SILENT))
    DRIP = ProxyRules(transport=Transport(byte_interval_s=0.3))
    SOCKS = ProxyRules(transport=saying(SOCKS_REFUSAL))
    SIGN_IN = ProxyRules(refusal=proxy_sign_in("Basic"))
    SIGN_IN_NTLM = ProxyRules(refusal=proxy_sign_in("Negotiate", "NTLM"))
    FORBIDDEN = ProxyRules(refusal=Reply(403, content_type=None))
    BLOCK_PAGE = ProxyRules(refusal=html_reply(FIREWALL_PAGE, 403))
    BLOCK_PAGE_200 = ProxyRules(refusal=html_reply(FIREWALL_PAGE, 200))
    NO_ROUTE = ProxyRules(refusal=_NO_ROUTE)
    BAD_GATEWAY = ProxyRules(refusal=_BAD_GATEWAY)
    CLOSED_AFTER_REQUEST = ProxyRules(refusal=Reply(sent=0, ending=Ending.CLOSE))
    SILENT_AFTER_REQUEST = ProxyRules(refusal=Reply(sent=0, ending=Ending.HANG))


class FaultProxy(Listener):
    """A proxy that carries ``CONNECT host:port`` to the local address in ``routes``.

    A name outside ``routes`` gets 503 with a page, as from a proxy whose resolver does not know it.
    Every request is recorded, also those that ask in the clear without CONNECT: they get 403.
    """

    def __init__(
        self,
        routes: Routes | None = None,
        rules: ProxyRules | ProxyFault = TUNNELLING,
        *,
        tls: Tls | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self._rules: ProxyRules = rules.value if isinstance(rules, ProxyFault) else rules
        super().__init__(tls=tls, transport=self._rules.transport, host=host)
        self._routes = dict(routes or {})

    def targets(self) -> list[str]:
        """The ``host:port`` of every CONNECT, in order."""
        return [request.target for request in self.requests if request.method == "CONNECT"]

    def proxied(self) -> Sequence[Request]:
        """The requests that came in the clear, without CONNECT."""
        return [request for request in self.requests if request.method != "CONNECT"]

    def _talk(self, connection: Connection) -> None:
        try:
            while request := read_request(connection):
                self._record(request)
                if refusal := self._refusal(request):
                    if not refusal.deliver(connection):
                        return
                else:
                    self._tunnel(connection, request.target)
                    return
        except UnreadableRequestError as error:
            self.unreadable.append(error.received)

    def _refusal(self, request: Request) -> Reply | None:
        if self._rules.refusal:
            return self._rules.refusal
        wanted = self._rules.sign_in
        if wanted and basic_credentials(request.proxy_authorization) != wanted:
            return proxy_sign_in("Basic")
        if request.method != "CONNECT":
            return html_reply(FIREWALL_PAGE, 403)
        return None if _host_and_port(request.target) in self._routes else _NO_ROUTE

    def _tunnel(self, connection: Connection, target: str) -> None:
        try:
            upstream = socket.create_connection(self._routes[_host_and_port(target)], timeout=2)
        except OSError:
            _BAD_GATEWAY.deliver(connection)
            return
        with upstream:
            upstream.settimeout(None)
            _ESTABLISHED.deliver(connection)
            if connection.unread:
                upstream.sendall(bytes(connection.unread))
            with suppress(OSError):
                connection.relay(upstream)


def _host_and_port(target: str) -> tuple[str, int]:
    host, _, port = target.rpartition(":")
    return host.strip("[]").lower(), int(port) if port.isdecimal() else 0
