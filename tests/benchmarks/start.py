"""From the start of the process to the first page, beside a bare QWizard."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import PATIENCE_S, Row, child, home, paired, plain
from tests.e2e.screen import MISSING, screen

GROUP = "start"
INSTRUCTIONS_GOAL = 1.75
CPU_GOAL = 1.9
MEMORY_GOAL = 1.27
_FRESH = count()


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield instructions, then time, CPU time and memory, also on X11 where there is a server."""
    yield _instructions(folder)
    yield from _compared("off-screen", folder, runs, {})
    if MISSING:
        yield Row(GROUP, "first page on X11", note=f"needs {', '.join(MISSING)}")
        return
    with ExitStack() as opened:
        shown = opened.enter_context(screen(folder / "screen"))
        env = {name: shown.env[name] for name in ("DISPLAY", "QT_QPA_PLATFORM")}
        yield from _compared("X11", folder, runs, env)


def first_paint(what: str, folder: Path, env: dict[str, str]) -> dict[str, Any]:
    """Start ``what`` with a fresh home."""
    return child("painted", what, env=env | home(folder, f"home-{next(_FRESH)}"))


def _instructions(folder: Path) -> Row:
    """Count the instructions up to the first page: they repeat on a busy computer, too."""
    if shutil.which("valgrind") is None:
        return Row(GROUP, "first page, instructions", note="needs valgrind")
    ours, bare = (_counted(what, folder) for what in ("wizard", "qwizard"))
    name = "first page, instructions ÷ bare QWizard"
    return paired(GROUP, name, [(ours, bare)], "M", INSTRUCTIONS_GOAL)


def _counted(what: str, folder: Path) -> float:
    """Return the millions of instructions of one start, its byte code compiled before.

    Raises:
        RuntimeError: valgrind has counted nothing.
    """
    first_paint(what, folder, {})
    ended = subprocess.run(
        [
            *("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"),
            *(sys.executable, "-m", "tests.benchmarks.painted", what),
        ],
        env={**plain(), **home(folder, f"home-{next(_FRESH)}"), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    found = re.search(r"Collected : (\d+)", ended.stderr)
    if found is None:
        raise RuntimeError(f"valgrind counted nothing: {ended.stderr[-500:]}")
    return int(found[1]) / 1e6


def _compared(where: str, folder: Path, runs: int, env: dict[str, str]) -> Iterator[Row]:
    pairs = [
        tuple(first_paint(what, folder, env) for what in ("wizard", "qwizard"))
        for _ in range(runs + 1)
    ][1:]
    for what, unit, goal, of in (
        ("first page", "ms", CPU_GOAL, lambda one: one["painted_at"] - one["started_at"]),
        ("first page, CPU", "ms", CPU_GOAL, lambda one: one["cpu_s"]),
    ):
        measured = [(1000 * of(ours), 1000 * of(bare)) for ours, bare in pairs]
        yield paired(GROUP, f"{what}, {where} ÷ bare QWizard", measured, unit, goal)
    peaks = [(ours["peak_kib"] / 1024, bare["peak_kib"] / 1024) for ours, bare in pairs]
    yield paired(GROUP, f"peak memory, {where} ÷ bare QWizard", peaks, "MiB", MEMORY_GOAL)
