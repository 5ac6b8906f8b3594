"""Navigation: next, back, jumps, keys, leaving and resuming."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.stage import SITE, VALUES, Stage
from wizard.domain.check import Check
from wizard.domain.faults.fault import Field, Step
from wizard.ui.pages.connections.connections import ConnectionsPage
from wizard.ui.widgets.choice import RadioCard
from wizard.ui.widgets.step_list import StepList


def test_a_fresh_start_opens_the_first_step(stage: Stage) -> None:
    stage.open()
    assert stage.window.page.objectName() == "page.scope"
    assert not stage.find("back").isVisible()


def test_next_and_back_follow_the_steps(stage: Stage) -> None:
    stage.open()
    stage.press("next")
    assert stage.draft.step is Step.SITE
    stage.press("back")
    assert stage.draft.step is Step.SCOPE


def test_step_two_waits_for_address_and_company_and_says_so(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    assert not stage.find("next").isEnabled()
    assert stage.reason == "Enter the ConnectWise address and the Company ID first."
    stage.type("site", SITE)
    stage.type("company_id", "contoso")
    assert stage.find("next").isEnabled()


@pytest.mark.parametrize(
    ("step", "field", "text"),
    [
        (Step.SITE, "site", "someone@contoso.example"),
        (Step.KEYS, "private_key", "https://na.myconnectwise.net"),
        (Step.CLIENT_ID, "client_id", "1234"),
        (Step.LINK, "public_key", "11111111-2222-3333-4444-555555555555"),
    ],
)
def test_refused_text_blocks_next_with_its_reason(
    stage: Stage, step: Step, field: str, text: str
) -> None:
    stage.open()
    stage.go(step)
    if step is Step.CLIENT_ID:
        stage.press_choice("I have it")
    stage.type(field, text)
    assert not stage.find("next").isEnabled()
    assert stage.reason
    assert stage.reason in stage.message(field)


@pytest.mark.parametrize("step", [s for s in Step if s is not Step.SITE])
def test_an_empty_page_does_not_block_next(stage: Stage, step: Step) -> None:
    stage.open()
    stage.go(step)
    assert stage.find("next").isEnabled() is (step is not Step.HANDOVER)


def test_jumping_to_a_step_requires_nothing(stage: Stage) -> None:
    stage.open()
    stage.press("expert")
    assert stage.draft.step is Step.LINK
    stage.press("back")
    assert stage.draft.step is Step.CLIENT_ID


def test_ask_for_it_now_opens_the_client_id(stage: Stage) -> None:
    stage.open()
    stage.press("ask-now")
    assert stage.draft.step is Step.CLIENT_ID


def test_a_reachable_step_opens_with_one_click_in_the_list(stage: Stage) -> None:
    stage.open()
    stage.go(Step.ROLE)
    steps = stage.find("steps", StepList)
    stage.qtbot.mouseClick(
        steps.viewport(),
        Qt.MouseButton.LeftButton,
        pos=steps.visualRect(steps.model().index(0, 0)).center(),
    )
    assert stage.draft.step is Step.SCOPE
    stage.qtbot.mouseClick(
        steps.viewport(),
        Qt.MouseButton.LeftButton,
        pos=steps.visualRect(steps.model().index(4, 0)).center(),
    )
    assert stage.draft.step is Step.SCOPE, "a step not reached yet stays closed"


def test_enter_triggers_the_primary_action(stage: Stage) -> None:
    stage.open()
    QTest.keyClick(stage.window, Qt.Key.Key_Return)
    assert stage.draft.step is Step.SITE


def test_enter_presses_the_button_that_has_the_focus(stage: Stage) -> None:
    stage.open()
    stage.go(Step.ROLE)
    stage.find("tick-all").setFocus()
    QTest.keyClick(stage.find("tick-all"), Qt.Key.Key_Return)
    assert stage.draft.step is Step.ROLE
    assert len(stage.draft.ticked) == 3


def test_alt_left_goes_back(stage: Stage) -> None:
    stage.open()
    stage.go(Step.ROLE)
    QTest.keyClick(stage.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert stage.draft.step is Step.SITE


def test_escape_keeps_window_and_text(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", "half an addr", leave=False)
    QTest.keyClick(stage.find("site", QLineEdit), Qt.Key.Key_Escape)
    assert stage.window.isVisible()
    assert stage.find("site", QLineEdit).text() == "half an addr"


def test_escape_closes_the_help_first(stage: Stage) -> None:
    stage.open()
    stage.press("help")
    assert stage.find("help-panel").isVisible()
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not stage.find("help-panel").isVisible()
    assert stage.find("help").hasFocus()


@pytest.mark.parametrize("way", ["save-and-leave", "close"])
def test_leaving_saves_and_the_next_start_resumes(stage: Stage, way: str) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", SITE, leave=False)
    stage.type("company_id", "contoso", leave=False)
    with stage.qtbot.waitSignal(stage.window.left):
        stage.press(way) if way != "close" else stage.window.close()
    assert not stage.window.isVisible()
    stage.open(stage.drafts.all())
    assert isinstance(stage.window.page, ConnectionsPage)
    draft = stage.drafts.all().drafts[0]
    stage.press(f"continue.{draft.id}")
    assert stage.draft.step is Step.SITE
    assert stage.find("company_id", QLineEdit).text() == "contoso"


def test_an_untouched_window_leaves_no_file(stage: Stage) -> None:
    stage.open()
    stage.window.close()
    assert stage.saved() == []


def test_closing_during_a_hanging_test_is_quick_and_silent(stage: Stage) -> None:
    stage.test.hold_at = Check.NAME
    stage.open()
    stage.type_all()
    stage.until(lambda: bool(stage.test.asked))
    with stage.qtbot.waitSignal(stage.window.left, timeout=500):
        stage.window.close()
    assert stage.test.ended.wait(2), "the test was not told to stop"


def test_a_failed_save_is_reported_before_the_window_closes(stage: Stage) -> None:
    stage.folder.joinpath("connections").write_text("a file where the folder belongs")
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", SITE)
    stage.press("save-and-leave")
    stage.until(lambda: stage.window.isVisible() and bool(stage.save_failure()))
    with stage.qtbot.waitSignal(stage.window.left):
        stage.press("save-and-leave")


def test_refused_text_reaches_no_file(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.type("site", "hunter2 hunter2", leave=True)
    stage.type("public_key", "hunter2@contoso.example")
    drafts = stage.saved()
    assert len(drafts) == 1
    everything = b"".join(p.read_bytes() for p in stage.folder.rglob("*") if p.is_file())
    assert b"hunter2" not in everything
    for value in (Field.PRIVATE_KEY, Field.CLIENT_ID):
        assert VALUES[value].encode() not in everything


def test_after_the_client_id_step_the_unfinished_steps_follow(stage: Stage) -> None:
    stage.open()
    stage.press("ask-now")
    assert stage.draft.step is Step.CLIENT_ID
    stage.press_choice("Requested")
    stage.press("next")
    assert stage.draft.step is Step.SITE
    stage.paste("site", SITE)
    stage.paste("company_id", "contoso")
    stage.tested_lookup()
    stage.go(Step.CLIENT_ID)
    stage.press("next")
    assert stage.draft.step is Step.ROLE


def test_a_requested_client_id_can_be_entered_when_it_arrives(
    stage: Stage,
) -> None:
    stage.open()
    stage.press("ask-now")
    stage.press_choice("Requested")
    stage.go(Step.SITE)
    stage.window.show_step(Step.CLIENT_ID, Field.CLIENT_ID)
    stage.until(lambda: isinstance(QApplication.focusWidget(), RadioCard))
    assert QApplication.focusWidget().isChecked()


def test_back_from_an_early_client_id_step_returns_to_where_it_was_opened(stage: Stage) -> None:
    stage.open()
    stage.press("ask-now")
    stage.press("back")
    assert stage.draft.step is Step.SCOPE


def test_a_skipped_step_is_not_opened_again_by_next(stage: Stage) -> None:
    stage.open()
    for step in Step:
        stage.go(step)
    stage.go(Step.CLIENT_ID)
    stage.press("next")
    assert stage.draft.step is Step.LINK
