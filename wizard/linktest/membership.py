"""The second and third wave: one signed read, then rights and boards at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.lookup import Target, Tenant, in_cloud, target_for
from wizard.connectwise.replies import Meaning
from wizard.connectwise.reply import Reply
from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.report import Check
from wizard.domain.values import LinkValues
from wizard.domain.wording import tr
from wizard.linktest.asking import Answer, Asking, expired
from wizard.linktest.choices import ACTIVE_BOARDS, OLDER_BOARDS
from wizard.linktest.events import Event
from wizard.linktest.reach import Reach
from wizard.linktest.told import Told


class Membership:
    """Signs in as the API member and finds out what it may do."""

    def __init__(self, asking: Asking, values: LinkValues, tenant: Tenant) -> None:
        self._asking = asking
        self._ledger = asking.ledger
        self._values = values
        self._aim(target_for(values.address, tenant))

    def check(self) -> Iterator[Event]:
        """Run the checks sign-in, rights and boards."""
        if self._target.ignored:
            advice = tr("If that's your ConnectWise PSA, enter that address instead.")
            host = self._values.address.netloc
            details = {"host": host, "where": self._target.ignored, "advice": advice}
            self._ledger.warn(Problem(Fault.SITE_REDIRECTED, details))
        yield self._ledger.begin(Check.SIGN_IN)
        reach = Reach(self._ledger, self._asking.settings.rights, self._values.scope)
        self._asking.client.warm(self._target.base, len(reach.paths(Told())))
        boards = yield from self._sign_in()
        if boards.problem:
            yield self._ledger.failed(Check.SIGN_IN, boards.problem)
            return
        accepted = tr("Keys and Client ID are accepted.")
        yield self._ledger.passed(Check.SIGN_IN, accepted, boards.reply)
        yield self._ledger.begin(Check.RIGHTS)
        told = yield from self._read(reach.paths(boards))
        yield from reach.judge(boards, told)

    def _aim(self, target: Target) -> None:
        self._target = target
        self._ledger.site = replace(self._ledger.site, api_base=target.base, release=target.release)
        self._auth = MemberAuth(
            target.origin,
            self._values.company_id,
            self._values.public_key,
            self._values.private_key,
            self._values.client_id,
        )

    def _sign_in(self) -> Generator[Event, None, Told]:
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

    def _elsewhere(self, told: Told) -> Target | None:
        """Another place that may get the keys and would give the true answer, or None."""
        if told.meaning is Meaning.WRONG_HOST_NAME:
            return self._target.at_api_host(self._values.address)
        unclear = told.problem is not None and told.problem.fault is Fault.SIGN_IN_UNCLEAR
        return self._target.under_spare_release() if unclear else None

    def _may_be_old(self, told: Told) -> bool:
        return told.meaning is Meaning.ABSENT and not in_cloud(self._values.address)

    def _read(self, paths: tuple[str, ...]) -> Generator[Event, None, dict[str, Told]]:
        """Read all paths at once, signed."""
        urls = {path: self._target.base + path for path in paths}
        answers: dict[str, Answer] = {}
        for event in self._asking.wave(urls, answers, self._auth):
            if event:
                yield event
        return {path: self._told(answer) for path, answer in answers.items()}

    def _told(self, answer: Answer) -> Told:
        if isinstance(answer, Reply):
            return Told.by(answer)
        if expired(answer):
            details = {"seconds": f"{self._asking.settings.timeout_s:g}"}
            return Told(problem=Problem(Fault.SERVICE_TIMEOUT, details))
        host, port = self._target.host, self._target.origin.port
        return Told(problem=self._asking.problem_of(answer, host, port))
