"""What the checks of one link test share, and how a wave of requests is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.client import Client
from wizard.connectwise.failures import Target, problem_of
from wizard.connectwise.name_service import sinkhole
from wizard.connectwise.no_answer import Unanswered
from wizard.connectwise.reply import Reply
from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.linktest.crew import Crew, Halted
from wizard.linktest.events import Event, Waiting
from wizard.linktest.ledger import Ledger
from wizard.linktest.settings import Settings

Answer = Reply | Exception
"""A reply, or what kept it away."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks for several URLs at once; ``ledger`` is what the answers are written into."""

    ledger: Ledger
    client: Client
    crew: Crew
    settings: Settings

    def wave(
        self,
        urls: Mapping[str, str],
        answers: dict[str, Answer],
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
            for pause in self.crew.gather(jobs, found):
                yield None if pause is None else Waiting(self.ledger.running, pause)
        except Halted as halt:
            if halt.fault is not Fault.SERVICE_TIMEOUT:
                raise
        answers.update({name: _answer(found.get(name)) for name in urls})

    def problem_of(self, error: Exception, host: str, port: int) -> Problem:
        """Return what kept ``host`` from answering."""
        name = host.removesuffix(f":{port}")
        addresses = (place for _, place in self.client.wire.addresses(name, port))
        hole = sinkhole(addresses, name, port)
        target = Target(host, port, self.client.proxy, self.settings.timeout_s, hole)
        return problem_of(error, target)


def expired(error: Exception) -> bool:
    """Whether the end of the test's time kept the answer away."""
    return isinstance(error, TimeoutError) or (isinstance(error, Unanswered) and error.expired)


def _answer(found: object) -> Answer:
    return found if isinstance(found, (Reply, Exception)) else TimeoutError()
