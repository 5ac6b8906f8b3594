"""The optional test ticket on step 7, against the practice ConnectWise."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from tests.ui.stage import RIGHTS, Stage
from wizard.domain.faults import Step
from wizard.ui import outside


def open_fold(stage: Stage, *, closes_tickets: bool = True) -> None:
    program = "h2r-link/test"
    stage.open(
        test=outside.link_test(RIGHTS, program),
        offer_ticket=outside.offer_ticket(RIGHTS, program),
        run_ticket=outside.run_ticket(RIGHTS, program),
    )
    stage.press("practice")
    session = stage.window.bench.here.session  # type: ignore[union-attr]
    session.choose(replace(session.draft.scope, closes_tickets=closes_tickets))
    stage.go(Step.LINK)
    assert not stage.find("write-test").isVisible()
    stage.press("fill-in")
    stage.tested()
    stage.press("write-test")
    stage.until(stage.find("ticket-board", QComboBox).isEnabled)


def choose(stage: Stage) -> None:
    for name in ("ticket-board", "ticket-company"):
        box = stage.find(name, QComboBox)
        box.setCurrentIndex(0)
        box.activated.emit(0)


def shown(stage: Stage) -> str:
    return "\n".join(label.text() for label in stage.window.page.findChildren(QLabel))


def test_nothing_is_created_until_the_sentence_is_agreed_to(stage: Stage) -> None:
    open_fold(stage)
    create = stage.find("create-ticket", QAbstractButton)
    assert not create.isEnabled()
    choose(stage)
    assert not create.isEnabled()
    board = stage.find("ticket-board", QComboBox).currentText()
    company = stage.find("ticket-company", QComboBox).currentText()
    sentence = next(t for t in shown(stage).splitlines() if "creates one service ticket" in t)
    assert board in sentence
    assert company in sentence
    assert "Hire2Retire link test" in sentence
    stage.press("ticket-agreed")
    assert create.isEnabled()


def test_the_ticket_is_created_cleared_away_and_told_by_its_number(stage: Stage) -> None:
    open_fold(stage)
    choose(stage)
    stage.press("ticket-agreed")
    stage.press("create-ticket")
    outcome = stage.find("ticket-outcome")
    stage.until(outcome.isVisible)
    assert re.match(r"Ticket \d+ was created, read, (deleted|closed)", outcome.accessibleName())
    assert "It has the number" in shown(stage)
    assert not stage.find("ticket-agreed", QAbstractButton).isChecked()
    assert not stage.find("create-ticket", QAbstractButton).isEnabled()


def test_a_ticket_that_stays_behind_is_told_by_its_number(stage: Stage) -> None:
    open_fold(stage, closes_tickets=False)
    choose(stage)
    stage.press("ticket-agreed")
    stage.press("create-ticket")
    outcome = stage.find("ticket-outcome")
    stage.until(outcome.isVisible)
    assert re.search(r"\d+ was created, but not closed or deleted", outcome.accessibleName())
    assert re.search(r"\d+", outcome.accessibleDescription())
