"""List of checks: passed rows collapse, failed ones say what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce, spoken_as
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.check_row import CheckRow, CheckRowView, CheckState, CheckWords
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_lower, tab_after
from wizard.ui.widgets.painting import StatusBadge, paint_line
from wizard.ui.widgets.text_block import unbroken

__all__ = ["CheckList", "CheckRow", "CheckState", "CheckWords"]


@spoken_as(QAccessible.Role.List)
class CheckRows(QFrame):
    """The rows themselves; for a screen reader, the list."""


class _Summary(QFrame):
    """The one row that stands for all passed ones."""

    def __init__(self, words: CheckWords) -> None:
        super().__init__()
        self._words = words
        self.pill = StatusBadge(theme.Tone.GOOD, words.passed_word, CheckState.PASSED.icon)
        self._line = Label()
        self._names = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self.button = LinkButton(words.show)
        self.slot = QWidget()
        slot = QHBoxLayout(self.slot)
        slot.setContentsMargins(0, 0, 0, 0)
        slot.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.TIGHT, 2, theme.TIGHT, theme.CLOSE)
        row.setSpacing(theme.NEAR)
        # The line of words has the middle of the button beside it.
        lower = max(0, theme.CONTROL - theme.line(theme.Type.TEXT)) // 2
        add_lower(row, self.slot, lower)
        texts = QVBoxLayout()
        row.addLayout(texts, 1)
        texts.setContentsMargins(0, lower, 0, 0)
        texts.setSpacing(2)
        texts.addWidget(self._line)
        texts.addWidget(self._names)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def show_passed(self, passed: Sequence[CheckRow], *, is_open: bool) -> None:
        line = self._words.passed(len(passed))
        self._line.setText(line)
        self._names.setText(", ".join(unbroken(row.title) for row in passed))
        self._names.setVisible(not is_open)
        word = self._words.hide if is_open else self._words.show
        self.button.setText(word)
        self.button.setAccessibleName(f"{word}: {line}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_line(QPainter(self), QRectF(self.rect()))


class CheckList(QWidget):
    """The checks of a test, one row each; once all have ended, the passed ones fold into one.

    A screen reader reads every row, folded or not, as "title, state, sentence" in a list called
    ``name``; ends are announced. Up and Down move between rows, Enter presses a row's action.

    Signals:
        go: the number of the row, from 0, whose action was pressed.
    """

    go = Signal(int)

    def __init__(self, name: str, words: CheckWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._views: list[CheckRowView] = []
        self._open = False
        self._summary = _Summary(words)
        self._summary.button.clicked.connect(self._turn)
        self._frame = CheckRows()
        self._frame.setAccessibleName(name)
        self._column = QVBoxLayout(self._frame)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        parts = QVBoxLayout(self)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(0)
        parts.addWidget(self._summary)
        parts.addWidget(self._frame)
        self._fold([])

    def show_rows(self, rows: Sequence[CheckRow]) -> None:
        """Show ``rows``; only what changed is touched, and the focus stays."""
        self._match_count(rows)
        # First, so that nothing is laid out that is folded away.
        self._fold(rows)
        for view, row in zip(self._views, rows, strict=True):
            if view.row != row:
                ended = row.state_kind.ended and not view.row.state_kind.ended
                view.show_row(row)
                if ended and row.state_kind is not CheckState.NOT_CHECKED:
                    announce(self._frame, f"{row.title}, {row.state_word}")
        width = max((view.pill.sizeHint().width() for view in self._views), default=0)
        for view in self._views:
            view.set_pill_width(width)
        self._summary.slot.setMinimumWidth(width)

    def _match_count(self, rows: Sequence[CheckRow]) -> None:
        if len(self._views) == len(rows):
            return
        while len(self._views) > len(rows):
            self._views.pop().deleteLater()
        for number in range(len(self._views), len(rows)):
            view = CheckRowView(rows[number], self._words)
            view.go.connect(lambda number=number: self.go.emit(number))
            view.step.connect(lambda by, number=number: self._step(number, by))
            view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._views.append(view)
            self._column.addWidget(view)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Put rows that were created late back in their order: Qt visits new widgets last."""
        before: QWidget = self._summary.button
        for view in self._views:
            tab_after(before, view, *view.stops)
            before = (view, *view.stops)[-1]

    def _fold(self, rows: Sequence[CheckRow]) -> None:
        passed = [row for row in rows if row.state_kind is CheckState.PASSED]
        folds = bool(passed) and all(row.state_kind.ended for row in rows)
        self._summary.setVisible(folds)
        if folds:
            self._summary.show_passed(passed, is_open=self._open)
        for view, row in zip(self._views, rows, strict=True):
            hidden = folds and not self._open and row.state_kind is CheckState.PASSED
            focused = QApplication.focusWidget()
            if hidden and focused and (view is focused or view.isAncestorOf(focused)):
                self._summary.button.setFocus()
            view.set_folded(folded=hidden)
        self._rove()

    def _rove(self, number: int = -1) -> None:
        """Make one row, the focused or the first visible one, the list's stop of the Tab key."""
        shown = [n for n, view in enumerate(self._views) if not view.folded]
        stop = number if number in shown else next(iter(shown), -1)
        for n, view in enumerate(self._views):
            policy = Qt.FocusPolicy.StrongFocus if n == stop else Qt.FocusPolicy.ClickFocus
            view.setFocusPolicy(policy)

    def _step(self, number: int, by: int) -> None:
        following = range(number + by, len(self._views) if by > 0 else -1, by)
        target = next((n for n in following if not self._views[n].folded), None)
        if target is not None:
            self._rove(target)
            self._views[target].setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self) -> None:
        self._open = not self._open
        self._fold([view.row for view in self._views])
