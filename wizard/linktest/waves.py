"""The three waves of a link test; each needs the results of the previous one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.connectwise.company_info import CompanyInfo
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import lookup_problem
from wizard.domain.check import Check, Status
from wizard.domain.values.values import LinkValues
from wizard.linktest.api import ApiSession, SignedSession, Talk
from wizard.linktest.checks.base import Lookup, Reads
from wizard.linktest.checks.registry import LOOKUP_CHECKS, READ_CHECKS, STAGE_CHECKS, next_check
from wizard.linktest.checks.sign_in import SignInCheck, note_endpoint, warn_of_ignored_address
from wizard.linktest.events import Event
from wizard.linktest.hints import with_hints
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder


class LookupWave:
    """Identifies the server at an address, without keys."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._ended: set[Check] = set()

    def run(self) -> Talk[Event, CompanyInfo | None]:
        """Run the checks of connection and lookup.

        Returns:
            What the lookup said, or None when a check failed.
        """
        lookup, report = self._lookup, self._lookup.report
        yield report.begin(STAGE_CHECKS[0].check)
        outcome = yield from lookup.session.look_up(lookup.address, lookup.company_id, self._stages)
        if not isinstance(outcome, Response):
            problem = lookup.session.lookup_failure(outcome, lookup.address)
            yield report.fail_check(report.running, problem)
            return None
        meant = lookup_problem(outcome)
        if meant:
            typed = report.site.typed
            lookup.problem = with_hints(meant, lookup.address, typed, lookup.company_id)
        for check in LOOKUP_CHECKS:
            if report.running is not check.check:
                yield report.begin(check.check)
            ended = check.judge(lookup, outcome)
            yield ended
            if ended.row.status is Status.FAILED:
                return None
        return lookup.company

    def _stages(self) -> Iterator[Event]:
        """Tell the stages that the connection has passed since the last look."""
        before_ended = False
        for check in STAGE_CHECKS:
            reached = self._lookup.session.has_reached(check.stage)
            unneeded = before_ended and not check.is_needed(self._lookup)
            if check.check not in self._ended and (reached or unneeded):
                self._ended.add(check.check)
                yield check.judge(self._lookup)
                yield self._lookup.report.begin(next_check(check.check))
            before_ended = check.check in self._ended


class ReadWave:
    """Reads the paths of all checks after sign-in concurrently, then judges them in order."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def paths(self) -> tuple[str, ...]:
        """Return everything to read."""
        wanted = (path for check in READ_CHECKS for path in check.paths(self._reads))
        return tuple(dict.fromkeys(wanted))

    def begin(self) -> Event:
        """Begin the first check."""
        return self._reads.report.begin(READ_CHECKS[0].check)

    def judge(self, results: Mapping[str, ReadResult]) -> Iterator[Event]:
        """End the checks; ``results`` maps paths to what was read."""
        for check in READ_CHECKS:
            if check is not READ_CHECKS[0]:
                yield self._reads.report.begin(check.check)
            yield check.judge(self._reads, results)


def sign_in_and_read(
    session: ApiSession[Event], report: ReportBuilder, values: LinkValues, company: CompanyInfo
) -> Iterator[Event]:
    """Run the second and the third wave: one signed read, then everything else at once."""
    signed, sign_in = SignedSession(session, values, company), SignInCheck()
    reads = Reads(report, session.options.rights, values.scope)
    note_endpoint(signed, report)
    warn_of_ignored_address(signed, report)
    yield report.begin(sign_in.check)
    signed.preconnect(len(ReadWave(reads).paths()))
    reads.signed_in = yield from sign_in.read(signed, report)
    yield sign_in.judge(report, reads.signed_in)
    if reads.signed_in.problem:
        return
    wave = ReadWave(reads)
    yield wave.begin()
    results = yield from signed.read_all(wave.paths())
    yield from wave.judge(results)
