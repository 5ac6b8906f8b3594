"""Colors, spacing and type of the window.

    Color       a color by what it is for         Tone       good, warning, wrong …: ink, background
    Type        the type scale                    font(t), line(t)  the QFont and line height
    Theme       the colors of one scheme          current()  the theme in use
    apply_theme(app, scheme)    use a scheme (None: the system's)
    ThemeFollower(app, scheme)  the same, and follows the system while it lives

Icons and pictures in these colors come from `wizard.ui.theme.icons`.

The base style is Fusion on every system: the native styles of Windows and macOS draw frames and
focus marks in colors of their own, so no contrast could be promised or tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from functools import cache
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import stylesheet

GRID = 4
TIGHT, CLOSE, NEAR, PART, BLOCK = 4, 8, 12, 16, 24
PAGE_X, PAGE_Y = 32, 28
# At the sides of the strip of companion mode: of its page as of the bars around it.
STRIP_EDGE = 12
SIDEBAR, CARD, BAR, CONTROL = 236, 316, 64, 32
# A window lower than this has room for the page alone: what surrounds it takes as little as it can.
LOW = 480
CONTROL_RADIUS, STEP_RADIUS, CARD_RADIUS = 6, 8, 10
ICON = 16


class ColorScheme(Enum):
    """Color scheme in use; contrast uses only the system's palette."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Color(StrEnum):
    """A color by its purpose; the values are the placeholders of the SVG files, too."""

    BACKGROUND = "background"
    SURFACE = "surface"
    LINE = "line"
    BORDER = "border"
    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    ACCENT_BACKGROUND = "accent_background"
    ON_ACCENT = "on_accent"
    GOOD = "good"
    GOOD_BACKGROUND = "good_background"
    WARNING = "warning"
    WARNING_BACKGROUND = "warning_background"
    WRONG = "wrong"
    WRONG_BACKGROUND = "wrong_background"


class Tone(Enum):
    """Meaning of a state; always shown with an icon and a word."""

    NEUTRAL = (Color.MUTED, Color.SURFACE)
    ACCENT = (Color.ACCENT, Color.ACCENT_BACKGROUND)
    GOOD = (Color.GOOD, Color.GOOD_BACKGROUND)
    WARNING = (Color.WARNING, Color.WARNING_BACKGROUND)
    WRONG = (Color.WRONG, Color.WRONG_BACKGROUND)

    @property
    def ink(self) -> Color:
        """Color of text and icons."""
        return self.value[0]

    @property
    def background(self) -> Color:
        """Background color."""
        return self.value[1]


class Type(Enum):
    """The type scale: size and line height in pixels before scaling, and whether semibold."""

    HEADING = (22, 28, True)
    TITLE = (16, 22, True)
    STRONG = (14, 20, True)
    TEXT = (14, 20, False)
    SMALL_STRONG = (12, 16, True)
    SMALL = (12, 16, False)
    CODE = (13, 20, False)

    @property
    def line(self) -> int:
        """The line height in pixels."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colors of the window: ``#rrggbb`` for every `Color`."""

    scheme: ColorScheme
    colors: Mapping[str, str]

    def color(self, color: Color) -> QColor:
        """Return ``color`` for a painter."""
        return QColor(self.colors[color])


def _look(scheme: ColorScheme, *values: str) -> Theme:
    return Theme(scheme, MappingProxyType(dict(zip(Color, values, strict=True))))


# Good on light is darker than drawn: #1a7f4b on its background has 4.4:1. Border is the drawn line
# darkened until it has 3:1 against every ground that a control stands on.
LIGHT = _look(
    ColorScheme.LIGHT,
    *("#f6f7f9", "#ffffff", "#dfe3e8", "#808893", "#1b1f24", "#57606a"),
    *("#1f5fd6", "#e8effc", "#ffffff", "#187746", "#e5f4ec"),
    *("#8a5a00", "#fdf3dc", "#b3261e", "#fcebe9"),
)
DARK = _look(
    ColorScheme.DARK,
    *("#1b1d21", "#24272c", "#3a3f47", "#7d8590", "#e8eaed", "#a6adb7"),
    *("#8ab4ff", "#26334a", "#1b1d21", "#6fd39b", "#1f3429"),
    *("#f2c46d", "#3a2f18", "#ff9a91", "#432523"),
)
_current = LIGHT
_GENERAL = QFontDatabase.SystemFont.GeneralFont
_GROWS_AT_MOST = 1.5
_growth = 1.0


