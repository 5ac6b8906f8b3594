"""Who made the libraries inside the program, and on which terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from pathlib import Path

import product

_ENTRY = re.compile(r"(?m)^([\w.-]+)==([^\s\\;]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$")
_TERMS = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


def locked_packages() -> tuple[tuple[str, str, str], ...]:
    """Return name, version and marker of every package of the run-time lock."""
    return tuple(_ENTRY.findall(product.RUNTIME_LOCK.read_text("utf-8")))


def importable(*, locked: bool) -> frozenset[str]:
    """Return what can be imported here from packages of the run-time lock, or from all others."""
    names = {_canonical(name) for name, _, _ in locked_packages()}
    return frozenset(
        module
        for module, providers in packages_distributions().items()
        if locked == bool(names & {_canonical(name) for name in providers})
    )


def terms(name: str) -> str:
    """Return the licence of an installed package as it names it itself, or ""."""
    try:
        told = distribution(name).metadata.json
    except PackageNotFoundError:
        return ""
    expression = str(told.get("license_expression") or told.get("license") or "")
    return expression if "\n" not in expression and len(expression) < 100 else ""


def text() -> str:
    """Return the terms of every library of this system's program, one after the other."""
    return "\n\n".join(_chapters())


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _chapters() -> Iterator[str]:
    yield "Libraries inside h2r-link, and their terms."
    for name, version, _marker in locked_packages():
        try:
            found = distribution(name)
        except PackageNotFoundError:  # it belongs to another system
            continue
        yield f"{'=' * 72}\n{name} {version}  {terms(name)}\n{'=' * 72}"
        yield from _texts(found)


def _texts(found: Distribution) -> Iterator[str]:
    for file in sorted(found.files or (), key=str):
        if ".dist-info/" in file.as_posix() and _TERMS.search(file.as_posix()):
            yield Path(file.locate()).read_text("utf-8", errors="replace").strip()
