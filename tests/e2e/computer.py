"""A user with a keyring and a home of their own, whose connections are saved with their keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.desktop_session import Session
from tests.e2e.program import Result, h2r_link
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft, new_draft
from wizard.domain.secret import Secret
from wizard.storage.drafts import DraftFolder
from wizard.storage.saved_values import entry_of, host_of
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault


class Computer:
    """A user with a home of their own, whose connections are saved with their keys."""

    def __init__(self, session: Session, home: Path) -> None:
        self.session = session
        self.folder = DraftFolder(home / "data" / "h2r-link" / "connections")
        self.env = {**session.env, "XDG_DATA_HOME": str(home / "data"), "DISPLAY": ""}

    def save(self, name: str, values: dict | None = None, *, kept: bool = True) -> Draft:
        draft = replace(new_draft(datetime.now(UTC)), name=name)
        if values:
            draft = replace(
                draft,
                site=values["site"],
                company_id=values["company_id"],
                public_key=values["public_key"],
                generation=1,
            )
            draft = replace(draft, vault_host=host_of(draft))
            if kept:
                keep_secrets(draft, values)
        self.folder.save(draft)
        return draft

    def check(self, *arguments: str) -> Result:
        return h2r_link("check", *arguments, env=self.env)


def keep_secrets(draft: Draft, values: dict) -> None:
    """Store the secrets of ``draft`` in the vault of the session bus."""
    vault = open_vault()
    assert isinstance(vault, Vault)
    for value, name in (
        (VaultValue.PRIVATE_KEY, "private_key"),
        (VaultValue.CLIENT_ID, "client_id"),
    ):
        vault.store(entry_of(draft, value), BoundSecret(host_of(draft), Secret(values[name])))
