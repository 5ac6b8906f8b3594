"""Creates and changes tickets from request bodies, or returns the list of errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wizard.practice import functions
from wizard.practice.boards import (
    PRIORITIES,
    SERVICE_BOARDS,
    SOURCES,
    STATUSES,
    TEAMS,
    TYPES,
    reference,
)
from wizard.practice.data import COMPANIES, CONTACTS, MEMBERS, PHASES, PROJECTS
from wizard.practice.functions import Function
from wizard.practice.http import Problem, Row, Rows, UnusableRecordError

Draft = Mapping[str, object]

SUMMARY_LIMIT = 100
# Free texts that are kept as they come; everything else that is unknown is dropped.
_TEXTS = ("initialDescription", "initialInternalAnalysis", "contactEmailLookup", "externalXRef")


class _Reading:
    """Reads one draft and collects every problem on the way."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._problems: list[Problem] = []

    def summary(self) -> str:
        text = self._draft.get("summary")
        if not isinstance(text, str) or not text.strip():
            self.missing("summary")
            return ""
        if len(text) > SUMMARY_LIMIT:
            message = f"The field summary holds at most {SUMMARY_LIMIT} characters."
            self.problem("MaxLengthField", message, "summary")
        return text

    def texts(self) -> dict[str, object]:
        given = self._draft
        return {name: given[name] for name in _TEXTS if isinstance(given.get(name), str)}

    def row(self, name: str, label: str, rows: Rows, where: str = "") -> Row | None:
        """Find the record that a field refers to by id, identifier or name."""
        given = self._draft.get(name)
        if given is None:
            return None
        key, value = _wanted(given)
        for row in rows:
            if key in row and row[key] == value:
                return row
        self.problem("NotFound", f"{label} {value} not found{where}", f"{name}/{key}")
        return None

    def needed_row(self, name: str, label: str, rows: Rows) -> Row | None:
        if self._draft.get(name) is None:
            self.missing(name)
        return self.row(name, label, rows)

    def missing(self, name: str) -> None:
        self.problem("MissingRequired", f"The field {name} is required.", name)

    def problem(self, code: str, message: str, name: str) -> None:
        self._problems.append(Problem(code, message, name))

    def finish(self) -> None:
        if self._problems:
            raise UnusableRecordError(*self._problems)


def _wanted(given: object) -> tuple[str, object]:
    """Read a reference: by ``id`` if there is a whole number, else by identifier or name."""
    fields = given if isinstance(given, Mapping) else {}
    if type(fields.get("id")) is int:
        return "id", fields["id"]
    for key in ("identifier", "name"):
        if isinstance(fields.get(key), str):
            return key, fields[key]
    return "id", None


def _default(rows: Rows) -> Row | None:
    return next((row for row in rows if row["defaultFlag"]), None)


def service_ticket(draft: Draft) -> dict[str, object]:
    """Create a service ticket; board, status and priority have defaults.

    Raises:
        UnusableRecordError: a needed field is missing, too long, or refers to nothing.
    """
    reading = _Reading(draft)
    ticket: dict[str, object] = {"summary": reading.summary(), "recordType": "ServiceTicket"}
    company = reading.needed_row("company", "Company", COMPANIES)
    given_board = reading.row("board", "Service Board", SERVICE_BOARDS)
    board = SERVICE_BOARDS[0] if draft.get("board") is None else given_board
    if board is not None:
        ticket |= _board_fields(reading, board) | _team(reading, board)
    ticket |= _common_fields(reading)
    reading.finish()
    return ticket | _references({"company": company})


def project_ticket(draft: Draft) -> dict[str, object]:
    """Create a project ticket; its phase determines project, company and board.

    Raises:
        UnusableRecordError: a needed field is missing, too long, or refers to nothing.
    """
    reading = _Reading(draft)
    ticket: dict[str, object] = {"summary": reading.summary(), "isIssueFlag": False}
    phases = [phase for rows in PHASES.values() for phase in rows]
    phase = reading.needed_row("phase", "Project Phase", phases)
    if phase is not None:
        project = next(row for row in PROJECTS if row["id"] == phase["projectId"])
        ticket |= _board_fields(reading, project["board"])
        ticket |= {"project": reference(project), "company": project["company"]}
        ticket |= {"phase": {"id": phase["id"], "name": phase["description"]}}
    ticket |= _common_fields(reading)
    reading.finish()
    return ticket


def _board_fields(reading: _Reading, board: Row) -> dict[str, object]:
    where = f" for Service Board {board['id']}"
    statuses, types = STATUSES[board["id"]], TYPES[board["id"]]
    status = reading.row("status", "Service Status", statuses, where) or _default(statuses)
    kind = reading.row("type", "Service Type", types, where) or _default(types)
    closed = status is not None and bool(status["closedStatus"])
    found = _references({"board": board, "status": status, "type": kind})
    return {**found, "closedFlag": closed}


