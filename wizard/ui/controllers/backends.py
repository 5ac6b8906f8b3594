"""Backends of the window (link test, practice server), imported on first use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.domain.awaited import Awaited
    from wizard.domain.proxy_choice import ProxyChoice
    from wizard.domain.rights import RightsTable
    from wizard.domain.scope import Ticket
    from wizard.domain.ticket import Board, Project, TicketPlan
    from wizard.domain.values.values import FieldTexts, LinkValues
    from wizard.linktest.events import Event
    from wizard.linktest.options import LinkTestOptions
    from wizard.linktest.ticket.events import OfferEvent, PhaseEvent, TicketEvent
    from wizard.linktest.workflow_lists import BoardEvent
    from wizard.practice import PracticeServer
    from wizard.ui.controllers.services import (
        LinkTest,
        OfferPhases,
        OfferTicket,
        ReadBoard,
        Recheck,
        RunTicket,
    )


def link_test(rights: RightsTable, program: str) -> LinkTest:
    """Return the link test function; ``program`` is the User-Agent header."""

    def test(
        typed: FieldTexts, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[Event]:
        from wizard.linktest.run import run  # noqa: PLC0415 - the first paint does without

        return run(typed, _settings(rights, proxy, program), cancelled)

    return test


def look_up(rights: RightsTable, program: str) -> LinkTest:
    """Return the lookup function, which needs no key."""

    def test(
        typed: FieldTexts, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[Event]:
        from wizard.linktest import run as linktest  # noqa: PLC0415 - the first paint does without

        return linktest.look_up(typed, _settings(rights, proxy, program), cancelled)

    return test


def recheck(rights: RightsTable, program: str) -> Recheck:
    """Return the function that checks once for a change."""

    def look(
        typed: FieldTexts, proxy: ProxyChoice, awaited: Awaited, cancelled: Callable[[], bool]
    ) -> Iterator[object]:
        from wizard.linktest import recheck as linktest  # noqa: PLC0415 - the first paint does without

        return linktest.recheck(typed, awaited, _settings(rights, proxy, program), cancelled)

    return look


def offer_ticket(rights: RightsTable, program: str) -> OfferTicket:
    """Return the function that reads the choices for a test ticket."""

    def read(
        values: LinkValues, kind: Ticket, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[OfferEvent]:
        from wizard.linktest.ticket.offer import offer  # noqa: PLC0415 - as above

        return offer(values, kind, _settings(rights, proxy, program), cancelled)

    return read


def offer_phases(rights: RightsTable, program: str) -> OfferPhases:
    """Return the function that reads the phases of a project."""

    def read(
        values: LinkValues, project: Project, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[PhaseEvent]:
        from wizard.linktest.ticket import offer as ticket_offer  # noqa: PLC0415 - as above

        settings = _settings(rights, proxy, program)
        return ticket_offer.offer_phases(values, project, settings, cancelled)

    return read


def read_board(rights: RightsTable, program: str) -> ReadBoard:
    """Return the function that reads the lists of one board."""

    def read(
        values: LinkValues, board: Board, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[BoardEvent]:
        from wizard.linktest import workflow_lists  # noqa: PLC0415 - as above

        settings = _settings(rights, proxy, program)
        return workflow_lists.read_board(values, board, settings, cancelled)

    return read


def run_ticket(rights: RightsTable, program: str) -> RunTicket:
    """Return the write test function."""

    def write(
        plan: TicketPlan, values: LinkValues, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[TicketEvent]:
        from wizard.linktest.ticket import run as ticket  # noqa: PLC0415 - as above

        return ticket.run_ticket(plan, values, _settings(rights, proxy, program), cancelled)

    return write


def practice() -> PracticeServer:
    """Create a practice server; it is not started yet."""
    from wizard.practice import PracticeServer  # noqa: PLC0415 - the first paint does without

    return PracticeServer()


def system_proxy() -> Callable[[str], str]:
    """Return the function that resolves the system's proxy for a URL, PAC included."""
    if sys.platform == "linux":  # Qt reads only environment variables there
        from wizard.connectwise.transport.desktop_proxy import resolve  # noqa: PLC0415 - as above
    else:
        from wizard.ui.system_proxy import resolve  # noqa: PLC0415 - QtNetwork, as above
    return resolve


def _settings(rights: RightsTable, proxy: ProxyChoice, program: str) -> LinkTestOptions:
    from wizard.connectwise.transport.proxy import ProxySetting  # noqa: PLC0415 - as above
    from wizard.linktest.options import LinkTestOptions  # noqa: PLC0415 - as above

    resolve = system_proxy()
    setting = ProxySetting(proxy.address, proxy.user, proxy.password, resolve, direct=proxy.direct)
    return LinkTestOptions(rights, proxy=setting, program=program)
