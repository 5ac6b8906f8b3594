"""Values of a saved connection for a test: its draft, and its secrets for their own hosts only.

Used by the window and by ``h2r-link check NAME``.
"""

from __future__ import annotations

from dataclasses import field, replace

from wizard.domain.address.reading import read_address
from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.proxy_choice import ProxyChoice, kept_proxy
from wizard.domain.secret import Secret
from wizard.domain.values.field_texts import FieldTexts
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import Vault

_NEEDED = {VaultValue.PRIVATE_KEY: "private_key", VaultValue.CLIENT_ID: "client_id"}


@dataclass(frozen=True, slots=True)
class SavedValues:
    """The five values and the proxy of a saved connection; missing secrets are empty."""

    typed: FieldTexts
    proxy: ProxyChoice = field(default_factory=ProxyChoice)

    @property
    def missing(self) -> VaultValue | None:
        """The first secret that a link test needs and the vault doesn't have."""
        return next((v for v, name in _NEEDED.items() if not getattr(self.typed, name)), None)


def host_of(draft: Draft) -> str:
    """Return the host that receives the secrets of ``draft``, or ""."""
    address = read_address(draft.site).address
    return address.netloc if address else ""


def entry_of(draft: Draft, value: VaultValue, generation: int = 0) -> Entry:
    """Return the vault entry of ``value``, by default of the generation in use."""
    return Entry(draft.id, value, draft.company_id, generation or max(1, draft.generation))


def is_stored(draft: Draft) -> bool:
    """Whether the vault may have secrets of ``draft``."""
    return bool(draft.generation and draft.company_id)


def without_secrets(draft: Draft) -> SavedValues:
    """Return the values of the draft alone."""
    typed = FieldTexts(draft.site, draft.company_id, draft.public_key, scope=draft.scope)
    return SavedValues(typed, kept_proxy(draft.proxy))


def read_saved(vault: Vault, draft: Draft) -> SavedValues:
    """Read a connection's secrets too. Call it on the vault's thread.

    Raises:
        VaultError: the vault does not give them out, or one was entered for another host.
    """
    found, host = without_secrets(draft), host_of(draft)
    typed = replace(
        found.typed,
        private_key=_read(vault, draft, VaultValue.PRIVATE_KEY, host),
        client_id=_read(vault, draft, VaultValue.CLIENT_ID, host),
    )
    password = _read(vault, draft, VaultValue.PROXY_PASSWORD, found.proxy.address)
    return SavedValues(typed, replace(found.proxy, password=password))


def _read(vault: Vault, draft: Draft, value: VaultValue, host: str) -> Secret:
    if not is_stored(draft) or not host:
        return Secret("")
    return vault.read_for(entry_of(draft, value), host) or Secret("")
