"""A keyring without a password is detected by its file; anything unclear counts as protected."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from wizard.storage.vault import gnome_keyring
from wizard.storage.vault.secret_service import Provider

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="GNOME Keyring is Linux's")
CLEAR = b"[keyring]\ndisplay-name=Login\n"
SEALED = b"GnomeKeyring\n\r\0\n\0\0\0\0"


@pytest.fixture
def keyrings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(gnome_keyring, "find_provider", lambda: Provider.GNOME_KEYRING)
    folder = tmp_path / "keyrings"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("default", "files", "unprotected"),
    [
        (None, {"login": CLEAR}, True),
        (None, {"login": SEALED}, False),
        (None, {}, False),
        ("work\n", {"login": CLEAR, "work": SEALED}, False),
        ("work", {"login": SEALED, "work": CLEAR}, True),
        ("../keyrings/login", {"login": CLEAR}, False),
        ("", {"login": CLEAR}, False),
        ("x" * 300, {"login": CLEAR}, True),
    ],
)
def test_only_the_default_keyring_matters(
    keyrings: Path, default: str | None, files: dict[str, bytes], unprotected: bool
) -> None:
    if default is not None:
        (keyrings / "default").write_text(default, encoding="utf-8")
    for name, content in files.items():
        (keyrings / f"{name}.keyring").write_bytes(content)
    assert gnome_keyring.is_unprotected() is unprotected


def test_a_pipe_in_its_place_does_not_block(keyrings: Path) -> None:
    os.mkfifo(keyrings / "login.keyring")
    assert gnome_keyring.is_unprotected() is False


def test_without_a_session_bus_nothing_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    (tmp_path / "keyrings").mkdir()
    (tmp_path / "keyrings" / "login.keyring").write_bytes(CLEAR)
    assert gnome_keyring.is_unprotected() is False
