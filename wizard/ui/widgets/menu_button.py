"""A button that opens a menu of further acts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAccessible, QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAccessibleWidget, QMenu, QWidget

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_by
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.painting import paint_chevron

_CHEVRON = 14


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One act of the menu; ``name`` becomes the action's object name."""

    text: str
    name: str
    act: Callable[[], None]


class _MenuButtonVoice(QAccessibleWidget):
    """A button with a menu."""

    def __init__(self, button: MenuButton) -> None:
        super().__init__(button, QAccessible.Role.ButtonMenu)
        self._button = button

    def state(self) -> QAccessible.State:
        state = super().state()
        state.hasPopup = True
        return state

    def actionNames(self) -> list[str]:
        return ["ShowMenu", "Press", *super().actionNames()] if self._button.isEnabled() else []

    def doAction(self, name: str) -> None:
        if name in {"ShowMenu", "Press"}:
            self._button.click()
        else:
            super().doAction(name)


@spoken_by(_MenuButtonVoice)
class MenuButton(Button):
    """Shows ``items`` in a menu below it when it is pressed; they are asked for at that moment."""

    def __init__(
        self,
        text: str,
        items: Callable[[], list[MenuItem]],
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, Rank.MENU, name=name, parent=parent)
        self._items = items
        self.menu_shown: QMenu | None = None
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRectF(self.width() - _CHEVRON - theme.CLOSE, 0, _CHEVRON, self.height())
        paint_chevron(QPainter(self), box, theme.Color.MUTED, down=True)

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.accessibleName() or self.text())
        for item in self._items():
            menu.addAction(self._action(menu, item))
        self.menu_shown = menu
        menu.aboutToHide.connect(self._hidden)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        menu.setActiveAction(menu.actions()[0])

    def _hidden(self) -> None:
        self.menu_shown = None

    @staticmethod
    def _action(menu: QMenu, item: MenuItem) -> QAction:
        action = QAction(item.text, menu)
        action.setObjectName(item.name)
        action.triggered.connect(item.act)
        return action
