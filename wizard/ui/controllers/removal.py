"""Removes a connection from this computer, and reports what was removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.storage.capsules import answer_entry
from wizard.storage.files import StorageError
from wizard.storage.log import LogEvent
from wizard.storage.saved_values import entry_of
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.vault import delete_all
from wizard.ui.controllers.background import TaskQueue
from wizard.ui.controllers.services import DraftStore, Services
from wizard.ui.controllers.vault_access import VaultWorker


@dataclass(frozen=True, slots=True)
class RemovedConnection:
    """What was removed: names of vault entries, and files; ``failure`` says what was not.

    ``keys_rejected``: ConnectWise rejected the keys just before.
    """

    title: str
    entries: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    failure: str = ""
    keys_rejected: bool = False


Then = Callable[[RemovedConnection], None]


def remove(
    draft: Draft, services: Services, vault_worker: VaultWorker, files: TaskQueue, then: Then
) -> None:
    """Remove the keys first and the draft last, so that an interrupted removal can be repeated."""
    drafts = services.drafts
    if drafts is None:
        return

    def go_on(entries: tuple[str, ...], failure: str = "") -> None:
        files.do(
            lambda: _remove_files(draft, services, drafts),
            lambda paths: then(RemovedConnection(draft.title, entries, paths, failure)),
            lambda error: then(RemovedConnection(draft.title, entries, (), _why(error))),
        )

    def refused(problem: Problem) -> None:
        kept = bool(draft.generation or (draft.sent and not draft.sent.answered))
        # Without its draft nothing would know of the entries of a vault that is locked now.
        if kept and problem.fault is Fault.VAULT_LOCKED:
            then(RemovedConnection(draft.title, failure=problem.message))
        else:
            go_on((), problem.message if kept else "")

    if draft.company_id and services.open_vault:
        entries = [entry_of(draft, value) for value in VaultValue]
        entries += [answer_entry(draft.id, draft.sent)] if draft.sent else []
        vault_worker.call(lambda vault: delete_all(vault, entries), go_on, refused)
    else:
        go_on(())


def _remove_files(draft: Draft, services: Services, drafts: DraftStore) -> tuple[Path, ...]:
    records, logs = services.records, services.logs
    gone = records.remove(draft.id) if records else ()
    gone += services.history.remove(draft.id) if services.history else ()
    gone += logs.remove(draft.id) if logs else ()
    gone += drafts.remove(draft.id)
    if logs:
        logs.log_event(LogEvent.REMOVED)
    return gone


def _why(error: Exception) -> str:
    return error.sentence if isinstance(error, StorageError) else type(error).__name__
