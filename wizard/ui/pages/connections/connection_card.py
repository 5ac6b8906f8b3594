"""One connection in the list: its state and actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAccessibleWidget, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.capsule import ReceivedRequest
from wizard.domain.check import Verdict
from wizard.domain.connections import MainAct, main_act
from wizard.domain.draft import ClientIdState, Draft, Environment
from wizard.domain.drift import History, PastTest
from wizard.domain.key_age import age_in_words, keys_since
from wizard.domain.last_test import LastTest
from wizard.domain.progress import overall, stored_facts
from wizard.domain.steps import title_of
from wizard.domain.text import N_, tr, trn
from wizard.ui.controllers.key_rejection import Rejection
from wizard.ui.dates import day, full_day, when
from wizard.ui.pages.connections.history_view import HistoryView
from wizard.ui.pages.connections.remove_guide import RemoveGuide
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_by
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow, set_direction, set_flow, tab_after
from wizard.ui.widgets.menu_button import MenuButton, MenuItem
from wizard.ui.widgets.painting import NumberBadge, StatusBadge
from wizard.ui.widgets.step_model import StepState
from wizard.ui.widgets.text_block import unbroken

_ENDED = {
    Verdict.READY: N_("last test passed {age}"),
    Verdict.READY_WITH_WARNINGS: N_("last test passed {age}"),
    Verdict.NOT_READY: N_("last test failed {age}"),
    Verdict.NOT_PROVEN: N_("last test couldn't be completed {age}"),
}
# The height of a card whose name fits one line; the layout knows better once it is filled.
_EMPTY = 96


class _CardVoice(QAccessibleWidget):
    """Accessible group; an unfilled card is filled when its children are requested."""

    def __init__(self, card: ConnectionCard) -> None:
        super().__init__(card, QAccessible.Role.Grouping)
        self._card = card

    def childCount(self) -> int:
        self._card.fill()
        return super().childCount()


@spoken_by(_CardVoice)
class ConnectionCard(Card):
    """Title, state and buttons of one draft.

    Of a thousand cards a dozen is seen: one is filled when it is first painted, when the Tab key
    or a screen reader comes to it, or by `fill`. Until then it is an empty frame of about its size.

    Signals:
        continue_asked, test_asked, renew_asked: the `Draft`.
        remove_asked: the `Draft`, after the guide.
        hand_out_asked: the `Draft` to hand to a colleague.
        history_asked: the `Draft` whose history is to be shown.
        check_asked: the `Draft` to remove if ConnectWise rejects its keys.
    """

    continue_asked = Signal(object)
    test_asked = Signal(object)
    renew_asked = Signal(object)
    remove_asked = Signal(object)
    hand_out_asked = Signal(object)
    history_asked = Signal(object)
    check_asked = Signal(object)

    def __init__(self, draft: Draft, now: datetime) -> None:
        super().__init__()
        self.draft = draft
        self.title = draft.title or tr("Unnamed connection")
        texts = (self.title, draft.company_id, draft.site)
        self._searched = " ".join(texts).casefold()
        self._now, self._note, self._age = now, "", ""
        self._latest: PastTest | None = None
        self._tools: list[Button] = []
        self._guide: RemoveGuide | None = None
        self.setObjectName(f"connection.{draft.id}")
        self.setAccessibleName(self.title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(theme.scaled(_EMPTY))

    @property
    def filled(self) -> bool:
        """Whether its contents have been created."""
        return bool(self._tools)

    def fill(self) -> None:
        """Create the text and buttons, once; they replace the card in the tab order."""
        if self.filled:
            return
        self._sign = NumberBadge(*sign_of(self.draft, self._now.date()))
        self._line = Label(self._said(), theme.Type.SMALL, theme.Color.MUTED)
        self._tools = self._buttons()
        self._beside = QWidget()
        set_flow(self._beside, self._tools)
        content = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.NEAR)
        self._add_words(self._row, self.title)
        self._row.addWidget(self._beside)
        self.body.addWidget(content)
        self._history = HistoryView(self.draft.id)
        self.body.addWidget(self._history)
        tab_after(self, *self._tools)
        # After that: Qt orders only what the Tab key comes to.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(0)
        content.show()
        self._turn()
        self.history_asked.emit(self.draft)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.filled:
            QTimer.singleShot(0, self, self.fill)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.fill()
        back = event.reason() is Qt.FocusReason.BacktabFocusReason
        shown = [button for button in self._tools if not button.isHidden()]
        shown[-1 if back else 0].setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        if self.filled:
            set_direction(
                self._row, across=self.width() >= self._beside.sizeHint().width() + theme.CARD
            )

    def matches(self, words: str) -> bool:
        """Whether name, Company ID or address contain all ``words``."""
        return all(word in self._searched for word in words.casefold().split())

    def show_draft(self, draft: Draft, now: datetime) -> None:
        """Show the new state of ``draft``."""
        self.draft, self._now = draft, now
        if self.filled:
            self._sign.show_state(*sign_of(draft, now.date()))
            self._show_main(self._tools[0])
        self.show_note("")

    def show_history(self, history: History) -> None:
        """Show past tests and how old the keys are; a scheduled test may be the latest one."""
        since = keys_since(self.draft, history)
        self._age = age_in_words(since, self._now.date()) if since else ""
        self._latest = history.tests[-1] if history.tests else None
        if self.filled:
            self._history.show_history(history)
            self._sign.show_state(*sign_of(self._tested_last(), self._now.date()))
            self._line.setText(self._said())

    def _tested_last(self) -> Draft:
        """The draft with its latest test, which a schedule may have run."""
        draft, test = self.draft, self._latest
        if test is None or (draft.last_test and draft.last_test.at >= test.at):
            return draft
        return replace(draft, last_test=LastTest(test.verdict, test.at, draft.revision))

    def show_note(self, note: str) -> None:
        """Append ``note`` to the state."""
        self._note = note
        if self.filled:
            self._line.setText(self._said())

    def _said(self) -> str:
        try:
            state = state_of(self._tested_last(), self._now)
        except (ArithmeticError, OSError, ValueError):
            # A date that this system can't show must not hide the other connections.
            return tr("Its state can't be shown.")
        # Its last word would be alone on a line.
        return " · ".join(filter(None, (state, self._note, unbroken(self._age))))

    def _add_words(self, card: QBoxLayout, title: str) -> None:
        row = QHBoxLayout()
        card.addLayout(row, 1)
        row.setSpacing(theme.NEAR)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        row.addLayout(lines, 1)
        lines.setSpacing(theme.TIGHT // 2)
        named: list[QWidget] = [Label(title, theme.Type.TITLE)]
        if self.draft.environment is Environment.SANDBOX:
            named.append(_Badge(tr("Sandbox")))
        add_flow(lines, named)
        self._where = Label(where_of(self.draft, title), theme.Type.SMALL, theme.Color.MUTED)
        # Shown without a parent it would be a window of its own for a moment.
        if not self._where.text():
            self._where.hide()
        lines.addWidget(self._where)
        lines.addWidget(self._line)

    def _buttons(self) -> list[Button]:
        main, name = Button("", Rank.PRIMARY), tr("More for {name}").format(name=self.title)
        main.clicked.connect(self._act)
        more = MenuButton(tr("More"), lambda: self._acts()[1:], name=name)
        more.setObjectName(f"more.{self.draft.id}")
        self._show_main(main)
        return [main, more]

    def _act(self) -> None:
        self._acts()[0].act()

    def _show_main(self, button: Button) -> None:
        act = self._acts()[0]
        button.setText(act.text)
        button.setAccessibleName(f"{act.text}: {self.title}")
        button.setObjectName(act.name)
        # What works is tested now and then; what is unfinished, or failed, waits for somebody.
        waits = main_act(self.draft) is not MainAct.TEST
        alarming = overall(stored_facts(self.draft, self._now.date())).state.is_alarming
        button.set_rank(Rank.PRIMARY if waits or alarming else Rank.PLAIN)

    def _acts(self) -> list[MenuItem]:
        """What can be done with the connection, its main act first."""
        draft = self.draft
        finish = main_act(draft) is MainAct.FINISH_RENEWAL
        renew = tr("Finish renewal") if finish else tr("Renew keys…")
        acts = {
            MainAct.CONTINUE: (tr("Continue"), lambda: self.continue_asked.emit(draft)),
            MainAct.TEST: (tr("Test"), lambda: self.test_asked.emit(draft)),
            MainAct.FINISH_RENEWAL: (renew, lambda: self.renew_asked.emit(draft)),
        }
        if not draft.generation and not finish:
            del acts[MainAct.FINISH_RENEWAL]
        if draft.received:
            del acts[MainAct.TEST]
        order = sorted(acts, key=lambda one: one is not main_act(draft))
        made = [MenuItem(acts[one][0], f"{one.value}.{draft.id}", acts[one][1]) for one in order]
        if draft.site and draft.company_id and not draft.linked and not draft.received:
            words, name = tr("Hand to a colleague…"), f"hand-out.{draft.id}"
            made.append(MenuItem(words, name, lambda: self.hand_out_asked.emit(draft)))
        return [*made, MenuItem(tr("Remove…"), f"remove.{draft.id}", self._show_guide)]

    def show_rejection(self, rejection: Rejection, why: str) -> None:
        """Say that the connection was not removed, and why."""
        if self._guide is not None:
            self._guide.show_rejection(rejection, why)

    def _show_guide(self) -> None:
        """Create and show the removal guide, which few cards ever need."""
        if self._guide is None:
            self._guide = RemoveGuide(self.draft, self.title)
            self._guide.agreed.connect(lambda: self.remove_asked.emit(self.draft))
            self._guide.check_asked.connect(lambda: self.check_asked.emit(self.draft))
            self.body.addWidget(self._guide)
            tab_after(self._tools[-1], *self._guide.findChildren(Button))
        self._guide.show()


class _Badge(StatusBadge):
    """A badge that a screen reader reads."""

    def __init__(self, word: str) -> None:
        super().__init__(theme.Tone.ACCENT, word)
        self.setAccessibleName(word)


def where_of(draft: Draft, title: str) -> str:
    """Return company and host of a connection, without what its title already says."""
    from wizard.domain.address.reading import read_address  # noqa: PLC0415 - only of cards in sight

    address = read_address(draft.site).address if draft.site else None
    company = "" if draft.company_id == title else draft.company_id
    return " · ".join(filter(None, (company, address.web_host if address else "")))


def sign_of(draft: Draft, today: date) -> tuple[theme.Tone, str]:
    """Return the icon of a connection's state, as in the list of steps."""
    state = StepState[overall(stored_facts(draft, today)).state.name]
    return state.tone, state.icon or str(draft.step.number)


