"""Stores the secrets of an open connection in the vault, each with its host."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.faults.fault import Field
from wizard.domain.faults.problem import Problem
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import SIGN_IN_VALUES, Entry, VaultValue
from wizard.storage.vault.vault import Vault, delete_all
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.vault_access import VaultWorker

STORE_AFTER_MS = 900
_KEYS = {Field.PRIVATE_KEY: VaultValue.PRIVATE_KEY, Field.CLIENT_ID: VaultValue.CLIENT_ID}
_LOADED = (*_KEYS.values(), VaultValue.PROXY_PASSWORD)

Secrets = dict[VaultValue, BoundSecret]
_NONE = BoundSecret("", Secret(""))
Failed = Callable[[Problem], None]


class SecretLocation(Enum):
    """Where the secrets are stored."""

    IN_MEMORY = auto()
    LOADING = auto()
    STORING = auto()
    IN_VAULT = auto()


class SecretSync(QObject):
    """Stores accepted secrets soon after they are typed, and loads them when a draft is opened.

    ``problem`` is what the vault refused last. The session decides which host a secret may go to;
    here the host is only stored with it.

    Signals:
        changed: one of these is different now.
    """

    changed = Signal()

    def __init__(
        self, session: Session, vault_worker: VaultWorker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._vault_worker = session, vault_worker
        self._stored: Secrets = {}
        self._stored_for = session.draft.company_id
        self.problem: Problem | None = None
        self.kept = SecretLocation.IN_MEMORY
        self._undecided = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STORE_AFTER_MS)
        self._timer.timeout.connect(self.store)
        session.changed.connect(self._timer.start)
        vault_worker.opened.connect(self._begin)

    @property
    def unkept(self) -> tuple[Field, ...]:
        """The accepted secrets that no vault has and the user has not agreed to go without.

        Those of a linked connection are where they belong.
        """
        draft = self._session.draft
        if draft.linked or not (draft.remember_keys or self._undecided):
            return ()
        held = {value: self._stored.get(kept) for value, kept in _KEYS.items()}
        return tuple(
            value
            for value, stored in held.items()
            if self._session.accepts(value)
            and (stored is None or stored.secret != Secret(self._session.parsed(value).text))
        )

    def begin(self) -> None:
        """Open the vault, then load the secrets of this connection."""
        self._vault_worker.open()
        if self._vault_worker.vault_or_problem is not None:
            self._begin()

    def ask_again(self) -> None:
        """Retry what the vault refused; a locked vault may prompt to unlock."""
        if isinstance(self._vault_worker.vault_or_problem, Problem):
            self._vault_worker.look_again()
        elif self._session.draft.generation and not self._stored:
            self._load()
        else:
            self.store()

    def store(self) -> None:
        """Update the vault now to match the session."""
        self._timer.stop()
        if self._vault_worker.vault is None or self.kept is SecretLocation.LOADING:
            return
        draft = self._session.draft
        moved = bool(draft.company_id) and draft.company_id != self._stored_for
        if draft.generation and (moved or not draft.remember_keys):
            self._forget(lambda _: None, self._refused)
        wanted = self._wanted() if draft.remember_keys else {}
        new = {value: text for value, text in wanted.items() if self._stored.get(value) != text}
        if new:
            self._put(new)

    def store_pending(self) -> None:
        """Store at once what waits for the timer: the window is about to close."""
        self._session.bind()
        if self._timer.isActive():
            self.store()

    def forget(self, then: Callable[[tuple[str, ...]], None], failed: Failed) -> None:
        """Delete the secrets from vault and fields; ``then`` gets the entries that existed."""
        stored = self._stored

        def gone(entries: tuple[str, ...]) -> None:
            for value in _KEYS:
                self._session.load_secret(value, _NONE)
            self._session.adopt_proxy_password(_NONE)
            then(entries)

        def kept(problem: Problem) -> None:
            self._stored = stored
            self._session.update_draft(remember_keys=True)
            failed(problem)

        self._session.update_draft(remember_keys=False)
        self._timer.stop()
        self._forget(gone, kept)

    def decide(self, *, remember: bool) -> None:
        """Apply the user's decision about storing the keys in the vault."""
        self._undecided = False
        self._session.update_draft(remember_keys=remember)

    def _begin(self) -> None:
        if self._vault_worker.unprotected and not self._session.draft.generation:
            # Nothing goes to an unencrypted file unless the user says so.
            self._undecided = True
            self._session.keep_in_memory()
        if self._vault_worker.vault and self._session.draft.generation and not self._stored:
            self._load()
        else:
            self._timer.start()
        self.changed.emit()

    def _entry(self, value: VaultValue, company_id: str) -> Entry:
        draft = self._session.draft
        return Entry(draft.id, value, company_id, max(1, draft.generation))

    def _wanted(self) -> Secrets:
        """The secrets to keep, once it is known for which company and which host."""
        if not self._session.draft.company_id:
            return {}
        kept = {name: self._session.to_keep(value) for value, name in _KEYS.items()}
        password = self._session.proxy_password
        kept[VaultValue.PROXY_PASSWORD] = password if password.host and password.secret else None
        return {name: bound for name, bound in kept.items() if bound}

    def _put(self, new: Secrets) -> None:
        company = self._session.draft.company_id
        hosts = [stored.host for value, stored in new.items() if value in _KEYS.values()]
        entries = {self._entry(value, company): stored for value, stored in new.items()}
        self._stored |= new
        self._stored_for = company

        def put(vault: Vault) -> bool:
            for entry, stored in entries.items():
                vault.store(entry, stored)
            # A keyring made just now may have been given no password.
            return vault.protected

        def done(protected: bool) -> None:  # noqa: FBT001 - a callback's only argument
            self.problem = None
            self._vault_worker.unprotected = not protected
            self._show(SecretLocation.IN_VAULT)
            generation = max(1, self._session.draft.generation)
            host = hosts[0] if hosts else self._session.draft.vault_host
            self._session.update_draft(generation=generation, vault_host=host)

        self._show(SecretLocation.STORING)
        self._vault_worker.call(put, done, self._refused)

    def _load(self) -> None:
        company = self._session.draft.company_id
        if not company:
            return
        entries = {value: self._entry(value, company) for value in _LOADED}

        def read(vault: Vault) -> Secrets:
            found = {value: vault.read(entry) for value, entry in entries.items()}
            return {value: stored for value, stored in found.items() if stored}

        self._show(SecretLocation.LOADING)
        self._vault_worker.call(read, self._loaded, self._refused)

    def _loaded(self, found: Secrets) -> None:
        self._stored, self.problem = dict(found), None
        self._show(SecretLocation.IN_VAULT if found else SecretLocation.IN_MEMORY)
        self._fill(found)
        self._timer.start()

    def _fill(self, found: Secrets) -> None:
        """Put secrets into the fields; text typed meanwhile stays."""
        for value, kept in _KEYS.items():
            if kept in found and not self._session.text(value):
                self._session.load_secret(value, found[kept])
        password = found.get(VaultValue.PROXY_PASSWORD)
        if password and not self._session.proxy_password.secret:
            self._session.adopt_proxy_password(password)

    def _forget(self, then: Callable[[tuple[str, ...]], None], failed: Failed) -> None:
        company = self._stored_for or self._session.draft.company_id
        entries = [self._entry(value, company) for value in SIGN_IN_VALUES if company]
        self._stored = {}

        def done(names: tuple[str, ...]) -> None:
            if not self._stored:
                self._show(SecretLocation.IN_MEMORY)
                self._session.update_draft(generation=0, vault_host="")
            then(names)

        self._vault_worker.call(lambda vault: delete_all(vault, entries), done, failed)

    def _refused(self, problem: Problem) -> None:
        self._stored = {}
        self.problem = problem
        self._show(SecretLocation.IN_MEMORY)

    def _show(self, kept: SecretLocation) -> None:
        self.kept = kept
        self.changed.emit()
