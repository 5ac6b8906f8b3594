"""The language in use: the command line's, else the saved one, else the system's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard.base import language
from wizard.domain.text import tr

WORDS = "Private key"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    yield
    language.speak("en")


def test_the_system_language_is_the_default() -> None:
    assert language.speak() == "fr"
    assert language.use_saved_choice("") == "fr"


def test_the_saved_language_overrides_the_system() -> None:
    language.speak()
    assert language.use_saved_choice("nl") == "nl"
    assert language.spoken() == "nl"


def test_the_command_line_overrides_the_saved_language() -> None:
    language.speak("de")
    assert language.use_saved_choice("nl") == "de"


@pytest.mark.parametrize("chosen", ["xx", "../de", "de_AT", "\0"])
def test_an_unknown_saved_language_is_ignored(chosen: str) -> None:
    language.speak()
    assert language.use_saved_choice(chosen) == "fr"


def test_english_can_be_chosen() -> None:
    language.speak()
    assert language.use_saved_choice("en") == "en"
    assert tr(WORDS) == WORDS


def test_every_language_has_its_own_name() -> None:
    assert set(language.available()) <= set(language.OWN_NAMES)
