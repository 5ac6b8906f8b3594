"""One HTTP request to ConnectWise: bounded in time and size, never redirected, signed for one origin only."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.util import Retry

from wizard.connectwise.connections import pool_classes
from wizard.connectwise.proxy import Proxy
from wizard.connectwise.reply import Reply
from wizard.connectwise.trust import Certificate
from wizard.connectwise.wire import Wire

CONNECT_TIMEOUT_S = 10.0
SIZE_LIMIT = 8 * 1024 * 1024
TRIES = 3
BUSY = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT_S = 5.0
_FIRST_WAIT_S = 0.1
_PARALLEL = 16


class Client:
    """The requests of one link test, usable from several threads.

    ``deadline`` is in monotonic seconds. ``waiting`` is told how many seconds a retry waits.
    """

    def __init__(
        self,
        proxy: Proxy | None,
        deadline: float,
        *,
        program: str = "h2r-link",
        waiting: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self.wire = Wire()
        self.certificates: list[Certificate] = []
        self.sent = 0
        self._count = threading.Lock()
        self.proxy = proxy
        self._deadline = deadline
        self._waiting = waiting
        self._stop = threading.Event()
        self._adapter = _Adapter(self.wire, self.certificates, proxy)
        self._session = _session(self._adapter, program)

    def get(self, url: str, auth: AuthBase | None = None) -> Reply:
        """Ask once, and again while the server is busy (429, 5xx), at most `TRIES` times.

        Raises:
            requests.RequestException, urllib3's HTTPError, OSError: no answer (see `failures`).
        """
        reply = self._ask(url, auth)
        for attempt in range(1, TRIES):
            pause = _pause(reply, attempt)
            if reply.status not in BUSY or time.monotonic() + pause >= self._deadline:
                break
            self._waiting(pause)
            if self._stop.wait(pause):
                break
            reply = self._ask(url, auth)
        return reply

    def warm(self, url: str, connections: int) -> None:
        """Open ``connections`` to the host of ``url`` in the background, so that a wave need not wait.

        A connection that fails here is simply opened again by the request that needs it.
        """
        for _ in range(connections):
            threading.Thread(target=self._adapter.open_one, args=(url,), daemon=True).start()

    def cut(self) -> None:
        """Stop everything at once; usable from any thread."""
        self._stop.set()
        self.wire.cut()

    def close(self) -> None:
        """Release the connections."""
        self.cut()
        self._session.close()

    def _ask(self, url: str, auth: AuthBase | None) -> Reply:
        with self._count:
            self.sent += 1
        begun = time.monotonic()
        left = max(0.05, self._deadline - begun)
        timeout = (min(CONNECT_TIMEOUT_S, left), left)
        with self._session.get(
            url, auth=auth, timeout=timeout, allow_redirects=False, stream=True
        ) as response:
            body, oversized = _read(response)
            return Reply(
                url=url,
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=body,
                duration_ms=(time.monotonic() - begun) * 1000,
                oversized=oversized,
            )


def _read(response: requests.Response) -> tuple[bytes, bool]:
    body = bytearray()
    for chunk in _chunks(response):
        body += chunk
        if len(body) > SIZE_LIMIT:
            response.close()
            return b"", True
    return bytes(body), False


def _chunks(response: requests.Response) -> Iterator[bytes]:
    chunks: Iterator[bytes] = response.raw.stream(65536, decode_content=True)
    return chunks


def _pause(reply: Reply, attempt: int) -> float:
    """Seconds to wait: what the server asks for, within reason, else a growing pause."""
    asked = reply.headers.get("retry-after", "")
    if asked.strip().isascii() and asked.strip().isdigit():
        return min(float(asked), LONGEST_WAIT_S)
    return float(min(_FIRST_WAIT_S * 2**attempt, LONGEST_WAIT_S))


def _session(adapter: HTTPAdapter, program: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"User-Agent": program, "Accept": "application/json"})
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _Adapter(HTTPAdapter):
    """Sends over the link test's own connections: no redirects, no certifi, no environment."""

    def __init__(self, wire: Wire, seen: list[Certificate], proxy: Proxy | None) -> None:
        self._classes = pool_classes(wire, seen)
        self._proxy = proxy
        super().__init__(pool_maxsize=_PARALLEL, max_retries=Retry(0, read=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._classes
        return manager

    def proxy_headers(self, _proxy: str) -> dict[str, str]:
        return self._proxy.headers() if self._proxy else {}

    def cert_verify(self, conn: Any, _url: str, _verify: object, _cert: object) -> None:
        # requests would load certifi's authorities on top of the system's store.
        conn.cert_reqs = "CERT_REQUIRED"

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        through = {"https": self._proxy.url} if self._proxy else {}
        kwargs.update(verify=True, cert=None, proxies=through)
        return super().send(request, *args, **kwargs)

    def open_one(self, url: str) -> None:
        request = requests.Request("GET", url).prepare()
        through = {"https": self._proxy.url} if self._proxy else {}
        with contextlib.suppress(
            Exception
        ):  # opened again, and judged, by the request that needs it
            pool: Any = self.get_connection_with_tls_context(request, True, proxies=through)
            # WORKAROUND urllib3 2.8: there is no public way to open a connection ahead of its request.
            connection: Any = pool._get_conn()
            connection.timeout = CONNECT_TIMEOUT_S
            try:
                if pool.proxy:
                    pool._prepare_proxy(connection)
                elif connection.is_closed:
                    connection.connect()
            finally:
                pool._put_conn(connection)
