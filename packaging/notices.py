"""Who made the libraries inside the program, and on which terms."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from pathlib import Path

from packaging.markers import Marker

import product

_ENTRY = re.compile(r"(?m)^([\w.-]+)==([^\s\\;]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$")
_TERMS = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
# What names its terms in a file alone.
_TERMS_IN_FILE = {"pyrage": "MIT"}
_RULE = "=" * 72
_LICENCES = Path(__file__).parent / "licences"
# Where Python keeps its own terms: beside its library, or beside itself on Windows.
_PYTHON = (Path(os.__file__).with_name("LICENSE.txt"), Path(sys.base_prefix) / "LICENSE.txt")


def locked_packages() -> tuple[tuple[str, str, str], ...]:
    """Return name, version and marker of every package of the run-time lock."""
    return tuple(_ENTRY.findall(product.RUNTIME_LOCK.read_text("utf-8")))


def packages_of_this_system() -> tuple[tuple[str, str], ...]:
    """Return name and version of the locked packages that this system's program needs.

    Others may be installed all the same: for tools that need them, too.
    """
    return tuple(
        (name, version)
        for name, version, marker in locked_packages()
        if not marker or Marker(marker).evaluate()
    )


def importable(*, locked: bool) -> frozenset[str]:
    """Return what can be imported here from packages of the run-time lock, or from all others."""
    names = {_canonical(name) for name, _ in packages_of_this_system()}
    return frozenset(
        module
        for module, providers in packages_distributions().items()
        if locked == bool(names & {_canonical(name) for name in providers})
    )


def terms(name: str) -> str:
    """Return the licence of an installed package as it names it itself, or ""."""
    try:
        metadata = distribution(name).metadata.json
    except PackageNotFoundError:
        return ""
    if name in _TERMS_IN_FILE:
        return _TERMS_IN_FILE[name]
    expression = str(metadata.get("license_expression") or metadata.get("license") or "")
    return expression if "\n" not in expression and len(expression) < 100 else ""


def text() -> str:
    """Return the terms of every library of this system's program, one after the other."""
    return "\n\n".join(_chapters())


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _chapters() -> Iterator[str]:
    yield "Libraries inside h2r-link, and their terms. PySide6 and Qt are used under the LGPL 3:"
    yield "they lie in the program's folder as libraries of their own, which anybody may replace."
    for name, version in packages_of_this_system():
        found = distribution(name)
        yield f"{_RULE}\n{name} {version}  {terms(name)}\n{_RULE}"
        yield from _texts(found)
        yield from _inside(found)
    yield f"{_RULE}\nPython {platform.python_version()}  PSF-2.0\n{_RULE}"
    yield from (path.read_text("utf-8").strip() for path in _PYTHON if path.is_file())
    # The texts that PySide6 names without bringing them.
    for path in sorted(_LICENCES.glob("*.txt")):
        yield f"{_RULE}\n{path.stem}\n{_RULE}\n{path.read_text('utf-8').rstrip()}"


def write(folder: Path) -> Path:
    """Write the terms into ``folder`` and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "third-party.txt"
    path.write_text(text() + "\n", "utf-8", newline="\n")
    return path


def _inside(found: Distribution) -> Iterator[str]:
    """Name what is compiled into a library, as the bill of materials in its wheel tells it."""
    for file in sorted(found.files or (), key=str):
        if file.parent.name == "sboms" and file.name.endswith(".cyclonedx.json"):
            bill = json.loads(Path(file.locate()).read_text("utf-8"))
            parts = sorted({f"{p['name']} {p['version']}  {_named(p)}" for p in bill["components"]})
            yield "\n".join(["Compiled into it:", *parts])


def _named(part: dict[str, list[dict[str, object]]]) -> str:
    terms = part.get("licenses", [])
    return " AND ".join(str(one.get("expression") or "see its source") for one in terms)


def _texts(found: Distribution) -> Iterator[str]:
    for file in sorted(found.files or (), key=str):
        if ".dist-info/" in file.as_posix() and _TERMS.search(file.as_posix()):
            yield Path(file.locate()).read_text("utf-8", errors="replace").strip()
