"""One row of the list of checks."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAccessibleWidget, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_by
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.disclosure import DisclosureButton
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow, tab_after
from wizard.ui.widgets.painting import StatusBadge, paint_line, paint_ring


class CheckState(Enum):
    """The state of a check: its tone and its icon."""

    WAITING = ("waiting", theme.Tone.NEUTRAL, "clock")
    RUNNING = ("running", theme.Tone.ACCENT, "dot")
    PASSED = ("passed", theme.Tone.GOOD, "check")
    FAILED = ("failed", theme.Tone.WRONG, "cross")
    WARNING = ("warning", theme.Tone.WARNING, "warning")
    NOT_CHECKED = ("not checked", theme.Tone.NEUTRAL, "dot")
    INCONCLUSIVE = ("couldn't be checked", theme.Tone.WARNING, "help")

    @property
    def tone(self) -> theme.Tone:
        """Tone of the state."""
        return self.value[1]

    @property
    def icon(self) -> str:
        """The icon beside the word."""
        return self.value[2]

    @property
    def ended(self) -> bool:
        """Whether the check has a result, or won't get one."""
        return self not in (CheckState.WAITING, CheckState.RUNNING)

    @property
    def stands_out(self) -> bool:
        """Whether the check needs attention."""
        return self.tone in (theme.Tone.WRONG, theme.Tone.WARNING)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check. ``evidence`` is foreign text; ``action`` is the button's text, empty for none.

    ``said_above`` is already shown above the list, and is omitted at the start of the sentence.
    """

    title: str
    state_kind: CheckState
    state_word: str
    sentence: str = ""
    fix: str = ""
    evidence: str = ""
    action: str = ""
    said_above: str = ""

    @property
    def shown(self) -> str:
        """What is shown of the sentence; a screen reader hears the whole of it."""
        # The pill says it already.
        if self.state_kind is CheckState.NOT_CHECKED:
            return ""
        return self.sentence.removeprefix(self.said_above).strip()

    @property
    def spoken(self) -> str:
        """What a screen reader says of the row."""
        return ", ".join(part for part in (self.title, self.state_word, self.sentence) if part)


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The words of the list itself; ``passed`` makes "7 checks passed" from 7."""

    passed: Callable[[int], str]
    passed_word: str
    show: str
    hide: str
    evidence: str
    copy: str
    copied: str


class _RowVoice(QAccessibleWidget):
    """A list item that is read even while the row is folded away."""

    def __init__(self, row: CheckRowView) -> None:
        super().__init__(row, QAccessible.Role.ListItem)
        self._row = row

    def state(self) -> QAccessible.State:
        state = super().state()
        if self._row.folded:
            state.invisible = False
            state.offscreen = False
        return state


class _Evidence(QWidget):
    """The server's own words and a button that copies them."""

    def __init__(self, words: CheckWords) -> None:
        super().__init__()
        self.label = Label("", theme.Type.CODE, theme.Color.MUTED)
        self.copy = CopyButton(self.label.text, text=words.copy, done=words.copied)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.BLOCK, 0, 0, 0)
        row.setSpacing(theme.NEAR)
        row.addWidget(self.label, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)


class _Remedy(QWidget):
    """What to do about a row, the button that leads there, and the server's own words."""

    def __init__(self, words: CheckWords) -> None:
        super().__init__()
        self._fix = Label("", theme.Type.TEXT)
        self.action = Button("")
        self._disclosure = DisclosureButton(words.evidence)
        self._disclosure.clicked.connect(self._turn)
        self._evidence = _Evidence(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self._fix)
        foot = add_flow(column, [self.action, self._disclosure])
        foot.setContentsMargins(0, theme.TIGHT, 0, 0)
        column.addWidget(self._evidence)
        self.stops = (self.action, self._disclosure, self._evidence.copy)

    def show_row(self, row: CheckRow) -> None:
        """Show what ``row`` offers; what is unfolded stays so."""
        self._fix.setText(row.fix)
        self._fix.setVisible(bool(row.fix))
        self.action.setText(row.action)
        self.action.setVisible(bool(row.action))
        self.action.setAccessibleDescription(row.title)
        self._disclosure.setVisible(bool(row.evidence))
        self._evidence.label.setText(row.evidence)
        self._evidence.setVisible(bool(row.evidence) and self._disclosure.open)

    def _turn(self) -> None:
        self._disclosure.show_open(is_open=not self._disclosure.open)
        self._evidence.setVisible(self._disclosure.open)


@spoken_by(_RowVoice)
class CheckRowView(QFrame):
    """Shows one `CheckRow`; reads as "title, state, sentence".

    Signals:
        go: the action was pressed.
        step: an arrow key asks for the row above (-1) or below (1).
    """

    go = Signal()
    step = Signal(int)

    def __init__(self, row: CheckRow, words: CheckWords) -> None:
        super().__init__()
        self.folded = False
        self.pill = StatusBadge(row.state_kind.tone, row.state_word, row.state_kind.icon)
        self._title = Label("", theme.Type.TEXT)
        self._sentence = Label("", theme.Type.TEXT)
        self._remedy: _Remedy | None = None
        self._words = words
        self._slot = QWidget()
        self._arrange()
        self.show_row(row)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits inside the row, in its order."""
        return self._remedy.stops if self._remedy else ()

    def show_row(self, row: CheckRow) -> None:
        """Show ``row``; what is unfolded stays so."""
        self.row = row
        self.pill.show_state(row.state_kind.tone, row.state_word, row.state_kind.icon)
        self._title.setText(row.title)
        idle = row.state_kind in (CheckState.WAITING, CheckState.NOT_CHECKED)
        self._title.set_ink(theme.Color.MUTED if idle else theme.Color.TEXT)
        self._title.set_kind(theme.Type.STRONG if row.state_kind.stands_out else theme.Type.TEXT)
        self._sentence.setText(row.shown)
        self._sentence.setVisible(bool(row.shown))
        helps = bool(row.fix or row.action or row.evidence)
        if helps and self._remedy is None:
            self._remedy = self._make_remedy()
        if self._remedy:
            self._remedy.show_row(row)
            self._remedy.setVisible(helps)
        self.setAccessibleName(row.spoken)
        self.setAccessibleDescription(row.fix)

    def set_folded(self, *, folded: bool) -> None:
        """Fold the row away; it stays in the accessibility tree."""
        if folded is not self.folded:
            self.folded = folded
            self.setVisible(not folded)

    def set_pill_width(self, width: int) -> None:
        """Start the words ``width`` pixels from the left."""
        self._slot.setMinimumWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in moves:
            self.step.emit(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row.action:
            self.go.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_line(painter, box)
        if self.hasFocus():
            paint_ring(painter, box, theme.CONTROL_RADIUS)

    def _make_remedy(self) -> _Remedy:
        """Most rows pass, and never need it."""
        made = _Remedy(self._words)
        made.action.clicked.connect(self.go)
        self._column.addWidget(made)
        tab_after(self, *made.stops)
        return made

    def _arrange(self) -> None:
        slot = QHBoxLayout(self._slot)
        slot.setContentsMargins(0, 0, 0, 0)
        slot.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.TIGHT, theme.CLOSE, theme.TIGHT, theme.CLOSE)
        row.setSpacing(theme.NEAR)
        row.addWidget(self._slot, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        row.addLayout(self._column, 1)
        self._column.setSpacing(theme.TIGHT)
        self._column.addWidget(self._title)
        self._column.addWidget(self._sentence)
