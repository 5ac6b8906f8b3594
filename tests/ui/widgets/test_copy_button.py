from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.widgets.conftest import Show, said
from wizard.ui.widgets import clipboard
from wizard.ui.widgets.copy_button import CopyButton

KEY = "test-private-key"
WINDOWS = 'application/x-qt-windows-mime;value="{}"'


def held() -> str:
    return QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard)


def press(qtbot: QtBot, button: CopyButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_copy_is_confirmed_in_words_without_moving_the_layout(show: Show, qtbot: QtBot) -> None:
    button = CopyButton("Hire2Retire API", done="Copied just now", name="Copy Role ID")
    show(button)
    wide = button.sizeHint().width()
    with qtbot.waitSignal(button.copied):
        press(qtbot, button)
    assert held() == "Hire2Retire API"
    assert button.text() == "Copied just now"
    assert said(button) == "Copy Role ID"
    assert button.sizeHint().width() == wide
    button._settle()
    assert button.text() == "Copy"


def test_a_copy_is_announced(show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    where = "wizard.ui.widgets.copy_button.announce"
    monkeypatch.setattr(where, lambda _part, text: heard.append(text))
    button = CopyButton("a", done="Copied")
    show(button)
    press(qtbot, button)
    assert heard == ["Copied"]


def test_the_value_is_read_when_the_button_is_clicked(show: Show, qtbot: QtBot) -> None:
    texts = ["first", "second"]
    button = CopyButton(lambda: texts.pop(0))
    show(button)
    press(qtbot, button)
    press(qtbot, button)
    assert held() == "second"


def test_nothing_to_copy_copies_nothing(show: Show, qtbot: QtBot) -> None:
    clipboard.put("before")
    button = CopyButton("")
    show(button)
    with qtbot.assertNotEmitted(button.copied):
        press(qtbot, button)
    assert held() == "before"
    assert button.text() == "Copy"


def test_a_secret_is_marked_and_cleared_from_the_clipboard(show: Show, qtbot: QtBot) -> None:
    button = CopyButton(KEY, secret=True, clear_after_s=0.02)
    show(button)
    keeper = clipboard.secret_clipboard()
    with qtbot.waitSignal(keeper.cleared):
        press(qtbot, button)
        data = QGuiApplication.clipboard().mimeData()
        assert data.text() == KEY
        assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"
        for name in (
            "ExcludeClipboardContentFromMonitorProcessing",
            "CanIncludeInClipboardHistory",
            "CanUploadToCloudClipboard",
            "Clipboard Viewer Ignore",
        ):
            assert bytes(data.data(WINDOWS.format(name)).data()) == bytes(4)
    assert held() == ""
    assert not QGuiApplication.clipboard().text(QClipboard.Mode.Selection)


def test_text_copied_meanwhile_is_not_cleared(qtbot: QtBot) -> None:
    keeper = clipboard.secret_clipboard()
    keeper.put(KEY)
    clipboard.put("somebody else's")
    with qtbot.assertNotEmitted(keeper.cleared):
        keeper.clear()
    assert held() == "somebody else's"


def test_a_secret_is_cleared_from_the_clipboard_on_quit(qapp: QApplication) -> None:
    clipboard.secret_clipboard().put(KEY)
    qapp.aboutToQuit.emit()
    assert held() == ""


def test_the_clipboard_guard_stores_no_secret() -> None:
    keeper = clipboard.secret_clipboard()
    keeper.put(KEY)
    assert clipboard.secret_clipboard() is keeper
    assert KEY not in str(vars(keeper))
    assert KEY.encode() not in keeper._digest
    keeper.clear()
