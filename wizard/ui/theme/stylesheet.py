"""The palette and the one style sheet of a set of colors.

Widgets are selected by a property, never by name:

    QPushButton  kind: primary, quiet, link, menu
    QFrame       part: card, bar, head, sidebar, row
    QLineEdit    state: wrong
    QListView    kind: matches
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

_SHEET = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 8px; }
QPushButton {
    min-height: 30px; padding: 0 13px; border: 1px solid $border; border-radius: 6px;
    background: $surface; color: $text; outline: none;
}
QPushButton:hover { background: $accent_background; border-color: $accent; }
QPushButton:pressed { border-color: $text; }
QPushButton:focus { border: 2px solid $accent; padding: 0 12px; min-height: 28px; }
QPushButton:disabled { color: $muted; border: 1px solid $line; background: $background; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { border-color: $text; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled {
    background: $background; color: $muted; border-color: $line;
}
QPushButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: $accent;
    padding: 0 4px 0 1px; text-align: left; text-decoration: $link_line;
}
QPushButton[kind="menu"] { padding-right: 27px; }
QPushButton[kind="menu"]:focus { padding-right: 26px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 0 3px 0 0; }
QPushButton[kind="link"]:disabled { color: $muted; border-color: transparent; }
QLineEdit, QComboBox, QDateEdit {
    min-height: 30px; padding: 0 9px; border: 1px solid $border; border-radius: 6px;
    background: $surface; color: $text;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus {
    border: 2px solid $accent; padding: 0 8px; min-height: 28px;
}
QLineEdit:disabled, QComboBox:disabled {
    color: $muted; border-color: $line; background: $background;
}
ComboBox::drop-down { border: none; width: 28px; }
ComboBox::down-arrow { image: none; }
ComboBox QLineEdit, ComboBox QLineEdit:focus {
    border: none; padding: 0; min-height: 0; background: transparent;
}
QComboBox QAbstractItemView {
    border: 1px solid $border; background: $surface; color: $text; padding: 2px;
    selection-background-color: $accent; selection-color: $on_accent; outline: none;
}
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; }
QComboBox QAbstractItemView::item:selected { background: $accent; color: $on_accent; }
QComboBox QAbstractItemView::item:disabled { color: $muted; }
QListView[kind="matches"] { border: 1px solid $border; background: $surface; color: $text; }
QListView[kind="matches"]::item { min-height: 28px; padding: 0 6px; }
QListView[kind="matches"]::item:selected { background: $accent; color: $on_accent; }
QLineEdit:read-only { background: $background; }
QLineEdit[state="wrong"] { border-color: $wrong; }
QPlainTextEdit {
    border: 1px solid $border; border-radius: 6px; background: $surface; color: $text;
    padding: 4px; selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit:focus { border: 2px solid $accent; padding: 3px; }
QScrollArea, QScrollArea > QWidget > QWidget#page { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical {
    background: $border; border-radius: 4px; min-height: 32px; margin: 2px;
}
QScrollBar::handle:vertical:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QFrame[part="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[part="bar"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[part="head"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[part="sidebar"] { background: $surface; border: none; border-right: 1px solid $line; }
QListView, QTableView { background: transparent; border: none; outline: none; }
QHeaderView { background: transparent; border: none; border-bottom: 1px solid $line; }
QHeaderView::section:first { padding-left: 8px; }
QHeaderView::section {
    background: transparent; border: none; color: $muted;
    font-size: ${small}px; font-weight: 600;
}
""")


def style_sheet(colors: Mapping[str, str], small: int = 12) -> str:
    """Return the style sheet; ``colors`` maps every color's name to ``#rrggbb``.

    ``small`` is the size of small text in pixels.
    """
    # Where a link has the color of text, as in high contrast, its line tells it apart.
    same = colors["accent"] == colors["text"]
    return _SHEET.substitute(colors, small=small, link_line="underline" if same else "none")


def palette(colors: Mapping[str, str]) -> QPalette:
    """Return the palette for what the style sheet does not reach (menus, message boxes, views)."""
    role = QPalette.ColorRole
    made = QPalette()
    for name, roles in {
        "background": (role.Window, role.AlternateBase),
        "surface": (role.Base, role.Button, role.ToolTipBase, role.Light),
        "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText),
        "accent": (role.Highlight, role.Link, role.LinkVisited, role.Accent),
        "on_accent": (role.HighlightedText,),
        "muted": (role.PlaceholderText,),
        "line": (role.Mid, role.Midlight),
        "border": (role.Dark, role.Shadow),
    }.items():
        for one in roles:
            made.setColor(one, colors[name])
    for one in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, one, colors["muted"])
    return made


def system_colors(system: QPalette) -> tuple[str, ...]:
    """Return the colors for high contrast, in the order of `Color`, from the system's palette.

    Lines, links and states take the color of text: shape, line and word tell them apart.
    """
    role = QPalette.ColorRole
    ground, field, text = (
        system.color(one).name() for one in (role.Window, role.Base, role.WindowText)
    )
    return (ground, field, *[text] * 5, ground, ground, *[text, ground] * 3)


def set_style_property(widget: QWidget, name: str, value: str) -> None:
    """Set the property that selects the style of ``widget``, and repaint it."""
    if (widget.property(name) or "") == value:
        return
    widget.setProperty(name, value)
    # Before its first appearance a widget was not dressed at all: Qt does that then.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
