"""Folders of the program on this computer."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from platformdirs import PlatformDirs

from wizard.domain.dataclass import dataclass
from wizard.domain.text import tr
from wizard.storage.files import StorageError, private_folder

PROGRAM = "h2r-link"


@dataclass(frozen=True, slots=True)
class UserDirs:
    """The program's folders; created on the first write, or by `make`.

    ``runtime`` holds the socket by which a second start finds the first; no other user can access
    it.
    """

    data: Path
    logs: Path
    runtime: Path

    @classmethod
    def default(cls) -> UserDirs:
        """Return the folders of the current user on this system.

        Raises:
            StorageError: the user has no home folder.
        """
        try:
            places = PlatformDirs(PROGRAM, appauthor=False)
            data, logs = places.user_data_path, places.user_log_path
        except RuntimeError:
            raise StorageError(
                tr("This user has no home folder, so nothing can be saved.")
            ) from None
        return cls(data, logs, _runtime() or data / "run")

    @property
    def connections(self) -> Path:
        """Drafts, one file each."""
        return self.data / "connections"

    @property
    def records(self) -> Path:
        """Records of linked accounts."""
        return self.data / "records"

    @property
    def history(self) -> Path:
        """What the last tests of each connection found."""
        return self.data / "history"

    @property
    def settings(self) -> Path:
        """Settings of the program itself."""
        return self.data / "settings.json"

    @property
    def left_tickets(self) -> Path:
        """Test tickets that may still be open."""
        return self.data / "left-tickets.json"

    def make(self) -> None:
        """Create the three folders, private to the user.

        Raises:
            StorageError: one of them cannot be made.
        """
        for folder in (self.data, self.logs, self.runtime):
            private_folder(folder)


def _runtime() -> Path | None:
    """The session's own folder, if it is there and truly private; None elsewhere."""
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if not named or not hasattr(os, "getuid"):
        return None
    try:
        status = Path(named).lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    return Path(named) / PROGRAM if private and status.st_uid == os.getuid() else None
