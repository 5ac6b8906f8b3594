"""The link test: lookup, one signed read, everything else - three waves after the connection."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from wizard.connectwise.client import Client
from wizard.connectwise.tls.verification import inspections
from wizard.connectwise.transport.proxy import Proxy, ProxyUnusableError
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
from wizard.linktest.api import ApiSession
from wizard.linktest.checks.connection import ConnectionChecks
from wizard.linktest.checks.sign_in import SignInCheck
from wizard.linktest.concurrent_calls import ConcurrentCalls, LinkTestAbortedError
from wizard.linktest.events import Event
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.report_builder import ReportBuilder

Cancelled = Callable[[], bool]


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
    yield ledger.pass_check(Check.VALUES, tr("All five values are complete and readable."))
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
    crew = ConcurrentCalls(cancelled, deadline)
    try:
        proxy = _proxy(settings, question.address, crew)
    except ProxyUnusableError as error:
        yield from _no_proxy(ledger, settings, question.address, str(error))
        return
    except LinkTestAbortedError as halt:
        yield ledger.begin(Check.NAME)
        yield ledger.fail_check(Check.NAME, Problem(halt.fault))
        yield ledger.finish()
        return
    ledger.proxy = f"{proxy.shown} ({proxy.source})" if proxy else ""
    client = Client(proxy, deadline, program=settings.program, waiting=crew.report_retry)
    try:
        yield from _checks(ApiSession(ledger, client, crew, settings), question)
    except LinkTestAbortedError as halt:
        yield ledger.fail_check(ledger.running, Problem(halt.fault))
    except Exception as error:  # noqa: BLE001 - a test always ends with a report
        # The exception's own text may hold a value.
        defect = Problem(Fault.INTERNAL, {"what": type(error).__name__})
        yield ledger.fail_check(ledger.running, defect)
    finally:
        client.close()
    for inspected in inspections(client.peers):
        if inspected not in (row.problem for row in ledger.rows.values()):
            ledger.warn(inspected)
    yield ledger.finish(client.requests_sent)


def _checks(asking: ApiSession, question: _Question) -> Iterator[Event]:
    tenant = yield from ConnectionChecks(asking, question.address, question.company_id).check()
    if tenant and question.values:
        yield from SignInCheck(asking, question.values, tenant).check()


def _proxy(settings: LinkTestOptions, address: Address, crew: ConcurrentCalls) -> Proxy | None:
    """Ask for the proxy in a thread: the system may look for a PAC file for a long time.

    Raises:
        ProxyUnusableError: the setting is no HTTP proxy, or the system does not tell it in time.
        Halted: the test was stopped.
    """
    if not address.secure:
        return None
    found: dict[str, object] = {}
    choose = partial(settings.proxy.choose, address.origin, address.host)
    try:
        for _ in crew.run({"proxy": choose}, found):
            continue
    except LinkTestAbortedError as halt:
        if halt.fault is Fault.CANCELLED:
            raise
        raise ProxyUnusableError(tr("this computer didn't say in time which one to use")) from None
    proxy = found["proxy"]
    if isinstance(proxy, Exception):
        raise proxy
    return proxy if isinstance(proxy, Proxy) else None


def _no_proxy(
    ledger: ReportBuilder, settings: LinkTestOptions, address: Address, why: str
) -> Iterator[Event]:
    shown = settings.proxy.explicit.rpartition("@")[2] or tr("of this computer")
    details = {"proxy": shown, "what": why, "host": address.netloc}
    yield ledger.begin(Check.NAME)
    yield ledger.pass_check(
        Check.NAME, tr("The proxy looks up {host}.").format(host=address.netloc)
    )
    yield ledger.begin(Check.CONNECT)
    yield ledger.fail_check(Check.CONNECT, Problem(Fault.PROXY_UNREACHABLE, details))
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
