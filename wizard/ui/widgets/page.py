"""The frame of a page: scrolling body with a card at its side, and the bar at the bottom."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShortcutEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.scroll_area import ScrollArea
from wizard.ui.widgets.text_block import natural_width

_ASIDE_FROM = 740
# Text of this width is comfortable to read; what a window is wider goes to the picture.
TEXT_AT_MOST = 760
_TEXT_FIRST = 560
_PICTURE_AT_LEAST = 240
_PICTURE_AT_MOST = 600
_LOOKS = 2
_COMPACT = theme.STRIP_EDGE
# A page may get no less than this: at 200 %, a small screen is 364 pixels high.
_HEIGHT_AT_LEAST = 2 * theme.CONTROL
# The edge above and below: as drawn, and where less has to do.
_EDGE = {False: theme.PAGE_Y, True: theme.PART}
# What is left to scroll is little up to this part of the page; a page lower than this is small.
_LITTLE, _LOW = 0.12, 400


class _LayoutRequests(QObject):
    """Calls ``asked`` when a widget that it is installed on requests a new layout.

    Not the scroll area itself: as a filter it would be called for every event of its viewport.
    """

    def __init__(self, asked: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._asked = asked

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._asked()
        return super().eventFilter(watched, event)


@dataclass(frozen=True, slots=True)
class _Gap:
    """The spacing of ``column``: as drawn, and if there is little room."""

    column: QBoxLayout
    roomy: int
    dense: int

    def size(self, *, dense: bool) -> int:
        return self.dense if dense else self.roomy

    def saved(self, *, dense: bool) -> int:
        """How many pixels smaller spacing would save."""
        items = (self.column.itemAt(place) for place in range(self.column.count()))
        parts = sum(item is not None and not item.isEmpty() for item in items)
        return (self.column.spacing() - self.size(dense=dense)) * max(0, parts - 1)


class PageScroll(ScrollArea):
    """A page that scrolls up and down only; ``body`` is the layout to fill.

    A card given to `set_aside` stands at the right while the text scrolls, and hides while the page
    is narrow. A card taller than the page scrolls with the text, so that both end together.
    """

    text_at_most = TEXT_AT_MOST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = page = QWidget()
        page.setObjectName("page")
        self._columns = QHBoxLayout(page)
        self._columns.setContentsMargins(theme.PAGE_X, theme.PAGE_Y, theme.PAGE_X, theme.PAGE_Y)
        # A stretch in the body itself would add its spacing to the margin at the bottom.
        outer = QVBoxLayout()
        self._columns.addLayout(outer, 1)
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        outer.addLayout(self.body)
        self.body.setSpacing(theme.PART)
        outer.addStretch(1)
        self._aside: QWidget | None = None
        self._aside_events = _LayoutRequests(self.fit, self)
        self._from = _ASIDE_FROM
        self._room = 0
        self._edge_y = theme.PAGE_Y
        self._fitted = QSize()
        self._arranged = (0, False)
        self._gaps = [_Gap(self.body, theme.PART, theme.NEAR)]
        self.compact = False
        self.setWidget(page)
        self.verticalScrollBar().valueChanged.connect(self._place_aside)
        self.verticalScrollBar().rangeChanged.connect(self._place_aside)

    def set_aside(self, card: QWidget, from_width: int = _ASIDE_FROM) -> None:
        """Put ``card`` at the right, shown while the page is ``from_width`` pixels wide or more."""
        self._aside, self._from = card, from_width
        # Not on the page, which scrolls.
        card.setParent(self)
        card.installEventFilter(self._aside_events)
        self.fit()

    def let_close_up(self, column: QBoxLayout, dense: int) -> None:
        """Let the gaps of ``column`` be ``dense`` pixels where that saves scrolling."""
        self._gaps.append(_Gap(column, column.spacing(), dense))

    def set_compact(self, *, compact: bool) -> None:
        """Lay the page out for a narrow strip: small margins and no card at the right."""
        self.compact = compact
        self.fit()

    def scroll_to(self, widget: QWidget) -> None:
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

    def whole_height(self, width: int) -> int:
        """Return the height at which a page of ``width`` pixels without a card scrolls nothing."""
        text = self.body.totalHeightForWidth(self._text_width(width - 2 * theme.PAGE_X, 0))
        closer = sum(gap.saved(dense=False) for gap in self._gaps)
        return text - closer + 2 * theme.PAGE_Y

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.CARD, _HEIGHT_AT_LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll areas get the event of their viewport."""
        # Not asked of the viewport: to find out the type of a widget that Qt made by itself,
        # PySide6 makes every class of widgets ready.
        self._room = event.size().width()
        # Content that appears must not move the rest: the user may be about to click it.
        if self._fitted == self.size():
            self._lay_out()
        else:
            self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """Give text and picture their widths; both keep them when a scroll bar appears."""
        if self._room:
            edge_x = _COMPACT if self.compact else theme.PAGE_X
            self._arranged = self._arrangement(self.width() - 2 * edge_x)
            self._fitted = self.size()
            self._lay_out()

    def _lay_out(self) -> None:
        edge_x = _COMPACT if self.compact else theme.PAGE_X
        inner = self.width() - 2 * edge_x
        picture, dense = self._arranged
        text = self._text_width(inner, picture)
        right = max(0, self._room - edge_x - text)
        self._edge_y = _COMPACT if self.compact else _EDGE[dense]
        for gap in self._gaps:
            gap.column.setSpacing(gap.size(dense=dense))
        self._columns.setContentsMargins(edge_x, self._edge_y, right, self._edge_y)
        if self._aside is not None:
            self._aside.setVisible(bool(picture))
            if picture:
                self._show_aside(self._aside, edge_x + text + theme.PAGE_Y, picture)
            else:
                self._content.setMinimumHeight(0)

    def _arrangement(self, inner: int) -> tuple[int, bool]:
        """How wide the picture is, and whether gaps are small: the first that leaves nothing over.

        What is left over has to be scrolled. The picture shrinks before the spacing does.
        """
        best = self._picture_width(inner)
        least = min(best, _PICTURE_AT_LEAST)
        little = round(_LITTLE * self.height())
        for dense, left_over in ((False, 0), (True, 0), (True, little)):
            if self._overflow(inner, best, dense=dense) <= left_over:
                return best, dense
            if self._overflow(inner, least, dense=dense) <= left_over:
                return self._largest(inner, (least, best), left_over, dense=dense), dense
        return best, self.height() < theme.scaled(_LOW)

    def _largest(self, inner: int, within: tuple[int, int], left_over: int, *, dense: bool) -> int:
        """How wide the picture may be, where the first width leaves enough room and the last not.

        Two looks between them do: each one asks all parts of the page for their heights.
        """
        fits, too_wide = within
        for _ in range(_LOOKS):
            middle = (fits + too_wide) // 2
            if self._overflow(inner, middle, dense=dense) <= left_over:
                fits = middle
            else:
                too_wide = middle
        return fits

    def _text_width(self, inner: int, picture: int) -> int:
        return min(self.text_at_most, inner - (picture + theme.PAGE_Y if picture else 0))

    def _overflow(self, inner: int, picture: int, *, dense: bool) -> int:
        """How many pixels have to be scrolled beside a ``picture`` of this width."""
        height = self.body.totalHeightForWidth(self._text_width(inner, picture))
        closer = sum(gap.saved(dense=dense) for gap in self._gaps)
        return height - closer + 2 * _EDGE[dense] - self.height()

    def _picture_width(self, inner: int) -> int:
        """Width of the card at the right; 0 if there is no room."""
        if self._aside is None or self.compact or self.width() < theme.scaled(self._from):
            return 0
        beside = inner - theme.PAGE_Y
        # Beyond a comfortable width, text and picture share what there is.
        shared = max(theme.CARD, (beside - _TEXT_FIRST + theme.CARD) // 2)
        wanted = min(_PICTURE_AT_MOST, max(shared, beside - self.text_at_most))
        room = self.height() - 2 * theme.PAGE_Y
        while wanted > _PICTURE_AT_LEAST and _height_of(self._aside, wanted) > room:
            wanted -= theme.GRID
        return wanted if _height_of(self._aside, wanted) <= room else theme.CARD

    def _show_aside(self, card: QWidget, left: int, width: int) -> None:
        height = _height_of(card, width)
        card.setGeometry(left, self._edge_y, width, height)
        # Where even the smallest picture is taller than the page, its end can be scrolled to.
        tall = height + 2 * self._edge_y
        self._content.setMinimumHeight(tall if tall > self.height() else 0)
        self._place_aside()

    def _place_aside(self) -> None:
        if self._aside is None or self._aside.isHidden():
            return
        bar = self.verticalScrollBar()
        hidden = max(0, self._aside.height() + 2 * self._edge_y - self.height())
        done = bar.value() / bar.maximum() if bar.maximum() else 0
        self._aside.move(self._aside.x(), self._edge_y - round(hidden * done))


def _height_of(card: QWidget, width: int) -> int:
    return card.heightForWidth(width) if card.hasHeightForWidth() else card.sizeHint().height()


class _PromptButton(Button):
    """A button whose key acts at once.

    Qt would hold it down for a tenth of a second, and ignore the key meanwhile.
    """

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)


