"""What was chosen for the program itself: its language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from wizard.storage.files import read_small, write_all

_LARGEST = 10_000
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z]{2,4})?")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A small file, read at each start; one that cannot be read counts as not there."""

    path: Path

    @property
    def language(self) -> str:
        """The code of the chosen language, "" for the system's."""
        try:
            found = json.loads(read_small(self.path, _LARGEST))
        except (OSError, ValueError, RecursionError):
            return ""
        code = found.get("language") if isinstance(found, dict) else None
        return code if isinstance(code, str) and _CODE.fullmatch(code) else ""

    def choose_language(self, code: str) -> None:
        """Keep ``code`` as the language from the next start on.

        Raises:
            StorageError: it cannot be written.
        """
        write_all({self.path: json.dumps({"language": code}).encode()})
