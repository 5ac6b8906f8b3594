"""Practice from the first page: the real steps against the simulated ConnectWise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QStyle, QStyleOptionComboBox

from tests.ui.stage import BACKENDS, NOW, Stage
from wizard.base import language
from wizard.domain.check import Verdict
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Fault, Step
from wizard.domain.report import Report
from wizard.domain.scope import Ticket
from wizard.ui.companion.dock import WIDTH
from wizard.ui.widgets.banner import Banner, VerdictBanner
from wizard.ui.widgets.rights_model import CELL
from wizard.ui.widgets.rights_table import RightsTableView


def practise(stage: Stage) -> None:
    stage.open(test=BACKENDS.link_test, look_up=BACKENDS.look_up)
    stage.press("practice")


def fill(stage: Stage, step: Step) -> None:
    stage.go(step)
    stage.press("fill-in")


def report(stage: Stage) -> Report:
    stage.tested()
    found = stage.connection.test.report
    assert found is not None
    return found


def choose(stage: Stage, scenario: str) -> None:
    box = stage.find("scenario", QComboBox)
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(scenario)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == scenario


def test_the_banner_says_that_nothing_leaves_this_computer(stage: Stage) -> None:
    practise(stage)
    assert stage.find("practice-bar").isVisible()
    assert stage.connection.session.practice


@pytest.mark.parametrize("code", ["en", "de"])
def test_in_the_strip_scenarios_and_exit_button_share_a_row(stage: Stage, code: str) -> None:
    language.speak(code)
    try:
        practise(stage)
        stage.press("companion")
        stage.until(lambda: stage.window.width() == WIDTH)
        box, leave = stage.find("scenario"), stage.find("leave-practice")
        stage.until(lambda: box.geometry().center().y() == leave.geometry().center().y())
        assert box.x() + box.width() < leave.x()
        assert leave.visibleRegion().boundingRect() == leave.rect()
    finally:
        language.speak("en")


def test_the_first_click_after_add_a_connection_opens_practice(stage: Stage) -> None:
    """Pressed and released as a mouse does, while the new page is still being laid out."""
    stage.drafts.save(replace(new_draft(NOW), name="Contoso"))
    stage.open(stage.drafts.all())
    handle = stage.window.windowHandle()
    for name in ("next", "practice"):
        button = stage.find(name)
        place = button.mapTo(stage.window, button.rect().center())
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=place)
    assert stage.find("practice-bar").isVisible()


def test_the_list_of_scenarios_takes_one_row(stage: Stage) -> None:
    practise(stage)
    box, leave = stage.find("scenario", QComboBox), stage.find("leave-practice")
    longest = max((box.itemText(row) for row in range(box.count())), key=len)
    box.setCurrentText(longest)
    option = QStyleOptionComboBox()
    stage.window.resize(1400, 800)
    stage.until(lambda: box.width() > box.fontMetrics().horizontalAdvance(longest))
    box.initStyleOption(option)
    assert option.currentText == longest
    stage.window.resize(1000, 800)
    stage.until(lambda: box.width() < box.fontMetrics().horizontalAdvance(longest))
    assert box.geometry().center().y() == leave.geometry().center().y()
    box.initStyleOption(option)
    assert option.currentText.endswith("…")
    kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(kind, option, part, box).width()
    assert option.currentText == box.fontMetrics().elidedText(
        longest, Qt.TextElideMode.ElideRight, room
    )


@pytest.mark.parametrize(
    ("step", "name"),
    [(Step.SITE, "company_id"), (Step.KEYS, "private_key"), (Step.CLIENT_ID, "client_id")],
)
def test_practice_values_are_filled_into_their_fields(stage: Stage, step: Step, name: str) -> None:
    practise(stage)
    fill(stage, step)
    field = stage.find(name, QLineEdit)
    assert field.isVisible()
    assert field.text()


def test_the_good_scenario_is_ready_to_link_and_leaves_no_file(stage: Stage) -> None:
    practise(stage)
    for step in (Step.SITE, Step.KEYS, Step.CLIENT_ID):
        fill(stage, step)
    stage.go(Step.LINK)
    assert report(stage).verdict is Verdict.READY
    stage.press("next")
    stage.press("says-linked")
    stage.press("next")
    assert stage.draft.linked is not None
    assert stage.draft.linked.proven
    result = stage.find("linked", Banner)
    assert result.accessibleName() == "Practice finished. The test passed."
    assert result.accessibleDescription() == "Nothing was linked, and no record is kept."
    assert [path for path in stage.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("scenario", "fault", "step"),
    [
        ("missing-right", Fault.RIGHT_MISSING, Step.ROLE),
        ("wrong-key", Fault.KEYS_REFUSED, Step.KEYS),
        ("unknown-company", Fault.COMPANY_UNKNOWN, Step.SITE),
        ("client-id-pending", Fault.CLIENT_ID_REFUSED, Step.CLIENT_ID),
    ],
)
def test_each_scenario_reports_its_fault_and_leads_to_its_step(
    stage: Stage, scenario: str, fault: Fault, step: Step
) -> None:
    practise(stage)
    choose(stage, scenario)
    fill(stage, Step.LINK)
    stage.press("test") if stage.find("test").isEnabled() else None
    problems = [row.problem for row in report(stage).rows if row.problem]
    assert [problem.fault for problem in problems] == [fault]
    stage.qtbot.mouseClick(stage.find("verdict").action, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert stage.draft.step is step


def test_a_sentence_kept_in_view_never_makes_the_window_taller_than_a_small_screen(
    stage: Stage,
) -> None:
    practise(stage)
    choose(stage, "missing-right")
    stage.window.resize(683, 364)
    fill(stage, Step.LINK)
    report(stage)
    stage.qtbot.mouseClick(stage.find("verdict").action, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    stage.until(stage.find("to-fix").isVisible)
    QApplication.processEvents()
    assert stage.window.height() == 364


@pytest.mark.parametrize("code", language.available())
def test_what_surrounds_the_page_leaves_it_a_third_of_a_low_window(stage: Stage, code: str) -> None:
    language.speak(code)
    practise(stage)
    choose(stage, "missing-right")
    fill(stage, Step.LINK)
    report(stage)
    stage.qtbot.mouseClick(stage.find("verdict").action, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    stage.window.resize(683, 364)
    stage.until(stage.find("to-fix").isVisible)
    stage.until(lambda: stage.window.page.height() >= 364 / 3)


def test_the_practice_role_matches_the_scope(stage: Stage) -> None:
    practise(stage)
    stage.press("project")
    assert stage.draft.scope.tickets == frozenset(Ticket)
    fill(stage, Step.LINK)
    stage.press("test") if stage.find("test").isEnabled() else None
    assert report(stage).verdict is Verdict.READY


def test_leaving_practice_restores_the_previous_connection(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("company_id", "contoso")
    stage.go(Step.SCOPE)
    stage.press("practice")
    server = stage.connection.practice
    stage.press("leave-practice")
    assert not stage.find("practice-bar").isVisible()
    with pytest.raises(RuntimeError):
        server.port  # type: ignore[union-attr] # noqa: B018 - it raises
    stage.go(Step.SITE)
    assert stage.find("company_id", QLineEdit).text() == "contoso"


def test_another_scenario_withdraws_the_verdict(stage: Stage) -> None:
    practise(stage)
    fill(stage, Step.LINK)
    stage.press("test") if stage.find("test").isEnabled() else None
    assert report(stage).verdict is Verdict.READY
    choose(stage, "excess")
    assert stage.draft.last_test is None
    assert not stage.find("verdict").isVisible()
    stage.press("test")
    assert report(stage).verdict is Verdict.READY_WITH_WARNINGS


def test_a_newly_granted_permission_turns_its_row_green(stage: Stage) -> None:
    """The complete flow: the row, its table cell, one request in five seconds, the passed test."""
    stage.open(
        test=BACKENDS.link_test,
        look_up=BACKENDS.look_up,
        recheck=BACKENDS.recheck,
    )
    stage.press("practice")
    choose(stage, "right-arrives")
    practice = stage.connection.practice
    assert practice is not None
    fill(stage, Step.LINK)
    assert report(stage).verdict is Verdict.NOT_READY
    stage.find("verdict", VerdictBanner).pressed.emit()
    assert stage.draft.step is Step.ROLE
    table = stage.window.page.findChild(RightsTableView, "rights")
    assert table is not None
    assert table.currentIndex().data(CELL).text == "None→All"
    assert table.hasFocus()
    right = "Service Desk › Service Tickets"
    assert right not in stage.draft.ticked
    bar = stage.find("to-fix", Banner)
    assert "Add Level is None, needs All" in bar.accessibleName()
    before = len(practice.requests)
    stage.qtbot.waitUntil(lambda: stage.draft.verified, timeout=60_000)
    signed = [seen for seen in practice.requests[before:] if seen.authorization]
    looks = [seen for seen in signed if "mySecurity" in seen.path]
    assert len(looks) >= 2, "one that found nothing new or the change, and the test's own"
    assert right in stage.draft.ticked
    assert bar.accessibleName() == "Fixed."
    stage.press("test-again")
    assert stage.draft.step is Step.LINK
    assert stage.find("verdict", VerdictBanner).accessibleName().startswith("Ready to link")


@pytest.mark.parametrize("step", [Step.SITE, Step.KEYS, Step.CLIENT_ID])
def test_filling_in_practice_values_moves_the_focus_on(stage: Stage, step: Step) -> None:
    practise(stage)
    stage.go(step)
    stage.find("fill-in").setFocus()
    stage.press("fill-in")
    assert stage.window.focusWidget().objectName() == "next"
