from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.widgets.conftest import Show, children, said, voice
from wizard.ui.widgets.check_list import CheckList, CheckRow, CheckState, CheckWords
from wizard.ui.widgets.check_row import CheckRowView
from wizard.ui.widgets.disclosure import DisclosureButton
from wizard.ui.widgets.label import Label

WORDS = CheckWords(
    lambda count: f"{count} checks passed",
    passed_word="passed",
    show="Show",
    hide="Hide",
    evidence="Response from the server",
    copy="Copy",
    copied="Copied",
)
NAME = CheckRow("Name", CheckState.PASSED, "passed", "The name is known.")
SIGN_IN = CheckRow(
    "Sign-in",
    CheckState.FAILED,
    "failed",
    "ConnectWise refused the two keys.",
    "Make a new pair.",
    "<img src=x>401",
    "Take me there",
)
BOARDS = CheckRow("Boards", CheckState.NOT_CHECKED, "not checked")
ENDED = (NAME, replace(NAME, title="Site"), SIGN_IN, BOARDS)


@pytest.fixture
def checks(show: Show) -> CheckList:
    made = CheckList("Checks", WORDS)
    made.show_rows(ENDED)
    show(made, 480, 500)
    return made


def views(checks: CheckList) -> list[CheckRowView]:
    return checks.findChildren(CheckRowView)


def listed(checks: CheckList) -> list[str]:
    return [said(row) for row in children(views(checks)[0].parentWidget())]


def shown(checks: CheckList) -> list[str]:
    return [view.row.title for view in views(checks) if view.isVisible()]


def action(checks: CheckList) -> QPushButton:
    """The button of the row that failed."""
    buttons = views(checks)[2].findChildren(QPushButton)
    return next(button for button in buttons if button.text() == SIGN_IN.action)


def test_every_row_is_accessible_even_while_passed_rows_are_collapsed(checks: CheckList) -> None:
    frame = views(checks)[0].parentWidget()
    assert said(frame) == "Checks"
    assert voice(frame).role() is QAccessible.Role.List
    assert listed(checks) == [
        "Name, passed, The name is known.",
        "Site, passed, The name is known.",
        "Sign-in, failed, ConnectWise refused the two keys.",
        "Boards, not checked",
    ]
    folded = children(frame)[0]
    assert folded.role() is QAccessible.Role.ListItem
    assert not folded.state().invisible
    assert shown(checks) == ["Sign-in", "Boards"]


def test_a_check_that_did_not_run_is_announced_once(checks: CheckList) -> None:
    checks.show_rows((*ENDED[:-1], replace(BOARDS, sentence="Not run, an earlier check failed.")))
    row = views(checks)[-1]
    shown = [label.text() for label in row.findChildren(Label) if label.isVisible()]
    assert shown == ["Boards"]
    assert said(row) == "Boards, not checked, Not run, an earlier check failed."


