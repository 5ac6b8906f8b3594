"""The transport adapter of requests, and urllib3 connections on sockets that can be aborted."""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, ClassVar, TypeVar, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Retry

from wizard.connectwise.budget import MeteredResponse
from wizard.connectwise.tls.certificate import Peer
from wizard.connectwise.tls.context import TrustContext, answers_in_tls, contexts, peer_of
from wizard.connectwise.transport.errors import ConnectFailedError
from wizard.connectwise.transport.proxy import Proxy
from wizard.connectwise.transport.proxy_sign_in import ProxySignIn
from wizard.connectwise.transport.proxy_tunnel import TunnelRefusedError, open_tunnel, place_of
from wizard.connectwise.transport.sockets import SocketRegistry, Stage

_Kept = TypeVar("_Kept")


class _PlainConnection(HTTPConnection):
    sockets: ClassVar[SocketRegistry]
    sign_in: ClassVar[ProxySignIn]
    _tunnelled = False

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, HTTPException) as error:
            answered = self._tunnelled and _by_host(error)
            self.close()
            if answered:
                self.sockets.record_stage(Stage.CONNECT)
            # No OSError: urllib3 and requests would wrap it up in errors of their own.
            raise ConnectFailedError(error, by_proxy=bool(self.proxy) and not answered) from error
        except BaseException:
            self.close()
            raise
        self.sockets.record_stage(Stage.CONNECT)

    def close(self) -> None:
        super().close()
        self.sockets.release(self)

    # A class attribute in http.client, which needs no more than a callable.
    def response_class(self, *args: Any, **kwargs: Any) -> MeteredResponse:  # type: ignore[override]
        """Response class that counts the bytes of the whole test."""
        return MeteredResponse(self.sockets.received, *args, **kwargs)

    def _new_conn(self) -> socket.socket:
        if not self._tunnel_host:
            sock = self._dial()
            self.sockets.record_stage(Stage.CONNECT)
            return sock
        self.sockets.record_stage(Stage.NAME)
        place = place_of(str(self._tunnel_host), self._tunnel_port or 443)
        sent = self.sign_in.authorization()
        try:
            return self._through_proxy(place, sent)
        except TunnelRefusedError as refused:
            answer = self.sign_in.answer(refused.response, place, sent)
            if not answer:
                raise
        # A connection of its own: many proxies close the one whose request they refused.
        return self._through_proxy(place, answer)

    def _tunnel(self) -> None:
        self._tunnelled = True  # since `_new_conn`

    def _dial(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, (int, float)) else None
        return self.sockets.open(self, self._dns_host, self.port, timeout)

    def _through_proxy(self, place: str, authorization: str) -> socket.socket:
        sock = self._dial()
        try:
            open_tunnel(sock, place, authorization)
        except BaseException:
            sock.close()
            self.sockets.release(self)
            raise
        return sock


class _SecureConnection(_PlainConnection, HTTPSConnection):
    context: ClassVar[Callable[[], TrustContext]]
    seen: ClassVar[list[Peer]]

    def connect(self) -> None:
        self.ssl_context = context = type(self).context()
        if not context.loaded:  # meanwhile the socket connects
            # No daemon: a process that left meanwhile would tear OpenSSL down under it, and crash.
            threading.Thread(target=context.load, daemon=False).start()
        super().connect()
        self.seen.append(peer_of(self.sock, str(self._tunnel_host or self.host).lower()))
        self.sockets.record_stage(Stage.SECURED)

    @property
    def is_connected(self) -> bool:
        return super().is_connected or self._has_tickets_only()

    def request(self, *args: Any, **kwargs: Any) -> None:
        # A server that already disconnected may have sent the reason: that is read next.
        with contextlib.suppress(ssl.SSLEOFError):
            super().request(*args, **kwargs)

    def _has_tickets_only(self) -> bool:
        """Whether the readable data are only TLS 1.3 session tickets, not the end."""
        if self.sock is None:
            return False
        seconds = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            self.sock.recv(1)
        except ssl.SSLWantReadError:
            return True
        except OSError:
            return False
        finally:
            self.sock.settimeout(seconds)
        return False


