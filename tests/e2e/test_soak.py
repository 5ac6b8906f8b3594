"""The real window is used for a long time; it logs nothing, leaks nothing and doesn't grow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e import screen as real
from tests.e2e.screen import screen
from wizard.base import language
from wizard.domain.check import Verdict

# By hand it is done longer: python -m tests.e2e.soak 10 50 20
PAGES, TESTS = 8, 1
ROUND = 1 + len(language.available())
"""Windows until each language was spoken: its texts and letters are kept from then on."""
WINDOWS = ROUND + 3
GROWTH_MIB = 4

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(real.MISSING),
    reason=f"needs Linux and {', '.join(real.MISSING) or 'nothing else'}",
)


def test_long_use_leaks_no_memory_handles_or_threads(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.e2e.soak"]
    with screen(tmp_path / "home") as shown:
        ended = subprocess.run(
            [*command, *map(str, (WINDOWS, PAGES, TESTS))],
            env=shown.env,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (0, "")
    seen = json.loads(ended.stdout)
    assert (seen["pages"], seen["tests"]) == (WINDOWS * PAGES, WINDOWS * TESTS)
    assert set(seen["verdicts"]) == {Verdict.READY.value}
    assert len(set(seen["languages"])) > 1
    assert seen["said"] == []
    # After a window in each language everything is imported and every cache is full.
    assert set(seen["languages"][:ROUND]) == set(seen["languages"])
    settled = {name: seen[name][ROUND:] for name in ("memory_mib", "widgets", "threads")}
    assert len(set(settled["widgets"])) == 1, settled
    assert len(set(settled["threads"])) == 1, settled
    assert settled["memory_mib"][-1] - settled["memory_mib"][0] < GROWTH_MIB, settled
