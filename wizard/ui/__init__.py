"""The window: the only package that knows PySide6."""

from __future__ import annotations

import builtins
import re
import sys
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
    # instructions, that only the text of an error about wrong arguments needs.
    compile_now = re.compile

    def compile_later(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401 - as `re.compile`
        caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001
        if caller.startswith("shibokensupport"):
            return _LazyPattern(pattern, flags)
        return compile_now(pattern, flags)

    re.compile = compile_later
    try:
        import PySide6.QtCore  # noqa: F401, PLC0415 - it replaces the import, see below
    finally:
        re.compile = compile_now


_import_qt()

# WORKAROUND PySide6 6.11: for "from __feature__ import", which nothing here uses, it reads the
# source of every module that is imported after it and keeps it in memory.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
