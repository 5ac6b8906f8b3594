"""Coverage of the tests without which a line of the gate is missed; `dev.py test` asks for it.

A traced test takes twice as long. So nothing is traced but the imports of the gated packages, and
those tests; the start of a worker and its collection are not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coverage import Coverage

ROOT = Path(__file__).resolve().parents[1]
MEASURED = (
    *(
        f"tests/unit/{part}/"
        for part in ("connectwise", "documents", "domain", "linktest", "storage")
    ),
    *(
        f"tests/e2e/test_{name}.py"
        for name in (
            *("reply_faults", "network_faults", "outside_cases", "outside_pastes"),
            *("desktop_proxy", "name_service", "vault"),
        )
    ),
)
# With these a program that a test starts is measured from its first line.
PROGRAMS = {
    "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml"),
    "COVERAGE_FILE": str(ROOT / ".coverage"),
}


class Measuring:
    """Traces this process now and then."""

    def __init__(self) -> None:
        self._coverage = _begun() if "MEASURE_COVERAGE" in os.environ else None
        self._traces = False

    def __bool__(self) -> bool:
        return self._coverage is not None

    def trace(self, *, on: bool) -> bool:
        """Trace from now on, or no longer; return whether it did before."""
        before = self._traces
        if self._coverage and on is not before:
            (self._coverage.start if on else self._coverage.stop)()
            self._traces = on
        return before

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Trace nothing for a while."""
        before = self.trace(on=False)
        yield
        self.trace(on=before)

    def save(self) -> None:
        """Write what was reached to a file of its own."""
        self.trace(on=False)
        if self._coverage:
            self._coverage.save()


def is_measured(test: str) -> bool:
    """Tell by the id of a test whether it is traced."""
    return test.startswith(MEASURED)


def _begun() -> Coverage:
    from coverage import Coverage

    coverage = Coverage(config_file=str(ROOT / "pyproject.toml"), data_suffix=True)
    coverage.set_option("run:patch", [])  # for programs, and done anew at each start
    coverage.start()
    loaded = [name for name in sys.modules if name.partition(".")[0] == "wizard"]
    assert not loaded, f"imported before they are measured: {loaded}"
    for package in coverage.get_option("run:source_pkgs"):
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            import_module(module.name)
    coverage.stop()
    return coverage


measuring = Measuring()
