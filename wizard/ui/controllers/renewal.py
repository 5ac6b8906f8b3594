"""Renews the keys of a connection: the new pair is tested before it takes the place of the old."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft, LastTest
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.storage.files import StorageError
from wizard.storage.saved_values import SavedValues, entry_of, host_of, read_saved
from wizard.storage.vault.entry import MOST_GENERATIONS, VaultValue
from wizard.storage.vault.vault import Vault
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import DraftStore, Services
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.vault_access import VaultWorker


class Stage(Enum):
    """How far a renewal has come."""

    READING = auto()
    CLOSED = auto()
    TYPING = auto()
    TESTING = auto()
    STORING = auto()
    RENEWED = auto()
    PROVING = auto()
    PROVEN = auto()


class Renewal(QObject):
    """One renewal; ``session`` holds what is typed, ``report`` the last test of the new pair.

    ``trouble`` says what does not go on and why, or "".

    Signals:
        changed: one of these is different now.
        renewed: the draft with the new pair, once it is in use.
    """

    changed = Signal()
    renewed = Signal(object)

    def __init__(
        self, draft: Draft, services: Services, door: VaultWorker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.draft, self._services, self._door = draft, services, door
        self._kept: SavedValues | None = None
        self.session = Session(replace(draft, public_key=""))
        self.session.setParent(self)
        self.stage, self.trouble = Stage.READING, ""
        self.report: Report | None = None
        self._trial = LinkTestController(services.test, self)
        self._trial.finished.connect(self._finish)

    def begin(self) -> None:
        """Read the pair in use."""
        draft = self.draft
        self._door.call(lambda vault: read_saved(vault, draft), self._begin, self._closed)

    def test(self) -> None:
        """Test the new pair; when it has passed it is stored and put to use."""
        if self.stage is Stage.TYPING and self._kept and self.session.complete:
            if self._old():
                self._show(Stage.TYPING, tr("This is the pair in use. Make a new one first."))
            else:
                self._show(Stage.TESTING)
                self._trial.start(self.session.accepted_values, self._kept.proxy)

    def prove(self) -> None:
        """Sign in once with the old pair, which has to be refused."""
        if self.stage is Stage.RENEWED and self._kept:
            self._show(Stage.PROVING)
            self._trial.start(self._kept.typed, self._kept.proxy)

    def stop(self) -> None:
        """Stop the test under way."""
        self._trial.stop()

    def _old(self) -> bool:
        """Whether one of the typed keys is one of the pair in use."""
        new, old = self.session.accepted_values, self._kept.typed if self._kept else None
        return old is not None and (
            new.public_key == old.public_key or new.private_key == old.private_key
        )

    def _begin(self, kept: SavedValues) -> None:
        if kept.missing:
            words = tr(
                "Its keys are not stored on this computer: press Continue to enter new ones."
            )
            self._show(Stage.CLOSED, words)
            return
        self._kept = kept
        self.session.load_secret(
            Field.CLIENT_ID, BoundSecret(self.session.host, kept.typed.client_id)
        )
        self._show(Stage.TYPING)

    def _closed(self, problem: Problem) -> None:
        self._show(Stage.CLOSED, f"{problem.message} {problem.fix}".strip())

    def _finish(self, report: Report) -> None:
        if self.stage is Stage.PROVING:
            self._judge(report)
        elif self.stage is Stage.TESTING:
            self.report = report
            passed = report.verdict.exit_code == 0
            self._show(
                Stage.STORING if passed else Stage.TYPING, "" if passed else _failure(report)
            )
            if passed:
                self._store(report)

    def _judge(self, report: Report) -> None:
        problem = next((row.problem for row in report.rows if row.problem), None)
        if problem and problem.fault is Fault.KEYS_REFUSED:
            self._show(Stage.PROVEN)
        elif problem and report.verdict.exit_code != 1:
            words = tr("It could not be told if the old pair is refused.")
            self._show(Stage.RENEWED, f"{words} {problem.message}")
        else:
            words = tr("The old pair still signs in. Set it Inactive, press Save, then try again.")
            self._show(Stage.RENEWED, words)

    def _store(self, report: Report) -> None:
        kept, drafts = self._kept, self._services.drafts
        if kept is None or drafts is None:
            return
        last = LastTest(report.verdict, report.summary.line, self._services.now())
        new = SavedValues(self.session.accepted_values, kept.proxy)
        draft = self.draft

        def work(vault: Vault) -> Draft | StorageError:
            try:
                return put_to_use(vault, drafts, replace(draft, last_test=last), new)
            except StorageError as error:
                return error

        self._door.call(work, self._stored, self._not_stored)

    def _stored(self, done: Draft | StorageError) -> None:
        if isinstance(done, StorageError):
            words = tr("The new pair passed, but is not stored; the old one stays in use.")
            self._show(Stage.TYPING, f"{words} {done.sentence}")
            return
        self.draft = done
        self._show(Stage.RENEWED)
        self.renewed.emit(done)

    def _not_stored(self, problem: Problem) -> None:
        words = tr("The new pair passed, but is not stored; the old one stays in use.")
        self._show(Stage.TYPING, f"{words} {problem.message}")

    def _show(self, stage: Stage, trouble: str = "") -> None:
        self.stage, self.trouble = stage, trouble
        self.changed.emit()


def put_to_use(vault: Vault, drafts: DraftStore, draft: Draft, new: SavedValues) -> Draft:
    """Store ``new`` beside the pair in use, let the draft name it, then settle; return the draft.

    Ended at any moment, the draft names a pair that is whole and has passed its test.

    Raises:
        VaultError: the vault did not keep it, or did not settle it.
        StorageError: the draft could not be saved; the pair before stays in use.
    """
    generation = max(1, draft.generation) % MOST_GENERATIONS + 1
    typed, proxy, host = new.typed, new.proxy, host_of(draft)
    stored = {
        VaultValue.PRIVATE_KEY: BoundSecret(host, typed.private_key),
        VaultValue.CLIENT_ID: BoundSecret(host, typed.client_id),
        VaultValue.PROXY_PASSWORD: BoundSecret(proxy.address, proxy.password),
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


def _failure(report: Report) -> str:
    problem = next((row.problem for row in report.rows if row.problem), None)
    words = tr("The new pair has not passed; the old one stays in use.")
    return f"{words} {problem.message} {problem.fix}".strip() if problem else words
