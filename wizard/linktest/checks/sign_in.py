"""The second and third wave: one signed read, then rights and boards at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.company_info import ApiEndpoint, CompanyInfo, endpoint_for, in_cloud
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import Meaning
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Check
from wizard.domain.text import tr
from wizard.domain.values.values import LinkValues
from wizard.linktest.api import ApiSession, Outcome, expired
from wizard.linktest.checks.boards import ACTIVE_BOARDS, OLDER_BOARDS
from wizard.linktest.checks.rights_and_boards import RightsAndBoardsChecks
from wizard.linktest.events import Event
from wizard.linktest.read_result import ReadResult


class SignInCheck:
    """Signs in as the API member and finds out what it may do."""

    def __init__(self, asking: ApiSession, values: LinkValues, tenant: CompanyInfo) -> None:
        self._asking = asking
        self._ledger = asking.report
        self._values = values
        self._aim(endpoint_for(values.address, tenant))

    def check(self) -> Iterator[Event]:
        """Run the checks sign-in, rights and boards."""
        if self._target.ignored:
            advice = tr("If that's your ConnectWise PSA, enter that address instead.")
            host = self._values.address.netloc
            details = {"host": host, "where": self._target.ignored, "advice": advice}
            self._ledger.warn(Problem(Fault.SITE_REDIRECTED, details))
        yield self._ledger.begin(Check.SIGN_IN)
        reach = RightsAndBoardsChecks(
            self._ledger, self._asking.settings.rights, self._values.scope
        )
        self._asking.client.preconnect(self._target.base, len(reach.paths(ReadResult())))
        boards = yield from self._sign_in()
        if boards.problem:
            yield self._ledger.fail_check(Check.SIGN_IN, boards.problem)
            return
        accepted = tr("Keys and Client ID are accepted.")
        yield self._ledger.pass_check(Check.SIGN_IN, accepted, boards.reply)
        yield self._ledger.begin(Check.RIGHTS)
        told = yield from self._read(reach.paths(boards))
        yield from reach.judge(boards, told)

    def _aim(self, target: ApiEndpoint) -> None:
        self._target = target
        self._ledger.site = replace(self._ledger.site, api_base=target.base, release=target.release)
        self._auth = MemberAuth(
            target.origin,
            self._values.company_id,
            self._values.public_key,
            self._values.private_key,
            self._values.client_id,
        )

    def _sign_in(self) -> Generator[Event, None, ReadResult]:
        """Read the active boards; keys that were refused are never sent a second time."""
        path = ACTIVE_BOARDS
        while True:
            told = (yield from self._read((path,)))[path]
            elsewhere = self._elsewhere(told)
            if elsewhere:
                self._aim(elsewhere)
            elif self._may_be_old(told) and path == ACTIVE_BOARDS:
                path = OLDER_BOARDS
            else:
                return told

    def _elsewhere(self, told: ReadResult) -> ApiEndpoint | None:
        """Another place that may get the keys and would give the true answer, or None."""
        if told.meaning is Meaning.WRONG_HOST_NAME:
            return self._target.with_api_host(self._values.address)
        unclear = told.problem is not None and told.problem.fault is Fault.SIGN_IN_UNCLEAR
        return self._target.with_fallback_release() if unclear else None

    def _may_be_old(self, told: ReadResult) -> bool:
        return told.meaning is Meaning.ABSENT and not in_cloud(self._values.address)

    def _read(self, paths: tuple[str, ...]) -> Generator[Event, None, dict[str, ReadResult]]:
        """Read all paths at once, signed."""
        urls = {path: self._target.base + path for path in paths}
        answers: dict[str, Outcome] = {}
        for event in self._asking.fetch_all(urls, answers, self._auth):
            if event:
                yield event
        return {path: self._told(answer) for path, answer in answers.items()}

    def _told(self, answer: Outcome) -> ReadResult:
        if isinstance(answer, Response):
            return ReadResult.from_response(answer)
        if expired(answer):
            details = {"seconds": f"{self._asking.settings.timeout_s:g}"}
            return ReadResult(problem=Problem(Fault.SERVICE_TIMEOUT, details))
        host, port = self._target.host, self._target.origin.port
        return ReadResult(problem=self._asking.problem_of(answer, host, port))
