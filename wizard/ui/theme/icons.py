"""Icons and pictures: SVG whose placeholders take the colors in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from wizard.base import assets
from wizard.domain.dataclass import dataclass
from wizard.domain.text import tr
from wizard.ui.theme import theme

_SCALES = (1, 2, 3)
_CAPTION = re.compile(r'(<text data-own="1"[^>]*>)([^<]+)</text>')
_PART = re.compile(r'<g [^>]*data-when="(\w+)">.*?</g>\n?', re.DOTALL)
_SYMBOL = re.compile(r'<symbol id="(\w+)"(.*?)</symbol>', re.DOTALL)
_ROOM, _SIZE = re.compile(r'data-room="(\d+)"'), re.compile(r'font-size="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Variant:
    """How a picture differs: the ``parts`` shown, and ``texts`` for placeholders of its own.

    A group with ``data-when="x"`` is drawn if ``x`` is one of ``parts``.
    """

    parts: frozenset[str] = frozenset()
    texts: tuple[tuple[str, str], ...] = ()


# As without a connection: the scope that a new one begins with.
PLAIN = Variant(
    frozenset({"service", "no_project"}), (("key_description", "Hire2Retire 2026-11-23"),)
)


def picture(name: str, variant: Variant = PLAIN) -> QSvgRenderer:
    """Return ``pictures/<name>.svg`` in the colors in use, its captions translated.

    Raises:
        AssetNotFoundError: there is no such picture.
    """
    captions = tuple((caption, tr(caption)) for caption in captions_of(name))
    values = (*_substitutions(theme.Color.TEXT), *_escaped(variant.texts))
    return _picture_renderer(name, values, captions, variant.parts)


@lru_cache(maxsize=32)
def captions_of(name: str) -> tuple[str, ...]:
    """Return the English captions of a picture that are our own, not labels of other programs."""
    return tuple(found[2] for found in _CAPTION.finditer(assets.text("pictures", f"{name}.svg")))


def description(name: str) -> str:
    """Return the English description that the picture's file carries, or an empty text."""
    source = assets.text("pictures", f"{name}.svg")
    return source.partition("<desc>")[2].partition("</desc>")[0].strip()


def paint_icon(painter: QPainter, name: str, color: theme.Color, box: QRectF) -> None:
    """Paint the icon ``name`` into ``box``, sharp at any scale.

    Raises:
        AssetNotFoundError: there is no such icon.
    """
    _icon_renderer(name, _substitutions(color)).render(painter, box)


def icon(name: str, color: theme.Color = theme.Color.TEXT, *, gap: int = 0) -> QIcon:
    """Return the icon ``name``, ``gap`` pixels before a text; ask again when the look changes.

    Raises:
        AssetNotFoundError: there is no such icon.
    """
    return QIcon(_icon(name, _substitutions(color), gap))


# Every Copy button asks for the same one, each time its style changes.
@lru_cache(maxsize=32)
def _icon(name: str, values: tuple[tuple[str, str], ...], gap: int) -> QIcon:
    drawing, made = _icon_renderer(name, values), QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(QSize(theme.ICON + gap, theme.ICON) * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        drawing.render(painter, QRectF(0, 0, theme.ICON, theme.ICON))
        painter.end()
        made.addPixmap(pixmap)
    return made


def _substitutions(color: theme.Color) -> tuple[tuple[str, str], ...]:
    active = theme.current()
    values = {one.value: active.colors[one] for one in theme.Color}
    values["color"] = active.colors[color]
    values["font"] = _quoted(QGuiApplication.font().family())
    return tuple(values.items())


def _quoted(text: str) -> str:
    # Here and not from xml.sax or html: those import a web client and every entity of HTML.
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text


def _escaped(texts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _quoted(text)) for name, text in texts)


def _captioned(source: str, captions: Mapping[str, str]) -> str:
    """Replace each caption; one that has become too long for its place is set smaller."""

    def replace(found: re.Match[str]) -> str:
        text = captions[found[2]]
        return f"{_fitted(found[1], text)}{_quoted(text)}</text>"

    return _CAPTION.sub(replace, source)


def _fitted(tag: str, text: str) -> str:
    room, size = (float(found[1]) for found in (_ROOM.search(tag), _SIZE.search(tag)) if found)
    font = QFont(QGuiApplication.font())
    font.setPixelSize(100)
    font.setBold("font-weight" in tag)
    wide = QFontMetricsF(font).horizontalAdvance(text) * size / 100
    return _SIZE.sub(f'font-size="{size * min(1, room / max(1, wide)):.2f}"', tag)


@lru_cache(maxsize=1)
def _icons() -> Mapping[str, str]:
    """Read the icons, each as a separate drawing: Qt draws no symbol of a larger file."""
    found = _SYMBOL.findall(assets.text("icons", "symbols.svg"))
    head = '<svg xmlns="http://www.w3.org/2000/svg"'
    icons = {name: f"{head}{rest}</svg>" for name, rest in found}
    return {**icons, "h2r-link": assets.text("icons", "h2r-link.svg")}


@lru_cache(maxsize=96)
def _icon_renderer(name: str, values: tuple[tuple[str, str], ...]) -> QSvgRenderer:
    if name not in _icons():
        raise assets.AssetNotFoundError(f"icons/symbols.svg#{name}")
    return _drawn(_icons()[name], values)


@lru_cache(maxsize=32)
def _picture_renderer(
    name: str,
    values: tuple[tuple[str, str], ...],
    captions: tuple[tuple[str, str], ...],
    parts: frozenset[str],
) -> QSvgRenderer:
    source = assets.text("pictures", f"{name}.svg")
    source = _PART.sub(lambda found: found[0] if found[1] in parts else "", source)
    return _drawn(_captioned(source, dict(captions)) if captions else source, values)


def _drawn(source: str, values: tuple[tuple[str, str], ...]) -> QSvgRenderer:
    for placeholder, value in values:
        source = source.replace(f"{{{placeholder}}}", value)
    return QSvgRenderer(QByteArray(source.encode()))
