"""A process that saves without pause is killed at random points; the draft is always there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.nursery import nursery
from tests.unit.storage.examples import ID
from wizard.storage.drafts import DraftFolder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork")
KILLS = 200
SAVING = """
    from dataclasses import replace
    from datetime import UTC, datetime
    from pathlib import Path
    from wizard.domain.draft import Draft
    from wizard.storage.drafts import DraftFolder
    folder = DraftFolder(Path(sys.argv[1]))
    draft = Draft(id=sys.argv[2], created=datetime(2026, 5, 12, tzinfo=UTC))
    def act(number):
        folder.save(replace(draft, name=f"{number}", site="x" * (number % 7 * 250)))
"""


def test_a_killed_process_loses_no_saved_draft(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path / "connections")
    last = 0
    with nursery(SAVING, str(folder.path), ID) as children:
        for _ in range(KILLS):
            last = children.kill_one(last, most=3, within_s=0.002)
            loaded = folder.all()
            assert loaded.problems == ()
            if last:
                (draft,) = loaded.drafts
                assert int(draft.name) in {last, last + 1}
    (folder.path / f"{ID}.json").write_bytes(b"")
    assert int(folder.load(ID).name) in {last - 1, last, last + 1}, "the copy follows closely"
    leftovers = list(folder.path.glob(".*.tmp"))
    assert leftovers, "no kill struck while a file was being written"
    assert len(leftovers) <= 2 * KILLS
