"""Services for practice: nothing is stored, and only the practice server receives requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.domain.address.practice import within_practice
from wizard.domain.address.reading import read_address
from wizard.domain.errors import WizardError
from wizard.domain.proxy_choice import ProxyChoice
from wizard.storage.history import HistoryInMemory
from wizard.ui.controllers.services import (
    LinkTest,
    OfferPhases,
    OfferTicket,
    ReadBoard,
    Recheck,
    RunTicket,
    Services,
)

if TYPE_CHECKING:
    from wizard.domain.awaited import Awaited
    from wizard.domain.scope import Ticket
    from wizard.domain.ticket import Board, Project, TicketPlan
    from wizard.domain.values.field_texts import FieldTexts
    from wizard.domain.values.values import LinkValues
    from wizard.linktest.events import Event
    from wizard.linktest.ticket.events import OfferEvent, PhaseEvent, TicketEvent
    from wizard.linktest.workflow_lists import BoardEvent
    from wizard.ui.controllers.background import Cancelled

_DIRECT = ProxyChoice(direct=True)


class OutsidePracticeError(WizardError, RuntimeError):
    """A test ticket was addressed to another host than the practice server."""


def practice_services(services: Services, host: str) -> Services:
    """Return ``services`` restricted to the practice server at ``host``, without a proxy.

    Any other address is refused before a name lookup.
    """
    offer, phases, run = services.offer_ticket, services.offer_phases, services.run_ticket
    board = services.read_board
    return replace(
        services,
        drafts=None,
        records=None,
        history=HistoryInMemory(),
        logs=None,
        open_vault=None,
        test=_test(services.test, host),
        look_up=_test(services.look_up, host),
        offer_ticket=offer and _offer_ticket(offer, host),
        offer_phases=phases and _offer_phases(phases, host),
        read_board=board and _read_board(board, host),
        run_ticket=run and _run_ticket(run, host),
        recheck=services.recheck and _recheck(services.recheck, host),
    )


def _test(test: LinkTest, host: str) -> LinkTest:
    def confined(typed: FieldTexts, _: ProxyChoice, cancelled: Cancelled) -> Iterator[Event]:
        from wizard.linktest.run import refuse  # noqa: PLC0415 - the first paint does without

        reading = read_address(typed.site)
        problem = within_practice(reading, host).problem
        if reading.accepted and problem:
            return refuse(problem)
        return test(typed, _DIRECT, cancelled)

    return confined


def _recheck(recheck: Recheck, host: str) -> Recheck:
    def confined(
        typed: FieldTexts, _: ProxyChoice, awaited: Awaited, cancelled: Cancelled
    ) -> Iterator[object]:
        if within_practice(read_address(typed.site), host).problem:
            raise OutsidePracticeError
        return recheck(typed, _DIRECT, awaited, cancelled)

    return confined


def _offer_ticket(offer: OfferTicket, host: str) -> OfferTicket:
    def confined(
        values: LinkValues, kind: Ticket, _: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[OfferEvent]:
        return offer(_connection(values, host), kind, _DIRECT, cancelled)

    return confined


def _offer_phases(offer: OfferPhases, host: str) -> OfferPhases:
    def confined(
        values: LinkValues, project: Project, _: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[PhaseEvent]:
        return offer(_connection(values, host), project, _DIRECT, cancelled)

    return confined


def _read_board(read: ReadBoard, host: str) -> ReadBoard:
    def confined(
        values: LinkValues, board: Board, _: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[BoardEvent]:
        return read(_connection(values, host), board, _DIRECT, cancelled)

    return confined


def _run_ticket(run: RunTicket, host: str) -> RunTicket:
    def confined(
        plan: TicketPlan, values: LinkValues, _: ProxyChoice, cancelled: Cancelled
    ) -> Iterator[TicketEvent]:
        return run(plan, _connection(values, host), _DIRECT, cancelled)

    return confined


def _connection(values: LinkValues, host: str) -> LinkValues:
    if values.address.netloc != host:
        raise OutsidePracticeError
    return values
