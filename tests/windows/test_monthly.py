"""The lines of docs/monthly-check.md that only Windows can run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.windows.command_prompt import PROFILES

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows, or wine")
ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "monthly-check.md").read_text("utf-8")
FILE, TASK = re.findall(r"```bat\n(.*?)```", GUIDE, re.DOTALL)[:2]
INSTALLED = r'"%LOCALAPPDATA%\Programs\h2r-link\h2r-link.exe"'
LIMIT_S = 120


def run(command: list[str] | str, local: Path) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LOCALAPPDATA": str(local), "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(local)}
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=env,
        timeout=LIMIT_S,
        check=False,
    )


@pytest.mark.parametrize("name", PROFILES)
def test_task_scheduler_gets_the_whole_path(name: str, tmp_path: Path) -> None:
    """Its command line in two layers of quotes, as cmd and schtasks take them off."""
    shown = tmp_path / "shown.py"
    shown.write_text("import json, sys; print(json.dumps(sys.argv[1:]))")
    line = TASK.splitlines()[0].replace("schtasks", f'"{sys.executable}" "{shown}"', 1)
    arguments = json.loads(run(f'cmd /d /s /c "{line}"', tmp_path / name).stdout)
    assert arguments[-1] == f'"{tmp_path / name}\\h2r-link\\check.cmd"'
    assert arguments[:3] == ["/Create", "/TN", "h2r-link check"]


def test_the_batch_file_saves_the_report_and_returns_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "h2r-link").mkdir()
    batch = tmp_path / "h2r-link" / "check.cmd"
    assert INSTALLED in FILE
    batch.write_text(FILE.replace(INSTALLED, f'"{sys.executable}" -m wizard'))
    command = ["cmd", "/d", "/c", str(batch)]
    assert run(command, tmp_path).returncode == 2, "there is no connection yet"
    assert json.loads((tmp_path / "h2r-link" / "last-check.json").read_bytes())
