"""The simulated boards: five for service tickets, one for projects."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.practice.http import Row, Rows

LOCATION: Row = {"id": 2, "name": "Practice Town", "_info": {}}
DEPARTMENT: Row = {"id": 10, "identifier": "Services", "name": "Professional Services"}
CHANGED: Mapping[str, str] = {"lastUpdated": "2026-10-01T08:00:00Z", "updatedBy": "practice"}

HELP_DESK, NEW_HIRES, NETWORK, ALERTS, INSIDE, PROJECTS = range(1, 7)

_NAMES = {
    HELP_DESK: "Help Desk",
    NEW_HIRES: "New Hires and Leavers",
    NETWORK: "Network Watch",
    ALERTS: "Alerts",
    INSIDE: "Inside IT",
    PROJECTS: "Projects",
}
_SERVICE_TYPES = ("New hire", "Change", "Leaver", "Request", "Incident")
_TYPES = {
    HELP_DESK: _SERVICE_TYPES,
    NEW_HIRES: ("New hire", "Change", "Leaver"),
    NETWORK: ("Outage", "Maintenance"),
    ALERTS: ("Alert",),
    INSIDE: _SERVICE_TYPES,
    PROJECTS: ("Roll-out", "Migration"),
}
_STATUSES = ("New", "Assigned", "In Progress", "Waiting on Customer", "Completed", "Closed")
_CLOSED = ("Completed", "Closed")


def reference(row: Row) -> Row:
    """Return the short form of a record that other records contain."""
    return {key: row[key] for key in ("id", "identifier", "name") if key in row}


def _board(number: int, name: str) -> Row:
    return {
        "id": number,
        "name": name,
        "location": LOCATION,
        "department": DEPARTMENT,
        "inactiveFlag": False,
        "projectFlag": number == PROJECTS,
        "billTime": "Billable",
        "billExpense": "Billable",
        "billProduct": "Billable",
        "billTicketsAfterClosedFlag": False,
        "billUnapprovedTimeExpenseFlag": False,
        "overrideBillingSetupFlag": False,
        "closedLoopDiscussionsFlag": False,
        "closedLoopResolutionFlag": False,
        "closedLoopInternalAnalysisFlag": False,
        "closedLoopAllFlag": False,
        "problemSort": "Descending",
        "resolutionSort": "Descending",
        "internalAnalysisSort": "Descending",
        "allSort": "Descending",
        "_info": CHANGED,
    }


BOARDS: Rows = tuple(_board(number, name) for number, name in _NAMES.items())
SERVICE_BOARDS: Rows = tuple(board for board in BOARDS if not board["projectFlag"])
PROJECT_BOARDS: Rows = tuple(board for board in BOARDS if board["projectFlag"])
ACTIVE_BOARDS: Rows = tuple(board for board in BOARDS if not board["inactiveFlag"])


def _statuses(board: Row, first: int) -> Rows:
    return tuple(
        {
            "id": first + place,
            "name": name,
            "board": reference(board),
            "sortOrder": place,
            "displayOnBoard": name not in _CLOSED,
            "inactive": False,
            "closedStatus": name in _CLOSED,
            "timeEntryNotAllowed": False,
            "roundRobinCatchall": False,
            "defaultFlag": place == 0,
            "escalationStatus": "Resolved" if name in _CLOSED else "NoEscalation",
            "customerPortalDescription": name,
            "customerPortalFlag": True,
            "_info": CHANGED,
        }
        for place, name in enumerate(_STATUSES)
    )


def _types(board: Row, first: int, names: tuple[str, ...]) -> Rows:
    return tuple(
        {
            "id": first + place,
            "name": name,
            "category": "Reactive",
            "defaultFlag": place == 0,
            "inactiveFlag": False,
            "requestForChangeFlag": False,
            "board": reference(board),
            "location": LOCATION,
            "department": DEPARTMENT,
            "_info": CHANGED,
        }
        for place, name in enumerate(names)
    )


def _teams(board: Row, number: int) -> Rows:
    return (
        {
            "id": number,
            "name": f"{board['name']} team",
            "teamLeader": {"id": 101, "identifier": "LLeader", "name": "Lee Leader"},
            "members": [101, 102],
            "defaultFlag": number != ALERTS,
            "notifyOnTicketDelete": False,
            "boardId": number,
            "locationId": LOCATION["id"],
            "businessUnitId": DEPARTMENT["id"],
            "_info": CHANGED,
        },
    )


STATUSES: Mapping[int, Rows] = {
    number: _statuses(board, 10 * number) for number, board in enumerate(BOARDS, start=1)
}
TYPES: Mapping[int, Rows] = {
    number: _types(board, 100 + 10 * number, _TYPES[number])
    for number, board in enumerate(BOARDS, start=1)
}
TEAMS: Mapping[int, Rows] = {
    number: _teams(board, number) for number, board in enumerate(BOARDS, start=1)
}
PROJECT_TEAMS: Mapping[int, Rows] = {
    PROJECTS: (
        {
            "id": PROJECTS,
            "name": "Projects team",
            "location": LOCATION,
            "department": DEPARTMENT,
            "defaultFlag": True,
            "_info": CHANGED,
        },
    )
}

PRIORITIES: Rows = tuple(
    {
        "id": number,
        "name": f"Priority {number} - {level}",
        "color": color,
        "sortOrder": number,
        "defaultFlag": level == "Medium",
        "level": level,
        "_info": CHANGED,
    }
    for number, (level, color) in enumerate(
        (("Critical", "Red"), ("High", "Orange"), ("Medium", "Yellow"), ("Low", "White")), start=1
    )
)
SOURCES: Rows = tuple(
    {"id": number, "name": name, "defaultFlag": number == 1, "_info": CHANGED}
    for number, name in enumerate(("Phone", "E-mail", "Portal", "Integration"), start=1)
)


_SUBTYPES = ("Account", "Laptop", "Phone")
_ITEMS = ("Standard", "Loan")
# Which subtypes a type of the people boards takes; an item only goes with a device.
_SUBTYPES_OF = {"New hire": _SUBTYPES, "Change": _SUBTYPES, "Leaver": ("Account", "Laptop")}
_DEVICES = ("Laptop", "Phone")


def _named(board: Row, first: int, names: tuple[str, ...]) -> Rows:
    return tuple(
        {
            "id": first + place,
            "name": name,
            "inactiveFlag": False,
            "board": reference(board),
            "_info": CHANGED,
        }
        for place, name in enumerate(names)
    )


def _people(number: int) -> bool:
    return number in {HELP_DESK, NEW_HIRES, INSIDE}


SUBTYPES: Mapping[int, Rows] = {
    number: _named(board, 300 + 10 * number, _SUBTYPES if _people(number) else ())
    for number, board in enumerate(BOARDS, start=1)
}
ITEMS: Mapping[int, Rows] = {
    number: _named(board, 400 + 10 * number, _ITEMS if _people(number) else ())
    for number, board in enumerate(BOARDS, start=1)
}


def _combinations(number: int) -> Rows:
    """Every type by itself, with each of its subtypes, and with the items of a device."""
    rows: list[Row] = []

    def add(kind: Row, subtype: Row | None = None, item: Row | None = None) -> None:
        parts = {"type": kind, "subType": subtype, "item": item}
        found = {name: reference(row) for name, row in parts.items() if row}
        rows.append({"id": 1000 * number + len(rows), **found, "_info": CHANGED})

    for kind in TYPES[number]:
        add(kind)
        for subtype in SUBTYPES[number]:
            if subtype["name"] not in _SUBTYPES_OF.get(kind["name"], ()):
                continue
            add(kind, subtype)
            for item in ITEMS[number] if subtype["name"] in _DEVICES else ():
                add(kind, subtype, item)
    return tuple(rows)


COMBINATIONS: Mapping[int, Rows] = {
    number: _combinations(number) for number, _ in enumerate(BOARDS, start=1)
}
