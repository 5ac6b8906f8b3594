from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.widgets.conftest import Show, children, said, voice
from wizard.ui.theme import theme
from wizard.ui.widgets.step_list import StepItem, StepList, StepState

STEPS = (
    StepItem(1, "What Hire2Retire does", "done", StepState.DONE, "service tickets"),
    StepItem(
        2,
        "Your ConnectWise",
        "needs attention",
        StepState.NEEDS_ATTENTION,
        reason="The address is empty.",
        current_word="current",
    ),
    StepItem(3, "Security role", "to do", StepState.TO_DO, blocked="Finish step 2 first."),
    StepItem(4, "Client ID", "waiting", StepState.WAITING, "waiting since 19 Nov"),
)


@pytest.fixture
def steps(show: Show) -> StepList:
    made = StepList("Steps")
    made.show_steps(STEPS)
    show(made, 236, 500)
    made.setFocus()
    return made


def click(qtbot: QtBot, steps: StepList, row: int) -> None:
    spot = steps.visualRect(steps.model().index(row, 0)).center()
    qtbot.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))


def test_a_screen_reader_reads_title_and_state(steps: StepList) -> None:
    assert voice(steps).role() is QAccessible.Role.List
    assert said(steps) == "Steps"
    assert [said(item) for item in children(steps)] == [
        "What Hire2Retire does, done",
        "Your ConnectWise, current, needs attention",
        "Security role, to do",
        "Client ID, waiting",
    ]


def test_a_reachable_row_is_highlighted_under_the_mouse(qtbot: QtBot, steps: StepList) -> None:
    def ground(row: int) -> QColor:
        box = steps.visualRect(steps.model().index(row, 0))
        return steps.viewport().grab().toImage().pixelColor(box.left() + 3, box.center().y())

    def hover(row: int) -> None:
        qtbot.mouseMove(steps.viewport(), steps.visualRect(steps.model().index(row, 0)).center())

    plain = ground(0)
    hover(0)
    assert ground(0) == theme.current().color(theme.Color.BACKGROUND) != plain
    hover(2)  # waits for another step
    assert ground(0) == ground(2) == plain
    hover(0)
    qtbot.mouseMove(steps.viewport(), QPoint(5, 490))  # below the last row
    assert ground(0) == plain
    hover(0)
    QApplication.sendEvent(steps, QEvent(QEvent.Type.Leave))
    assert ground(0) == plain


def test_the_note_follows_the_state() -> None:
    assert [item.line for item in STEPS] == [
        "done · service tickets",
        "needs attention",
        "to do",
        "waiting since 19 Nov",
    ]


@pytest.mark.parametrize("host", ["connectwise." + "long-name-" * 9 + "example.com", "w" * 90])
def test_a_long_note_takes_two_lines_and_is_complete_in_the_tool_tip(
    steps: StepList, host: str
) -> None:
    long = replace(STEPS[1], state_word="done", note=host)
    short = replace(long, note="connectwise.contoso-systems.example")
    heights = []
    for item in (short, long):
        steps.show_steps((STEPS[0], item, *STEPS[2:]))
        QApplication.processEvents()
        heights.append(steps.visualRect(steps.model().index(1, 0)).height())
    assert heights[1] == heights[0]
    tip = steps.model().data(steps.model().index(1, 0), Qt.ItemDataRole.ToolTipRole)
    assert host in str(tip)


def test_a_reachable_step_opens_with_one_click(qtbot: QtBot, steps: StepList) -> None:
    with qtbot.waitSignal(steps.chosen) as emitted:
        click(qtbot, steps, 3)
    assert emitted.args == [4]


def test_an_unreachable_step_does_not_open_and_says_why(qtbot: QtBot, steps: StepList) -> None:
    with qtbot.assertNotEmitted(steps.chosen):
        with qtbot.waitSignal(steps.refused) as clicked:
            click(qtbot, steps, 2)
        with qtbot.waitSignal(steps.refused) as pressed:
            qtbot.keyClick(steps, Qt.Key.Key_Return)
    assert clicked.args == pressed.args == ["Finish step 2 first."]


def test_tool_tip_and_screen_reader_give_the_reason(steps: StepList) -> None:
    model = steps.model()
    described = [
        model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleDescriptionRole)
        for row in range(4)
    ]
    assert described == [
        "service tickets",
        "The address is empty.",
        "Finish step 2 first.",
        "waiting since 19 Nov",
    ]
    assert model.data(model.index(1, 0), Qt.ItemDataRole.ToolTipRole) == (
        "Your ConnectWise, current, needs attention\nThe address is empty."
    )


def test_each_state_has_its_own_icon() -> None:
    """Only what was checked is green with a check mark."""
    signs = [(state.tone, state.icon) for state in StepState]
    assert len(set(signs)) == len(signs)
    assert [state for state in StepState if state.icon == "check"] == [StepState.DONE]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_arrow_keys_move_and_enter_or_space_opens(
    qtbot: QtBot, steps: StepList, key: Qt.Key
) -> None:
    with qtbot.assertNotEmitted(steps.chosen):
        qtbot.keyClick(steps, Qt.Key.Key_Up)
    with qtbot.waitSignal(steps.chosen) as emitted:
        qtbot.keyClick(steps, key)
    assert emitted.args == [1]


def test_a_screen_reader_opens_a_step_by_selecting_it(qtbot: QtBot, steps: StepList) -> None:
    with qtbot.waitSignal(steps.chosen) as emitted:
        voice(steps).child(0).actionInterface().doAction("Toggle")
    assert emitted.args == [1]


def test_the_open_step_stays_marked_after_any_click(qtbot: QtBot, steps: StepList) -> None:
    click(qtbot, steps, 0)
    assert [index.row() for index in steps.selectedIndexes()] == [1]


def test_state_changes_keep_the_focus(qtbot: QtBot, steps: StepList) -> None:
    qtbot.keyClick(steps, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(steps.chosen):
        done = replace(STEPS[1], state_word="done", state_kind=StepState.DONE, current_word="")
        now = replace(STEPS[2], current_word="current", blocked="")
        steps.show_steps((STEPS[0], done, now, STEPS[3]))
    assert steps.currentIndex().row() == 0
    assert said(children(steps)[2]) == "Security role, current, to do"
    assert [index.row() for index in steps.selectedIndexes()] == [2]


def test_long_titles_wrap(steps: StepList) -> None:
    short = steps.visualRect(steps.model().index(0, 0)).height()
    steps.show_steps((replace(STEPS[0], title="Was Hire2Retire für die Firma alles tun soll"),))
    assert steps.sizeHintForIndex(steps.model().index(0, 0)).height() > short
    assert short >= 32


def test_the_open_step_stays_in_view_when_a_row_above_it_gets_higher(
    qtbot: QtBot, steps: StepList
) -> None:
    first, second, *rest = STEPS
    steps.resize(236, steps.sizeHintForRow(0) + steps.sizeHintForRow(1))
    steps.scroll_to_current()
    higher = replace(first, note="service tickets and project tickets")
    steps.show_steps((higher, second, *rest))
    row = steps.model().index(1, 0)
    qtbot.waitUntil(lambda: steps.visualRect(steps.model().index(0, 0)).top() < 0)
    assert steps.viewport().rect().contains(steps.visualRect(row))
