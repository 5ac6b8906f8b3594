"""Verifies that Qt works by drawing one picture in memory."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, qVersion
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from wizard.base import assets
from wizard.ui.letters import name_fonts, need_letters


def qt_version() -> str:
    """Draw two letters and the program's icon; return Qt's version.

    Raises:
        NoLettersError: there is no font.
        RuntimeError: Qt cannot draw.
    """
    application = QApplication.instance()
    if application is None:
        application = QApplication(["h2r-link"])
    name_fonts()
    need_letters()
    drawing = QSvgRenderer(QByteArray(assets.text("icons", "h2r-link.svg").encode()))
    image = QImage(16, 16, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    if not drawing.isValid() or image.pixelColor(8, 8).alpha() == 0:
        raise RuntimeError("Qt cannot draw")
    return str(qVersion())
