from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtGui import QAccessible, QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from wizard.ui.dialogs.support import SupportDialog, choose_file, display_facts
from wizard.ui.theme import theme
from wizard.ui.widgets.copy_button import CopyButton

TEXT = "Support file of h2r-link\n\n  Straße › 漢字\n\tand a tab, and blanks at an end  \n\n"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Open = Callable[..., SupportDialog]


@pytest.fixture
def open_dialog(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)

    def opened(choice: str = "") -> SupportDialog:
        dialog = SupportDialog(TEXT, lambda _parent, _suggested: choice)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    yield opened
    QGuiApplication.clipboard().clear()


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found
    return found


def test_the_saved_file_is_what_was_shown(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "support.txt"
    dialog = open_dialog(str(file))
    qtbot.mouseClick(button(dialog, "save"), Qt.MouseButton.LeftButton)
    assert file.read_bytes() == dialog.preview.toPlainText().encode()
    assert file.read_bytes() == TEXT.encode()
    assert dialog.outcome.accessibleName() == "Saved."
    assert dialog.outcome.accessibleDescription() == str(file)


def test_the_copied_text_is_what_was_shown(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    copy = dialog.findChild(CopyButton)
    assert copy
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard) == TEXT


def test_cancelling_the_file_dialog_saves_nothing(
    open_dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dialog = open_dialog("")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert list(tmp_path.iterdir()) == []
    assert not dialog.outcome.isVisible()


def test_a_file_that_cannot_be_written_is_reported(
    open_dialog: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog(str(tmp_path / "gone" / "support.txt"))
    qtbot.mouseClick(button(dialog, "save"), Qt.MouseButton.LeftButton)
    assert dialog.outcome.accessibleName() == "The file wasn't saved."
    assert "gone" in dialog.outcome.accessibleDescription()
    assert dialog.isVisible()


def test_the_preview_is_read_only(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.preview.setFocus()
    qtbot.keyClicks(dialog.preview, "hunter2")
    assert dialog.preview.toPlainText() == TEXT
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Tab)
    assert not dialog.preview.hasFocus()


def test_nothing_scrolls_sideways(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.preview.setPlainText("x" * 500)
    dialog.resize(dialog.minimumSizeHint())
    qtbot.waitUntil(lambda: dialog.preview.verticalScrollBar().maximum() > 0)
    assert dialog.preview.horizontalScrollBar().maximum() == 0


def test_escape_and_close_end_the_dialog(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog = open_dialog()
    qtbot.mouseClick(button(dialog, "close"), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_each_part_has_an_accessible_name(open_dialog: Open) -> None:
    dialog = open_dialog()
    preview = QAccessible.queryAccessibleInterface(dialog.preview)
    assert preview.text(QAccessible.Text.Name) == "Preview"
    names = [one.accessibleName() or one.text() for one in dialog.findChildren(QPushButton)]
    assert {"Copy all", "Cl&ose", "&Save…"} <= set(names)
    assert button(dialog, "save").height() >= theme.CONTROL - 2


@pytest.mark.parametrize("folder", ["documents", "missing"])
def test_a_file_in_the_documents_folder_is_suggested_or_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "documents").mkdir()
    asked: list[object] = []

    def choose(*words: object) -> tuple[str, str]:
        asked.extend(words)
        return "chosen.txt", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / folder))
    from wizard.ui.dialogs import support

    suggested = support._suggested()
    assert choose_file(None, suggested) == "chosen.txt"  # type: ignore[arg-type]
    there = tmp_path / folder if folder == "documents" else Path(QDir.homePath())
    assert Path(suggested).parent == there
    assert asked[2] == suggested


def test_the_display_is_described(qapp: QApplication) -> None:
    theme.apply_theme(qapp, theme.ColorScheme.DARK)
    facts = dict(display_facts())
    size = QGuiApplication.primaryScreen().size()
    assert facts["Screens"].startswith(f"{size.width()} x {size.height()}, scale ")
    assert facts["Qt"].endswith(f" on {QGuiApplication.platformName()}")
    assert facts["Colors"] == "dark"
