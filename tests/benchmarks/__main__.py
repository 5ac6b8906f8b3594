"""Measure, print a table and, as the last line, the same as JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.clients import PEER, Floor, LinkTest, Site, peer, reads_of_link_test, seconds
from tests.benchmarks.server import HOST, THINK_S

FLOOR_GOAL = 1.25
PEER_GOAL = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A measured client; ``ratio`` compares the link test with it, ``goal`` is the most allowed."""

    what: str
    first_ms: float | None = None
    median_ms: float | None = None
    ratio: float | None = None
    goal: float | None = None
    note: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; return 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="how often each is measured")
    parser.add_argument("--no-peer", action="store_true", help="leave pyconnectwise out")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site:
        reads = reads_of_link_test(Path(folder))
        rows = measured(site, len(reads) + 1, options.runs)
        if not options.no_peer:
            rows.append(beside_peer(site, reads, Path(folder), options.runs, rows[1]))
    print(table(rows))
    print(json.dumps({"schema": 1, "think_ms": THINK_S * 1000, "rows": [asdict(r) for r in rows]}))
    return 0


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Run the server in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.server", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the server has no standard streams")
        yield Site(HOST, int(server.stdout.readline()), folder / "trusted.pem")
        server.stdin.close()


def measured(site: Site, replies: int, runs: int) -> list[Row]:
    """Time the floor and the link test in turns, so that a busy computer slows both."""
    floor, link_test = Floor(site), LinkTest(site)
    pairs = [(seconds(floor), seconds(link_test)) for _ in range(runs + 1)]
    floors, links = ([pair[place] for pair in pairs] for place in (0, 1))
    ratio = statistics.median(links[1:]) / statistics.median(floors[1:])
    return [
        Row("floor: TCP, TLS and three replies", *milliseconds(floors), ratio, FLOOR_GOAL),
        Row(f"link test: nine checks, {replies} replies", *milliseconds(links)),
    ]


def beside_peer(site: Site, reads: Sequence[str], folder: Path, runs: int, link_test: Row) -> Row:
    """Time pyconnectwise; without it the row has a note."""
    name = f"{PEER.replace('==', ' ')}: the same replies"
    try:
        first, median = milliseconds(peer(site, reads, folder, runs + 1))
    except (OSError, subprocess.SubprocessError) as error:
        return Row(name, goal=PEER_GOAL, note=f"not installed here ({type(error).__name__})")
    return Row(name, first, median, (link_test.median_ms or 0) / median, PEER_GOAL)


def milliseconds(took: Sequence[float]) -> tuple[float, float]:
    """Return the first run, and the median of the others."""
    return round(took[0] * 1000, 1), round(statistics.median(took[1:]) * 1000, 1)


def table(rows: Sequence[Row]) -> str:
    """Lay the rows out for a terminal."""
    lines = [f"{'':42}{'first':>9}{'median':>9}{'link test':>11}{'goal':>8}"]
    for row in rows:
        first, median = shown(row.first_ms, ".0f", " ms"), shown(row.median_ms, ".0f", " ms")
        ratio, goal = shown(row.ratio, ".2f", " x"), shown(row.goal, ".2f", "")
        line = f"{row.what:42}{first:>9}{median:>9}{ratio:>11}{goal:>8} {row.note}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def shown(value: float | None, form: str, unit: str) -> str:
    """Format a number that may be missing."""
    return "-" if value is None else f"{value:{form}}{unit}"


if __name__ == "__main__":
    sys.exit(main())
