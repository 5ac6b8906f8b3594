"""The first wave: the company lookup, and from its one connection the checks name to company."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from wizard.connectwise.company_info import CompanyInfo, read_company_info
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import lookup_problem
from wizard.connectwise.tls.verification import interception
from wizard.connectwise.transport.sockets import Stage
from wizard.domain.address.address import Address
from wizard.domain.faults.fault import Fault
from wizard.domain.report import Check
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr
from wizard.linktest.api import ApiSession
from wizard.linktest.events import Ended, Event
from wizard.linktest.hints import with_hints
from wizard.linktest.report_builder import ReportBuilder

_STAGES = {
    Check.NAME: Stage.NAME,
    Check.CONNECT: Stage.CONNECT,
    Check.CERTIFICATE: Stage.SECURED,
}
_NEXT = {
    Check.NAME: Check.CONNECT,
    Check.CONNECT: Check.CERTIFICATE,
    Check.CERTIFICATE: Check.SITE,
}


class ConnectionChecks:
    """Asks who answers at an address, without any key."""

    def __init__(
        self, session: ApiSession[Event], ledger: ReportBuilder, address: Address, company_id: str
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._address = address
        self._company_id = company_id
        self._shown: set[Check] = set()

    def check(self) -> Generator[Event, None, CompanyInfo | None]:
        """Run the checks name, connect, certificate, site and company.

        Returns:
            What the lookup said, or None when a check failed.
        """
        yield self._ledger.begin(Check.NAME)
        outcome = yield from self._session.look_up(self._address, self._company_id, self._stages)
        if isinstance(outcome, Response):
            return (yield from self._judge(outcome))
        problem = self._session.lookup_failure(outcome, self._address)
        yield self._ledger.fail_check(self._ledger.running, problem)
        return None

    def _stages(self) -> Iterator[Event]:
        """Tell the stages that the connection has passed since the last look."""
        for check, stage in _STAGES.items():
            unneeded = check is Check.CERTIFICATE and not self._address.secure
            reached = self._session.has_reached(stage)
            if check in self._shown or not (reached or (unneeded and Check.CONNECT in self._shown)):
                continue
            self._shown.add(check)
            yield self._passed(check)
            yield self._ledger.begin(_NEXT[check])

    def _passed(self, check: Check) -> Ended:
        if check is Check.CERTIFICATE:
            return self._certificate()
        if check is Check.CONNECT:
            sentence = tr("{host} responds.")
        elif self._address.literal:
            sentence = tr("{host} is an IP address.")
        elif self._ledger.proxy:
            sentence = tr("The proxy looks up {host}.")
        else:
            sentence = tr("{host} was found.")
        return self._ledger.pass_check(check, sentence.format(host=self._address.netloc))

    def _certificate(self) -> Ended:
        if not self._address.secure:
            return self._ledger.pass_check(Check.CERTIFICATE, tr("Not needed on this computer."))
        peer = self._session.peer
        issuer = sanitize(peer.issuer, 120)
        self._ledger.issuer = issuer
        problem = interception(peer)
        if problem:
            return self._ledger.warn_check(Check.CERTIFICATE, problem)
        sentence = tr("Issued by {issuer}, trusted by this computer.").format(issuer=issuer or "?")
        return self._ledger.pass_check(Check.CERTIFICATE, sentence)

    def _judge(self, reply: Response) -> Generator[Event, None, CompanyInfo | None]:
        problem = lookup_problem(reply)
        if problem:
            typed = self._ledger.site.typed
            problem = with_hints(problem, self._address, typed, self._company_id)
        if problem and problem.fault is not Fault.COMPANY_UNKNOWN:
            yield self._ledger.fail_check(Check.SITE, problem)
            return None
        yield self._ledger.pass_check(Check.SITE, tr("It's a ConnectWise PSA."), reply)
        yield self._ledger.begin(Check.COMPANY)
        if problem:
            yield self._ledger.fail_check(Check.COMPANY, problem)
            return None
        tenant = read_company_info(reply) or CompanyInfo()
        self._note(tenant)
        sentence = tr("It belongs to {name}.")
        name = tenant.company_name or self._address.netloc
        yield self._ledger.pass_check(Check.COMPANY, sentence.format(name=name), reply)
        return tenant

    def _note(self, tenant: CompanyInfo) -> None:
        site = self._ledger.site
        self._ledger.site = replace(
            site,
            release=tenant.release or site.release,
            version=tenant.version,
            company_name=tenant.company_name,
            cloud=tenant.cloud,
        )
