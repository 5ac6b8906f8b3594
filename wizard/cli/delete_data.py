"""``h2r-link delete-data``: deletes all data of this user, including the keys in the vault."""

from __future__ import annotations

import argparse
import sys
import threading

from wizard.cli.ending import not_done
from wizard.cli.output import complain, wrapped
from wizard.cli.waiting import StoppedError, TooSlowError, answer_of
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr, trn
from wizard.storage.delete_data import KeptData, delete_files, delete_folders
from wizard.storage.folders import UserDirs
from wizard.storage.lock import WINDOW_LOCK, FolderLock
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import VaultError

VAULT_TAKES_AT_MOST_S = 120.0
_CONFIRMATION = "delete"


def run(options: argparse.Namespace) -> int:
    """Ask for confirmation unless disabled, delete, and return the exit code.

    0 also if there was nothing to delete. 2 without a terminal to ask on. 3 if something is left:
    files that name vault entries are deleted only after those entries.
    """
    if not options.yes and not sys.stdin.isatty():
        return complain(
            tr("there is no terminal to ask on; to delete without confirmation, use --yes")
        )
    folders = UserDirs.default()
    lock = FolderLock(folders.runtime, WINDOW_LOCK)
    if not lock.take():
        return not_done(tr("h2r-link is open. Close it, then try again."))
    try:
        kept = KeptData.of_user(folders)
        if not kept.places:
            print(tr("There is nothing to delete."))
            return 0
        _tell(kept)
        if not options.yes and not _confirmed():
            print(tr("Nothing was deleted."))
            return 0
        code = _delete(kept)
    finally:
        lock.release()
    if code == 0:
        delete_folders(folders)
        print(tr("Everything h2r-link stored for this user has been deleted."))
    return code


def _tell(kept: KeptData) -> None:
    """Print what will be deleted, and what stays in ConnectWise."""
    count = len(kept.connections)
    print(trn("{count} connection:", "{count} connections:", count).format(count=count))
    for title in kept.connections:
        print(f"  {title}")
    print(
        wrapped(
            tr("This also deletes their keys in the vault, records, history, settings, and logs.")
        )
    )
    print(
        wrapped(tr("Nothing changes in ConnectWise: API members, keys, and tickets remain there."))
    )
    for draft_id in kept.damaged:
        sentence = tr(
            "A connection is damaged. If it stored keys, they stay in the vault as {entry}."
        )
        print(wrapped(sentence.format(entry=f"h2r-link/{draft_id}/…")))
    for ticket in kept.left_tickets:
        sentence = tr("Test ticket {number} may still be open in ConnectWise: {summary}")
        print(wrapped(sentence.format(number=ticket.number, summary=ticket.summary)))


def _confirmed() -> bool:
    print(tr("To delete all this, type {word}:").format(word=_CONFIRMATION), end=" ", flush=True)
    return sys.stdin.readline().strip().casefold() == _CONFIRMATION


def _delete(kept: KeptData) -> int:
    problem = _delete_entries(kept) if kept.vault_entries else ""
    if problem:
        left = tr("Nothing was deleted, so that the remaining keys can still be found.")
        return not_done(f"{problem} {left}")
    delete_files(kept)
    return 0


def _delete_entries(kept: KeptData) -> str:
    """Delete the keys from the vault; return the reason if that failed, else ""."""

    def work() -> Problem | None:
        vault = open_vault()
        if isinstance(vault, Problem):
            return vault
        kept.delete_entries(vault)
        return None

    try:
        problem = answer_of(work, threading.Event(), VAULT_TAKES_AT_MOST_S)
    except VaultError as refused:
        problem = refused.problem
    except StoppedError:
        return tr("stopped.")
    except TooSlowError:
        sentence = tr("the vault didn't respond in time ({seconds:g} s).")
        return sentence.format(seconds=VAULT_TAKES_AT_MOST_S)
    return f"{problem.message} {problem.fix}".strip() if problem else ""
