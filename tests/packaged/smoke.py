"""Walks an installed h2r-link from selftest to "Ready to link"; stdlib only, on every system.

``python smoke.py PROGRAM``, where PROGRAM is the console program.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

LIMIT_S = 120
STEPS = 8
# What a program might load from the folder in which it is started; none of it is what it says.
MODULES = ("encodings", "json", "keyring", "PySide6", "requests", "sitecustomize", "ssl", "wizard")
LIBRARIES = (
    "libQt6Core.so.6", "libcrypto.so.3", "platforms/libqoffscreen.so", "platforms/qoffscreen.dll",
    "Qt6Core.dll", "cryptbase.dll", "dwmapi.dll", "libcrypto-3.dll", "python3.dll", "version.dll",
)  # fmt: skip
SPRUNG = "sprung"


def walk(program: str, home: Path) -> str:
    """Ask the program about itself, link the practice ConnectWise, make the tour; return a summary.

    ``home`` receives the user data, so that existing data is not touched."""
    env = surroundings(home)
    program = str(Path(shutil.which(program) or program).absolute())
    trap = home / "trap"
    set_traps(trap)
    whole = json.loads(run([program, "selftest", "--json"], env, folder=trap))
    assert whole["ok"], [part for part in whole["parts"] if not part["ok"]]
    assert not (trap / SPRUNG).exists(), (trap / SPRUNG).read_text("utf-8")
    verdict = link(program, env)
    assert verdict == "ready", verdict
    tour = home / "tour"
    run([program, "tour", str(tour)], env)
    manifest = json.loads((tour / "tour.json").read_text("utf-8"))
    pictures = [page["file"] for page in manifest["pages"] if (tour / page["file"]).stat().st_size]
    assert manifest["verdict"] == "ready", manifest
    assert len(pictures) >= STEPS, pictures
    return f"{len(whole['parts'])} parts whole, check {verdict}, tour of {len(pictures)} pages"


def link(program: str, env: Mapping[str, str]) -> str:
    """Serve the practice ConnectWise and check it with the values it prints; return the verdict."""
    command = [program, "practice"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(env)) as practice:
        try:
            assert practice.stdout
            values = practice.stdout.readline()
            return json.loads(run([program, "check", "--from", "-", "--json"], env, values))[
                "verdict"
            ]
        finally:
            practice.send_signal(signal.SIGTERM)


def set_traps(folder: Path) -> None:
    """Fill a folder with files that must not be loaded; a module that is loaded leaves a file."""
    mark = f"open({str(folder / SPRUNG)!r}, 'a').write(__name__ + ' ')\n"
    for name in MODULES:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(mark, "utf-8")
    for name in LIBRARIES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"no library")
    (folder / "qt.conf").write_text("[Paths]\nPrefix = .\nPlugins = .\n", "utf-8")


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    given: str | None = None,
    folder: Path | None = None,
) -> str:
    """Run the program to its end; return what it printed, once it has succeeded."""
    done = subprocess.run(
        command,
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        env=dict(env),
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, (command, done.returncode, done.stdout, done.stderr)
    return done.stdout


def on_a_share(folder: Path) -> Path:
    r"""Return how a folder of this Windows is reached as \\SERVER\SHARE, and make it.

    A Windows shares its drives with administrators. Under wine a share is a folder of the prefix.
    """
    drive, *parts = folder.parts
    shared = Path(rf"\\localhost\{drive[0]}$")
    if prefix := os.environ.get("WINECONFIGDIR", "").removeprefix("\\??\\"):
        (Path(prefix) / "dosdevices/unc" / shared.as_posix().lstrip("/")).mkdir(
            parents=True, exist_ok=True
        )
    folder = shared.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def surroundings(home: Path) -> dict[str, str]:
    """Return the environment of a user who has never started the program."""
    homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME",
             "XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA")  # fmt: skip
    mine = {**os.environ, **dict.fromkeys(homes, str(home))}
    for stranger in ("PYTHONPATH", "PYTHONHOME", "QT_QPA_PLATFORM", "LD_LIBRARY_PATH"):
        mine.pop(stranger, None)
    return mine


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(walk(sys.argv[1], Path(folder)))
