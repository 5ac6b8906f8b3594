"""What is imported before the first paint, and what is not."""

from __future__ import annotations

import subprocess
import sys

LATE = ("requests", "urllib3", "keyring", "truststore", "wizard.linktest.run", "http.server")
SCRIPT = """
import sys
import wizard.app
from PySide6.QtWidgets import QApplication
from wizard.ui.window import Window
late = [name for name in {late!r} if name in sys.modules]
qt = sorted(name for name in sys.modules if name.startswith("PySide6.Qt"))
print(late, qt)
"""


def test_only_the_window_is_imported_before_the_first_paint() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(late=LATE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    modules = ["PySide6.QtCore", "PySide6.QtGui", "PySide6.QtSvg", "PySide6.QtWidgets"]
    assert ended.stdout.strip() == f"[] {modules}"
