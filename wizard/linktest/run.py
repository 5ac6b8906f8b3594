"""The link test: three waves after the connection stands - lookup, one signed read, everything else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from wizard.connectwise.client import Client
from wizard.connectwise.proxy import Proxy, ProxyUnusable
from wizard.domain.address import Address
from wizard.domain.credentials import read_company_id
from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.read_address import read_address
from wizard.domain.report import Check, Site
from wizard.domain.values import LinkValues, Typed, read_values
from wizard.domain.wording import tr
from wizard.linktest.arrival import Arrival
from wizard.linktest.crew import Crew, Halted
from wizard.linktest.events import Ended, Event, Finished, Started
from wizard.linktest.ledger import Ledger, halted
from wizard.linktest.membership import Membership
from wizard.linktest.settings import Settings


def run(typed: Typed, settings: Settings, cancelled: Callable[[], bool]) -> Iterator[Event]:
    """Run the nine checks in order.

    Until sign-in the first failure leaves later rows not run; rights and boards both finish.

    Yields:
        `Started` and `Ended` for each check that is reached, `Waiting` before a retry, one `Finished`.
    """
    ledger = Ledger()
    yield ledger.begin(Check.VALUES)
    reading = read_values(typed)
    ledger.site = Site(typed=reading.address.typed, host=reading.address.host)
    if reading.values is None:
        first, *others = reading.problems
        for problem in others:
            ledger.warn(problem)
        yield ledger.failed(Check.VALUES, first)
        yield ledger.finish(requests=0)
        return
    yield ledger.passed(Check.VALUES, tr("All five values are complete and readable."))
    ledger.hidden = reading.values.hidden
    yield from _online(
        ledger,
        reading.values.address,
        reading.values.company_id,
        reading.values,
        settings,
        cancelled,
    )


def look_up(typed: Typed, settings: Settings, cancelled: Callable[[], bool]) -> Iterator[Event]:
    """Run the checks that need no key: name to company. Nothing secret is read or sent.

    Yields:
        The same events; in the final report values, sign-in, rights and boards are not run.
    """
    ledger = Ledger()
    address, company = read_address(typed.site), read_company_id(typed.company_id)
    ledger.site = Site(typed=address.typed, host=address.host)
    problem = address.problem or company.problem
    if problem or address.address is None:
        if problem:
            yield ledger.failed(Check.VALUES, problem)
        yield ledger.finish(requests=0)
        return
    yield from _online(ledger, address.address, company.text, None, settings, cancelled)


def _online(
    ledger: Ledger,
    address: Address,
    company_id: str,
    values: LinkValues | None,
    settings: Settings,
    cancelled: Callable[[], bool],
) -> Iterator[Event]:
    ledger.site = _site(ledger.site.typed, address)
    deadline = time.monotonic() + settings.timeout_s
    crew = Crew(cancelled, deadline)
    try:
        proxy = _proxy(settings, address)
    except ProxyUnusable as error:
        yield from _no_proxy(ledger, settings, address, str(error))
        return
    ledger.proxy = f"{proxy.shown} ({proxy.source})" if proxy else ""
    client = Client(proxy, deadline, program=settings.program, waiting=crew.waiting)
    try:
        arrival = Arrival(ledger, client, crew, address, company_id, settings.timeout_s)
        tenant = yield from arrival.check()
        if tenant and values:
            yield from Membership(ledger, client, crew, values, tenant, settings).check()
    except Halted as halt:
        yield ledger.failed(ledger.running, _halted(ledger, halt, address, settings))
    finally:
        client.close()
    yield ledger.finish(client.sent)


def _halted(ledger: Ledger, halt: Halted, address: Address, settings: Settings) -> Problem:
    """Before the site has proven itself nothing but the network can be blamed for silence."""
    arriving = list(Check).index(ledger.running) < list(Check).index(Check.COMPANY)
    if halt.fault is Fault.SERVICE_TIMEOUT and arriving:
        details = {"host": address.netloc, "seconds": f"{settings.timeout_s:g}"}
        return Problem(Fault.TIMEOUT, details)
    return halted(halt.fault, settings.timeout_s)


def _proxy(settings: Settings, address: Address) -> Proxy | None:
    if not address.secure:
        return None
    return settings.proxy.choose(address.origin, address.host)


def _no_proxy(
    ledger: Ledger, settings: Settings, address: Address, why: str
) -> Iterator[Started | Ended | Finished]:
    shown = settings.proxy.explicit.rpartition("@")[2] or tr("of this computer")
    details = {"proxy": shown, "what": why, "host": address.netloc}
    yield ledger.begin(Check.CONNECT)
    yield ledger.failed(Check.CONNECT, Problem(Fault.PROXY_UNREACHABLE, details))
    yield ledger.finish(requests=0)


def _site(typed: str, address: Address) -> Site:
    return Site(
        typed=typed,
        host=address.netloc,
        api_base=address.api_base,
        release=address.release,
        region=address.host.removeprefix("api-").removeprefix("sandbox-").partition(".")[0]
        if address.kind.value in {"cloud", "sandbox"}
        else "",
    )
