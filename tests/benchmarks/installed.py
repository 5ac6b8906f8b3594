"""The installed program beside the checkout, and the extra cost of its first start of the day."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.measure import Row, paired
from tests.benchmarks.watched import Watch, watch
from tests.e2e.screen import MISSING

GROUP = "installed"
CPU_GOAL = 1.0
CHECKOUT = (sys.executable, "-m", "wizard")
FROZEN = Path(__file__).parents[2] / "build/package/linux/frozen/h2r-link"
PROGRAM = (str(FROZEN / "h2r-link"),)


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield CPU time and memory to the first page, then the start with files that are not cached.

    Only the program's own files are thrown out of the cache, as the system's are in use.
    """
    lacking = [f"needs {name}" for name in MISSING]
    lacking += [] if FROZEN.is_dir() else ["needs python3 dev.py package freeze"]
    if lacking:
        yield Row(GROUP, "installed program", note=", ".join(lacking))
        return
    with watch(folder) as screen:
        yield from _beside_checkout(screen, folder, runs)
        yield from _not_cached(screen, folder, runs)


def _beside_checkout(screen: Watch, folder: Path, runs: int) -> Iterator[Row]:
    pairs = [
        (screen.start(PROGRAM, folder), screen.start(CHECKOUT, folder)) for _ in range(runs + 1)
    ][1:]
    cpu = [(one.cpu_ms, other.cpu_ms) for one, other in pairs]
    yield paired(GROUP, "installed program, first page, CPU ÷ checkout", cpu, "ms", CPU_GOAL)
    peaks = [(one.peak_mib, other.peak_mib) for one, other in pairs]
    yield paired(GROUP, "installed program, peak memory ÷ checkout", peaks, "MiB", None)


def _not_cached(screen: Watch, folder: Path, runs: int) -> Iterator[Row]:
    os.sync()
    pairs = []
    for _ in range(max(1, runs // 3) + 1):
        forget(FROZEN)
        pairs.append((screen.start(PROGRAM, folder), screen.start(PROGRAM, folder)))
    pairs = pairs[1:]
    times = [(cold.going_ms, warm.going_ms) for cold, warm in pairs]
    more = statistics.median(cold - warm for cold, warm in times)
    read = statistics.median(cold.read_mib for cold, _ in pairs)
    row = paired(GROUP, "first page, files not cached ÷ cached", times, "ms", None)
    yield replace(row, note=f"{more:.0f} ms more, {read:.0f} MiB from disk")


def forget(folder: Path) -> None:
    """Drop the files of a folder from the system's cache, as after a restart."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
