"""Step 6: the Client ID, which may take days."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.documents.calendar import calendar, look_for_client_id
from wizard.domain.draft import ClientIdState
from wizard.domain.faults.fault import Field, Step
from wizard.domain.text import tr
from wizard.ui.dates import day
from wizard.ui.dialogs.save_file import CALENDAR, SaveButtons
from wizard.ui.pages.base import StepPage
from wizard.ui.pages.choice import WideChoice
from wizard.ui.pages.held_back import HeldBack
from wizard.ui.pages.practice_values import PracticeValues
from wizard.ui.pages.suggested_texts import integration_description
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.choice import Option
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label


class ClientIdPage(StepPage):
    """How to ask for a Client ID, how far that has come, and the field for it."""

    step = Step.CLIENT_ID
    asks = (Field.CLIENT_ID,)
    pictures = ("client_id",)

    def build(self) -> None:
        """Fill the page."""
        if self.connection.practice:
            practice = PracticeValues(self.session, self.connection.practice, self.asks)
            practice.filled.connect(self.next_focus_asked)
            practice.filled.connect(self.fit)
            self.add(practice)
        self._state = WideChoice(
            tr("Status"),
            [
                Option(ClientIdState.NOT_ASKED.value, tr("Not requested")),
                Option(ClientIdState.ASKED.value, tr("Requested")),
                Option(ClientIdState.HAVE.value, tr("I have it")),
            ],
        )
        self._state.chosen.connect(self._choose)
        self.add(self._state)
        self._waiting = Label("", ink=theme.Color.MUTED)
        self.add(self._waiting)
        self._remind = SaveButtons(self.connection.services.choose_file)
        name = "hire2retire-client-id"
        self._remind.add(tr("Remind &me…"), "remind-me", CALENDAR, name, self._reminder)
        self.add(self._remind)
        self._held = HeldBack(self.session)
        self.add(self._held)
        client_id = self.ask(Field.CLIENT_ID)
        self.add(client_id.field)
        self._description = Label("", theme.Type.SMALL, theme.Color.MUTED)
        copy = self.copy_button(self._description.text, tr("the description"))
        self.add_action(1, trailing=self._site())
        self.add_action(2)
        self.add_action(3)
        self.add_action(4, self._description, trailing=copy)
        for number in (5, 6, 7):
            self.add_action(number)
        if self.listed:
            self._how = self._request(self.listed)
            self._how.button.hide()
            self.body.addWidget(self._how)

    def refresh(self) -> None:
        """Show the session as it is now."""
        state, since = self.session.draft.client_id_state, self.session.draft.asked_on
        self._state.choose(state.value)
        self._description.setText(integration_description(self.session.draft))
        have = state is ClientIdState.HAVE
        self._show_how(requesting=state is ClientIdState.NOT_ASKED)
        self.inputs[Field.CLIENT_ID].field.setVisible(have)
        self._waiting.setVisible(state is ClientIdState.ASKED)
        self._remind.setVisible(state is ClientIdState.ASKED)
        if since:
            words = tr(
                "Requested on {day}. Continue with the other steps in the meantime. If "
                "there is no response after several days, contact ConnectWise PSA support "
                "and mention that day."
            )
            self._waiting.setText(words.format(day=day(since)))
        self._held.refresh()
        super().refresh()

    def _request(self, listed: QWidget) -> Disclosure:
        """The actions, which fold once the Client ID is requested."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.PART)
        column.addWidget(listed)
        policy = self.text.sections[0].lines[1]
        column.addWidget(Label(policy, theme.Type.SMALL, theme.Color.MUTED))
        return Disclosure(tr("How to request a Client ID"), content, is_open=True)

    def _show_how(self, *, requesting: bool) -> None:
        """Unfold the actions while they are the thing to do; fold them once, when that is over."""
        if self._how.button.isHidden() is not requesting:
            self._how.set_open(is_open=requesting)
        self._how.button.setVisible(not requesting)

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("On the developer site")

    def place_of(self, value: Field) -> QWidget | None:
        """Return the field; until somebody has the Client ID, the answers to whether they do."""
        return super().place_of(value) or self._state.cards[self._state.key()]

    def next_hint(self) -> str:
        """Say that the Client ID may come later."""
        if self.session.accepts(Field.CLIENT_ID):
            return ""
        return tr("You can continue without it. Only the test needs it.")

    def _reminder(self) -> bytes:
        draft, now = self.session.draft, self.connection.services.now()
        return calendar(look_for_client_id(draft, draft.asked_on or now.date()), now)

    def _site(self) -> Button | None:
        address = self.connection.services.links.get("client_id")
        if not address:
            return None
        button = Button(tr("&Open the site"))
        button.setObjectName("open-developer-site")
        button.clicked.connect(lambda: self.connection.services.open_url(address))
        return button

    def _choose(self, key: str) -> None:
        state = ClientIdState(key)
        since = self.session.draft.asked_on
        if state is ClientIdState.ASKED and since is None:
            since = self.connection.services.now().date()
        self.session.update_draft(client_id_state=state, asked_on=since)
        # Most of the page is another one now.
        self.fit()
        if state is ClientIdState.HAVE:
            self.inputs[Field.CLIENT_ID].field.setFocus()
