"""Events of the write test and of its offer."""

from __future__ import annotations

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.problem import Problem
from wizard.domain.ticket import Phase, TicketOffer, TicketReport, TicketRow, TicketStep


@dataclass(frozen=True, slots=True)
class TicketWaiting:
    """ConnectWise is busy; the next try comes after ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Offered:
    """What a test ticket can be made of is known; always the last event of an offer."""

    offer: TicketOffer


@dataclass(frozen=True, slots=True)
class PhasesOffered:
    """The phases of a project are known, or why not; always the last event."""

    phases: tuple[Phase, ...]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class TicketStarted:
    """A step has begun."""

    step: TicketStep


@dataclass(frozen=True, slots=True)
class TicketEnded:
    """A step has ended; ``number`` is the ticket's from the moment it is known."""

    row: TicketRow
    number: int | None


@dataclass(frozen=True, slots=True)
class TicketFinished:
    """The write test has ended; always the last event."""

    report: TicketReport


OfferEvent = TicketWaiting | Offered
PhaseEvent = TicketWaiting | PhasesOffered
TicketEvent = TicketWaiting | TicketStarted | TicketEnded | TicketFinished
