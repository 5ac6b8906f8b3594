"""One cheap request that shows whether a problem found by a link test was fixed in ConnectWise.

::

    lookup without keys ─ same API base as in the test? ─ ONE signed read ─ ARRIVED or UNCHANGED
                                   │ no                        │ anything else
                                   └───────── UNCLEAR ─────────┘
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from enum import Enum, auto

from wizard.connectwise.company_info import ApiEndpoint, endpoint_for, read_company_info
from wizard.connectwise.response import Response
from wizard.connectwise.transport.proxy import ProxyUnusableError
from wizard.domain.address.address import Address
from wizard.domain.awaited import Awaited
from wizard.domain.faults.fault import Fault
from wizard.domain.rights import RightRow, Source
from wizard.domain.values.values import FieldTexts, LinkValues, parse_values
from wizard.linktest.api import ApiSession, Cancelled, SignedSession, Talk, choose_proxy
from wizard.linktest.checks.board_lists import ACTIVE_BOARDS
from wizard.linktest.checks.grants import MY_SECURITY, Grants
from wizard.linktest.concurrent_calls import LinkTestAbortedError
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult


class Recheck(Enum):
    """Result of one check. ``UNCLEAR`` ends watching, whatever the response was."""

    UNCHANGED = auto()
    ARRIVED = auto()
    UNCLEAR = auto()


def recheck(
    typed: FieldTexts, awaited: Awaited, options: LinkTestOptions, cancelled: Cancelled
) -> Iterator[Recheck]:
    """Check once; at most one request carries the keys, and it is never repeated.

    Yields:
        What the look has shown, once.
    """
    values = parse_values(typed).values
    if values is None:
        yield Recheck.UNCLEAR
        return
    deadline = time.monotonic() + options.timeout_s
    try:
        proxy = choose_proxy(values.address, options, cancelled, deadline)
        with ApiSession(proxy, options, cancelled, lambda _: None, deadline) as session:
            yield _run(_look(session, values, awaited))
    except (ProxyUnusableError, LinkTestAbortedError):
        yield Recheck.UNCLEAR


def _run(talk: Talk[None, Recheck]) -> Recheck:
    """Nothing is told while one request is under way."""
    while True:
        try:
            next(talk)
        except StopIteration as end:
            found: Recheck = end.value
            return found


def _look(session: ApiSession[None], values: LinkValues, awaited: Awaited) -> Talk[None, Recheck]:
    answer = yield from session.look_up(values.address, values.company_id)
    company = read_company_info(answer) if isinstance(answer, Response) else None
    if company is None:
        return Recheck.UNCLEAR
    endpoint = _tested(endpoint_for(values.address, company), values.address, awaited.api_base)
    if endpoint is None:
        return Recheck.UNCLEAR
    signed = SignedSession(session, values, company, endpoint)
    result = yield from signed.read_once(path_of(awaited))
    return judge(awaited, result)


def _tested(endpoint: ApiEndpoint, address: Address, api_base: str) -> ApiEndpoint | None:
    """The endpoint where the test signed in, if it may receive the keys; else None."""
    others = (endpoint.with_api_host(address), endpoint.with_fallback_release())
    return next((one for one in (endpoint, *others) if one and one.base == api_base), None)


def path_of(awaited: Awaited) -> str:
    """Return the path whose response shows whether the change was made."""
    if not awaited.rights or _listed(awaited):
        return MY_SECURITY if awaited.rights else ACTIVE_BOARDS
    right = awaited.rights[0].right
    return right.reads[0] if right.reads else MY_SECURITY


def judge(awaited: Awaited, result: ReadResult) -> Recheck:
    """Interpret the response to `path_of`."""
    if awaited.fault is Fault.CLIENT_ID_REFUSED:
        return _judge_client_id(result)
    if result.problem or not (result.granted or result.denied):
        return Recheck.UNCLEAR
    if not awaited.rights:
        return Recheck.ARRIVED if result.entries else Recheck.UNCHANGED
    if not _listed(awaited):
        return Recheck.ARRIVED if result.granted else Recheck.UNCHANGED
    if result.denied:
        return Recheck.UNCLEAR
    grants = Grants.read(result, [row.right for row in awaited.rights])
    changed = any(_changed(row, grants) for row in awaited.rights)
    return Recheck.ARRIVED if changed else Recheck.UNCHANGED


def _judge_client_id(result: ReadResult) -> Recheck:
    if result.granted or result.denied:
        return Recheck.ARRIVED
    refused = result.problem is not None and result.problem.fault is Fault.CLIENT_ID_REFUSED
    return Recheck.UNCHANGED if refused else Recheck.UNCLEAR


def _listed(awaited: Awaited) -> bool:
    """Whether the member's own list of rights shows what is missing."""
    return any(row.source is Source.MY_SECURITY and row.missing() for row in awaited.rights)


def _changed(row: RightRow, grants: Grants) -> bool:
    levels = grants.levels(row.right)
    if levels is None or row.source is not Source.MY_SECURITY:
        return False
    now = RightRow(row.right, levels, Source.MY_SECURITY)
    return set(now.missing()) < set(row.missing())
