"""Qt without a screen: what must be set before it starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def draw_off_screen() -> None:
    """Let Qt draw in memory, with the fonts of the system."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":
        # This platform looks for fonts beside Qt's libraries, where Windows has none.
        windows = os.environ.get("SYSTEMROOT", r"C:\Windows")
        os.environ.setdefault("QT_QPA_FONTDIR", str(Path(windows) / "Fonts"))
