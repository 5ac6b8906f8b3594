"""Backends of the window (link test, practice server), imported on first use."""

from __future__ import annotations

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
    from wizard.linktest.recheck import Recheck
    from wizard.linktest.ticket.events import OfferEvent, PhaseEvent, TicketEvent
    from wizard.linktest.workflow_lists import BoardEvent
    from wizard.practice import PracticeServer

Cancelled = Callable[[], bool]


class Backends:
    """Link test, lookup and test ticket for the needed ``rights``; call them on a worker thread.

    ``program`` is the User-Agent header. ``system_proxy`` loads the function that resolves the
    system's proxy for a URL; without it, only the proxy of a connection is used.
    """

    def __init__(
        self,
        rights: RightsTable,
        program: str,
        system_proxy: Callable[[], Callable[[str], str]] | None = None,
    ) -> None:
        self._rights, self._program, self._system_proxy = rights, program, system_proxy

    def link_test(
        self, typed: FieldTexts, proxy: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[Event]:
        """Run the link test."""
        from wizard.linktest.run import run  # noqa: PLC0415 - the first paint does without

        return run(typed, self._options(proxy), cancelled)

    def look_up(
        self, typed: FieldTexts, proxy: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[Event]:
        """Look up address and Company ID, without keys."""
        from wizard.linktest.run import look_up  # noqa: PLC0415 - the first paint does without

        return look_up(typed, self._options(proxy), cancelled)

    def recheck(
        self, typed: FieldTexts, proxy: ProxyChoice, awaited: Awaited, cancelled: Cancelled
    ) -> Iterator[Recheck]:
        """Check once whether a problem is fixed."""
        from wizard.linktest.recheck import recheck  # noqa: PLC0415 - the first paint does without

        return recheck(typed, awaited, self._options(proxy), cancelled)

    def offer_ticket(
        self, values: LinkValues, kind: Ticket, proxy: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[OfferEvent]:
        """Read the choices for a test ticket."""
        from wizard.linktest.ticket.offer import offer  # noqa: PLC0415 - as above

        return offer(values, kind, self._options(proxy), cancelled)

    def offer_phases(
        self, values: LinkValues, project: Project, proxy: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[PhaseEvent]:
        """Read the phases of a project."""
        from wizard.linktest.ticket.offer import offer_phases  # noqa: PLC0415 - as above

        return offer_phases(values, project, self._options(proxy), cancelled)

    def read_board(
        self, values: LinkValues, board: Board, proxy: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[BoardEvent]:
        """Read the lists of one board."""
        from wizard.linktest.workflow_lists import read_board  # noqa: PLC0415 - as above

        return read_board(values, board, self._options(proxy), cancelled)

    def run_ticket(
        self, plan: TicketPlan, values: LinkValues, proxy: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[TicketEvent]:
        """Create the test ticket and clean it up."""
        from wizard.linktest.ticket.run import run_ticket  # noqa: PLC0415 - as above

        return run_ticket(plan, values, self._options(proxy), cancelled)

    def _options(self, proxy: ProxyChoice) -> LinkTestOptions:
        from wizard.connectwise.transport.proxy import ProxySetting  # noqa: PLC0415 - as above
        from wizard.linktest.options import LinkTestOptions  # noqa: PLC0415 - as above

        resolve = self._system_proxy() if self._system_proxy else None
        setting = ProxySetting(
            proxy.address, proxy.user, proxy.password, resolve, direct=proxy.direct
        )
        return LinkTestOptions(self._rights, proxy=setting, program=self._program)


def practice() -> PracticeServer:
    """Create a practice server; it is not started yet."""
    from wizard.practice import PracticeServer  # noqa: PLC0415 - the first paint does without

    return PracticeServer()
