"""Requests of the link test and the test ticket: concurrent, within one deadline, signed or not.

::

    ApiSession.look_up        no key; only then is it known where keys may go
      └ SignedSession.sign_in   one signed read, at another host name or release if need be
          └ read_all, send        everything else, at the endpoint that sign_in has found
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from functools import cached_property, partial
from types import TracebackType
from typing import Generic, Self, TypeVar

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.client import Client
from wizard.connectwise.company_info import (
    ApiEndpoint,
    CompanyInfo,
    endpoint_for,
    in_cloud,
    lookup_url,
)
from wizard.connectwise.network_errors import RequestTarget, problem_from_error
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import Meaning, wants_api_host
from wizard.connectwise.tls.certificate import Peer
from wizard.connectwise.tls.verification import inspections
from wizard.connectwise.transport.errors import NoResponseError
from wizard.connectwise.transport.name_service import sinkhole
from wizard.connectwise.transport.proxy import Proxy, ProxyUnusableError
from wizard.connectwise.transport.sockets import Stage
from wizard.domain.address.address import Address
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.domain.values.values import LinkValues
from wizard.linktest.concurrent_calls import ConcurrentCalls, Job, LinkTestAbortedError
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult

E = TypeVar("E")
T = TypeVar("T")
Cancelled = Callable[[], bool]
Talk = Generator[E, None, T]
"""Yields events while requests are under way and returns what they brought."""
Outcome = Response | Exception
"""A response, or what kept it away."""


def choose_proxy(
    address: Address, options: LinkTestOptions, cancelled: Cancelled, deadline: float
) -> Proxy | None:
    """Return the proxy to go through, None for a direct connection.

    It is asked for in a thread: the system may look for a PAC file for a long time.

    Raises:
        ProxyUnusableError: the setting is no HTTP proxy, or the system does not tell it in time.
        LinkTestAbortedError: the test was stopped.
    """
    if not address.secure:
        return None
    found: dict[str, object] = {}
    choose = partial(options.proxy.choose, address.origin, address.host)
    try:
        for _ in ConcurrentCalls(cancelled, deadline).run({"proxy": choose}, found):
            continue
    except LinkTestAbortedError as halt:
        if halt.fault is Fault.CANCELLED:
            raise
        raise ProxyUnusableError(tr("this computer took too long to choose one")) from None
    proxy = found["proxy"]
    if isinstance(proxy, Exception):
        raise proxy
    return proxy if isinstance(proxy, Proxy) else None


def unusable_proxy(
    error: ProxyUnusableError, address: Address, options: LinkTestOptions
) -> Problem:
    """Return the problem of a proxy setting that cannot be used."""
    shown = options.proxy.explicit.rpartition("@")[2] or tr("in this computer's settings")
    details = {"proxy": shown, "what": str(error), "host": address.netloc}
    return Problem(Fault.PROXY_UNREACHABLE, details)


class ApiSession(Generic[E]):
    """Connections to one ConnectWise with one deadline; a context manager.

    ``deadline`` is in monotonic seconds (None: ``options.timeout_s`` from now). ``on_wait`` makes
    the event that tells how many seconds a retry waits.
    """

    def __init__(
        self,
        proxy: Proxy | None,
        options: LinkTestOptions,
        cancelled: Cancelled,
        on_wait: Callable[[float], E],
        deadline: float | None = None,
    ) -> None:
        if deadline is None:
            deadline = time.monotonic() + options.timeout_s
        self.options = options
        self.host_asked = ""
        self._on_wait = on_wait
        self._calls = ConcurrentCalls(cancelled, deadline)
        self._client = Client(
            proxy, deadline, program=options.program, on_retry=self._calls.report_retry
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    @property
    def requests_sent(self) -> int:
        """How many requests were sent, retries included."""
        return self._client.requests_sent

    @property
    def peer(self) -> Peer:
        """The first peer that responded, with its certificate."""
        return next(iter(self._client.peers), Peer(self.host_asked))

    @property
    def inspections(self) -> tuple[Problem, ...]:
        """Warnings for each party that could read the traffic, including the keys."""
        return inspections(self._client.peers)

    def has_reached(self, stage: Stage) -> bool:
        """Whether a connection has passed ``stage``."""
        return stage in self._client.sockets.reached

    def preconnect(self, url: str, connections: int) -> None:
        """See `Client.preconnect`."""
        self._client.preconnect(url, connections)

    def look_up(
        self, address: Address, company_id: str, progress: Callable[[], Iterable[E]] = tuple
    ) -> Talk[E, Outcome]:
        """Look up the company without keys; retry at the API host name if required."""
        outcome: Outcome = TimeoutError()
        for host in dict.fromkeys((address.netloc, address.api_host)):
            self.host_asked = host
            url = lookup_url(address, company_id, host)
            outcome = (yield from self.fetch_all({host: url}, progress=progress))[host]
            if not (isinstance(outcome, Response) and wants_api_host(outcome)):
                break
        return outcome

    def fetch_all(
        self,
        urls: Mapping[str, str],
        auth: MemberAuth | None = None,
        progress: Callable[[], Iterable[E]] = tuple,
        without: tuple[str, ...] = (),
    ) -> Talk[E, dict[str, Outcome]]:
        """Request all ``urls`` concurrently; the outcomes have the same keys.

        What is still out when the time is over comes back as a `TimeoutError`. ``progress`` is
        asked every now and then for what else has happened. ``without`` is redacted from responses.

        Raises:
            LinkTestAbortedError: the test was stopped.
        """
        calls = {name: partial(self._client.get, url, auth) for name, url in urls.items()}
        jobs = {name: partial(_redacted, call, without) for name, call in calls.items()}
        return (yield from self._run(jobs, progress))

    def ask_once(self, url: str, auth: MemberAuth, without: tuple[str, ...]) -> Talk[E, Outcome]:
        """Send a GET request without retries; see `Client.ask_once`.

        Raises:
            LinkTestAbortedError: the test was stopped.
        """
        call = partial(self._client.ask_once, url, auth)
        return (yield from self._run({url: partial(_redacted, call, without)}))[url]

    def send(
        self, method: str, url: str, content: object, auth: MemberAuth, without: tuple[str, ...]
    ) -> Talk[E, Outcome]:
        """Send a request that writes; see `Client.send`.

        Raises:
            LinkTestAbortedError: the test was stopped.
        """
        call = partial(self._client.send, method, url, content, auth)
        return (yield from self._run({url: partial(_redacted, call, without)}))[url]

    def lookup_failure(self, error: Exception, address: Address) -> Problem:
        """Return the problem of a failed lookup."""
        return self.problem_of(error, self.host_asked, address.port)

    def problem_of(self, error: Exception, host: str, port: int) -> Problem:
        """Return the problem of a request to ``host``."""
        name = host.removesuffix(f":{port}")
        addresses = (place for _, place in self._client.sockets.addresses(name, port))
        hole = sinkhole(addresses, name, port)
        target = RequestTarget(host, port, self._client.proxy, self.options.timeout_s, hole)
        return problem_from_error(error, target)

    def _run(
        self, jobs: Mapping[str, Job], progress: Callable[[], Iterable[E]] = tuple
    ) -> Talk[E, dict[str, Outcome]]:
        found: dict[str, object] = {}
        try:
            for pause in self._calls.run(jobs, found):
                yield from progress()
                if pause is not None:
                    yield self._on_wait(pause)
        except LinkTestAbortedError as halt:
            if halt.fault is not Fault.SERVICE_TIMEOUT:
                raise
        yield from progress()
        return {name: _outcome(found.get(name)) for name in jobs}


class SignedSession(Generic[E]):
    """Requests signed as one API member, after a lookup that found the ``company``.

    ``endpoint`` is the only place that gets the keys.
    """

    def __init__(
        self,
        session: ApiSession[E],
        values: LinkValues,
        company: CompanyInfo,
        endpoint: ApiEndpoint | None = None,
    ) -> None:
        self.session = session
        self.values = values
        self.company = company
        self.endpoint = endpoint or endpoint_for(values.address, company)

    def over(self, session: ApiSession[E]) -> SignedSession[E]:
        """Return the same member and endpoint on other connections."""
        return SignedSession(session, self.values, self.company, self.endpoint)

    def preconnect(self, connections: int) -> None:
        """Open connections to the endpoint in the background."""
        self.session.preconnect(self.endpoint.base, connections)

    def sign_in(self, path: str, older_path: str = "") -> Talk[E, ReadResult]:
        """Request ``path``; follow the response to another host name or release.

        ``older_path`` is read from a server on premises that does not know ``path``. Keys that were
        refused are never sent a second time.
        """
        while True:
            result = yield from self.read(path)
            elsewhere = self._elsewhere(result)
            if elsewhere:
                self.endpoint = elsewhere
            elif older_path and path != older_path and self._may_be_old(result):
                path = older_path
            else:
                return result.at_sign_in()

    def read(self, path: str) -> Talk[E, ReadResult]:
        """Read one path below the API base."""
        return (yield from self.read_all((path,)))[path]

    def read_once(self, path: str) -> Talk[E, ReadResult]:
        """Read one path with a single request, whatever comes."""
        url = self.endpoint.base + path
        outcome = yield from self.session.ask_once(url, self._auth, self._keys)
        return self._result(outcome)

    def read_all(self, paths: Iterable[str]) -> Talk[E, dict[str, ReadResult]]:
        """Read all paths at once."""
        urls = {path: self.endpoint.base + path for path in paths}
        outcomes = yield from self.session.fetch_all(urls, self._auth, without=self._keys)
        return {path: self._result(outcome) for path, outcome in outcomes.items()}

    def send(self, method: str, path: str, content: object = None) -> Talk[E, Outcome]:
        """Send a request that writes."""
        url = self.endpoint.base + path
        return (yield from self.session.send(method, url, content, self._auth, self._keys))

    def problem_of(self, error: Exception) -> Problem:
        """Return the problem of a request to ConnectWise."""
        if expired(error):
            details = {"seconds": f"{self.session.options.timeout_s:g}"}
            return Problem(Fault.SERVICE_TIMEOUT, details)
        return self.session.problem_of(error, self.endpoint.host, self.endpoint.origin.port)

    @property
    def _auth(self) -> MemberAuth:
        values = self.values
        keys = (values.public_key, values.private_key, values.client_id)
        return MemberAuth(self.endpoint.origin, values.company_id, *keys)

    def _elsewhere(self, result: ReadResult) -> ApiEndpoint | None:
        """Return another endpoint that may receive the keys, or None."""
        if result.meaning is Meaning.WRONG_HOST_NAME:
            return self.endpoint.with_api_host(self.values.address)
        unclear = result.problem is not None and result.problem.fault is Fault.SIGN_IN_UNCLEAR
        return self.endpoint.with_fallback_release() if unclear else None

    def _may_be_old(self, result: ReadResult) -> bool:
        return result.meaning is Meaning.ABSENT and not in_cloud(self.values.address)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """What no response may repeat; a Company ID is no secret and often a part of names."""
        return tuple(text for text in self.values.hidden if text != self.values.company_id)

    def _result(self, outcome: Outcome) -> ReadResult:
        if isinstance(outcome, Response):
            return ReadResult.from_response(outcome)
        return ReadResult(problem=self.problem_of(outcome))


def expired(error: Exception) -> bool:
    """Whether the test's deadline ended the request."""
    return isinstance(error, TimeoutError) or (isinstance(error, NoResponseError) and error.expired)


def _redacted(call: Callable[[], Response], without: tuple[str, ...]) -> Response:
    """Make the call on its thread: redacting a long response takes time."""
    response = call()
    return response.redacted(without) if without else response


def _outcome(found: object) -> Outcome:
    return found if isinstance(found, (Response, Exception)) else TimeoutError()
