"""Many link tests in one process, through the window's own runner: does anything grow?

``python -m tests.benchmarks.endurance`` is that process; it reads ``values`` and ``tests`` from
standard input and prints its samples: tests so far, KiB, threads, open files, sockets.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Row, child
from tests.benchmarks.status import status

GROUP = "endurance"
TESTS = 1000
SAMPLE_EVERY = 10
SLOPE_GOAL_KIB = 0.5
Sample = tuple[int, int, int, int, int]


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield the growth of memory per link test after warm-up, and what was left open."""
    from tests.benchmarks.serving import serving
    from tests.benchmarks.window import values

    tests = min(TESTS, 70 * runs)
    with serving(folder, "quick") as site:
        given = {"values": values(site), "tests": tests}
        env = {"SSL_CERT_FILE": str(site.trusted), "HOME": str(folder)}
        samples: list[Sample] = child("endurance", env=env, given=given)["samples"]
    warm = samples[len(samples) // 3 :]
    line = statistics.linear_regression([s[0] for s in warm], [s[1] for s in warm])
    span = f"{warm[0][1] / 1024:.1f} to {warm[-1][1] / 1024:.1f} MiB"
    what = f"growth of memory per link test, over {tests}"
    yield Row(GROUP, what, line.slope, "KiB", goal=SLOPE_GOAL_KIB, note=span)
    for place, kind in enumerate(("threads", "open files", "sockets"), start=2):
        grown = warm[-1][place] - warm[0][place]
        yield Row(GROUP, f"more {kind} than after warm-up", grown, "", goal=0)


def main() -> None:
    """Test the link again and again."""
    from PySide6.QtCore import QCoreApplication

    from wizard.base import assets
    from wizard.domain.proxy_choice import ProxyChoice
    from wizard.domain.rights import RightsTable
    from wizard.domain.secret import Secret
    from wizard.domain.values.values import FieldTexts
    from wizard.ui.controllers.backends import Backends
    from wizard.ui.controllers.background import JobRunner
    from wizard.ui.controllers.gui_thread_gc import GuiThreadGc

    asked = json.load(sys.stdin)
    given = asked["values"]
    secrets = (Secret(given["private_key"]), Secret(given["client_id"]))
    typed = FieldTexts(given["site"], given["company_id"], given["public_key"], *secrets)
    test = Backends(RightsTable.parse(assets.text("rights.toml")), "bench").link_test
    app = QCoreApplication(["endurance"])
    GuiThreadGc(app)
    runner, samples = JobRunner(), []

    numbers = iter(range(asked["tests"] + 1))

    def go_on() -> None:
        made = next(numbers)
        if made % SAMPLE_EVERY == 0:
            samples.append(_sample(made))
        if made == asked["tests"]:
            app.quit()
        else:
            runner.start(lambda cancelled: test(typed, ProxyChoice(), cancelled))

    last: list[object] = []
    runner.happened.connect(lambda event: last.__setitem__(slice(None), [event]))
    runner.ended.connect(lambda error: go_on())
    go_on()
    app.exec()
    if last[0].report.verdict.exit_code:
        raise RuntimeError(f"the link test failed: {last}")
    print(json.dumps({"samples": samples}))


def _sample(made: int) -> Sample:
    gc.collect()
    opened = [_target(path) for path in Path("/proc/self/fd").iterdir()]
    sockets = sum(target.startswith("socket:") for target in opened)
    return made, status("VmRSS"), status("Threads"), len(opened), sockets


def _target(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""


if __name__ == "__main__":
    main()
