"""A button that copies one text and confirms it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtWidgets import QWidget

from wizard.ui.theme import theme
from wizard.ui.theme.icons import icon
from wizard.ui.widgets import clipboard
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.buttons import Button

_CONFIRMED_MS = 2000
_GAP = theme.TIGHT


class CopyButton(Button):
    """Copies ``source`` (a text, or a function asked at the press) to the clipboard.

    ``name`` tells a screen reader what is copied ("Copy Role ID"). A secret is marked as one and
    leaves the clipboard after ``clear_after_s`` seconds. An empty text copies nothing.

    Signals:
        copied: the text is on the clipboard.
    """

    copied = Signal()

    def __init__(
        self,
        source: str | Callable[[], str],
        *,
        text: str = "Copy",
        done: str = "Copied",
        name: str = "",
        secret: bool = False,
        clear_after_s: float = clipboard.CLEAR_AFTER_S,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, name=name, parent=parent)
        self._source, self._text, self._done = source, text, done
        self._secret, self._clear_after_s = secret, clear_after_s
        self._confirmed = False
        self.setIconSize(QSize(theme.ICON + _GAP, theme.ICON))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._settle)
        self.clicked.connect(self.copy)
        self._show()

    def copy(self) -> None:
        """Copy now, as a press does."""
        text = self._source if isinstance(self._source, str) else self._source()
        if not text:
            return
        if self._secret:
            clipboard.secret_clipboard().put(text, self._clear_after_s)
        else:
            clipboard.put(text)
        self._confirmed = True
        self._timer.start(_CONFIRMED_MS)
        self._show()
        announce(self, self._done)
        self.copied.emit()

    def sizeHint(self) -> QSize:
        # The width of the longer of both texts, so that the confirmation moves nothing.
        shown = self.text()
        both = QSize()
        for text in (self._text, self._done):
            self.setText(text)
            both = both.expandedTo(super().sizeHint())
        self.setText(shown)
        return both

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_confirmed"):
            self._show()

    def _settle(self) -> None:
        self._confirmed = False
        self._show()

    def _show(self) -> None:
        self.setText(self._done if self._confirmed else self._text)
        color = theme.Color.GOOD if self._confirmed else theme.Color.MUTED
        self.setIcon(icon("check" if self._confirmed else "copy", color, gap=_GAP))
