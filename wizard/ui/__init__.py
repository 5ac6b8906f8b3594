"""The window: the only package that knows PySide6."""

from __future__ import annotations

import builtins
import linecache
import re
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import SimpleNamespace
from typing import Any


class _LazyPattern:
    """A regular expression that is compiled when one of its methods is called."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        def call(*given: object) -> object:
            return getattr(re.compile(self._pattern, self._flags), name)(*given)

        return call


def _import_qt() -> None:
    # WORKAROUND PySide6 6.11: its signature package compiles three patterns at import, 120 million
    # instructions, that only the text of an error about wrong arguments needs; and it imports the
    # two modules that generate its type stubs, 38 million, of which empty ones are enough here.
    compile_now = re.compile
    import_now = getattr(builtins, "__orig_import__", builtins.__import__)

    def compile_later(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401 - as `re.compile`
        caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001 - the only way to the caller
        if caller.startswith("shibokensupport"):
            return _LazyPattern(pattern, flags)
        return compile_now(pattern, flags)

    def import_used(name: str, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as `__import__`
        if name == "shibokensupport.signature.lib" and given[2][0] in {"enum_sig", "pyi_generator"}:
            (unused,) = given[2]
            return SimpleNamespace(**{unused: module_from_spec(ModuleSpec(unused, None))})
        return import_now(name, *given, **named)

    re.compile, builtins.__import__ = compile_later, import_used
    try:
        import PySide6.QtCore  # noqa: F401, PLC0415 - see above
    finally:
        re.compile = compile_now
        # WORKAROUND PySide6 6.11: for "from __feature__ import", which nothing here uses, its own
        # import reads the source of every module that is imported and keeps it in memory.
        builtins.__import__ = import_now
        linecache.clearcache()


_import_qt()
