"""A combo box for lists of any length: in a long one a few letters find the entry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView

from wizard.ui.widgets.combo_box import ComboBox

FEW = 8
_ROWS = 12
# How many letters it shows, and how many where there is little room.
_LETTERS, _AT_LEAST = 20, 8


class FilterBox(ComboBox):
    """Entries of which one is chosen, or none; entries may have equal texts.

    ``choose`` stands in it while nothing is chosen, in a long list ``hint``.

    Signals:
        picked: the user has chosen an entry, or has typed over the one that was chosen.
    """

    picked = Signal()

    def __init__(self, name: str, choose: str, hint: str) -> None:
        super().__init__()
        self._name, self._hint = name, hint
        self._matches: QListView
        self.setAccessibleName(name)
        self.setPlaceholderText(choose)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        self.setMaxVisibleItems(_ROWS)
        self.activated.connect(lambda _: self.picked.emit())

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        fewer = (_LETTERS - _AT_LEAST) * self.fontMetrics().horizontalAdvance("X")
        return QSize(least.width() - fewer, least.height())

    @property
    def chosen(self) -> int:
        """The number of the chosen entry, or -1."""
        return self.currentIndex()

    @property
    def unknown(self) -> str:
        """The typed text if no entry contains it, or ""."""
        edit, completer = self.lineEdit(), self.completer()
        if edit is None or completer is None or self.chosen >= 0:
            return ""
        completer.setCompletionPrefix(edit.text())
        return "" if completer.completionCount() else edit.text().strip()

    def show_names(self, names: Sequence[str], chosen: int = -1) -> None:
        """Offer other entries; `picked` is not emitted."""
        self.clear()
        self.addItems(names)
        self._let_type(long=len(names) > FEW)
        self.setCurrentIndex(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        # The list of matches asks here first; an entry that is marked there is taken by Qt.
        if entered and self.isEditable() and self.chosen < 0 and not self._marked():
            self._take_match()
        else:
            super().keyPressEvent(event)

    def _let_type(self, *, long: bool) -> None:
        if long == self.isEditable():
            return
        if completer := self.completer():
            completer.deleteLater()
        self.setEditable(long)
        if edit := self.lineEdit():
            edit.setAccessibleName(self._name)
            edit.setPlaceholderText(self._hint)
            edit.textEdited.connect(self._typed)
            self._search()

    def _search(self) -> None:
        completer = QCompleter(self.model(), self)
        self._matches = QListView()
        self._matches.setUniformItemSizes(True)
        self._matches.setProperty("kind", "matches")
        completer.setPopup(self._matches)
        completer.setMaxVisibleItems(_ROWS)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)

    def _typed(self, text: str) -> None:
        """The typed text is not the chosen entry any more."""
        edit = self.lineEdit()
        if self.chosen >= 0 and edit is not None:
            place = edit.cursorPosition()
            self.setCurrentIndex(-1)
            edit.setText(text)
            edit.setCursorPosition(place)
        self.picked.emit()

    def _marked(self) -> bool:
        matches = self._matches
        return matches.isVisible() and matches.currentIndex().isValid()

    def _take_match(self) -> None:
        """Take the only entry that fits; of several, show the list."""
        edit, completer = self.lineEdit(), self.completer()
        if edit is None or completer is None or not edit.text().strip():
            return
        completer.setCompletionPrefix(edit.text())
        if completer.completionCount() == 1:
            self.setCurrentIndex(self.findText(completer.currentCompletion()))
            self._matches.hide()
            self.picked.emit()
        else:
            completer.complete()