def state_of(draft: Draft, now: datetime) -> str:
    """Return the state of a connection in one line."""
    renewal = draft.renewal.missing if draft.renewal else ""
    parts = (renewal, _progress(draft, now), *_last_test(draft, now))
    return " · ".join(filter(None, parts))


def _progress(draft: Draft, now: datetime) -> str:
    if draft.received:
        return _asked_for(draft.received)
    if draft.sent and not draft.sent.answered and not draft.linked:
        return tr("Handed to a colleague on {when}").format(when=when(draft.sent.created))
    if draft.linked:
        linked = draft.linked.at.astimezone(now.tzinfo).date()
        return tr("Linked on {when}").format(when=full_day(linked))
    if draft.client_id_state is ClientIdState.ASKED and draft.asked_on:
        days = (now.date() - draft.asked_on).days
        since = tr("Waiting for the Client ID since {day}").format(day=day(draft.asked_on))
        waited = trn("{count} day", "{count} days", days)
        return f"{since}, {waited}" if days > 0 else since
    step = tr("Step {number}: {title}")
    return step.format(number=draft.step.number, title=title_of(draft.step))


def _asked_for(request: ReceivedRequest) -> str:
    who = request.sender or tr("a colleague")
    if request.returned:
        return tr("Answer for {who} saved on {when}").format(who=who, when=when(request.returned))
    return tr("Asked by {who}").format(who=who)


def _last_test(draft: Draft, now: datetime) -> tuple[str, ...]:
    """How and when the last test ended, and what it found wrong if that still counts."""
    last = draft.last_test
    if last is None:
        return ()
    age = _age((now.date() - last.at.astimezone(now.tzinfo).date()).days)
    if draft.current_test is None:
        return (tr("last test {age} is out of date").format(age=age),)
    ended = tr(_ENDED[last.verdict]).format(age=age)
    return (ended,) if last.passed else (ended, last.detail)


def _age(days: int) -> str:
    if days <= 0:
        return tr("today")
    return tr("yesterday") if days == 1 else trn("{count} day ago", "{count} days ago", days)
