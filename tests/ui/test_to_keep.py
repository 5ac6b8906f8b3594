"""Files to keep: the record, reminders, the support file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tests.ui.stage import VALUES, Stage
from wizard.domain.draft import ClientIdState
from wizard.domain.faults import Blame, Step
from wizard.ui.support_dialog import SupportDialog
from wizard.ui.widgets.fields import Message


def linked(stage: Stage, folder: Path) -> None:
    stage.open(choose_file=lambda _parent, name, _ending: str(folder / name))
    stage.type_all()
    stage.tested()
    stage.go(Step.HANDOVER)
    assert not stage.find("record-pdf").isVisible()
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: stage.draft.linked is not None)


def test_the_record_is_saved_as_pdf_and_html(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path)
    stage.press("record-pdf")
    stage.press("record-html")
    assert (tmp_path / "hire2retire-record.pdf").read_bytes().startswith(b"%PDF-")
    html = (tmp_path / "hire2retire-record.html").read_text(encoding="utf-8")
    assert "contoso" in html
    assert VALUES[Blame.PRIVATE_KEY] not in html
    assert "hire2retire-record.html" in stage.find("saved-file", Message).text()


def test_a_connection_opened_again_saves_the_record_of_its_day(
    stage: Stage, tmp_path: Path
) -> None:
    linked(stage, tmp_path)
    kept = stage.saved()
    written = next((stage.folder / "records").glob("*.html")).read_bytes()
    stage.open(stage.drafts.all(), choose_file=lambda _parent, name, _ending: str(tmp_path / name))
    stage.press(f"continue.{kept[0].id}")
    stage.go(Step.HANDOVER)
    stage.press("record-html")
    assert (tmp_path / "hire2retire-record.html").read_bytes() == written


def test_a_monthly_reminder_is_a_calendar_file(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path)
    stage.press("every-month")
    text = (tmp_path / "hire2retire-test.ics").read_text(encoding="utf-8")
    assert "RRULE:FREQ=MONTHLY" in text
    assert "20261223" in text


def test_a_folder_that_cannot_be_written_to_is_said(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path / "missing")
    stage.press("every-month")
    assert "not saved" in stage.find("saved-file", Message).text()


def test_waiting_for_the_client_id_offers_a_reminder(stage: Stage, tmp_path: Path) -> None:
    stage.open(choose_file=lambda _parent, name, _ending: str(tmp_path / name))
    stage.go(Step.CLIENT_ID)
    assert not stage.find("remind-me").isVisible()
    stage.press_choice("Asked")
    assert stage.draft.client_id_state is ClientIdState.ASKED
    assert stage.draft.asked_on == date(2026, 11, 23)
    stage.press("remind-me")
    assert "20261125" in (tmp_path / "hire2retire-client-id.ics").read_text(encoding="utf-8")


def test_the_help_leads_to_the_support_file(stage: Stage) -> None:
    window = stage.open()
    stage.press("help")
    stage.press("support-file")
    dialog = window.findChild(QWidget, "support")
    assert isinstance(dialog, SupportDialog)
    assert dialog.isVisible()
    assert "Support file of h2r-link" in dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.reject()
