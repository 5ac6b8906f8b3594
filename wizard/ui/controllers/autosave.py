"""Saves the draft of an open connection in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from wizard.storage.files import StorageError
from wizard.ui.controllers.background import TaskQueue
from wizard.ui.controllers.services import DraftStore
from wizard.ui.controllers.session import Session

SAVE_AFTER_MS = 400


class DraftAutosave(QObject):
    """Saves a session's draft soon after a change; an unchanged draft creates no file.

    ``failure`` says why it could not be saved, or "".

    Signals:
        changed: there is another failure now.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        drafts: DraftStore | None,
        files: TaskQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._drafts, self._files = session, drafts, files
        self._saved = session.draft
        self.failure = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)
        session.changed.connect(self._timer.start)

    def save(self) -> None:
        """Save pending changes now."""
        self._timer.stop()
        draft, drafts = self._session.draft, self._drafts
        if drafts is None or not self._session.touched or draft == self._saved:
            return
        self._saved = draft
        self._files.do(lambda: drafts.save(draft), lambda _: self._say(""), self._not_saved)

    def end(self) -> None:
        """Stop saving: the draft is about to be removed."""
        self._timer.stop()
        self._drafts = None

    def _not_saved(self, error: Exception) -> None:
        sentence = error.sentence if isinstance(error, StorageError) else type(error).__name__
        self._say(sentence)

    def _say(self, failure: str) -> None:
        if failure != self.failure:
            self.failure = failure
            self.changed.emit()
