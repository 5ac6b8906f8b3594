"""The contract of every vault; run against memory, a simulated Windows and real vaults."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator

import pytest

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.faults.fault import Fault
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import Vault, VaultError

HOST = "na.myconnectwise.net"
KEY = "TestPrivateKey00"
MakeEntry = Callable[..., Entry]


def stored(text: str = KEY, host: str = HOST) -> BoundSecret:
    return BoundSecret(host, Secret(text))


class VaultContract:
    """Subclasses give the fixture ``vault``."""

    @pytest.fixture
    def make(self, vault: Vault) -> Iterator[MakeEntry]:
        """Make entries of connections of their own, which are forgotten afterwards."""
        made: list[Entry] = []

        def make(
            value: VaultValue = VaultValue.PRIVATE_KEY, company: str = "acme", generation: int = 1
        ) -> Entry:
            made.append(Entry(secrets.token_hex(6), value, company, generation))
            return made[-1]

        yield make
        for entry in made:
            vault.forget(entry)

    @pytest.fixture
    def entry(self, make: MakeEntry) -> Entry:
        return make()

    def test_it_has_a_name(self, vault: Vault) -> None:
        assert vault.name

    def test_a_secret_never_stored_is_not_found(self, vault: Vault, entry: Entry) -> None:
        assert vault.read(entry) is None
        assert vault.read_for(entry, HOST) is None
        assert vault.delete(entry) is False
        assert vault.forget(entry) == ()
        vault.promote(entry)
        assert vault.read(entry) is None

    def test_a_stored_secret_is_read_with_its_host(self, vault: Vault, entry: Entry) -> None:
        vault.store(entry, stored())
        assert vault.read(entry) == stored()
        assert vault.read_for(entry, HOST) == Secret(KEY)

    @pytest.mark.parametrize(
        "text",
        ["", " ", "a\nb\tc\0d", '"{}\\', "schlüssel-鍵-🔑", "\udc80", "\ufeffx", "x" * 1_000],
    )
    def test_any_text_is_read_unchanged(self, vault: Vault, entry: Entry, text: str) -> None:
        vault.store(entry, stored(text))
        assert vault.read(entry) == stored(text)

    def test_storing_again_replaces_the_secret(self, vault: Vault, entry: Entry) -> None:
        vault.store(entry, stored("first", "old.example.com"))
        vault.store(entry, stored("second"))
        assert vault.read(entry) == stored("second")
        assert vault.delete(entry) is True
        assert vault.read(entry) is None

    def test_values_companies_and_connections_are_kept_apart(
        self, vault: Vault, make: MakeEntry
    ) -> None:
        first = make()
        entries = [first, make(), make(company="Ünited & Söhne"), make(VaultValue.CLIENT_ID)]
        entries += [
            Entry(first.connection, VaultValue.CLIENT_ID, "acme"),
            Entry(first.connection, VaultValue.PROXY_PASSWORD, "acme"),
            Entry(first.connection, VaultValue.PRIVATE_KEY, "acme_sandbox"),
        ]
        for number, entry in enumerate(entries):
            vault.store(entry, stored(f"text {number}"))
        found = [vault.read(entry) for entry in entries]
        removed = [vault.delete(entry) for entry in entries]
        assert found == [stored(f"text {number}") for number in range(len(entries))]
        assert removed == [True] * len(entries)

    def test_a_secret_goes_to_no_other_host(self, vault: Vault, entry: Entry) -> None:
        vault.store(entry, stored())
        with pytest.raises(VaultError) as refused:
            vault.read_for(entry, "na.myconnectwise.net.example")
        problem = refused.value.problem
        assert problem.fault is Fault.VAULT_LOCKED
        assert "saved for na.myconnectwise.net, not for na.myconnectwise.net.example" in (
            problem.message
        )
        assert KEY not in f"{refused.value!r} {problem} {problem.message} {problem.fix}"

    def test_a_text_too_long_for_windows_is_too_long_everywhere(
        self, vault: Vault, entry: Entry
    ) -> None:
        vault.store(entry, stored("short"))
        with pytest.raises(VaultError) as refused:
            vault.store(entry, stored("canary" * 250))
        problem = refused.value.problem
        assert problem.fault is Fault.VAULT_UNAVAILABLE
        assert "Private key is too long" in problem.message
        assert "canary" not in f"{refused.value} {problem}"
        assert vault.read(entry) == stored("short")

    def test_a_pending_secret_is_stored_beside_the_current_one(
        self, vault: Vault, entry: Entry
    ) -> None:
        renewed = Entry(entry.connection, entry.value, entry.company_id, 2)
        vault.store(entry, stored("old"))
        vault.store(renewed, stored("new"))
        assert (vault.read(entry), vault.read(renewed)) == (stored("old"), stored("new"))
        for _ in range(2):
            vault.promote(renewed)
            assert (vault.read(entry), vault.read(renewed)) == (None, stored("new"))
        assert vault.forget(renewed) == (entry.service,)

    def test_an_abandoned_renewal_keeps_the_current_secret(
        self, vault: Vault, entry: Entry
    ) -> None:
        renewed = Entry(entry.connection, entry.value, entry.company_id, 2)
        vault.store(entry, stored("old"))
        vault.store(renewed, stored("new"))
        assert vault.delete(renewed) is True
        assert (vault.read(entry), vault.read(renewed)) == (stored("old"), None)

    def test_forgetting_deletes_every_generation(self, vault: Vault, entry: Entry) -> None:
        second, third = (Entry(entry.connection, entry.value, "acme", n) for n in (2, 3))
        for each in (entry, second, third):
            vault.store(each, stored(str(each.generation)))
        assert vault.forget(second) == (second.pending_name(), third.pending_name(), entry.service)
        assert [vault.read(each) for each in (entry, second, third)] == [None] * 3

    @pytest.mark.parametrize("text", ["hunter2", "[]", '{"host": 1}', "[" * 1_200])
    def test_an_entry_of_another_program_is_reported_and_can_be_replaced(
        self, vault: Vault, entry: Entry, text: str
    ) -> None:
        vault._box.put(entry.service, entry.company_id, Secret(text))
        with pytest.raises(VaultError) as refused:
            vault.read(entry)
        assert refused.value.problem.fault is Fault.VAULT_LOCKED
        assert entry.service in refused.value.problem.message
        assert "hunter2" not in f"{refused.value} {refused.value.problem}"
        vault.store(entry, stored())
        assert vault.read(entry) == stored()

    def test_concurrent_threads_do_not_interfere(self, vault: Vault, make: MakeEntry) -> None:
        entries = [make() for _ in range(4)]
        found: dict[int, BoundSecret | None] = {}

        def work(number: int) -> None:
            vault.store(entries[number], stored(f"text {number}"))
            found[number] = vault.read(entries[number])

        threads = [threading.Thread(target=work, args=(n,)) for n in range(len(entries))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {n: stored(f"text {n}") for n in range(len(entries))}
