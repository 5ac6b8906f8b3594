"""Installs both Windows installers silently, walks each program, removes it; on Windows only.

``python smoke_windows.py FOLDER``, the folder with one ``*-setup-x64.exe`` and one ``*-x64.msi``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import smoke

LIMIT_S = 180


def silently(command: str) -> None:
    """Run one command line as an administrator types it."""
    done = subprocess.run(command, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, (command, done.returncode)


def tried(program: Path) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        print(program, smoke.walk(str(program), Path(home)), flush=True)


def tried_on_a_share(program: Path) -> None:
    """With the user's files on a server, as where profiles are kept there."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        place = smoke.on_a_share(Path(home) / "Ada Größe")
        print(program, place, smoke.walk(str(program), place), flush=True)
        assert any(place.rglob("*.json")), f"nothing lies in {place}"
        shutil.rmtree(place, ignore_errors=True)


def gone(folder: Path) -> None:
    end = time.monotonic() + LIMIT_S
    while folder.exists():
        assert time.monotonic() < end, f"{folder} is left"
        time.sleep(0.5)


def main(folder: Path) -> None:
    """Go through every way of installing."""
    (setup,), (managed,) = folder.glob("*-setup-x64.exe"), folder.glob("*-x64.msi")
    everybodys, mine = Path(os.environ["PROGRAMFILES"]), Path(os.environ["LOCALAPPDATA"])
    for switch, home in (
        ("/AllUsers", everybodys / "h2r-link"),
        ("/CurrentUser", mine / "Programs" / "h2r-link"),
    ):
        silently(f'"{setup}" /S {switch}')
        tried(home / "h2r-link.exe")
        silently(f'"{home / "uninstall.exe"}" /S {switch}')
        gone(home)
    for switch, home in (
        ("ALLUSERS=1", everybodys / "h2r-link-managed"),
        ("CURRENTUSER=1", mine / "Programs" / "h2r-link-managed"),
    ):
        silently(f'msiexec /i "{managed}" {switch} /qn /norestart')
        (tried if mine in home.parents else tried_on_a_share)(home / "h2r-link.exe")
        silently(f'msiexec /x "{managed}" /qn /norestart')
        gone(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
