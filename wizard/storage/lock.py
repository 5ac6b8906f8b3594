"""A lock held by one process of one user; it is released when the process ends."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from wizard.storage.files import OWNER_ONLY_FILE, StorageError, private_folder

# Held by the one window; a command takes it while it changes a saved connection.
WINDOW_LOCK = "window.lock"


class FolderLock:
    """The lock ``name`` in a folder that only this user can access."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._handle = -1

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self._handle >= 0

    def take(self) -> bool:
        """Acquire the lock; False if another process holds it.

        Raises:
            StorageError: there is no private folder, or locks do not work in it.
        """
        _make_private(self._folder)
        flags = os.O_RDWR | os.O_CREAT
        for special in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY"):
            flags |= getattr(os, special, 0)
        try:
            handle = os.open(self._folder / self._name, flags, OWNER_ONLY_FILE)
        except OSError as error:
            raise StorageError(f"{self._name} cannot be opened") from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise StorageError(f"{self._name} is no file")
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if isinstance(error, BlockingIOError | PermissionError):
                return False
            raise StorageError(f"{self._name} cannot be locked") from error
        self._handle = handle
        return True

    def release(self) -> None:
        """Release the lock."""
        if self.held:
            os.close(self._handle)
            self._handle = -1


def _make_private(folder: Path) -> None:
    private_folder(folder)
    status = folder.lstat()
    ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    # Windows keeps other users out of the profile by its own rules.
    open_to_others = os.name != "nt" and status.st_mode & 0o077
    if not stat.S_ISDIR(status.st_mode) or not ours or open_to_others:
        raise StorageError(f"{folder.name} is open to others")


def _lock(handle: int) -> None:
    """Lock an open file, without waiting."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows alone has it

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - Windows has none

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
