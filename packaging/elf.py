"""What Linux programs and libraries ask of the system, as binutils' readelf tells it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_GLIBC = re.compile(r"Name: GLIBC_(\d+)\.(\d+)")
_NEEDED = re.compile(r"\(NEEDED\).*\[(.*)\]")
_PIE = re.compile(r"\(FLAGS_1\).*\bPIE\b")
_RUN_PATH = re.compile(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]")


@dataclass(frozen=True, slots=True)
class Binary:
    """One program or library.

    ``glibc`` is the oldest GNU C library it runs with, ``(0, 0)`` for any; ``pie`` tells a program
    that the system may place anywhere in memory.
    """

    path: Path
    needed: tuple[str, ...] = ()
    run_path: tuple[str, ...] = ()
    glibc: tuple[int, int] = (0, 0)
    pie: bool = False


def is_elf(path: Path) -> bool:
    """Tell whether a file is a Linux program or library."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def read(paths: Iterable[Path]) -> tuple[Binary, ...]:
    """Return what each of the binaries asks for.

    Raises:
        CalledProcessError: readelf cannot read one of them.
    """
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> Binary:
    asked = ["readelf", "--wide", "--dynamic", "--version-info", str(path)]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(listed)]
    run_path = _RUN_PATH.findall(listed)
    return Binary(
        path,
        tuple(_NEEDED.findall(listed)),
        tuple(part for part in ":".join(run_path).split(":") if part),
        max(versions, default=(0, 0)),
        bool(_PIE.search(listed)),
    )
