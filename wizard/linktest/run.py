"""The link test in three waves: lookup, sign-in, and all other reads.

Each wave needs the results of the previous one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from wizard.connectwise.company_info import CompanyInfo
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import lookup_problem
from wizard.connectwise.transport.proxy import ProxyUnusableError
from wizard.domain.address.address import Address
from wizard.domain.address.hosts import Kind
from wizard.domain.address.reading import ParsedAddress, read_address
from wizard.domain.check import Check, Status
from wizard.domain.credentials.credentials import read_company_id
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Site
from wizard.domain.rights import RightRow
from wizard.domain.text import tr
from wizard.domain.values.values import FieldTexts, LinkValues, parse_values
from wizard.linktest.api import (
    ApiSession,
    Cancelled,
    SignedSession,
    Talk,
    choose_proxy,
    unusable_proxy,
)
from wizard.linktest.checks.base import Lookup, Reads
from wizard.linktest.checks.registry import LOOKUP_CHECKS, READ_CHECKS, STAGE_CHECKS, next_check
from wizard.linktest.checks.sign_in import SignInCheck, note_endpoint, warn_of_ignored_address
from wizard.linktest.checks.values import ValuesCheck
from wizard.linktest.concurrent_calls import LinkTestAbortedError
from wizard.linktest.events import Event, Waiting
from wizard.linktest.hints import with_hints
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder


@dataclass(frozen=True, slots=True)
class _Question:
    """Scope of the test; without ``values`` it ends after the company lookup."""

    address: Address
    company_id: str
    values: LinkValues | None = None


def run(typed: FieldTexts, options: LinkTestOptions, cancelled: Cancelled) -> Iterator[Event]:
    """Run the checks in order.

    Until sign-in the first failure leaves later rows not run; rights and boards both finish.

    Yields:
        `Started` and `Ended` for each check that is reached, `Waiting` before a retry, and one
        `Finished` at the end.
    """
    report = ReportBuilder(rights=tuple(map(RightRow, options.rights.needed(typed.scope))))
    yield report.begin(Check.VALUES)
    reading = parse_values(typed)
    values = reading.values
    if values is None:
        yield from _refused(report, reading.address, reading.problems)
        return
    report.redact(values.company_id, values)
    report.site = _site(reading.address, values.address)
    yield ValuesCheck().judge(report, ())
    question = _Question(values.address, values.company_id, values)
    yield from _online(report, question, options, cancelled)


def look_up(typed: FieldTexts, options: LinkTestOptions, cancelled: Cancelled) -> Iterator[Event]:
    """Run the checks that need no key, from DNS to the company; no secret is read or sent.

    Yields:
        The same events; in the final report values, sign-in, rights and boards are not run.
    """
    report = ReportBuilder()
    reading, company = read_address(typed.site), read_company_id(typed.company_id)
    problems = tuple(problem for problem in (reading.problem, company.problem) if problem)
    if problems or reading.address is None:
        yield from _refused(report, reading, problems)
        return
    report.redact(company.text)
    report.site = _site(reading, reading.address)
    question = _Question(reading.address, company.text)
    yield from _online(report, question, options, cancelled)


def refuse(problem: Problem) -> Iterator[Event]:
    """Report a ``problem`` with the values without sending any request.

    Yields:
        The events of a test that failed at its first check.
    """
    report = ReportBuilder()
    yield report.begin(Check.VALUES)
    yield report.fail_check(Check.VALUES, problem)
    yield report.finish()


def _refused(
    report: ReportBuilder, reading: ParsedAddress, problems: tuple[Problem, ...]
) -> Iterator[Event]:
    report.site = Site(typed=reading.typed, host=reading.host)
    yield ValuesCheck().judge(report, problems)
    yield report.finish()


def _online(
    report: ReportBuilder, question: _Question, options: LinkTestOptions, cancelled: Cancelled
) -> Iterator[Event]:
    deadline = time.monotonic() + options.timeout_s
    try:
        proxy = choose_proxy(question.address, options, cancelled, deadline)
    except ProxyUnusableError as error:
        problem = unusable_proxy(error, question.address, options)
        yield from _no_proxy(report, question.address, problem)
        return
    except LinkTestAbortedError as halt:
        yield report.begin(Check.NAME)
        yield report.fail_check(Check.NAME, Problem(halt.fault))
        yield report.finish()
        return
    report.proxy = proxy.used if proxy else None

    def on_wait(seconds: float) -> Event:
        return Waiting(report.running, seconds)

    with ApiSession(proxy, options, cancelled, on_wait, deadline) as session:
        try:
            yield from _checks(session, report, question)
        except LinkTestAbortedError as halt:
            yield report.fail_check(report.running, Problem(halt.fault))
        except Exception as error:  # noqa: BLE001 - a test always ends with a report
            # The exception's own text may hold a value.
            defect = Problem(Fault.INTERNAL, {"what": type(error).__name__})
            yield report.fail_check(report.running, defect)
    for inspected in session.inspections:
        if inspected not in (row.problem for row in report.rows.values()):
            report.warn(inspected)
    yield report.finish(session.requests_sent)


def _checks(
    session: ApiSession[Event], report: ReportBuilder, question: _Question
) -> Iterator[Event]:
    lookup = Lookup(session, report, question.address, question.company_id)
    company = yield from LookupWave(lookup).run()
    if company and question.values:
        yield from _sign_in_and_read(session, report, question.values, company)


class LookupWave:
    """Identifies the server at an address, without keys."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._ended: set[Check] = set()

    def run(self) -> Talk[Event, CompanyInfo | None]:
        """Run the checks of connection and lookup.

        Returns:
            The company, or None if a check failed.
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
        """End the checks whose stage the connection has reached meanwhile."""
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


def _sign_in_and_read(
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


def _no_proxy(report: ReportBuilder, address: Address, problem: Problem) -> Iterator[Event]:
    yield report.begin(Check.NAME)
    yield report.pass_check(
        Check.NAME, tr("The proxy looks up {host}.").format(host=address.netloc)
    )
    yield report.begin(Check.CONNECT)
    yield report.fail_check(Check.CONNECT, problem)
    yield report.finish()


def _site(reading: ParsedAddress, address: Address) -> Site:
    """What is known before anything is asked; the region is the cloud host's own label."""
    label = address.host.removeprefix("api-").removeprefix("sandbox-").partition(".")[0]
    return Site(
        typed=reading.typed,
        host=address.netloc,
        api_base=address.api_base,
        release=address.release,
        region=label if address.kind in {Kind.CLOUD, Kind.SANDBOX} else "",
    )
