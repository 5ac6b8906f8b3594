"""Push buttons by rank: plain, the page's one primary button, and links."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from wizard.ui.theme.stylesheet import set_style_property


class Rank(Enum):
    """How much a button stands out; a page has one primary button at most."""

    PLAIN = "plain"
    PRIMARY = "primary"
    LINK = "link"
    MENU = "menu"


class Button(QPushButton):
    """A push button that never is the dialog's default by accident.

    ``name`` is what a screen reader says when ``text`` alone does not tell buttons apart.
    """

    def __init__(
        self,
        text: str,
        rank: Rank = Rank.PLAIN,
        *,
        name: str = "",
        description: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_rank(rank)

    def set_rank(self, rank: Rank) -> None:
        """Let the button stand out as ``rank`` says."""
        set_style_property(self, "kind", rank.value)


class LinkButton(Button):
    """A button that looks like a link: for what leads somewhere else or opens more."""

    def __init__(
        self, text: str, *, name: str = "", description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, Rank.LINK, name=name, description=description, parent=parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
