"""The first wave: the company lookup, and from its one connection the checks name to company."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from wizard.connectwise.certificates import interception
from wizard.connectwise.client import Client
from wizard.connectwise.failures import Target, problem_of
from wizard.connectwise.lookup import Tenant, lookup_problem, lookup_url, needs_ssl, read_tenant
from wizard.connectwise.reply import Reply
from wizard.connectwise.trust import store_name
from wizard.connectwise.wire import Stage
from wizard.domain.address import Address
from wizard.domain.faults import Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.report import Check
from wizard.domain.wording import tr
from wizard.linktest.crew import Crew
from wizard.linktest.events import Ended, Event, Waiting
from wizard.linktest.ledger import Ledger

_STAGES = (
    (Check.NAME, Stage.NAME),
    (Check.CONNECT, Stage.CONNECT),
    (Check.CERTIFICATE, Stage.SECURED),
)


class Arrival:
    """Asks who answers at an address, without any key."""

    def __init__(
        self,
        ledger: Ledger,
        client: Client,
        crew: Crew,
        address: Address,
        company_id: str,
        seconds: float,
    ) -> None:
        self._ledger = ledger
        self._client = client
        self._crew = crew
        self._address = address
        self._company_id = company_id
        self._seconds = seconds
        self._shown: set[Check] = set()

    def check(self) -> Generator[Event, None, Tenant | None]:
        """Run the checks name, connect, certificate, site and company.

        Returns:
            What the lookup said, or None when a check failed.
        """
        yield self._ledger.begin(Check.NAME)
        answer = yield from self._ask(lookup_url(self._address, self._company_id))
        if (
            isinstance(answer, Reply)
            and needs_ssl(answer)
            and self._address.api_host != self._address.netloc
        ):
            answer = yield from self._ask(
                lookup_url(self._address, self._company_id, self._address.api_host)
            )
        if not isinstance(answer, Reply):
            yield from self._no_answer(answer)
            return None
        yield from self._stages()
        return (yield from self._judge(answer))

    def _ask(self, url: str) -> Generator[Event, None, object]:
        results: dict[str, object] = {}
        for pause in self._crew.gather({url: lambda: self._client.get(url)}, results):
            yield from self._stages()
            if pause is not None:
                yield Waiting(self._ledger.running, pause)
        return results[url]

    def _stages(self) -> Iterator[Event]:
        """Tell the stages that the connection has passed since the last look."""
        for place, (check, stage) in enumerate(_STAGES):
            secured_early = check is Check.CERTIFICATE and not self._address.secure
            reached = stage in self._client.wire.reached or (
                secured_early and Check.CONNECT in self._shown
            )
            if check in self._shown or not reached:
                continue
            self._shown.add(check)
            yield self._passed(check)
            following = _STAGES[place + 1][0] if place + 1 < len(_STAGES) else Check.SITE
            yield self._ledger.begin(following)

    def _passed(self, check: Check) -> Ended:
        if check is Check.CERTIFICATE:
            return self._certificate()
        sentence = {
            Check.NAME: tr("{host} is known.")
            if not self._address.literal
            else tr("{host} is an IP address."),
            Check.CONNECT: tr("{host} answers."),
        }[check].format(host=self._address.netloc)
        if check is Check.NAME and self._ledger.proxy and not self._address.literal:
            sentence = tr("The proxy looks up {host}.").format(host=self._address.netloc)
        return self._ledger.passed(check, sentence)

    def _certificate(self) -> Ended:
        if not self._address.secure:
            return self._ledger.passed(Check.CERTIFICATE, tr("Not needed on this computer."))
        seen = self._client.certificates[:1]
        self._ledger.issuer = harmless(seen[0].issuer, 120) if seen else ""
        if seen and interception(seen[0]):
            details = {
                "host": self._address.netloc,
                "issuer": self._ledger.issuer,
                "store": store_name(),
            }
            return self._ledger.careful(Check.CERTIFICATE, Problem(Fault.TLS_INTERCEPTED, details))
        sentence = tr("Issued by {issuer}, trusted by this computer.")
        return self._ledger.passed(
            Check.CERTIFICATE, sentence.format(issuer=self._ledger.issuer or "?")
        )

    def _no_answer(self, error: object) -> Iterator[Event]:
        yield from self._stages()
        cause = error if isinstance(error, BaseException) else OSError()
        proxy = self._client.proxy
        target = Target(self._address.netloc, self._address.port, proxy, self._seconds)
        connected = Stage.CONNECT in self._client.wire.reached
        problem = problem_of(cause, target, connected=connected)
        check = self._ledger.running
        if problem.fault.value.startswith("proxy.") and check is Check.NAME:
            yield self._passed(Check.NAME)
            yield self._ledger.begin(Check.CONNECT)
            check = Check.CONNECT
        yield self._ledger.failed(check, problem)

    def _judge(self, reply: Reply) -> Generator[Event, None, Tenant | None]:
        problem = lookup_problem(reply, self._address)
        if problem and problem.fault is not Fault.COMPANY_UNKNOWN:
            yield self._ledger.failed(Check.SITE, problem, reply)
            return None
        yield self._ledger.passed(Check.SITE, tr("A ConnectWise PSA answers there."), reply)
        yield self._ledger.begin(Check.COMPANY)
        if problem:
            yield self._ledger.failed(Check.COMPANY, problem, reply)
            return None
        tenant = read_tenant(reply) or Tenant()
        self._ledger.site = replace(
            self._ledger.site,
            release=tenant.release or self._ledger.site.release,
            version=tenant.version,
            company_name=tenant.company_name,
            cloud=tenant.cloud,
        )
        name = tenant.company_name or self._address.netloc
        yield self._ledger.passed(
            Check.COMPANY, tr("It belongs to {name}.").format(name=name), reply
        )
        return tenant
