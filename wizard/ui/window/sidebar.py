"""Sidebar: open connection, list of steps, permanent buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wizard.domain.draft import Draft, Environment
from wizard.domain.faults.fault import Step
from wizard.domain.progress import State, StepProgress
from wizard.domain.scope import Ticket
from wizard.domain.text import N_, tr
from wizard.ui.controllers.key_storage import SecretLocation
from wizard.ui.dates import day
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.buttons import Button, WrappedLinkButton
from wizard.ui.widgets.fields import Message, MessageKind
from wizard.ui.widgets.label import ElidedLabel, Label
from wizard.ui.widgets.layouts import add_flow
from wizard.ui.widgets.step_list import StepItem, StepList, StepState

PROGRAM = "Hire2Retire Link"
# The height from which all steps leave room for more.
_ROOMY = 600
_TICKETS = {Ticket.SERVICE: N_("service tickets"), Ticket.PROJECT: N_("project tickets")}


class Sidebar(QFrame):
    """Title, list of steps, *Help* and *Save and leave*.

    Signals:
        chosen: the `Step` that was picked.
        help_asked, leave_asked, connections_asked, companion_asked: the button was pressed.
    """

    chosen = Signal(object)
    help_asked = Signal()
    leave_asked = Signal()
    connections_asked = Signal()
    companion_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "sidebar")
        self.setFixedWidth(theme.scaled(theme.SIDEBAR))
        self._title = ElidedLabel("", theme.Type.SMALL, theme.Color.MUTED)
        self._scrolled_to: Step | None = None
        self.steps = StepList(tr("Steps"))
        self.steps.setObjectName("steps")
        self.steps.chosen.connect(lambda number: self.chosen.emit(list(Step)[number - 1]))
        self.steps.refused.connect(self._refuse)
        self._refused = Message()
        self._refused.setObjectName("step-refused")
        self._refused.hide()
        self.help = self._button(tr("&Help"), "help", self.help_asked)
        self.leave = self._button(tr("&Save and leave"), "save-and-leave", self.leave_asked)
        self.all = WrappedLinkButton(tr("All connections"))
        self.all.setObjectName("all-connections")
        self.all.clicked.connect(self.connections_asked)
        self.companion = WrappedLinkButton(tr("Doc&k beside the browser"))
        self.companion.setObjectName("companion")
        self.companion.clicked.connect(self.companion_asked)
        self._first: QWidget | None = None
        self._is_first = False
        self._arrange()

    def show_on_first_page(self, widget: QWidget) -> None:
        """Show ``widget`` above the buttons while the first page is, where the steps leave room."""
        self._first = widget
        self._feet.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_first()

    def _show_first(self) -> None:
        if self._first:
            self._first.setVisible(self._is_first and self.height() >= theme.scaled(_ROOMY))

    def show_connection(
        self, draft: Draft, steps: tuple[StepProgress, ...], kept: str, *, others: bool
    ) -> None:
        """Show the open connection and its progress; ``others`` links to all of them."""
        self.all.setVisible(others)
        sandbox = draft.environment is Environment.SANDBOX
        where = tr("sandbox") if sandbox else tr("production")
        self._title.setText(" · ".join(part for part in (draft.title, where) if part))
        self.steps.show_steps([_item(view, draft, kept) for view in steps])
        self._is_first = draft.step is Step.SCOPE
        self._show_first()
        self.steps.show()
        self.companion.show()
        if draft.step is not self._scrolled_to:
            self._refused.hide()
            self._scrolled_to = draft.step
            self.steps.scroll_to_current()

    def show_none(self) -> None:
        """Show that no connection is open."""
        self._title.setText(tr("Connections"))
        self.all.hide()
        self.steps.hide()
        self._refused.hide()
        self.companion.hide()
        self._is_first = False
        self._show_first()

    def _refuse(self, reason: str) -> None:
        """Say why a step can't be opened."""
        self._refused.show_message(reason, MessageKind.HINT)
        self._refused.show()
        announce(self._refused, reason)

    def _button(self, text: str, name: str, asked: object) -> Button:
        button = Button(text)
        button.setObjectName(name)
        button.clicked.connect(asked)
        return button

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.NEAR, theme.BLOCK - 4, theme.NEAR, theme.NEAR)
        title = QVBoxLayout()
        column.addLayout(title)
        title.setContentsMargins(theme.NEAR, 0, theme.NEAR, theme.PART)
        title.setSpacing(2)
        title.addWidget(Label(PROGRAM, theme.Type.STRONG))
        title.addWidget(self._title)
        column.addWidget(self.steps, 1)
        column.addWidget(self._refused)
        column.addStretch(0)
        self._feet = QVBoxLayout()
        self._feet.setContentsMargins(0, 0, 0, theme.TIGHT)
        column.addLayout(self._feet)
        column.addWidget(self.all)
        column.addWidget(self.companion)
        add_flow(column, [self.help, self.leave])


def kept_words(kept: SecretLocation, vault: str) -> str:
    """Return where the keys are stored, for the list of steps."""
    if kept is SecretLocation.IN_VAULT and vault:
        return tr("in {vault}").format(vault=vault)
    return tr("in memory")


def _item(view: StepProgress, draft: Draft, kept: str) -> StepItem:
    return StepItem(
        number=view.step.number,
        title=view.title,
        state_word=view.state.word,
        state_kind=StepState[view.state.name],
        note=_note(view, draft, kept),
        reason=view.reason,
        current_word=tr("current") if view.step is draft.step else "",
        blocked=view.blocked,
    )


def _note(view: StepProgress, draft: Draft, kept: str) -> str:
    if view.state is State.WAITING and view.step is Step.CLIENT_ID and draft.asked_on:
        return tr("waiting since {day}").format(day=day(draft.asked_on))
    if view.state is not State.DONE:
        return ""
    if view.step is Step.SITE:
        return _host(draft.site)
    kinds = [tr(word) for kind, word in _TICKETS.items() if kind in draft.scope.tickets]
    notes = {
        Step.SCOPE: ", ".join(kinds),
        Step.ROLE: draft.role_name,
        Step.MEMBER: draft.member_id,
        Step.KEYS: kept,
    }
    return notes.get(view.step, "")


def _host(site: str) -> str:
    from wizard.domain.address.reading import read_address  # noqa: PLC0415 - the first paint does without

    address = read_address(site).address
    return address.web_host if address else ""
