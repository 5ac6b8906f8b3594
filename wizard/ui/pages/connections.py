"""The connections of this computer: where each stands, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wizard import assets
from wizard.domain.draft import ClientIdState, Draft, Environment
from wizard.domain.steps import title_of
from wizard.domain.wording import tr, trn
from wizard.storage.drafts import SetAside
from wizard.ui import look
from wizard.ui.instructions import read_instructions
from wizard.ui.pages.base import WayOn
from wizard.ui.services import Services
from wizard.ui.shown import day, when
from wizard.ui.widgets.arrange import flow
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.page import PageScroll


class ConnectionsPage(PageScroll):
    """One card for each draft.

    Signals:
        continue_asked: the `Draft` to go on with.
        test_asked: the `Draft` to test now.
        remove_asked: the `Draft` to remove, after the question.
    """

    continue_asked = Signal(object)
    test_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("page.connections")
        self._services = services
        text = assets.instructions("connections", services.language)
        self.text = read_instructions(text, {})
        self.heading = Heading(self.text.heading)
        intro = QVBoxLayout()
        intro.setSpacing(look.TIGHT // 2)
        intro.addWidget(self.heading)
        intro.addWidget(Label(self.text.purpose, ink=look.Colour.MUTED))
        self.body.addLayout(intro)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.NEAR)
        self.body.addLayout(self._cards)
        self.body.addStretch(1)

    def show_drafts(self, drafts: Sequence[Draft], problems: Sequence[SetAside] = ()) -> None:
        """Show ``drafts`` and what could not be used."""
        while self._cards.count():
            item = self._cards.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.hide()
                widget.deleteLater()
        for problem in problems:
            self._cards.addWidget(Banner(look.Tone.CAREFUL, problem.reason))
        for draft in drafts:
            self._cards.addWidget(self._card(draft))

    def arrive(self) -> None:
        """Take the focus."""
        self.heading.arrive()

    def leave(self) -> None:
        """Nothing is shown here that has to be masked."""

    def way_on(self) -> WayOn:
        """Return what the button at the bottom says."""
        return WayOn(tr("&Add a connection"))

    def default_button(self) -> QPushButton | None:
        """The button at the bottom is the one that Enter presses."""
        return None

    def _card(self, draft: Draft) -> Card:
        card = Card()
        title = draft.title or tr("A connection without a name yet")
        card.setAccessibleName(title)
        card.body.setSpacing(look.CLOSE)
        card.body.addWidget(Label(title, look.Type.TITLE))
        card.body.addWidget(Label(self._line(draft), look.Type.SMALL, look.Colour.MUTED))
        question = self._question(draft, title)
        card.body.addWidget(self._buttons(draft, title, question))
        card.body.addWidget(question)
        return card

    def _buttons(self, draft: Draft, title: str, question: QWidget) -> QWidget:
        go_on = Button(tr("Continue"), name=tr("Continue {name}").format(name=title))
        go_on.setObjectName(f"continue.{draft.id}")
        go_on.clicked.connect(lambda: self.continue_asked.emit(draft))
        test = Button(tr("Test now"), name=tr("Test {name} now").format(name=title))
        test.setObjectName(f"test.{draft.id}")
        test.clicked.connect(lambda: self.test_asked.emit(draft))
        remove = Button(tr("Remove"), name=tr("Remove {name}").format(name=title))
        remove.setObjectName(f"remove.{draft.id}")
        remove.clicked.connect(question.show)
        content = QWidget()
        content.setLayout(flow([go_on, test, remove]))
        return content

    def _question(self, draft: Draft, title: str) -> Banner:
        words = tr("Remove {name} and its stored keys from this computer?")
        detail = tr("In ConnectWise, set the key and the member Inactive as well.")
        question = Banner(look.Tone.CAREFUL, words.format(name=title), detail, tr("Remove it"))
        question.action.setObjectName(f"remove-it.{draft.id}")
        question.pressed.connect(lambda: self.remove_asked.emit(draft))
        question.hide()
        return question

    def _line(self, draft: Draft) -> str:
        sandbox = draft.environment is Environment.SANDBOX
        where = tr("sandbox") if sandbox else tr("production")
        return f"{where} · {self._state(draft)}"

    def _state(self, draft: Draft) -> str:
        if draft.linked:
            line = tr("Linked on {when}").format(when=when(draft.linked.at))
            return f"{line} · {self._last_test(draft)}" if draft.last_test else line
        if draft.client_id_state is ClientIdState.ASKED and draft.asked_on:
            days = (self._services.now().date() - draft.asked_on).days
            since = tr("Waiting for the Client ID since {day}").format(day=day(draft.asked_on))
            waited = trn("{count} day", "{count} days", days)
            return f"{since}, {waited}"
        step = tr("Step {number}: {title}")
        return step.format(number=draft.step.number, title=title_of(draft.step))

    def _last_test(self, draft: Draft) -> str:
        last = draft.last_test
        if last is None:
            return tr("not tested")
        passed = last.verdict.exit_code == 0
        words = tr("last test passed on {when}") if passed else tr("last test not passed on {when}")
        return words.format(when=when(last.at))
