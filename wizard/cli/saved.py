"""Finds a saved connection by name and reads its secrets from the vault."""

from __future__ import annotations

import threading
from pathlib import Path

from wizard.cli.output import UnusableInputError
from wizard.cli.waiting import StoppedError, TooSlowError, answer_of
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
    """Return the draft with this name, Company ID or id.

    Raises:
        UnusableInputError: there is none, or there are several.
        StorageError: the folder cannot be read.
    """
    loaded = DraftFolder(folders.connections).all()
    drafts = loaded.drafts
    exact = [draft for draft in drafts if draft.id == name]
    found = exact or [draft for draft in drafts if draft.title.casefold() == name.casefold()]
    if not found:
        _need_folder(loaded, folders)
        raise UnusableInputError(tr("there is no saved connection with that name."))
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
        raise StorageError(tr("The home folder {home} doesn't exist.").format(home=home))


def all_saved(folders: UserDirs) -> LoadedDrafts:
    """Return every saved connection, and one file for each connection that can't be read.

    A damaged connection is listed as long as its file exists, so that a monitor never takes the
    others for the complete list.

    Raises:
        UnusableInputError: there is none.
        StorageError: the folder cannot be read.
    """
    folder = DraftFolder(folders.connections)
    loaded = folder.all()
    if not loaded.drafts:
        _need_folder(loaded, folders)
    usable = {draft.id for draft in loaded.drafts}
    first = {id_of(p.path): p for p in reversed(loaded.problems) if id_of(p.path) not in usable}
    unusable = {**folder.lost(), **first}
    if not (loaded.drafts or unusable):
        raise UnusableInputError(tr("there is no saved connection on this computer."))
    return LoadedDrafts(loaded.drafts, tuple(unusable.values()))


def id_of(file: Path) -> str:
    """Return the id of the connection that a file, or a quarantined copy of it, belongs to."""
    return file.name.partition(".")[0]


class VaultReader:
    """Reads drafts with their secrets from the vault; not thread-safe.

    Once the vault has timed out it isn't called again: with many connections, each call would wait
    for the full timeout.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._turn = threading.Lock()
        self._vault: Vault | Problem | None = None

    def read(self, draft: Draft, timeout_s: float) -> SavedValues | Problem:
        """Return values and proxy of the draft, or the vault's problem."""
        if not is_stored(draft):
            return without_secrets(draft)
        with self._turn:
            if isinstance(self._vault, Problem):
                return self._vault
            try:
                return answer_of(lambda: self._read(draft), self._stop, timeout_s)
            except StoppedError:
                return Problem(Fault.CANCELLED)
            except TooSlowError:
                self._vault = _silent(timeout_s)
                return self._vault

    def _read(self, draft: Draft) -> SavedValues | Problem:
        if self._vault is None:
            self._vault = open_vault()
        return self._vault if isinstance(self._vault, Problem) else open_saved(self._vault, draft)


def open_saved(vault: Vault, draft: Draft) -> SavedValues | Problem:
    """Return values and proxy of the draft, or the vault's problem."""
    try:
        found = read_saved(vault, draft)
    except VaultError as closed:
        return closed.problem
    return _gone(found.missing, vault) if found.missing else found


def _silent(timeout_s: float) -> Problem:
    what = tr("the vault didn't respond in time ({seconds:g} s)").format(seconds=timeout_s)
    advice = tr("Unlock it, or respond to its prompt on the screen, then try again.")
    return Problem(Fault.VAULT_LOCKED, {"what": what, "advice": advice})


def _gone(value: VaultValue, vault: Vault) -> Problem:
    what = tr("{field} isn't in {vault}").format(field=value.label, vault=vault.name)
    advice = tr("Open the connection in h2r-link and enter it again.")
    return Problem(Fault.VAULT_LOCKED, {"what": what, "advice": advice})
