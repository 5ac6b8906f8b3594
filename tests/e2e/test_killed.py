"""Keys are renewed in a process that is killed at every step; a complete pair always remains."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.cutting import cuts
from tests.e2e.desktop_session import Session, on_linux
from tests.e2e.test_vault import desktop, vault_of_this_computer
from tests.nursery import nursery
from wizard.domain.draft import Draft
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.storage.drafts import DraftFolder
from wizard.storage.saved_values import SavedValues, entry_of, host_of, read_saved
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.vault import Vault
from wizard.ui.controllers.renewal import put_to_use

__all__ = ["desktop"]
KILLS = 6
CLIENT_ID = "00000000-0000-4000-8000-000000000001"
FIRST = Draft(
    id="0123456789ab",
    created=datetime(2026, 5, 12, tzinfo=UTC),
    site="https://na.myconnectwise.net",
    company_id="acme",
)
RENEWING = """
    from pathlib import Path
    from tests.e2e.test_killed import renew
    from functools import cache
    from wizard.storage.vault.system import open_vault
    vault = cache(open_vault)
    def act(number):
        renew(vault(), Path(sys.argv[1]), number)
"""


def pair(number: int) -> SavedValues:
    """The pair of a number, so that halves of two pairs are told apart."""
    public, private = f"TestPublicKey{number:04}", f"TestPrivateKey{number:04}"
    site, company = FIRST.site, FIRST.company_id
    return SavedValues(FieldTexts(site, company, public, Secret(private), Secret(CLIENT_ID)))


def renew(vault: object, folder: Path, number: int) -> None:
    """Put the pair ``number`` in the place of the one in use."""
    drafts = DraftFolder(folder)
    (draft,) = drafts.all().drafts
    keys = {"new": pair(number), "old": pair(number - 1)}
    put_to_use(vault, drafts, draft, **keys, now=FIRST.created)  # type: ignore[arg-type]


CUT = """
    import os
    from pathlib import Path
    from tests.e2e.test_killed import renew_next
    from wizard.storage.drafts import DraftFolder
    from wizard.storage.vault.system import KeyringBackend
    from wizard.storage.vault.vault import Vault
    def seams():
        return [
            *((os, name) for name in ("fsync", "replace", "rename")),
            *((Vault, name) for name in ("store", "promote")),
            *((KeyringBackend, name) for name in ("put", "delete")),
            (DraftFolder, "save"),
        ]
    def act():
        renew_next(Path(sys.argv[1]))
"""


def renew_next(folder: Path) -> None:
    """Put the next pair in the place of the one in use."""
    (draft,) = DraftFolder(folder).all().drafts
    renew(vault_of_this_computer(), folder, number_of(draft) + 1)


def number_of(draft: Draft) -> int:
    return int(draft.public_key.removeprefix("TestPublicKey"))


def works(vault: Vault, draft: Draft) -> bool:
    """Whether the vault has all keys that the draft names, and those that are to be rejected."""
    number = number_of(draft)
    wanted = replace(pair(number).typed, scope=draft.scope)
    old = vault.read_for(entry_of(draft, VaultValue.OLD_PRIVATE_KEY), host_of(draft))
    unfinished = draft.renewal and draft.renewal.old_public_key == pair(number - 1).typed.public_key
    ends = bool(unfinished) and old == pair(number - 1).typed.private_key
    return read_saved(vault, draft).typed == wanted and ends


@on_linux
def test_a_renewal_interrupted_at_any_step_leaves_a_working_key_pair(
    desktop: Session, tmp_path: Path
) -> None:
    desktop.unlock()
    drafts, vault = DraftFolder(tmp_path / "connections"), vault_of_this_computer()
    drafts.save(FIRST)
    renew(vault, drafts.path, 1)
    last, outcomes = 1, {}
    for moment in cuts(CUT, str(drafts.path)):
        (draft,) = drafts.all().drafts
        number = number_of(draft)
        assert number in {last, last + 1}, moment
        assert works(vault, draft), moment
        outcomes.setdefault(moment, set()).add(number - last)
        last = number
    assert outcomes["before store"] == outcomes["after store"] == {0}
    # The current keys are promoted first, the new ones after the draft names it.
    assert outcomes["after promote"] == {0, 1}
    assert outcomes["before save"] == {0}
    assert outcomes["after save"] == outcomes["end"] == {1}
    assert {0, 1} <= outcomes["before fsync"] | outcomes["after replace"]


@on_linux
def test_a_killed_renewal_leaves_a_working_key_pair(desktop: Session, tmp_path: Path) -> None:
    """Once more at random moments."""
    desktop.unlock()
    drafts, vault = DraftFolder(tmp_path / "connections"), vault_of_this_computer()
    drafts.save(FIRST)
    begun = time.perf_counter()
    renew(vault, drafts.path, 1)
    took_s = time.perf_counter() - begun
    last = 1
    with nursery(RENEWING, str(drafts.path)) as children:
        for _ in range(KILLS):
            done = children.kill_one(last, most=2, within_s=2 * took_s)
            (draft,) = drafts.all().drafts
            assert number_of(draft) in {done, done + 1}
            assert works(vault, draft)
            last = number_of(draft)
