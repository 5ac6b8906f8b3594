"""Fixtures for tests of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QBoxLayout, QGridLayout, QLayout
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage
from wizard.ui.letters import name_fonts
from wizard.ui.startup import ARGUMENTS
from wizard.ui.theme import theme

# A busy computer is late. What never comes fails all the same.
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals):
    wait.__kwdefaults__["timeout"] = 30_000


def pytest_itemcollected(item: pytest.Item) -> None:
    # The off-screen platform says so of every window and every list that it shows, and on Windows
    # of a field that showed its secret before it stood in a window.
    quiet = "(propagateSizeHints|raise|grabbing the keyboard|setParent)"
    quiet = f"This plugin does not support {quiet}"
    item.add_marker(pytest.mark.qt_log_ignore(quiet, extend=True))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The program's own arguments, independent of the system's style."""
    return ARGUMENTS


@pytest.fixture(autouse=True, scope="session")
def letters(qapp: QApplication) -> None:
    """Fonts for the off-screen platform, which finds none by itself on Windows."""
    name_fonts()


@pytest.fixture(autouse=True, scope="session")
def country() -> None:
    """Dates and paper of one country, whatever this computer is set to."""
    QLocale.setDefault(QLocale("en_GB"))


@pytest.fixture
def restored_locale() -> Iterator[None]:
    """Restore the locale: speaking another language changes Qt's default."""
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """A stage on which windows can be opened; everything is closed afterwards."""
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    made = Stage(qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def layouts_added_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layout is added before it is filled: PySide6 keeps wrappers of a full one's items.

    They outlive the items, and an event filter then receives one for a widget at the same address.
    """
    for kind in (QBoxLayout, QGridLayout):
        add = kind.addLayout

        def add_empty(self: QLayout, layout: QLayout, *place: object, add: Any = add) -> None:
            assert layout.count() == 0, "add the layout to its parent before filling it"
            add(self, layout, *place)

        monkeypatch.setattr(kind, "addLayout", add_empty)
