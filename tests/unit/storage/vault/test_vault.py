from __future__ import annotations

import pytest

from tests.unit.storage.vault.vault_contract import KEY, VaultContract, stored
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.faults.fault import Fault
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import MemoryVault, Vault, VaultError

CONNECTION = "0123456789ab"


class TestMemoryVault(VaultContract):
    @pytest.fixture
    def vault(self) -> Vault:
        return MemoryVault()

    def test_it_reports_that_it_is_not_persistent(self, vault: Vault) -> None:
        assert vault.lasting is False
        assert "memory" in vault.name


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """A place that keeps texts, in a process that is killed before its n-th change."""

    name = "test vault"
    lasting = True
    protected = True

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], Secret] = {}
        self.changes_left = 1_000

    def _change(self) -> None:
        self.changes_left -= 1
        if self.changes_left < 0:
            raise Killed

    def get(self, service: str, user: str) -> Secret | None:
        return self.texts.get((service, user))

    def put(self, service: str, user: str, text: Secret) -> None:
        # As on macOS: the old one goes before the new one comes.
        self._change()
        self.texts.pop((service, user), None)
        self._change()
        self.texts[service, user] = text

    def delete(self, service: str, user: str) -> bool:
        self._change()
        return self.texts.pop((service, user), None) is not None


def renew(vault: Vault, draft: list[int]) -> None:
    """Renew as *Renew keys* does: store both, name the new generation, promote both."""
    values = (VaultValue.PRIVATE_KEY, VaultValue.CLIENT_ID)
    new = [Entry(CONNECTION, value, "acme", draft[-1] + 1) for value in values]
    for entry in new:
        vault.store(entry, stored(f"{entry.value} {entry.generation}"))
    draft.append(draft[-1] + 1)
    for entry in new:
        vault.promote(entry)


@pytest.mark.parametrize("changes", range(13))
def test_a_renewal_killed_anywhere_leaves_the_key_pair_the_draft_names(changes: int) -> None:
    box = Dying()
    vault, draft = Vault(box), [0]
    renew(vault, draft)
    renew(vault, draft)
    box.changes_left = changes
    died = False
    try:
        renew(vault, draft)
    except Killed:
        died = True
    assert died is (changes < 10)
    box.changes_left = 1_000
    for _ in range(2):
        for value in (VaultValue.PRIVATE_KEY, VaultValue.CLIENT_ID):
            entry = Entry(CONNECTION, value, "acme", draft[-1])
            assert vault.read(entry) == stored(f"{value} {draft[-1]}")
            vault.promote(entry)
            assert vault.read(entry) == stored(f"{value} {draft[-1]}")
    renew(vault, draft)
    assert {service for service, _ in box.texts} == {
        f"h2r-link/{CONNECTION}/private_key",
        f"h2r-link/{CONNECTION}/client_id",
    }


def test_promoting_again_loses_nothing() -> None:
    box = Dying()
    vault, entry = Vault(box), Entry(CONNECTION, VaultValue.PRIVATE_KEY, "acme")
    vault.store(entry, stored())
    box.changes_left = 1
    vault.promote(entry)
    assert vault.read(entry) == stored()


def test_a_vault_that_does_not_store_is_detected() -> None:
    class Null(Dying):
        def put(self, service: str, user: str, text: Secret) -> None:
            pass

    with pytest.raises(VaultError) as refused:
        Vault(Null()).store(Entry(CONNECTION, VaultValue.CLIENT_ID, "acme"), stored())
    assert refused.value.problem.fault is Fault.VAULT_UNAVAILABLE
    assert "test vault didn't keep" in refused.value.problem.message
    assert KEY not in f"{refused.value!r}{refused.value.problem}"


class Losing(Dying):
    """Silently loses some writes and leaves an empty text, as KWallet does."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost

    def put(self, service: str, user: str, text: Secret) -> None:
        self.lost -= 1
        super().put(service, user, text if self.lost < 0 else Secret(""))


def test_a_lost_write_is_repeated() -> None:
    vault, entry = Vault(Losing(1)), Entry(CONNECTION, VaultValue.PRIVATE_KEY, "acme")
    vault.store(entry, stored())
    assert vault.read(entry) == stored()


def test_repeatedly_lost_writes_are_blamed_on_the_vault() -> None:
    vault, entry = Vault(Losing(2)), Entry(CONNECTION, VaultValue.PRIVATE_KEY, "acme")
    for call in (lambda: vault.store(entry, stored()), lambda: vault.read(entry)):
        with pytest.raises(VaultError) as refused:
            call()
        assert "test vault didn't keep" in refused.value.problem.message
    vault.store(entry, stored())
    assert vault.read(entry) == stored()


@pytest.mark.parametrize(
    ("connection", "company", "generation"),
    [
        ("../evil", "acme", 1),
        ("0123456789AB", "acme", 1),
        (CONNECTION, "", 1),
        (CONNECTION, "a", 0),
    ],
)
def test_an_entry_without_a_valid_name_cannot_be_created(
    connection: str, company: str, generation: int
) -> None:
    with pytest.raises(ValueError, match=r"entry|generation"):
        Entry(connection, VaultValue.PRIVATE_KEY, company, generation)


def test_entries_are_named_as_in_the_contract() -> None:
    entry = Entry(CONNECTION, VaultValue.PRIVATE_KEY, "acme", 3)
    assert entry.service == "h2r-link/0123456789ab/private_key"
    assert entry.pending_name() == "h2r-link/0123456789ab/private_key@3"


def test_values_are_named_as_on_the_pages() -> None:
    labels = [
        "Private key",
        "Client ID",
        "Proxy password",
        "Old private key",
        "Key of the request",
    ]
    assert [value.label for value in VaultValue] == labels


def test_the_repr_of_a_stored_secret_hides_it() -> None:
    assert KEY not in repr(BoundSecret("host", Secret(KEY)))


def test_a_secret_replaces_content_no_release_writes() -> None:
    """Otherwise the unreadable content would stay under the entry's name."""
    box, entry = Dying(), Entry(CONNECTION, VaultValue.PRIVATE_KEY, "acme")
    box.texts[entry.service, entry.company_id] = Secret("somebody else's")
    vault = Vault(box)
    with pytest.raises(VaultError):
        vault.read(entry)
    vault.store(entry, stored("TESTprivateKEY01"))
    assert list(box.texts) == [(entry.service, entry.company_id)]
    assert vault.read(entry) == stored("TESTprivateKEY01")
