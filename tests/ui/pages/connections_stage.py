"""Drafts for the tests of the list of connections, and what the list shows of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.ui.stage import (
    NOW,
    SITE,
    VALUES,
    Stage,
)
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft, Linked, new_draft
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry, VaultValue

HOST = "na.myconnectwise.net"
COPIED = KeyRenewal(RenewalStage.COPIED, NOW, VALUES[Field.PUBLIC_KEY])
UNREACHABLE = Problem(Fault.TIMEOUT, {"host": HOST, "seconds": "10"})


def draft(**fields: object) -> Draft:
    made = replace(new_draft(NOW), name="Contoso MSP", site=SITE, company_id="contoso")
    return replace(made, **fields)  # type: ignore[arg-type]


def shown(stage: Stage) -> str:
    texts = (label.text() for label in stage.window.page.findChildren(QLabel))
    return "\n".join(texts).replace("\u00a0", " ")


def start(stage: Stage, *drafts: Draft) -> None:
    for one in drafts:
        stage.drafts.save(one)
    stage.open(stage.drafts.all())


def store_keys(stage: Stage, one: Draft) -> Draft:
    """Keep the secrets of ``one`` as the window would; return the draft that names them."""
    kept = replace(one, public_key=VALUES[Field.PUBLIC_KEY], generation=1, vault_host=HOST)
    for value in (Field.PRIVATE_KEY, Field.CLIENT_ID):
        entry = Entry(kept.id, VaultValue(value.value), kept.company_id, 1)
        stage.vault.store(entry, BoundSecret(HOST, Secret(VALUES[value])))
    stage.drafts.save(kept)
    return kept


LINKED = Linked(NOW, proven=True)


def tab(stage: Stage, key: Qt.Key = Qt.Key.Key_Tab) -> str:
    """Press the key; return where the focus is then."""
    stage.qtbot.keyClick(stage.window.focusWidget(), key)
    return stage.window.focusWidget().objectName()
