"""Private files, written atomically: temporary file, flush, rename.

Every file of the user's is read by `read_small`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from wizard.domain.errors import WizardError
from wizard.domain.text import N_, tr

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
_PATIENCE_S = 2.0
_PAUSE_S = 0.02
# Source: Microsoft, "System Error Codes": ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
_IN_USE = {32, 33}
# ERROR_ACCESS_DENIED: Windows says it of a file that is held open, too.
_DENIED = 5

_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"
}

T = TypeVar("T")

_FULL = N_("There is no space left on the disk for {place}.")
_FORBIDDEN = N_("{place} can't be changed: the folder is read-only or belongs to someone else.")
_UNREADABLE = N_("{place} can't be read: it belongs to someone else.")
_USED = N_("Another program is using {place}. Close it there, then try again.")
_USED_OR_FORBIDDEN = N_(
    "{place} can't be changed: another program is using it, it's read-only, "
    "or it belongs to someone else."
)
_OTHER = N_("{place} can't be reached: {why}.")
_CAUSES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
}


class StorageError(WizardError):
    """A file could not be saved, read or removed; its earlier content is unchanged.

    ``sentence`` says why in words for people.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnfitFileError(WizardError, OSError):
    """Not a regular file that may be read: link, pipe, another user's, or too large."""

    def __init__(self, why: str, code: int = errno.EINVAL) -> None:
        super().__init__(code, why)


def read_small(path: Path, limit: int) -> bytes:
    """Return the content of a regular file of this user's (or root's), at most ``limit`` bytes.

    Never waits for a pipe, never opens a device, never follows a symbolic link to the file.

    Raises:
        UnfitFileError: it is something else, someone else's, or larger.
        OSError: it is not there or can't be read.
    """
    # Looked at first: opening a device may already do something.
    _fit(path.lstat(), limit)
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    handle = _patiently(lambda: os.open(path, flags))
    with os.fdopen(handle, "rb") as file:
        _fit(os.fstat(handle), limit)
        content = file.read(limit + 1)
    if len(content) > limit:
        raise UnfitFileError("too large")
    return content


def _fit(status: os.stat_result, limit: int) -> None:
    """Raise `UnfitFileError` unless this is a small regular file of the user or root."""
    if not stat.S_ISREG(status.st_mode):
        raise UnfitFileError("not a regular file")
    # Windows reports 0 for everybody, and keeps other users out of the profile by its own rules.
    if hasattr(os, "getuid") and status.st_uid not in {os.getuid(), 0}:
        raise UnfitFileError("someone else's", errno.EACCES)
    if status.st_size > limit:
        raise UnfitFileError("too large")


def storage_error(error: OSError, place: Path, *, reading: bool = False) -> StorageError:
    """Convert a file system error into a sentence that names ``place``."""
    causes = _CAUSES | {errno.EACCES: _UNREADABLE} if reading else _CAUSES
    text = _windows_cause(error) or causes.get(error.errno or 0, _OTHER)
    return StorageError(tr(text).format(place=place, why=error.strerror or type(error).__name__))


def _windows_cause(error: OSError) -> str:
    code = getattr(error, "winerror", None)
    if code in _IN_USE:
        return _USED
    return _USED_OR_FORBIDDEN if code == _DENIED else ""


def private_folder(path: Path) -> Path:
    """Create ``path`` and missing parent folders, accessible by this user only.

    Raises:
        StorageError: it cannot be made.
    """
    try:
        _make(path)
        # Windows keeps other users out of the profile by its own rules and ignores these bits.
        if path.stat().st_mode & 0o077:
            path.chmod(OWNER_ONLY_FOLDER)
    except OSError as error:
        raise storage_error(error, path) from error
    return path


def _make(path: Path) -> None:
    if not path.is_dir():
        if path.parent == path:
            # A drive or share that is not connected has no parent folder.
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        _make(path.parent)
        path.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def can_be_made(folder: Path) -> bool:
    """Whether a missing folder lies in one that is there.

    False where a drive or share is gone, and where a file lies in the way: Windows calls the folder
    missing there, too.
    """
    try:
        return next((above.is_dir() for above in folder.parents if above.exists()), False)
    except OSError:
        return False


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files of one folder so that a kill at any moment leaves each of them old or new.

    All are complete on the disk before the first is put into place, so a full disk changes none.

    Raises:
        StorageError: one could not be written.
    """
    waiting = {path: _beside(path) for path in contents}
    folder = private_folder(next(iter(contents)).parent)
    try:
        for path, content in contents.items():
            _write(waiting[path], content)
        for path, temporary in waiting.items():
            put_into_place(temporary, path)
        _flush_folder(folder)
    except OSError as error:
        raise storage_error(error, folder) from error
    finally:
        for temporary in waiting.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def is_temporary(path: Path) -> bool:
    """Whether ``path`` is a temporary file that a killed `write_all` left behind."""
    return path.name.startswith(".") and path.suffix == ".tmp"


def remove_all(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Delete files in the given order; return those that existed.

    Raises:
        StorageError: one could not be removed; it and the later ones are still there.
    """
    removed = []
    for path in paths:
        try:
            _patiently(path.unlink)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise storage_error(error, path) from error
        removed.append(path)
    return tuple(removed)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, OWNER_ONLY_FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def is_reserved(name: str) -> bool:
    """Whether Windows reserves a file name for devices, or would strip its end.

    Source: Microsoft, "Naming Files, Paths, and Namespaces".
    """
    stem = name.partition(".")[0].rstrip(" ").upper()
    return stem in _DEVICES or name.endswith((".", " "))


def put_into_place(temporary: Path, path: Path) -> None:
    """Rename a complete file to its final name; retries while a virus scanner holds it.

    Raises:
        OSError: it stays as it was.
    """
    _patiently(lambda: temporary.replace(path))


def _patiently(act: Callable[[], T]) -> T:
    """Retry for two seconds while Windows refuses access, as when a scanner holds the file."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return act()
        except PermissionError as error:
            if not _may_pass(error) or time.monotonic() >= until:
                raise
        time.sleep(_PAUSE_S)


def _may_pass(error: PermissionError) -> bool:
    # Python's own open() on Windows gives no code of Windows along.
    return os.name == "nt" or getattr(error, "winerror", None) in {*_IN_USE, _DENIED}


def _flush_folder(folder: Path) -> None:
    """Flush a folder to disk; Windows cannot open one, and doesn't need it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
