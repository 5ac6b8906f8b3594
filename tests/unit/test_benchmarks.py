"""The benchmarks can be run; what they find is not tested here, for a busy computer is slow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.window import driven

ROOT = Path(__file__).resolve().parents[2]
CHEAP = ("command", "start")
LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Linux tells of memory and time"
)


@LINUX
def test_cheap_groups_measure_something_and_tell_it_twice() -> None:
    only = [part for group in CHEAP for part in ("--only", group)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--runs", "1", *only],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    *table, last = ended.stdout.splitlines()
    rows = json.loads(last)["rows"]
    assert [line[: len(row["what"])] for line, row in zip(table[1:], rows, strict=True)] == [
        row["what"] for row in rows
    ]
    assert {row["group"] for row in rows} == set(CHEAP)
    assert all(row["ratio"] > 0 and row["goal"] > 0 for row in rows if not row["note"])


@LINUX
def test_the_window_can_be_driven(tmp_path: Path) -> None:
    found = driven(tmp_path, "hung reply", 1, stopped=True)
    (test,) = found["tests"]
    assert test["pause"] > 0
    assert test["free"] > 0
    assert found["peaks"] == sorted(found["peaks"])
