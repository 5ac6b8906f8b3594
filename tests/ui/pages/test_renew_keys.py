"""Renew keys: tested first, never a moment without a working pair, the old one proven refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QDialog

from tests.ui.pages.test_connections import HOST, draft, start, store_keys
from tests.ui.stage import VALUES, Stage, failed_report, good_report
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Check
from wizard.domain.secret import Secret
from wizard.storage.saved_values import SavedValues, read_saved
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import MemoryVault
from wizard.ui.controllers.renewal import put_to_use
from wizard.ui.widgets.action_list import ActionRow
from wizard.ui.widgets.label import Label

NEW_PUBLIC, NEW_PRIVATE = "TestPublicKey002", "TestPrivateKey02"
REFUSED = failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED))


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


def test_a_pair_that_passes_takes_the_place_and_the_old_one_is_proven_refused(
    stage: Stage,
) -> None:
    stage.test.reports = [good_report(), REFUSED]
    one = renew(stage)
    paste_new(stage)
    stage.press("test-new")
    stage.until(lambda: "is stored" in outcome(stage))
    now = kept(stage, one)
    assert now.typed.public_key == NEW_PUBLIC
    assert now.typed.private_key == Secret(NEW_PRIVATE)
    assert now.typed.client_id == Secret(VALUES[Field.CLIENT_ID])
    assert stage.drafts.load(one.id).generation == 2
    stage.press("prove-old")
    stage.until(lambda: "is refused" in outcome(stage))
    assert stage.test.asked[-1].private_key == Secret(VALUES[Field.PRIVATE_KEY])
    assert stage.test.asked[-1].public_key == VALUES[Field.PUBLIC_KEY]
    assert not [row for row in stage.find("renew").findChildren(ActionRow) if row.isVisible()]


def test_an_old_pair_that_still_signs_in_is_said(stage: Stage) -> None:
    renew(stage)
    paste_new(stage)
    stage.press("test-new")
    stage.until(lambda: "is stored" in outcome(stage))
    stage.press("prove-old")
    stage.until(lambda: "still signs in" in outcome(stage))


def test_a_pair_that_fails_leaves_the_old_one_in_use(stage: Stage) -> None:
    stage.test.reports = [REFUSED]
    one = renew(stage)
    paste_new(stage)
    stage.press("test-new")
    stage.until(lambda: "stays in use" in outcome(stage) and "not passed" in outcome(stage))
    assert kept(stage, one).typed.private_key == Secret(VALUES[Field.PRIVATE_KEY])
    assert stage.drafts.load(one.id).generation == 1


def test_the_reason_stands_beside_the_button_that_waits(stage: Stage) -> None:
    renew(stage)
    test = stage.find("test-new")
    assert not test.isEnabled()
    assert test.accessibleDescription() == "Paste both keys of the new pair first."
    shown = [label.text() for label in stage.find("renew").findChildren(Label) if label.isVisible()]
    assert test.accessibleDescription() in shown
    paste_new(stage)
    assert test.isEnabled()
    assert test.accessibleDescription() == ""


def test_the_pair_in_use_is_no_new_one(stage: Stage) -> None:
    renew(stage)
    stage.paste("public_key", VALUES[Field.PUBLIC_KEY])
    stage.paste("private_key", VALUES[Field.PRIVATE_KEY])
    stage.press("test-new")
    assert "pair in use" in outcome(stage)
    assert stage.test.asked == []


def test_closing_drops_a_typed_pair_only_at_the_second_press(stage: Stage) -> None:
    renew(stage)
    paste_new(stage)
    dialog = stage.find("renew", QDialog)
    dialog.reject()
    assert dialog.isVisible()
    assert "not in use yet" in outcome(stage)
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


@pytest.mark.parametrize("steps", range(14))
def test_a_kill_at_any_moment_leaves_a_whole_pair(stage: Stage, steps: int) -> None:
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
        put_to_use(vault, stage.drafts, one, SavedValues(typed, old.proxy))
        ended = True
    except Killed:
        ended = False
    vault.left = 1_000
    after = read_saved(vault, stage.drafts.load(one.id))
    assert after.typed in (old.typed, typed)
    assert not ended or after.typed == typed
    again = put_to_use(vault, stage.drafts, stage.drafts.load(one.id), SavedValues(typed))
    assert read_saved(vault, again).typed == typed
