"""Test history of a connection as a file: its last tests, and what the last passed one saw.

Parsed as strictly as a draft, with the same size limit; an unusable file counts as missing, since
the next passed test writes it again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wizard.domain.text import tr
from wizard.storage.files import StorageError, read_small, remove_all, write_all
from wizard.storage.lock import FolderLock

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.domain.draft import Draft
    from wizard.domain.drift import Drift, History
    from wizard.domain.report import Report

SIZE_LIMIT = 1_000_000
_ID = re.compile(r"[0-9a-f]{12}")
_PATIENCE_S = 5.0
_PAUSE_S = 0.02


class HistoryFolder:
    """The folder ``history``; created with the first test."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, connection_id: str) -> History:
        """Return a connection's history; an empty one if there is none or it is unusable."""
        from wizard.domain.drift import History  # noqa: PLC0415 - the first paint does without
        from wizard.storage.history_json import parse  # noqa: PLC0415 - as above

        if not _ID.fullmatch(connection_id):
            return History()
        try:
            return parse(read_small(self._file(connection_id), SIZE_LIMIT))
        except (OSError, ValueError):
            return History()

    def update(self, connection_id: str, change: Callable[[History], History]) -> History:
        """Replace a history with the result of ``change``, and return it.

        The window and a scheduled check may do so at the same time without losing either test.

        Raises:
            StorageError: it can't be written.
            ValueError: it is not the id of a draft.
        """
        from wizard.storage.history_json import dump  # noqa: PLC0415 - as above

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
            raise StorageError(tr("Another h2r-link is writing the test history."))
        time.sleep(_PAUSE_S)


class HistoryInMemory:
    """Histories in memory; used by the practice ConnectWise."""

    def __init__(self) -> None:
        self._kept: dict[str, History] = {}

    def load(self, connection_id: str) -> History:
        """Return a connection's history; an empty one where there is none."""
        from wizard.domain.drift import History  # noqa: PLC0415 - as above

        return self._kept.get(connection_id, History())

    def update(self, connection_id: str, change: Callable[[History], History]) -> History:
        """Replace a history with the result of ``change``, and return it."""
        self.put(connection_id, change(self.load(connection_id)))
        return self._kept[connection_id]

    def put(self, connection_id: str, history: History) -> None:
        """Store ``history``, replacing an earlier one."""
        self._kept[connection_id] = history

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Delete a connection's history; there is no file."""
        self._kept.pop(connection_id, None)
        return ()


class HistoryStore(Protocol):
    """Storage of histories; each method except `load` may raise `StorageError`."""

    def load(self, connection_id: str) -> History:
        """Return a connection's history."""

    def update(self, connection_id: str, change: Callable[[History], History]) -> History:
        """Replace a history with the result of ``change``, and return it."""

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Remove a connection's history; return the files that were removed."""


def keep_test(
    store: HistoryStore, draft: Draft, report: Report, at: datetime
) -> tuple[Drift, History]:
    """Add a test to the history of ``draft``; return what it differs in from the last passed one.

    Raises:
        StorageError: the history can't be written.
    """
    from wizard.domain.drift import Drift, key_digest  # noqa: PLC0415 - as above

    found = Drift()

    def with_test(history: History) -> History:
        nonlocal found
        found = Drift.of(history, report)
        return history.with_test(report, at, key_digest(draft.public_key))

    history = store.update(draft.id, with_test)
    return found, history
