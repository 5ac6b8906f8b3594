"""Signed requests of the write test and its offer: after a lookup, and where keys may go only."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.client import Client
from wizard.connectwise.company_info import (
    ApiEndpoint,
    CompanyInfo,
    endpoint_for,
    lookup_url,
    read_company_info,
)
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import Meaning, lookup_problem, wants_api_host
from wizard.connectwise.tls.verification import inspections
from wizard.connectwise.transport.proxy import Proxy, ProxyUnusableError
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.domain.values.values import LinkValues
from wizard.linktest.api import ApiSession, Outcome, expired
from wizard.linktest.concurrent_calls import ConcurrentCalls, LinkTestAbortedError
from wizard.linktest.events import Waiting
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder
from wizard.linktest.ticket.events import TicketWaiting

T = TypeVar("T")
Talk = Generator[TicketWaiting, None, T]
"""Yields the waits of requests and returns the result; raises `LinkTestAbortedError` on Stop."""


class TicketRefusedError(Exception):
    """Nothing was written and nothing will be; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault.value)
        self.problem = problem


def proxy_for(values: LinkValues, settings: LinkTestOptions) -> Proxy | None:
    """Return the proxy to go through, None for a direct connection.

    Raises:
        TicketRefusedError: the proxy's setting cannot be used.
    """
    address = values.address
    if not address.secure:
        return None
    try:
        return settings.proxy.choose(address.origin, address.host)
    except ProxyUnusableError as error:
        shown = settings.proxy.explicit.rpartition("@")[2] or tr("of this computer")
        details = {"proxy": shown, "what": str(error), "host": address.netloc}
        raise TicketRefusedError(Problem(Fault.PROXY_UNREACHABLE, details)) from None


class Line:
    """One stretch of talking with connections and a deadline of its own; a context.

    ``seconds`` is how long it may last.
    """

    def __init__(
        self, proxy: Proxy | None, settings: LinkTestOptions, cancelled: Callable[[], bool]
    ) -> None:
        deadline = time.monotonic() + settings.timeout_s
        self.seconds = settings.timeout_s
        self._crew = ConcurrentCalls(cancelled, deadline)
        self._client = Client(
            proxy, deadline, program=settings.program, waiting=self._crew.report_retry
        )
        self._asking = ApiSession(ReportBuilder(), self._client, self._crew, settings)

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
    def sent(self) -> int:
        """How many requests were sent."""
        return self._client.requests_sent

    @property
    def inspections(self) -> tuple[Problem, ...]:
        """Who else could read what was sent, the keys included."""
        return inspections(self._client.peers)

    def get(
        self, urls: Mapping[str, str], auth: MemberAuth | None = None
    ) -> Talk[dict[str, Outcome]]:
        """Read all ``urls`` at once; the answers have the same names."""
        answers: dict[str, Outcome] = {}
        for event in self._asking.fetch_all(urls, answers, auth):
            if isinstance(event, Waiting):
                yield TicketWaiting(event.seconds)
        return answers

    def send(self, method: str, url: str, content: object, auth: MemberAuth) -> Talk[Outcome]:
        """Write once: see `Client.send`."""
        found: dict[str, object] = {}
        job = partial(self._client.send, method, url, content, auth)
        try:
            for pause in self._crew.run({url: job}, found):
                if pause is not None:
                    yield TicketWaiting(pause)
        except LinkTestAbortedError as halt:
            if halt.fault is not Fault.SERVICE_TIMEOUT:
                raise
        answer = found.get(url)
        return answer if isinstance(answer, (Response, Exception)) else TimeoutError()

    def problem_of(self, error: Exception, host: str, port: int) -> Problem:
        """Return what kept ``host`` from answering."""
        return self._asking.problem_of(error, host, port)


@dataclass(frozen=True, slots=True)
class TicketSession:
    """Where one member's requests go; ``target`` and ``tenant`` are what a lookup has proven."""

    line: Line
    values: LinkValues
    tenant: CompanyInfo
    target: ApiEndpoint

    @property
    def _auth(self) -> MemberAuth:
        values = self.values
        keys = (values.public_key, values.private_key, values.client_id)
        return MemberAuth(self.target.origin, values.company_id, *keys)

    def read(self, path: str) -> Talk[ReadResult]:
        """Read one path below the API base."""
        return (yield from self.read_all((path,)))[path]

    def read_all(self, paths: tuple[str, ...]) -> Talk[dict[str, ReadResult]]:
        """Read all paths at once."""
        urls = {path: self.target.base + path for path in paths}
        answers = yield from self.line.get(urls, self._auth)
        return {path: self._told(answer) for path, answer in answers.items()}

    def send(self, method: str, path: str, content: object = None) -> Talk[Outcome]:
        """Write once."""
        return (yield from self.line.send(method, self.target.base + path, content, self._auth))

    def problem_of(self, error: Exception) -> Problem:
        """Return what kept ConnectWise from answering."""
        if expired(error):
            return Problem(Fault.SERVICE_TIMEOUT, {"seconds": f"{self.line.seconds:g}"})
        return self.line.problem_of(error, self.target.host, self.target.origin.port)

    def _told(self, answer: Outcome) -> ReadResult:
        return (
            ReadResult.from_response(answer)
            if isinstance(answer, Response)
            else ReadResult(problem=self.problem_of(answer))
        )


def open_session(line: Line, values: LinkValues) -> Talk[TicketSession]:
    """Look the company up, without any key: only then it is known where keys may go.

    Raises:
        TicketRefusedError: no ConnectWise that knows the company has answered.
    """
    address = values.address
    answer: Outcome = TimeoutError()
    for host in dict.fromkeys((address.netloc, address.api_host)):
        url = lookup_url(address, values.company_id, host)
        answer = (yield from line.get({host: url}))[host]
        if not (isinstance(answer, Response) and wants_api_host(answer)):
            break
    if not isinstance(answer, Response):
        raise TicketRefusedError(line.problem_of(answer, address.netloc, address.port))
    problem = lookup_problem(answer)
    if problem:
        raise TicketRefusedError(problem)
    tenant = read_company_info(answer) or CompanyInfo()
    return TicketSession(line, values, tenant, endpoint_for(address, tenant))


def sign_in(desk: TicketSession, path: str) -> Talk[tuple[TicketSession, ReadResult]]:
    """Read ``path``, at another host name or release where the answer asks for one.

    Keys that were refused are never sent a second time.
    """
    while True:
        told = yield from desk.read(path)
        elsewhere = _elsewhere(told, desk)
        if elsewhere is None:
            return desk, told
        desk = TicketSession(desk.line, desk.values, desk.tenant, elsewhere)


def _elsewhere(told: ReadResult, desk: TicketSession) -> ApiEndpoint | None:
    if told.meaning is Meaning.WRONG_HOST_NAME:
        return desk.target.with_api_host(desk.values.address)
    unclear = told.problem is not None and told.problem.fault is Fault.SIGN_IN_UNCLEAR
    return desk.target.with_fallback_release() if unclear else None
