"""Reading any list, and reading and writing tickets, as far as the role allows it."""

from __future__ import annotations

import json
from http import HTTPStatus

from wizard.practice.endpoints import EndpointMatch
from wizard.practice.listing import count_of, page_of, with_fields
from wizard.practice.patch import patched
from wizard.practice.reply import (
    FORBIDDEN,
    Problem,
    HttpReply,
    Row,
    UnusableRecordError,
    json_reply,
    not_allowed,
    not_found,
    unusable,
)
from wizard.practice.request import Request
from wizard.practice.rights import Operation, Right, Role
from wizard.practice.tickets import Ticket, TicketBook

_NOTE_FLAGS = ("detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag")
_METHODS = {
    "GET": Operation.INQUIRE,
    "POST": Operation.ADD,
    "PATCH": Operation.EDIT,
    "DELETE": Operation.DELETE,
}


def read(request: Request, target: EndpointMatch, role: Role) -> HttpReply:
    """Answer with a list, its count or one of its records."""
    right = target.collection.right
    if right is not None and not role.allows(right):
        return FORBIDDEN
    if target.rows is None:
        return not_found("The record that holds this list was not found.")
    if target.part == "count":
        return count_of(target.rows, request.query)
    if target.number is None:
        return page_of(target.rows, request.query)
    record = target.record
    if record is None:
        return not_found(f"Record {target.number} was not found.")
    return json_reply(with_fields(record, request.query))


def tickets(request: Request, target: EndpointMatch, role: Role, book: TicketBook) -> HttpReply:
    """Read, add, change or delete tickets."""
    methods = _methods(target)
    if request.method not in methods:
        return not_allowed(methods)
    if request.method == "GET":
        return read(request, target, role)
    if not role.allows(Right(book.kind.function, _METHODS[request.method])):
        return FORBIDDEN
    record = target.record
    if record is None and target.number is not None:
        return not_found(f"Ticket {target.number} was not found.")
    if request.method == "DELETE" and target.number is not None:
        book.remove(target.number)
        return HttpReply(HTTPStatus.NO_CONTENT)
    return _write(request, role, book, target.number, record)


def notes(request: Request, target: EndpointMatch, role: Role, book: TicketBook) -> HttpReply:
    """Read or add the notes of a ticket; adding one is a change of the ticket."""
    if request.method == "GET":
        return read(request, target, role)
    if request.method != "POST" or target.part:
        return not_allowed(("GET",) if target.part else ("GET", "POST"))
    if not role.allows(Right(book.kind.function, Operation.EDIT)):
        return FORBIDDEN
    return _add_note(request, target, book)


def _add_note(request: Request, target: EndpointMatch, book: TicketBook) -> HttpReply:
    if target.rows is None:
        return not_found(f"Ticket {target.holder} was not found.")
    try:
        sent = _json(request.body)
    except UnusableRecordError as error:
        return unusable("ticketNote", error.problems)
    note = sent if isinstance(sent, dict) else {}
    text = note.get("text")
    if not isinstance(text, str) or not text.strip():
        missing = Problem("MissingField", "The field text is required.", "text")
        return unusable("ticketNote", [missing])
    flags = {name: note.get(name) is True for name in _NOTE_FLAGS}
    return json_reply(book.note(target.holder, text, flags), HTTPStatus.CREATED)


def _methods(target: EndpointMatch) -> tuple[str, ...]:
    if target.number is not None:
        return ("GET", "PATCH", "DELETE")
    return ("GET",) if target.part == "count" else ("GET", "POST")


def _write(
    request: Request, role: Role, book: TicketBook, number: int | None, record: Row | None
) -> HttpReply:
    try:
        ticket = _ticket(request.body, book, record)
    except UnusableRecordError as error:
        return unusable(book.kind.resource, error.problems)
    was_closed = record is not None and record["closedFlag"]
    if ticket["closedFlag"] != was_closed and not role.allows(
        Right(book.kind.closing, Operation.EDIT)
    ):
        return FORBIDDEN
    if number is None:
        return json_reply(book.add(ticket), HTTPStatus.CREATED)
    return json_reply(book.keep(number, ticket))


def _ticket(body: bytes, book: TicketBook, record: Row | None) -> Ticket:
    """Read a new ticket, or a known one with its changes.

    Raises:
        UnusableRecordError: the body is no JSON, or makes no ticket.
    """
    sent = _json(body)
    draft = sent if record is None else patched(record, sent)
    if not isinstance(draft, dict):
        raise UnusableRecordError(Problem("InvalidJson", "A ticket is a JSON object.", ""))
    return book.kind.read(draft)


def _json(body: bytes) -> object:
    """Read a body.

    Raises:
        UnusableRecordError: it is no JSON.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnusableRecordError(Problem("InvalidJson", "The body is not JSON.", "")) from None
