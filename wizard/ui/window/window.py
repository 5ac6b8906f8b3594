"""Main window: shows pages and navigates between them; `domain.steps` defines the order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton, QWidget

from wizard.base import language
from wizard.domain import steps
from wizard.domain.connections import is_empty
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Field, Step
from wizard.domain.progress import step_after, step_before, step_progress
from wizard.storage.drafts import LoadedDrafts
from wizard.ui.companion.companion import Companion
from wizard.ui.companion.dock import show_title_bar
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.connections import ConnectionManager
from wizard.ui.controllers.services import Services
from wizard.ui.dialogs.crash_support import show_support
from wizard.ui.pages.base import StepPage, WizardPage
from wizard.ui.theme.icons import icon
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.clipboard import secret_clipboard
from wizard.ui.widgets.layouts import resize_within_screen
from wizard.ui.window.frame import WindowFrame
from wizard.ui.window.page_registry import connections_page, page_of
from wizard.ui.window.sidebar import PROGRAM, kept_words

if TYPE_CHECKING:
    from wizard.ui.controllers.removal import RemovedConnection
    from wizard.ui.dialogs.unsaved import LossDialog
    from wizard.ui.pages.connections.connections import ConnectionsPage
    from wizard.ui.window.capsules import CapsuleFlow

SIZE = QSize(1120, 720)
LEAVING_TAKES_AT_MOST_MS = 5000
# Windows gives a program five seconds at the end of the session.
SAVED_WITHIN_S = 2.0


@spoken_as(QAccessible.Role.Window)
class Window(QDialog):
    """The main window; without any draft it opens a new connection, else the list.

    Signals:
        left: everything is saved and the window is hidden.
        begun: the window was painted for the first time.
    """

    left = Signal()
    begun = Signal()

    def __init__(self, services: Services, loaded: LoadedDrafts | None = None) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Window)
        self.setWindowTitle(PROGRAM)
        # Of the application, so that every dialog has it, too, a defect's included.
        QApplication.setWindowIcon(icon("h2r-link"))
        self._services = services
        self.manager = ConnectionManager(services, self)
        self._pages: dict[Step, StepPage] = {}
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._build()
        self._painted = self._leaving = self._gone = self._warned = False
        self._agreed = False
        self._has_others = False
        resize_within_screen(self, SIZE)
        found = loaded or LoadedDrafts()
        if found.problems or not all(map(is_empty, found.drafts)):
            self._show_drafts(found)
        else:
            self.show_connection(self.manager.new())

    @property
    def page(self) -> WizardPage:
        """The visible page."""
        shown = self._frame.stack.currentWidget()
        return shown if isinstance(shown, WizardPage) else self._connections

    def show_connection(self, connection: OpenConnection, step: Step | None = None) -> None:
        """Show the pages of ``connection``, at the step where it was left or at ``step``."""
        for page in self._pages.values():
            self._frame.stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        for changed in (
            connection.session.changed,
            connection.keys.changed,
            connection.saving.changed,
        ):
            changed.connect(self._refresh)
        self._frame.show_practice(self.manager.scenarios() if connection.practice else {})
        self.show_step(step or connection.session.draft.step)

    def show_step(self, step: Step, value: Field | None = None) -> None:
        """Open ``step`` without any check. With ``value`` the focus goes to its field."""
        connection = self.manager.current
        if connection is None or step not in steps.steps_of(connection.session.draft):
            return
        if self._frame.stack.count():
            self.page.on_left()
        connection.session.open(step)
        page = self._pages.get(step) or self._make(step, connection)
        self._frame.show_page(page, page.text)
        self.companion.show_page(page)
        if value is not None:
            # What the page brings into view has to stay there when the sentence above it appears.
            self._frame.fix.show_for(connection, step)
            self._frame.lay_out()
        page.on_shown(value)
        self._refresh()
        if value is None:
            self._focus_action()

    def leave(self) -> None:
        """Save and clean up, then hide; a failure is shown once before that."""
        self._leaving = True
        self.manager.flush_and_stop()
        if self.manager.busy:
            self.hide()
            QTimer.singleShot(LEAVING_TAKES_AT_MOST_MS, self._go)
        self._put_away()

    def leave_unasked(self) -> None:
        """Save and quit without asking, for the system."""
        self._warned = self._agreed = True
        self.leave()

    def agrees_to_lose(self) -> bool:
        """Whether nothing is lost on quitting, or the user agrees; blocks on a dialog."""
        lost = self.manager.unkept
        return not lost or self._agreed or bool(_loss_dialog(lost, self).exec())

    def save_now(self) -> None:
        """Save and clean up; blocks until that is done."""
        self._warned = self._agreed = True
        self.manager.flush_and_stop()
        self.manager.finish(SAVED_WITHIN_S)
        secret_clipboard().clear()

    def reject(self) -> None:
        """Ignore Esc: it must not close a window with entered values."""

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._gone:
            event.accept()
            return
        event.ignore()
        self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._frame.close_help()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        """After the first paint: imports, the vault, and the focus, which QDialog gives away."""
        show_title_bar(self)
        self._add_shortcuts()
        self.page.on_shown()
        self.manager.begin()
        self.begun.emit()

    def _add_shortcuts(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415 - not for the first paint

        QShortcut(QKeySequence("Alt+Left"), self, self._back)
        help_key = QKeySequence(QKeySequence.StandardKey.HelpContents)
        QShortcut(help_key, self, self._turn_help)

    def _turn_help(self) -> None:
        """Of the frame of now: another language makes another frame."""
        self._frame.turn_help()

    def _build(self) -> None:
        """Create everything that shows text."""
        self._frame = WindowFrame(self, self._services)
        self.companion = Companion(self, self._frame.add_head)
        self._frame.follow(self.manager.notes)
        self._frame.language_changed.connect(self._speak)
        whole = self.layout()
        if whole:
            whole.addWidget(self._frame)
        self._connect()

    def _speak(self) -> None:
        """Recreate everything in the new language."""
        self.companion.leave()
        step = self.page.step
        self._services = self.manager.speak(language.spoken())
        self._pages = {}
        self.__dict__.pop("_connections", None)
        self.companion.deleteLater()
        self._frame.setParent(None)
        self._frame.deleteLater()
        self._build()
        self._frame.show()
        connection = self.manager.current
        if connection is None or step is None:
            self._show_connections()
            return
        self._frame.show_practice(self.manager.scenarios() if connection.practice else {})
        self.show_step(step)

    def _connect(self) -> None:
        frame, sidebar, bar = self._frame, self._frame.sidebar, self._frame.bar
        self.manager.tests_changed.connect(self._refresh)
        self.manager.shows = self._shows
        frame.fix.back_asked.connect(lambda: self.show_step(Step.LINK))
        sidebar.chosen.connect(self.show_step)
        sidebar.help_asked.connect(frame.turn_help)
        sidebar.leave_asked.connect(self.leave)
        sidebar.connections_asked.connect(self._show_connections)
        bar.back_asked.connect(self._back)
        bar.next_asked.connect(self._next)
        frame.scenario_chosen.connect(self.manager.switch_scenario)
        frame.practice_left.connect(lambda: self.show_connection(self.manager.leave_practice()))
        frame.support_asked.connect(lambda: show_support(self.manager, self))
        sidebar.companion_asked.connect(self.companion.enter)
        self.companion.chosen.connect(self.show_step)
        self.companion.turned.connect(self._turn_companion)
        self.companion.moved.connect(self._show_action)

    @cached_property
    def _connections(self) -> ConnectionsPage:
        asked = (self._continue, self._test_now, self._renew, self._remove, self._check_keys)
        page = connections_page(
            self._services, self.manager.batch_test, self.manager.history, *asked
        )
        page.open_capsule_asked.connect(self._choose_capsule)
        page.hand_out_asked.connect(self._hand_out)
        page.add_asked.connect(
            lambda: self._ask_first(lambda: self.show_connection(self.manager.new()))
        )
        self._frame.stack.addWidget(page)
        return page

    @cached_property
    def _capsules(self) -> CapsuleFlow:
        from wizard.ui.window.capsules import CapsuleFlow  # noqa: PLC0415 - the start does without

        return CapsuleFlow(self, self._ask_first)

    def _hand_out(self, draft: Draft) -> None:
        self._capsules.hand_out(draft)

    def _choose_capsule(self) -> None:
        self._capsules.choose()

    def open_capsule(self, path: Path) -> None:
        """Open a request or an answer that another person sent."""
        self._capsules.open(path)

    def _make(self, step: Step, connection: OpenConnection) -> StepPage:
        page = page_of(step)(connection, self._frame.stack)
        page.go.connect(self.show_step)
        page.way_changed.connect(self._show_way)
        page.connections_asked.connect(self._end_with)
        page.rebuilt.connect(lambda: self._rebuild(step))
        page.next_focus_asked.connect(self._focus_next)
        page.practice_asked.connect(lambda: self.show_connection(self.manager.open_practice()))
        page.hand_out_asked.connect(lambda: self._hand_out(connection.session.draft))
        page.open_capsule_asked.connect(self._choose_capsule)
        self._pages[step] = page
        self._frame.stack.addWidget(page)
        return page

    def _refresh(self) -> None:
        connection = self.manager.current
        if connection is None or not self._pages:
            return
        page = self.page
        if page.step is None:
            return
        kept = kept_words(connection.keys.kept, connection.vault.name)
        session = connection.session
        others = self._has_others and not connection.practice
        progress = step_progress(connection.facts)
        self._frame.sidebar.show_connection(session.draft, progress, kept, others=others)
        self.companion.show_steps(session.draft.title or PROGRAM, progress, session.draft.step)
        self._frame.show_save_failure(connection.saving.failure)
        self._frame.fix.show_for(connection, page.step)
        self._show_way()

    def _shows(self, step: Step) -> bool:
        """Whether the test, or the problem at ``step``, is visible."""
        return self.page.step in {step, Step.LINK} and self.isVisible() and not self.isMinimized()

    def _show_way(self) -> None:
        page, bar = self.page, self._frame.bar
        way = self.companion.next_button(page)
        bar.show_next(way.text, enabled=way.enabled, reason=way.reason, leading=way.leading)
        bar.show_back(enabled=self._step_before is not None or self.companion.can_go_back())
        (page.default_button() or bar.next).setDefault(True)

    def _turn_companion(self) -> None:
        """Lay everything out as a strip, or as the full window, and keep the focus on the page."""
        self._frame.set_compact(compact=self.companion.active)
        self.companion.lay_out()
        self._refresh()
        self.page.heading.arrive()
        self._focus_action()

    def _show_action(self) -> None:
        self._show_way()
        self._focus_action()

    def _focus_action(self) -> None:
        """In the strip, focus the widget of the current action."""
        target = self.companion.target()
        if target is not None:
            self.page.scroll_to(target)
        elif self.companion.active:
            self._frame.bar.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        if self.companion.back():
            return
        if before := self._step_before:
            self.show_step(before)

    @property
    def _step_before(self) -> Step | None:
        connection, step = self.manager.current, self.page.step
        if connection is None or step is None:
            return None
        if step is Step.CLIENT_ID:
            return step_before(connection.facts, step)
        return steps.previous_step(step, steps.steps_of(connection.session.draft))

    def _next(self) -> None:
        if self.companion.forward():
            return
        page, connection = self.page, self.manager.current
        if (
            not (page.next_button().enabled and page.on_next())
            or connection is None
            or page.step is None
        ):
            return
        if after := step_after(connection.facts, page.step):
            self.show_step(after)
        elif connection.session.draft.received:
            self._capsules.send_back()

    def _press_enter(self) -> None:
        """Press the button that has the focus, else the page's primary one."""
        focused = QApplication.focusWidget()
        primary = self.page.default_button() or self._frame.bar.next
        (focused if isinstance(focused, QPushButton) else primary).click()

    def _put_away(self) -> None:
        """Wait until everything is saved; a vault that opens meanwhile stores the keys, too."""
        self.manager.flush()
        if self.manager.busy:
            once = Qt.ConnectionType.SingleShotConnection
            self.manager.settled.connect(self._put_away, once)
        else:
            self._go()

    def _go(self) -> None:
        if self._gone or not self._leaving:
            return
        if self.manager.has_unshown_failure and not self._warned:
            self._warned, self._leaving = True, False
            self._refresh()
            self.show()
            return
        if self.manager.unkept and not self._agreed:
            self._leaving = False
            self.show()
            self._ask_first(self._leave_agreed)
            return
        self._gone = True
        self.hide()
        secret_clipboard().clear()
        self.manager.close()
        self.left.emit()

    def _leave_agreed(self) -> None:
        self._agreed = True
        self.leave()

    def _ask_first(self, then: Callable[[], None]) -> None:
        """Call ``then``, after asking the user if a value would be lost."""
        lost = self.manager.unkept
        if not lost:
            then()
            return
        dialog = _loss_dialog(lost, self)
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _rebuild(self, step: Step) -> None:
        """Rebuild a page whose steps have changed; keep the focus in the control that was used."""
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused else ""
        page = self._pages.pop(step)
        self._frame.stack.removeWidget(page)
        page.deleteLater()
        self.show_step(step)
        again = self.page.findChild(QWidget, name) if name else None
        if again:
            again.setFocus()

    def _focus_next(self) -> None:
        """Give the focus to the button that leads on, which is the next thing to do."""
        (self.page.default_button() or self._frame.bar.next).setFocus()

    def _end_with(self) -> None:
        """The connection is linked: leave practice, or show it among the others."""
        if self.manager.current and self.manager.current.practice:
            self.show_connection(self.manager.leave_practice())
        else:
            self._show_connections()

    def _show_connections(self) -> None:
        self.manager.flush()
        self.manager.all(self._show_drafts)

    def _show_drafts(self, loaded: LoadedDrafts) -> None:
        self._has_others = not all(map(is_empty, loaded.drafts))
        self._connections.show_drafts(loaded.drafts, loaded.problems)
        self._frame.show_page(self._connections, self._connections.text)
        self._frame.sidebar.show_none()
        self._frame.fix.hide()
        self.companion.leave()
        self.companion.show_page(None)
        self._frame.show_save_failure("")
        self._show_way()
        self._connections.on_shown()

    def _continue(self, draft: Draft) -> None:
        connection = self.manager.current
        same = connection is not None and connection.session.draft.id == draft.id
        if connection and same:
            self.show_connection(connection)
        else:
            self._ask_first(
                lambda: self.show_connection(self.manager.open(draft), steps.resume_step(draft))
            )

    def _test_now(self, draft: Draft) -> None:
        def test() -> None:
            self._continue(draft)
            self.show_step(Step.LINK)
            self.page.test_when_ready()

        connection = self.manager.current
        if connection is not None and connection.session.draft.id == draft.id:
            test()
        else:
            self._ask_first(test)

    def _renew(self, draft: Draft) -> None:
        from wizard.ui.pages.connections.renew_keys import RenewDialog  # noqa: PLC0415 - late

        today = self.manager.services.now().date().isoformat()
        dialog = RenewDialog(self.manager.renew(draft), today, self)
        dialog.finished.connect(dialog.deleteLater)
        # What the renewal still saves, it saves on the vault's thread.
        vault = self.manager.vault_worker.tasks
        dialog.finished.connect(lambda: vault.do(lambda: None, lambda _: self._show_connections()))
        dialog.open()

    def _remove(self, draft: Draft) -> None:
        self.manager.remove(draft, self._removed)

    def _check_keys(self, draft: Draft) -> None:
        """Remove a connection once ConnectWise is known to reject its keys."""
        from wizard.ui.controllers.key_rejection import Rejection  # noqa: PLC0415 - late

        def judged(rejection: Rejection, why: str) -> None:
            if rejection is Rejection.REJECTED:
                self.manager.remove(
                    draft, lambda removed: self._removed(replace(removed, keys_rejected=True))
                )
            else:
                self._connections.show_rejection(draft, rejection, why)

        self.manager.check_rejection(draft, judged)

    def _removed(self, removed: RemovedConnection) -> None:
        self._connections.show_removed(removed)
        self._show_connections()


def _loss_dialog(values: Sequence[Field], parent: Window) -> LossDialog:
    from wizard.ui.dialogs.unsaved import LossDialog  # noqa: PLC0415 - the start does without

    return LossDialog(values, parent)
