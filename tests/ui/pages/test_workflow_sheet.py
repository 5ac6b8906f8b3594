"""The values of the workflow, chosen against the practice ConnectWise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from tests.ui.pages.ticket_stage import PROGRAM, services, session
from tests.ui.stage import RIGHTS, Stage
from wizard.domain.check import Status
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Scope, Ticket
from wizard.domain.ticket import TicketStep
from wizard.ui.controllers import backends
from wizard.ui.widgets.filter_box import FilterBox


def practise(stage: Stage, tickets: set[Ticket], tmp_path: Path) -> None:
    """Pass a real link test in practice; files go to ``tmp_path``."""
    chosen = tmp_path / "sheet"
    made = services(
        test=backends.link_test(RIGHTS, PROGRAM),
        read_board=backends.read_board(RIGHTS, PROGRAM),
        choose_file=lambda _parent, _name, ending: str(chosen.with_suffix(f".{ending}")),
    )
    stage.open(**made)
    stage.press("practice")
    session(stage).set_scope(Scope(frozenset(tickets)))
    stage.go(Step.LINK)
    assert not stage.find("workflow-sheet").isVisible()
    stage.press("fill-in")
    stage.tested()


def open_sheet(stage: Stage, tmp_path: Path) -> None:
    practise(stage, {Ticket.SERVICE}, tmp_path)
    stage.press("workflow-sheet")
    stage.until(stage.find("workflow-board").isEnabled)


def names(stage: Stage, name: str) -> list[str]:
    box = stage.find(f"workflow-{name}", FilterBox)
    return [box.itemText(place) for place in range(box.count())]


def pick(stage: Stage, name: str, text: str) -> None:
    box = stage.find(f"workflow-{name}", FilterBox)
    assert box.isEnabled(), f"{name} is disabled"
    box.setCurrentIndex(box.findText(text))
    box.picked.emit()


def said(stage: Stage) -> str:
    return stage.find("workflow-notes", QLabel).text()


def test_only_accepted_combinations_are_offered_and_kept_for_each_event(
    stage: Stage, tmp_path: Path
) -> None:
    open_sheet(stage, tmp_path)
    pick(stage, "board", "New Hires and Leavers")
    stage.until(stage.find("workflow-type").isEnabled)
    assert not stage.find("workflow-subtype").isEnabled()
    pick(stage, "type", "New hire")
    assert names(stage, "subtype") == ["Account", "Laptop", "Phone"]
    pick(stage, "subtype", "Phone")
    pick(stage, "item", "Loan")
    pick(stage, "type", "Leaver")
    assert names(stage, "subtype") == ["Account", "Laptop"]
    assert stage.find("workflow-subtype", FilterBox).chosen == -1
    stage.press_choice("Leave")
    assert stage.find("workflow-board", FilterBox).chosen == -1
    pick(stage, "board", "Help Desk")
    stage.until(stage.find("workflow-type").isEnabled)
    stage.press("workflow-copy")
    text = QGuiApplication.clipboard().text()
    assert "Hire\n  Board: New Hires and Leavers\n" in text
    assert "Leave\n  Board: Help Desk\n" in text
    for ending in ("html", "pdf"):
        stage.press(f"workflow-{ending}")
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert "New Hires and Leavers" in page
    assert "Employee number" in page
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_a_board_without_default_team_is_named(stage: Stage, tmp_path: Path) -> None:
    open_sheet(stage, tmp_path)
    pick(stage, "board", "Alerts")
    stage.until(lambda: "no default team" in said(stage))


def test_the_test_ticket_takes_the_chosen_values(stage: Stage, tmp_path: Path) -> None:
    open_sheet(stage, tmp_path)
    pick(stage, "board", "Help Desk")
    stage.until(stage.find("workflow-type").isEnabled)
    pick(stage, "type", "Change")
    pick(stage, "priority", "Priority 2 - High")
    stage.press("workflow-check")
    stage.until(stage.find("ticket-agreed").isEnabled)
    sentences = [label.text() for label in stage.window.page.findChildren(QLabel)]
    assert any("Type “Change”" in text and "Priority 2 - High" in text for text in sentences)
    stage.press("ticket-agreed")
    stage.press("create-ticket")
    work = stage.window.manager.current.ticket  # type: ignore[union-attr]
    stage.qtbot.waitUntil(lambda: work.report is not None, timeout=20_000)
    assert work.rows[TicketStep.CREATE].status is Status.PASSED
    assert work.report
    assert dict(work.report.plan.parts).keys() == {"status", "type", "priority"}


@pytest.mark.parametrize("tickets", [{Ticket.PROJECT}], ids=["project tickets alone"])
def test_without_service_tickets_there_is_no_sheet(
    stage: Stage, tmp_path: Path, tickets: set[Ticket]
) -> None:
    practise(stage, tickets, tmp_path)
    assert not stage.find("workflow-sheet").isVisible()
