"""Private files that are never torn: written beside, flushed, then put into place."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from wizard.domain.wording import mark, tr

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
_PAUSES_S = (0.01, 0.02, 0.04, 0.08)

_FULL = mark("There is no room left on the disk for {place}.")
_FORBIDDEN = mark("{place} cannot be changed: the folder is read-only or belongs to someone else.")
_OTHER = mark("{place} cannot be reached: {why}.")
_CAUSES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
}


class StoreUnavailable(Exception):
    """A file could not be saved, read or removed; what was there before is still there.

    ``sentence`` says why in words for people.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def unavailable(error: OSError, place: Path) -> StoreUnavailable:
    """Put an error of the file system into a sentence that names ``place``."""
    text = _CAUSES.get(error.errno or 0, _OTHER)
    return StoreUnavailable(
        tr(text).format(place=place, why=error.strerror or type(error).__name__)
    )


def private_folder(path: Path) -> Path:
    """Make ``path``, and every folder above it that is missing, for this user alone.

    Raises:
        StoreUnavailable: it cannot be made.
    """
    try:
        _make(path)
        # Windows keeps other users out of the profile by its own rules and ignores these bits.
        if path.stat().st_mode & 0o077:
            path.chmod(OWNER_ONLY_FOLDER)
    except OSError as error:
        raise unavailable(error, path) from error
    return path


def _make(path: Path) -> None:
    if not path.is_dir():
        _make(path.parent)
        path.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files of one folder so that a kill at any moment leaves each of them old or new.

    All are complete on the disk before the first is put into place, so a full disk changes none.

    Raises:
        StoreUnavailable: one could not be written.
    """
    waiting = {path: _beside(path) for path in contents}
    folder = private_folder(next(iter(contents)).parent)
    try:
        for path, content in contents.items():
            _write(waiting[path], content)
        for path, temporary in waiting.items():
            _put_into_place(temporary, path)
        _flush_folder(folder)
    except OSError as error:
        raise unavailable(error, folder) from error
    finally:
        for temporary in waiting.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def is_temporary(path: Path) -> bool:
    """Whether ``path`` is what a killed `write_all` leaves behind."""
    return path.name.startswith(".") and path.suffix == ".tmp"


def remove_all(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Remove files in the order given and return those that were there.

    Raises:
        StoreUnavailable: one could not be removed; it and the later ones are still there.
    """
    removed = []
    for path in paths:
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unavailable(error, path) from error
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


def _put_into_place(temporary: Path, path: Path) -> None:
    """Replace; Windows refuses for a moment while a virus scanner holds the old file open."""
    for pause_s in _PAUSES_S:
        with contextlib.suppress(PermissionError):
            temporary.replace(path)
            return
        time.sleep(pause_s)
    temporary.replace(path)


def _flush_folder(folder: Path) -> None:
    """Windows cannot open a folder, and needs no flush of it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
