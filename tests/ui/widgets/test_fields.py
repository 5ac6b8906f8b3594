from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QClipboard, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.widgets.conftest import Show, said, voice
from wizard.ui.theme import theme
from wizard.ui.widgets.fields import MessageKind, ValueField, align
from wizard.ui.widgets.secret_field import SecretEdit, SecretField

KEY = "test-private-key"
Keys = QKeySequence.StandardKey


@pytest.fixture
def field(show: Show) -> ValueField:
    made = ValueField("&Company ID", hint="As in the sign-in window")
    show(made)
    return made


@pytest.fixture
def secret(show: Show) -> SecretField:
    made = SecretField("Private key")
    show(made)
    made.edit.setFocus()
    return made


def described(edit: QLineEdit) -> str:
    return voice(edit).text(QAccessible.Text.Description)


def test_the_label_names_the_field(field: ValueField) -> None:
    assert said(field.edit) == "Company ID"
    assert field.label.buddy() is field.edit
    relations = voice(field.edit).relations(QAccessible.RelationFlag.Label)
    assert [found.object() for found, _ in relations] == [field.label]


@pytest.mark.parametrize("kind", [ValueField, SecretField])
@pytest.mark.parametrize(("system", "typed"), [("linux", "ab"), ("win32", "ab"), ("darwin", "anb")])
def test_an_unused_mnemonic_types_nothing(
    show: Show, monkeypatch: pytest.MonkeyPatch, kind: type[ValueField], system: str, typed: str
) -> None:
    monkeypatch.setattr("wizard.ui.widgets.fields.sys.platform", system)
    one = kind("&Company ID")
    show(one)
    QTest.keyClicks(one.edit, "a")
    QTest.keyClick(one.edit, "n", Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(one.edit, "b")
    assert one.edit.text() == typed


def test_the_message_describes_the_field(field: ValueField) -> None:
    assert described(field.edit) == "As in the sign-in window"
    field.show_message("That is an e-mail address.", MessageKind.WRONG)
    assert described(field.edit) == "That is an e-mail address."
    assert field.edit.property("state") == "wrong"
    field.show_message("")
    assert field.message.text() == "As in the sign-in window"
    assert field.edit.property("state") == ""


def test_a_message_is_announced_once(field: ValueField, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr("wizard.ui.widgets.fields.announce", lambda _part, text: heard.append(text))
    for _ in range(2):
        field.show_message("Blanks removed.", MessageKind.REMOVED)
    assert heard == ["Blanks removed."]


def test_a_message_of_one_line_does_not_move_the_layout(field: ValueField) -> None:
    before = field.sizeHint().height()
    field.show_message("Blanks removed.", MessageKind.REMOVED)
    assert field.sizeHint().height() == before
    assert ValueField("Company ID").sizeHint().height() == before


def test_typing_emits_a_signal_and_setting_does_not(field: ValueField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.read):
        field.set_text("contoso")
    with qtbot.waitSignal(field.read) as emitted:
        qtbot.keyClicks(field.edit, "x")
    assert emitted.args == ["contosox"]
    assert field.text() == "contosox"


def test_text_typed_by_an_assistive_tool_is_read(field: ValueField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.read) as emitted:
        voice(field.edit).setText(QAccessible.Text.Value, "contoso")
    assert emitted.args == ["contoso"]


def test_fields_beside_their_labels_are_aligned(show: Show) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    fields = [ValueField(label, beside=True) for label in ("ID", "ConnectWise address")]
    for one in fields:
        column.addWidget(one)
    align(fields)
    show(page)
    assert len({one.edit.mapTo(page, one.edit.rect().topLeft()).x() for one in fields}) == 1
    assert all(one.edit.height() >= theme.CONTROL for one in fields)


def test_a_secret_is_masked_on_screen_and_for_assistive_tools(
    secret: SecretField, qtbot: QtBot
) -> None:
    secret.set_text(KEY)
    for _ in range(2):
        found = voice(secret.edit)
        assert found.state().passwordEdit
        assert KEY not in found.text(QAccessible.Text.Value)
        assert found.textInterface().text(0, len(KEY)) != KEY
        assert secret.edit.echoMode() is QLineEdit.EchoMode.Password
        hints = secret.edit.inputMethodHints()
        assert hints & Qt.InputMethodHint.ImhSensitiveData
        assert hints & Qt.InputMethodHint.ImhHiddenText
        qtbot.mouseClick(secret.reveal, Qt.MouseButton.LeftButton)
    assert secret.text() == KEY


def test_show_displays_the_secret_and_hide_masks_it(secret: SecretField, qtbot: QtBot) -> None:
    secret.set_text(KEY)
    masked = secret.edit.grab().toImage()
    assert said(secret.reveal) == "Show Private key"
    qtbot.mouseClick(secret.reveal, Qt.MouseButton.LeftButton)
    assert said(secret.reveal) == "Hide Private key"
    assert secret.edit.grab().toImage() != masked
    secret.hide_text()
    assert said(secret.reveal) == "Show Private key"
    assert secret.edit.displayText() == "•" * len(KEY)


@pytest.mark.parametrize("revealed", [False, True])
@pytest.mark.parametrize("key", [Keys.Copy, Keys.Cut])
def test_keyboard_shortcuts_copy_no_secret(
    secret: SecretField, qtbot: QtBot, key: QKeySequence.StandardKey, revealed: bool
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    secret.set_text(KEY)
    if revealed:
        qtbot.mouseClick(secret.reveal, Qt.MouseButton.LeftButton)
    secret.edit.selectAll()
    qtbot.keySequence(secret.edit, QKeySequence(key))
    secret.edit.copy()
    assert clipboard.text() == "before"
    assert secret.text() == KEY
    assert not clipboard.text(QClipboard.Mode.Selection)


def test_undo_restores_no_earlier_secret(secret: SecretField, qtbot: QtBot) -> None:
    qtbot.keyClicks(secret.edit, KEY)
    qtbot.keyClick(secret.edit, Qt.Key.Key_Backspace)
    assert not secret.edit.isUndoAvailable()
    qtbot.keySequence(secret.edit, QKeySequence(Keys.Undo))
    assert secret.text() == KEY[:-1]


def test_the_cursor_stays_in_place_when_typing_in_the_middle(
    secret: SecretField, qtbot: QtBot
) -> None:
    secret.set_text("ac")
    secret.edit.setCursorPosition(1)
    qtbot.keyClicks(secret.edit, "b")
    assert (secret.text(), secret.edit.cursorPosition()) == ("abc", 2)


def test_a_paste_emits_a_signal(secret: SecretField, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(KEY)
    with qtbot.waitSignals([secret.pasted, secret.read]):
        qtbot.keySequence(secret.edit, QKeySequence(Keys.Paste))
    assert secret.text() == KEY


def test_the_secret_is_in_no_property_or_object_name(secret: SecretField) -> None:
    secret.set_text(KEY)
    edit = secret.edit
    assert isinstance(edit, SecretEdit)
    spoken = (edit.accessibleName(), edit.accessibleDescription(), edit.toolTip())
    assert KEY not in "".join(spoken)
    meta = secret.metaObject()
    names = [meta.property(number).name() for number in range(meta.propertyCount())]
    assert KEY not in [secret.property(name) for name in names]
    assert not edit.dragEnabled()
