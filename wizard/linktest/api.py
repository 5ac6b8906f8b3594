"""What the checks of one link test share, and how a wave of requests is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.client import Client
from wizard.connectwise.network_errors import RequestTarget, problem_from_error
from wizard.connectwise.response import Response
from wizard.connectwise.transport.errors import NoResponseError
from wizard.connectwise.transport.name_service import sinkhole
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.linktest.concurrent_calls import ConcurrentCalls, LinkTestAbortedError
from wizard.linktest.events import Event, Waiting
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.report_builder import ReportBuilder

Outcome = Response | Exception
"""A reply, or what kept it away."""


@dataclass(frozen=True, slots=True)
class ApiSession:
    """Asks for several URLs at once; ``ledger`` is what the answers are written into."""

    report: ReportBuilder
    client: Client
    calls: ConcurrentCalls
    settings: LinkTestOptions

    def fetch_all(
        self,
        urls: Mapping[str, str],
        answers: dict[str, Outcome],
        auth: MemberAuth | None = None,
    ) -> Iterator[Event | None]:
        """Ask for all ``urls`` at once and put what came into ``answers``, under the same names.

        What is still out when the test's time is over comes back as a `TimeoutError`.

        Yields:
            `Waiting` before a retry, and None every now and then.

        Raises:
            Halted: the test was stopped.
        """
        found: dict[str, object] = {}
        jobs = {name: partial(self.client.get, url, auth) for name, url in urls.items()}
        try:
            for pause in self.calls.run(jobs, found):
                yield None if pause is None else Waiting(self.report.running, pause)
        except LinkTestAbortedError as halt:
            if halt.fault is not Fault.SERVICE_TIMEOUT:
                raise
        answers.update({name: _answer(found.get(name)) for name in urls})

    def problem_of(self, error: Exception, host: str, port: int) -> Problem:
        """Return what kept ``host`` from answering."""
        name = host.removesuffix(f":{port}")
        addresses = (place for _, place in self.client.sockets.addresses(name, port))
        hole = sinkhole(addresses, name, port)
        target = RequestTarget(host, port, self.client.proxy, self.settings.timeout_s, hole)
        return problem_from_error(error, target)


def expired(error: Exception) -> bool:
    """Whether the end of the test's time kept the answer away."""
    return isinstance(error, TimeoutError) or (isinstance(error, NoResponseError) and error.expired)


def _answer(found: object) -> Outcome:
    return found if isinstance(found, (Response, Exception)) else TimeoutError()
