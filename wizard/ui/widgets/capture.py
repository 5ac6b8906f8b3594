"""Excludes a window from screenshots, recordings and screen sharing (Windows).

Source: Microsoft, "SetWindowDisplayAffinity function". Windows alone; elsewhere nothing happens.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget

_WINDOWS = sys.platform == "win32"
_NONE, _MONITOR, _EXCLUDED = 0x00, 0x01, 0x11


def keep_out_of_captures(window: QWidget, *, out: bool) -> None:
    """Let captures leave out the top-level ``window`` from now on, or show it again."""
    if not _WINDOWS:
        return
    handle = int(window.winId())
    if not _set_affinity(handle, _EXCLUDED if out else _NONE) and out:
        # Windows before 10, version 2004: a black window instead of none.
        _set_affinity(handle, _MONITOR)


def _set_affinity(handle: int, affinity: int) -> bool:
    import ctypes  # noqa: PLC0415 - Windows alone needs it

    call = ctypes.windll.user32.SetWindowDisplayAffinity  # type: ignore[attr-defined,unused-ignore]  # Windows
    return bool(call(ctypes.c_void_p(handle), affinity))
