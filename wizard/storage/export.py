"""Files that the user saves, in folders outside the program's own."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from wizard.domain.text import tr
from wizard.storage.files import (
    OWNER_ONLY_FILE,
    StorageError,
    is_reserved,
    put_into_place,
    storage_error,
)


def export(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` atomically; the folder is left unchanged.

    Raises:
        StorageError: the disk is full, the folder read-only or missing, or the name reserved.
    """
    _need_usable_name(path)
    beside = path.with_name(f".{os.urandom(4).hex()}.tmp")
    try:
        with os.fdopen(_new(beside), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_into_place(beside, path)
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def need_writable(path: Path) -> None:
    """Raise `StorageError` unless `export` could write ``path``; leaves nothing behind."""
    _need_usable_name(path)
    beside = path.with_name(f".{os.urandom(4).hex()}.tmp")
    try:
        os.close(_new(beside))
        beside.unlink()
    except OSError as error:
        raise storage_error(error, path) from error


def _need_usable_name(path: Path) -> None:
    if os.name == "nt" and is_reserved(path.name):
        sentence = tr("{name} can't be the name of a file on Windows. Choose another name.")
        raise StorageError(sentence.format(name=path.name))


def _new(path: Path) -> int:
    # Windows turns line ends around in a file that is not opened as binary.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, OWNER_ONLY_FILE)
