"""JSON format of a history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from wizard.domain.check import Verdict
from wizard.domain.drift import (
    MOST_BOARDS,
    MOST_CHANGES,
    MOST_STATUSES,
    MOST_TESTS,
    BoardSeen,
    Change,
    Changed,
    History,
    PastTest,
    Seen,
)
from wizard.domain.rights import Column, Level, Levels
from wizard.domain.sanitize import sanitize
from wizard.storage.json_fields import (
    load_strict,
    optional,
    read_count,
    read_flag,
    read_moment,
    read_object,
    read_text,
)

VERSION = 1
_NAME_LIMIT = 200
_TEXT_LIMIT = 300
_MOST_RIGHTS = 100


def dump(history: History) -> bytes:
    """Return the file's content."""
    document = {
        "version": VERSION,
        "tests": [_test_json(test) for test in history.tests[-MOST_TESTS:]],
        "seen": _seen_json(history.seen) if history.seen else None,
        "seen_at": _iso(history.seen_at),
        "keys": _name(history.keys),
        "keys_since": _iso(history.keys_since),
    }
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def parse(content: bytes) -> History:
    """Read a file's content.

    Raises:
        ValueError: it isn't a history, or a newer release wrote it; quotes nothing of it.
    """
    try:
        return _history(load_strict(content))
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise ValueError("not a history") from None


def _history(document: Mapping[str, object]) -> History:
    if read_count(document["version"]) != VERSION:
        raise ValueError
    return History(
        tests=tuple(map(_test, _list(document["tests"], MOST_TESTS))),
        seen=optional(_seen)(document["seen"]),
        seen_at=optional(read_moment)(document["seen_at"]),
        keys=_text(document["keys"]),
        keys_since=optional(read_moment)(document["keys_since"]),
    )


def _test_json(test: PastTest) -> dict[str, object]:
    return {
        "at": test.at.isoformat(),
        "verdict": test.verdict.value,
        "summary": sanitize(test.summary, _TEXT_LIMIT),
        "changes": [
            {
                "what": change.what.value,
                "name": _name(change.name),
                "before": change.before if change.before is None else _name(change.before),
                "now": change.now if change.now is None else _name(change.now),
            }
            for change in test.changes[:MOST_CHANGES]
        ],
    }


def _seen_json(seen: Seen) -> dict[str, object]:
    rights = list(seen.rights.items())[:_MOST_RIGHTS]
    return {
        "site": _name(seen.site),
        "release": _name(seen.release),
        "member": _name(seen.member),
        "role": _name(seen.role),
        "issuer": _name(seen.issuer),
        "rights": {_name(title): levels.as_ids() for title, levels in rights},
        "boards": (
            None
            if seen.boards is None
            else {_name(name): _board_json(board) for name, board in seen.boards.items()}
        ),
    }


def _board_json(board: BoardSeen) -> dict[str, object]:
    statuses = board.statuses
    return {
        "default_team": board.default_team,
        "statuses": None if statuses is None else [_name(name) for name in statuses],
    }


def _name(text: str) -> str:
    return sanitize(text, _NAME_LIMIT)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _test(value: object) -> PastTest:
    fields = read_object(value)
    return PastTest(
        read_moment(fields["at"]),
        Verdict(_text(fields["verdict"])),
        sanitize(_text(fields["summary"]), _TEXT_LIMIT),
        tuple(map(_change, _list(fields["changes"], MOST_CHANGES))),
    )


def _change(value: object) -> Change:
    fields = read_object(value)
    text = optional(_text)
    return Change(
        Changed(_text(fields["what"])),
        _text(fields["name"]),
        text(fields["before"]),
        text(fields["now"]),
    )


def _seen(value: object) -> Seen:
    fields = read_object(value)
    return Seen(
        site=_text(fields["site"]),
        release=_text(fields["release"]),
        member=_text(fields["member"]),
        role=_text(fields["role"]),
        issuer=_text(fields["issuer"]),
        rights={
            _text(title): _levels(levels)
            for title, levels in _few(read_object(fields["rights"]), _MOST_RIGHTS).items()
        },
        boards=optional(_boards)(fields["boards"]),
    )


def _levels(value: object) -> Levels:
    fields = read_object(value)
    level = optional(lambda cell: Level(_text(cell)))
    return Levels(**{column.value: level(fields[column.value]) for column in Column})


def _boards(value: object) -> dict[str, BoardSeen]:
    boards = _few(read_object(value), MOST_BOARDS)
    return {_text(name): _board(board) for name, board in boards.items()}


def _board(value: object) -> BoardSeen:
    fields = read_object(value)
    team, statuses = optional(read_flag)(fields["default_team"]), fields["statuses"]
    if statuses is None:
        return BoardSeen(team)
    return BoardSeen(team, tuple(map(_text, _list(statuses, MOST_STATUSES))))


def _few(value: Mapping[str, object], most: int) -> Mapping[str, object]:
    if len(value) > most:
        raise ValueError
    return value


def _list(value: object, most: int) -> list[object]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError
    return value


def _text(value: object) -> str:
    return sanitize(read_text(value), _TEXT_LIMIT)
