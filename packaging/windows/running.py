"""Runs before the frozen program on Windows: installers see by this mark that it is running."""

from __future__ import annotations

import ctypes
import sys

if sys.platform == "win32":
    # Global, so that an installation as SYSTEM sees programs of every session. The handle is kept
    # by Windows until the program ends.
    ctypes.windll.kernel32.CreateMutexW(None, 0, "Global\\h2r-link-running")