def test_passed_rows_show_and_hide(checks: CheckList, qtbot: QtBot) -> None:
    button = checks._summary.button
    assert said(button) == "Show: 2 checks passed"
    texts = [label.text() for label in checks._summary.findChildren(Label)]
    assert texts == ["2 checks passed", "Name, Site"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shown(checks) == ["Name", "Site", "Sign-in", "Boards"]
    assert said(button) == "Hide: 2 checks passed"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shown(checks) == ["Sign-in", "Boards"]


def test_nothing_collapses_while_the_test_runs(checks: CheckList) -> None:
    running = replace(BOARDS, state_kind=CheckState.RUNNING, state_word="running")
    checks.show_rows((*ENDED[:3], running))
    assert shown(checks) == ["Name", "Site", "Sign-in", "Boards"]


def test_a_failed_row_leads_to_the_step_that_fixes_it(checks: CheckList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(checks.go) as emitted:
        qtbot.mouseClick(action(checks), Qt.MouseButton.LeftButton)
    assert emitted.args == [2]
    views(checks)[2].setFocus()
    with qtbot.waitSignal(checks.go) as emitted:
        qtbot.keyClick(views(checks)[2], Qt.Key.Key_Return)
    assert emitted.args == [2]


def test_the_servers_text_is_collapsed_and_shown_as_plain_text(
    checks: CheckList, qtbot: QtBot
) -> None:
    row = views(checks)[2]
    button = row.findChild(DisclosureButton)
    evidence = next(label for label in row.findChildren(Label) if label.text() == SIGN_IN.evidence)
    assert not evidence.isVisible()
    assert evidence.textFormat() is Qt.TextFormat.PlainText
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert evidence.isVisible()
    state = voice(button).state()
    assert state.expandable
    assert state.expanded


def test_a_finished_row_is_announced(checks: CheckList, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(
        "wizard.ui.widgets.check_list.announce", lambda _part, words: heard.append(words)
    )
    running = replace(NAME, state_kind=CheckState.RUNNING, state_word="running")
    checks.show_rows((running, BOARDS))
    checks.show_rows((NAME, BOARDS))
    assert heard == ["Name, passed"]


def test_updates_keep_rows_and_focus(checks: CheckList) -> None:
    before = views(checks)
    button = action(checks)
    button.setFocus()
    checks.show_rows((*ENDED[:2], replace(SIGN_IN, sentence="Still refused."), BOARDS))
    assert views(checks) == before
    assert QApplication.focusWidget() is button
    assert listed(checks)[2] == "Sign-in, failed, Still refused."


def test_a_row_that_collapses_passes_its_focus_on(checks: CheckList, qtbot: QtBot) -> None:
    running = replace(NAME, title="Site", state_kind=CheckState.RUNNING, state_word="running")
    checks.show_rows((NAME, running, SIGN_IN, BOARDS))
    views(checks)[1].setFocus()
    checks.show_rows(ENDED)
    assert QApplication.focusWidget() is checks._summary.button


def test_arrows_move_between_the_rows_that_are_shown(checks: CheckList, qtbot: QtBot) -> None:
    views(checks)[2].setFocus()
    qtbot.keyClick(views(checks)[2], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is views(checks)[3]
    qtbot.keyClick(views(checks)[3], Qt.Key.Key_Down)
    qtbot.keyClick(views(checks)[3], Qt.Key.Key_Up)
    assert QApplication.focusWidget() is views(checks)[2]
    qtbot.keyClick(views(checks)[2], Qt.Key.Key_Up)
    assert QApplication.focusWidget() is views(checks)[2]


def test_the_list_is_one_tab_stop(checks: CheckList) -> None:
    tab = Qt.FocusPolicy.TabFocus.value
    stops = [view for view in views(checks) if view.focusPolicy().value & tab]
    assert [view.row.title for view in stops] == ["Sign-in"]


def test_a_shorter_list_leaves_no_old_rows(checks: CheckList) -> None:
    checks.show_rows((BOARDS,))
    QApplication.sendPostedEvents(None, 52)
    assert listed(checks) == ["Boards, not checked"]
    assert not checks._summary.isVisible()


def test_tab_goes_from_a_row_to_what_it_offers_and_on_to_what_is_behind_the_list(
    show: Show, qtbot: QtBot
) -> None:
    """Rows, and what they offer, are made behind what follows the list."""
    page = QWidget()
    column = QVBoxLayout(page)
    checks, behind = CheckList("Checks", WORDS), QPushButton("behind")
    column.addWidget(checks)
    column.addWidget(behind)
    checks.show_rows([replace(BOARDS, state_kind=CheckState.WAITING)])
    show(page, 480, 500)
    checks.show_rows([NAME, SIGN_IN, replace(SIGN_IN, title="Rights", evidence="")])
    qtbot.waitUntil(views(checks)[-1].isVisible)
    checks._summary.button.setFocus()
    visited: list[str] = []
    while not behind.hasFocus():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(said(QApplication.focusWidget()))
    offered = [SIGN_IN.action, WORDS.evidence]
    assert visited == [SIGN_IN.spoken, *offered, SIGN_IN.action, "behind"]
