"""What the tests of packages share: the makers of packages, and what this machine must have."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging"))


def need(*programs: str) -> None:
    """Skip where a program is missing; ``dev.py package`` brings them all."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: python3 dev.py package installs it")


def made(pattern: str) -> Path:
    """Return a package from ``dist/``; skip if it was not built yet."""
    found = sorted((ROOT / "dist").glob(pattern))
    if not found:
        pytest.skip(f"no {pattern} in dist: python3 dev.py package makes it")
    return found[-1]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave this computer alone unless these tests were asked for by name."""
    if any("packaged" in argument for argument in config.args):
        return
    reason = "takes minutes or installs a package: python3 dev.py test tests/packaged"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and item.get_closest_marker(
            "xdist_group"
        ):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def root_only() -> None:
    """Skip unless run as root, as CI does; only root can install packages."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("installs a package on this computer: root only")
