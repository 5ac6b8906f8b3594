"""A saved connection by name: its draft, and its secrets from the vault."""

from __future__ import annotations

from wizard.cli.output import Unusable
from wizard.domain.draft import Draft
from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.read_address import read_address
from wizard.domain.secret import Secret
from wizard.domain.values import Typed
from wizard.domain.wording import tr
from wizard.storage.drafts import DraftFolder
from wizard.storage.folders import Folders
from wizard.storage.system_vault import open_vault
from wizard.storage.vault import Vault, VaultClosed
from wizard.storage.vault_entry import Entry, VaultValue


def find(name: str, folders: Folders) -> Draft:
    """Return the draft called ``name`` (its name, Company ID or id).

    Raises:
        Unusable: there is none, or there are several.
    """
    drafts = DraftFolder(folders.connections).all().drafts
    exact = [draft for draft in drafts if draft.id == name]
    found = exact or [draft for draft in drafts if draft.title.casefold() == name.casefold()]
    if not found:
        raise Unusable(tr("there is no saved connection of that name."))
    if len(found) > 1:
        ids = ", ".join(draft.id for draft in found)
        raise Unusable(tr("several connections have that name; use one of: {ids}").format(ids=ids))
    return found[0]


def open_secrets(draft: Draft) -> Typed | Problem:
    """Return the draft's five values, or why the vault does not give them out."""
    empty = Secret("")
    typed = Typed(draft.site, draft.company_id, draft.public_key, empty, empty, draft.scope)
    if not draft.generation or not draft.company_id:
        return typed
    vault = open_vault()
    if isinstance(vault, Problem):
        return vault
    try:
        private, client_id = (_read(vault, draft, value) for value in _NEEDED)
    except VaultClosed as closed:
        return closed.problem
    if private is None or client_id is None:
        missing = VaultValue.CLIENT_ID if private else VaultValue.PRIVATE_KEY
        return _gone(missing, vault)
    return Typed(draft.site, draft.company_id, draft.public_key, private, client_id, draft.scope)


_NEEDED = (VaultValue.PRIVATE_KEY, VaultValue.CLIENT_ID)


def _read(vault: Vault, draft: Draft, value: VaultValue) -> Secret | None:
    address = read_address(draft.site).address
    entry = Entry(draft.id, value, draft.company_id, draft.generation)
    return vault.read_for(entry, address.netloc if address else "")


def _gone(value: VaultValue, vault: Vault) -> Problem:
    what = tr("{field} is not in {vault}").format(field=value.label, vault=vault.name)
    advice = tr("Open the connection in h2r-link and enter it again.")
    return Problem(Fault.VAULT_LOCKED, {"what": what, "advice": advice})
