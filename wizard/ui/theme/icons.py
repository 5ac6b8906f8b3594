"""Icons and pictures: SVG files whose placeholders take the colours worn now."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from wizard.base import assets
from wizard.ui.theme import theme

_SCALES = (1, 2, 3)


def picture(name: str) -> QSvgRenderer:
    """Return ``pictures/<name>.svg`` in the colours worn now.

    Raises:
        AssetNotFoundError: there is no such picture.
    """
    return _renderer("pictures", name, _substitutions(theme.Color.TEXT))


def description(name: str) -> str:
    """Return the English description that the picture's file carries, or an empty text."""
    source = assets.text("pictures", f"{name}.svg")
    return source.partition("<desc>")[2].partition("</desc>")[0].strip()


def paint_icon(painter: QPainter, name: str, colour: theme.Color, box: QRectF) -> None:
    """Paint ``icons/<name>.svg`` into ``box``, sharp at any scale."""
    _renderer("icons", name, _substitutions(colour)).render(painter, box)


def icon(name: str, colour: theme.Color = theme.Color.TEXT, *, gap: int = 0) -> QIcon:
    """Return ``icons/<name>.svg``, ``gap`` pixels before a text; ask again when the look changes.

    Raises:
        AssetNotFoundError: there is no such icon.
    """
    made = QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(QSize(theme.ICON + gap, theme.ICON) * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_icon(painter, name, colour, QRectF(0, 0, theme.ICON, theme.ICON))
        painter.end()
        made.addPixmap(pixmap)
    return made


def _substitutions(colour: theme.Color) -> tuple[tuple[str, str], ...]:
    worn = theme.current()
    values = {one.value: worn.colours[one] for one in theme.Color}
    values["color"] = worn.colours[colour]
    values["font"] = _quoted(QGuiApplication.font().family())
    return tuple(values.items())


def _quoted(text: str) -> str:
    # Here and not from xml.sax or html: those import a web client and every entity of HTML.
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text


@lru_cache(maxsize=128)
def _renderer(folder: str, name: str, values: tuple[tuple[str, str], ...]) -> QSvgRenderer:
    source = assets.text(folder, f"{name}.svg")
    for placeholder, value in values:
        source = source.replace(f"{{{placeholder}}}", value)
    return QSvgRenderer(QByteArray(source.encode()))
