"""The tickets of the practice company: kept in memory, gone when the server stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wizard.practice.draft import Draft, project_ticket, service_ticket
from wizard.practice.people import COMPANIES
from wizard.practice.reply import Row, Rows
from wizard.practice.rights import Function

Ticket = dict[str, object]


@dataclass(frozen=True, slots=True)
class TicketKind:
    """What sets service and project tickets apart."""

    path: str
    resource: str
    function: Function
    closing: Function
    read: Callable[[Draft], Ticket]


SERVICE = TicketKind(
    "service/tickets",
    "ticket",
    Function.SERVICE_TICKETS,
    Function.CLOSE_SERVICE_TICKETS,
    service_ticket,
)
PROJECT = TicketKind(
    "project/tickets",
    "projectTicket",
    Function.PROJECT_TICKETS,
    Function.CLOSE_PROJECT_TICKETS,
    project_ticket,
)


@dataclass(slots=True)
class TicketBook:
    """The tickets of one kind, oldest first. Not locked: the site asks one thread at a time."""

    kind: TicketKind
    first_number: int
    _tickets: dict[int, Ticket] = field(default_factory=dict)
    _notes: dict[int, list[Row]] = field(default_factory=dict)
    _next: int = 0

    def __post_init__(self) -> None:
        self._next = self.first_number

    def rows(self) -> Rows:
        """List every ticket."""
        return tuple(self._tickets.values())

    def add(self, ticket: Ticket) -> Row:
        """Keep a new ticket under the next number."""
        number, self._next = self._next, self._next + 1
        return self.keep(number, ticket)

    def keep(self, number: int, ticket: Ticket) -> Row:
        """Keep a ticket under a number, in place of what was there."""
        kept = {"id": number, **ticket, **_closing(ticket), "_info": _changed_now()}
        self._tickets[number] = kept
        return kept

    def notes(self) -> Mapping[int, Rows]:
        """The notes of every ticket, oldest first, by the ticket's number."""
        return {number: tuple(self._notes.get(number, ())) for number in self._tickets}

    def note(self, number: int, text: str, flags: Mapping[str, bool]) -> Row:
        """Write a note to a ticket."""
        notes = self._notes.setdefault(number, [])
        kept: Row = {
            "id": number * 100 + len(notes) + 1,
            "ticketId": number,
            "text": text,
            **flags,
            "createdBy": "Hire2Retire",
            "dateCreated": _now(),
            "_info": _changed_now(),
        }
        notes.append(kept)
        return kept

    def remove(self, number: int) -> None:
        """Forget a ticket."""
        del self._tickets[number]
        self._notes.pop(number, None)


def _closing(ticket: Mapping[str, object]) -> Mapping[str, object]:
    return {"closedDate": _now(), "closedBy": "Hire2Retire"} if ticket["closedFlag"] else {}


def _changed_now() -> Row:
    return {"lastUpdated": _now(), "updatedBy": "Hire2Retire"}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def service_tickets() -> TicketBook:
    """Return the service tickets that the practice company starts with."""
    book = TicketBook(SERVICE, 1001)
    for summary, company in (("Printer is out of paper", 1), ("New chair for the office", 2)):
        book.add(service_ticket({"summary": summary, "company": COMPANIES[company]}))
    return book


def project_tickets() -> TicketBook:
    """Return the project tickets that the practice company starts with."""
    book = TicketBook(PROJECT, 2001)
    book.add(project_ticket({"summary": "Count the laptops", "phase": {"id": 501}}))
    return book
