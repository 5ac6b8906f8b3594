"""Says whether ConnectWise is being watched for a change, with the button that stops it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.controllers.fix_watch import FixWatch, WatchState
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow


class WatchLine(QWidget):
    """One line; hidden while there is nothing to watch for."""

    def __init__(self, watch: FixWatch) -> None:
        super().__init__()
        self._watch = watch
        self._words = Label("", ink=theme.Color.MUTED)
        self._turn = LinkButton("")
        self._turn.setObjectName("turn-watching")
        self._turn.clicked.connect(self._press)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        add_flow(column, [self._words, self._turn])
        watch.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the watch as it is now."""
        watching = self._watch.state is WatchState.WATCHING
        self._words.setText(
            tr("Watching ConnectWise. When it's saved there, this turns green by itself.")
            if watching
            else tr("ConnectWise isn't being watched.")
        )
        self._turn.setText(tr("Stop watching") if watching else tr("Watch again"))
        self.setVisible(self._watch.state is not WatchState.OFF)

    def _press(self) -> None:
        if self._watch.state is WatchState.WATCHING:
            self._watch.stop()
        else:
            self._watch.watch_again()
