"""The second and third wave: one signed read, then rights and boards at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial

from wizard.connectwise.auth import MemberAuth
from wizard.connectwise.client import Client
from wizard.connectwise.failures import Target as Asked
from wizard.connectwise.failures import problem_of
from wizard.connectwise.lookup import Target, Tenant, target_for
from wizard.connectwise.replies import Meaning, meaning_of, unclear
from wizard.connectwise.reply import Reply
from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.report import Check
from wizard.domain.values import LinkValues
from wizard.domain.wording import tr
from wizard.linktest.choices import ACTIVE_BOARDS, OLDER_BOARDS, boards_of
from wizard.linktest.crew import Crew
from wizard.linktest.events import Event, Waiting
from wizard.linktest.ledger import Ledger
from wizard.linktest.reach import Reach
from wizard.linktest.settings import Settings


class Membership:
    """Signs in as the API member and finds out what it may do."""

    def __init__(
        self,
        ledger: Ledger,
        client: Client,
        crew: Crew,
        values: LinkValues,
        tenant: Tenant,
        settings: Settings,
    ) -> None:
        self._ledger = ledger
        self._client = client
        self._crew = crew
        self._values = values
        self._tenant = tenant
        self._settings = settings
        self._target = target_for(values.address, tenant)

    def check(self) -> Iterator[Event]:
        """Run the checks sign-in, rights and boards."""
        if self._target.ignored:
            details = {"host": self._values.address.netloc, "where": self._target.ignored}
            self._ledger.warn(Problem(Fault.SITE_REDIRECTED, details))
        self._aim(self._target)
        yield self._ledger.begin(Check.SIGN_IN)
        reply, problem = yield from self._sign_in()
        if problem:
            yield self._ledger.failed(Check.SIGN_IN, problem, reply)
            return
        yield self._ledger.passed(Check.SIGN_IN, tr("Keys and Client ID are accepted."), reply)
        reach = Reach(
            self._ledger, self._values.scope, self._settings.rights, boards_of(reply), reply
        )
        yield self._ledger.begin(Check.RIGHTS)
        answers = yield from self._wave(reach.paths())
        yield from reach.judge(answers)

    def _aim(self, target: Target) -> None:
        self._target = target
        release = target.base.partition("://")[2].split("/")[1]
        self._ledger.site = replace(self._ledger.site, api_base=target.base, release=release)
        self._auth = MemberAuth(
            target.origin,
            self._values.company_id,
            self._values.public_key,
            self._values.private_key,
            self._values.client_id,
        )

    def _sign_in(self) -> Generator[Event, None, tuple[Reply | None, Problem | None]]:
        """Read the active boards; an older server, another host name or release costs one read more."""
        self._client.warm(self._target.base, self._parallel())
        path, tried = ACTIVE_BOARDS, {ACTIVE_BOARDS}
        moved = False
        while True:
            answers = yield from self._wave((path,))
            answer = answers[path]
            if isinstance(answer, Problem):
                return None, answer
            meaning, problem = meaning_of(answer)
            if meaning in {Meaning.GRANTED, Meaning.DENIED}:
                return answer, None
            other = None if moved else self._other_target(meaning, problem)
            if other:
                self._aim(other)
                moved = True
            elif meaning is Meaning.ABSENT and not self._in_cloud() and OLDER_BOARDS not in tried:
                path = OLDER_BOARDS
                tried.add(path)
            else:
                return answer, problem or unclear(answer)

    def _other_target(self, meaning: Meaning, problem: Problem | None) -> Target | None:
        """Another place that may get the keys and would give the true answer, or None."""
        address, base = self._values.address, self._target.base
        if meaning is Meaning.WRONG_HOST_NAME and self._target.host != address.api_host:
            moved = base.replace(f"://{self._target.host}/", f"://{address.api_host}/", 1)
            return replace(self._target, base=moved)
        doubtful = meaning is Meaning.ABSENT or (problem and problem.fault is Fault.SIGN_IN_UNCLEAR)
        if doubtful and self._target.fallback_base and self._target.fallback_base != base:
            return replace(self._target, base=self._target.fallback_base)
        return None

    def _in_cloud(self) -> bool:
        if self._tenant.cloud is not None:
            return self._tenant.cloud
        return self._values.address.kind.value != "on_premises"

    def _parallel(self) -> int:
        needed = self._settings.rights.needed(self._values.scope)
        return 4 + len({path for right in needed for path in right.reads})

    def _wave(self, paths: tuple[str, ...]) -> Generator[Event, None, dict[str, Reply | Problem]]:
        """Read all paths at once; what did not answer comes back as its problem."""
        base, auth = self._target.base, self._auth
        jobs = {path: partial(self._client.get, base + path, auth) for path in dict.fromkeys(paths)}
        results: dict[str, object] = {}
        for pause in self._crew.gather(jobs, results):
            if pause is not None:
                yield Waiting(self._ledger.running, pause)
        return {path: self._answer(answer) for path, answer in results.items()}

    def _answer(self, answer: object) -> Reply | Problem:
        if isinstance(answer, Reply):
            return answer
        cause = answer if isinstance(answer, BaseException) else OSError()
        origin = self._target.origin
        asked = Asked(self._target.host, origin.port, self._client.proxy, self._settings.timeout_s)
        problem = problem_of(cause, asked, connected=False)
        if problem.fault is Fault.TIMEOUT:
            return Problem(Fault.SERVICE_TIMEOUT, {"seconds": f"{self._settings.timeout_s:g}"})
        return problem
