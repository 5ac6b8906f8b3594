"""Fields of somebody else's form: what each is called, what to enter, and a copy button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_lower
from wizard.ui.widgets.painting import NumberBadge

_NAME_WIDTH = 96
_VALUE_AT_LEAST = 64
_REST = 4


@spoken_as(QAccessible.Role.Grouping)
class FormRows(QFrame):
    """Rows of name, value and button on a card.

    ``above`` stands below an action: without the card, and with each name above its value, which
    gives long ones room. ``values`` are the labels of the values.
    """

    def __init__(self, name: str, *, above: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._above = above
        self.values: list[_Value] = []
        if not above:
            self.setProperty("part", "card")
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        if above:
            self._grid.setContentsMargins(0, 0, 0, 0)
        else:
            edge = theme.CLOSE
            self._grid.setContentsMargins(theme.PART - 2, edge, edge, edge)
        self._grid.setHorizontalSpacing(theme.CLOSE)
        self._grid.setVerticalSpacing(theme.TIGHT)
        self._grid.setColumnMinimumWidth(0, 0 if above else _NAME_WIDTH)
        # A button stands beside the longest value, not at the far edge of the card.
        self._grid.setColumnStretch(_REST, 1)

    def add(
        self,
        name: str,
        value: str,
        note: str = "",
        button: QWidget | None = None,
        *,
        matters: bool = False,
    ) -> Label:
        """Add a row; return the label of its value. ``matters`` lets the note stand out."""
        row = self._grid.rowCount()
        kind = theme.Type.SMALL if self._above else theme.Type.TEXT
        called = Label(name, kind, theme.Color.MUTED)
        shown = _Value(value, theme.Type.STRONG)
        self.values.append(shown)
        shown.setMinimumWidth(_VALUE_AT_LEAST)
        words = QVBoxLayout()
        self._grid.addLayout(words, row, 1)
        words.setSpacing(0)
        if self._above:
            words.addWidget(called)
        words.addWidget(shown)
        if note:
            ink = theme.Color.ACCENT if matters else theme.Color.MUTED
            words.addWidget(Label(note, theme.Type.SMALL, ink))
        self._grid.setRowMinimumHeight(row, theme.CONTROL if button else theme.BLOCK)
        if not self._above:
            self._grid.addWidget(called, row, 0)
        if button is not None:
            self._grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignVCenter)
        return shown

    def add_sign(self) -> NumberBadge:
        """Add a tick to the last row, hidden until it is true; return it."""
        row = self._grid.rowCount() - 1
        sign = NumberBadge(theme.Tone.GOOD, "check")
        policy = sign.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        sign.setSizePolicy(policy)
        sign.hide()
        self._grid.addWidget(sign, row, 3, Qt.AlignmentFlag.AlignVCenter)
        return sign

    def add_widget(self, name: str, widget: QWidget, button: QWidget | None = None) -> None:
        """Add a row that holds ``widget`` instead of a text; its first line is a field's."""
        row = self._grid.rowCount()
        if self._above:
            self._grid.addWidget(Label(name, theme.Type.SMALL, theme.Color.MUTED), row, 1)
            row += 1
        else:
            called = Label(name, theme.Type.TEXT, theme.Color.MUTED)
            lower = max(0, theme.CONTROL - theme.line(theme.Type.TEXT)) // 2
            column = QVBoxLayout()
            self._grid.addLayout(column, row, 0)
            add_lower(column, called, lower)
        self._grid.addWidget(widget, row, 1)
        if button is not None:
            self._grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignTop)


class _Value(Label):
    """A value that takes ``wanted`` pixels where there is room, however short it is."""

    wanted = 0

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), self.wanted), hint.height())


def align_buttons(forms: Sequence[FormRows]) -> None:
    """Let the buttons of all ``forms`` start at one place, beside the longest value."""
    values = [value for form in forms for value in form.values]
    for value in values:
        value.wanted = 0
    widest = max((value.sizeHint().width() for value in values), default=0)
    for value in values:
        value.wanted = widest
        value.updateGeometry()
