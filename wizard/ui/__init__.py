"""The window: the only package that knows PySide6."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - it replaces the import, see below

# WORKAROUND PySide6 6.11: for "from __feature__ import", which nothing here uses, it reads the
# source of every module that is imported after it and keeps it in memory.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
