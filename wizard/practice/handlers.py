"""Handlers: read any list, read and write tickets, within the role's rights."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from wizard.domain.rights import Column, Level
from wizard.practice import functions
from wizard.practice.conditions import UnreadableConditionError, condition, ordered
from wizard.practice.endpoints import EndpointMatch
from wizard.practice.functions import Function
from wizard.practice.http import (
    CONDITION_UNREADABLE,
    FORBIDDEN,
    HttpResponse,
    Problem,
    Request,
    Row,
    Rows,
    UnusableRecordError,
    json_response,
    not_allowed,
    not_found,
    unusable,
)
from wizard.practice.role import Permission, Role
from wizard.practice.tickets import Ticket, TicketBook, patched

_NOTE_FLAGS = ("detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag")
_METHODS = {
    "GET": Column.INQUIRE,
    "POST": Column.ADD,
    "PATCH": Column.EDIT,
    "DELETE": Column.DELETE,
}


def read(request: Request, target: EndpointMatch, role: Role) -> HttpResponse:
    """Return a list, its count or one record."""
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
    return json_response(with_fields(record, request.query))


def tickets(request: Request, target: EndpointMatch, role: Role, book: TicketBook) -> HttpResponse:
    """Read, add, change or delete tickets."""
    methods = _methods(target)
    if request.method not in methods:
        return not_allowed(methods)
    if request.method == "GET":
        return read(request, target, role)
    if not role.allows(Permission(book.kind.function, _METHODS[request.method])):
        return FORBIDDEN
    record = target.record
    if record is None and target.number is not None:
        return not_found(f"Ticket {target.number} was not found.")
    if request.method == "DELETE" and target.number is not None:
        book.remove(target.number)
        return HttpResponse(HTTPStatus.NO_CONTENT)
    return _write(request, role, book, target.number, record)


def notes(request: Request, target: EndpointMatch, role: Role, book: TicketBook) -> HttpResponse:
    """Read or add the notes of a ticket; adding one is a change of the ticket."""
    if request.method == "GET":
        return read(request, target, role)
    if request.method != "POST" or target.part:
        return not_allowed(("GET",) if target.part else ("GET", "POST"))
    if not role.allows(Permission(book.kind.function, Column.EDIT)):
        return FORBIDDEN
    return _add_note(request, target, book)


def _add_note(request: Request, target: EndpointMatch, book: TicketBook) -> HttpResponse:
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
    return json_response(book.note(target.holder, text, flags), HTTPStatus.CREATED)


def _methods(target: EndpointMatch) -> tuple[str, ...]:
    if target.number is not None:
        return ("GET", "PATCH", "DELETE")
    return ("GET",) if target.part == "count" else ("GET", "POST")


def _write(
    request: Request, role: Role, book: TicketBook, number: int | None, record: Row | None
) -> HttpResponse:
    try:
        ticket = _ticket(request.body, book, record)
    except UnusableRecordError as error:
        return unusable(book.kind.resource, error.problems)
    was_closed = record is not None and record["closedFlag"]
    if ticket["closedFlag"] != was_closed and not role.allows(
        Permission(book.kind.closing, Column.EDIT)
    ):
        return FORBIDDEN
    if number is None:
        return json_response(book.add(ticket), HTTPStatus.CREATED)
    return json_response(book.keep(number, ticket))


def _ticket(body: bytes, book: TicketBook, record: Row | None) -> Ticket:
    """Parse a new ticket, or an existing one with changes.

    Raises:
        UnusableRecordError: the body is no JSON, or makes no ticket.
    """
    sent = _json(body)
    draft = sent if record is None else patched(record, sent)
    if not isinstance(draft, dict):
        raise UnusableRecordError(Problem("InvalidJson", "A ticket is a JSON object.", ""))
    return book.kind.read(draft)


def _json(body: bytes) -> object:
    """Parse a body.

    Raises:
        UnusableRecordError: it is no JSON.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnusableRecordError(Problem("InvalidJson", "The body is not JSON.", "")) from None


