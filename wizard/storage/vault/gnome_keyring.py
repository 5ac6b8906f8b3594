"""Detects a GNOME Keyring without a password, which stores secrets unencrypted.

A keyring with a password is a binary file that begins with ``GnomeKeyring``; one with an empty
password is a text file that begins with ``[keyring]`` and holds every secret in clear. Source:
gnome-keyring, ``docs/file-format.txt`` and ``gkm-secret-textual.c``; tried with 42.1.
"""

from __future__ import annotations

import os
from pathlib import Path

from wizard.storage.files import read_small
from wizard.storage.vault.secret_service import Provider, find_provider

_UNENCRYPTED = b"[keyring]"
_LARGEST = 8 * 1024 * 1024
_LONGEST_NAME = 255


def is_unprotected() -> bool:
    """Whether GNOME Keyring serves this session and its default keyring has no password.

    False if unknown. Asks the session bus, so call it on a worker thread.
    """
    return _is_unencrypted(_folder()) and find_provider() is Provider.GNOME_KEYRING


def _folder() -> Path:
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if data.startswith("/") else Path.home() / ".local/share") / "keyrings"


def _is_unencrypted(folder: Path) -> bool:
    """Whether the keyring that new entries go to is a text file."""
    try:
        name = read_small(folder / "default", _LONGEST_NAME).decode("utf-8").strip()
    except (OSError, ValueError):
        name = "login"
    if not name or Path(name).name != name:
        return False
    try:
        return read_small(folder / f"{name}.keyring", _LARGEST).startswith(_UNENCRYPTED)
    except (OSError, ValueError):
        return False
