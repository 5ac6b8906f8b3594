"""Step 8: what is copied, in which form, and what *Link account* writes."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.ui.stage import NOW, SITE, VALUES, Stage, missing_right_report
from wizard.domain.faults.fault import Field, Step

FORM_ORDER = ["site", "company_id", "private_key", "public_key", "client_id"]


def arrive(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    stage.go(Step.HANDOVER)


def copied(stage: Stage, value: str) -> str:
    stage.press(f"copy.{value}")
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("value", FORM_ORDER)
def test_each_value_is_copied_as_the_form_takes_it(stage: Stage, value: str) -> None:
    arrive(stage)
    expected = VALUES[Field(value)] if value != "site" else f"{SITE}/v2025_1"
    assert copied(stage, value) == expected


def test_the_buttons_stand_in_the_order_of_the_form(stage: Stage) -> None:
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
    from PySide6.QtWidgets import QLabel

    arrive(stage)
    shown = "\n".join(label.text() for label in stage.window.page.findChildren(QLabel))
    assert VALUES[Field.PRIVATE_KEY] not in shown
    assert VALUES[Field.CLIENT_ID] not in shown


def test_a_value_that_is_missing_is_not_copied(stage: Stage) -> None:
    stage.open()
    stage.go(Step.HANDOVER)
    QGuiApplication.clipboard().setText("before")
    assert copied(stage, "private_key") == "before"


def test_link_account_waits_for_the_tick_and_says_so(stage: Stage) -> None:
    arrive(stage)
    button = stage.find("next")
    assert not button.isEnabled()
    assert stage.reason == "Tick “Hire2Retire says linked” first."
    stage.press("says-linked")
    assert button.isEnabled()


def test_link_account_writes_the_record_and_notes_the_link(stage: Stage) -> None:
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
    assert not stage.find("next").isEnabled()
    assert stage.saved()[0].linked == stage.draft.linked


def test_an_unproven_link_is_marked(stage: Stage) -> None:
    stage.test.reports = [missing_right_report()]
    arrive(stage)
    stage.press("says-linked")
    assert stage.reason == "Not proven by a test."
    stage.press("next")
    stage.until(lambda: stage.draft.linked is not None)
    assert not stage.draft.linked.proven  # type: ignore[union-attr]


def test_a_record_that_cannot_be_written_links_nothing(stage: Stage) -> None:
    arrive(stage)
    stage.folder.joinpath("records").write_text("a file where the folder belongs")
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: not stage.window.bench.busy)
    assert stage.draft.linked is None
    assert stage.find("next").isEnabled(), "it can be tried again"


def test_enter_links_the_account(stage: Stage) -> None:
    arrive(stage)
    stage.press("says-linked")
    stage.window.page.setFocus()
    QTest.keyClick(stage.window.page.heading, Qt.Key.Key_Return)
    stage.until(lambda: stage.draft.linked is not None)
