"""Connections as urllib3 wants them: sockets from a `Wire`, certificates checked by the computer's store."""

from __future__ import annotations

import socket
from typing import Any, ClassVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from wizard.connectwise.trust import Certificate, TrustContext, certificate_of
from wizard.connectwise.wire import Stage, Wire


class _PlainConnection(HTTPConnection):
    wire: ClassVar[Wire]

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, (int, float)) else None
        if self.proxy:
            self.wire.mark(Stage.NAME)
        sock = self.wire.open(self, self._dns_host, self.port, timeout)
        if not self.proxy:
            self.wire.mark(Stage.CONNECT)
        return sock

    def close(self) -> None:
        super().close()
        self.wire.forget(self)


class _SecureConnection(_PlainConnection, HTTPSConnection):
    seen: ClassVar[list[Certificate]]

    def connect(self) -> None:
        # One context per connection: a shared one does one handshake at a time.
        self.ssl_context = TrustContext()
        try:
            super().connect()
        except BaseException:
            self.close()
            raise
        self.wire.mark(Stage.CONNECT)
        self.wire.mark(Stage.SECURED)
        certificate = certificate_of(self.sock)
        if certificate:
            self.seen.append(certificate)

    def _tunnel(self) -> None:
        super()._tunnel()
        self.wire.mark(Stage.CONNECT)


def pool_classes(wire: Wire, seen: list[Certificate]) -> dict[str, Any]:
    """Return urllib3's pool class per scheme, with connections that belong to ``wire``.

    The certificates of secured connections are appended to ``seen``.
    """
    plain = type("PlainConnection", (_PlainConnection,), {"wire": wire})
    secure = type("SecureConnection", (_SecureConnection,), {"wire": wire, "seen": seen})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
