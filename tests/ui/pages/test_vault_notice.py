"""The notice of a locked vault, and the button that unlocks it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.pages.connections_stage import draft, store_keys
from tests.ui.stage import (
    VALUES,
    Stage,
)
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import ClientIdState
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.storage.vault.entry import Entry
from wizard.storage.vault.vault import VaultError
from wizard.ui.widgets.banner import Banner


@pytest.mark.parametrize("step", [Step.KEYS, Step.LINK, Step.HANDOVER])
@pytest.mark.parametrize("at", ["the start", "reading"])
def test_a_locked_vault_is_explained_and_can_be_unlocked_where_keys_are_missing(
    stage: Stage, step: Step, at: str
) -> None:
    one = store_keys(stage, draft(client_id_state=ClientIdState.HAVE))
    locked = Problem(
        Fault.VAULT_LOCKED, {"what": "GNOME Keyring is locked", "advice": "Unlock it."}
    )
    is_locked, read = [True], stage.vault.read

    def open_vault() -> object:
        return locked if at == "the start" and is_locked[0] else stage.vault

    def refuse(entry: Entry) -> BoundSecret | None:
        if is_locked[0]:
            raise VaultError(locked)
        return read(entry)

    stage.vault.read = refuse  # type: ignore[method-assign]
    stage.open(stage.drafts.all(), open_vault=open_vault)
    stage.press(f"continue.{one.id}")
    stage.go(step)
    notice = stage.find("vault-notice", Banner)
    stage.until(notice.isVisible)
    assert notice.accessibleName() == locked.message
    assert notice.action.text() == "Un&lock"
    is_locked[0] = False
    stage.qtbot.mouseClick(notice.action, Qt.MouseButton.LeftButton)
    stage.until(lambda: not notice.isVisible())
    session = stage.connection.session
    stage.until(lambda: session.text(Field.PRIVATE_KEY) == VALUES[Field.PRIVATE_KEY])
