"""Replaces the keys of a connection so that its draft always names a complete pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft
from wizard.storage.saved_values import SavedValues, entry_of, host_of
from wizard.storage.vault.entry import MOST_GENERATIONS, VaultValue
from wizard.storage.vault.vault import Vault


class DraftSaver(Protocol):
    """Where a draft is saved."""

    def save(self, draft: Draft) -> None:
        """Save a draft; may raise `StorageError`."""


def replace_keys(
    vault: Vault,
    drafts: DraftSaver,
    draft: Draft,
    new: SavedValues,
    others: Mapping[VaultValue, BoundSecret] = MappingProxyType({}),
) -> Draft:
    """Store ``new``, save the draft that names it, promote it, and return the draft.

    If interrupted at any moment, the draft names a complete pair. ``others`` are stored with it.

    Raises:
        VaultError: the vault did not store or promote it.
        StorageError: the draft could not be saved; the current keys stay in use.
    """
    generation = max(1, draft.generation) % MOST_GENERATIONS + 1
    typed, proxy, host = new.typed, new.proxy, host_of(draft)
    stored = {
        VaultValue.PRIVATE_KEY: BoundSecret(host, typed.private_key),
        VaultValue.CLIENT_ID: BoundSecret(host, typed.client_id),
        VaultValue.PROXY_PASSWORD: BoundSecret(proxy.address, proxy.password),
        **others,
    }
    entries = {
        entry_of(draft, value, generation): secret
        for value, secret in stored.items()
        if secret.secret.reveal()
    }
    for entry in entries:
        vault.promote(entry_of(draft, entry.value))
    for entry, secret in entries.items():
        vault.store(entry, secret)
    renewed = replace(draft, public_key=typed.public_key, generation=generation, vault_host=host)
    drafts.save(renewed)
    for entry in entries:
        vault.promote(entry)
    return renewed
