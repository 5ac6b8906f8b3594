"""The five values and the proxy of a saved connection, as draft and vault keep them together."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.domain.draft import Draft
from wizard.domain.read_address import read_address
from wizard.domain.secret import Secret
from wizard.domain.typed import Typed
from wizard.storage.vault import Vault
from wizard.storage.vault_entry import Entry, VaultValue
from wizard.ui.services import ProxyChoice


@dataclass(frozen=True, slots=True)
class KeptValues:
    """What a test of a saved connection takes."""

    typed: Typed
    proxy: ProxyChoice = field(default_factory=ProxyChoice)

    @property
    def complete(self) -> bool:
        """Whether both secrets are there."""
        return bool(self.typed.private_key.reveal() and self.typed.client_id.reveal())


def host_of(draft: Draft) -> str:
    """The host that the secrets of ``draft`` go to, or ""."""
    address = read_address(draft.site).address
    return address.netloc if address else ""


def entry_of(draft: Draft, value: VaultValue, generation: int = 0) -> Entry:
    """The entry of ``value``, by default of the generation in use."""
    return Entry(draft.id, value, draft.company_id, generation or max(1, draft.generation))


def read_kept(vault: Vault, draft: Draft) -> KeptValues:
    """Read a connection's secrets; one that is not kept is "". Call it on the vault's thread.

    Raises:
        VaultClosed: the vault does not give them out, or they were typed for another host.
    """
    host = host_of(draft)
    user, _, proxy = draft.proxy.rpartition("@")
    found = {
        VaultValue.PRIVATE_KEY: host,
        VaultValue.CLIENT_ID: host,
        VaultValue.PROXY_PASSWORD: proxy,
    }
    secrets = {value: _read(vault, draft, value, where) for value, where in found.items()}
    typed = Typed(
        draft.site,
        draft.company_id,
        draft.public_key,
        secrets[VaultValue.PRIVATE_KEY],
        secrets[VaultValue.CLIENT_ID],
        draft.scope,
    )
    return KeptValues(typed, ProxyChoice(proxy, user, secrets[VaultValue.PROXY_PASSWORD]))


def _read(vault: Vault, draft: Draft, value: VaultValue, host: str) -> Secret:
    if not draft.generation or not draft.company_id or not host:
        return Secret("")
    return vault.read_for(entry_of(draft, value), host) or Secret("")
