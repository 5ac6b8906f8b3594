"""Banner of practice, with the choice of a scenario."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.combo_box import ComboBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow

# Where the bar is narrow, so that the list and the button behind it fit one row.
_LETTERS = 7


class _ScenarioBox(ComboBox):
    """As wide as its longest entry, where one row has the room for that."""

    def __init__(self) -> None:
        super().__init__()
        self._room = 0
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setMinimumContentsLength(_LETTERS)

    def set_room(self, room: int) -> None:
        """Take no more than ``room`` pixels, if those are enough for a short entry."""
        self._room = room
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        least = super().sizeHint()
        metrics = self.fontMetrics()
        entries = (self.itemText(row) for row in range(self.count()))
        longest = max((metrics.horizontalAdvance(entry) for entry in entries), default=0)
        around = least.width() - _LETTERS * metrics.horizontalAdvance("X")
        return QSize(max(least.width(), min(longest + around, self._room)), least.height())


class PracticeBar(QFrame):
    """Shown above every page in practice.

    Signals:
        scenario_chosen: the name of the scenario.
        leave_asked: back to real connections.
    """

    scenario_chosen = Signal(str)
    leave_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practice-bar")
        self._scenario = _ScenarioBox()
        self._scenario.setObjectName("scenario")
        self._scenario.setAccessibleName(tr("Scenario"))
        self._scenario.activated.connect(self._choose)
        self._leave = Button(tr("Leave practice"))
        self._leave.setObjectName("leave-practice")
        self._leave.clicked.connect(self.leave_asked)
        self._low = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.set_compact(compact=False)
        sentence = tr("Practice: nothing leaves this computer.")
        self._words = Label(sentence, theme.Type.STRONG)
        self._scenario.setAccessibleDescription(sentence)
        add_flow(column, [self._words, self._scenario, self._leave])
        self.hide()

    def offer(self, scenarios: Mapping[str, str]) -> None:
        """Offer scenarios: names and titles."""
        self._scenario.clear()
        for name, title in scenarios.items():
            self._scenario.addItem(tr(title), name)

    def set_compact(self, *, compact: bool) -> None:
        """Take the margins of a strip, or of the full window."""
        edge = theme.STRIP_EDGE if compact else theme.PAGE_X
        self.setContentsMargins(edge, theme.CLOSE, edge, theme.CLOSE)

    def set_low(self, *, low: bool) -> None:
        """Take one row in a low window: without the words, where they need one of their own."""
        self._low = low
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        words, least = self._words.sizeHint().width(), self._scenario.minimumSizeHint().width()
        room = self.contentsRect().width() - self._leave.sizeHint().width() - theme.CLOSE
        beside = room - words - theme.CLOSE
        # Where the words need a row of their own, the list has the rest of the next one.
        self._scenario.set_room(beside if beside >= least else room)
        self._words.setVisible(beside >= least or not self._low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color(theme.Color.ACCENT_BACKGROUND))

    def _choose(self, number: int) -> None:
        self.scenario_chosen.emit(self._scenario.itemData(number))
