"""Connections and sign-in for the test ticket."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import TypeVar

from wizard.connectwise.company_info import CompanyInfo, read_company_info
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import lookup_problem
from wizard.connectwise.transport.proxy import Proxy, ProxyUnusableError
from wizard.domain.errors import WizardError
from wizard.domain.faults.problem import Problem
from wizard.domain.values.values import LinkValues
from wizard.linktest.api import ApiSession, SignedSession, choose_proxy, unusable_proxy
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.ticket.events import TicketWaiting

T = TypeVar("T")
Talk = Generator[TicketWaiting, None, T]
TicketSession = ApiSession[TicketWaiting]
TicketMember = SignedSession[TicketWaiting]


class TicketRefusedError(WizardError):
    """No ticket was or will be created; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault.value)
        self.problem = problem


def ticket_session(
    proxy: Proxy | None, options: LinkTestOptions, cancelled: Callable[[], bool]
) -> TicketSession:
    """Return an API session with its own deadline."""
    return ApiSession(proxy, options, cancelled, TicketWaiting)


def proxy_for(
    values: LinkValues, options: LinkTestOptions, cancelled: Callable[[], bool]
) -> Proxy | None:
    """Return the proxy to go through, None for a direct connection.

    Raises:
        TicketRefusedError: the proxy's setting cannot be used.
        LinkTestAbortedError: the test was stopped.
    """
    try:
        deadline = time.monotonic() + options.timeout_s
        return choose_proxy(values.address, options, cancelled, deadline)
    except ProxyUnusableError as error:
        raise TicketRefusedError(unusable_proxy(error, values.address, options)) from None


def signed_session(session: TicketSession, values: LinkValues) -> Talk[TicketMember]:
    """Look the company up, without any key: only then is it known where keys may go.

    Raises:
        TicketRefusedError: no ConnectWise that knows the company has answered.
    """
    outcome = yield from session.look_up(values.address, values.company_id)
    if not isinstance(outcome, Response):
        raise TicketRefusedError(session.lookup_failure(outcome, values.address))
    problem = lookup_problem(outcome)
    if problem:
        raise TicketRefusedError(problem)
    return SignedSession(session, values, read_company_info(outcome) or CompanyInfo())
