"""The benchmarks can be run; their results are not tested, since the computer may be busy."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import pytest

from tests.benchmarks import installed, start
from tests.benchmarks.measure import child, home
from tests.benchmarks.watched import watch
from tests.benchmarks.window import driven
from tests.e2e.screen import MISSING
from wizard.domain.faults.fault import Step

ROOT = Path(__file__).resolve().parents[2]
CHEAP = "command"
LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Linux tells of memory and time"
)


@LINUX
def test_a_cheap_group_is_measured_and_printed_as_table_and_json() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--runs", "1", "--only", CHEAP],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=True,
    )
    *table, last = ended.stdout.splitlines()
    rows = json.loads(last)["rows"]
    assert [line[: len(row["what"])] for line, row in zip(table[1:], rows, strict=True)] == [
        row["what"] for row in rows
    ]
    assert {row["group"] for row in rows} == {CHEAP}
    assert all(row["ratio"] > 0 and row["goal"] > 0 for row in rows if not row["note"])


@LINUX
def test_the_start_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it but the instructions of our own start: counting them takes twenty seconds."""
    floor = cache(partial(start._counted, "qwizard"))
    monkeypatch.setattr(start, "_counted", lambda _, folder: floor(folder))
    rows = list(start.rows(tmp_path, 1))
    assert {row.unit for row in rows if not row.note} >= {"ms", "MiB"}
    assert all(row.ratio > 0 and row.goal > 0 for row in rows if not row.note)


@LINUX
def test_the_window_can_be_driven(tmp_path: Path) -> None:
    found = driven(tmp_path, "hung reply", 1, stopped=True)
    (test,) = found["tests"]
    assert test["pause"] > 0
    assert test["free"] > 0
    assert found["peaks"] == sorted(found["peaks"])


@LINUX
def test_opening_every_page_is_measured(tmp_path: Path) -> None:
    found = child("driven", env=home(tmp_path), given={"task": "pages"})
    assert len(found["first"]) == len(found["again"]) == len(Step)
    assert found["dark"] > 0


@LINUX
@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
def test_a_program_is_measured_from_outside(tmp_path: Path) -> None:
    with watch(tmp_path) as screen:
        one = screen.start(installed.CHECKOUT, tmp_path)
        with pytest.raises(RuntimeError, match="ended with 3"):
            screen.start((sys.executable, "-c", "raise SystemExit(3)"), tmp_path)
    assert one.cpu_ms > 0
    assert one.going_ms > 0
    assert one.peak_mib > 1
