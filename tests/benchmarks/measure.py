"""Rows of measurements, paired comparison, and the table."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_S = 300
_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of h2r-link, and what beside it.

    ``goal`` is the most that ``ratio`` may be, or ``ours`` where there is no ratio.
    """

    group: str
    what: str
    ours: float | None = None
    unit: str = "ms"
    beside: float | None = None
    ratio: float | None = None
    goal: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where nothing can be said."""
        counted = self.ours if self.ratio is None else self.ratio
        return None if counted is None or self.goal is None else counted <= self.goal


def paired(
    group: str, what: str, pairs: Sequence[tuple[float, float]], unit: str, goal: float | None
) -> Row:
    """Compare two things that were measured in turns: medians, and the median of the ratios."""
    ours, beside = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
    ratio = statistics.median(one / other for one, other in pairs)
    return Row(group, what, round(ours, 1), unit, round(beside, 1), round(ratio, 3), goal)


def child(
    module: str, *arguments: str, env: Mapping[str, str], given: object = None
) -> dict[str, Any]:
    """Run a module in a process of its own; return its one line of JSON and when it was started.

    Raises:
        RuntimeError: it failed.
    """
    started_at = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        input=json.dumps(given),
        env={**plain(), **env},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"{module} ended with {ended.returncode}: {ended.stderr}")
    return {"started_at": started_at, **json.loads(ended.stdout)}


def plain() -> dict[str, str]:
    """An environment without anything that changes the start: English, off-screen, no D-Bus."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    quiet = {"QT_QPA_PLATFORM": "offscreen", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    return {**kept, **quiet, "LANG": "C.UTF-8"}


def home(folder: Path, name: str = "home") -> dict[str, str]:
    """An environment with a home of its own below ``folder``."""
    place = folder / name
    place.mkdir(mode=0o700, exist_ok=True)
    return {"HOME": str(place), "XDG_DATA_HOME": str(place / "data")}


def table(rows: Sequence[Row]) -> str:
    """Lay the rows out for a terminal."""
    lines = [f"{'':{_WIDTH}}{'h2r-link':>12}{'beside':>10}{'ratio':>8}{'goal':>8}"]
    for row in rows:
        mark = {True: "", False: "missed", None: ""}[row.met]
        ours = shown(row.ours, f" {row.unit}")
        line = f"{row.what:{_WIDTH}}{ours:>12}{shown(row.beside):>10}"
        line += f"{shown(row.ratio):>8}{shown(row.goal):>8}"
        lines.append(" ".join(filter(None, (line, mark, row.note))).rstrip())
    return "\n".join(lines)


def shown(value: float | None, unit: str = "") -> str:
    """Format a number that may be missing."""
    if value is None:
        return "-"
    return (f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}") + unit.rstrip()
