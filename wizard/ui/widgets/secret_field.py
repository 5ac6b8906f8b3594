"""Field for a secret: masked, shown on demand, never copied by the field itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility_mask import NEEDED, AccessibilityMask
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.capture import keep_out_of_captures
from wizard.ui.widgets.fields import LineEdit, ValueField

_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhHiddenText
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)
_BLANK, _BULLET = ord(" "), ord("•")
_REFUSED = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
)


class SecretEdit(LineEdit):
    """A masked line edit that can paint its text.

    For all other software it stays a password field. Shown or not, it never changes its echo mode:
    so copying, dragging, the X11 selection and the accessibility value stay closed, and the input
    hints stay sensitive. While shown, the mask is a blank of the fixed-width font and the text is
    painted over it.

    Signals:
        pasted: a text came from the clipboard.
    """

    pasted = Signal()

    def __init__(self, paste: str = "Paste", clear: str = "Clear") -> None:
        super().__init__()
        self._words = (paste, clear)
        self.shown = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(_HINTS)
        self.setFont(theme.font(theme.Type.CODE))
        self.setDragEnabled(False)
        self._mask()
        self.textEdited.connect(self._forget)

    def show_text(self, *, shown: bool) -> None:
        """Paint the text instead of the mask, or the mask again."""
        self.shown = shown
        self._mask()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(event.matches(key) for key in _REFUSED):
            return
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        paste, clear = (menu.addAction(word) for word in self._words)
        paste.setEnabled(bool(QGuiApplication.clipboard().text()))
        paste.triggered.connect(self._paste)
        clear.triggered.connect(self.clear)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.shown or not self.text():
            return
        metrics = QFontMetricsF(self.font())
        blank = metrics.horizontalAdvance(" ")
        left = self.cursorRect().center().x() + 0.5 - blank * self.cursorPosition()
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        painter = QPainter(self)
        painter.setClipRect(self.rect().adjusted(theme.CLOSE, 0, -theme.CLOSE, 0))
        for start, end, color in self._stretches():
            painter.setPen(theme.current().color(color))
            painter.drawText(QPointF(left + blank * start, base), self.text()[start:end])

    def _stretches(self) -> list[tuple[int, int, theme.Color]]:
        """What stands before, in and after the selection."""
        end = len(self.text())
        first, last = (0, 0)
        if self.hasSelectedText():
            first, last = self.selectionStart(), self.selectionEnd()
        text, selected = theme.Color.TEXT, theme.Color.ON_ACCENT
        return [(0, first, text), (first, last, selected), (last, end, text)]

    def _mask(self) -> None:
        character = _BLANK if self.shown else _BULLET
        self.setStyleSheet(f"lineedit-password-character: {character};")

    def _paste(self) -> None:
        self.paste()
        self.pasted.emit()

    def _forget(self, text: str) -> None:
        """Drop the undo history, which would keep every earlier text."""
        position = self.cursorPosition()
        with QSignalBlocker(self):
            self.setText(text)
        self.setCursorPosition(position)


class SecretField(ValueField):
    """A `ValueField` for a secret, with a button that shows and hides the text.

    Signals:
        pasted: a text came from the clipboard.
    """

    pasted = Signal()

    def __init__(
        self,
        label: str,
        *,
        show: str = "Show",
        hide: str = "Hide",
        paste: str = "Paste",
        clear: str = "Clear",
        hint: str = "",
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        edit = SecretEdit(paste, clear)
        mask = AccessibilityMask(edit) if NEEDED else None
        super().__init__(label, hint=hint, beside=beside, edit=edit, parent=parent)
        if mask:
            mask.attach_to(self)
        edit.pasted.connect(self.pasted)
        self._words = (show, hide)
        self._secret = edit
        self.reveal = Button(show)
        self.reveal.clicked.connect(self._turn)
        self.add_beside(self.reveal)
        self.hide_text()

    def hide_text(self) -> None:
        """Mask the text again; call it when the page is left."""
        self._show(shown=False)

    def _turn(self) -> None:
        self._show(shown=not self._secret.shown)

    def _show(self, *, shown: bool) -> None:
        turned = shown is not self._secret.shown
        self._secret.show_text(shown=shown)
        if turned:
            window = self.window()
            others = window.findChildren(SecretEdit)
            keep_out_of_captures(window, out=any(edit.shown for edit in others))
        word = self._words[shown]
        self.reveal.setText(word)
        self.reveal.setAccessibleName(f"{word} {self.edit.accessibleName()}")
