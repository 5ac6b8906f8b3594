"""Deletes all data of a user: vault entries first, then files."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.ticket import LeftoverTicket
from wizard.storage.capsules import answer_entry
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import storage_error
from wizard.storage.folders import UserDirs
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.storage.saved_values import entry_of
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import Vault, delete_all


@dataclass(frozen=True, slots=True)
class KeptData:
    """Data to delete; ``damaged`` are ids of connections whose entries are unknown."""

    connections: tuple[str, ...]
    damaged: tuple[str, ...]
    vault_entries: tuple[Entry, ...]
    left_tickets: tuple[LeftoverTicket, ...]
    places: tuple[Path, ...]

    @classmethod
    def of_user(cls, folders: UserDirs) -> KeptData:
        """Collect the data; changes nothing except that damaged drafts are quarantined."""
        folder = DraftFolder(folders.connections)
        drafts = folder.all().drafts
        places = (
            *(folders.connections, folders.records, folders.history, folders.settings),
            *(folders.left_tickets, folders.logs),
        )
        return cls(
            tuple(draft.title for draft in drafts),
            tuple(folder.lost()),
            tuple(entry for draft in drafts for entry in _entries(draft)),
            LeftoverTicketFile(folders.left_tickets).all(),
            tuple(place for place in places if place.exists() or place.is_symlink()),
        )

    def delete_entries(self, vault: Vault) -> tuple[str, ...]:
        """Delete the entries of the vault; return the names of those that were there.

        Raises:
            VaultError: the vault is locked or refuses; the drafts that name the entries are still
                there, so it can be tried again.
        """
        return delete_all(vault, self.vault_entries)


def delete_files(kept: KeptData) -> None:
    """Delete the files.

    Raises:
        StorageError: one of them can't be deleted.
    """
    for place in kept.places:
        try:
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise storage_error(error, place) from error


def delete_folders(folders: UserDirs) -> None:
    """Delete the program's folders once no lock in them is held; keep those with other files."""
    if not folders.runtime.is_symlink():
        shutil.rmtree(folders.runtime, ignore_errors=True)
    for folder in dict.fromkeys((folders.data, folders.logs.parent)):
        if folder.name == folders.data.name:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _entries(draft: Draft) -> list[Entry]:
    """The entries that may exist: those of a connection that never stored any aren't asked for."""
    found = []
    if draft.company_id and draft.generation:
        found += [
            entry_of(draft, value) for value in VaultValue if value is not VaultValue.ANSWER_KEY
        ]
    if draft.sent:
        found.append(answer_entry(draft.id, draft.sent))
    return found
