"""A disclosure: a button that shows and hides what is below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QAccessibleWidget, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_by
from wizard.ui.widgets.layouts import tab_after
from wizard.ui.widgets.painting import paint_chevron, paint_ring
from wizard.ui.widgets.scroll_area import reveal
from wizard.ui.widgets.text_block import TextBlock, height_for, natural_width

_CHEVRON = 16
# As close to the edge of the text above as the ring of the focus lets the open chevron come.
_INSET = 1
_KIND = theme.Type.TEXT


class _DisclosureVoice(QAccessibleWidget):
    """A button that can be pressed and says whether it is expanded."""

    def __init__(self, button: DisclosureButton) -> None:
        super().__init__(button, QAccessible.Role.Button)
        self._button = button

    def state(self) -> QAccessible.State:
        state = super().state()
        state.expandable = True
        state.expanded = self._button.open
        state.collapsed = not self._button.open
        return state

    def actionNames(self) -> list[str]:
        return ["Press", *super().actionNames()] if self._button.isEnabled() else []

    def doAction(self, name: str) -> None:
        if name == "Press":
            self._button.click()
        else:
            super().doAction(name)


@spoken_by(_DisclosureVoice)
class DisclosureButton(QPushButton):
    """A chevron and words that wrap; the chevron points down while ``open``."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.open = False
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_open(self, *, is_open: bool) -> None:
        """Turn the chevron."""
        self.open = is_open
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = width - _INSET - _CHEVRON - theme.TIGHT
        return max(theme.CONTROL, height_for(self.text(), _KIND, room) + theme.TIGHT)

    def sizeHint(self) -> QSize:
        width = natural_width(self.text(), _KIND) + _INSET + _CHEVRON + 3 * theme.TIGHT
        return QSize(width, theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.CARD // 2), theme.CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = theme.Color.ACCENT if self.isEnabled() else theme.Color.MUTED
        middle = self.height() / 2
        chevron = QRectF(_INSET, middle - _CHEVRON / 2, _CHEVRON, _CHEVRON)
        paint_chevron(painter, chevron, ink, down=self.open)
        left = _INSET + _CHEVRON + theme.TIGHT
        block = TextBlock(self.text(), _KIND, self.width() - left)
        block.paint(painter, left, middle - block.height / 2, ink)
        if self.hasFocus():
            paint_ring(painter, QRectF(self.rect()), theme.CONTROL_RADIUS)


class Disclosure(QWidget):
    """Words that unfold ``content``; the content keeps its state while folded.

    Content that is expensive to build is given as a function, called when it is first opened.

    Signals:
        toggled: True when it was opened.
    """

    toggled = Signal(bool)

    def __init__(
        self,
        text: str,
        content: QWidget | Callable[[], QWidget],
        *,
        is_open: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.button = DisclosureButton(text)
        self._content = content
        self.button.clicked.connect(self._toggle)
        self._parts = parts = QVBoxLayout(self)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(theme.TIGHT)
        parts.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        if isinstance(content, QWidget):
            parts.addWidget(content)
        self._show(is_open=is_open)

    @property
    def content(self) -> QWidget:
        """What is unfolded, built by now."""
        if not isinstance(self._content, QWidget):
            self._content = content = self._content()
            content.hide()
            inside = tuple(_tab_stops(content))
            self._parts.addWidget(content)
            tab_after(self.button, *inside)
        return self._content

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self.button.open

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide the content."""
        if is_open != self.is_open:
            self._show(is_open=is_open)
            self.toggled.emit(is_open)

    def _toggle(self) -> None:
        self.set_open(is_open=not self.is_open)
        if self.is_open:
            reveal(self)

    def _show(self, *, is_open: bool) -> None:
        self.button.show_open(is_open=is_open)
        if is_open or isinstance(self._content, QWidget):
            self.content.setVisible(is_open)


def _tab_stops(top: QWidget) -> Iterator[QWidget]:
    """Yield what the Tab key visits inside ``top``, which has no parent yet, in its order."""
    widget = top.nextInFocusChain()
    while widget is not None and widget is not top:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        widget = widget.nextInFocusChain()
