"""Theme and accessibility tree for tests of widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wizard.ui.theme import theme

Show = Callable[..., QWidget]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[theme.Theme]:
    QAccessible.setActive(True)
    yield theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    QAccessible.setActive(False)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a part in a window of its own, ``width`` pixels wide, and wait for it."""

    def shown(part: QWidget, width: int = 640, height: int = 400) -> QWidget:
        qtbot.addWidget(part)
        part.resize(width, height)
        part.show()
        part.activateWindow()
        qtbot.waitUntil(lambda: part.isActiveWindow() and part.isVisible())
        return part

    return shown


def voice(part: QWidget) -> QAccessibleInterface:
    """The accessible interface of ``part``."""
    return QAccessible.queryAccessibleInterface(part)


def said(part: QWidget | QAccessibleInterface) -> str:
    """The name that a screen reader says."""
    found = voice(part) if isinstance(part, QWidget) else part
    return found.text(QAccessible.Text.Name)


def children(part: QWidget) -> list[QAccessibleInterface]:
    found = voice(part)
    return [found.child(number) for number in range(found.childCount())]
