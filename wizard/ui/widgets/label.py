"""Labels: plain text, one line of our Markdown, and the heading of a page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from wizard.ui import look
from wizard.ui.widgets.block import Block, natural_width
from wizard.ui.widgets.markdown import plain, to_html
from wizard.ui.widgets.spoken import announce, spoken_as

_NARROWEST = 96
_COMFORTABLE = 560


class Label(QLabel):
    """Plain text that wraps, breaks anywhere rather than be cut, and follows the look."""

    def __init__(
        self,
        text: str = "",
        kind: look.Type = look.Type.TEXT,
        ink: look.Colour = look.Colour.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(kind))
        self.setText(text)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_ink(self, ink: look.Colour) -> None:
        """Show the text in ``ink`` from now on."""
        self._ink = ink
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802, D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802, D102
        return Block(self.text(), self._kind, width).height

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        width = min(natural_width(self.text(), self._kind), _COMFORTABLE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        width = min(natural_width(self.text(), self._kind), _NARROWEST)
        return QSize(width, self._kind.line)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        block = Block(self.text(), self._kind, self.width())
        painter = QPainter(self)
        block.paint(painter, 0, max(0, (self.height() - block.height) / 2), self._ink)


@spoken_as(QAccessible.Role.Heading)
class Heading(Label):
    """The heading of a page: takes the focus when the page appears and is announced.

    It is no stop of the Tab key.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, look.Type.HEADING, parent=parent)

    def arrive(self, *, focus: bool = True) -> None:
        """Announce the heading, and take the focus unless a field of the page has it."""
        if focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.text())


class RichLabel(QLabel):
    """One line of the program's own Markdown: ``**bold**`` and `code`, all else escaped."""

    def __init__(self, markdown: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markdown = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.show_markdown(markdown)

    def show_markdown(self, markdown: str) -> None:
        """Show ``markdown`` from now on."""
        self._markdown = markdown
        self.setText(to_html(markdown, look.current()))
        self.setAccessibleName(plain(markdown))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setText(to_html(self._markdown, look.current()))
