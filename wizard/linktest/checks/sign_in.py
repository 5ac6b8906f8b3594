"""The second and third wave: one signed read, then rights and boards at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.connectwise.company_info import CompanyInfo
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Check
from wizard.domain.text import tr
from wizard.domain.values.values import LinkValues
from wizard.linktest.api import ApiSession, SignedSession
from wizard.linktest.checks.boards import ACTIVE_BOARDS, OLDER_BOARDS
from wizard.linktest.checks.rights_and_boards import RightsAndBoardsChecks
from wizard.linktest.events import Event
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder


class SignInCheck:
    """Signs in as the API member and finds out what it may do."""

    def __init__(
        self,
        session: ApiSession[Event],
        ledger: ReportBuilder,
        values: LinkValues,
        company: CompanyInfo,
    ) -> None:
        self._signed = SignedSession(session, values, company)
        self._ledger = ledger
        self._values = values
        self._rights = session.options.rights

    def check(self) -> Iterator[Event]:
        """Run the checks sign-in, rights and boards."""
        self._note_endpoint()
        ignored = self._signed.endpoint.ignored
        if ignored:
            advice = tr("If that's your ConnectWise PSA, enter that address instead.")
            host = self._values.address.netloc
            details = {"host": host, "where": ignored, "advice": advice}
            self._ledger.warn(Problem(Fault.SITE_REDIRECTED, details))
        yield self._ledger.begin(Check.SIGN_IN)
        reach = RightsAndBoardsChecks(self._ledger, self._rights, self._values.scope)
        self._signed.preconnect(len(reach.paths(ReadResult())))
        try:
            boards = yield from self._signed.sign_in(ACTIVE_BOARDS, OLDER_BOARDS)
        finally:
            self._note_endpoint()
        if boards.problem:
            yield self._ledger.fail_check(Check.SIGN_IN, boards.problem)
            return
        accepted = tr("The keys and the Client ID are accepted.")
        yield self._ledger.pass_check(Check.SIGN_IN, accepted, boards.reply)
        yield self._ledger.begin(Check.RIGHTS)
        told = yield from self._signed.read_all(reach.paths(boards))
        yield from reach.judge(boards, told)

    def _note_endpoint(self) -> None:
        endpoint = self._signed.endpoint
        self._ledger.site = replace(
            self._ledger.site, api_base=endpoint.base, release=endpoint.release
        )
