"""Test tickets that may still be open, in one small file: a kill in between must not hide them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from wizard.domain.sanitize import sanitize
from wizard.domain.ticket import LeftoverTicket
from wizard.storage.files import read_small, write_all

VERSION = 1
_LARGEST = 100_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class LeftoverTicketFile:
    """The file; one that cannot be read counts as not there."""

    path: Path

    def all(self) -> tuple[LeftoverTicket, ...]:
        """Return what is kept, oldest first."""
        try:
            found = json.loads(read_small(self.path, _LARGEST))
        except (OSError, ValueError, RecursionError):
            return ()
        rows = found.get("tickets") if isinstance(found, dict) else None
        read = map(_read, rows if isinstance(rows, list) else [])
        return tuple(ticket for ticket in read if ticket)

    def save(self, tickets: Iterable[LeftoverTicket]) -> None:
        """Keep ``tickets`` in place of what was kept.

        Raises:
            StorageError: it cannot be written.
        """
        document = {"version": VERSION, "tickets": [asdict(ticket) for ticket in tickets]}
        write_all({self.path: (json.dumps(document, indent=2) + "\n").encode("ascii")})


def _read(row: object) -> LeftoverTicket | None:
    if not isinstance(row, dict):
        return None
    summary, number, connection = (row.get(key) for key in ("summary", "number", "connection"))
    if type(number) is int and isinstance(summary, str) and isinstance(connection, str):
        return LeftoverTicket(sanitize(summary, _LONGEST), number, sanitize(connection, _LONGEST))
    return None
