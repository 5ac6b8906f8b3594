"""Labels: plain text, one line of our Markdown, and the heading of a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce, spoken_as
from wizard.ui.widgets.markdown import Span, read
from wizard.ui.widgets.text_block import TextBlock, height_for, natural_width

_NARROWEST = 96
_COMFORTABLE = 720
_UNBROKEN = 1 << 20


class Label(QLabel):
    """Plain text that wraps, breaks anywhere rather than be cut, and follows the look."""

    _spans: Sequence[Span] = ()

    def __init__(
        self,
        text: str = "",
        kind: theme.Type = theme.Type.TEXT,
        ink: theme.Color = theme.Color.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(kind))
        self.setText(text)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_ink(self, ink: theme.Color) -> None:
        """Show the text in ``ink`` from now on."""
        self._ink = ink
        self.update()

    def set_kind(self, kind: theme.Type) -> None:
        """Show the text in the size of ``kind`` from now on."""
        self._kind = kind
        self.setFont(theme.font(kind))
        # Under a style sheet, another font alone does not ask for another layout.
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return height_for(self.text(), self._kind, width, self._spans)

    def sizeHint(self) -> QSize:
        width = min(natural_width(self.text(), self._kind, self._spans), _COMFORTABLE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = min(natural_width(self.text(), self._kind), _NARROWEST)
        return QSize(width, theme.line(self._kind))

    def paintEvent(self, _event: QPaintEvent) -> None:
        block = self._block(self.width())
        painter = QPainter(self)
        spare = max(0, (self.height() - block.height) / 2)
        top = 0 if self.alignment() & Qt.AlignmentFlag.AlignTop else spare
        block.paint(painter, 0, top, self._ink)

    def _block(self, width: int) -> TextBlock:
        align = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        return TextBlock(self.text(), self._kind, width, align, self._spans)


class ElidedLabel(Label):
    """One line of plain text; what has no room is cut with an ellipsis and said in the tool tip."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._tip()

    def heightForWidth(self, _width: int) -> int:
        return theme.line(self._kind)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), theme.line(self._kind))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tip()

    @property
    def elided(self) -> bool:
        """Whether a part of the text is cut."""
        return natural_width(self.text(), self._kind) > self.width()

    def _tip(self) -> None:
        self.setToolTip(self.text() if self.elided else "")

    def _block(self, width: int) -> TextBlock:
        text = QFontMetricsF(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, width
        )
        return TextBlock(text if self.elided else self.text(), self._kind, _UNBROKEN)


@spoken_as(QAccessible.Role.Heading)
class Heading(Label):
    """The heading of a page: takes the focus when the page appears and is announced.

    It is no stop of the Tab key.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, theme.Type.HEADING, parent=parent)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def arrive(self, *, focus: bool = True) -> None:
        """Announce the heading, and take the focus unless a field of the page has it."""
        if focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.text())


class RichLabel(Label):
    """One line of our own Markdown: ``**bold**`` and `code`, all else as it is typed."""

    def __init__(self, markdown: str = "", parent: QWidget | None = None) -> None:
        text, self._spans = read(markdown)
        super().__init__(text, parent=parent)

    def show_markdown(self, markdown: str) -> None:
        """Show ``markdown`` from now on."""
        text, self._spans = read(markdown)
        self.setText(text)
