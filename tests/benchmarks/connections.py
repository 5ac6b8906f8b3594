"""The list of connections, with 1,000 of them; CPU time, since the window computes on one core."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.measure import Row, child, home, paired
from wizard.domain.check import Verdict
from wizard.domain.draft import Draft, Environment, Linked
from wizard.domain.faults.fault import Step
from wizard.domain.last_test import LastTest
from wizard.storage.drafts import DraftFolder

GROUP = "connections"
MANY = 1000
OPEN_GOAL_MS = 1000
KEY_GOAL_MS = 100
BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield the time from the start to the painted page, and per key of the search."""
    many, one = _kept(folder, MANY), _kept(folder, 1)
    pairs = [tuple(_painted(env) for env in (many, one)) for _ in range(max(1, runs // 3) + 1)][1:]
    row = paired(
        GROUP, f"start to the painted list of {MANY} drafts, CPU; beside: 1", pairs, "ms", None
    )
    yield replace(row, ratio=None, goal=OPEN_GOAL_MS)
    keys = [key for _ in range(max(1, runs // 5)) for key in _searched(many)]
    note = f"median {statistics.median(keys):.1f} ms"
    what = f"slowest key in the search of {MANY}, painted, CPU"
    yield Row(GROUP, what, max(keys), goal=KEY_GOAL_MS, note=note)


def _kept(folder: Path, count: int) -> dict[str, str]:
    env = home(folder, f"home-of-{count}")
    kept = DraftFolder(Path(env["XDG_DATA_HOME"]) / "h2r-link" / "connections")
    for number in range(count):
        kept.save(_draft(number))
    return env


def _draft(number: int) -> Draft:
    """One of many: every third linked, every fifth a sandbox."""
    at = BEGUN + timedelta(days=number)
    draft = Draft(f"{number:012x}", at, f"Contoso {number}", company_id=f"contoso{number}")
    draft = replace(draft, site="https://na.myconnectwise.net").at(Step.KEYS)
    if number % 5 == 0:
        draft = replace(draft, environment=Environment.SANDBOX)
    if number % 3 == 0:
        test = LastTest(Verdict.READY, at)
        draft = replace(draft, last_test=test, linked=Linked(at, proven=True))
    return draft


def _painted(env: dict[str, str]) -> float:
    return 1000 * float(child("painted", "wizard", env=env)["cpu_s"])


def _searched(env: dict[str, str]) -> list[float]:
    found: list[float] = child("driven", env=env, given={"task": "search"})["keys"]
    return found
