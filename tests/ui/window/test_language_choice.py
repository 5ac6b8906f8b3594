"""The choice of the language, on the first page and in Help: saved and applied immediately."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from tests.ui.stage import VALUES, Stage
from wizard.base import language
from wizard.domain.faults.fault import Field, Step
from wizard.storage.settings import SettingsFile
from wizard.ui.pages.scope import ScopePage
from wizard.ui.widgets.fields import Message

pytestmark = pytest.mark.usefixtures("restored_locale")


def choose(box: QComboBox, code: str) -> None:
    """By keyboard, one entry after the other."""
    box.setFocus()
    for _ in range(box.findData(code)):
        QTest.keyClick(box, Qt.Key.Key_Down)
        if language.spoken() == code:
            return


def box_in_help(stage: Stage) -> QComboBox:
    QTest.keyClick(stage.window, Qt.Key.Key_F1)
    return stage.window._frame.help.findChild(QComboBox, "language")


def test_the_first_page_offers_every_language_by_its_own_name(stage: Stage) -> None:
    stage.open()
    box = stage.find("language", QComboBox)
    assert isinstance(stage.window.page, ScopePage)
    assert box.isVisible()
    names = [box.itemText(row) for row in range(1, box.count())]
    assert names == [language.OWN_NAMES[code] for code in language.available()]


@pytest.mark.parametrize("where", ["page", "help"])
def test_a_choice_is_saved_and_applied_immediately(
    stage: Stage, tmp_path: Path, where: str
) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    stage.open(settings=settings)
    stage.press("project")
    before = stage.window.page.heading.text()
    box = box_in_help(stage) if where == "help" else stage.find("language", QComboBox)
    choose(box, "de")
    assert settings.language == "de"
    page = stage.window.page
    assert page.isVisible()
    assert page.heading.text() != before
    assert stage.find("next").property("text") == "&Weiter"
    assert stage.find("project").property("checked") is True
    stage.press("next")
    assert stage.draft.step is Step.SITE


def test_typed_text_survives_a_change_of_language(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    stage.paste("private_key", VALUES[Field.PRIVATE_KEY])
    choose(box_in_help(stage), "nl")
    assert language.spoken() == "nl"
    assert stage.find("private_key", QLineEdit).text() == VALUES[Field.PRIVATE_KEY]


def test_practice_continues_in_the_other_language(stage: Stage) -> None:
    stage.open()
    stage.press("practice")
    choose(box_in_help(stage), "fr")
    assert stage.find("practice-bar").isVisible()
    stage.press("leave-practice")
    assert not stage.find("practice-bar").isVisible()


def test_the_saved_choice_is_shown(stage: Stage, tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.choose_language("nl")
    stage.open(settings=settings)
    assert stage.find("language", QComboBox).currentText() == "Nederlands"


def test_a_failure_to_save_the_choice_is_reported(stage: Stage, tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.path.mkdir()
    stage.open(settings=settings)
    box = stage.find("language", QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    said = [message.text() for message in box.parentWidget().findChildren(Message)]
    assert any(str(tmp_path) in text for text in said)
