"""A process that saves without pause is killed at random points; the draft is always there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.storage.examples import ID
from wizard.storage.drafts import DraftFolder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork")
ROOT = Path(__file__).resolve().parents[3]
KILLS = 200
# One process that loads the program once and makes the children that are to be killed.
NURSERY = """
import os, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from wizard.domain.draft import Draft
from wizard.storage.drafts import DraftFolder
folder = DraftFolder(Path(sys.argv[1]))
draft = Draft(id=sys.argv[2], created=datetime(2026, 5, 12, tzinfo=UTC))
def save_for_ever(first):
    os.write(1, f"pid {os.getpid()}\\n".encode())
    while True:
        first += 1
        folder.save(replace(draft, name=f"{first}", site="x" * (first % 7 * 250)))
        os.write(1, f"saved {first}\\n".encode())
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        save_for_ever(int(line))
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(tmp_path / "connections"), ID],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        yield process


def kill_one(nursery: subprocess.Popen[str], first: int, chance: random.Random) -> int:
    """Let a child save from ``first`` on, kill it; return the last number it called saved."""
    assert nursery.stdin
    assert nursery.stdout
    print(first, file=nursery.stdin)
    pid = int(nursery.stdout.readline().removeprefix("pid "))
    last = first
    for _ in range(chance.randrange(3)):
        last = int(nursery.stdout.readline().removeprefix("saved "))
    for _ in range(chance.randrange(40_000)):
        pass
    os.kill(pid, signal.SIGKILL)
    while (line := nursery.stdout.readline()) != "dead\n":
        last = int(line.removeprefix("saved "))
    return last


def test_a_killed_process_loses_no_saved_draft(
    nursery: subprocess.Popen[str], tmp_path: Path
) -> None:
    chance = random.Random()
    folder = DraftFolder(tmp_path / "connections")
    last = 0
    for _ in range(KILLS):
        last = kill_one(nursery, last, chance)
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
