"""The link test: lookup, one signed read, everything else - three waves after the connection."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.connectwise.transport.proxy import ProxyUnusableError
from wizard.domain.address.address import Address
from wizard.domain.address.hosts import Kind
from wizard.domain.address.reading import ParsedAddress, read_address
from wizard.domain.credentials.credentials import read_company_id
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Check, Site
from wizard.domain.rights import RightRow
from wizard.domain.text import tr
from wizard.domain.values.values import FieldTexts, LinkValues, parse_values
from wizard.linktest.api import ApiSession, Cancelled, choose_proxy, unusable_proxy
from wizard.linktest.checks.connection import ConnectionChecks
from wizard.linktest.checks.sign_in import SignInCheck
from wizard.linktest.concurrent_calls import LinkTestAbortedError
from wizard.linktest.events import Event, Waiting
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.report_builder import ReportBuilder


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked; without ``values`` the test ends at the company."""

    address: Address
    company_id: str
    values: LinkValues | None = None


def run(typed: FieldTexts, settings: LinkTestOptions, cancelled: Cancelled) -> Iterator[Event]:
    """Run the nine checks in order.

    Until sign-in the first failure leaves later rows not run; rights and boards both finish.

    Yields:
        `Started` and `Ended` for each check that is reached, `Waiting` before a retry, and one
        `Finished` at the end.
    """
    ledger = ReportBuilder(rights=tuple(map(RightRow, settings.rights.needed(typed.scope))))
    yield ledger.begin(Check.VALUES)
    reading = parse_values(typed)
    values = reading.values
    if values is None:
        yield from _refused(ledger, reading.address, reading.problems)
        return
    ledger.redact(values.company_id, values)
    ledger.site = _site(reading.address, values.address)
    yield ledger.pass_check(Check.VALUES, tr("All five values are complete."))
    question = _Question(values.address, values.company_id, values)
    yield from _online(ledger, question, settings, cancelled)


def look_up(typed: FieldTexts, settings: LinkTestOptions, cancelled: Cancelled) -> Iterator[Event]:
    """Run the checks that need no key: name to company. Nothing secret is read or sent.

    Yields:
        The same events; in the final report values, sign-in, rights and boards are not run.
    """
    ledger = ReportBuilder()
    reading, company = read_address(typed.site), read_company_id(typed.company_id)
    problems = tuple(problem for problem in (reading.problem, company.problem) if problem)
    if problems or reading.address is None:
        yield from _refused(ledger, reading, problems)
        return
    ledger.redact(company.text)
    ledger.site = _site(reading, reading.address)
    question = _Question(reading.address, company.text)
    yield from _online(ledger, question, settings, cancelled)


def refuse(problem: Problem) -> Iterator[Event]:
    """Report that nothing was asked, because of ``problem`` with the values.

    Yields:
        The events of a test that failed at its first check.
    """
    ledger = ReportBuilder()
    yield ledger.begin(Check.VALUES)
    yield ledger.fail_check(Check.VALUES, problem)
    yield ledger.finish()


def _refused(
    ledger: ReportBuilder, reading: ParsedAddress, problems: tuple[Problem, ...]
) -> Iterator[Event]:
    """The first problem in form order is the row's, the others are warnings."""
    ledger.site = Site(typed=reading.typed, host=reading.host)
    first, *others = problems
    for problem in others:
        ledger.warn(problem)
    yield ledger.fail_check(Check.VALUES, first)
    yield ledger.finish()


def _online(
    ledger: ReportBuilder, question: _Question, settings: LinkTestOptions, cancelled: Cancelled
) -> Iterator[Event]:
    deadline = time.monotonic() + settings.timeout_s
    try:
        proxy = choose_proxy(question.address, settings, cancelled, deadline)
    except ProxyUnusableError as error:
        problem = unusable_proxy(error, question.address, settings)
        yield from _no_proxy(ledger, question.address, problem)
        return
    except LinkTestAbortedError as halt:
        yield ledger.begin(Check.NAME)
        yield ledger.fail_check(Check.NAME, Problem(halt.fault))
        yield ledger.finish()
        return
    ledger.proxy = proxy.used if proxy else None

    def on_wait(seconds: float) -> Event:
        return Waiting(ledger.running, seconds)

    with ApiSession(proxy, settings, cancelled, on_wait, deadline) as session:
        try:
            yield from _checks(session, ledger, question)
        except LinkTestAbortedError as halt:
            yield ledger.fail_check(ledger.running, Problem(halt.fault))
        except Exception as error:  # noqa: BLE001 - a test always ends with a report
            # The exception's own text may hold a value.
            defect = Problem(Fault.INTERNAL, {"what": type(error).__name__})
            yield ledger.fail_check(ledger.running, defect)
    for inspected in session.inspections:
        if inspected not in (row.problem for row in ledger.rows.values()):
            ledger.warn(inspected)
    yield ledger.finish(session.requests_sent)


def _checks(
    session: ApiSession[Event], ledger: ReportBuilder, question: _Question
) -> Iterator[Event]:
    checks = ConnectionChecks(session, ledger, question.address, question.company_id)
    tenant = yield from checks.check()
    if tenant and question.values:
        yield from SignInCheck(session, ledger, question.values, tenant).check()


def _no_proxy(ledger: ReportBuilder, address: Address, problem: Problem) -> Iterator[Event]:
    yield ledger.begin(Check.NAME)
    yield ledger.pass_check(
        Check.NAME, tr("The proxy looks up {host}.").format(host=address.netloc)
    )
    yield ledger.begin(Check.CONNECT)
    yield ledger.fail_check(Check.CONNECT, problem)
    yield ledger.finish()


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
