"""Measure, print a table and, as the last line, the same as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import command, connections, endurance, installed, link, start, window
from tests.benchmarks.measure import Row, table

GROUPS: Mapping[str, Callable[[Path, int], Iterator[Row]]] = {
    module.GROUP: module.rows
    for module in (command, start, installed, link, window, connections, endurance)
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; return 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="how often each is measured")
    parser.add_argument("--only", choices=GROUPS, action="append", help="one group; may repeat")
    parser.add_argument("--no-peer", action="store_true", help="leave pyconnectwise out")
    options = parser.parse_args(arguments)
    groups = dict(GROUPS) | {link.GROUP: partial(link.rows, with_peer=not options.no_peer)}
    rows: list[Row] = []
    for name in options.only or groups:
        with tempfile.TemporaryDirectory(prefix="h2r-") as folder:
            rows += groups[name](Path(folder), options.runs)
    print(table(rows))
    measured = [asdict(row) | {"met": row.met} for row in rows]
    print(json.dumps({"schema": 2, "computer": computer(), "runs": options.runs, "rows": measured}))
    return 0


def computer() -> dict[str, str | int | None]:
    """What was measured on."""
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "pyside": version("PySide6-Essentials"),
    }


if __name__ == "__main__":
    sys.exit(main())
