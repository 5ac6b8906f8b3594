"""Tests for Windows only, and what wine cannot do."""

from __future__ import annotations

import sys


def under_wine() -> bool:
    """Tell whether this Windows is wine."""
    if sys.platform == "win32":
        import ctypes

        return hasattr(ctypes.windll.ntdll, "wine_get_version")
    return False
