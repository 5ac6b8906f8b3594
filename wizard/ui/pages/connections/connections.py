"""List of connections on this computer: states and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.base import assets
from wizard.domain.connections import BatchSummary, in_order, is_empty
from wizard.domain.draft import Draft, group_duplicates
from wizard.domain.drift import History
from wizard.domain.text import tr, trn
from wizard.storage.drafts import QuarantinedFile
from wizard.ui.controllers.batch_test import BatchTest
from wizard.ui.controllers.history import HistoryController
from wizard.ui.controllers.key_rejection import Rejection
from wizard.ui.controllers.removal import RemovedConnection
from wizard.ui.controllers.services import Services
from wizard.ui.pages.base import NextButtonState, WizardPage
from wizard.ui.pages.connections.connection_card import ConnectionCard
from wizard.ui.pages.instructions import read_instructions
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button, LinkButton
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import ValueField
from wizard.ui.widgets.layouts import add_flow

SEARCH_FROM = 8
_SEARCH_WIDTH = 420
# As many cards as a high window shows; the others are filled when they come into sight.
_FILLED_AT_ONCE = 12


class ConnectionsPage(WizardPage):
    """One card for each draft; further drafts for the same company are collapsed below it.

    Signals:
        add_asked: a connection is to be added.
        continue_asked: the `Draft` to go on with.
        test_asked: the `Draft` to test now.
        renew_asked: the `Draft` whose keys are to be renewed.
        remove_asked: the `Draft` to remove, after the guide.
        history_asked: the `Draft` whose history is to be shown.
        hand_out_asked: the `Draft` to hand to a colleague.
        open_capsule_asked: the user got a request or an answer from a colleague.
        check_asked: the `Draft` to remove if ConnectWise rejects its keys.
        all_asked: the drafts to test one after the other; none to stop that.
    """

    add_asked = Signal()
    continue_asked = Signal(object)
    test_asked = Signal(object)
    renew_asked = Signal(object)
    remove_asked = Signal(object)
    history_asked = Signal(object)
    check_asked = Signal(object)
    all_asked = Signal(object)
    open_capsule_asked = Signal()
    hand_out_asked = Signal(object)

    text_at_most = 960

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("page.connections")
        self._services = services
        text = assets.instructions("connections", services.language)
        self.text = read_instructions(text, {})
        self.cards: dict[str, ConnectionCard] = {}
        self._folds: dict[str, Disclosure] = {}
        self._busy = False
        self._add_intro()
        self._removed = Banner()
        self._removed.setObjectName("removed")
        self._removed.hide()
        self.body.addWidget(self._removed)
        received = LinkButton(tr("Open a request or an answer…"))
        received.setObjectName("open-capsule")
        received.clicked.connect(self.open_capsule_asked)
        self._add_tools(received)
        self._summary = Banner()
        self._summary.setObjectName("test-summary")
        self._summary.hide()
        self.body.addWidget(self._summary)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.NEAR)
        self.body.addLayout(self._column)

    def show_drafts(
        self, drafts: Sequence[Draft], problems: Sequence[QuarantinedFile] = ()
    ) -> None:
        """Show ``drafts`` and what could not be used."""
        self._clear()
        for problem in problems:
            self._column.addWidget(Banner(theme.Tone.WARNING, problem.reason))
        listed = [draft for draft in drafts if not is_empty(draft)]
        others_of = {first.id: others for first, *others in group_duplicates(listed)}
        firsts = (draft for draft in listed if draft.id in others_of)
        for first in in_order(firsts, self._services.now().date()):
            self._column.addWidget(self._card(first))
            if others_of[first.id]:
                self._column.addWidget(self._begun_before(others_of[first.id]))
        self._search.setVisible(len(listed) >= SEARCH_FROM)
        self._all.setVisible(len(listed) > 1)
        self._summary.hide()
        self._find(self._search.text())

    def show_removed(self, removed: RemovedConnection) -> None:
        """List what was removed."""
        names = (*removed.entries, *(path.name for path in removed.files))
        line = tr("{name} was removed from this computer.")
        if removed.keys_rejected:
            line = tr("{name} was removed from this computer. ConnectWise rejects its keys.")
        tone = theme.Tone.GOOD
        if removed.failure:
            line, tone = tr("{name} wasn't removed completely."), theme.Tone.WARNING
        title = removed.title or tr("Unnamed connection")
        gone = tr("Deleted: {names}.").format(names=", ".join(names)) if names else ""
        detail = " ".join(filter(None, (removed.failure, gone)))
        self._removed.show_line(tone, line.format(name=title), detail)
        self._removed.show()
        announce(self._removed, self._removed.accessibleName())

    def follow(self, tests: BatchTest, history: HistoryController) -> None:
        """Start and stop ``tests`` from this page, and show their progress and results."""
        self.history_asked.connect(history.load)
        history.loaded.connect(self.show_history)
        self.all_asked.connect(tests.start)
        tests.changed.connect(lambda: self.show_round(tests.current))
        tests.tested.connect(self.show_tested)
        tests.skipped.connect(self.show_skipped)
        tests.ended.connect(self.show_summary)

    def show_round(self, current: Draft | None) -> None:
        """Show which connection is tested now, or that none is."""
        self._busy = current is not None
        self._all.setText(tr("St&op") if self._busy else tr("&Test all"))
        if current is not None and (card := self.cards.get(current.id)):
            card.show_note(tr("The test is running …"))
        if self._busy:
            self._summary.hide()

    def show_summary(self, summary: BatchSummary) -> None:
        """Show the summary of a batch test."""
        good = not summary.failed and not summary.unchecked
        tone = theme.Tone.GOOD if good else theme.Tone.WARNING
        line = summary.line or tr("Nothing was tested.")
        self._summary.show_line(tone, line)
        self._summary.show()
        announce(self._summary, line)

    def show_rejection(self, draft: Draft, rejection: Rejection, why: str) -> None:
        """Show that a connection was not removed, because its keys are not known to be rejected."""
        if card := self.cards.get(draft.id):
            card.show_rejection(rejection, why)

    def show_tested(self, draft: Draft) -> None:
        """Show the result of a test."""
        if card := self.cards.get(draft.id):
            card.show_draft(draft, self._services.now())

    def show_history(self, connection_id: str, history: History) -> None:
        """Show the past tests of a connection."""
        if card := self.cards.get(connection_id):
            card.show_history(history)

    def show_skipped(self, draft: Draft, why: str) -> None:
        """Show why a connection was not tested."""
        if card := self.cards.get(draft.id):
            card.show_note(why)

    def on_left(self) -> None:
        """Stop the batch test, and clear the list of what was removed."""
        self._removed.hide()
        self.all_asked.emit(())

    def next_button(self) -> NextButtonState:
        """Return what the button at the bottom says."""
        # Beside connections, what they need leads.
        return NextButtonState(tr("&Add a connection"), leading=not self.cards)

    def on_next(self) -> bool:
        """Ask for a new connection."""
        self.add_asked.emit()
        return False

    def _add_tools(self, received: Button) -> None:
        self._all = Button(tr("&Test all"))
        self._all.setObjectName("test-all")
        self._all.clicked.connect(self._test_all)
        self._search = ValueField(tr("Searc&h"), beside=True)
        self._search.edit.setObjectName("search")
        self._search.setMaximumWidth(theme.scaled(_SEARCH_WIDTH))
        self._search.read.connect(self._find)
        for one in (self._all, self._search):
            one.hide()
        add_flow(self.body, [self._all, received])
        self.body.addWidget(self._search)

    def _test_all(self) -> None:
        offered = (card.draft for key, card in self.cards.items() if key not in self._folds)
        self.all_asked.emit(() if self._busy else tuple(offered))

    def _find(self, words: str) -> None:
        found = {card_id for card_id, card in self.cards.items() if card.matches(words)}
        with self.one_layout():
            for card_id, card in self.cards.items():
                if card.isHidden() == (card_id in found):
                    card.setVisible(card_id in found)
        for fold in set(self._folds.values()):
            hits = [key for key, one in self._folds.items() if one is fold and key in found]
            fold.setVisible(bool(hits))
            fold.set_open(is_open=fold.is_open or bool(words and hits))
        self._fill_first(card for key, card in self.cards.items() if key in found)
        message = trn("{count} connection found", "{count} connections found", len(found))
        self._search.show_message(message if words else "")
        self._search.message.setVisible(bool(words))

    def _card(self, draft: Draft) -> ConnectionCard:
        card = ConnectionCard(draft, self._services.now())
        card.continue_asked.connect(self.continue_asked)
        card.test_asked.connect(self.test_asked)
        card.renew_asked.connect(self.renew_asked)
        card.remove_asked.connect(self.remove_asked)
        card.hand_out_asked.connect(self.hand_out_asked)
        card.history_asked.connect(self.history_asked)
        card.check_asked.connect(self.check_asked)
        self.cards[draft.id] = card
        if len(self.cards) <= _FILLED_AT_ONCE:
            # Before the next one is made: the Tab key goes through them as they were made.
            card.fill()
        return card

    def _fill_first(self, cards: Iterable[ConnectionCard]) -> None:
        """Fill the cards that are visible now; the others are filled when they become visible."""
        for card in islice(cards, _FILLED_AT_ONCE):
            card.fill()

    def _begun_before(self, drafts: Sequence[Draft]) -> Disclosure:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.BLOCK, 0, 0, 0)
        column.setSpacing(theme.NEAR)
        for draft in drafts:
            column.addWidget(self._card(draft))
        words = trn(
            "{count} more draft for the same company",
            "{count} more drafts for the same company",
            len(drafts),
        )
        fold = Disclosure(words, content)
        fold.toggled.connect(lambda: self._fill_first(self.cards[draft.id] for draft in drafts))
        self._folds |= {draft.id: fold for draft in drafts}
        return fold

    def _clear(self) -> None:
        self.cards, self._folds = {}, {}
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.hide()
                widget.deleteLater()
