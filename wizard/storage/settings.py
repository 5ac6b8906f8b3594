"""Settings of the program itself: the language."""

from __future__ import annotations

import json
import re
from pathlib import Path

from wizard.domain.dataclass import dataclass
from wizard.storage.files import read_small, write_all
from wizard.storage.json_fields import load_strict, read_exact

_LARGEST = 10_000
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z]{2,4})?")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A small file, read at each start; one that cannot be read counts as missing."""

    path: Path

    @property
    def language(self) -> str:
        """Code of the chosen language; "" for the system's."""
        try:
            code = read_exact(load_strict(read_small(self.path, _LARGEST))["language"])
        except (OSError, KeyError, TypeError, ValueError):
            return ""
        return code if _CODE.fullmatch(code) else ""

    def choose_language(self, code: str) -> None:
        """Store ``code`` as the language from the next start on.

        Raises:
            StorageError: it cannot be written.
        """
        write_all({self.path: json.dumps({"language": code}).encode()})
