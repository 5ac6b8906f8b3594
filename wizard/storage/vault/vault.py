"""Stores secrets in a vault, one entry per value, each bound to its host.

The pair in use is always found as service ``h2r-link/<id>/<value>``, user the Company ID. During a
renewal the new generation is stored beside it as ``…/<value>@<generation>``; then the draft names
the new generation, and `Vault.promote` moves it to the entry's own name. Every entry knows its
generation, so a kill at any of these moments leaves the draft with the pair it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from wizard.domain.bound_secret import BoundSecret, same_host
from wizard.domain.errors import WizardError
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.storage.vault.entry import (
    DAMAGED,
    SIZE_LIMIT_BYTES,
    Content,
    Entry,
    pack,
    unpack,
)


class VaultError(WizardError):
    """A vault operation failed; ``problem`` is the reason and quotes no secret."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault.value)
        self.problem = problem


class SecretBackend(Protocol):
    """Stores texts by service and user; every method may raise `VaultError`."""

    @property
    def name(self) -> str:
        """Name shown to the user."""

    @property
    def lasting(self) -> bool:
        """Whether its contents outlive the program."""

    @property
    def protected(self) -> bool:
        """Whether persistent contents are encrypted, as far as known."""

    def get(self, service: str, user: str) -> Secret | None:
        """Return the text, or None."""

    def put(self, service: str, user: str, text: Secret) -> None:
        """Store a text, replacing an earlier one."""

    def delete(self, service: str, user: str) -> bool:
        """Delete a text; return whether it existed."""


class Vault:
    """Interface of a secret store.

    Every method may block until the user answers the system's prompt: call it on a worker thread.
    Calls of several threads go one after the other. All may raise `VaultError`.
    """

    def __init__(self, lockbox: SecretBackend) -> None:
        self._box = lockbox

    @property
    def name(self) -> str:
        """Name of the vault as the user knows it."""
        return self._box.name

    @property
    def lasting(self) -> bool:
        """Whether stored secrets outlive the program."""
        return self._box.lasting

    @property
    def protected(self) -> bool:
        """Whether secrets are encrypted on disk; false for a keyring without a password."""
        return self._box.protected

    def store(self, entry: Entry, stored: BoundSecret) -> None:
        """Store a secret and read it back; other generations are not changed."""
        text = pack(entry.generation, stored)
        if len(text.reveal()) * 2 > SIZE_LIMIT_BYTES:
            raise VaultError(_too_long(entry, self.name))
        current = self._look(entry, entry.service)
        in_use = current is not None and current.generation not in {DAMAGED, entry.generation}
        self._write(entry, entry.pending_name() if in_use else entry.service, text)

    def read(self, entry: Entry) -> BoundSecret | None:
        """Return the secret of this generation, for any host; None if there is none."""
        for service in (entry.service, entry.pending_name()):
            content = self._look(entry, service)
            if content and content.generation == entry.generation:
                return content.stored
        for service in (entry.service, entry.pending_name()):
            text = self._box.get(service, entry.company_id)
            if text is not None and unpack(text).generation == DAMAGED:
                raise VaultError(_foreign(entry) if text.reveal() else _not_kept(self.name))
        return None

    def read_for(self, entry: Entry, host: str) -> Secret | None:
        """Return the secret for use with ``host``; None if there is none.

        Raises:
            VaultError: it was typed for another host, so it must not go there.
        """
        stored = self.read(entry)
        if stored and not same_host(stored.host, host):
            raise VaultError(_other_host(entry, stored.host, host))
        return stored.secret if stored else None

    def promote(self, entry: Entry) -> None:
        """Move this generation to the entry's main name, replacing the earlier one; idempotent."""
        # The macOS backend writes by deleting first, so an entry in place is not written again.
        if not self._in_place(entry):
            stored = self.read(entry)
            if stored is None:
                return
            self._write(entry, entry.service, pack(entry.generation, stored))
        self._box.delete(entry.pending_name(), entry.company_id)

    def delete(self, entry: Entry) -> bool:
        """Delete only this generation of a secret; return whether it existed."""
        waiting = self._box.delete(entry.pending_name(), entry.company_id)
        in_use = self._in_place(entry) and self._box.delete(entry.service, entry.company_id)
        return waiting or in_use

    def forget(self, entry: Entry) -> tuple[str, ...]:
        """Delete all generations up to the next one; return the services that existed."""
        names = [entry.pending_name(n) for n in range(1, entry.generation + 2)]
        return tuple(n for n in (*names, entry.service) if self._box.delete(n, entry.company_id))

    def _in_place(self, entry: Entry) -> bool:
        content = self._look(entry, entry.service)
        return content is not None and content.generation == entry.generation

    def _look(self, entry: Entry, service: str) -> Content | None:
        text = self._box.get(service, entry.company_id)
        return None if text is None else unpack(text)

    def _write(self, entry: Entry, service: str, text: Secret) -> None:
        # KWallet loses a write now and then and reports none of them, so one is tried again.
        for _ in range(2):
            self._box.put(service, entry.company_id, text)
            if self._box.get(service, entry.company_id) == text:
                return
        raise VaultError(_not_kept(self.name))


def delete_all(vault: Vault, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Delete all generations of ``entries``; return the services that existed."""
    return tuple(name for entry in entries for name in vault.forget(entry))


class MemoryVault(Vault):
    """A vault in memory, for practice and for computers without a vault."""

    def __init__(self) -> None:
        super().__init__(_Memory())


class _Memory:
    lasting = False
    protected = True

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], Secret] = {}

    @property
    def name(self) -> str:
        return tr("this computer's memory")

    def get(self, service: str, user: str) -> Secret | None:
        return self._texts.get((service, user))

    def put(self, service: str, user: str, text: Secret) -> None:
        self._texts[service, user] = text

    def delete(self, service: str, user: str) -> bool:
        return self._texts.pop((service, user), None) is not None


def _too_long(entry: Entry, vault: str) -> Problem:
    what = tr("{field} is too long for {vault}").format(field=entry.value.label, vault=vault)
    advice = tr("Check that only {field} was pasted.").format(field=entry.value.label)
    return Problem(Fault.VAULT_UNAVAILABLE, {"what": what, "advice": advice})


def _not_kept(vault: str) -> Problem:
    what = tr("{vault} didn't keep what was stored in it").format(vault=vault)
    advice = tr("Keep the keys at hand until the link is set up.")
    return Problem(Fault.VAULT_UNAVAILABLE, {"what": what, "advice": advice})


def _foreign(entry: Entry) -> Problem:
    what = tr("the entry “{name}” was changed by another program").format(name=entry.service)
    advice = tr("Enter {field} again.").format(field=entry.value.label)
    return Problem(Fault.VAULT_LOCKED, {"what": what, "advice": advice})


def _other_host(entry: Entry, stored: str, wanted: str) -> Problem:
    what = tr("{field} was saved for {stored}, not for {wanted}")
    advice = tr("Enter {field} again for this address, or change the address back.")
    hosts = {"stored": sanitize(stored), "wanted": sanitize(wanted)}
    words = {"field": entry.value.label, **hosts}
    details = {"what": what.format_map(words), "advice": advice.format_map(words)}
    return Problem(Fault.VAULT_LOCKED, details)
