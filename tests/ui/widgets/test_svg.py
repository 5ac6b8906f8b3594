from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.ui.widgets.conftest import Show, said
from wizard.base import assets
from wizard.ui.theme import icons, theme
from wizard.ui.widgets.picture_card import Picture, PictureCard

ICONS = sorted({*icons._icons()} - {"h2r-link"})
PICTURES = sorted(file.stem for file in assets.path("pictures").glob("*.svg"))


def colors(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_in_the_given_color(name: str) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.paint_icon(painter, name, theme.Color.WRONG, QRectF(0, 0, 48, 48))
    painter.end()
    assert theme.current().colors[theme.Color.WRONG] in colors(image)


def test_a_missing_icon_is_named_in_the_error() -> None:
    with pytest.raises(assets.AssetNotFoundError, match="#nothing"):
        icons.icon("nothing")


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_an_icon_is_sharp_at_any_scale(scale: int) -> None:
    pixmap = icons.icon("check").pixmap(QSize(16, 16), float(scale))
    assert pixmap.width() == 16 * scale


@pytest.mark.parametrize("name", PICTURES)
def test_every_placeholder_of_a_picture_is_a_color(name: str) -> None:
    marks = set(re.findall(r"{(\w+)}", assets.text("pictures", f"{name}.svg")))
    assert marks <= {*map(str, theme.Color), "font", "color", "key_description"}
    assert icons.picture(name).isValid()
    assert icons.description(name)


def test_a_picture_follows_the_theme(qapp: QApplication, show: Show) -> None:
    card = PictureCard("In ConnectWise", "role", "Checked")
    show(card, theme.CARD, 500)
    light = card.grab().toImage()
    theme.apply_theme(qapp, theme.ColorScheme.DARK)
    dark = card.grab().toImage()
    assert light.pixelColor(160, 20) == QColor(theme.LIGHT.colors[theme.Color.SURFACE])
    assert dark.pixelColor(160, 20) == QColor(theme.DARK.colors[theme.Color.SURFACE])
    assert theme.LIGHT.colors[theme.Color.ACCENT] in colors(light)
    assert theme.DARK.colors[theme.Color.ACCENT] in colors(dark)


def test_a_picture_keeps_its_aspect_ratio() -> None:
    picture = Picture("role")
    natural = picture.sizeHint()
    assert picture.heightForWidth(natural.width() * 2) == natural.height() * 2


def test_a_picture_has_an_accessible_description() -> None:
    assert said(Picture("role", "The new role")) == "The new role"
    assert said(Picture("role")) == icons.description("role")
    card = PictureCard("In ConnectWise", "role", alt="The new role")
    assert card.accessibleDescription() == "The new role"


def test_a_missing_picture_raises_an_error_immediately() -> None:
    with pytest.raises(assets.AssetNotFoundError):
        Picture("nowhere")
