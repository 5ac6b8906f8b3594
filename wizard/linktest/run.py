"""The link test: lookup, one signed read, everything else - three waves after the connection."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from wizard.connectwise.certificates import inspections
from wizard.connectwise.client import Client
from wizard.connectwise.proxy import Proxy, ProxyUnusable
from wizard.domain.address import Address
from wizard.domain.credentials import read_company_id
from wizard.domain.faults import Fault
from wizard.domain.hosts import Kind
from wizard.domain.problem import Problem
from wizard.domain.read_address import AddressReading, read_address
from wizard.domain.report import Check, Site
from wizard.domain.rights import RightRow
from wizard.domain.values import LinkValues, Typed, read_values
from wizard.domain.wording import tr
from wizard.linktest.arrival import Arrival
from wizard.linktest.asking import Asking
from wizard.linktest.crew import Crew, Halted
from wizard.linktest.events import Event
from wizard.linktest.ledger import Ledger
from wizard.linktest.membership import Membership
from wizard.linktest.settings import Settings

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked; without ``values`` the test ends at the company."""

    address: Address
    company_id: str
    values: LinkValues | None = None


def run(typed: Typed, settings: Settings, cancelled: Cancelled) -> Iterator[Event]:
    """Run the nine checks in order.

    Until sign-in the first failure leaves later rows not run; rights and boards both finish.

    Yields:
        `Started` and `Ended` for each check that is reached, `Waiting` before a retry, and one
        `Finished` at the end.
    """
    ledger = Ledger(rights=tuple(map(RightRow, settings.rights.needed(typed.scope))))
    yield ledger.begin(Check.VALUES)
    reading = read_values(typed)
    values = reading.values
    if values is None:
        yield from _refused(ledger, reading.address, reading.problems)
        return
    ledger.hide(values.company_id, values)
    ledger.site = _site(reading.address, values.address)
    yield ledger.passed(Check.VALUES, tr("All five values are complete and readable."))
    question = _Question(values.address, values.company_id, values)
    yield from _online(ledger, question, settings, cancelled)


def look_up(typed: Typed, settings: Settings, cancelled: Cancelled) -> Iterator[Event]:
    """Run the checks that need no key: name to company. Nothing secret is read or sent.

    Yields:
        The same events; in the final report values, sign-in, rights and boards are not run.
    """
    ledger = Ledger()
    reading, company = read_address(typed.site), read_company_id(typed.company_id)
    problems = tuple(problem for problem in (reading.problem, company.problem) if problem)
    if problems or reading.address is None:
        yield from _refused(ledger, reading, problems)
        return
    ledger.hide(company.text)
    ledger.site = _site(reading, reading.address)
    question = _Question(reading.address, company.text)
    yield from _online(ledger, question, settings, cancelled)


def refuse(problem: Problem) -> Iterator[Event]:
    """Report that nothing was asked, because of ``problem`` with the values.

    Yields:
        The events of a test that failed at its first check.
    """
    ledger = Ledger()
    yield ledger.begin(Check.VALUES)
    yield ledger.failed(Check.VALUES, problem)
    yield ledger.finish()


def _refused(
    ledger: Ledger, reading: AddressReading, problems: tuple[Problem, ...]
) -> Iterator[Event]:
    """The first problem in form order is the row's, the others are warnings."""
    ledger.site = Site(typed=reading.typed, host=reading.host)
    first, *others = problems
    for problem in others:
        ledger.warn(problem)
    yield ledger.failed(Check.VALUES, first)
    yield ledger.finish()


def _online(
    ledger: Ledger, question: _Question, settings: Settings, cancelled: Cancelled
) -> Iterator[Event]:
    deadline = time.monotonic() + settings.timeout_s
    crew = Crew(cancelled, deadline)
    try:
        proxy = _proxy(settings, question.address, crew)
    except ProxyUnusable as error:
        yield from _no_proxy(ledger, settings, question.address, str(error))
        return
    except Halted as halt:
        yield ledger.begin(Check.NAME)
        yield ledger.failed(Check.NAME, Problem(halt.fault))
        yield ledger.finish()
        return
    ledger.proxy = f"{proxy.shown} ({proxy.source})" if proxy else ""
    client = Client(proxy, deadline, program=settings.program, waiting=crew.waiting)
    try:
        yield from _checks(Asking(ledger, client, crew, settings), question)
    except Halted as halt:
        yield ledger.failed(ledger.running, Problem(halt.fault))
    except Exception as error:  # noqa: BLE001 - a test always ends with a report
        # The exception's own text may hold a value.
        defect = Problem(Fault.INTERNAL, {"what": type(error).__name__})
        yield ledger.failed(ledger.running, defect)
    finally:
        client.close()
    for inspected in inspections(client.peers):
        if inspected not in (row.problem for row in ledger.rows.values()):
            ledger.warn(inspected)
    yield ledger.finish(client.sent)


def _checks(asking: Asking, question: _Question) -> Iterator[Event]:
    tenant = yield from Arrival(asking, question.address, question.company_id).check()
    if tenant and question.values:
        yield from Membership(asking, question.values, tenant).check()


def _proxy(settings: Settings, address: Address, crew: Crew) -> Proxy | None:
    """Ask for the proxy in a thread: the system may look for a PAC file for a long time.

    Raises:
        ProxyUnusable: the setting is no HTTP proxy, or the system does not tell it in time.
        Halted: the test was stopped.
    """
    if not address.secure:
        return None
    found: dict[str, object] = {}
    choose = partial(settings.proxy.choose, address.origin, address.host)
    try:
        for _ in crew.gather({"proxy": choose}, found):
            continue
    except Halted as halt:
        if halt.fault is Fault.CANCELLED:
            raise
        raise ProxyUnusable(tr("this computer didn't say in time which one to use")) from None
    proxy = found["proxy"]
    if isinstance(proxy, Exception):
        raise proxy
    return proxy if isinstance(proxy, Proxy) else None


def _no_proxy(ledger: Ledger, settings: Settings, address: Address, why: str) -> Iterator[Event]:
    shown = settings.proxy.explicit.rpartition("@")[2] or tr("of this computer")
    details = {"proxy": shown, "what": why, "host": address.netloc}
    yield ledger.begin(Check.NAME)
    yield ledger.passed(Check.NAME, tr("The proxy looks up {host}.").format(host=address.netloc))
    yield ledger.begin(Check.CONNECT)
    yield ledger.failed(Check.CONNECT, Problem(Fault.PROXY_UNREACHABLE, details))
    yield ledger.finish()


def _site(reading: AddressReading, address: Address) -> Site:
    """What is known before anything is asked; the region is the cloud host's own label."""
    label = address.host.removeprefix("api-").removeprefix("sandbox-").partition(".")[0]
    return Site(
        typed=reading.typed,
        host=address.netloc,
        api_base=address.api_base,
        release=address.release,
        region=label if address.kind in {Kind.CLOUD, Kind.SANDBOX} else "",
    )
