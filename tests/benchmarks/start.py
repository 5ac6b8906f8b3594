"""From the start of the process to the first page, beside a bare QWizard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Row, child, home, paired
from tests.e2e.screen import MISSING, screen

GROUP = "start"
TIME_GOAL = 1.25
MEMORY_GOAL = 1.25
_FRESH = count()


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield time, CPU time and memory, off-screen and on an X server where there is one."""
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


def _compared(where: str, folder: Path, runs: int, env: dict[str, str]) -> Iterator[Row]:
    pairs = [
        tuple(first_paint(what, folder, env) for what in ("wizard", "qwizard"))
        for _ in range(runs + 1)
    ][1:]
    for what, unit, goal, of in (
        ("first page", "ms", TIME_GOAL, lambda one: one["painted_at"] - one["started_at"]),
        ("first page, CPU", "ms", TIME_GOAL, lambda one: one["cpu_s"]),
    ):
        measured = [(1000 * of(ours), 1000 * of(bare)) for ours, bare in pairs]
        yield paired(GROUP, f"{what}, {where} ÷ bare QWizard", measured, unit, goal)
    peaks = [(ours["peak_kib"] / 1024, bare["peak_kib"] / 1024) for ours, bare in pairs]
    yield paired(GROUP, f"peak memory, {where} ÷ bare QWizard", peaks, "MiB", MEMORY_GOAL)
