"""Tests that a page of the documentation names, and whether they are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"`(tests/[\w/]+\.py::[\w:]+)`")


def named_in(text: str) -> list[str]:
    """Return the tests that a text names, as ``file::class::test``."""
    return _NAMED.findall(text)


def exists(test: str) -> bool:
    """Tell whether a test is in its file; a class, or a file alone, stands for all of its tests."""
    file, _, name = test.partition("::")
    return (ROOT / file).is_file() and (not name or name in _defined_in(file))


@cache
def _defined_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(_names(tree.body))


def _names(body: list[ast.stmt], before: str = "") -> set[str]:
    found = set()
    for part in body:
        if isinstance(part, ast.ClassDef):
            found |= {before + part.name} | _names(part.body, f"{before}{part.name}::")
        elif isinstance(part, ast.FunctionDef) and part.name.startswith("test_"):
            found.add(f"{before}{part.name}")
    return found
