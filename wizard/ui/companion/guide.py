"""Guides through the actions of a page, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from wizard.domain.text import tr
from wizard.ui.pages.base import StepPage
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.action_list import Action
from wizard.ui.widgets.copy_button import CopyButton


class ActionGuide(QObject):
    """Shows the current action of ``page`` in full, and its neighbors as single lines.

    Copying all values of an action leads to the next one, after the time of a double click: a
    second click must not copy what appears below the mouse.

    Signals:
        moved: another action is current.
    """

    moved = Signal()

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._page = page
        self._at = 0
        self._copied: set[CopyButton] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(QApplication.doubleClickInterval())
        self._pause.timeout.connect(self._go_on)
        for action in page.actions_shown:
            for button in _copy_buttons(action):
                button.copied.connect(lambda button=button: self._note(button))

    @property
    def actions(self) -> list[Action]:
        """The actions that the page offers now."""
        return [action for action in self._page.actions_shown if self._is_offered(action)]

    @property
    def current(self) -> Action | None:
        """The action to do now; None on a page without actions."""
        actions = self.actions
        return actions[min(self._at, len(actions) - 1)] if actions else None

    @property
    def at_end(self) -> bool:
        """Whether what comes next is the page's own button."""
        current = self.current
        return current is None or current is self.actions[-1] or self._commits

    @property
    def at_start(self) -> bool:
        """Whether no action of the page comes before the current one."""
        return self._at == 0 or not self.actions

    @property
    def position(self) -> str:
        """Return the position of the current action in words."""
        if not self.actions:
            return ""
        words = tr("Action {number} of {count}")
        return words.format(number=self._at + 1, count=len(self.actions))

    def show(self) -> None:
        """Show the page by its current action."""
        actions = self.actions
        self._at = min(self._at, max(0, len(actions) - 1))
        for number, action in enumerate(actions):
            away = number - self._at
            action.show_as(line=abs(away) <= 1, rest=away == 0)
            action.row.set_ink(theme.Color.TEXT if away == 0 else theme.Color.MUTED)
            action.row.disc.set_filled(filled=away == 0)

    def show_all(self) -> None:
        """Show the page as a whole again."""
        self._pause.stop()
        for action in self._page.actions_shown:
            action.show_as(line=True, rest=True)
            action.row.set_ink(theme.Color.TEXT)
            action.row.disc.set_filled(filled=False)

    def forward(self) -> bool:
        """Go to the next action; False where the page's own button comes next."""
        return not self.at_end and self._move(1)

    def back(self) -> bool:
        """Go to the action before; False at the first one."""
        return not self.at_start and self._move(-1)

    def target(self) -> QWidget | None:
        """Return the widget of the current action: a copy button, a field, or another button."""
        current = self.current
        if current is None:
            return None
        parts = [part for part in (current.button, current.below) if part is not None]
        found: list[QWidget] = [b for b in _copy_buttons(current) if b not in self._copied]
        for part in parts:
            found += part.findChildren(QLineEdit)
        found += [current.button] if current.button is not None else []
        return next((one for one in found if one.isVisible() and one.isEnabled()), None)

    def _is_offered(self, action: Action) -> bool:
        """Whether the action is offered; actions in a collapsed part of the page are not."""
        around = action.row.parentWidget()
        return around is None or around.isVisibleTo(self._page)

    @property
    def _commits(self) -> bool:
        current = self.current
        return current is not None and self._page.commit_action() == current.number

    def _move(self, by: int) -> bool:
        self._pause.stop()
        self._at += by
        self._copied.clear()
        self.show()
        if self.current is not None:
            announce(self._page, self.current.row.accessibleName())
        self.moved.emit()
        return True

    def _note(self, button: CopyButton) -> None:
        current = self.current
        if current is None or not self._page.compact or button not in _copy_buttons(current):
            return
        self._copied.add(button)
        shown = {one for one in _copy_buttons(current) if one.isVisible()}
        if self._pause.isActive():
            return
        if shown <= self._copied:
            self._pause.start()
        else:
            self.moved.emit()

    def _go_on(self) -> None:
        if self._page.compact:
            self.forward()


def _copy_buttons(action: Action) -> list[CopyButton]:
    own = [action.button] if isinstance(action.button, CopyButton) else []
    return own + (action.below.findChildren(CopyButton) if action.below is not None else [])
