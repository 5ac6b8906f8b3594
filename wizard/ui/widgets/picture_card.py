"""A card with a schematic picture of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import theme
from wizard.ui.theme.icons import PLAIN, Variant, description, picture
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.label import Label

_TWO_COLUMNS_FROM = 560
_GAP = theme.PART


@spoken_as(QAccessible.Role.Graphic)
class Picture(QWidget):
    """``pictures/<name>.svg`` in the colors in use, as wide as there is room.

    Raises:
        AssetNotFoundError: there is no such picture.
    """

    def __init__(self, name: str, alt: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._variant = name, PLAIN
        self._natural = picture(name).defaultSize()
        self.setAccessibleName(alt or description(name))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_variant(self, variant: Variant) -> None:
        """Show the picture as ``variant`` says from now on."""
        if variant != self._variant:
            self._variant = variant
            self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * self._natural.height() / self._natural.width())

    def sizeHint(self) -> QSize:
        return self._natural

    def paintEvent(self, _event: QPaintEvent) -> None:
        box = QRectF(0, 0, self.width(), self.heightForWidth(self.width()))
        picture(self._name, self._variant).render(QPainter(self), box)


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


class PictureWall(QWidget):
    """The cards of a page: below each other, or in two columns where both have room."""

    def __init__(self, cards: Sequence[PictureCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = tuple(cards)
        for card in self.cards:
            card.setParent(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(place.bottom() + 1 for place in self._places(width))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            for card, place in zip(self.cards, self._places(self.width()), strict=True):
                card.setGeometry(place)
        return super().event(event)

    def _places(self, width: int) -> list[QRect]:
        """Each card goes to the column that is shorter so far."""
        count = 2 if len(self.cards) > 1 and width >= _TWO_COLUMNS_FROM else 1
        narrow = (width - _GAP * (count - 1)) // count
        ends, places = [0] * count, []
        for card in self.cards:
            column = ends.index(min(ends))
            height = card.heightForWidth(narrow)
            places.append(QRect(column * (narrow + _GAP), ends[column], narrow, height))
            ends[column] += height + _GAP
        return places
