"""Texts come from one catalogue, installed once, and are translated when they are shown."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from wizard.domain import text
from wizard.domain.check import Check
from wizard.domain.credentials.clean import Stripped
from wizard.domain.credentials.credentials import missing
from wizard.domain.faults.fault import Field
from wizard.domain.progress import State


class Shouting(gettext.NullTranslations):
    """A fake language for tests."""

    def gettext(self, message: str) -> str:
        return message.upper().replace("{FIELD}", "{field}").replace("{WHERE}", "{where}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{n} of many: {{count}}"


@pytest.fixture
def shouting() -> Iterator[None]:
    text.install(Shouting())
    yield
    text.install(gettext.NullTranslations())


def test_until_a_language_is_chosen_texts_are_english() -> None:
    assert text.tr("Not run.") == "Not run."
    assert text.trn("{count} board", "{count} boards", 1) == "1 board"
    assert text.trn("{count} board", "{count} boards", 0) == "0 boards"
    assert text.N_("Not run.") == "Not run."


@pytest.mark.usefixtures("shouting")
def test_a_chosen_language_applies_to_texts_created_before() -> None:
    assert text.tr("Not run.") == "NOT RUN."
    assert text.trn("{count} board", "{count} boards", 2) == "2 of many: 2"
    assert State.TO_DO.word == "TO DO"
    assert State.TO_DO.value == "to do"
    assert Stripped.BLANKS.note == "SPACES REMOVED"
    assert Check.SIGN_IN.label == "SIGN-IN"
    assert Field.SITE.label == "CONNECTWISE ADDRESS"
    assert missing(Field.COMPANY_ID).message.startswith("COMPANY ID IS EMPTY.")


@pytest.mark.usefixtures("shouting")
def test_an_empty_text_stays_empty() -> None:
    assert text.tr("") == ""
