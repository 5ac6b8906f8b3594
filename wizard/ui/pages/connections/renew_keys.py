"""*Renew keys*: test new keys, take them to Hire2Retire, set the old ones Inactive, check that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.renewal import RenewalStage
from wizard.domain.text import N_, tr
from wizard.ui.controllers.renewal import Renewal, Stage
from wizard.ui.dates import when
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.pages.suggested_texts import KEY_DESCRIPTION
from wizard.ui.pages.value_field import LinkValueField
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.action_list import Action, ActionList
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button, LinkButton, Rank
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.dialog_bar import DialogBar
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.layouts import resize_within_screen
from wizard.ui.widgets.page import PageScroll

# As wide as its text may be, so that page and bar end at one edge.
_SIZE = QSize(824, 612)
_BUSY = {Stage.READING, Stage.TESTING, Stage.STORING, Stage.VERIFYING}
_BUSY_WORDS = {
    Stage.READING: N_("Reading the stored keys …"),
    Stage.TESTING: N_("The test is running …"),
    Stage.STORING: N_("Storing …"),
    Stage.VERIFYING: N_("Signing in with the old keys …"),
}
_DONE_WORDS = {
    Stage.TESTED: (
        N_("The new keys passed the test and are stored."),
        N_("Hire2Retire still uses the old keys. Enter the new ones there next."),
    ),
    Stage.COPIED: (
        N_("You've entered the new keys in Hire2Retire."),
        N_("The old keys still work. Set them to Inactive in ConnectWise next."),
    ),
    Stage.OLD_INACTIVE: (
        N_("You've set the old keys to Inactive."),
        N_("Check that ConnectWise rejects them."),
    ),
    Stage.VERIFIED: (N_("ConnectWise rejects the old keys. The keys are renewed."), ""),
}


class RenewDialog(QDialog):
    """Two parts, one after the other: the new keys, then the end of the old ones."""

    def __init__(self, renewal: Renewal, today: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("renew")
        self.setWindowTitle(tr("Renew keys"))
        self.renewal = renewal
        renewal.setParent(self)
        self._warned = False
        self._stage: Stage | None = None
        self._endings: list[Action] = []
        self._heading = Heading(tr("Renew keys"))
        self._outcome = Banner()
        self._outcome.setObjectName("outcome")
        self._outcome.action.setObjectName("read-again")
        self._outcome.pressed.connect(renewal.begin)
        self._new, self._old = self._new_keys(today), self._old_keys()
        self._buttons = self._stage_buttons()
        self._close = Button(tr("&Close"))
        self._close.setObjectName("close-renew")
        self._close.clicked.connect(self.reject)
        self._bar = self._make_bar()
        self._lay_out()
        renewal.changed.connect(self.refresh)
        renewal.session.changed.connect(self.refresh)
        self.refresh()

    def _stage_buttons(self) -> dict[Stage, Button]:
        renewal = self.renewal
        return {
            Stage.TYPING: self._primary(tr("&Test the new keys"), "test-new", renewal.test),
            Stage.TESTED: self._primary(
                tr("Hire2Retire &has the new keys"), "copied", renewal.confirm_copied
            ),
            Stage.COPIED: self._primary(
                tr("The &old keys are inactive"), "old-inactive", renewal.confirm_inactive
            ),
            Stage.OLD_INACTIVE: self._primary(
                tr("Chec&k that the old keys are rejected"), "verify-old", renewal.verify
            ),
        }

    def _lay_out(self) -> None:
        page = PageScroll()
        for part in (self._heading, self._outcome, self._new, self._old):
            page.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        column.addWidget(self._bar)
        resize_within_screen(self, _SIZE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heading.arrive()
        if self.renewal.stage is Stage.READING:
            self.renewal.begin()

    def reject(self) -> None:
        """Close; typed keys that are not in use yet are discarded on the second click."""
        typed = self.renewal.session.typed
        holds = bool(typed.public_key or typed.private_key.reveal())
        if holds and self._new.isVisibleTo(self) and not self._warned:
            self._warned = True
            self._close.setText(tr("&Discard new keys"))
            line = tr("The new keys aren't in use yet.")
            detail = tr("ConnectWise shows their private key only once.")
            self._say(theme.Tone.WARNING, line, detail)
            return
        self.renewal.stop()
        super().reject()

    def refresh(self) -> None:
        """Show the renewal as it is now."""
        stage, under_way = self.renewal.stage, self.renewal.unfinished
        typing = stage in {Stage.TYPING, Stage.TESTING} or (
            stage is Stage.STORING and not under_way
        )
        self._new.setVisible(typing)
        self._old.setVisible(bool(under_way and self.renewal.new_keys))
        shown = self._shown_button()
        for at, button in self._buttons.items():
            button.setVisible(at is shown)
            button.setEnabled(at is stage)
        complete = self.renewal.session.complete
        waits = stage is Stage.TYPING and not complete
        test = self._buttons[Stage.TYPING]
        test.setEnabled(stage is Stage.TYPING and complete)
        self._bar.reason.setText(tr("Paste both new keys first.") if waits else "")
        test.setAccessibleDescription(self._bar.reason.text())
        self._unchecked.setVisible(under_way and stage not in _BUSY)
        self._mark_done()
        tone, line, detail, action = self._words()
        before = (self._outcome.accessibleName(), self._outcome.accessibleDescription())
        if (line, detail) != before:
            self._say(tone, line, detail, action)
        if stage is not self._stage:
            self._stage = stage
            self._focus_next()

    def _focus_next(self) -> None:
        """Give the focus to the next thing to do."""
        stage = self._stage
        if stage is Stage.TESTED:
            self._copy_first.setFocus()
        elif stage is Stage.TYPING:
            # Also after a test that failed: the button that was pressed has been disabled since.
            self._type_first.setFocus()
        elif stage in self._buttons:
            self._buttons[stage].setFocus()
        elif stage is Stage.VERIFIED:
            self._close.setFocus()

    def _mark_done(self) -> None:
        """Put a check mark on what the user has already done."""
        renewal = self.renewal.draft.renewal
        done = list(RenewalStage).index(renewal.stage) if renewal else 0
        for place, action in enumerate(self._endings, 1):
            ready = place <= done
            tone = theme.Tone.GOOD if ready else theme.Tone.ACCENT
            action.row.disc.show_state(tone, "check" if ready else str(place))

    def _shown_button(self) -> Stage | None:
        """The stage whose button is shown: while something runs, that of the stage before."""
        stage, renewal = self.renewal.stage, self.renewal.draft.renewal
        if stage in self._buttons:
            return stage
        if stage not in _BUSY or stage is Stage.READING:
            return None
        return Stage(renewal.stage) if renewal and self.renewal.unfinished else Stage.TYPING

    def _words(self) -> tuple[theme.Tone, str, str, str]:
        stage, failure = self.renewal.stage, self.renewal.failure
        if stage in _BUSY:
            return theme.Tone.NEUTRAL, tr(_BUSY_WORDS[stage]), "", ""
        if stage is Stage.CLOSED:
            if not failure:
                return (
                    theme.Tone.NEUTRAL,
                    tr("The renewal was closed."),
                    tr("Not checked: whether ConnectWise rejects the old keys."),
                    "",
                )
            line = tr("The keys can't be renewed here right now.")
            return theme.Tone.WARNING, line, failure, tr("Try again")
        if failure:
            return theme.Tone.WARNING, tr("Not done yet."), failure, ""
        if stage in _DONE_WORDS:
            line, detail = (tr(words) if words else "" for words in _DONE_WORDS[stage])
            return theme.Tone.GOOD, line, detail, ""
        line = tr("The current keys stay in use until the new ones have passed the test.")
        return theme.Tone.ACCENT, line, self._last_time(), ""

    def _last_time(self) -> str:
        renewal = self.renewal.draft.renewal
        if renewal is None or not renewal.finished:
            return ""
        words = tr("Last renewed on {when}. The previous keys are rejected.")
        return words.format(when=when(renewal.at))

    def _new_keys(self, today: str) -> QWidget:
        part, column = _part()
        actions = ActionList(tr("Actions"))
        member = tr("In ConnectWise, open **System › Members**, **API Members** tab, `{member}`")
        actions.add(member.format(member=self.renewal.draft.member_id))
        pair = tr(
            "On the **API Keys** tab, press **+**, enter `{text}` as **Description**, then press "
            "**Save**"
        )
        text = KEY_DESCRIPTION.format(day=today)
        actions.add(pair.format(text=text), _copy(text, text))
        actions.add(tr("Paste both new keys here. Leave the current keys as they are"))
        public, private = (
            LinkValueField(self.renewal.session, value).field
            for value in (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
        )
        for field in (public, private):
            actions.add_below(field)
        self._type_first = public
        column.addWidget(actions)
        return part

    def _old_keys(self) -> QWidget:
        part, column = _part()
        actions = ActionList(tr("Actions"))
        first = actions.add(tr("In Hire2Retire, enter both new keys and press **Link account**"))
        rows = FormRows(tr("New keys for Hire2Retire"), above=True)
        for value in (Field.PRIVATE_KEY, Field.PUBLIC_KEY):
            secret = value is Field.PRIVATE_KEY
            copy = _copy(partial(self._new_key, value), value.label, secret=secret)
            copy.setObjectName(f"copy-new.{value.value}")
            if secret:
                self._copy_first = copy
            shown = "••••••••" if secret else ""
            label = rows.add(value.label, shown, button=copy)
            sign = rows.add_sign()
            copy.copied.connect(sign.show)
            if not secret:
                self._public = label
        self.renewal.changed.connect(lambda: self._public.setText(self._new_key(Field.PUBLIC_KEY)))
        actions.add_below(rows)
        second = actions.add(
            tr(
                "In ConnectWise, on the member's **API Keys** tab, turn on **Inactive** for "
                "the old key, then press **Save**"
            )
        )
        self._old_name = Label("", theme.Type.SMALL, theme.Color.MUTED)
        actions.add_below(self._old_name)
        self.renewal.changed.connect(self._name_old)
        self._name_old()
        third = actions.add(tr("Check that ConnectWise rejects the old keys"))
        self._endings = [first, second, third]
        column.addWidget(actions)
        self._unchecked = LinkButton(tr("Close the renewal without this check"))
        self._unchecked.setObjectName("finish-unchecked")
        self._unchecked.clicked.connect(self.renewal.finish_unchecked)
        return part

    def _name_old(self) -> None:
        renewal = self.renewal.draft.renewal
        words = tr("The old public key: {key}")
        self._old_name.setText(words.format(key=renewal.old_public_key) if renewal else "")

    def _new_key(self, value: Field) -> str:
        return self.renewal.new_keys.get(value, "")

    def _make_bar(self) -> DialogBar:
        bar = DialogBar()
        bar.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar.row.addWidget(self._close)
        bar.row.addWidget(self._unchecked)
        bar.row.addWidget(bar.reason, 1)
        for button in self._buttons.values():
            bar.row.addWidget(button)
        return bar

    def _primary(self, text: str, name: str, act: Callable[[], None]) -> Button:
        button = Button(text, Rank.PRIMARY)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def _say(self, tone: theme.Tone, line: str, detail: str, action: str = "") -> None:
        self._outcome.show_line(tone, line, detail, action)
        announce(self._outcome, f"{line} {detail}".strip())


def _copy(source: str | Callable[[], str], what: str, *, secret: bool = False) -> CopyButton:
    name = tr("Copy {what}").format(what=what)
    return CopyButton(source, text=tr("Copy"), done=tr("Copied"), name=name, secret=secret)


def _part() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.NEAR)
    return part, column
