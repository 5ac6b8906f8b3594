"""Push buttons by rank: plain, the page's one primary button, and links."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from wizard.ui.theme.stylesheet import set_style_property


class Rank(Enum):
    """How much a button stands out; a page has one primary button at most."""

    PLAIN = "plain"
    PRIMARY = "primary"
    LINK = "link"
    MENU = "menu"


class Button(QPushButton):
    """A push button that never becomes the dialog's default by accident.

    ``name`` is what a screen reader says when ``text`` alone does not tell buttons apart.
    """

    def __init__(
        self,
        text: str,
        rank: Rank = Rank.PLAIN,
        *,
        name: str = "",
        description: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_rank(rank)

    def set_rank(self, rank: Rank) -> None:
        """Let the button stand out as ``rank`` says."""
        set_style_property(self, "kind", rank.value)


class LinkButton(Button):
    """A button that looks like a link: for what leads somewhere else or opens more."""

    def __init__(
        self, text: str, *, name: str = "", description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, Rank.LINK, name=name, description=description, parent=parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class WrappedLinkButton(LinkButton):
    """A link for a narrow column; its text wraps."""

    def __init__(
        self, text: str, *, name: str = "", description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, name=name, description=description, parent=parent)
        # A fixed height would be that of one line.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # A further line takes nothing of the room above and below.
        further = self._lines(width).count("\n") * self.fontMetrics().lineSpacing()
        return self.sizeHint().height() + further

    def minimumSizeHint(self) -> QSize:
        widest = max(self._width_of(word) for word in self.text().split() or [""])
        return QSize(widest, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        lines = self._lines(self.width())
        if "\n" in lines:
            self._paint(lines)
        else:
            super().paintEvent(event)

    def _paint(self, lines: str) -> None:
        from PySide6.QtWidgets import (  # noqa: PLC0415 - QStyle is large, and one line is the rule
            QStyle,
            QStyleOptionButton,
            QStylePainter,
        )

        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = lines
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _lines(self, width: int) -> str:
        """The text, broken between words so that no line is wider than ``width`` allows."""
        lines: list[str] = []
        for word in self.text().split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._width_of(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return "\n".join(lines)

    def _width_of(self, text: str) -> int:
        """The width of the button with ``text`` in one line; the style adds the same to each."""
        words, own = (
            self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, one).width()
            for one in (text, self.text())
        )
        return self.sizeHint().width() + words - own
