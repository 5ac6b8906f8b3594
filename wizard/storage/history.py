"""The history of a connection as a file: its last tests, and what the last passed one saw.

Read as strictly as a draft, and as small; a file that can't be used counts as not there, since the
next passed test writes it again.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from wizard.domain.draft import Draft
from wizard.domain.drift import (
    MOST_BOARDS,
    MOST_CHANGES,
    MOST_STATUSES,
    MOST_TESTS,
    BoardSeen,
    Change,
    Changed,
    Drift,
    History,
    PastTest,
    Seen,
    key_digest,
)
from wizard.domain.report import Report, Verdict
from wizard.domain.rights import Column, Level, Levels
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr
from wizard.storage.files import StorageError, read_small, remove_all, write_all
from wizard.storage.json_fields import (
    load_strict,
    optional,
    read_count,
    read_flag,
    read_moment,
    read_object,
    read_text,
)
from wizard.storage.lock import FolderLock

VERSION = 1
SIZE_LIMIT = 1_000_000
_NAME_LIMIT = 200
_TEXT_LIMIT = 300
_MOST_RIGHTS = 100
_ID = re.compile(r"[0-9a-f]{12}")
_PATIENCE_S = 5.0
_PAUSE_S = 0.02


class HistoryFolder:
    """The folder ``history``; made when the first test is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, connection_id: str) -> History:
        """Return a connection's history; an empty one where there is none that can be used."""
        if not _ID.fullmatch(connection_id):
            return History()
        try:
            return parse(read_small(self._file(connection_id), SIZE_LIMIT))
        except (OSError, ValueError):
            return History()

    def update(self, connection_id: str, change: Callable[[History], History]) -> History:
        """Replace a history by what ``change`` makes of it, and return that.

        The window and a scheduled check may do so at the same time: none of the two is lost.

        Raises:
            StorageError: it can't be written.
            ValueError: that is no draft's id.
        """
        if not _ID.fullmatch(connection_id):
            raise ValueError("a history belongs to a draft's id")
        lock = FolderLock(self.path, ".lock")
        _take(lock)
        try:
            history = change(self.load(connection_id))
            write_all({self._file(connection_id): dump(history)})
        finally:
            lock.release()
        return history

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Remove a connection's history and return what was removed.

        Raises:
            StorageError: the file could not be removed.
        """
        if not _ID.fullmatch(connection_id):
            return ()
        return remove_all([self._file(connection_id)])

    def _file(self, connection_id: str) -> Path:
        return self.path / f"{connection_id}.json"


def _take(lock: FolderLock) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not lock.take():
        if time.monotonic() >= until:
            raise StorageError(tr("Another h2r-link is writing the history of the tests."))
        time.sleep(_PAUSE_S)


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
        "rights": {_name(title): _levels_json(levels) for title, levels in rights},
        "boards": (
            None
            if seen.boards is None
            else {_name(name): _board_json(board) for name, board in seen.boards.items()}
        ),
    }


def _levels_json(levels: Levels) -> dict[str, str | None]:
    return {column.value: level.value if level else None for column, level in levels.items()}


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


class HistoryInMemory:
    """Histories that end with the program; what the practice ConnectWise uses."""

    def __init__(self) -> None:
        self._kept: dict[str, History] = {}

    def load(self, connection_id: str) -> History:
        """Return a connection's history; an empty one where there is none."""
        return self._kept.get(connection_id, History())

    def update(self, connection_id: str, change: Callable[[History], History]) -> History:
        """Replace a history by what ``change`` makes of it, and return that."""
        self.put(connection_id, change(self.load(connection_id)))
        return self._kept[connection_id]

    def put(self, connection_id: str, history: History) -> None:
        """Keep ``history`` in place of what was kept."""
        self._kept[connection_id] = history

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Forget a connection's history; there is no file."""
        self._kept.pop(connection_id, None)
        return ()


class HistoryStore(Protocol):
    """Where histories are kept; each method but `load` may raise `StorageError`."""

    def load(self, connection_id: str) -> History:
        """Return a connection's history."""

    def update(self, connection_id: str, change: Callable[[History], History]) -> History:
        """Replace a history by what ``change`` makes of it, and return that."""

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Remove a connection's history; return the files that were removed."""


def keep_test(
    store: HistoryStore, draft: Draft, report: Report, at: datetime
) -> tuple[Drift, History]:
    """Add a test to the history of ``draft``; return what it differs in from the last passed one.

    Raises:
        StorageError: the history can't be written.
    """
    found = Drift()

    def with_test(history: History) -> History:
        nonlocal found
        found = Drift.of(history, report)
        return history.with_test(report, at, key_digest(draft.public_key))

    history = store.update(draft.id, with_test)
    return found, history
