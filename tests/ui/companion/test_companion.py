"""Companion mode: the same pages as a strip, one action at a time, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from tests.ui.stage import SITE, VALUES, Stage
from wizard.base import language
from wizard.domain.faults.fault import Field, Step
from wizard.ui.companion import dock
from wizard.ui.companion.dock import docked_geometry, moved_inside
from wizard.ui.pages.base import StepPage
from wizard.ui.widgets.action_list import Action
from wizard.ui.widgets.copy_button import CopyButton

STRIP = 360


@pytest.fixture
def strip(stage: Stage) -> Stage:
    stage.open()
    stage.press("companion")
    assert stage.window.companion.active
    return stage


def page(stage: Stage) -> StepPage:
    assert isinstance(stage.window.page, StepPage)
    return stage.window.page


def shown(stage: Stage) -> list[int]:
    """The numbers of the actions whose line can be seen."""
    return [a.number for a in page(stage).actions_shown if a.row.isVisible()]


def current(stage: Stage) -> Action:
    """The one action that shows all of itself."""
    strip_page = page(stage)
    (found,) = [a for a in strip_page.actions_shown if a.row.isVisible() and a.row.disc._filled]
    return found


def test_one_click_docks_the_window_and_one_brings_it_back(stage: Stage) -> None:
    window = stage.open()
    window.setGeometry(20, 30, 700, 640)
    before = window.geometry()
    stage.press("companion")
    available = window.screen().availableGeometry()
    assert window.width() == STRIP
    assert window.frameGeometry().right() == available.right()
    assert window.frameGeometry().height() == available.height()
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert window.isVisible()
    assert not stage.find("steps").isVisible()
    stage.press("full-window")
    assert window.geometry() == before
    assert not window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert stage.find("steps").isVisible()
    assert shown(stage) == [1, 2, 3, 4, 5]


def test_a_maximized_window_comes_back_maximized(stage: Stage) -> None:
    window = stage.open()
    window.showMaximized()
    stage.press("companion")
    assert not window.isMaximized()
    assert window.width() == STRIP
    stage.press("full-window")
    stage.until(window.isMaximized)


def test_where_windows_cannot_be_placed_the_strip_says_what_to_do(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dock, "can_place_windows", lambda: False)
    monkeypatch.setattr("wizard.ui.companion.companion.can_place_windows", lambda: False)
    window = stage.open()
    place = window.pos()
    stage.press("companion")
    assert window.width() == STRIP
    assert window.pos() == place
    assert not window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    note = window.companion.bar._note
    assert note.isVisible()
    assert "Always on Top" in note.text()
    stage.press("full-window")
    assert stage.find("steps").isVisible()


def test_header_page_and_buttons_are_aligned(strip: Stage) -> None:
    strip.go(Step.SITE)
    QApplication.processEvents()
    window = strip.window

    def edges(name: str) -> tuple[int, int]:
        part = strip.find(name)
        at = part.mapTo(window, part.rect().topLeft()).x()
        return at, at + part.width()

    head = edges("companion-steps")
    heading = page(strip).heading
    assert heading.mapTo(window, heading.rect().topLeft()).x() == head[0] == edges("back")[0]
    for name in ("site", "company_id"):
        strip.press("next")
        strip.until(strip.find(name).isVisible)
        QApplication.processEvents()
        assert edges(name)[1] == head[1] == edges("next")[1]


@pytest.mark.parametrize("step", list(Step))
def test_every_step_can_be_completed_in_the_strip(strip: Stage, step: Step) -> None:
    strip.go(step)
    window, strip_page = strip.window, page(strip)
    seen = set()
    while True:
        QApplication.processEvents()
        assert strip_page.widget().width() <= strip_page.viewport().width()
        assert window.width() == STRIP
        seen |= set(shown(strip))
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        if not window.companion.forward():
            break
    offered = [action.number for action in strip_page.actions_shown]
    assert seen == set(offered)
    assert strip.find("next").isVisible()


@pytest.mark.parametrize("code", [code for code in language.available() if code != "en"])
def test_every_language_fits_the_strip(stage: Stage, code: str) -> None:
    """Longer words wrap; nothing is wider than the strip on any step or at any action."""
    language.speak(code)
    try:
        stage.open(language=code)
        stage.press("companion")
        for step in Step:
            stage.go(step)
            strip_page = page(stage)
            while True:
                QApplication.processEvents()
                assert stage.window.width() == STRIP
                assert strip_page.widget().width() <= strip_page.viewport().width()
                if not stage.window.companion.forward():
                    break
    finally:
        language.speak("en")


def test_next_leads_through_the_actions_and_then_to_the_next_step(strip: Stage) -> None:
    strip.go(Step.ROLE)
    for number in range(1, 8):
        assert current(strip).number == number
        assert strip.reason.startswith(f"Action {number} of 7") or number == 7
        strip.press("next")
    assert strip.draft.step is Step.MEMBER
    assert current(strip).number == 1
    strip.press("back")
    assert strip.draft.step is Step.ROLE


def test_copying_the_value_of_an_action_moves_to_the_next_action(strip: Stage) -> None:
    strip.go(Step.ROLE)
    for _ in range(2):
        strip.press("next")
    button = current(strip).button
    assert isinstance(button, CopyButton)
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == strip.draft.role_name
    strip.until(lambda: current(strip).number == 4)


def test_an_action_with_two_values_moves_on_after_both(strip: Stage) -> None:
    strip.go(Step.MEMBER)
    for _ in range(2):
        strip.press("next")
    below = current(strip).below
    assert below is not None
    first, second = below.findChildren(CopyButton)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert current(strip).number == 3
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Space)
    strip.until(lambda: current(strip).number == 4)


def test_copying_in_the_full_window_changes_no_action(strip: Stage) -> None:
    strip.press("full-window")
    strip.go(Step.ROLE)
    button = page(strip).action(3).button
    assert isinstance(button, CopyButton)
    strip.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.qWait(2 * QApplication.doubleClickInterval())
    assert shown(strip) == [1, 2, 3, 4, 5, 6, 7]


def test_the_focus_goes_to_the_field_to_paste_into(strip: Stage) -> None:
    strip.go(Step.SITE)
    strip.press("next")
    edit = strip.find("site", QLineEdit)
    assert edit.hasFocus()
    edit.insert(SITE)
    assert strip.draft.site == SITE


def test_permissions_are_checked_off_in_a_list(strip: Stage) -> None:
    strip.go(Step.ROLE)
    for _ in range(3):
        strip.press("next")
    assert not strip.find("rights").isVisible()
    boxes = strip.find("rights-list")._boxes
    first = next(iter(boxes.values()))
    assert "Add Level: All" in first.accessibleDescription()
    strip.qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert len(strip.draft.ticked) == 1
    strip.press("full-window")
    assert strip.find("rights").isVisible()


def test_the_tab_key_visits_the_head_before_the_page_and_the_page_before_the_bar(
    strip: Stage,
) -> None:
    names, widget = [], strip.window.nextInFocusChain()
    while widget is not strip.window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            names.append(widget.objectName())
        widget = widget.nextInFocusChain()
    assert names[:2] == ["full-window", "companion-steps"]
    assert names[-1] == "next"


def test_a_step_that_cannot_be_opened_says_why(strip: Stage) -> None:
    steps = strip.find("companion-steps", QComboBox)
    blocked = next(
        row for row, view in enumerate(strip.window.companion.bar._views) if view.blocked
    )
    steps.setFocus()
    steps.setCurrentIndex(blocked)
    steps.activated.emit(blocked)
    assert strip.draft.step is Step.SCOPE
    assert steps.currentIndex() == 0
    assert strip.window.companion.bar._note.isVisible()
    assert (
        strip.window.companion.bar._note.text()
        == strip.window.companion.bar._views[blocked].blocked
    )


def test_collapsed_actions_are_skipped(strip: Stage) -> None:
    strip.go(Step.CLIENT_ID)
    assert strip.reason.startswith("Action 1 of 7")
    strip.press_choice("I have it")
    assert "Action" not in strip.reason
    edit = strip.find("client_id", QLineEdit)
    edit.insert(VALUES[Field.CLIENT_ID])
    strip.press("next")
    assert strip.draft.step is Step.SITE, "the first step that is not done"


SCREEN = QRect(0, 40, 1366, 728)


@pytest.mark.parametrize(
    ("available", "frame", "content", "expected"),
    [
        (SCREEN, QRect(0, 0, 100, 100), QRect(0, 0, 100, 100), QRect(1006, 40, 360, 728)),
        (SCREEN, QRect(10, 10, 110, 135), QRect(15, 40, 100, 100), QRect(1001, 70, 360, 693)),
        # A screen at the left of the first one, and one that is narrower than the strip.
        (
            QRect(-1920, 0, 1920, 1080),
            QRect(0, 0, 9, 9),
            QRect(0, 0, 9, 9),
            QRect(-360, 0, 360, 1080),
        ),
        (QRect(0, 0, 320, 480), QRect(0, 0, 9, 9), QRect(0, 0, 9, 9), QRect(0, 0, 320, 480)),
    ],
)
def test_a_docked_window_stands_at_the_edge_of_the_screen(
    available: QRect, frame: QRect, content: QRect, expected: QRect
) -> None:
    assert docked_geometry(available, frame, content, STRIP) == expected


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (QRect(100, 100, 360, 600), QRect(100, 100, 360, 600)),
        (QRect(1200, 100, 360, 600), QRect(1006, 100, 360, 600)),
        (QRect(-500, -20, 360, 2000), QRect(0, 40, 360, 728)),
    ],
)
def test_a_window_is_moved_back_onto_its_screen(frame: QRect, expected: QRect) -> None:
    assert moved_inside(frame, SCREEN) == expected
