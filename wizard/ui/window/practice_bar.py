"""The banner of practice: nothing leaves this computer, and how the pretend ConnectWise behaves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.combo_box import ComboBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import flow

# Where the bar is narrow, so that the list and the button behind it fit one row.
_LETTERS = 14


class PracticeBar(QFrame):
    """Stands above every page while practising.

    Signals:
        scenario_chosen: the name of the scenario.
        leave_asked: back to real connections.
    """

    scenario_chosen = Signal(str)
    leave_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practice-bar")
        self._scenario = ComboBox()
        self._scenario.setObjectName("scenario")
        self._scenario.setMinimumContentsLength(_LETTERS)
        self._scenario.setAccessibleName(tr("Scenario"))
        self._scenario.activated.connect(self._choose)
        leave = Button(tr("Leave practice"))
        leave.setObjectName("leave-practice")
        leave.clicked.connect(self.leave_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.set_compact(compact=False)
        words = Label(tr("Practice: nothing leaves this computer."), theme.Type.STRONG)
        column.addLayout(flow([words, self._scenario, leave]))
        self.hide()

    def offer(self, scenarios: Mapping[str, str]) -> None:
        """Offer scenarios: names and titles."""
        self._scenario.clear()
        for name, title in scenarios.items():
            self._scenario.addItem(tr(title), name)

    def set_compact(self, *, compact: bool) -> None:
        """Take the margins of a strip, or of the full window."""
        policy = QComboBox.SizeAdjustPolicy
        whole, short = policy.AdjustToContents, policy.AdjustToMinimumContentsLengthWithIcon
        self._scenario.setSizeAdjustPolicy(short if compact else whole)
        edge = theme.PART if compact else theme.PAGE_X
        self.setContentsMargins(edge, theme.CLOSE, edge, theme.CLOSE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(self.rect(), theme.current().colour(theme.Color.ACCENT_WASH))

    def _choose(self, number: int) -> None:
        self.scenario_chosen.emit(self._scenario.itemData(number))
