"""The frame of a page: scrolling body with a card at its side, and the bar at the bottom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.scroll_area import ScrollArea

_ASIDE_FROM = 740


class PageScroll(ScrollArea):
    """A page that scrolls up and down only; ``body`` is the layout to fill.

    A card given to `set_aside` stands at the right and hides while the page is narrow.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setObjectName("page")
        self._columns = QHBoxLayout(page)
        self._columns.setContentsMargins(theme.PAGE_X, theme.PAGE_Y, theme.PAGE_X, theme.PAGE_Y)
        self._columns.setSpacing(theme.PAGE_Y)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.PART)
        # A stretch in the body itself would add its spacing to the margin at the bottom.
        outer = QVBoxLayout()
        outer.setSpacing(0)
        outer.addLayout(self.body)
        outer.addStretch(1)
        self._columns.addLayout(outer, 1)
        self._aside: QWidget | None = None
        self._room = 0
        self.setWidget(page)

    def set_aside(self, card: QWidget, from_width: int = _ASIDE_FROM) -> None:
        """Put ``card`` at the right, shown while the page is ``from_width`` pixels wide or more."""
        self._aside, self._from = card, from_width
        self._columns.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        self._fit()

    def bring(self, widget: QWidget) -> None:
        """Scroll to ``widget`` and give it the focus."""
        self.ensureWidgetVisible(widget, 0, theme.BLOCK)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    @contextmanager
    def one_layout(self) -> Iterator[None]:
        """Lay the page out once at the end, not for every widget that appears meanwhile."""
        self._columns.setEnabled(False)
        try:
            yield
        finally:
            self._columns.setEnabled(True)
            self._columns.invalidate()
            self._columns.activate()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme.CARD, theme.CARD // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll areas get the event of their viewport."""
        # Not asked of the viewport: to find out the type of a widget that Qt made by itself,
        # PySide6 makes every class of widgets ready.
        self._room = event.size().width()
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        if not self._room:
            return
        # The scroll bar takes its room from the margin, so that the page keeps its right edge.
        right = max(0, theme.PAGE_X - (self.width() - self._room))
        self._columns.setContentsMargins(theme.PAGE_X, theme.PAGE_Y, right, theme.PAGE_Y)
        if self._aside is not None:
            self._aside.setVisible(self.width() >= theme.scaled(self._from))


class BottomBar(QFrame):
    """Back, the reason why the page cannot be left yet, and the button that leads on.

    Signals:
        back_asked: Back was pressed.
        next_asked: the button that leads on was pressed.
    """

    back_asked = Signal()
    next_asked = Signal()

    def __init__(
        self, back: str, *, style: QStyle | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "bar")
        self.back = Button(back)
        self.back.clicked.connect(self.back_asked)
        self.next = Button("", Rank.PRIMARY)
        self.next.clicked.connect(self.next_asked)
        self.reason = Label("", theme.Type.TEXT, theme.Color.MUTED)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.PAGE_X, theme.NEAR, theme.PAGE_X, theme.NEAR)
        self._row.setSpacing(theme.NEAR)
        self.setMinimumHeight(theme.BAR)
        self._arrange(style or self.style())

    def show_next(
        self, text: str, *, enabled: bool = True, reason: str = "", leading: bool = True
    ) -> None:
        """Name the button that leads on; ``reason`` says why it waits or what going on means.

        ``leading`` is False where another button of the page is the primary one.
        """
        self.next.setText(text)
        self.next.setEnabled(enabled)
        self.next.set_rank(Rank.PRIMARY if leading else Rank.PLAIN)
        self.next.setAccessibleDescription(reason)
        self.reason.setText(reason)

    def show_back(self, *, enabled: bool) -> None:
        """Let Back be pressed or not; on the first page it is not there."""
        self.back.setVisible(enabled)

    def _arrange(self, style: QStyle) -> None:
        """Back stands at the left, on macOS beside the button that leads on."""
        layout = style.styleHint(QStyle.StyleHint.SH_DialogButtonLayout)
        mac = layout == QDialogButtonBox.ButtonLayout.MacLayout.value
        parts = (self.reason, self.back) if mac else (self.back, self.reason)
        for part in parts:
            self._row.addWidget(part, 1 if part is self.reason else 0)
        self._row.addWidget(self.next)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
