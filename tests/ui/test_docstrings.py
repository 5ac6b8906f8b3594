"""Docstrings of the window's classes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import FunctionType, ModuleType

from wizard import ui


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(ui.__path__, "wizard.ui.")
    return [importlib.import_module(module.name) for module in found]


def test_only_overrides_have_no_docstring() -> None:
    """Qt documents its virtual functions; ruff (D102) can't tell them from other methods."""
    undocumented = {
        f"{module.__name__}.{kind.__name__}.{name}"
        for module in modules()
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
        if not kind.__name__.startswith("_")
        for name, method in vars(kind).items()
        if isinstance(method, FunctionType) and not name.startswith("_") and not method.__doc__
        if not any(hasattr(base, name) for base in kind.__mro__[1:])
    }
    assert not undocumented
