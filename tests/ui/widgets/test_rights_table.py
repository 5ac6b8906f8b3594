from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.widgets.conftest import Show, children, said, voice
from wizard.ui.widgets.rights_table import Cell, CellKind, RightRow, RightsTableView

HEADERS = ("Permission", "Add", "Edit", "Delete", "Inquire", "Done")
SPOKEN = "Service Tickets, Add Level, needs All, granted None"
NONE, ALL = Cell("None", CellKind.QUIET), Cell("All", CellKind.GOOD)
ROWS = (
    RightRow(
        "Service Desk",
        "Service Tickets",
        "open and update a ticket per hire",
        (Cell("None→All", CellKind.WRONG, SPOKEN), ALL, NONE, ALL),
    ),
    RightRow("System", "Table Setup", "", (NONE, NONE, NONE, ALL)),
)


@pytest.fixture
def table(show: Show) -> RightsTableView:
    made = RightsTableView("Permissions", HEADERS)
    made.show_rows(ROWS, (True, False))
    show(made, 520, 300)
    return made


def cells(table: RightsTableView) -> list[str]:
    kinds = (QAccessible.Role.Cell,)
    return [said(cell) for cell in children(table) if cell.role() in kinds]


def test_each_cell_has_a_complete_accessible_text(table: RightsTableView) -> None:
    assert said(table) == "Permissions"
    read = cells(table)
    assert read[0] == "Service Desk, Service Tickets, open and update a ticket per hire"
    assert read[1] == SPOKEN
    assert read[2] == "Service Tickets, Edit, All"
    assert read[5] == "Service Tickets, Done"
    assert read[6] == "System, Table Setup"


def test_checked_cells_are_announced_and_shown(table: RightsTableView) -> None:
    ticks = [cell for cell in children(table) if said(cell).endswith("Done")]
    ticks = [cell for cell in ticks if cell.role() is QAccessible.Role.Cell]
    assert [bool(cell.state().checked) for cell in ticks] == [True, False]
    assert all(cell.state().checkable for cell in ticks)


def test_a_click_anywhere_in_the_cell_checks_it(table: RightsTableView, qtbot: QtBot) -> None:
    cell = table.visualRect(table.model().index(1, 5))
    assert min(cell.width(), cell.height()) >= 32
    with qtbot.waitSignal(table.ticked) as emitted:
        corner = cell.topLeft() + QPoint(3, 3)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert emitted.args == [1, True]


def test_space_checks_a_cell_and_arrows_move(table: RightsTableView, qtbot: QtBot) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 4))
    qtbot.keyClick(table, Qt.Key.Key_Right)
    with qtbot.waitSignal(table.ticked) as emitted:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert emitted.args == [0, False]


def test_a_screen_reader_checks_a_cell_by_selecting_it(
    table: RightsTableView, qtbot: QtBot
) -> None:
    tick = [cell for cell in children(table) if said(cell) == "Table Setup, Done"][-1]
    with qtbot.waitSignal(table.ticked) as emitted:
        tick.actionInterface().doAction("Toggle")
    assert emitted.args == [1, True]
    with qtbot.waitSignal(table.ticked) as emitted:
        tick.actionInterface().doAction("Toggle")
    assert emitted.args == [1, False]


def test_other_cells_cannot_be_checked(table: RightsTableView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(table.ticked):
        spot = table.visualRect(table.model().index(0, 1)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        voice(table)
        children(table)[8].actionInterface().doAction("Toggle")


def test_the_tab_key_leaves_the_table(table: RightsTableView) -> None:
    assert not table.tabKeyNavigation()


@pytest.mark.parametrize("width", [371, 400, 520, 900])
def test_the_table_is_as_tall_as_its_rows(table: RightsTableView, width: int) -> None:
    table.resize(width, table.heightForWidth(width))
    QApplication.processEvents()
    rows = sum(table.rowHeight(row) for row in range(2))
    assert table.viewport().height() >= rows
    assert table.verticalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0


def test_check_boxes_are_omitted_where_nothing_can_be_checked(table: RightsTableView) -> None:
    table.show_rows(ROWS)
    assert table.model().columnCount() == 5
    assert len(cells(table)) == 10
