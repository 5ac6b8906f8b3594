"""Detects missing fonts, with which Qt draws a box for every letter."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QImage, QPainter

from wizard.domain.errors import WizardError

_SIZE = 32
# What Windows, or wine, has in the place of the fonts that the off-screen platform names.
_ON_WINDOWS = {
    QFontDatabase.SystemFont.GeneralFont: ("Segoe UI", "Arial", "DejaVu Sans"),
    QFontDatabase.SystemFont.FixedFont: ("Consolas", "Courier New", "DejaVu Sans Mono"),
}


class NoLettersError(WizardError, RuntimeError):
    """There is no font: every letter would be drawn as the same box."""


def name_fonts() -> None:
    """Set the fonts of Windows' off-screen platform; other platforms have them."""
    if sys.platform == "win32" and QGuiApplication.platformName() == "offscreen":
        there = set(QFontDatabase.families())
        for kind, families in _ON_WINDOWS.items():
            named = QFontDatabase.systemFont(kind).family()
            # Whatever there is comes last, before a box.
            QFont.insertSubstitutions(named, [f for f in families if f in there] or sorted(there))


def need_letters() -> None:
    """Draw two letters in the system's font.

    Raises:
        NoLettersError: they look alike.
    """
    if _drawn("A") == _drawn("B"):
        raise NoLettersError("there is no font: letters are drawn as boxes")


def _drawn(letter: str) -> QImage:
    image = QImage(_SIZE, _SIZE, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(_SIZE // 2)
    painter.setFont(font)
    painter.drawText(4, _SIZE - 8, letter)
    painter.end()
    return image
