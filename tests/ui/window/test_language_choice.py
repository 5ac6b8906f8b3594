"""Help: the choice of the language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from tests.ui.stage import Stage
from wizard.base import language
from wizard.storage.settings import SettingsFile
from wizard.ui.widgets.fields import Message


def test_the_choice_is_kept_and_said(stage: Stage, tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    stage.open(settings=settings)
    QTest.keyClick(stage.window, Qt.Key.Key_F1)
    box = stage.find("language", QComboBox)
    assert box.isVisible()
    names = [box.itemText(row) for row in range(1, box.count())]
    assert names == [language.OWN_NAMES[code] for code in language.available()]
    box.setFocus()
    for _ in range(2):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert settings.language == box.currentData() == language.available()[1]
    assert "next start" in box.accessibleDescription()


def test_the_choice_of_before_is_shown(stage: Stage, tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.choose_language("nl")
    stage.open(settings=settings)
    assert stage.find("language", QComboBox).currentText() == "Nederlands"


def test_trouble_with_keeping_it_is_said(stage: Stage, tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.path.mkdir()
    stage.open(settings=settings)
    QTest.keyClick(stage.window, Qt.Key.Key_F1)
    box = stage.find("language", QComboBox)
    QTest.keyClick(box, Qt.Key.Key_Down)
    said = [message.text() for message in box.parentWidget().findChildren(Message)]
    assert any(str(tmp_path) in text for text in said)
