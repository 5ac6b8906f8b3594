"""Secrets of an open connection: stored with consent, released for their own host only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOW, VALUES
from wizard.domain.draft import Draft, new_draft
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import MemoryVault, VaultError
from wizard.ui.controllers.key_storage import SecretLocation, SecretSync
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.vault_access import VaultWorker

HOST, OTHER = "na.myconnectwise.net", "eu.myconnectwise.net"


class StoredSession:
    """A session, its storage of keys, and a vault in memory."""

    def __init__(self, qtbot: QtBot, vault: object, draft: Draft | None = None) -> None:
        self.qtbot, self.vault = qtbot, vault
        self.vault_worker = VaultWorker(lambda: vault)  # type: ignore[arg-type, return-value]
        self.session = Session(draft or new_draft(NOW))
        self.keeper = SecretSync(self.session, self.vault_worker)
        self.keeper.begin()
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.vault_worker.tasks.busy)

    def type_all(self) -> None:
        for value, text in VALUES.items():
            self.session.write(value, text)
        self.store()

    def store(self) -> None:
        self.keeper.store()
        self.wait()

    def kept(self, value: VaultValue, company: str = "contoso") -> tuple[str, str] | None:
        stored = self.vault.read(Entry(self.session.draft.id, value, company))  # type: ignore[attr-defined]
        return (stored.host, stored.secret.reveal()) if stored else None


@pytest.fixture
def new_session(qtbot: QtBot) -> Callable[..., StoredSession]:
    return lambda vault=None, draft=None: StoredSession(qtbot, vault or MemoryVault(), draft)


def test_accepted_secrets_are_stored_with_their_host(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session()
    made.type_all()
    assert made.kept(VaultValue.PRIVATE_KEY) == (HOST, VALUES[Field.PRIVATE_KEY])
    assert made.kept(VaultValue.CLIENT_ID) == (HOST, VALUES[Field.CLIENT_ID])
    assert made.keeper.kept is SecretLocation.IN_VAULT
    assert (made.session.draft.generation, made.session.draft.vault_host) == (1, HOST)


def test_nothing_is_stored_before_the_company_is_known(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session()
    made.session.write(Field.PRIVATE_KEY, VALUES[Field.PRIVATE_KEY])
    made.store()
    assert made.session.draft.generation == 0
    assert made.keeper.kept is SecretLocation.IN_MEMORY


def test_nothing_is_stored_if_the_user_declines(new_session: Callable[..., StoredSession]) -> None:
    made = new_session()
    made.session.update_draft(remember_keys=False)
    made.type_all()
    assert made.kept(VaultValue.PRIVATE_KEY) is None
    assert made.session.draft.generation == 0


def test_declining_later_removes_everything_from_the_vault(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session()
    made.type_all()
    made.session.update_draft(remember_keys=False)
    made.store()
    assert made.kept(VaultValue.PRIVATE_KEY) is made.kept(VaultValue.CLIENT_ID) is None
    assert made.session.draft.generation == 0
    assert made.session.accepts(Field.PRIVATE_KEY), "the key stays for this session"


def test_secrets_move_with_a_changed_company_id(new_session: Callable[..., StoredSession]) -> None:
    made = new_session()
    made.type_all()
    made.session.write(Field.COMPANY_ID, "fabrikam")
    made.store()
    assert made.kept(VaultValue.PRIVATE_KEY) is None
    assert made.kept(VaultValue.PRIVATE_KEY, "fabrikam") == (HOST, VALUES[Field.PRIVATE_KEY])


def test_the_next_session_finds_what_was_stored(new_session: Callable[..., StoredSession]) -> None:
    first = new_session()
    first.type_all()
    later = new_session(first.vault, first.session.draft)
    assert later.session.complete
    assert later.keeper.kept is SecretLocation.IN_VAULT
    assert later.session.held == {}


def test_secrets_for_another_host_wait_for_confirmation(
    new_session: Callable[..., StoredSession],
) -> None:
    first = new_session()
    first.type_all()
    edited = replace(first.session.draft, site=f"https://{OTHER}")
    later = new_session(first.vault, edited)
    assert set(later.session.held.values()) == {HOST}
    assert not later.session.accepts(Field.PRIVATE_KEY)
    later.store()
    assert later.kept(VaultValue.PRIVATE_KEY) == (HOST, VALUES[Field.PRIVATE_KEY])
    later.session.use_here()
    later.store()
    assert later.session.complete
    assert later.kept(VaultValue.PRIVATE_KEY) == (OTHER, VALUES[Field.PRIVATE_KEY])


def test_secrets_held_back_stay_stored_for_their_own_host(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session()
    made.type_all()
    made.session.write(Field.SITE, f"https://{OTHER}")
    assert made.session.text(Field.PRIVATE_KEY) == VALUES[Field.PRIVATE_KEY]
    made.store()
    assert made.kept(VaultValue.PRIVATE_KEY) == (HOST, VALUES[Field.PRIVATE_KEY])
    made.session.write(Field.SITE, f"https://{HOST}")
    assert made.session.complete


def test_keys_entered_before_the_vault_opened_are_stored_for_their_host(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session()
    for value, text in VALUES.items():
        made.session.write(value, text)
    made.session.write(Field.SITE, f"https://{OTHER}")
    made.store()
    assert made.kept(VaultValue.PRIVATE_KEY) == (HOST, VALUES[Field.PRIVATE_KEY])
    assert made.kept(VaultValue.CLIENT_ID) == (HOST, VALUES[Field.CLIENT_ID])


def test_a_proxy_password_is_kept_for_its_proxy(new_session: Callable[..., StoredSession]) -> None:
    made = new_session()
    made.session.keep_proxy(ProxyChoice("proxy.contoso.example:8080", "me"))
    made.session.keep_proxy_password(Secret("test"))
    made.type_all()
    later = new_session(made.vault, made.session.draft)
    assert later.session.proxy.password == Secret("test")
    moved = replace(made.session.draft, proxy="me@elsewhere.example:8080")
    there = new_session(made.vault, moved)
    assert there.session.proxy == ProxyChoice("elsewhere.example:8080")
    there.store()
    assert there.kept(VaultValue.PROXY_PASSWORD) == ("proxy.contoso.example:8080", "test")
    there.session.use_proxy_password_here()
    there.store()
    assert there.session.proxy == ProxyChoice("elsewhere.example:8080", "me", Secret("test"))
    assert there.kept(VaultValue.PROXY_PASSWORD) == ("elsewhere.example:8080", "test")


def test_a_computer_without_vault_keeps_them_in_memory(
    new_session: Callable[..., StoredSession],
) -> None:
    problem = Problem(Fault.VAULT_UNAVAILABLE, {"what": "none is running", "advice": "Start it."})
    made = new_session(problem)
    made.type_all()
    assert made.keeper.kept is SecretLocation.IN_MEMORY
    assert made.session.complete
    assert made.vault_worker.vault_or_problem is problem


class _Locked(MemoryVault):
    def store(self, *_: object) -> None:
        raise VaultError(Problem(Fault.VAULT_LOCKED, {"what": "it is locked", "advice": "Open."}))


def test_a_locked_vault_is_reported_and_tried_again(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session(_Locked())
    made.type_all()
    assert made.keeper.problem.fault is Fault.VAULT_LOCKED  # type: ignore[union-attr]
    assert made.keeper.kept is SecretLocation.IN_MEMORY
    made.vault_worker._seen = made.vault = MemoryVault()
    made.store()
    assert made.keeper.problem is None
    assert made.kept(VaultValue.PRIVATE_KEY) is not None


class Unprotected(MemoryVault):
    """A keyring without a password."""

    protected = False


def test_nothing_goes_to_a_keyring_without_a_password_unless_the_user_says_so(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session(Unprotected())
    made.type_all()
    assert made.kept(VaultValue.PRIVATE_KEY) is None
    assert made.keeper.kept is SecretLocation.IN_MEMORY
    assert made.keeper.unkept == (Field.PRIVATE_KEY, Field.CLIENT_ID)
    made.keeper.decide(remember=True)
    made.store()
    assert made.kept(VaultValue.PRIVATE_KEY) == (HOST, VALUES[Field.PRIVATE_KEY])
    made.keeper.decide(remember=False)
    made.store()
    assert made.kept(VaultValue.PRIVATE_KEY) is None
    assert made.keeper.unkept == ()


def test_stored_secrets_stay_stored(new_session: Callable[..., StoredSession]) -> None:
    first = new_session()
    first.type_all()
    vault = Unprotected()
    vault._box = first.vault._box  # type: ignore[attr-defined]
    later = new_session(vault, first.session.draft)
    assert later.session.draft.remember_keys
    assert later.kept(VaultValue.PRIVATE_KEY) == (HOST, VALUES[Field.PRIVATE_KEY])


def test_a_keyring_created_without_a_password_is_reported_after_the_first_write(
    new_session: Callable[..., StoredSession],
) -> None:
    made = new_session()
    assert not made.vault_worker.unprotected
    made.vault._box.protected = False  # type: ignore[attr-defined]
    made.type_all()
    assert made.vault_worker.unprotected
