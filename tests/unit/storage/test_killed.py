"""A saving process is killed at every step, and at random points; no draft is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cutting import cuts
from tests.nursery import nursery
from tests.unit.storage.examples import ID
from wizard.storage.drafts import DraftFolder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork")
KILLS = 60
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
CUT = f"""{SAVING}
    import os
    def seams():
        return [*((os, name) for name in ("fsync", "replace", "rename", "open")), (folder, "save")]
    def act():
        saved = folder.all().drafts
        act_once(int(saved[0].name) + 1 if saved else 1)
""".replace("def act(number)", "def act_once(number)")


def test_a_save_interrupted_at_any_step_loses_no_draft(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path / "connections")
    last, left = 0, 0
    outcomes: dict[str, set[int]] = {}
    torn: set[str] = set()
    for moment in cuts(CUT, str(folder.path), ID):
        loaded = folder.all()
        assert loaded.problems == (), moment
        number = int(loaded.drafts[0].name) if loaded.drafts else 0
        assert number in {last, last + 1}, moment
        leftovers = len(list(folder.path.glob(".*.tmp")))
        outcomes.setdefault(moment, set()).add(number - last)
        torn |= {moment} if leftovers > left else set()
        last, left = number, leftovers
    assert outcomes["before save"] == {0}
    assert outcomes["before fsync"] == {0, 1}, "the folder is flushed once the draft is in place"
    assert outcomes["after replace"] == outcomes["after save"] == outcomes["end"] == {1}
    assert {"after open", "before fsync", "before replace"} <= torn


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
    assert len(list(folder.path.glob(".*.tmp"))) <= 2 * KILLS
