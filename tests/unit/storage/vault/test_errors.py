from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.unit.storage.vault.vault_contract import KEY
from wizard.domain.faults.fault import Fault
from wizard.domain.secret import Secret
from wizard.storage.vault.errors import problem_from_error
from wizard.storage.vault.system import KeyringBackend
from wizard.storage.vault.vault import VaultError


def windows(code: int) -> Exception:
    error = type("error", (Exception,), {})(code, "CredWrite", f"text of {KEY}")
    error.winerror = code
    return error


def macos(code: int) -> Exception:
    from keyring.errors import PasswordSetError

    error = PasswordSetError(f"Can't store password on keychain: {KEY}")
    error.__cause__ = type("Error", (Exception,), {})(code, "Unknown Error")
    return error


def keyring(kind: str) -> Exception:
    import keyring.errors

    return getattr(keyring.errors, kind)(f"text of {KEY}")


def ended_while_asked() -> Exception:
    error = keyring("InitError")
    error.__cause__ = ConnectionResetError(104, "reset")
    return error


def secret_service(kind: str) -> Exception:
    exceptions = pytest.importorskip("secretstorage.exceptions")
    return getattr(exceptions, kind)(f"text of {KEY}")


CASES = [
    (windows(1783), Fault.VAULT_UNAVAILABLE, "length or kind"),
    (windows(87), Fault.VAULT_UNAVAILABLE, "length or kind"),
    (windows(1312), Fault.VAULT_UNAVAILABLE, "can't store anything for this sign-in"),
    (windows(1058), Fault.VAULT_UNAVAILABLE, "turned off on this computer"),
    (windows(1062), Fault.VAULT_UNAVAILABLE, "turned off on this computer"),
    (windows(8), Fault.VAULT_UNAVAILABLE, "is full"),
    (windows(5), Fault.VAULT_LOCKED, "denied h2r-link access"),
    (windows(99), Fault.VAULT_UNAVAILABLE, "reported an error (99)"),
    (macos(-25244), Fault.VAULT_LOCKED, "only to the version of the program that saved it"),
    (macos(-25308), Fault.VAULT_LOCKED, "is locked"),
    (macos(-128), Fault.VAULT_LOCKED, "denied h2r-link access"),
    (macos(-1), Fault.VAULT_UNAVAILABLE, "reported an error (PasswordSetError)"),
    (keyring("KeyringLocked"), Fault.VAULT_LOCKED, "is locked"),
    (keyring("InitError"), Fault.VAULT_UNAVAILABLE, "isn't set up yet"),
    (keyring("NoKeyringError"), Fault.VAULT_UNAVAILABLE, "isn't running"),
    (ended_while_asked(), Fault.VAULT_UNAVAILABLE, "isn't running"),
    (ConnectionResetError(104, "reset"), Fault.VAULT_UNAVAILABLE, "isn't running"),
    (RuntimeError(), Fault.VAULT_UNAVAILABLE, "reported an error (RuntimeError)"),
]
SECRET_SERVICE = [
    ("LockedException", Fault.VAULT_LOCKED, "is locked"),
    ("PromptDismissedException", Fault.VAULT_LOCKED, "denied h2r-link access"),
    ("SecretServiceNotAvailableException", Fault.VAULT_UNAVAILABLE, "isn't running"),
    ("SecretStorageException", Fault.VAULT_UNAVAILABLE, "reported an error"),
]


@pytest.mark.parametrize(("error", "fault", "words"), CASES)
def test_each_refusal_has_its_sentence(error: Exception, fault: Fault, words: str) -> None:
    problem = problem_from_error(error, "Test Vault")
    assert problem.fault is fault
    assert "Test Vault" in problem.message
    assert words in problem.message
    assert problem.fix
    assert KEY not in f"{problem} {problem.message} {problem.fix}"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (keyring("KeyringLocked"), "Unlock its database, then try again."),
        (keyring("InitError"), "Open or create a database in KeePassXC, then try again."),
        (keyring("NoKeyringError"), "Start KeePassXC, unlock its database, then try again."),
    ],
)
def test_keepassxc_does_not_open_with_the_desktop(error: Exception, advice: str) -> None:
    assert problem_from_error(error, "KeePassXC").fix == advice


@pytest.mark.parametrize(("kind", "fault", "words"), SECRET_SERVICE)
def test_each_refusal_of_the_secret_service_has_its_sentence(
    kind: str, fault: Fault, words: str
) -> None:
    test_each_refusal_has_its_sentence(secret_service(kind), fault, words)


def test_circular_error_causes_end() -> None:
    first, second = RuntimeError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert problem_from_error(first, "Test Vault").fault is Fault.VAULT_UNAVAILABLE


def d_bus(name: str) -> Exception:
    jeepney = pytest.importorskip("jeepney")
    fields = {jeepney.HeaderFields.error_name: name}
    reply = SimpleNamespace(header=SimpleNamespace(fields=fields), body=(f"text of {KEY}",))
    error: Exception = jeepney.DBusErrorResponse(reply)
    return error


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("org.freedesktop.Secret.Error.IsLocked", "is locked"),
        ("org.freedesktop.DBus.Error.AccessDenied", "denied h2r-link access"),
        ("org.freedesktop.DBus.Error.Failed", "reported an error"),
    ],
)
def test_each_dbus_error_has_its_sentence(name: str, words: str) -> None:
    problem = problem_from_error(d_bus(name), "Test Vault")
    assert words in problem.message
    assert KEY not in f"{problem} {problem.message} {problem.fix}"


class Collection:
    """A collection as KeePassXC has it: open, each item asking its user on its own."""

    connection = SimpleNamespace(close=lambda: None)

    def __init__(self, *, locked: bool) -> None:
        self.locked = locked

    def is_locked(self) -> bool:
        return self.locked

    def unlock(self) -> bool:
        return True

    def search_items(self, attributes: object) -> list[Collection]:
        return [Collection(locked=True)]


@pytest.mark.parametrize(
    ("locked", "words"), [(True, "is locked"), (False, "denied h2r-link access")]
)
def test_a_refused_item_is_not_a_locked_vault(
    monkeypatch: pytest.MonkeyPatch, *, locked: bool, words: str
) -> None:
    secretstorage = pytest.importorskip("secretstorage")
    from keyring.backends.SecretService import Keyring

    monkeypatch.setattr(secretstorage, "dbus_init", lambda: None)
    monkeypatch.setattr(
        secretstorage, "get_default_collection", lambda bus: Collection(locked=locked)
    )
    with pytest.raises(VaultError) as refused:
        KeyringBackend(Keyring(), "Test Vault").get("s", "u")
    assert refused.value.problem.fault is Fault.VAULT_LOCKED
    assert words in refused.value.problem.message


class Refusing:
    """A backend whose errors quote what they were given, and that never removes anything."""

    def get_password(self, service: str, username: str) -> str | None:
        return "something"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")

    def delete_password(self, service: str, username: str) -> None:
        pass


def test_the_message_of_the_backend_is_not_included() -> None:
    with pytest.raises(VaultError) as refused:
        KeyringBackend(Refusing(), "Test Vault").put("s", "u", Secret(KEY))
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_an_entry_that_remains_after_removal_is_reported() -> None:
    with pytest.raises(VaultError) as refused:
        KeyringBackend(Refusing(), "Test Vault").delete("s", "u")
    assert "Test Vault didn't delete" in refused.value.problem.message
