"""Where the program looks for its parts: never in the working folder."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.packaged.smoke import SPRUNG, run, set_traps

PROGRAM = Path(sys.executable).with_name("h2r-link.exe" if os.name == "nt" else "h2r-link")
SELFTEST = ["selftest", "--json"]


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    set_traps(tmp_path / "trap")
    return tmp_path / "trap"


@pytest.mark.skipif(
    os.name == "nt" and not PROGRAM.exists(), reason="not installed: wine runs the checkout"
)
def test_nothing_is_loaded_from_the_working_folder(trap: Path) -> None:
    assert json.loads(run([str(PROGRAM), *SELFTEST], os.environ, folder=trap))["ok"]
    assert not (trap / SPRUNG).exists()


def test_the_planted_files_would_be_detected(trap: Path) -> None:
    """Python with ``-c`` does look into the working folder."""
    run([sys.executable, "-c", "import wizard"], os.environ, folder=trap)
    assert "wizard" in (trap / SPRUNG).read_text(encoding="utf-8")
