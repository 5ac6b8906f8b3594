"""Runs before the frozen program on Windows: installers see by this mark that it is running."""

from __future__ import annotations

import ctypes
import sys

if sys.platform == "win32":
    # Global, so that an installation as SYSTEM sees programs of every session; Local, where no
    # other session can stand in the way. Windows keeps the handles until the program ends.
    for scope in ("Global", "Local"):
        ctypes.windll.kernel32.CreateMutexW(None, 0, f"{scope}\\h2r-link-running")
