"""The searchable list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from wizard.ui.widgets.filter_box import FEW, FilterBox

MANY = [f"Customer {number:04}" for number in range(3000)] + ["Äpfel & Birnen GmbH", "Twin", "Twin"]
Make = Callable[[list[str]], FilterBox]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)

    def made(names: list[str]) -> FilterBox:
        box = FilterBox("Company", "Choose", "Type a part of it")
        column.addWidget(box)
        column.addWidget(QLineEdit())
        box.show_names(names)
        window.show()
        window.activateWindow()
        box.setFocus()
        qtbot.waitUntil(box.hasFocus)
        return box

    return made


def popup(box: FilterBox) -> QAbstractItemView:
    completer = box.completer()
    assert completer is not None
    return completer.popup()


def listed(box: FilterBox) -> list[str]:
    model = popup(box).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_short_list_is_a_plain_combo_box(make: Make) -> None:
    box = make(MANY[:FEW])
    assert not box.isEditable()
    assert box.chosen == -1
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.chosen == 0


def test_letters_from_the_middle_find_an_entry(make: Make, qtbot: QtBot) -> None:
    box = make(MANY)
    QTest.keyClicks(box, "2345")
    qtbot.waitUntil(popup(box).isVisible)
    assert listed(box) == ["Customer 2345"]
    assert box.chosen == -1
    with qtbot.waitSignal(box.picked):
        QTest.keyClick(popup(box), Qt.Key.Key_Down)
        QTest.keyClick(popup(box), Qt.Key.Key_Return)
    assert (box.chosen, box.currentText()) == (2345, "Customer 2345")


def test_case_is_ignored_and_enter_takes_the_only_match(make: Make, qtbot: QtBot) -> None:
    box = make(MANY)
    QTest.keyClicks(box, "PFEL & b")
    popup(box).hide()
    with qtbot.waitSignal(box.picked):
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.currentText() == "Äpfel & Birnen GmbH"
    assert box.chosen == 3000


def test_enter_shows_the_list_where_several_fit(make: Make, qtbot: QtBot) -> None:
    box = make(MANY)
    QTest.keyClicks(box, "Twin")
    popup(box).hide()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.chosen == -1
    assert popup(box).isVisible()
    QTest.keyClick(popup(box), Qt.Key.Key_Down)
    QTest.keyClick(popup(box), Qt.Key.Key_Down)
    QTest.keyClick(popup(box), Qt.Key.Key_Return)
    assert box.chosen == 3002


def test_typing_over_a_choice_undoes_it_and_keeps_the_text(make: Make, qtbot: QtBot) -> None:
    box = make(MANY)
    box.show_names(MANY, 7)
    assert box.chosen == 7
    with qtbot.waitSignal(box.picked):
        QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert box.chosen == -1
    assert box.currentText() == "Customer 000"


def test_text_without_a_match_is_detected(make: Make) -> None:
    box = make(MANY)
    assert box.unknown == ""
    QTest.keyClicks(box, "nobody")
    assert box.unknown == "nobody"
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.chosen == -1
    box.show_names(MANY[:3])
    assert box.unknown == ""


def test_exact_text_is_selected_when_the_field_loses_focus(make: Make) -> None:
    box = make(MANY)
    QTest.keyClicks(box, "Customer 0042")
    popup(box).hide()
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.chosen == 42


def test_the_mouse_wheel_selects_nothing(make: Make) -> None:
    box = make(MANY)
    for names in (MANY, MANY[:3]):
        box.show_names(names, 1)
        middle = QPointF(box.rect().center())
        turned = QWheelEvent(
            middle,
            box.mapToGlobal(middle),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, turned)
        assert box.chosen == 1


def test_it_has_its_accessible_name_in_both_forms(make: Make) -> None:
    box = make(MANY)
    edit = box.lineEdit()
    assert edit is not None
    assert (box.accessibleName(), edit.accessibleName()) == ("Company", "Company")
    assert (edit.placeholderText(), box.placeholderText()) == ("Type a part of it", "Choose")


def test_a_truncated_entry_has_a_tool_tip(make: Make) -> None:
    box = make(["Short", "A name that is far too long for a list of twenty letters"])
    for place, tip in ((0, ""), (1, box.itemText(1)), (0, "")):
        box.setCurrentIndex(place)
        asked = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), box.mapToGlobal(QPoint(5, 5)))
        QApplication.sendEvent(box, asked)
        assert box.toolTip() == tip
    QToolTip.hideText()
