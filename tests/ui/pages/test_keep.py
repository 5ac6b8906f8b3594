"""Files to keep: the record, reminders, the support file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from tests.ui.pdf_text import pages_of
from tests.ui.stage import VALUES, Stage
from wizard.domain.draft import ClientIdState
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import VaultError
from wizard.ui.dialogs.support import SupportDialog
from wizard.ui.widgets.fields import Message

LOCKED = {"what": "the keyring is locked", "advice": "Unlock it."}


def linked(stage: Stage, folder: Path) -> None:
    stage.open(choose_file=lambda _parent, name, _ending: str(folder / name))
    stage.type_all()
    stage.tested()
    stage.go(Step.HANDOVER)
    assert not stage.find("record-pdf").isVisible()
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: stage.draft.linked is not None)


def entries(stage: Stage) -> list[Entry]:
    """The entries of the vault, once they are stored."""
    stage.until(lambda: stage.find("remove-keys").isVisible())
    one = stage.draft
    keys = (VaultValue.PRIVATE_KEY, VaultValue.CLIENT_ID)
    return [Entry(one.id, value, one.company_id, one.generation) for value in keys]


def said_of_keys(stage: Stage) -> str:
    banner = stage.find("keys-removed")
    return f"{banner.accessibleName()} {banner.accessibleDescription()}"


def test_the_record_is_saved_as_pdf_and_html(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path)
    stage.press("record-pdf")
    stage.press("record-html")
    assert (tmp_path / "hire2retire-record.pdf").read_bytes().startswith(b"%PDF-")
    html = (tmp_path / "hire2retire-record.html").read_text(encoding="utf-8")
    assert "contoso" in html
    assert VALUES[Field.PRIVATE_KEY] not in html
    assert "hire2retire-record.html" in stage.find("saved-file", Message).text()


def test_the_permissions_are_saved_as_pdf_for_the_role_administrator(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(choose_file=lambda _parent, name, _ending: str(tmp_path / name))
    stage.go(Step.ROLE)
    stage.press("rights-pdf")
    (shown,) = pages_of((tmp_path / "hire2retire-rights.pdf").read_bytes())
    only = " ".join(shown.split())
    assert "Permissions of the security role Hire2Retire API" in only
    assert "Service Desk › Service Tickets All All None All" in only
    assert "Service / Source" in only
    assert "Close Service Tickets" not in only, "the scope does not ask for it"


def test_a_reopened_connection_saves_the_record_of_its_link_date(
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


def test_a_yearly_reminder_counts_from_the_first_use_of_the_keys(
    stage: Stage, tmp_path: Path
) -> None:
    linked(stage, tmp_path)
    stage.press("every-year")
    text = (tmp_path / "hire2retire-keys.ics").read_text(encoding="utf-8")
    assert "RRULE:FREQ=YEARLY" in text
    assert "20271123" in text


def test_an_unwritable_folder_is_reported(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path / "missing")
    stage.press("every-month")
    assert "wasn't saved" in stage.find("saved-file", Message).text()


def test_waiting_for_the_client_id_offers_a_reminder(stage: Stage, tmp_path: Path) -> None:
    stage.open(choose_file=lambda _parent, name, _ending: str(tmp_path / name))
    stage.go(Step.CLIENT_ID)
    assert not stage.find("remind-me").isVisible()
    stage.press_choice("Requested")
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
    assert "h2r-link support file" in dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.reject()


def test_the_keys_are_removed_after_a_second_press_and_listed(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path)
    kept = entries(stage)
    assert all(stage.vault.read(entry) for entry in kept)
    stage.press("remove-keys")
    assert all(stage.vault.read(entry) for entry in kept)
    stage.press("remove-keys-now")
    stage.until(lambda: "were removed" in said_of_keys(stage))
    assert not any(stage.vault.read(entry) for entry in kept)
    assert all(entry.service in said_of_keys(stage) for entry in kept)
    assert not stage.find("remove-keys").isVisible()
    assert stage.draft.linked
    assert stage.draft.last_test
    (saved,) = stage.saved()
    assert saved.generation == 0
    assert not saved.remember_keys
    stage.go(Step.LINK)
    assert stage.find("private_key", QLineEdit).text() == ""
    assert stage.find("client_id", QLineEdit).text() == ""


def test_keys_in_a_locked_vault_stay_in_use(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path)
    kept = entries(stage)
    forget, problem = stage.vault.forget, Problem(Fault.VAULT_LOCKED, LOCKED)

    def refuse(_: Entry) -> tuple[str, ...]:
        raise VaultError(problem)

    stage.vault.forget = refuse  # type: ignore[method-assign]
    stage.press("remove-keys")
    stage.press("remove-keys-now")
    stage.until(lambda: problem.message in said_of_keys(stage))
    assert all(stage.vault.read(entry) for entry in kept)
    assert stage.draft.remember_keys
    stage.vault.forget = forget  # type: ignore[method-assign]
    stage.press("remove-keys-now")
    stage.until(lambda: "were removed" in said_of_keys(stage))
    assert not any(stage.vault.read(entry) for entry in kept)


def test_a_second_press_on_remove_changes_its_mind(stage: Stage, tmp_path: Path) -> None:
    linked(stage, tmp_path)
    entries(stage)
    stage.press("remove-keys")
    assert stage.find("keys-removed").isVisible()
    stage.press("remove-keys")
    assert not stage.find("keys-removed").isVisible()
