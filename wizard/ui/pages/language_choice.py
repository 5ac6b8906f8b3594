"""The choice of the language, on the first page and in *Help*."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from wizard.base import language
from wizard.domain.text import tr
from wizard.storage.files import StorageError
from wizard.storage.settings import SettingsFile
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.combo_box import ComboBox
from wizard.ui.widgets.fields import Message, MessageKind
from wizard.ui.widgets.layouts import add_flow


class LanguageBox(QWidget):
    """The languages by their own names; the choice is kept, and used at once.

    Signals:
        changed: another language is used from now on.
    """

    changed = Signal()

    def __init__(self, settings: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._list = ComboBox()
        self._list.setObjectName("language")
        self._list.setAccessibleName(tr("Language"))
        self._list.addItem(tr("System language"), "")
        for code in language.available():
            self._list.addItem(language.OWN_NAMES[code], code)
        self._list.setCurrentIndex(max(0, self._list.findData(settings.language)))
        self._list.activated.connect(self._choose)
        self._said = Message()
        self._said.hide()
        label = QLabel(tr("Language"))
        label.setBuddy(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        add_flow(column, [label, self._list])
        column.addWidget(self._said)

    def _choose(self, number: int) -> None:
        code, before = str(self._list.itemData(number)), language.spoken()
        try:
            self._settings.choose_language(code)
        except StorageError as error:
            self._said.show_message(error.sentence, MessageKind.WRONG)
            self._said.show()
            self._list.setAccessibleDescription(error.sentence)
            announce(self._list, error.sentence)
        if language.speak(code) != before:
            QLocale.setDefault(QLocale(language.spoken()))
            self.changed.emit()
