"""The domain consists of frozen values and performs no input or output."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

import wizard.domain

FOLDER = Path(wizard.domain.__file__).parent
NAMES = sorted(
    ".".join(path.relative_to(FOLDER).with_suffix("").parts)
    for path in FOLDER.rglob("*.py")
    if path.stem != "__init__"
)
OUTSIDE = {"open", "print", "input", "exec", "eval"}
READING = {"os", "pathlib", "socket", "subprocess", "threading", "time", "logging", "sys", "io"}


def classes() -> Iterator[type]:
    for name in NAMES:
        module = importlib.import_module(f"wizard.domain.{name}")
        for _, found in inspect.getmembers(module, inspect.isclass):
            if found.__module__ == module.__name__:
                yield found


@pytest.mark.parametrize(
    "value", [c for c in classes() if dataclasses.is_dataclass(c)], ids=lambda c: c.__qualname__
)
def test_every_value_is_frozen_and_has_slots(value: type) -> None:
    keeps_the_language = value.__qualname__ == "_Language"
    frozen = pytest.raises(dataclasses.FrozenInstanceError)
    with pytest.raises(AttributeError) if keeps_the_language else frozen:
        object.__new__(value).any = 1
    assert "__slots__" in vars(value)


def test_every_other_class_is_an_enum_an_exception_or_secret() -> None:
    others = [
        c
        for c in classes()
        if not dataclasses.is_dataclass(c) and not issubclass(c, (Enum, Exception))
    ]
    assert [c.__name__ for c in others] == ["Secret"]


@pytest.mark.parametrize("name", NAMES)
def test_no_module_performs_io(name: str) -> None:
    for node in ast.walk(ast.parse((FOLDER / f"{name.replace('.', '/')}.py").read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in OUTSIDE
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & READING
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in READING


@pytest.mark.parametrize("name", NAMES)
def test_modules_and_functions_stay_small(name: str) -> None:
    text = (FOLDER / f"{name.replace('.', '/')}.py").read_text("utf-8")
    # The catalogue of faults is a table, one entry after another.
    assert len(text.splitlines()) <= (750 if name == "faults.fault" else 450)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
