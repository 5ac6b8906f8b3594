"""Setup.exe, the installer for people, compiled by NSIS on any system."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import images
import product
from windows import test_build

_KNOWN_BAD = product.ROOT / "packaging" / "requirements" / "known-bad.toml"
_SCRIPT = Path(__file__).parent / "setup.nsi"


def build(payload: Path, folder: Path, version: str = product.VERSION) -> Path:
    """Pack the folder of the frozen Windows program into ``folder``; return the installer.

    Raises:
        CalledProcessError: makensis failed, or had to warn; its own words are on standard error.
        WeakCompilerError: makensis must not make what is released.
    """
    test = test_build.is_marked(payload / f"{product.NAME}.exe")
    if not test:
        refuse_weak(compiler_version())
    product.BUILD.mkdir(parents=True, exist_ok=True)
    installer = folder / f"{product.NAME}-{version}-setup-x64.exe"
    installed, removed = product.BUILD / "installed.nsh", product.BUILD / "removed.nsh"
    icon = product.BUILD / f"{product.NAME}.ico"
    installed.write_text("\n".join(_install(payload)) + "\n", "utf-8")
    removed.write_text("\n".join(_remove(payload)) + "\n", "utf-8")
    images.write_ico(icon)
    values = {
        "NAME": product.NAME,
        "TITLE": product.TITLE,
        "FILE_ENDING": product.FILE_ENDING,
        "FILE_TITLE": product.FILE_TITLE,
        "VERSION": version,
        "NUMBERS": ".".join(map(str, (*product.numbers(version), 0))),
        "PUBLISHER": product.PUBLISHER,
        "HOMEPAGE": product.HOMEPAGE,
        "MUTEX": product.MUTEX,
        "ICON": icon,
        "OUTPUT": installer,
        "KIBIBYTES": sum(path.stat().st_size for path in contents(payload)) // 1024,
        "INSTALLED": installed,
        "REMOVED": removed,
    }
    if test:
        values["TEST_BUILD"] = test_build.MARK
    command = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in values.items())]
    steady = {"SOURCE_DATE_EPOCH": str(product.source_date())}
    subprocess.run([*command, str(_SCRIPT)], env=os.environ | steady, stdout=2, check=True)
    return installer


class WeakCompilerError(Exception):
    """This NSIS has a known weakness that its installers inherit."""


def compiler_version() -> str:
    """Return what makensis says of itself, such as ``v3.08-3+deb12u1``."""
    done = subprocess.run(["makensis", "-VERSION"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def refuse_weak(version: str) -> None:
    """Refuse an NSIS for releases that is known to be bad, or that says no number.

    Raises:
        WeakCompilerError: it is.
    """
    (bad,) = tomllib.loads(_KNOWN_BAD.read_text("utf-8"))["bad_tool"]
    least = bad["versions"].removeprefix("<")
    found = re.match(r"v?(\d+\.\d+)", version)
    # NSIS counts in hundredths: after 3.09 came 3.10.
    if not found or float(found[1]) < float(least):
        named = version or "unknown"
        raise WeakCompilerError(f"A release needs NSIS {least} or newer, not {named}: {bad['why']}")


def contents(payload: Path) -> tuple[Path, ...]:
    """Return the files of the program, in one order on every system."""
    return tuple(sorted(path for path in payload.rglob("*") if path.is_file()))


def _install(payload: Path) -> Iterator[str]:
    folder = None
    for path in contents(payload):
        inside = path.relative_to(payload)
        if inside.parent != folder:
            folder = inside.parent
            yield f'SetOutPath "{_place(folder)}"'
        yield f'File "{path}"'


def _remove(payload: Path) -> Iterator[str]:
    inside = [path.relative_to(payload) for path in contents(payload)]
    for name in inside:
        yield f'Delete "{_place(name)}"'
    folders = {parent for name in inside for parent in name.parents if parent.parts}
    # Deepest first, and never with their content: what else lies there is not ours.
    for folder in sorted(folders, key=lambda folder: (-len(folder.parts), folder)):
        yield f'RMDir "{_place(folder)}"'


def _place(inside: Path) -> str:
    return str(PureWindowsPath("$INSTDIR", *inside.parts))
