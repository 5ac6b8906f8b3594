"""The last tests of a connection: a line of states, and a table of what they found."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wizard.domain.check import Verdict
from wizard.domain.drift import History, PastTest
from wizard.domain.text import N_, tr, trn
from wizard.ui.dates import when
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.painting import TICK, paint_disc

_SIGNS = {
    Verdict.READY: (theme.Tone.GOOD, "check"),
    Verdict.READY_WITH_WARNINGS: (theme.Tone.WARNING, "check"),
    Verdict.NOT_READY: (theme.Tone.WRONG, "cross"),
    Verdict.NOT_PROVEN: (theme.Tone.WARNING, "warning"),
}
_RESULTS = {
    Verdict.READY: N_("ready"),
    Verdict.READY_WITH_WARNINGS: N_("ready, with warnings"),
    Verdict.NOT_READY: N_("not ready"),
    Verdict.NOT_PROVEN: N_("not verified"),
}


@spoken_as(QAccessible.Role.Graphic)
class StateLine(QWidget):
    """One sign for each test, oldest first: its shape and its color say how it ended."""

    def __init__(self, tests: tuple[PastTest, ...]) -> None:
        super().__init__()
        self._tests = tests
        self.setAccessibleName(in_words(tests))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(len(self._tests) * (TICK + 2), TICK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, test in enumerate(self._tests):
            box = QRectF(place * (TICK + 2), 0, TICK, TICK)
            paint_disc(painter, box, *_SIGNS[test.verdict])


class HistoryView(QWidget):
    """Hidden until there is a test; the table is made when it is unfolded."""

    def __init__(self, connection_id: str) -> None:
        super().__init__()
        self._id = connection_id
        self._tests: tuple[PastTest, ...] = ()
        self._table: QWidget | None = None
        self._fold: Disclosure | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._changes = Label("", theme.Type.SMALL)
        self._changes.setObjectName(f"changes.{connection_id}")
        self._column.addWidget(self._changes)
        self.hide()

    def show_history(self, history: History) -> None:
        """Show ``history`` in place of what was shown."""
        if history.tests == self._tests:
            return
        self._tests = history.tests
        title = title_of(self._tests)
        fold = self._fold or self._new_fold()
        fold.button.setText(title)
        fold.button.setAccessibleName(title)
        fold.button.updateGeometry()
        if self._table is not None:
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        self._fill()
        self._changes.setText(_latest_changes(self._tests))
        self._changes.setVisible(bool(self._changes.text()))
        self.setVisible(bool(self._tests))

    def _new_fold(self) -> Disclosure:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.BLOCK, 0, 0, 0)
        self._fold = fold = Disclosure("", content)
        fold.button.setObjectName(f"history.{self._id}")
        fold.toggled.connect(self._fill)
        self._column.addWidget(fold)
        return fold

    def _fill(self) -> None:
        if self._fold and self._table is None and self._fold.is_open:
            self._table = QWidget()
            column = QVBoxLayout(self._table)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(StateLine(self._tests))
            _add_table(column, self._tests)
            room = self._fold.content.layout()
            if room is not None:
                room.addWidget(self._table)


def title_of(tests: tuple[PastTest, ...]) -> str:
    """Return the words of the disclosure."""
    return trn("History: {count} test", "History: {count} tests", len(tests))


def _latest_changes(tests: tuple[PastTest, ...]) -> str:
    """What the latest test found changed, without unfolding anything."""
    if not tests or not tests[-1].changes:
        return ""
    changes = "; ".join(change.message for change in tests[-1].changes)
    return tr("Changed since the last passed test: {changes}.").format(changes=changes)


def in_words(tests: tuple[PastTest, ...]) -> str:
    """Return the line of states for those who don't see it."""
    passed = sum(test.passed for test in tests)
    words = trn("{count} test, {{passed}} passed", "{count} tests, {{passed}} passed", len(tests))
    return words.format(passed=passed)


def _add_table(column: QVBoxLayout, tests: tuple[PastTest, ...]) -> None:
    """Add the tests to ``column`` as a table, the latest first."""
    table = QGridLayout()
    column.addLayout(table)
    table.setHorizontalSpacing(theme.NEAR)
    table.setVerticalSpacing(theme.TIGHT)
    table.setColumnStretch(2, 1)
    for place, title in enumerate((tr("Tested"), tr("Result"), tr("What changed"))):
        table.addWidget(Label(title, theme.Type.SMALL_STRONG), 0, place)
    top = Qt.AlignmentFlag.AlignTop
    for row, test in enumerate(reversed(tests), start=1):
        cells = (when(test.at), tr(_RESULTS[test.verdict]), _said(test))
        for place, text in enumerate(cells):
            ink = theme.Color.TEXT if place == 1 else theme.Color.MUTED
            table.addWidget(Label(text, theme.Type.SMALL, ink), row, place, top)


def _said(test: PastTest) -> str:
    """What changed; of a test that didn't pass, else its verdict."""
    if test.changes:
        return "\n".join(change.message for change in test.changes)
    return "" if test.passed else test.summary
