"""Removing a connection: from ConnectWise, from this computer, from the vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.pages.connections_stage import LINKED, UNREACHABLE, draft, start, store_keys, tab
from tests.ui.stage import (
    NOW,
    VALUES,
    Stage,
    failed_report,
    good_report,
)
from wizard.documents.record_folder import RecordFolder
from wizard.documents.records import record_of
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report
from wizard.domain.secret import Secret
from wizard.storage.log import LogFolder
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.ui.controllers.autosave import SAVE_AFTER_MS
from wizard.ui.pages.connections.connections import ConnectionsPage
from wizard.ui.widgets.action_list import ActionRow


def test_remove_asks_for_confirmation_then_deletes_the_draft(stage: Stage) -> None:
    one, other = draft(), draft(name="Fabrikam", created=NOW - timedelta(days=1))
    start(stage, one, other)
    stage.press(f"remove.{one.id}")
    assert len(stage.drafts.all().drafts) == 2
    stage.press(f"remove-it.{one.id}")
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    stage.until(lambda: one.id not in page.cards)
    assert [kept.id for kept in stage.drafts.all().drafts] == [other.id]


def test_remove_deletes_the_secrets_from_the_vault(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    kept = stage.saved()[0]
    stage.until(lambda: stage.draft.generation == 1)
    kept = stage.saved()[0]
    entry = Entry(kept.id, VaultValue.PRIVATE_KEY, "contoso", kept.generation)
    assert stage.vault.read(entry) is not None
    stage.open(stage.drafts.all())
    stage.press(f"remove.{kept.id}")
    stage.press(f"remove-it.{kept.id}")
    stage.until(lambda: not stage.window.manager.busy and not stage.drafts.all().drafts)
    assert stage.vault.read(entry) is None


def test_remove_offers_a_guide_for_connectwise_that_can_be_declined(stage: Stage) -> None:
    one = draft(member_id="H2RMember")
    start(stage, one)
    # Of many connections few are removed: what guides there is not made before.
    assert stage.window.page.findChild(QWidget, f"remove-guide.{one.id}") is None
    stage.press(f"remove.{one.id}")
    guide = stage.find(f"remove-guide.{one.id}")
    assert guide.isVisible()
    said = "\n".join(label.text() for label in guide.findChildren(QLabel))
    assert "H2RMember" in said
    assert "Inactive" in said
    stage.press(f"keep.{one.id}")
    assert not guide.isVisible()
    assert stage.drafts.all().drafts == (one,)


def test_remove_lists_what_was_deleted_and_leaves_nothing(stage: Stage) -> None:
    one = store_keys(stage, draft())
    records, logs = RecordFolder(stage.folder / "records"), LogFolder(stage.folder / "logs")
    records.write(record_of(one, None, "admin", NOW))
    logs.tested(good_report(), one.id)
    stage.open(stage.drafts.all(), logs=logs)
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: not stage.window.manager.busy and not stage.drafts.all().drafts)
    stage.until(lambda: stage.find("removed").isVisible())
    summary = stage.find("removed").accessibleDescription()
    for name in ("private_key", "client_id", f"{one.id}.json", f"{one.id}.log", ".html"):
        assert name in summary
    left = [path.name for path in stage.folder.rglob("*") if one.id in path.name]
    assert left == []
    entry = Entry(one.id, VaultValue.PRIVATE_KEY, one.company_id, 1)
    assert stage.vault.read(entry) is None


def test_with_a_locked_vault_the_draft_is_kept(stage: Stage) -> None:
    one = replace(draft(), generation=1)
    stage.drafts.save(one)
    locked = Problem(Fault.VAULT_LOCKED, {"what": "it is locked", "advice": "Unlock it."})
    stage.open(stage.drafts.all(), open_vault=lambda: locked)
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: stage.find("removed").isVisible())
    assert "wasn't removed completely" in stage.find("removed").accessibleName()
    assert stage.drafts.all().drafts == (one,)


def test_a_removed_open_connection_is_not_saved_again(stage: Stage) -> None:
    one = draft()
    start(stage, one)
    stage.press(f"continue.{one.id}")
    stage.go(Step.SITE)
    stage.paste("company_id", "fabrikam")
    stage.press("all-connections")
    stage.until(lambda: stage.find(f"more.{one.id}").isVisible())
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: stage.find("removed").isVisible())
    stage.qtbot.wait(2 * SAVE_AFTER_MS)
    assert stage.saved() == []


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED)), ""),
        (good_report(), "still accepts these keys"),
        (failed_report(Check.CONNECT, UNREACHABLE), "couldn't be checked"),
    ],
    ids=["rejected", "valid", "offline"],
)
def test_a_connection_is_removed_once_its_keys_are_rejected(
    stage: Stage, report: Report, said: str
) -> None:
    stage.test.reports = [report]
    one = store_keys(stage, draft(linked=LINKED))
    start(stage, one)
    stage.press(f"remove.{one.id}")
    actions = [row.accessibleName() for row in stage.window.page.findChildren(ActionRow)]
    assert "Hire2Retire" in actions[0]
    assert VALUES[Field.PUBLIC_KEY] in actions[2]
    stage.press(f"check-remove.{one.id}")
    if said:
        stage.until(lambda: said in stage.find(f"rejection.{one.id}").accessibleName())
        assert stage.drafts.all().drafts == (one,)
    else:
        stage.until(lambda: stage.find("removed").isVisible())
        assert "ConnectWise rejects its keys." in stage.find("removed").accessibleName()
        assert stage.drafts.all().drafts == ()
    assert [asked.private_key for asked in stage.test.asked] == [
        Secret(VALUES[Field.PRIVATE_KEY])
    ], "one sign-in, no more"


def test_tab_goes_to_the_removal_guide_next(stage: Stage) -> None:
    one, other = draft(), draft(name="Fabrikam", company_id="fabrikam")
    start(stage, one, other)
    stage.press(f"remove.{one.id}")
    stage.find(f"more.{one.id}").setFocus()
    assert {tab(stage) for _ in range(2)} == {f"keep.{one.id}", f"remove-it.{one.id}"}
    assert tab(stage) in {f"continue.{other.id}", "next"}
