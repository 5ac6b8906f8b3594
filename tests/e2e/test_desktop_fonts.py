"""The whole window has one font, even if the desktop has separate ones for buttons and labels."""

from __future__ import annotations

import ctypes.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.screen import MISSING, screen

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(MISSING) or not ctypes.util.find_library("gtk-3"),
    reason=f"needs Linux, GTK 3 and {', '.join(MISSING) or 'nothing else'}",
)

FONTS = """
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from wizard.ui.theme import theme
app = QApplication([])
own = QApplication.font("QPushButton").key()
theme.apply_theme(app)
made = [kind() for kind in (QPushButton, QLabel, QLineEdit, QComboBox)]
for widget in made:
    widget.ensurePolished()
fonts = {widget.font().toString() for widget in made}
print(len(fonts), fonts == {theme.font(theme.Type.TEXT).toString()}, sep=";")
"""


@pytest.mark.parametrize("desktop", ["gtk3", ""])
def test_every_control_has_the_font_of_the_text(tmp_path: Path, desktop: str) -> None:
    with screen(tmp_path / "home") as on:
        done = subprocess.run(
            [sys.executable, "-c", FONTS],
            env=on.env | {"QT_QPA_PLATFORMTHEME": desktop, "QT_LOGGING_RULES": "*=false"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert done.stdout.strip() == "1;True"
