"""Connects the window with the dialogs of a hand-over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from wizard.domain.draft import Draft
from wizard.domain.steps import resume_step
from wizard.storage.capsule_files import ENDING, Answer, Request, SealedAnswer, draft_of
from wizard.ui.controllers.capsules import Capsules
from wizard.ui.controllers.services import Services
from wizard.ui.pages.capsule.dialog import UnusableFileDialog
from wizard.ui.pages.capsule.hand_out import HandOutDialog
from wizard.ui.pages.capsule.received import AnswerDialog, RequestDialog
from wizard.ui.pages.capsule.send_back import SendBackDialog

if TYPE_CHECKING:
    from wizard.ui.window.window import Window


class CapsuleFlow(QObject):
    """Opens the right dialog, then the right page."""

    def __init__(self, window: Window, ask_first: Callable[[Callable[[], None]], None]) -> None:
        super().__init__(window)
        self._window, self._ask_first = window, ask_first
        self._manager = window.manager
        self._capsules = Capsules(window.manager)
        self._open: set[Path] = set()

    def hand_out(self, draft: Draft) -> None:
        """Create a request for ``draft``."""
        self._show(HandOutDialog(draft, self._capsules, self._services.choose_file, self._window))

    def choose(self) -> None:
        """Let the user choose a file, then open it."""
        chosen = self._services.choose_existing(self._window, ENDING)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Open a request or an answer, unless it is open already."""
        if path in self._open:
            return
        self._open.add(path)
        self._capsules.read(path, partial(self._opened, path), partial(self._refused, path))

    def send_back(self) -> None:
        """Save the answer to the request that is being worked on."""
        connection = self._manager.current
        if connection is not None:
            choose = self._services.choose_file
            self._show(SendBackDialog(connection.session, self._capsules, choose, self._window))

    @property
    def _services(self) -> Services:
        return self._manager.services

    def _opened(self, path: Path, found: Request | SealedAnswer, draft: Draft | None) -> None:
        if isinstance(found, Request):
            start = partial(self._start, found, draft)
            self._show(RequestDialog(found, draft, start, self._window), path)
        elif draft is not None:
            show = partial(self._answered, path, draft)
            self._capsules.open_answer(draft, found, show, partial(self._refused, path))

    def _answered(self, path: Path, draft: Draft, answer: Answer) -> None:
        self._show(AnswerDialog(draft, answer, self._capsules, self._use, self._window), path)

    def _refused(self, path: Path, why: str) -> None:
        self._show(UnusableFileDialog(why, self._window), path)

    def _start(self, request: Request, begun: Draft | None) -> None:
        draft = begun or draft_of(request, self._capsules.now)

        def start() -> None:
            connection = self._manager.open(draft)
            connection.session.touched = True
            self._window.show_connection(connection, resume_step(draft))

        self._ask_first(start)

    def _use(self, draft: Draft) -> None:
        self._window.show_connection(self._manager.open(draft), draft.step)

    def _show(self, dialog: QDialog, path: Path | None = None) -> None:
        if path is not None:
            dialog.finished.connect(lambda: self._open.discard(path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
