from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wizard.ui.theme import stylesheet, theme
from wizard.ui.theme.theme import Color, ColorScheme, Tone, Type

GROUNDS = (Color.BACKGROUND, Color.SURFACE)
WASHES = (
    Color.ACCENT_BACKGROUND,
    Color.GOOD_BACKGROUND,
    Color.WARNING_BACKGROUND,
    Color.WRONG_BACKGROUND,
)
INKS = (Color.TEXT, Color.MUTED, Color.ACCENT, Color.GOOD, Color.WARNING, Color.WRONG)

TEXTS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *((tone.ink, tone.background) for tone in Tone),
    *((Color.TEXT, background) for background in WASHES),
    (Color.MUTED, Color.ACCENT_BACKGROUND),
    *((Color.ON_ACCENT, tone.ink) for tone in Tone),
]
PARTS = [
    *((Color.BORDER, ground) for ground in (*GROUNDS, *WASHES)),
    *((Color.ACCENT, ground) for ground in (*GROUNDS, *WASHES)),
    *((Color.WRONG, ground) for ground in GROUNDS),
]
SCHEMES = [pytest.param(active, id=active.scheme.value) for active in (theme.LIGHT, theme.DARK)]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colors, 1 to 21.

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_computed_as_in_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("active", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_contrast_meets_wcag(active: theme.Theme, ink: Color, ground: Color) -> None:
    assert contrast(active.colors[ink], active.colors[ground]) >= 4.5


@pytest.mark.parametrize("active", SCHEMES)
@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_contrast_of_controls_meets_wcag(active: theme.Theme, part: Color, ground: Color) -> None:
    assert contrast(active.colors[part], active.colors[ground]) >= 3


def test_every_color_of_the_style_sheet_is_defined() -> None:
    for active in (theme.LIGHT, theme.DARK):
        written = stylesheet.style_sheet(active.colors)
        assert "$" not in written
        assert active.colors[Color.ACCENT] in written


def test_dark_mode_also_sets_the_palette(qapp: QApplication) -> None:
    active = theme.apply_theme(qapp, ColorScheme.DARK)
    assert theme.current() is active
    window = qapp.palette().color(QPalette.ColorRole.Window).name()
    assert window == active.colors[Color.BACKGROUND]
    qapp.setStyleSheet("")  # which hides the name of the style below it
    assert qapp.style().name() == "fusion"


def test_high_contrast_uses_only_the_system_palette(qapp: QApplication) -> None:
    active = theme.apply_theme(qapp, ColorScheme.CONTRAST)
    role = QPalette.ColorRole
    system = {qapp.palette().color(one).name() for one in (role.Window, role.Base, role.WindowText)}
    assert set(active.colors.values()) <= system
    assert not qapp.palette().resolveMask()
    assert "underline" in stylesheet.style_sheet(active.colors)


def test_changes_of_the_system_theme_are_followed_while_running(
    qapp: QApplication, qtbot: QtBot
) -> None:
    following = theme.ThemeFollower(qapp)
    with qtbot.waitSignal(following.changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    with qtbot.waitSignal(following.changed) as emitted:
        following.choose(ColorScheme.DARK)
    assert emitted.args == [theme.DARK]
    following.deleteLater()


@pytest.mark.parametrize("kind", Type)
def test_only_sizes_of_the_type_scale_are_used(kind: Type) -> None:
    size, line, semibold = kind.value
    found = theme.font(kind)
    assert found.pixelSize() == size
    assert found.weight() == (600 if semibold else 400)
    assert kind.line == line
    assert line % theme.GRID == 0 or kind is Type.TITLE


@pytest.mark.parametrize(("system", "grown"), [(9, 14), (12, 14), (15, 15), (18, 18), (40, 21)])
def test_no_text_is_smaller_than_the_system_font(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, system: int, grown: int
) -> None:
    large = QFont()
    large.setPixelSize(system)
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda _kind: QFont(large))
    theme.apply_theme(qapp, ColorScheme.LIGHT)
    assert theme.font(Type.TEXT).pixelSize() == grown
    assert qapp.font().pixelSize() == grown
    assert theme.line(Type.TEXT) >= grown
    monkeypatch.undo()
    theme.apply_theme(qapp, ColorScheme.LIGHT)
    assert theme.font(Type.TEXT).pixelSize() == 14
