"""Keys are renewed without pause in a process that is killed; a whole pair is always there."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.test_vault import Session, desktop, on_linux, vault_of_this_computer
from tests.nursery import nursery
from wizard.domain.draft import Draft
from wizard.domain.secret import Secret
from wizard.domain.values import Typed
from wizard.storage.drafts import DraftFolder
from wizard.storage.saved_values import SavedValues, read_saved
from wizard.ui.renewal import put_to_use

__all__ = ["desktop"]
KILLS = 50
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
    from wizard.storage.system_vault import open_vault
    vault = cache(open_vault)
    def act(number):
        renew(vault(), Path(sys.argv[1]), number)
"""


def pair(number: int) -> SavedValues:
    """The pair of a number, so that halves of two pairs are told apart."""
    public, private = f"TestPublicKey{number:04}", f"TestPrivateKey{number:04}"
    site, company = FIRST.site, FIRST.company_id
    return SavedValues(Typed(site, company, public, Secret(private), Secret(CLIENT_ID)))


def renew(vault: object, folder: Path, number: int) -> None:
    """Put the pair ``number`` in the place of the one in use."""
    drafts = DraftFolder(folder)
    (draft,) = drafts.all().drafts
    put_to_use(vault, drafts, draft, pair(number))  # type: ignore[arg-type]


@on_linux
def test_a_killed_renewal_leaves_a_pair_that_works(desktop: Session, tmp_path: Path) -> None:
    desktop.unlock()
    drafts, vault = DraftFolder(tmp_path / "connections"), vault_of_this_computer()
    drafts.save(FIRST)
    begun = time.perf_counter()
    renew(vault, drafts.path, 1)
    took_s = time.perf_counter() - begun
    last, between = 1, 0
    with nursery(RENEWING, str(drafts.path)) as children:
        for _ in range(KILLS):
            done = children.kill_one(last, most=2, within_s=2 * took_s)
            (draft,) = drafts.all().drafts
            number = int(draft.public_key.removeprefix("TestPublicKey"))
            assert number in {done, done + 1}
            between += number > done
            assert read_saved(vault, draft).typed == replace(pair(number).typed, scope=draft.scope)
            last = number
    assert between, "no kill struck between the flip and its end"