def current() -> Theme:
    """Return the theme in use."""
    return _current


def scaled(pixels: int) -> int:
    """Return a length in ``pixels``, scaled like the text."""
    return round(pixels * _growth)


def line(kind: Type) -> int:
    """Return the line height of ``kind`` in pixels."""
    return scaled(kind.line)


def scale_factor(system_px: int) -> float:
    """Return how much larger than drawn all text is where the system's is ``system_px`` high.

    No text is smaller than the system's own, so a large system font is respected.
    """
    return min(_GROWS_AT_MOST, max(1, system_px / Type.TEXT.value[0]))


@cache
def font(kind: Type) -> QFont:
    """Return the system's font in the size of ``kind``; code comes in the fixed-width font.

    Layouts ask thousands of times; the cached answer is dropped when the scheme changes.
    """
    source = QFontDatabase.SystemFont.FixedFont if kind is Type.CODE else _GENERAL
    found = QFontDatabase.systemFont(source)
    size, _, semibold = kind.value
    found.setPixelSize(scaled(size))
    found.setWeight(QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
    return found


@cache
def font_key(kind: Type) -> str:
    """Return what tells this `font` from any other."""
    return font(kind).key()


def system_scheme(app: QApplication) -> ColorScheme:
    """Return the scheme of the system."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return ColorScheme.CONTRAST
    if hints.colorScheme() is Qt.ColorScheme.Unknown:
        window = app.palette().color(QPalette.ColorRole.Window)
        return ColorScheme.DARK if window.lightness() < 128 else ColorScheme.LIGHT
    return ColorScheme.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else ColorScheme.LIGHT


def apply_theme(app: QApplication, scheme: ColorScheme | None = None) -> Theme:
    """Apply the color scheme (None: the system's) to the application."""
    global _current, _growth  # noqa: PLW0603 - painters ask for the theme at every paint
    # An empty palette brings the system's own back, which high contrast wears unchanged.
    app.setPalette(QPalette())
    chosen = scheme or system_scheme(app)
    plain = {ColorScheme.LIGHT: LIGHT, ColorScheme.DARK: DARK}
    if chosen in plain:
        _current = plain[chosen]
        app.setPalette(stylesheet.palette(_current.colors))
    else:
        _current = _look(ColorScheme.CONTRAST, *stylesheet.system_colors(app.palette()))
    _growth = scale_factor(QFontInfo(QFontDatabase.systemFont(_GENERAL)).pixelSize())
    font.cache_clear()
    font_key.cache_clear()
    _use_style_sheet(app, stylesheet.style_sheet(_current.colors, font(Type.SMALL).pixelSize()))
    # Behind the style sheet: the first one brings back the fonts that a desktop such as GNOME has
    # for buttons and labels, and they would differ from all others.
    app.setFont(font(Type.TEXT))
    return _current


def _use_style_sheet(app: QApplication, sheet: str) -> None:
    """Set the style sheet of ``app``; each widget that there is, hidden or not, is styled once.

    WORKAROUND Qt 6.11: ``setStyleSheet`` styles each widget that the style knows, and with it all
    widgets inside it: one that is ten levels deep ten times. So the style forgets all, and comes to
    know the outermost widgets only. The first style sheet has no widget to style.
    """
    if app.styleSheet():
        style = app.style()
        style.unpolish(app)
        for widget in app.topLevelWidgets():
            if widget.parent() is None:
                style.polish(widget)
    app.setStyleSheet(sheet)


class ThemeFollower(QObject):
    """Keeps the application in the system's scheme, or in the one chosen, while it lives.

    Signals:
        changed: the new `Theme`.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, scheme: ColorScheme | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._chosen = scheme
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self._follow()

    def choose(self, scheme: ColorScheme | None) -> None:
        """Use ``scheme`` from now on; None follows the system again."""
        self._chosen = scheme
        self._follow()

    def _follow(self) -> None:
        self.changed.emit(apply_theme(self._app, self._chosen))
