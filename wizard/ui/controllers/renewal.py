"""Renews the keys of a connection: the new keys are tested before they replace the current ones.

    typed ─ test ─> TESTED ─ in Hire2Retire ─> COPIED ─ Inactive ─> OLD_INACTIVE ─ check ─> VERIFIED
                                                  ^────── the old keys still sign in ──────┘

From ``TESTED`` on each state is in the draft, and the old private key in the vault: a renewal can
be resumed in another window or on another day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Field
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.report import Report
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.storage.files import StorageError
from wizard.storage.key_replacement import replace_keys
from wizard.storage.saved_values import SavedValues, entry_of, host_of, read_saved
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.vault import Vault
from wizard.ui.controllers.key_rejection import KeyRejectionCheck, Rejection
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import DraftStore, Services
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.vault_access import VaultWorker


class Stage(Enum):
    """Stages of the dialog; the last four are stored in the draft."""

    READING = auto()
    CLOSED = auto()
    TYPING = auto()
    TESTING = auto()
    STORING = auto()
    VERIFYING = auto()
    TESTED = RenewalStage.TESTED
    COPIED = RenewalStage.COPIED
    OLD_INACTIVE = RenewalStage.OLD_INACTIVE
    VERIFIED = RenewalStage.VERIFIED


@dataclass(frozen=True, slots=True)
class _Stored:
    current: SavedValues
    old_private_key: Secret


class Renewal(QObject):
    """One renewal; ``session`` holds the typed values, ``report`` the last test of the new keys.

    ``failure`` says what failed and why, or "".

    Signals:
        changed: one of these is different now.
    """

    changed = Signal()

    def __init__(
        self,
        draft: Draft,
        services: Services,
        vault_worker: VaultWorker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.draft, self._services, self._vault_worker = draft, services, vault_worker
        self._current: SavedValues | None = None
        self._old: SavedValues | None = None
        self.session = Session(replace(draft, public_key=""))
        self.session.setParent(self)
        self.stage, self.failure = Stage.READING, ""
        self.report: Report | None = None
        self._ended = False
        self._test = LinkTestController(services.test, self)
        self._test.finished.connect(self._tested)
        self._rejection = KeyRejectionCheck(services.test, self)
        self._rejection.ended.connect(self._judged)

    @property
    def unfinished(self) -> bool:
        """Whether the draft has an unfinished renewal."""
        return self.draft.renewal is not None and not self.draft.renewal.finished

    @property
    def new_keys(self) -> dict[Field, str]:
        """The new keys, in the order of Hire2Retire's form, for its copy buttons."""
        if self._current is None:
            return {}
        typed = self._current.typed
        return {Field.PRIVATE_KEY: typed.private_key.reveal(), Field.PUBLIC_KEY: typed.public_key}

    def begin(self) -> None:
        """Read the current keys, and the old ones of an unfinished renewal."""
        draft, unfinished = self.draft, self.unfinished
        self._show(Stage.READING)

        def read(vault: Vault) -> _Stored:
            old = VaultValue.OLD_PRIVATE_KEY
            found = vault.read_for(entry_of(draft, old), host_of(draft)) if unfinished else None
            return _Stored(read_saved(vault, draft), found or Secret(""))

        self._vault_worker.call(read, self._begin, self._closed)

    def test(self) -> None:
        """Test the new keys; when they pass, they are stored and replace the current ones."""
        if self.stage is Stage.TYPING and self._current and self.session.complete:
            if self._is_current():
                self._show(Stage.TYPING, tr("These are the current keys. Create new ones first."))
            else:
                self._show(Stage.TESTING)
                self._test.start(self.session.accepted_values, self._current.proxy)

    def confirm_copied(self) -> None:
        """Record that the user entered the new keys in Hire2Retire."""
        if self.stage is Stage.TESTED:
            self._keep(RenewalStage.COPIED)

    def confirm_inactive(self) -> None:
        """Record that the user set the old keys to inactive; then verify that."""
        if self.stage is Stage.COPIED:
            self._keep(RenewalStage.OLD_INACTIVE, check=True)

    def verify(self) -> None:
        """Sign in once with the old keys; they must be rejected."""
        if self.stage is not Stage.OLD_INACTIVE:
            return
        if self._old is None:
            words = tr(
                "The old keys are no longer stored on this computer, so this can't be checked."
            )
            self._show(Stage.OLD_INACTIVE, words)
        else:
            self._show(Stage.VERIFYING)
            self._rejection.start(self._old)

    def finish_unchecked(self) -> None:
        """End the renewal without verification, at the user's request."""
        if self.unfinished and self.stage not in {Stage.READING, Stage.VERIFYING}:
            self._save(replace(self.draft, renewal=None), forget_old=True)

    def stop(self) -> None:
        """Stop the running test and emit nothing more; pending saves are completed."""
        self._ended = True
        self._test.stop()
        self._rejection.stop()

    def _is_current(self) -> bool:
        """Whether one of the typed keys is one of the current ones."""
        new, current = self.session.accepted_values, self._current
        return current is not None and (
            new.public_key == current.typed.public_key
            or new.private_key == current.typed.private_key
        )

    def _begin(self, stored: _Stored) -> None:
        renewal, current = self.draft.renewal, stored.current
        if current.missing:
            self._show(Stage.CLOSED, tr("Its keys aren't stored on this computer."))
            return
        self._current = current
        if renewal and not renewal.finished:
            if stored.old_private_key:
                self._old = _with_keys(current, renewal.old_public_key, stored.old_private_key)
            self._show(Stage(renewal.stage))
            return
        client_id = BoundSecret(self.session.host, current.typed.client_id)
        self.session.load_secret(Field.CLIENT_ID, client_id)
        self._show(Stage.TYPING)

    def _closed(self, problem: Problem) -> None:
        self._show(Stage.CLOSED, f"{problem.message} {problem.fix}".strip())

    def _tested(self, report: Report) -> None:
        if self.stage is Stage.TESTING:
            self.report = report
            if report.verdict.exit_code == 0:
                self._show(Stage.STORING)
                self._store(report)
            else:
                self._show(Stage.TYPING, _failure(report))

    def _judged(self, rejection: Rejection, why: str) -> None:
        match rejection:
            case Rejection.REJECTED:
                self._keep(RenewalStage.VERIFIED)
            case Rejection.STILL_VALID:
                words = tr(
                    "ConnectWise still accepts the old keys. Set them to Inactive and select Save."
                )
                self._keep(RenewalStage.COPIED, words)
            case Rejection.UNKNOWN:
                words = tr("This couldn't be checked.")
                self._show(Stage.OLD_INACTIVE, f"{words} {why}".strip())

    def _store(self, report: Report) -> None:
        current, drafts = self._current, self._services.drafts
        if current is None or drafts is None:
            return
        now = self._services.now()
        new = SavedValues(self.session.accepted_values, current.proxy)
        draft = replace(self.draft, last_test=LastTest.of(report, now, self.draft.revision))

        def work(vault: Vault) -> Draft | StorageError:
            try:
                return put_to_use(vault, drafts, draft, new=new, old=current, now=now)
            except StorageError as error:
                return error

        def stored(done: Draft | StorageError) -> None:
            if isinstance(done, StorageError):
                self._not_stored(done.sentence)
                return
            self.draft, self._current, self._old = done, new, current
            self._show(Stage.TESTED)

        self._vault_worker.call(work, stored, lambda problem: self._not_stored(problem.message))

    def _not_stored(self, why: str) -> None:
        words = tr("The new keys passed the test but aren't stored. The current keys stay in use.")
        self._show(Stage.TYPING, f"{words} {why}")

    def _keep(self, stage: RenewalStage, failure: str = "", *, check: bool = False) -> None:
        """Save that ``stage`` is reached, then show it."""
        renewal = self.draft.renewal
        if renewal is None:
            return
        reached = replace(renewal, stage=stage, at=self._services.now())
        draft = replace(self.draft, renewal=reached)
        self._save(draft, failure, forget_old=reached.finished, check=check)

    def _save(
        self, draft: Draft, failure: str = "", *, forget_old: bool = False, check: bool = False
    ) -> None:
        drafts, before = self._services.drafts, self.stage
        if drafts is None:
            return
        self._show(Stage.STORING)

        def work(vault: Vault) -> StorageError | None:
            try:
                drafts.save(draft)
            except StorageError as error:
                return error
            if forget_old:
                vault.forget(entry_of(draft, VaultValue.OLD_PRIVATE_KEY))
            return None

        def saved(error: StorageError | None) -> None:
            if error:
                self._show(before, error.sentence)
                return
            self.draft = draft
            stage = Stage(draft.renewal.stage) if draft.renewal else Stage.CLOSED
            self._show(stage, failure)
            if check:
                self.verify()

        self._vault_worker.call(work, saved, lambda problem: self._show(before, problem.message))

    def _show(self, stage: Stage, failure: str = "") -> None:
        self.stage, self.failure = stage, failure
        if not self._ended:
            self.changed.emit()


def put_to_use(
    vault: Vault,
    drafts: DraftStore,
    draft: Draft,
    *,
    new: SavedValues,
    old: SavedValues,
    now: datetime,
) -> Draft:
    """Replace the current keys by ``new``; from then on the draft has a renewal to be finished.

    Raises:
        VaultError: the vault did not store or promote it.
        StorageError: the draft could not be saved; the current keys stay in use.
    """
    renewal = KeyRenewal(RenewalStage.TESTED, now, old.typed.public_key)
    kept = {VaultValue.OLD_PRIVATE_KEY: BoundSecret(host_of(draft), old.typed.private_key)}
    return replace_keys(vault, drafts, replace(draft, renewal=renewal), new, kept)


def _with_keys(saved: SavedValues, public_key: str, private_key: Secret) -> SavedValues:
    typed = replace(saved.typed, public_key=public_key, private_key=private_key)
    return replace(saved, typed=typed)


def _failure(report: Report) -> str:
    problem = next((row.problem for row in report.rows if row.problem), None)
    words = tr("The new keys didn't pass the test. The current keys stay in use.")
    return f"{words} {problem.message} {problem.fix}".strip() if problem else words
