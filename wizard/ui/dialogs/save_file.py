"""Buttons that save a file, and the message about the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.storage.export import export
from wizard.storage.files import StorageError, storage_error
from wizard.ui.file_dialog import Choose
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.buttons import Button, LinkButton
from wizard.ui.widgets.fields import Message, MessageKind
from wizard.ui.widgets.layouts import add_flow

CALENDAR = "ics"


class SaveButtons(QWidget):
    """Buttons in a row, each of which saves one file; others may stand ``before`` them.

    ``above`` are buttons in a row of their own: what is to be done first. Those that save are links
    then.
    """

    def __init__(
        self, choose: Choose, before: Sequence[QWidget] = (), above: Sequence[QWidget] = ()
    ) -> None:
        super().__init__()
        self._choose = choose
        self._kind = LinkButton if above else Button
        self.outcome = Message()
        self.outcome.setObjectName("saved-file")
        self.outcome.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        if above:
            add_flow(self.column, above)
        self._row = add_flow(self.column, before)
        self.column.addWidget(self.outcome)

    def add(
        self, text: str, name: str, ending: str, suggested: str, content: Callable[[], bytes]
    ) -> Button:
        """Add a button for a file that ends in ``ending``; ``content`` is called when pressed."""
        button = self._kind(text)
        button.setObjectName(name)
        button.clicked.connect(lambda: self._save(f"{suggested}.{ending}", ending, content))
        self._row.addWidget(button)
        return button

    def _save(self, suggested: str, ending: str, content: Callable[[], bytes]) -> None:
        chosen = self._choose(self, suggested, ending)
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(f".{ending}")
        try:
            export(path, content())
        except (StorageError, OSError) as error:
            failure = error if isinstance(error, StorageError) else storage_error(error, path)
            why = failure.sentence
            self._say(tr("The file wasn't saved. {why}").format(why=why), MessageKind.WRONG)
        else:
            shown = QDir.toNativeSeparators(str(path))
            self._say(tr("Saved: {path}").format(path=shown), MessageKind.GOOD)

    def _say(self, words: str, kind: MessageKind) -> None:
        self.outcome.show_message(words, kind)
        self.outcome.show()
        announce(self, words)
