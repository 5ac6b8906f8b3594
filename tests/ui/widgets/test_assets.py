from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wizard.base import assets


def test_a_file_of_the_program_is_found() -> None:
    assert assets.path("rights.toml").is_file()
    assert "<svg" in assets.text("icons", "symbols.svg")


def test_a_missing_file_is_named_by_its_place_in_the_program() -> None:
    with pytest.raises(assets.AssetNotFoundError) as missing:
        assets.text("pictures", "nowhere.svg")
    assert missing.value.name == "pictures/nowhere.svg"
    assert "resources/pictures/nowhere.svg" in str(missing.value)
    assert str(Path.home()) not in str(missing.value)


def test_nothing_outside_the_folder_is_read() -> None:
    with pytest.raises(assets.AssetNotFoundError):
        assets.path("..", "pyproject.toml")


def test_a_frozen_program_uses_its_bundled_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = tmp_path / "wizard" / "resources" / "icons"
    bundled.mkdir(parents=True)
    (bundled / "only_here.svg").write_text("<svg/>", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert assets.text("icons", "only_here.svg") == "<svg/>"


def test_a_file_that_is_not_text_counts_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wizard" / "resources"
    folder.mkdir(parents=True)
    (folder / "torn.md").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(assets.AssetNotFoundError):
        assets.text("torn.md")


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("de-AT", ("de_AT", "de", "en")),
        ("de_DE.UTF-8", ("de_DE", "de", "en")),
        ("nl@euro", ("nl", "en")),
        ("en_GB", ("en_GB", "en")),
        ("en", ("en",)),
        ("", ("en",)),
    ],
)
def test_languages_fall_back_to_english(code: str, chain: tuple[str, ...]) -> None:
    assert assets.language_chain(code) == chain


def test_a_language_without_instructions_gets_the_english_ones() -> None:
    assert assets.instructions("role", "xx") == assets.instructions("role", "en")


def test_a_page_without_instructions_is_named() -> None:
    with pytest.raises(assets.AssetNotFoundError) as missing:
        assets.instructions("nowhere", "de")
    assert missing.value.name == "instructions/en/nowhere.md"