class _ConnectionQueue(queue.LifoQueue[_Kept]):
    """Idle connections, without a size limit and without placeholders."""

    def __init__(self, maxsize: int = 0) -> None:
        del maxsize
        super().__init__()

    def put(self, item: _Kept, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002  # as queue has it
        if item is not None:
            super().put(item, block, timeout)

    def put_last(self, item: _Kept) -> None:
        """Add ``item`` as the last one to be reused."""
        with self.mutex:
            self.queue.insert(0, item)


class _PlainPool(HTTPConnectionPool):
    QueueCls = _ConnectionQueue

    def open_one(self, timeout_s: float) -> None:
        """Open a connection and keep it for the next request."""
        connection: Any = self._new_conn()
        connection.timeout = timeout_s
        if self.proxy:
            self._prepare_proxy(connection)
        else:
            connection.connect()
        # Those that have proven themselves are used first.
        cast("_ConnectionQueue[Any]", self.pool).put_last(connection)
        self._drop_if_closed(connection)

    def _put_conn(self, conn: Any) -> None:  # noqa: ANN401  # as urllib3 has it
        super()._put_conn(conn)
        self._drop_if_closed(conn)

    def _drop_if_closed(self, connection: Any) -> None:  # noqa: ANN401  # as urllib3 has it
        """Close a connection returned while the pool was being closed; urllib3 would leak it."""
        if self.pool is None and connection:
            connection.close()


class _SecurePool(_PlainPool, HTTPSConnectionPool):
    pass


def pool_classes(
    sockets: SocketRegistry,
    context: Callable[[], TrustContext],
    seen: list[Peer],
    sign_in: ProxySignIn,
) -> dict[str, Any]:
    """Return urllib3's pool class per scheme, with connections that belong to ``sockets``.

    Each secured connection gets its ``context``; the certificates are appended to ``seen``.
    ``sign_in`` answers the proxy.
    """
    shared = {"sockets": sockets, "sign_in": sign_in}
    plain = type("PlainConnection", (_PlainConnection,), shared)
    attributes = {**shared, "context": staticmethod(context), "seen": seen}
    secure = type("SecureConnection", (_SecureConnection,), attributes)
    return {
        "http": type("PlainPool", (_PlainPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (_SecurePool,), {"ConnectionCls": secure}),
    }


def _by_host(error: Exception) -> bool:
    """Whether the host responded (or timed out) through the tunnel, rather than the proxy."""
    return not isinstance(error, ssl.SSLError) or answers_in_tls(error)


class Adapter(HTTPAdapter):
    """Sends requests over ``sockets``: no retries, no certifi, no environment variables."""

    def __init__(self, sockets: SocketRegistry, seen: list[Peer], proxy: Proxy | None) -> None:
        self._classes = pool_classes(sockets, contexts(), seen, _sign_in(proxy))
        self._proxy = proxy
        super().__init__(max_retries=Retry(0, read=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use our own pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401  # as requests has it
        """Use our own pools behind a proxy, too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._classes
        return manager

    def proxy_headers(self, _proxy: str) -> dict[str, str]:
        """Add nothing: the proxy's sign-in belongs to CONNECT (see `connections`)."""
        return {}

    def cert_verify(self, conn: Any, _url: str, _verify: object, _cert: object) -> None:  # noqa: ANN401  # as requests has it
        """Require a certificate; requests would add certifi's authorities to the system's."""
        conn.cert_reqs = "CERT_REQUIRED"

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send with certificate verification, through the chosen proxy or directly."""
        kwargs.update(verify=True, cert=None, proxies=self._proxies())
        return super().send(request, *args, **kwargs)

    def open_one(self, url: str, timeout_s: float) -> None:
        """Open a connection to the host of ``url`` and keep it for the next request."""
        request = requests.Request("GET", url).prepare()
        pool: Any = self.get_connection_with_tls_context(
            request, verify=True, proxies=self._proxies()
        )
        pool.open_one(timeout_s)

    def _proxies(self) -> dict[str, str]:
        # Plain HTTP is for this computer only, and never goes through a proxy.
        return {"https": self._proxy.url} if self._proxy else {}


def _sign_in(proxy: Proxy | None) -> ProxySignIn:
    return ProxySignIn(proxy.user, proxy.password) if proxy else ProxySignIn()
