"""Exceptions form one tree, which one docstring lists."""

from __future__ import annotations

import ast
import builtins
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import wizard
from wizard.domain import errors

ROOT = "WizardError"


def classes() -> Iterator[tuple[str, list[str]]]:
    """Every class of the program and its bases."""
    for file in sorted(Path(wizard.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name, [ast.unparse(base).rpartition(".")[2] for base in node.bases]


def listed() -> dict[str, str]:
    """The exceptions of the docstring, each with its base."""
    rows = re.findall(r"^((?: {4})+)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    above, found = {0: ""}, {}
    for indent, name in rows:
        depth = len(indent) // 4
        above[depth] = name
        found[name] = above[depth - 1]
    return found


def test_every_exception_is_in_the_tree() -> None:
    found = {ROOT: ""}
    known = dict(classes())
    for name, bases in known.items():
        parents = [base for base in bases if base in known and base.endswith("Error")]
        builtin = [getattr(builtins, base, getattr(socket, base, object)) for base in bases]
        if name != ROOT and (
            parents or any(isinstance(b, type) and issubclass(b, BaseException) for b in builtin)
        ):
            assert parents, f"{name} is no {ROOT}"
            found[name] = parents[0]
    assert found == listed()
