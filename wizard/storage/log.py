"""The log: events from a fixed list.

Every line is made of ids, numbers and names from the source. Messages, values, addresses and
company names are never logged, so nothing has to be redacted.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.storage.files import (
    OWNER_ONLY_FILE,
    StorageError,
    private_folder,
    read_small,
    remove_all,
)

if TYPE_CHECKING:
    from wizard.base.traceback_summary import TracebackSummary
    from wizard.domain.faults.fault import Fault
    from wizard.domain.report import CheckResult, Report

PROGRAM_LOG = "h2r-link.log"
SIZE_LIMIT = 256 * 1024
_ID = re.compile(r"[0-9a-f]{12}")
# ConnectWise numbers its requests so; a server that sends anything else may be repeating a key.
_REQUEST_ID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class LogEvent(StrEnum):
    """Events besides checks and crashes."""

    STARTED = "started"
    RAISED = "raised"
    ENDED = "ended"
    SET_ASIDE = "set_aside"
    VAULT = "vault"
    REMOVED = "removed"


class LogFolder:
    """The user's log folder: one log of the program and one of each connection.

    A log and the one before it hold at most ``size_limit`` bytes each. Thread-safe.
    """

    def __init__(self, path: Path, size_limit: int = SIZE_LIMIT) -> None:
        self.path = path
        self._limit = size_limit
        self._lock = threading.Lock()

    def log_event(
        self, what: LogEvent, fault: Fault | None = None, connection_id: str = ""
    ) -> None:
        """Log an event, and the fault it ended with."""
        self._write(connection_id, [_fields(what.value, fault=fault, program=_program(what))])

    def tested(self, report: Report, connection_id: str = "") -> None:
        """Log a finished link test, check by check."""
        verdict = _fields(
            "test", verdict=report.verdict, ms=report.duration_ms, requests=report.requests
        )
        self._write(connection_id, [*map(_row, report.rows), verdict])

    def defect(self, trace: TracebackSummary) -> None:
        """Log the source location of a crash."""
        self._write("", [f"defect {' from '.join(trace.kinds)}", *trace.frames])

    def tail(self, lines: int, connection_id: str = "") -> tuple[str, ...]:
        """Return the last ``lines`` of a log; empty if it cannot be read."""
        try:
            content = read_small(self._file(connection_id), 2 * self._limit)
        except (OSError, ValueError):
            return ()
        return tuple(content.decode("ascii", "replace").splitlines()[-lines:])

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Delete the log of a connection; return the deleted files.

        Raises:
            StorageError: a file could not be removed.
        """
        if not _ID.fullmatch(connection_id):
            return ()
        file = self._file(connection_id)
        return remove_all((_older(file), file))

    def _file(self, connection_id: str) -> Path:
        """The file of a connection, or the program's own.

        Raises:
            ValueError: it is not the id of a draft.
        """
        if connection_id and not _ID.fullmatch(connection_id):
            raise ValueError("a log belongs to a draft's id")
        return self.path / (f"{connection_id}.log" if connection_id else PROGRAM_LOG)

    def _write(self, connection_id: str, lines: Iterable[str]) -> None:
        """Append lines; errors are ignored."""
        file = self._file(connection_id)
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        content = "".join(f"{now} {line}\n" for line in lines).encode("ascii", "replace")
        with self._lock, contextlib.suppress(OSError, StorageError):
            private_folder(self.path)
            _make_room(file, self._limit - len(content))
            _append(file, content)


def request_id(text: str) -> str:
    """Return ConnectWise's request id; "" if the text doesn't look like one."""
    return text if _REQUEST_ID.fullmatch(text) else ""


def _program(what: LogEvent) -> str:
    return f"h2r-link/{__version__}" if what is LogEvent.STARTED else ""


def _row(row: CheckResult) -> str:
    return _fields(
        "check",
        id=row.check,
        status=row.status,
        fault=row.problem.fault if row.problem else None,
        http=row.http_status,
        ms=row.duration_ms,
        request=request_id(row.request_id),
    )


def _fields(event: str, **fields: StrEnum | str | float | None) -> str:
    known = {name: value for name, value in fields.items() if value is not None and value != ""}
    return " ".join([event, *(f"{name}={_shown(value)}" for name, value in known.items())])


def _shown(value: StrEnum | str | float) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return value.value if isinstance(value, StrEnum) else str(value)


def _older(file: Path) -> Path:
    return file.with_name(f"{file.name}.1")


def _make_room(file: Path, room: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        if file.lstat().st_size > room:
            file.replace(_older(file))


def _append(file: Path, content: bytes) -> None:
    """Write all lines in one call, so that two processes don't mix their lines."""
    # Without O_NONBLOCK a pipe in the log's place would hold the whole program up.
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    handle = os.open(file, flags, OWNER_ONLY_FILE)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return
        if stat.S_IMODE(status.st_mode) & 0o077 and hasattr(os, "fchmod"):
            os.fchmod(handle, OWNER_ONLY_FILE)
        os.write(handle, content)
    finally:
        os.close(handle)
