"""Renew keys: tested first, never without working keys, until the old keys are rejected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from tests.ui.pages.connections_stage import HOST, draft, start, store_keys
from tests.ui.stage import NOW, VALUES, Stage, failed_report, good_report, missing_right_report
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.check import Check
from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.report import Report
from wizard.domain.secret import Secret
from wizard.storage.saved_values import SavedValues, entry_of, read_saved
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import MemoryVault
from wizard.ui.controllers.renewal import Stage as Stage_
from wizard.ui.controllers.renewal import put_to_use
from wizard.ui.pages.connections.renew_keys import RenewDialog
from wizard.ui.widgets.action_list import ActionRow
from wizard.ui.widgets.label import Label

NEW_PUBLIC, NEW_PRIVATE = "TestPublicKey002", "TestPrivateKey02"
REFUSED = failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED))
AFTER = {Stage_(stage) for stage in RenewalStage}


def renew(stage: Stage) -> Draft:
    one = store_keys(stage, draft(client_id_state=ClientIdState.HAVE))
    start(stage, one)
    stage.press(f"renew.{one.id}")
    stage.until(lambda: stage.find("public_key").isVisible())
    return one


def paste_new(stage: Stage) -> None:
    stage.paste("public_key", NEW_PUBLIC)
    stage.paste("private_key", NEW_PRIVATE)


def outcome(stage: Stage) -> str:
    banner = stage.find("outcome")
    return f"{banner.accessibleName()} {banner.accessibleDescription()}"


def kept(stage: Stage, one: Draft) -> SavedValues:
    return read_saved(stage.vault, stage.drafts.load(one.id))


def reopen(stage: Stage, one: Draft) -> None:
    """Close the dialog and the window, and come back to the dialog in another one."""
    stage.find("renew", QDialog).reject()
    stage.window.leave()
    stage.until(lambda: not stage.window.manager.busy)
    stage.open(stage.drafts.all())
    assert stage.drafts.load(one.id).renewal is not None
    stage.press(f"renew.{one.id}")
    stage.until(lambda: stage.find("renew", RenewDialog).renewal.stage is not Stage_.READING)


def pass_test(stage: Stage) -> Draft:
    one = renew(stage)
    paste_new(stage)
    stage.press("test-new")
    stage.until(lambda: "are stored" in outcome(stage))
    return one


def confirm(stage: Stage, *names: str) -> None:
    for name in names:
        stage.until(lambda name=name: stage.find(name).isEnabled())
        stage.press(name)


def reached(stage: Stage, one: Draft) -> RenewalStage | None:
    renewal = stage.drafts.load(one.id).renewal
    return renewal.stage if renewal else None


def old_key(stage: Stage, one: Draft) -> BoundSecret | None:
    return stage.vault.read(entry_of(stage.drafts.load(one.id), VaultValue.OLD_PRIVATE_KEY))


def test_verified_new_keys_replace_the_current_keys_and_old_keys_are_confirmed_rejected(
    stage: Stage,
) -> None:
    stage.test.reports = [good_report(), REFUSED]
    one = pass_test(stage)
    now = kept(stage, one)
    assert now.typed.public_key == NEW_PUBLIC
    assert now.typed.private_key == Secret(NEW_PRIVATE)
    assert now.typed.client_id == Secret(VALUES[Field.CLIENT_ID])
    assert stage.drafts.load(one.id).generation == 2
    confirm(stage, "copied", "old-inactive")
    stage.until(lambda: "rejects the old keys" in outcome(stage))
    assert stage.test.asked[-1].private_key == Secret(VALUES[Field.PRIVATE_KEY])
    assert stage.test.asked[-1].public_key == VALUES[Field.PUBLIC_KEY]
    assert not [row for row in stage.find("renew").findChildren(ActionRow) if row.isVisible()]
    assert reached(stage, one) is RenewalStage.VERIFIED
    assert old_key(stage, one) is None, "nothing needs it any more"


@pytest.mark.parametrize("value", [Field.PRIVATE_KEY, Field.PUBLIC_KEY])
@pytest.mark.parametrize("again", [False, True], ids=["at once", "another day"])
def test_the_dialog_copies_the_new_keys(stage: Stage, value: Field, again: bool) -> None:
    one = pass_test(stage)
    if again:
        reopen(stage, one)
    stage.press(f"copy-new.{value.value}")
    new = {Field.PUBLIC_KEY: NEW_PUBLIC, Field.PRIVATE_KEY: NEW_PRIVATE}
    assert QGuiApplication.clipboard().text() == new[value]


_STEPS = ("copied", "old-inactive", "verify-old")


@pytest.mark.parametrize("done", range(4))
def test_a_renewal_resumes_where_it_stopped(stage: Stage, done: int) -> None:
    unclear = failed_report(Check.CONNECT, Problem(Fault.TIMEOUT, {"host": HOST, "seconds": "10"}))
    stage.test.reports = [good_report(), *[unclear] * max(0, done - 1), REFUSED]
    one = pass_test(stage)
    confirm(stage, *_STEPS[:done])
    stage.until(lambda: stage.find("renew", RenewDialog).renewal.stage in AFTER)
    left = stage.find("renew", RenewDialog).renewal.stage
    reopen(stage, one)
    dialog = stage.find("renew", RenewDialog)
    assert dialog.renewal.stage is left
    for name in _STEPS[min(done, 2) :]:
        if dialog.renewal.stage is not Stage_.VERIFIED:
            confirm(stage, name)
            stage.until(lambda: dialog.renewal.stage in AFTER)
    assert reached(stage, one) is RenewalStage.VERIFIED
    assert stage.test.asked[-1].private_key == Secret(VALUES[Field.PRIVATE_KEY])


def test_a_finished_renewal_is_followed_by_a_fresh_one(stage: Stage) -> None:
    stage.test.reports = [good_report(), REFUSED]
    one = pass_test(stage)
    confirm(stage, "copied", "old-inactive")
    stage.until(lambda: "rejects the old keys" in outcome(stage))
    reopen(stage, one)
    assert stage.find("test-new").isVisible()
    assert "Last renewed on 23 Nov 2026" in outcome(stage)


@pytest.mark.parametrize(
    ("report", "words", "left"),
    [
        (good_report(), "still accepts the old keys", RenewalStage.COPIED),
        (missing_right_report(), "still accepts the old keys", RenewalStage.COPIED),
        (
            failed_report(Check.CONNECT, Problem(Fault.TIMEOUT, {"host": HOST, "seconds": "10"})),
            "couldn't be checked",
            RenewalStage.OLD_INACTIVE,
        ),
        # Exit code 1, and yet nothing is known of the keys.
        (
            failed_report(
                Check.COMPANY,
                Problem(Fault.COMPANY_UNKNOWN, {"company_id": "contoso", "host": HOST}),
            ),
            "couldn't be checked",
            RenewalStage.OLD_INACTIVE,
        ),
    ],
    ids=["signs in", "signs in with a right missing", "timeout", "company unknown"],
)
def test_old_keys_count_as_rejected_only_after_connectwise_refuses_them(
    stage: Stage, report: Report, words: str, left: RenewalStage
) -> None:
    stage.test.reports = [good_report(), report]
    one = pass_test(stage)
    confirm(stage, "copied", "old-inactive")
    stage.until(lambda: words in outcome(stage))
    assert reached(stage, one) is left
    assert old_key(stage, one) == BoundSecret(HOST, Secret(VALUES[Field.PRIVATE_KEY]))


def test_a_renewal_whose_old_keys_are_lost_can_be_finished(stage: Stage) -> None:
    one = pass_test(stage)
    confirm(stage, "copied")
    stage.until(lambda: reached(stage, one) is RenewalStage.COPIED)
    stage.vault.forget(entry_of(stage.drafts.load(one.id), VaultValue.OLD_PRIVATE_KEY))
    asked = len(stage.test.asked)
    reopen(stage, one)
    confirm(stage, "old-inactive")
    stage.until(lambda: "no longer stored" in outcome(stage))
    assert len(stage.test.asked) == asked
    stage.press("finish-unchecked")
    stage.until(lambda: "Not checked" in outcome(stage))
    assert reached(stage, one) is None


def test_failed_new_keys_leave_the_current_keys_in_use(stage: Stage) -> None:
    stage.test.reports = [REFUSED]
    one = renew(stage)
    paste_new(stage)
    stage.press("test-new")
    stage.until(lambda: "stay in use" in outcome(stage) and "didn't pass" in outcome(stage))
    assert stage.find("public_key").hasFocus()
    assert kept(stage, one).typed.private_key == Secret(VALUES[Field.PRIVATE_KEY])
    assert stage.drafts.load(one.id).generation == 1


def test_the_reason_is_shown_beside_the_disabled_button(stage: Stage) -> None:
    renew(stage)
    test = stage.find("test-new")
    assert not test.isEnabled()
    assert test.accessibleDescription() == "Paste both new keys first."
    shown = [label.text() for label in stage.find("renew").findChildren(Label) if label.isVisible()]
    assert test.accessibleDescription() in shown
    paste_new(stage)
    assert test.isEnabled()
    assert test.accessibleDescription() == ""


def test_the_current_keys_are_not_accepted_as_new_keys(stage: Stage) -> None:
    renew(stage)
    stage.paste("public_key", VALUES[Field.PUBLIC_KEY])
    stage.paste("private_key", VALUES[Field.PRIVATE_KEY])
    stage.press("test-new")
    assert "current keys" in outcome(stage)
    assert stage.test.asked == []


def test_closing_discards_typed_keys_only_on_the_second_click(stage: Stage) -> None:
    renew(stage)
    paste_new(stage)
    dialog = stage.find("renew", QDialog)
    dialog.reject()
    assert dialog.isVisible()
    assert "aren't in use yet" in outcome(stage)
    dialog.reject()
    assert not dialog.isVisible()


class Killed(BaseException):
    """The process ends here."""


class Mortal(MemoryVault):
    """A vault whose program ends before its n-th change."""

    left = 1_000

    def __init__(self) -> None:
        super().__init__()
        box = self._box
        put, drop = box.put, box.delete
        box.put = lambda *a: (self._step(), put(*a))[1]  # type: ignore[method-assign]
        box.delete = lambda *a: (self._step(), drop(*a))[1]  # type: ignore[method-assign]

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


@pytest.mark.parametrize("steps", range(24))
def test_a_kill_at_any_moment_leaves_a_complete_key_pair(stage: Stage, steps: int) -> None:
    vault = Mortal()
    one = replace(draft(), public_key=VALUES[Field.PUBLIC_KEY], generation=1, vault_host=HOST)
    for value in (Field.PRIVATE_KEY, Field.CLIENT_ID):
        entry = Entry(one.id, VaultValue(value.value), one.company_id, 1)
        vault.store(entry, BoundSecret(HOST, Secret(VALUES[value])))
    stage.drafts.save(one)
    old = read_saved(vault, one)
    typed = replace(old.typed, public_key=NEW_PUBLIC, private_key=Secret(NEW_PRIVATE))
    vault.left = steps
    try:
        put_to_use(vault, stage.drafts, one, new=SavedValues(typed, old.proxy), old=old, now=NOW)
        ended = True
    except Killed:
        ended = False
    vault.left = 1_000
    after = read_saved(vault, stage.drafts.load(one.id))
    assert after.typed in (old.typed, typed)
    assert not ended or after.typed == typed
    now = stage.drafts.load(one.id)
    if after.typed == typed:
        left = vault.read_for(entry_of(now, VaultValue.OLD_PRIVATE_KEY), HOST)
        assert left == old.typed.private_key, "they are still to be checked"
        assert now.renewal == KeyRenewal(RenewalStage.TESTED, NOW, old.typed.public_key)
    again = put_to_use(vault, stage.drafts, now, new=SavedValues(typed), old=after, now=NOW)
    assert read_saved(vault, again).typed == typed