class BottomBar(QFrame):
    """Back, the reason why the page cannot be left yet, and the button that leads on.

    Signals:
        back_asked: Back was pressed.
        next_asked: the button that leads on was pressed.
    """

    back_asked = Signal()
    next_asked = Signal()

    def __init__(
        self, back: str, *, mac: bool = sys.platform == "darwin", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "bar")
        self.back = _PromptButton(back)
        self.back.clicked.connect(self.back_asked)
        self.next = _PromptButton("", Rank.PRIMARY)
        self.next.clicked.connect(self.next_asked)
        self._kind = theme.Type.TEXT
        self.reason = Label("", self._kind, theme.Color.MUTED)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.CLOSE)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.NEAR)
        self._column.addLayout(self._row)
        self.setMinimumHeight(theme.BAR)
        self._mac = mac
        self._compact = self._above = False
        self.set_compact(compact=False)

    def show_next(
        self, text: str, *, enabled: bool = True, reason: str = "", leading: bool = True
    ) -> None:
        """Set the Next button; ``reason`` says why it is disabled or what continuing means.

        ``leading`` is False where another button of the page is the primary one.
        """
        self.next.setText(text)
        self.next.setEnabled(enabled)
        self.next.set_rank(Rank.PRIMARY if leading else Rank.PLAIN)
        self.next.setAccessibleDescription(reason)
        self.reason.setText(reason)
        self._rearrange()

    def show_back(self, *, enabled: bool) -> None:
        """Enable Back or not; it is hidden on the first page."""
        self.back.setVisible(enabled)

    def set_compact(self, *, compact: bool) -> None:
        """Put a reason that is too long for a strip above the buttons, or between them."""
        edge = theme.STRIP_EDGE if compact else theme.PAGE_X
        self._compact = compact
        self._column.setContentsMargins(edge, theme.NEAR, edge, theme.NEAR)
        self._arrange(above=compact and not self._has_room())

    def set_low(self, *, low: bool) -> None:
        """Say the reason in small letters where every line of it is taken from a low page."""
        self._kind = theme.Type.SMALL if low else theme.Type.TEXT
        self.reason.set_kind(self._kind)
        self._rearrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rearrange()

    def _rearrange(self) -> None:
        above = self._compact and not self._has_room()
        if above != self._above:
            self._arrange(above=above)

    def _has_room(self) -> bool:
        """Whether the reason fits one line between the buttons."""
        edge, buttons = self._column.contentsMargins(), (self.back, self.next)
        taken = sum(button.sizeHint().width() + theme.NEAR for button in buttons)
        words = natural_width(self.reason.text(), self._kind)
        return words + taken + edge.left() + edge.right() <= self.width()

    def _arrange(self, *, above: bool) -> None:
        self._above = above
        for layout in (self._row, self._column):
            for part in (self.back, self.reason, self.next):
                layout.removeWidget(part)
        if above:
            self._column.insertWidget(0, self.reason)
            self._row.addWidget(self.back, 1, Qt.AlignmentFlag.AlignLeft)
            side = Qt.AlignmentFlag.AlignLeft
        else:
            # Back stands at the left, on macOS beside the button that leads on.
            parts = (self.reason, self.back) if self._mac else (self.back, self.reason)
            for part in parts:
                self._row.addWidget(part, 1 if part is self.reason else 0)
            side = Qt.AlignmentFlag.AlignRight
        self._row.addWidget(self.next, 0, Qt.AlignmentFlag.AlignRight)
        self.reason.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
