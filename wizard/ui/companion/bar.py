"""Header of the strip: current step, and the way back to the full window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.faults.fault import Step
from wizard.domain.progress import StepProgress
from wizard.domain.text import tr
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.combo_box import ComboBox
from wizard.ui.widgets.label import ElidedLabel, Label


class CompanionBar(QFrame):
    """The steps as a list to choose from, *Back to full window*, and a note under Wayland.

    Signals:
        chosen: the `Step` that was picked.
        full_asked: the full window is wanted.
    """

    chosen = Signal(object)
    full_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("companion-bar")
        self.setProperty("part", "head")
        self.steps = ComboBox()
        self.steps.setObjectName("companion-steps")
        self.steps.setAccessibleName(tr("Steps"))
        self.steps.setMinimumContentsLength(1)
        self.steps.activated.connect(self._choose)
        self._views: tuple[StepProgress, ...] = ()
        self._current = 0
        self.full = Button(tr("Bac&k to full window"))
        self.full.setObjectName("full-window")
        self.full.clicked.connect(self.full_asked)
        self._note = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._note.hide()
        self._title = ElidedLabel("", theme.Type.SMALL, theme.Color.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.STRIP_EDGE, theme.NEAR, theme.STRIP_EDGE, theme.NEAR)
        column.setSpacing(theme.CLOSE)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(theme.CLOSE)
        row.addWidget(self._title, 1)
        row.addWidget(self.full)
        column.addWidget(self.steps)
        column.addWidget(self._note)

    def show_note(self, note: str) -> None:
        """Show a note about manual or later work, or hide it."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def show_steps(self, title: str, views: Sequence[StepProgress], step: Step) -> None:
        """Show the open connection and the state of each step."""
        self._title.setText(title)
        self._views = tuple(views)
        if self.steps.count() != len(views):
            self.steps.clear()
            self.steps.addItems([""] * len(views))
        for row, view in enumerate(views):
            words = view.title if view.step is step else f"{view.title}, {view.state.word}"
            self.steps.setItemText(row, f"{view.step.number}  {words}")
        self._current = [view.step for view in views].index(step)
        self.steps.setCurrentIndex(self._current)

    def _choose(self, row: int) -> None:
        """Open a step, or say why it can't be opened."""
        view = self._views[row]
        self.show_note(view.blocked)
        if view.blocked:
            self.steps.setCurrentIndex(self._current)
            announce(self.steps, view.blocked)
        else:
            self.chosen.emit(view.step)
