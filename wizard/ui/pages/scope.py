"""Step 1: what Hire2Retire is meant to do."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from wizard.documents.messages import message
from wizard.domain.draft import Environment
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Scope, Ticket
from wizard.domain.text import tr
from wizard.ui.pages.base import NextButtonState, StepPage
from wizard.ui.pages.choice import WideChoice
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.choice import CheckBox, Option
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import ValueField
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow, set_flow

_PREVIEW = 168


class ScopePage(StepPage):
    """The choices that decide which rights are asked for."""

    step = Step.SCOPE
    pictures = ("scope",)
    _message: QPlainTextEdit | None = None

    def build(self) -> None:
        """Fill the page."""
        self._links()
        self._tickets()
        self._name()
        self.add_action(4, self._log_ins(), self._colleague())
        self.add_action(5, trailing=self._ask_now())

    def refresh(self) -> None:
        """Show the session as it is now."""
        scope, draft = self.session.draft.scope, self.session.draft
        for ticket, box in self._boxes.items():
            box.setChecked(ticket in scope.tickets)
        for name, box in self._wishes.items():
            box.setChecked(getattr(scope, name))
        self._connection.set_text(draft.name)
        self._connection.edit.setPlaceholderText(draft.company_id)
        self._environment.choose(draft.environment.value)
        if self._message:
            self._message.setPlainText(self._words_for_colleague())
        super().refresh()

    def next_button(self) -> NextButtonState:
        """Return the state of Next: blocked unless a ticket type is chosen."""
        if not self.session.draft.scope.tickets:
            reason = tr("Choose service tickets, project tickets, or both.")
            return NextButtonState(tr("&Next"), enabled=False, reason=reason)
        return super().next_button()

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("How it works")

    def _links(self) -> None:
        expert = self.link(tr("I have all five values"), "expert")
        expert.clicked.connect(lambda: self.go.emit(Step.LINK, None))
        practice = self.link(tr("Try it with a practice ConnectWise"), "practice")
        practice.clicked.connect(self.practice_asked)
        received = self.link(tr("I got a request from a colleague"), "open-capsule")
        received.clicked.connect(self.open_capsule_asked)
        add_flow(self.body, [expert, practice, received])
        if self.session.practice:
            practice.hide()
            received.hide()

    def _tickets(self) -> None:
        self._boxes = {
            Ticket.SERVICE: CheckBox(tr("Service tickets")),
            Ticket.PROJECT: CheckBox(tr("Project tickets")),
        }
        self._wishes = {
            "closes_tickets": CheckBox(tr("Close tickets")),
            "maps_contacts": CheckBox(tr("Set contacts")),
            "maps_owners": CheckBox(tr("Set owners")),
        }
        for box in (*self._boxes.values(), *self._wishes.values()):
            box.toggled.connect(self._choose)
        kinds, wishes = QWidget(), QWidget()
        set_flow(kinds, list(self._boxes.values()))
        set_flow(wishes, list(self._wishes.values()))
        for name, box in self._wishes.items():
            box.setObjectName(name)
        for ticket, box in self._boxes.items():
            box.setObjectName(ticket.value)
        self.add_action(1, kinds)
        self.add_action(2, wishes)

    def _name(self) -> None:
        self._connection = ValueField(tr("Connection na&me"), beside=True)
        self._connection.message.hide()
        self._connection.edit.setObjectName("name")
        self._connection.read.connect(lambda text: self.session.update_draft(name=text.strip()))
        self._environment = WideChoice(
            tr("Environment"),
            [
                Option(Environment.PRODUCTION.value, tr("Production")),
                Option(Environment.SANDBOX.value, tr("Sandbox")),
            ],
        )
        self._environment.chosen.connect(
            lambda key: self.session.update_draft(environment=Environment(key))
        )
        self.add_action(3, self._connection, self._environment)

    def _colleague(self) -> Disclosure:
        words = tr(
            "A ready-to-send message with the steps. On the next page, you can create a "
            "file instead that returns the keys encrypted."
        )
        copy = self.copy_button(self._words_for_colleague, tr("the message"))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        column.addWidget(Label(words, ink=theme.Color.MUTED))
        add_flow(column, [copy])
        fold = Disclosure(tr("A colleague does the ConnectWise part"), content)
        fold.toggled.connect(lambda: self._preview(column))
        return fold

    def _preview(self, column: QVBoxLayout) -> None:
        """Show the message above its button; it is made when it is first seen."""
        if self._message:
            return
        self._message = QPlainTextEdit(self._words_for_colleague())
        self._message.setObjectName("message-preview")
        self._message.setAccessibleName(tr("Preview of the message"))
        self._message.setReadOnly(True)
        self._message.setTabChangesFocus(True)
        self._message.setMinimumHeight(theme.scaled(_PREVIEW))
        column.insertWidget(1, self._message)
        self._message.show()

    def _words_for_colleague(self) -> str:
        return message(self.session.draft, self.connection.services.rights)

    def _log_ins(self) -> QWidget:
        lines = (
            tr("ConnectWise: can edit System › Security Roles and Members"),
            tr("Developer site: for the Client ID"),
            tr("Hire2Retire: for the last step"),
        )
        return Label("\n".join(lines), theme.Type.SMALL, theme.Color.MUTED)

    def _ask_now(self) -> Button:
        button = Button(tr("Request it now"))
        button.setObjectName("ask-now")
        button.clicked.connect(lambda: self.go.emit(Step.CLIENT_ID, None))
        return button

    def _choose(self) -> None:
        tickets = frozenset(ticket for ticket, box in self._boxes.items() if box.isChecked())
        wishes = {name: box.isChecked() for name, box in self._wishes.items()}
        self.session.set_scope(replace(Scope(), tickets=tickets, **wishes))
