"""The choice of the language, in *Help*."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from wizard.base import language
from wizard.domain.text import tr
from wizard.storage.files import StorageError
from wizard.storage.settings import SettingsFile
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.combo_box import ComboBox
from wizard.ui.widgets.fields import Message, MessageKind
from wizard.ui.widgets.layouts import flow


class LanguageBox(QWidget):
    """The languages by their own names; the choice is kept and holds from the next start on."""

    def __init__(self, settings: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._list = ComboBox()
        self._list.setObjectName("language")
        self._list.setAccessibleName(tr("Language"))
        self._list.addItem(tr("As on this computer"), "")
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
        column.addLayout(flow([label, self._list]))
        column.addWidget(self._said)

    def _choose(self, number: int) -> None:
        try:
            self._settings.choose_language(str(self._list.itemData(number)))
        except StorageError as error:
            self._say(error.sentence, MessageKind.WRONG)
        else:
            self._say(tr("Kept. It is used from the next start on."), MessageKind.GOOD)

    def _say(self, text: str, kind: MessageKind) -> None:
        self._said.show_message(text, kind)
        self._said.show()
        self._list.setAccessibleDescription(text)
        announce(self._list, text)
