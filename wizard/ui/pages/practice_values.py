"""In practice, a button fills in the values of the simulated ConnectWise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.text import tr
from wizard.ui.controllers.session import Session
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from wizard.practice import PracticeServer


class PracticeValues(Banner):
    """Offers to fill in the values of ``asks`` that the practice ConnectWise issued.

    Signals:
        filled: they stand in their fields.
    """

    filled = Signal()

    def __init__(
        self,
        session: Session,
        server: PracticeServer,
        asks: Iterable[Field],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme.Tone.ACCENT,
            tr("Values issued by the practice ConnectWise."),
            action=tr("&Fill them in"),
            parent=parent,
        )
        self.action.setObjectName("fill-in")
        self._session, self._server, self._asks = session, server, tuple(asks)
        self.pressed.connect(self._fill)
        session.changed.connect(self._offer)
        if self._filled:
            self.hide()

    @property
    def _filled(self) -> bool:
        return all(self._session.accepts(value) for value in self._asks)

    def _offer(self) -> None:
        self.setVisible(not self._filled)

    def _fill(self) -> None:
        issued = cast(Mapping[str, str], self._server.values)
        for value in self._asks:
            self._session.write(value, issued[value.value])
        self.filled.emit()
