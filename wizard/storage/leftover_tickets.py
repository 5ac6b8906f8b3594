"""Test tickets that may still be open, in one small file that survives a crash."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.domain.dataclass import dataclass
from wizard.domain.sanitize import sanitize
from wizard.storage.files import read_small, write_all
from wizard.storage.json_fields import (
    load_strict,
    read_count,
    read_flag,
    read_object,
    read_text,
    tuple_of,
)

if TYPE_CHECKING:
    from wizard.domain.ticket import LeftoverTicket

VERSION = 1
_LARGEST = 100_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class LeftoverTicketFile:
    """The file; one that cannot be read counts as missing."""

    path: Path

    def all(self) -> tuple[LeftoverTicket, ...]:
        """Return all tickets, oldest first."""
        try:
            fields = load_strict(read_small(self.path, _LARGEST))
            read = tuple_of(_read)(fields["tickets"])
        except (OSError, KeyError, TypeError, ValueError):
            return ()
        return tuple(ticket for ticket in read if ticket)

    def save(self, tickets: Iterable[LeftoverTicket]) -> None:
        """Store ``tickets``, replacing the earlier ones.

        Raises:
            StorageError: it cannot be written.
        """
        document = {"version": VERSION, "tickets": [asdict(ticket) for ticket in tickets]}
        write_all({self.path: (json.dumps(document, indent=2) + "\n").encode("ascii")})


def _read(row: object) -> LeftoverTicket | None:
    """Parse one ticket; None if it is malformed, so that the others are still loaded."""
    from wizard.domain.ticket import LeftoverTicket  # noqa: PLC0415 - the first paint does without

    try:
        fields = read_object(row)
        summary, connection = read_text(fields["summary"]), read_text(fields["connection"])
        number, expected = read_count(fields["number"]), read_flag(fields.get("expected", False))
    except (KeyError, TypeError, ValueError):
        return None
    connection = sanitize(connection, _LONGEST)
    return LeftoverTicket(sanitize(summary, _LONGEST), number, connection, expected)
