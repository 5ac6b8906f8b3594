"""The settings file; a damaged one is harmless."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.storage.files import StorageError
from wizard.storage.settings import SettingsFile


def test_a_chosen_language_is_saved(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "new" / "settings.json")
    assert settings.language == ""
    settings.choose_language("de")
    assert SettingsFile(settings.path).language == "de"
    settings.choose_language("")
    assert settings.language == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"[]",
        b'"de"',
        b'{"language": 7}',
        b'{"language": "\\u200b"}',
        b"{}",
        b"\xff\xfe",
        b"[" * 9000,
    ],
)
def test_an_unreadable_file_counts_as_missing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert SettingsFile(path).language == ""


def test_a_folder_in_its_place_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    assert SettingsFile(path).language == ""
    with pytest.raises(StorageError):
        SettingsFile(path).choose_language("de")
