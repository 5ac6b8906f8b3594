"""Practice from the first page: the real way against the pretend ConnectWise, in memory alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from tests.ui.stage import RIGHTS, Stage
from wizard.domain.faults.fault import Fault, Step
from wizard.domain.report import Report, Verdict
from wizard.domain.scope import Ticket
from wizard.ui.controllers import backends


def practise(stage: Stage) -> None:
    stage.open(test=backends.link_test(RIGHTS, "test"), look_up=backends.look_up(RIGHTS, "test"))
    stage.press("practice")


def fill(stage: Stage, step: Step) -> None:
    stage.go(step)
    stage.press("fill-in")


def report(stage: Stage) -> Report:
    stage.tested()
    found = stage.window.bench.here.test.report  # type: ignore[union-attr]
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
    assert stage.window.bench.here.session.practice  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("step", "name"),
    [(Step.SITE, "company_id"), (Step.KEYS, "private_key"), (Step.CLIENT_ID, "client_id")],
)
def test_what_is_filled_in_stands_in_its_field(stage: Stage, step: Step, name: str) -> None:
    practise(stage)
    fill(stage, step)
    field = stage.find(name, QLineEdit)
    assert field.isVisible()
    assert field.text()


def test_the_whole_way_is_ready_and_leaves_no_file(stage: Stage) -> None:
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
def test_each_scenario_names_its_fault_and_leads_to_its_step(
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


def test_the_role_of_practice_fits_the_scope(stage: Stage) -> None:
    practise(stage)
    stage.press("project")
    assert stage.draft.scope.tickets == frozenset(Ticket)
    fill(stage, Step.LINK)
    stage.press("test") if stage.find("test").isEnabled() else None
    assert report(stage).verdict is Verdict.READY


def test_leaving_practice_brings_back_what_was_there(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("company_id", "contoso")
    stage.go(Step.SCOPE)
    stage.press("practice")
    server = stage.window.bench.here.practice  # type: ignore[union-attr]
    stage.press("leave-practice")
    assert not stage.find("practice-bar").isVisible()
    with pytest.raises(RuntimeError):
        server.port  # type: ignore[union-attr] # noqa: B018
    stage.go(Step.SITE)
    assert stage.find("company_id", QLineEdit).text() == "contoso"


def test_another_scenario_takes_the_verdict_back(stage: Stage) -> None:
    practise(stage)
    fill(stage, Step.LINK)
    stage.press("test") if stage.find("test").isEnabled() else None
    assert report(stage).verdict is Verdict.READY
    choose(stage, "excess")
    assert stage.draft.last_test is None
    assert not stage.find("verdict").isVisible()
    stage.press("test")
    assert report(stage).verdict is Verdict.READY_WITH_WARNINGS
