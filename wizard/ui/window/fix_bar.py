"""Problem of the last test at the open step, visible while it is being fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.check import Status
from wizard.domain.faults.fault import Step
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.pages.watch_line import WatchLine
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from wizard.domain.last_test import Finding, LastTest

_ANY_HEIGHT = 16_777_215


class FixBar(QWidget):
    """The sentence of the problem, *Test again*, and whether ConnectWise is being watched.

    Signals:
        back_asked: the user wants to go back to the test.
    """

    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connection: OpenConnection | None = None
        self._watching: WatchLine | None = None
        self._step: Step | None = None
        self._fixed = self._low = False
        self._edge = theme.PAGE_X
        self._banner = Banner()
        self._banner.setObjectName("to-fix")
        self._banner.action.setObjectName("test-again")
        self._banner.pressed.connect(self._press)
        self._column = QVBoxLayout(self)
        self._place()
        self._column.setSpacing(theme.TIGHT)
        self._column.addWidget(self._banner)
        self.hide()

    def show_for(self, connection: OpenConnection, step: Step) -> None:
        """Show the problem at ``step``, or that it is fixed now; else hide."""
        self._follow(connection)
        if step is not self._step:
            self._step, self._fixed = None, False
        last = connection.session.draft.last_test
        found = _found(last, step)
        if step is Step.LINK or last is None or not (found or self._step is step):
            self.hide()
            return
        self._step = step
        self._show(connection, last, found)
        if self._watching:
            self._watching.refresh()
        self.show()
        self._fit()

    def set_edge(self, edge: int) -> None:
        """Leave ``edge`` pixels at both sides."""
        self._edge = edge
        self._place()

    def set_low(self, *, low: bool) -> None:
        """Leave the page of a low window its room: no second line, and little around the first."""
        self._low = low
        self._banner.set_low(low=low)
        self._place()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the sentence whole."""
        if self._watching:
            self._watching.setMaximumHeight(0 if self._low else _ANY_HEIGHT)
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))

    def _place(self) -> None:
        above = theme.TIGHT if self._low else theme.NEAR
        self._column.setContentsMargins(self._edge, above, self._edge, theme.TIGHT)

    def _show(self, connection: OpenConnection, last: LastTest, found: Finding | None) -> None:
        self._fixed = found is None and connection.session.draft.current_test is last
        if connection.test.busy:
            self._say(theme.Tone.NEUTRAL, tr("Testing again …"), "", "")
        elif found:
            action = tr("Test again") if connection.session.complete else ""
            self._say(theme.Tone.WRONG, _sentence(last, found), "", action)
        elif self._fixed:
            headline = connection.report.summary.headline if connection.report else ""
            self._say(theme.Tone.GOOD, tr("Fixed."), headline, tr("Show the test"))
        else:
            self._say(
                theme.Tone.NEUTRAL, tr("Not tested since the last change."), "", tr("Test again")
            )

    def _say(self, tone: theme.Tone, line: str, detail: str, action: str) -> None:
        changed = line != self._banner.accessibleName()
        self._banner.show_line(tone, line, detail, action)
        if changed:
            announce(self._banner, f"{line} {detail}".strip())

    def _follow(self, connection: OpenConnection) -> None:
        if connection is self._connection:
            return
        self._connection = connection
        if self._watching:
            self._watching.deleteLater()
        self._watching = WatchLine(connection)
        self._column.addWidget(self._watching)

    def _press(self) -> None:
        if self._fixed:
            self.back_asked.emit()
        elif self._connection:
            self._connection.start_test()


def _found(last: LastTest | None, step: Step) -> Finding | None:
    """The problem that the last test found there; a warning counts only if it hides something."""
    found = [f for f in last.findings if f.step is step] if last else []
    failed = next((f for f in found if f.status is Status.FAILED), None)
    return failed or next((f for f in found if f.fault.entry.is_awaitable), None)


def _sentence(last: LastTest, found: Finding) -> str:
    missing = found.step is Step.ROLE and last.missing
    return f"{last.missing[0].sentence}." if missing else found.headline
