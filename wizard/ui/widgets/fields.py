"""A labelled field with a message below it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.theme.icons import paint_icon
from wizard.ui.theme.stylesheet import set_style_property
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.label import Label

_ICON = 14
_BESIDE_FROM = 340


class MessageKind(Enum):
    """What the line below a field says: its color and its icon."""

    HINT = (theme.Color.MUTED, "")
    REMOVED = (theme.Color.ACCENT, "info")
    GOOD = (theme.Color.GOOD, "check")
    WARNING = (theme.Color.WARNING, "warning")
    WRONG = (theme.Color.WRONG, "warning")


class Message(QWidget):
    """One small line, icon and words; keeps the height of a line when it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = MessageKind.HINT
        self._label = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._label)
        self.setMinimumHeight(theme.line(theme.Type.SMALL))

    def text(self) -> str:
        """Return the words shown."""
        return self._label.text()

    def show_message(self, text: str, kind: MessageKind) -> None:
        """Show ``text`` as ``kind``."""
        self._kind = kind if text else MessageKind.HINT
        color, name = self._kind.value
        self._label.set_ink(color)
        self._label.setText(text)
        self._label.setVisible(bool(text))
        self._row.setContentsMargins(_ICON + theme.TIGHT + 2 if name else 0, 0, 0, 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        color, name = self._kind.value
        if name:
            paint_icon(QPainter(self), name, color, QRectF(0, 1, _ICON, _ICON))


class LineEdit(QLineEdit):
    """A line edit that takes no letter from a mnemonic that nothing answers.

    Qt types the letter of *Alt+N* while *Next* can't be pressed, in a masked field unseen.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # On a Mac, Alt makes characters of their own.
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and sys.platform != "darwin":
            event.ignore()
        else:
            super().keyPressEvent(event)


class ValueField(QWidget):
    """A label, a line edit and a message below.

    ``label`` may hold a mnemonic (``&Company ID``). ``beside`` puts it at the left of the edit;
    `align` then gives several fields one column of labels.

    Signals:
        read: the text after every change that the user or an assistive tool made.
    """

    read = Signal(str)

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        beside: bool = False,
        edit: QLineEdit | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.edit = edit or LineEdit()
        self.edit.setAccessibleName(label.replace("&", ""))
        self.edit.setPlaceholderText(placeholder)
        self.edit.textChanged.connect(self.read)
        self.label = QLabel(label)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setBuddy(self.edit)
        self.message = Message()
        self.offer = LinkButton("")
        self.offer.hide()
        self._hint = hint
        self._arrange(beside=beside)
        self.setFocusProxy(self.edit)
        self.show_message("")

    def text(self) -> str:
        """Return what the field holds."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put ``text`` into the field; `read` is not emitted."""
        if text != self.edit.text():
            with QSignalBlocker(self.edit):
                self.edit.setText(text)

    def show_message(self, text: str, kind: MessageKind = MessageKind.HINT) -> None:
        """Show ``text`` below the field; an empty text brings the hint back."""
        changed = text != self.message.text()
        self.message.show_message(text or self._hint, kind if text else MessageKind.HINT)
        self.edit.setAccessibleDescription(text or self._hint)
        set_style_property(
            self.edit, "state", "wrong" if text and kind is MessageKind.WRONG else ""
        )
        if text and changed and kind is not MessageKind.HINT:
            announce(self.edit, text)

    def show_offer(self, text: str) -> None:
        """Show a link below the message that fixes the problem, or none."""
        self.offer.setText(text)
        self.offer.setVisible(bool(text))

    def add_beside(self, widget: QWidget) -> None:
        """Put ``widget``, a copy button for instance, at the right of the edit."""
        self._row.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the edit below its label if there is no room beside it."""
        super().resizeEvent(event)
        self._put(beside=self._beside and self.width() >= theme.scaled(_BESIDE_FROM))

    def _arrange(self, *, beside: bool) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.NEAR)
        self._grid.setVerticalSpacing(theme.TIGHT)
        self._grid.setColumnStretch(1, 1)
        self._row = QHBoxLayout()
        self._grid.addLayout(self._row, 1, 1)
        self._row.setSpacing(theme.CLOSE)
        self._row.addWidget(self.edit, 1)
        under = QVBoxLayout()
        self._grid.addLayout(under, 2, 1)
        under.setSpacing(theme.TIGHT)
        under.addWidget(self.message)
        under.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignLeft)
        self._beside = self._is_beside = beside
        self._add_label()

    def _put(self, *, beside: bool) -> None:
        if beside is self._is_beside:
            return
        self._is_beside = beside
        self._grid.removeWidget(self.label)
        self._add_label()
        self._grid.activate()

    def _add_label(self) -> None:
        self._grid.addWidget(self.label, *((1, 0) if self._is_beside else (0, 1)))


def align(fields: Sequence[ValueField]) -> None:
    """Give the labels of ``fields`` one width."""
    width = max(field.label.sizeHint().width() for field in fields)
    for field in fields:
        field.label.setMinimumWidth(width)
