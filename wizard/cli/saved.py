"""A saved connection by name: its draft, and its secrets from the vault."""

from __future__ import annotations

from pathlib import Path

from wizard.cli.output import UnusableInputError
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.storage.drafts import DraftFolder, LoadedDrafts
from wizard.storage.files import StorageError
from wizard.storage.folders import UserDirs
from wizard.storage.saved_values import SavedValues, is_stored, read_saved, without_secrets
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault, VaultError


def find(name: str, folders: UserDirs) -> Draft:
    """Return the draft called ``name`` (its name, Company ID or id).

    Raises:
        Unusable: there is none, or there are several.
        StorageError: it cannot be known, because the folder cannot be read.
    """
    loaded = DraftFolder(folders.connections).all()
    drafts = loaded.drafts
    exact = [draft for draft in drafts if draft.id == name]
    found = exact or [draft for draft in drafts if draft.title.casefold() == name.casefold()]
    if not found:
        _need_folder(loaded, folders)
        raise UnusableInputError(tr("there is no saved connection of that name."))
    if len(found) > 1:
        ids = ", ".join(draft.id for draft in found)
        raise UnusableInputError(
            tr("several connections have that name; use one of: {ids}").format(ids=ids)
        )
    return found[0]


def _need_folder(loaded: LoadedDrafts, folders: UserDirs) -> None:
    for problem in loaded.problems:
        if problem.path == folders.connections:
            raise StorageError(problem.reason)
    home = Path("~").expanduser()
    if not home.is_dir() and not folders.data.is_dir():
        raise StorageError(tr("The home folder {home} isn't there.").format(home=home))


def open_saved(draft: Draft) -> SavedValues | Problem:
    """Return the draft's values and proxy, or why the vault does not give its secrets out."""
    if not is_stored(draft):
        return without_secrets(draft)
    vault = open_vault()
    if isinstance(vault, Problem):
        return vault
    try:
        found = read_saved(vault, draft)
    except VaultError as closed:
        return closed.problem
    return _gone(found.missing, vault) if found.missing else found


def _gone(value: VaultValue, vault: Vault) -> Problem:
    what = tr("{field} is not in {vault}").format(field=value.label, vault=vault.name)
    advice = tr("Open the connection in h2r-link and enter it again.")
    return Problem(Fault.VAULT_LOCKED, {"what": what, "advice": advice})