def _team(reading: _Reading, board: Row) -> dict[str, object]:
    teams = TEAMS[board["id"]]
    where = f" for Service Board {board['id']}"
    team = reading.row("team", "Service Team", teams, where) or _default(teams)
    if team is None:
        message = "Cannot find default team for board specified"
        reading.problem("InvalidObject", message, "team")
    return _references({"team": team})


def _common_fields(reading: _Reading) -> dict[str, object]:
    priority = reading.row("priority", "Priority", PRIORITIES) or _default(PRIORITIES)
    found = {
        "priority": priority,
        "source": reading.row("source", "Source", SOURCES),
        "owner": reading.row("owner", "Member", MEMBERS),
        "contact": reading.row("contact", "Contact", CONTACTS),
    }
    return reading.texts() | _references(found)


def _references(rows: Mapping[str, Row | None]) -> dict[str, object]:
    return {name: reference(row) for name, row in rows.items() if row is not None}


def patched(record: Row, operations: object) -> dict[str, object]:
    """Apply changes such as ``{"op": "replace", "path": "status/id", "value": 15}``.

    A path is a field of the record or one field of a reference; a reference that is changed by
    one of its fields keeps no other. ``record`` itself stays as it is.

    Raises:
        UnusableRecordError: not a list of changes, or one names no known operation or path.
    """
    if not isinstance(operations, list):
        raise _unusable("A list of changes is expected.", "")
    changed = dict(record)
    for operation in operations:
        _apply(changed, operation)
    return changed


def _apply(changed: dict[str, object], operation: object) -> None:
    if not isinstance(operation, Mapping):
        raise _unusable("A change is an object with op, path and value.", "")
    path = operation.get("path")
    names = path.strip("/").split("/") if isinstance(path, str) else []
    if not 1 <= len(names) <= 2 or not all(names):
        raise _unusable("The path of a change is not known.", str(path))
    if operation.get("op") == "remove":
        changed.pop(names[0], None)
    elif operation.get("op") in ("add", "replace") and "value" in operation:
        value = operation["value"]
        changed[names[0]] = value if len(names) == 1 else {names[1]: value}
    else:
        raise _unusable("The op of a change is add, replace or remove.", str(path))


def _unusable(message: str, path: str) -> UnusableRecordError:
    return UnusableRecordError(Problem("InvalidField", message, path))


Ticket = dict[str, object]


@dataclass(frozen=True, slots=True)
class TicketKind:
    """Differences between service and project tickets."""

    path: str
    resource: str
    function: Function
    closing: Function
    read: Callable[[Draft], Ticket]


SERVICE = TicketKind(
    "service/tickets",
    "ticket",
    functions.SERVICE_TICKETS,
    functions.CLOSE_SERVICE_TICKETS,
    service_ticket,
)
PROJECT = TicketKind(
    "project/tickets",
    "projectTicket",
    functions.PROJECT_TICKETS,
    functions.CLOSE_PROJECT_TICKETS,
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
        """Return all tickets."""
        return tuple(self._tickets.values())

    def add(self, ticket: Ticket) -> Row:
        """Store a new ticket under the next number."""
        number, self._next = self._next, self._next + 1
        return self.keep(number, ticket)

    def keep(self, number: int, ticket: Ticket) -> Row:
        """Store a ticket under a number, replacing an earlier one."""
        kept = {"id": number, **ticket, **_closing(ticket), "_info": _changed_now()}
        self._tickets[number] = kept
        return kept

    def notes(self) -> Mapping[int, Rows]:
        """The notes of every ticket, oldest first, by the ticket's number."""
        return {number: tuple(self._notes.get(number, ())) for number in self._tickets}

    def note(self, number: int, text: str, flags: Mapping[str, bool]) -> Row:
        """Add a note to a ticket."""
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
        """Delete a ticket."""
        del self._tickets[number]
        self._notes.pop(number, None)


def _closing(ticket: Mapping[str, object]) -> Mapping[str, object]:
    return {"closedDate": _now(), "closedBy": "Hire2Retire"} if ticket["closedFlag"] else {}


def _changed_now() -> Row:
    return {"lastUpdated": _now(), "updatedBy": "Hire2Retire"}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


CUSTOM_FIELDS: list[Row] = [
    {"id": 1, "caption": "Employee number", "type": "Text", "entryMethod": "EntryField"}
]


def service_tickets() -> TicketBook:
    """Return the service tickets that the practice company starts with."""
    book = TicketBook(SERVICE, 1001)
    for summary, company in (("Printer is out of paper", 1), ("New chair for the office", 2)):
        ticket = service_ticket({"summary": summary, "company": COMPANIES[company]})
        book.add({**ticket, "customFields": CUSTOM_FIELDS})
    return book


def project_tickets() -> TicketBook:
    """Return the project tickets that the practice company starts with."""
    book = TicketBook(PROJECT, 2001)
    book.add(project_ticket({"summary": "Count the laptops", "phase": {"id": 501}}))
    return book
