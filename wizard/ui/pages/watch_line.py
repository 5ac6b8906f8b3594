"""Shows whether ConnectWise is being watched for a change, and why not."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.fix_watch import WatchState
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow


class WatchLine(QWidget):
    """One line; hidden while there is nothing to watch for."""

    def __init__(self, connection: OpenConnection) -> None:
        super().__init__()
        self._connection, self._watch = connection, connection.watch
        self._words = Label("", ink=theme.Color.MUTED)
        self._turn = LinkButton("")
        self._turn.setObjectName("turn-watching")
        self._turn.clicked.connect(self._press)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        add_flow(column, [self._words, self._turn])
        self._watch.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the watch as it is now."""
        state, refused = self._watch.state, self._keys_refused()
        watching = state is WatchState.WATCHING
        if watching:
            words = tr("Watching ConnectWise. When it's saved there, this turns green by itself.")
        elif refused:
            words = tr(
                "Refused keys aren't retried automatically, because ConnectWise could lock "
                "the API member. Once the key is active, test again."
            )
        else:
            words = tr("ConnectWise isn't being watched.")
        self._words.setText(words)
        self._turn.setText(tr("Stop watching") if watching else tr("Watch again"))
        self._turn.setVisible(state is not WatchState.OFF)
        self.setVisible(refused or state is not WatchState.OFF)

    def _keys_refused(self) -> bool:
        """Whether the last test counts and ended with refused keys."""
        last = self._connection.session.draft.current_test
        found = last.findings if last and self._watch.state is WatchState.OFF else ()
        return any(one.fault.entry.proves_keys_refused for one in found)

    def _press(self) -> None:
        if self._watch.state is WatchState.WATCHING:
            self._watch.stop()
        else:
            self._watch.watch_again()
