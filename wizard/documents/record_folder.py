"""Folder of records: one page and one JSON file each."""

from __future__ import annotations

import re
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.storage.files import remove_all, write_all

if TYPE_CHECKING:
    from wizard.documents.records import Record

_ID = re.compile(r"[0-9a-f]{12}")


class RecordFolder:
    """The folder ``records``; created with the first record."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, record: Record, language: str = "en") -> Path:
        """Write a record as a page and as JSON; return the path of the page.

        Raises:
            StorageError: the disk is full, read-only or gone.
            ValueError: the record's connection has no draft's id.
        """
        from wizard.documents.record_page import page  # noqa: PLC0415 - the first paint does without
        from wizard.documents.records import dump  # noqa: PLC0415 - as above

        if not _ID.fullmatch(record.connection_id):
            raise ValueError("a record belongs to a draft's id")
        name = f"{record.connection_id}-{record.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        shown = self.path / f"{name}.html"
        write_all(
            {
                shown.with_suffix(".json"): dump(record),
                shown: page(record, language).encode("utf-8", "replace"),
            }
        )
        return shown

    def latest(self, connection_id: str) -> Path | None:
        """Return the page of a connection's newest record, if there is one."""
        if not _ID.fullmatch(connection_id):
            return None
        return max(self.path.glob(f"{connection_id}-*.html"), default=None)

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Remove every record of a connection and return what was removed.

        Raises:
            StorageError: a file could not be removed.
        """
        if not _ID.fullmatch(connection_id):
            return ()
        return remove_all(sorted(self.path.glob(f"*{connection_id}-*")))
