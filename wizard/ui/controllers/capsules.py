"""Hands a connection's ConnectWise part to a colleague and imports the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wizard.domain.capsule import SentRequest
from wizard.domain.draft import Draft
from wizard.domain.faults.problem import Problem
from wizard.storage.files import StorageError

if TYPE_CHECKING:
    from wizard.storage.capsule_files import Answer, Request, SealedAnswer
    from wizard.storage.vault.vault import Vault
    from wizard.ui.controllers.connections import ConnectionManager

T = TypeVar("T")
Failed = Callable[[str], None]


class Capsules:
    """Both sides of a capsule; ``failed`` is always given one or two sentences for people."""

    def __init__(self, manager: ConnectionManager) -> None:
        self._manager = manager

    @property
    def now(self) -> datetime:
        """The time of this computer."""
        return self._manager.services.now()

    @property
    def who(self) -> str:
        """The user's name, as far as it is known."""
        return self._manager.services.who()

    def make(
        self,
        draft: Draft,
        sender: str,
        path: Path,
        then: Callable[[SentRequest], None],
        failed: Failed,
        *,
        wants_client_id: bool,
    ) -> None:
        """Write a request file that the saved draft names; its private key is in the vault."""
        drafts, now = self._manager.services.drafts, self.now
        if drafts is None:
            return
        session = self._manager.session_of(draft)
        saved = session.draft if session else draft

        def work(vault: Vault) -> SentRequest:
            from wizard.storage.capsules import make_saved_request  # noqa: PLC0415 - not at the start

            return make_saved_request(
                vault, drafts, saved, sender, now, path=path, wants_client_id=wants_client_id
            )

        def made(sent: SentRequest) -> None:
            if session := self._manager.session_of(draft):
                session.update_draft(sent=sent)
            then(sent)

        self._with_vault(work, made, failed)

    def read(
        self,
        path: Path,
        then: Callable[[Request | SealedAnswer, Draft | None], None],
        failed: Failed,
    ) -> None:
        """Read a file of either kind; ``then`` also gets the draft that it belongs to, if any."""
        drafts, now = self._manager.services.drafts, self.now
        self._manager.flush()

        def work() -> tuple[Request | SealedAnswer, Draft | None]:
            from wizard.storage import capsule_files, capsules  # noqa: PLC0415 - not at the start

            found = capsule_files.read_capsule(path)
            known = drafts.all().drafts if drafts else ()
            if isinstance(found, capsule_files.SealedAnswer):
                return found, capsules.asked_by(found, known)
            capsules.check_received(found, known, now)
            return found, capsules.begun_before(found, known)

        self._manager.tasks.do(
            work, lambda pair: then(*pair), lambda error: failed(sentence(error))
        )

    def open_answer(
        self, draft: Draft, sealed: SealedAnswer, then: Callable[[Answer], None], failed: Failed
    ) -> None:
        """Decrypt an answer, without using it yet."""
        now = self.now

        def work(vault: Vault) -> Answer:
            from wizard.storage.capsules import open_answer  # noqa: PLC0415 - not at the start

            return open_answer(vault, draft, sealed, now)

        self._with_vault(work, then, failed)

    def use_answer(
        self, draft: Draft, answer: Answer, then: Callable[[Draft], None], failed: Failed
    ) -> None:
        """Store the values of an answer; its connection is closed for that."""
        drafts, now = self._manager.services.drafts, self.now
        if drafts is None:
            return
        self._manager.close_connection(draft)

        def work(vault: Vault) -> Draft:
            from wizard.storage.capsules import use_answer  # noqa: PLC0415 - not at the start

            return use_answer(vault, drafts, draft, answer, now)

        self._with_vault(work, then, failed)

    def send_back(
        self, colleague: str, path: Path, then: Callable[[], None], failed: Failed
    ) -> None:
        """Write the encrypted answer with the accepted values of the open connection."""
        connection = self._manager.current
        if connection is None or connection.session.draft.received is None:
            return
        session, received, now = connection.session, connection.session.draft.received, self.now
        typed = session.accepted_values

        def work() -> None:
            from wizard.storage.capsules import answer_file  # noqa: PLC0415 - not at the start
            from wizard.storage.export import export  # noqa: PLC0415 - as above

            export(path, answer_file(received, typed, colleague))

        def written(_: None) -> None:
            session.update_draft(received=replace(received, returned=now))
            then()

        self._manager.tasks.do(work, written, lambda error: failed(sentence(error)))

    def _with_vault(
        self, work: Callable[[Vault], T], then: Callable[[T], None], failed: Failed
    ) -> None:
        """Do ``work`` after what is being saved: an older draft would replace what it saves.

        Errors of files and capsules come back as values, to keep their words.
        """
        from wizard.storage.capsule_files import CapsuleError  # noqa: PLC0415 - not at the start

        def careful(vault: Vault) -> T | StorageError | CapsuleError:
            try:
                return work(vault)
            except (StorageError, CapsuleError) as error:
                return error

        def done(found: T | StorageError | CapsuleError) -> None:
            if isinstance(found, StorageError | CapsuleError):
                failed(found.sentence)
            else:
                then(found)

        def call(_: None) -> None:
            self._manager.vault_worker.call(careful, done, lambda problem: failed(_words(problem)))

        self._manager.flush()
        self._manager.tasks.do(lambda: None, call)


def sentence(error: Exception) -> str:
    """Return what to tell people about ``error``."""
    return str(getattr(error, "sentence", "")) or type(error).__name__


def _words(problem: Problem) -> str:
    return f"{problem.message} {problem.fix}".strip()
