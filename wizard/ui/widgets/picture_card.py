"""A card with a schematic picture of a screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import theme
from wizard.ui.theme.icons import description, picture
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.label import Label


@spoken_as(QAccessible.Role.Graphic)
class Picture(QWidget):
    """``pictures/<name>.svg`` in the colours worn now, as wide as there is room.

    Raises:
        AssetNotFoundError: there is no such picture.
    """

    def __init__(self, name: str, alt: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._natural = picture(name).defaultSize()
        self.setAccessibleName(alt or description(name))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        return round(width * self._natural.height() / self._natural.width())

    def sizeHint(self) -> QSize:  # noqa: D102
        return self._natural

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        box = QRectF(0, 0, self.width(), self.heightForWidth(self.width()))
        picture(self._name).render(QPainter(self), box)


class PictureCard(Card):
    """A titled card with a picture as wide as there is room, and its caption.

    ``alt`` is what a screen reader says of the picture; without it, the file's own description.
    `PageScroll.set_aside` gives it its width, and hides it where the page is too narrow for it.
    """

    def __init__(
        self,
        title: str,
        name: str,
        caption: str = "",
        alt: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.picture = Picture(name, alt)
        self.setAccessibleDescription(self.picture.accessibleName())
        self.body.addWidget(self.picture)
        if caption:
            self.body.addWidget(Label(caption, theme.Type.SMALL, theme.Color.MUTED))
