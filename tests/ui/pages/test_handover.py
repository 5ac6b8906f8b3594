"""Step 8: what is copied, in which form, and what *Mark as linked* writes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.ui.stage import (
    NOW,
    SITE,
    VALUES,
    Stage,
    failed_report,
    good_report,
    missing_right_report,
)
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report
from wizard.domain.ticket import LastTicket, LeftoverTicket, TicketOutcome
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.ui.widgets.disclosure import DisclosureButton

FORM_ORDER = ["site", "company_id", "private_key", "public_key", "client_id"]


def arrive(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    stage.go(Step.HANDOVER)


def copied(stage: Stage, value: str) -> str:
    stage.press(f"copy.{value}")
    return QGuiApplication.clipboard().text()


def test_each_value_is_copied_as_hire2retire_expects_it(stage: Stage) -> None:
    arrive(stage)
    expected = {**VALUES, Field.SITE: f"{SITE}/v2025_1"}
    assert {value: copied(stage, value) for value in FORM_ORDER} == expected


def test_the_buttons_are_in_the_order_of_the_form(stage: Stage) -> None:
    arrive(stage)
    buttons = [stage.find(f"copy.{value}") for value in FORM_ORDER]
    tops = [button.mapTo(stage.window, QPoint(0, 0)).y() for button in buttons]
    assert tops == sorted(tops)
    assert len(set(tops)) == 5


def test_the_address_without_release_is_one_click_away(stage: Stage) -> None:
    arrive(stage)
    stage.press("address-form")
    assert copied(stage, "site") == SITE
    stage.press("address-form")
    assert copied(stage, "site") == f"{SITE}/v2025_1"


def test_secrets_are_marked_on_the_clipboard(stage: Stage) -> None:
    arrive(stage)
    copied(stage, "private_key")
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasFormat("x-kde-passwordManagerHint")
    copied(stage, "company_id")
    assert not QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")


def test_secrets_are_not_shown_on_the_page(stage: Stage) -> None:
    arrive(stage)
    shown = "\n".join(label.text() for label in stage.window.page.findChildren(QLabel))
    assert VALUES[Field.PRIVATE_KEY] not in shown
    assert VALUES[Field.CLIENT_ID] not in shown


def test_a_value_that_is_missing_cannot_be_copied(stage: Stage) -> None:
    stage.open()
    stage.go(Step.HANDOVER)
    assert not any(stage.find(f"copy.{value.value}").isEnabled() for value in VALUES)


def test_mark_as_linked_waits_for_the_check_box_and_says_so(stage: Stage) -> None:
    arrive(stage)
    button = stage.find("next")
    assert not button.isEnabled()
    assert stage.reason == "Select “Hire2Retire says linked” first."
    stage.press("says-linked")
    assert button.isEnabled()


def test_mark_as_linked_writes_the_record_and_stores_the_link(stage: Stage) -> None:
    arrive(stage)
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: stage.draft.linked is not None)
    assert stage.draft.linked.at == NOW  # type: ignore[union-attr]
    assert stage.draft.linked.proven  # type: ignore[union-attr]
    record = json.loads(next(stage.folder.joinpath("records").glob("*.json")).read_text())
    assert record["who"] == "admin"
    assert record["proven"] is True
    assert record["company_id"] == "contoso"
    assert len(record["checks"]) == 9
    everything = b"".join(p.read_bytes() for p in stage.folder.rglob("*") if p.is_file())
    for value in (Field.PRIVATE_KEY, Field.CLIENT_ID):
        assert VALUES[value].encode() not in everything
    assert stage.find("next").text() == "&All connections"
    assert stage.saved()[0].linked == stage.draft.linked


def test_an_unverified_link_is_stored_as_such(stage: Stage) -> None:
    stage.test.reports = [missing_right_report()]
    arrive(stage)
    stage.press("says-linked")
    assert stage.reason == "Not verified by a test."
    stage.press("next")
    stage.until(lambda: stage.draft.linked is not None)
    assert not stage.draft.linked.proven  # type: ignore[union-attr]


def test_a_record_that_cannot_be_written_prevents_linking(stage: Stage) -> None:
    arrive(stage)
    stage.folder.joinpath("records").write_text("a file where the folder belongs")
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: not stage.window.manager.busy)
    assert stage.draft.linked is None
    assert stage.find("next").isEnabled(), "it can be tried again"


def test_enter_links_the_account(stage: Stage) -> None:
    arrive(stage)
    stage.press("says-linked")
    stage.window.page.setFocus()
    QTest.keyClick(stage.window.page.heading, Qt.Key.Key_Return)
    stage.until(lambda: stage.draft.linked is not None)


def reopened(stage: Stage, **services: object) -> None:
    """Come back to step 8 in another window."""
    kept = stage.saved()[0]
    stage.window.leave()
    stage.until(lambda: not stage.window.manager.busy)
    stage.open(stage.drafts.all(), **services)
    stage.press(f"continue.{kept.id}")
    stage.go(Step.HANDOVER)


def link(stage: Stage) -> None:
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: stage.draft.linked is not None)


def test_after_a_restart_the_release_is_looked_up_before_it_is_copied(stage: Stage) -> None:
    arrive(stage)
    stage.lookup.hold_at = Check.NAME
    asked = len(stage.lookup.asked)
    reopened(stage)
    stage.until(lambda: len(stage.lookup.asked) == asked + 1)
    copy = stage.find("copy.site")
    assert not copy.isEnabled()
    assert "Looking up the current release …" in shown(stage)
    stage.lookup.held.set()
    stage.until(copy.isEnabled)
    assert copied(stage, "site") == f"{SITE}/v2025_1"
    assert not stage.lookup.asked[-1].private_key, "a lookup needs no key"


def test_a_release_that_cannot_be_looked_up_is_not_guessed(stage: Stage) -> None:
    unreachable = Problem(Fault.TIMEOUT, {"host": "na.myconnectwise.net", "seconds": "10"})
    arrive(stage)
    good = stage.lookup.reports
    failed = failed_report(Check.CONNECT, unreachable)
    stage.lookup.reports = [replace(failed, site=replace(failed.site, release=""))]
    reopened(stage)
    stage.until(lambda: stage.find("look-up-again").isVisible())
    assert "couldn't be looked up" in shown(stage)
    assert copied(stage, "site") == SITE
    stage.lookup.reports = good
    stage.press("look-up-again")
    stage.until(lambda: stage.connection.lookup.report is not None)
    assert not stage.find("look-up-again").isVisible()
    assert copied(stage, "site") == f"{SITE}/v2025_1"


@pytest.mark.parametrize(
    ("reports", "edit", "detail"),
    [
        ([missing_right_report()], "", "needs All"),
        ([good_report()], "other", "Something has changed since the last test."),
    ],
    ids=["failed", "out of date"],
)
def test_an_unverified_link_is_announced_at_the_top(
    stage: Stage, reports: list[Report], edit: str, detail: str
) -> None:
    stage.test.reports = reports
    arrive(stage)
    if edit:
        stage.go(Step.LINK)
        stage.test.hold_at = Check.VALUES
        stage.type("company_id", edit)
        stage.go(Step.HANDOVER)
    banner = stage.find("unverified")
    assert banner.isVisible()
    assert banner.accessibleName() == "This link isn't verified."
    assert detail in banner.accessibleDescription()
    first = stage.find(f"copy.{FORM_ORDER[0]}")
    assert banner.mapTo(stage.window, QPoint(0, 0)).y() < first.mapTo(stage.window, QPoint()).y()
    stage.press("test-first")
    assert stage.draft.step is Step.LINK


def test_a_verified_link_shows_no_warning(stage: Stage) -> None:
    arrive(stage)
    assert not stage.find("unverified").isVisible()


def test_the_page_ends_with_the_next_steps(stage: Stage) -> None:
    arrive(stage)
    assert not stage.find("show-record").isVisible()
    link(stage)
    for name in ("show-record", "record-pdf", "every-month", "configure-workflow"):
        assert stage.find(name).isVisible(), name
    assert stage.window.focusWidget().objectName() == "configure-workflow"
    stage.press("configure-workflow")
    assert "Help Desk" in shown(stage)
    assert isinstance(stage.window.focusWidget(), DisclosureButton)
    stage.press("next")
    stage.until(lambda: stage.window.page.objectName() == "page.connections")


@pytest.mark.parametrize("later", [False, True], ids=["at once", "after a restart"])
def test_the_record_can_be_shown(stage: Stage, later: bool) -> None:
    arrive(stage)
    link(stage)
    if later:
        reopened(stage)
    stage.press("show-record")
    (page,) = (stage.folder / "records").glob("*.html")
    assert stage.opened == [QUrl.fromLocalFile(str(page)).toString()]


@pytest.mark.parametrize(
    ("remains", "dismissed", "fate"),
    [
        (TicketOutcome.NOTHING, False, "Ticket 4711 was created, read, and deleted."),
        (TicketOutcome.CLOSED, False, "Ticket 4711 was created, read, and closed."),
        (TicketOutcome.OPEN, False, "Ticket 4711 was created and is still open: “Test 1”."),
        (
            TicketOutcome.OPEN,
            True,
            "Ticket 4711 was created. You marked it as closed or deleted: “Test 1”.",
        ),
        (
            TicketOutcome.UNCERTAIN,
            True,
            "A ticket may have been created. You marked it as closed or deleted: “Test 1”.",
        ),
    ],
)
def test_the_record_contains_the_outcome_of_the_test_ticket(
    stage: Stage, remains: TicketOutcome, dismissed: bool, fate: str
) -> None:
    stage.left_tickets = LeftoverTicketFile(stage.folder / "left.json")
    if not dismissed:
        stage.left_tickets.save([LeftoverTicket("Test 1", 4711)])
    arrive(stage)
    session = stage.connection.session
    session.update_draft(ticket=LastTicket(4711, remains, NOW, "Test 1"))
    link(stage)
    record = json.loads(next(stage.folder.joinpath("records").glob("*.json")).read_text())
    assert record["ticket"] == fate
    assert fate in next(stage.folder.joinpath("records").glob("*.html")).read_text("utf-8")


def test_hire2retire_is_opened_if_its_address_is_known_otherwise_explained(stage: Stage) -> None:
    arrive(stage)
    stage.press("how-to-open")
    assert "sign in as usual" in shown(stage)
    stage.window.leave()
    stage.until(lambda: not stage.window.manager.busy)
    stage.open(stage.drafts.all(), links={"hire2retire": "https://hire2retire.example"})
    stage.press(f"continue.{stage.drafts.all().drafts[0].id}")
    stage.go(Step.HANDOVER)
    stage.press("open-hire2retire")
    assert stage.opened == ["https://hire2retire.example"]


def shown(stage: Stage) -> str:
    labels = stage.window.page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible() or label.text())
