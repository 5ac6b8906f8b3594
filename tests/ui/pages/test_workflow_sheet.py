"""The values of the workflow, chosen against the practice ConnectWise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.pages.ticket_stage import services, session
from tests.ui.stage import BACKENDS, Stage
from wizard.domain.check import Status
from wizard.domain.faults.fault import Fault, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Scope, Ticket
from wizard.domain.ticket import TicketOffer, TicketStep
from wizard.linktest.ticket.events import Offered
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.filter_box import FilterBox


def practise(stage: Stage, tickets: set[Ticket], tmp_path: Path, **changed: object) -> None:
    """Pass a real link test in practice; files go to ``tmp_path``."""
    chosen = tmp_path / "sheet"
    made = services(
        test=BACKENDS.link_test,
        read_board=BACKENDS.read_board,
        choose_file=lambda _parent, _name, ending: str(chosen.with_suffix(f".{ending}")),
        **changed,
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


def test_only_accepted_combinations_are_offered_and_stored_for_each_event(
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
    stage.press_choice("Departure")
    assert stage.find("workflow-board", FilterBox).chosen == -1
    pick(stage, "board", "Help Desk")
    stage.until(stage.find("workflow-type").isEnabled)
    stage.press("workflow-copy")
    text = QGuiApplication.clipboard().text()
    assert "Hire\n  Board: New Hires and Leavers\n" in text
    assert "Departure\n  Board: Help Desk\n" in text
    for ending in ("html", "pdf"):
        stage.press(f"workflow-{ending}")
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert "New Hires and Leavers" in page
    assert "Employee number" in page
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_the_lists_fit_the_smallest_screen_in_two_columns(stage: Stage, tmp_path: Path) -> None:
    open_sheet(stage, tmp_path)
    page = stage.window.page
    board, company = (stage.find(f"workflow-{name}") for name in ("board", "company"))
    places = [box.mapTo(page, box.rect().topLeft()) for box in (board, company)]
    assert places[0].y() == places[1].y()
    stage.window.resize(683, 364)
    QApplication.processEvents()
    assert page.widget().width() <= page.viewport().width()
    copy = stage.find("workflow-board-copy")
    assert copy.mapTo(page, copy.rect().topRight()).x() < page.viewport().width()


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
    work = stage.connection.ticket
    stage.qtbot.waitUntil(lambda: work.report is not None, timeout=20_000)
    assert work.rows[TicketStep.CREATE].status is Status.PASSED
    assert work.report
    assert dict(work.report.plan.parts).keys() == {"status", "type", "priority"}


def test_each_value_is_copied_separately(stage: Stage, tmp_path: Path) -> None:
    open_sheet(stage, tmp_path)
    copy = {name: stage.find(f"workflow-{name}-copy", CopyButton) for name in ("board", "type")}
    assert copy["type"].accessibleName() == "Copy Type"
    assert not any(button.isEnabled() for button in copy.values())
    pick(stage, "board", "New Hires and Leavers")
    stage.until(stage.find("workflow-type").isEnabled)
    assert not copy["type"].isEnabled()
    pick(stage, "type", "Leaver")
    for name, text in {"board": "New Hires and Leavers", "type": "Leaver"}.items():
        stage.press(f"workflow-{name}-copy")
        assert QGuiApplication.clipboard().text() == text


def test_a_project_ticket_is_chosen_by_project_and_phase_and_tested(
    stage: Stage, tmp_path: Path
) -> None:
    practise(stage, {Ticket.PROJECT}, tmp_path)
    stage.press("workflow-sheet")
    assert not stage.find("workflow-kind").isVisible()
    assert not stage.find("workflow-board").isVisible()
    stage.until(stage.find("workflow-project").isEnabled)
    pick(stage, "project", "Mail migration")
    stage.until(stage.find("workflow-phase").isEnabled)
    assert not stage.find("workflow-check").isEnabled()
    pick(stage, "phase", "Carry out")
    stage.until(stage.find("workflow-type").isEnabled)
    assert names(stage, "type") == ["Roll-out", "Migration"]
    pick(stage, "type", "Migration")
    stage.press("workflow-copy")
    assert (
        QGuiApplication.clipboard()
        .text()
        .startswith(
            "Hire\n  Project: Mail migration\n  Phase: Carry out\n  Board: Projects\n  Company: "
        )
    )
    stage.press("workflow-check")
    stage.until(stage.find("ticket-agreed").isEnabled)
    sentences = [label.text() for label in stage.window.page.findChildren(QLabel)]
    assert any("phase Carry out" in text and "Type “Migration”" in text for text in sentences)
    stage.press("ticket-agreed")
    stage.press("create-ticket")
    connection = stage.connection
    stage.qtbot.waitUntil(lambda: connection.ticket.report is not None, timeout=20_000)
    assert connection.ticket.rows[TicketStep.CREATE].status is Status.PASSED
    assert connection.ticket.report
    assert dict(connection.ticket.report.plan.parts).keys() == {"status", "type"}


def test_with_both_ticket_types_each_event_has_its_own(stage: Stage, tmp_path: Path) -> None:
    practise(stage, set(Ticket), tmp_path)
    stage.press("workflow-sheet")
    stage.until(stage.find("workflow-board").isEnabled)
    pick(stage, "board", "Help Desk")
    stage.press_choice("Departure")
    card(stage, Ticket.PROJECT)
    stage.until(stage.find("workflow-project").isEnabled)
    pick(stage, "project", "Laptop roll-out")
    stage.until(stage.find("workflow-phase").isEnabled)
    stage.press_choice("Hire")
    assert stage.find("workflow-kind", Choice).key() == Ticket.SERVICE
    assert stage.find("workflow-board", FilterBox).currentText() == "Help Desk"
    stage.press_choice("Departure")
    assert stage.find("workflow-project", FilterBox).currentText() == "Laptop roll-out"


def card(stage: Stage, kind: Ticket) -> None:
    stage.find("workflow-kind", Choice).cards[kind.value].click()


def test_text_typed_to_search_a_long_list_is_kept(stage: Stage, tmp_path: Path) -> None:
    open_sheet(stage, tmp_path)
    pick(stage, "board", "Help Desk")
    stage.until(stage.find("workflow-type").isEnabled)
    box = stage.find("workflow-company", FilterBox)
    box._let_type(long=True)
    edit = box.lineEdit()
    assert edit is not None
    edit.selectAll()
    stage.qtbot.keyClicks(edit, "zz")
    assert edit.text() == "zz"
    assert not stage.find("workflow-check").isEnabled()
    stage.press("workflow-copy")
    assert "Company" not in QGuiApplication.clipboard().text()


def test_failed_lists_can_be_reloaded(stage: Stage, tmp_path: Path) -> None:
    failed = Offered(
        TicketOffer(Ticket.SERVICE, problem=Problem(Fault.TIMEOUT, {"host": "h", "seconds": "1"}))
    )
    works = BACKENDS.offer_ticket
    asked: list[Ticket] = []

    def offer(values: Any, kind: Ticket, proxy: Any, cancelled: Any) -> Iterator[Any]:
        asked.append(kind)
        yield from [failed] if len(asked) == 1 else works(values, kind, proxy, cancelled)

    practise(stage, {Ticket.SERVICE}, tmp_path, offer_ticket=offer)
    stage.press("workflow-sheet")
    stage.until(stage.find("workflow-again").isVisible)
    stage.window.page.refresh()
    assert asked == [Ticket.SERVICE]
    assert said(stage)
    stage.press("workflow-again")
    stage.until(stage.find("workflow-board").isEnabled)
    assert not stage.find("workflow-again").isVisible()