_DEFAULT_SIZE = 25
_LARGEST_SIZE = 1000
_LONGEST_NUMBER = 9
# Ignoring these would hand out records that were not asked for.
_NOT_SPOKEN = ("childConditions", "customFieldConditions", "pageId")


def page_of(rows: Rows, query: Mapping[str, str]) -> HttpResponse:
    """Return the requested page of ``rows``."""
    size = whole_number(query.get("pageSize", str(_DEFAULT_SIZE)))
    page = whole_number(query.get("page", "1"))
    problems = [
        Problem("InvalidField", "The practice server cannot do this.", name)
        for name in _NOT_SPOKEN
        if query.get(name)
    ]
    if size is None or not 1 <= size <= _LARGEST_SIZE:
        message = f"The page size is a number from 1 to {_LARGEST_SIZE}."
        problems.append(Problem("InvalidField", message, "pageSize"))
    if page is None or page < 1:
        problems.append(Problem("InvalidField", "The page is a number from 1 on.", "page"))
    if problems or size is None or page is None:
        return unusable("query", problems)
    try:
        found = chosen(rows, query)
    except UnreadableConditionError:
        return CONDITION_UNREADABLE
    shown = found[(page - 1) * size : page * size]
    return json_response([with_fields(row, query) for row in shown])


def count_of(rows: Rows, query: Mapping[str, str]) -> HttpResponse:
    """Return the number of matching rows."""
    try:
        return json_response({"count": len(chosen(rows, query))})
    except UnreadableConditionError:
        return CONDITION_UNREADABLE


def chosen(rows: Rows, query: Mapping[str, str]) -> Rows:
    """Return the rows that match the conditions, in the requested order.

    Raises:
        UnreadableConditionError: the conditions or the order cannot be read.
    """
    fits = condition(query.get("conditions", ""))
    return ordered([row for row in rows if fits(row)], query.get("orderBy", ""))


def with_fields(row: Row, query: Mapping[str, str]) -> Row:
    """Keep only the fields that the query names, or all of them."""
    names = {name.strip().split("/")[0] for name in query.get("fields", "").split(",")} - {""}
    return {key: value for key, value in row.items() if key in names} if names else row


def whole_number(text: str) -> int | None:
    """Parse a short number of ASCII digits, or return None."""
    readable = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if readable else None


def identifier(label: str) -> str:
    """Convert a label to ConnectWise's identifier form: ``ServiceTickets``."""
    return re.sub(r"\W", "", label)


def security_rows(role: Role) -> tuple[Row, ...]:
    """List the role as ``/system/mySecurity`` does, one row per function."""
    return tuple(_security_row(number, f, role) for number, f in enumerate(role.functions, start=1))


def _security_row(number: int, function: Function, role: Role) -> Row:
    levels = role.grant(function).items()
    return {
        "id": number,
        **{f"{column.value}Level": str(level or Level.NONE) for column, level in levels},
        "moduleFunctionName": identifier(function.label),
        "moduleFunctionDescription": function.label,
        "myAllFlag": True,
        "moduleFunctionIdentifier": identifier(function.label),
        "reportFlag": False,
        "restrictFlag": False,
        "customFlag": function == functions.TABLE_SETUP,
        "moduleDescription": function.module,
        "moduleIdentifier": identifier(function.module),
        "moduleName": function.module,
        "sortOrder": number,
        "member": {"id": 110, "identifier": "Hire2Retire", "name": "Hire2Retire Link"},
        "_info": {},
    }


def customize_rows(role: Role) -> tuple[Row, ...]:
    """List the tables that the role may read, as ``/system/mySecurity/customizeItems/`` does."""
    return tuple(
        {
            "id": number,
            "customizeIdentifier": identifier(functions.TABLE_SETUP.label),
            "itemIdentifier": table.name,
        }
        for number, table in enumerate(role.tables, start=1)
    )
