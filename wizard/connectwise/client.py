"""HTTP client of one link test: limits on time and size, no redirects, one approved origin.

Every limit holds against a hostile server: the deadline aborts a slow or hanging connection.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPException, IncompleteRead
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ProtocolError

from wizard.connectwise.budget import MIB, Allowance, Budget, TooMuchDataError
from wizard.connectwise.pace import Pace, Turn
from wizard.connectwise.response import Response
from wizard.connectwise.tls.certificate import Peer
from wizard.connectwise.transport.adapter import Adapter
from wizard.connectwise.transport.errors import ConnectFailedError, NoResponseError
from wizard.connectwise.transport.proxy import Proxy
from wizard.connectwise.transport.sockets import SocketRegistry

CONNECT_S = 10.0
CONNECT_SHARE = 0.5  # of the time that is left, where that is more
# Source: ConnectWise developer guide, "Versioning"; its interface description names no other type.
ACCEPT = "application/vnd.connectwise.com+json, application/json;q=0.9"
CLOSING_S = 0.2
SIZE_LIMIT = 4 * MIB
_LONGEST_HEADER = 2000
TRIES = 3
BUSY = frozenset({429, *range(500, 600)} - {511})
LONGEST_WAIT_S = 5.0
_FIRST_WAIT_S = 0.1
# One of a burst is given up earlier than the first connection was opened: a firewall that lets in
# only so many drops the others, and those that are open can do their work.
_BURST_CONNECT_S = 2.0
_BURST_CONNECT_FACTOR = 3.0
_LIMITS = frozenset({429, 503})
_HEAD_START_S = 0.01  # of the request that is asked meanwhile: handshakes would hold it up
_NO_ANSWER = (ConnectFailedError, requests.RequestException, HTTPError, HTTPException, OSError)


class Client:
    """Sends the requests of one link test; thread-safe. Close it after use.

    ``deadline`` is in monotonic seconds. ``on_retry`` is called with the seconds until a retry.
    """

    def __init__(
        self,
        proxy: Proxy | None,
        deadline: float,
        *,
        program: str = "h2r-link",
        on_retry: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self.sockets = SocketRegistry()
        self.peers: list[Peer] = []
        self.requests_sent = 0
        self.proxy = proxy
        self._count = threading.Lock()
        self._deadline = deadline
        self._on_retry = on_retry
        self._stop = threading.Event()
        self._expired = False
        self._first_asked = 0.0
        self._pace = Pace(deadline, self._stop)
        self._budget = Budget()
        self._adapter = Adapter(self.sockets, self.peers, proxy)
        self._session = _session(self._adapter, program)
        self._deadline_timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._expire)
        self._deadline_timer.daemon = True
        self._deadline_timer.start()

    def get(self, url: str, auth: AuthBase | None = None) -> Response:
        """Send a GET request; retry on 429, 5xx, or when a rate limit rejects the connection.

        Raises:
            NoResponseError: no complete response was received (see `network_errors`).
        """
        return self._repeat(url, partial(self._ask, url, auth), BUSY, reads=True)

    def ask_once(self, url: str, auth: AuthBase) -> Response:
        """Send a GET request without retries.

        Raises:
            NoResponseError: no complete response was received.
        """
        return self._ask(url, auth, connect_s=self._connect_s(burst=False))

    def send(self, method: str, url: str, content: object, auth: AuthBase) -> Response:
        """Send a request that writes, with ``content`` (unless None) as JSON; retry after 429 only.

        Raises:
            NoResponseError: no complete response was received; the write may have happened anyway.
        """
        ask = partial(self._ask, url, auth, method=method, content=content)
        return self._repeat(url, ask, frozenset({429}), reads=False)

    def preconnect(self, url: str, connections: int) -> None:
        """Open ``connections`` to the host of ``url`` in the background.

        Errors are ignored: the request that needs the connection opens it again.
        """
        for _ in range(connections):
            threading.Thread(target=self._open_one, args=(url,), daemon=True).start()

    def abort(self) -> None:
        """Abort all requests at once; thread-safe."""
        self._stop.set()
        self.sockets.abort_all()

    def close(self) -> None:
        """Close the connections; threads that still use one get a short grace period."""
        self._deadline_timer.cancel()
        self.abort()
        self._session.close()
        self.sockets.wait_until_closed(CLOSING_S)

    def _expire(self) -> None:
        self._expired = True
        self.abort()

    def _open_one(self, url: str) -> None:
        if self._stop.wait(_HEAD_START_S):
            return
        try:
            self._adapter.open_one(url, self._connect_s(burst=True))
        except (ConnectFailedError, HTTPError, OSError):
            self._pace.suspect()

    def _repeat(
        self, url: str, ask: Callable[..., Response], busy: frozenset[int], *, reads: bool
    ) -> Response:
        attempt = _Attempt(url.partition("://")[2].partition("/")[0], busy, reads=reads)
        while True:
            with self._pace.turn(attempt.host) as turn:
                if turn.hopeless and attempt.outcome:
                    # The limit that others met meanwhile explains what came before them, too.
                    attempt.turn.burst |= turn.burst
                    break
                connect_s = self._connect_s(burst=turn.known and turn.burst and not turn.slow)
                attempt.make(partial(ask, connect_s=connect_s), turn)
            pause = self._pause(attempt)
            if pause is None:
                break
            self._on_retry(pause)
            if not attempt.turned_away and self._stop.wait(pause):
                break
        return attempt.result(limited=self._pace.limited)

    def _pause(self, attempt: _Attempt) -> float | None:
        """Return the seconds until the next try, or None to give up."""
        response = attempt.response
        if attempt.turned_away and attempt.tries < self._pace.tries():
            asked_s = _asked_pause(response) if response else None
            return self._pace.turned_away(attempt, attempt.turn, asked_s or 0.0)
        if response is None or attempt.turned_away:
            return None
        if response.status not in attempt.busy:
            self._pace.passed(attempt.host)
        if response.status == requests.codes.unauthorized:
            self._pace.give_up()  # what refused the keys once is not sent them again
        if response.status not in attempt.busy or attempt.tries >= TRIES:
            return None
        asked = _asked_pause(response)
        pause = min(_FIRST_WAIT_S * 2**attempt.tries, LONGEST_WAIT_S) if asked is None else asked
        return pause if time.monotonic() + pause < self._deadline else None

    def _connect_s(self, *, burst: bool) -> float:
        """Connect timeout in seconds."""
        left_s = max(0.0, self._deadline - time.monotonic()) + 1.0
        limit_s = min(left_s, max(CONNECT_S, left_s * CONNECT_SHARE))
        reached = self.sockets.reached.values()
        if not burst or not reached:
            return limit_s
        first_s = max(0.0, max(reached) - self._first_asked)
        return min(limit_s, _BURST_CONNECT_S + _BURST_CONNECT_FACTOR * first_s)

    def _ask(
        self,
        url: str,
        auth: AuthBase | None,
        *,
        connect_s: float,
        method: str = "GET",
        content: object = None,
    ) -> Response:
        with self._count:
            self.requests_sent += 1
            self._first_asked = self._first_asked or time.monotonic()
        asked_at, begun = time.perf_counter(), False
        # One second more: it is the alarm that ends everything at the deadline.
        left_s = max(0.0, self._deadline - time.monotonic()) + 1.0
        limits = (connect_s, left_s)
        try:
            with self._session.request(
                method,
                url,
                json=content,
                auth=auth,
                timeout=limits,
                allow_redirects=False,
                stream=True,
            ) as response:
                begun = True
                body, oversized = _read(response, self._budget.unpacked)
        except _NO_ANSWER as error:
            raise NoResponseError(
                error,
                signed=auth is not None,
                begun=begun,
                expired=self._expired,
                waited_s=time.perf_counter() - asked_at,
            ) from error
        took_s = time.perf_counter() - asked_at
        received = _received(url, response, body, took_s, oversized=oversized)
        return received.condensed(self._budget)


def _received(
    url: str, response: requests.Response, body: bytes, took_s: float, *, oversized: bool
) -> Response:
    return Response(
        url=url,
        status=response.status_code,
        headers={n.lower(): v[:_LONGEST_HEADER] for n, v in response.headers.items()},
        body=body,
        duration_ms=took_s * 1000,
        oversized=oversized,
    )


def _read(response: requests.Response, unpacked: Allowance) -> tuple[bytes, bool]:
    """Return the body, and whether it exceeded the size limit.

    Raises:
        HTTPException: its length is not a number, or it was truncated.
    """
    lengths = response.headers.get("content-length", "0").split(",")
    if not all(length.strip().isdecimal() for length in lengths):
        raise HTTPException("the length of the body is no number")
    try:
        body = _unpacked(response, unpacked)
    except TooMuchDataError:
        return b"", True
    except ProtocolError as error:  # urllib3's wrapper of a socket error
        if isinstance(error.args[-1], TooMuchDataError):
            return b"", True
        raise
    except ValueError as error:  # urllib3 takes a chunk of a negative size for a number to read
        raise HTTPException("the size of a chunk is no size") from error
    framed = {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}
    if not body and not framed and response.status_code != requests.codes.no_content:
        # http.client takes a connection that ends within the head for the end of the head.
        raise IncompleteRead(b"")
    return body, False


def _unpacked(response: requests.Response, allowance: Allowance) -> bytes:
    body = bytearray()
    for chunk in response.raw.stream(65536, decode_content=True):
        allowance.take(len(chunk))
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise TooMuchDataError("more than one reply may have")
    return bytes(body)


def _asked_pause(response: Response) -> float | None:
    """Return Retry-After in seconds, or None; infinity if it is too long to wait.

    Source: RFC 9110, "Retry-After": seconds or a date.
    """
    asked = response.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


class _Attempt:
    """State of one request; ``reads`` means that it is safe to repeat."""

    def __init__(self, host: str, busy: frozenset[int], *, reads: bool) -> None:
        self.host = host
        self.busy = busy
        self.tries = 0
        self.outcome: Response | NoResponseError | None = None
        self.turn = Turn()
        self._reads = reads

    @property
    def response(self) -> Response | None:
        """The response, if there was one."""
        return self.outcome if isinstance(self.outcome, Response) else None

    @property
    def turned_away(self) -> bool:
        """Whether a rate limit may have rejected it: its host has responded to others."""
        if not self.turn.known:
            return False
        if isinstance(self.outcome, NoResponseError):
            silent = self.outcome.silent and self.turn.slow
            return self._reads and self.outcome.turned_away and not silent
        limited = self.response is not None and self.response.status in self.busy & _LIMITS
        return limited and self.turn.burst

    def make(self, ask: Callable[[], Response], turn: Turn) -> None:
        """Send the request once."""
        self.turn = turn
        self.tries += 1
        try:
            self.outcome = ask()
        except NoResponseError as error:
            self.outcome = error

    def result(self, *, limited: bool) -> Response:
        """Return the response or raise the error; ``limited``: a limit stopped the test."""
        if isinstance(self.outcome, Response):
            limited = limited and self.turned_away
            return replace(self.outcome, tries=self.tries, limited=limited)
        if self.outcome is None:
            raise RuntimeError("nothing was asked")
        self.outcome.tries = self.tries
        shut = isinstance(self.outcome.cause, ConnectFailedError)
        self.outcome.limited = self.turned_away and (limited or shut)
        raise self.outcome


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Report no redirect: requests would read its whole body, or raise."""


def _session(adapter: Adapter, program: str) -> requests.Session:
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"User-Agent": program, "Accept": ACCEPT})
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
