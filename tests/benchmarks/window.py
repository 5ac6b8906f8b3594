"""The window during link tests: pauses of its thread, the time that Stop takes, and memory."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.benchmarks.clients import Site
from tests.benchmarks.measure import Row, child, home
from tests.benchmarks.serving import serving
from tests.benchmarks.start import first_paint
from tests.faultserver import Tenant
from wizard.domain.faults.fault import Step

GROUP = "window"
PAUSE_GOAL_MS = 50
STOP_GOAL_MS = 100
MEMORY_GOAL = 1.95
STOPPED = ("hung connect", "hung reply", "dripping reply", "look-up of the name that never ends")
DEAD_NAME = "psa.example.test"
TENANT = Tenant()


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield the pauses during sound and broken link tests, and how long Stop takes."""
    runs = max(1, runs // 3)
    good = driven(folder, "good", runs, stopped=False)
    starting = max(good["starting"])
    yield Row(GROUP, "longest pause right after the first page", starting, goal=PAUSE_GOAL_MS)
    yield _pause("sound link test", good)
    bare = first_paint("qwizard", folder, {})["peak_kib"] / 1024
    yield _memory(driven(folder, "good", 1, stopped=False)["peaks"][1] / 1024, bare)
    yield from _pages(child("driven", env=home(folder, "home-pages"), given={"task": "pages"}))
    for kind in STOPPED:
        found = driven(folder, kind, runs, stopped=True)
        yield _pause(kind, found)
        free = [one["free"] for one in found["tests"]]
        note = f"threads left: {max(one['left'] for one in found['tests'])}"
        what = f"Stop to a free button, {kind}"
        yield Row(GROUP, what, max(free), goal=STOP_GOAL_MS, note=note)


def driven(folder: Path, kind: str, runs: int, *, stopped: bool) -> dict[str, Any]:
    """Test the link ``runs`` times in one window against one kind of server."""
    dead = kind == STOPPED[-1]
    with nullcontext(Site(DEAD_NAME, 443, folder)) if dead else serving(folder, kind) as site:
        asked = {"task": "tests", "runs": runs, "stopped": stopped, "values": values(site)}
        asked["dead_name"] = DEAD_NAME if dead else ""
        env = {"SSL_CERT_FILE": str(site.trusted)} | home(folder, f"home-{kind}-{runs}")
        return child("driven", env=env, given=asked)


def values(site: Site) -> dict[str, str]:
    """What is typed on step 7."""
    return {
        "site": f"https://{site.host}:{site.port}",
        "company_id": TENANT.company_id,
        "public_key": TENANT.public_key,
        "private_key": TENANT.private_key,
        "client_id": TENANT.client_id,
    }


def _pause(kind: str, found: dict[str, Any]) -> Row:
    pauses, idle = [one["pause"] for one in found["tests"]], found["idle"]
    middle = statistics.median(pauses)
    note = f"median {middle:.0f} ms, own work {found['work']:.0f} ms; beside: the idle window"
    what = f"longest pause, {kind}"
    return Row(GROUP, what, max(pauses), beside=max(idle), goal=PAUSE_GOAL_MS, note=note)


def _pages(found: dict[str, Any]) -> Iterator[Row]:
    """What opening a page computes before the window answers again; first, it is built."""
    for when in ("first", "again"):
        slowest = max(zip(found[when], Step, strict=True))
        note = f"{slowest[1].name}; median {statistics.median(found[when]):.0f} ms"
        what = f"slowest page opened {when}, own work"
        yield Row(GROUP, what, slowest[0], goal=PAUSE_GOAL_MS, note=note)
    what = "other colors with every page open, own work"
    yield Row(GROUP, what, found["dark"], goal=PAUSE_GOAL_MS)


def _memory(ours: float, bare: float) -> Row:
    what = "peak memory after a link test ÷ bare QWizard"
    return Row(GROUP, what, ours, "MiB", bare, ours / bare, MEMORY_GOAL)
