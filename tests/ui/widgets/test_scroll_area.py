"""Reading the accessibility tree never crashes: scroll areas, and deleted rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.prying import pry
from tests.ui.widgets.conftest import Show, voice
from tests.ui.widgets.test_rights_table import HEADERS, ROWS
from tests.ui.widgets.test_step_list import STEPS
from wizard.ui.theme import theme
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.rights_model import RightsModel
from wizard.ui.widgets.scroll_area import ScrollArea
from wizard.ui.widgets.step_model import StepModel

WIZARD = Path(__file__).parents[3] / "wizard"
# Qt shows these three with the interface that reads past its end; all others have one of their own.
RAW = {"QAbstractScrollArea", "QScrollArea", "QMdiArea", "QGraphicsView"}
HOME = WIZARD / "ui/widgets/scroll_area.py"


def scrolling(area: QScrollArea, show: Show) -> QScrollArea:
    """An area whose scroll bar appeared and disappeared."""
    area.setWidget(QLabel("line\n" * 80))
    show(area, 200, 100)
    QApplication.processEvents()
    assert area.verticalScrollBar().isVisible()
    pry(area)
    area.resize(400, 4000)
    QApplication.processEvents()
    assert not area.verticalScrollBar().isVisible()
    return area


def test_a_deleted_scroll_bar_is_not_an_accessible_child(show: Show) -> None:
    area = scrolling(ScrollArea(), show)
    found = voice(area)
    assert found.role() is QAccessible.Role.Client
    assert [found.child(n) for n in (-1, found.childCount(), 1000)] == [None] * 3
    assert pry(area) >= 4 * 3


def test_no_other_scroll_area_is_used() -> None:
    found = [
        (path.relative_to(WIZARD).as_posix(), name)
        for path in WIZARD.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        for name in RAW & {getattr(node, key, None) for key in ("id", "attr")}
        if path != HOME
    ]
    assert found == []
    assert "QScrollArea" in HOME.read_text(encoding="utf-8")


def models() -> Iterator[QAbstractItemModel]:
    """Each model of the program with rows, once full and once emptied after it was full."""
    owner = QObject()
    for rows in (ROWS, ()):
        rights = RightsModel(HEADERS, owner)
        rights.show(ROWS, (True, False))
        rights.show(rows, (True, False)[: len(rows)])
        yield rights
    for steps in (STEPS, ()):
        listed = StepModel(owner)
        listed.show(STEPS)
        listed.show(steps)
        yield listed


def test_every_model_is_covered() -> None:
    own = {kind for kind in subclasses(QAbstractItemModel) if kind.__module__[:6] == "wizard"}
    assert {type(model) for model in models()} == own


def test_a_nonexistent_row_has_no_data() -> None:
    for model in models():
        for role in Qt.ItemDataRole:
            nothing_beyond(model, role)


def nothing_beyond(model: QAbstractItemModel, role: Qt.ItemDataRole) -> None:
    rows, columns = model.rowCount(), len(HEADERS)
    for row, column in ((-1, 0), (rows, 0), (rows + 1000, 0), (0, -1), (0, columns), (0, 1000)):
        index = model.createIndex(row, column)
        assert model.data(index, role) is None
        assert model.flags(index) == Qt.ItemFlag.NoItemFlags
        assert not model.setData(index, Qt.CheckState.Checked, role)
        assert not model.index(row, column).isValid()
    for way in Qt.Orientation:
        for section in (-1, max(rows, columns), 1000):
            said = model.headerData(section, way, role)
            # A list shows no header; Qt numbers its rows without end.
            assert said is None or isinstance(model, StepModel)


def subclasses(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from subclasses(below)


def test_the_accessibility_walk_reads_existing_elements(show: Show) -> None:
    whole = QWidget()
    QLabel("one", whole)
    QLabel("two", whole)
    assert pry(show(whole)) == 4 * 3


def test_what_is_unfolded_at_the_end_of_a_page_is_brought_into_sight(
    qtbot: QtBot, show: Show
) -> None:
    page, area = QWidget(), ScrollArea()
    column = QVBoxLayout(page)
    column.addWidget(QLabel("line\n" * 30))
    fold = Disclosure("More", QLabel("line\n" * 40))
    column.addWidget(fold)
    area.setWidget(page)
    show(area, 300, 240)
    bar, view = area.verticalScrollBar(), area.viewport()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    folded = fold.height()
    fold.button.click()
    qtbot.waitUntil(lambda: fold.height() > folded)
    qtbot.waitUntil(lambda: 0 <= fold.mapTo(view, QPoint()).y() <= theme.CLOSE)
