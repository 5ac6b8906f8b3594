"""*Renew keys*: make a new pair, test it, set the old one Inactive, prove that it is refused."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.text import tr
from wizard.ui.controllers.renewal import Renewal, Stage
from wizard.ui.pages.suggested_texts import KEY_DESCRIPTION
from wizard.ui.pages.value_field import LinkValueField
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.action_list import ActionList
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.page import PageScroll

_SIZE = QSize(868, 564)
_BUSY = {Stage.READING, Stage.TESTING, Stage.STORING, Stage.PROVING}
_AFTER = {Stage.RENEWED, Stage.PROVING, Stage.PROVEN}


class RenewDialog(QDialog):
    """Two parts, one after the other: the new pair, then the end of the old one."""

    def __init__(self, renewal: Renewal, today: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("renew")
        self.setWindowTitle(tr("Renew keys"))
        self.renewal = renewal
        renewal.setParent(self)
        self._warned = False
        self._heading = Heading(tr("Renew keys"))
        self._outcome = Banner()
        self._outcome.setObjectName("outcome")
        self._new, self._old = self._new_pair(today), self._old_pair()
        self._test = self._button(tr("&Test the new pair"), "test-new", renewal.test, Rank.PRIMARY)
        name = tr("&Prove that the old one is refused")
        self._prove = self._button(name, "prove-old", renewal.prove, Rank.PRIMARY)
        self._close = self._button(tr("&Close"), "close-renew", self.reject)
        page = PageScroll()
        for part in (self._heading, self._outcome, self._new, self._old):
            page.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        column.addWidget(self._bar())
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))
        renewal.changed.connect(self.refresh)
        renewal.session.changed.connect(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._heading.arrive()
        if self.renewal.stage is Stage.READING:
            self.renewal.begin()

    def reject(self) -> None:
        """Close; a new pair that is typed and not in use yet is dropped at the second press."""
        typed = self.renewal.session.typed
        holds = bool(typed.public_key or typed.private_key.reveal())
        if holds and self.renewal.stage not in _AFTER and not self._warned:
            self._warned = True
            self._close.setText(tr("&Drop the new pair"))
            line = tr("The new pair is not in use yet.")
            self._say(theme.Tone.CAREFUL, line, tr("ConnectWise shows its private key only once."))
            return
        self.renewal.stop()
        super().reject()

    def refresh(self) -> None:
        """Show the renewal as it is now."""
        stage = self.renewal.stage
        self._new.setVisible(stage in {Stage.TYPING, Stage.TESTING, Stage.STORING})
        self._old.setVisible(stage in _AFTER and stage is not Stage.PROVEN)
        self._test.setVisible(self._new.isVisibleTo(self))
        self._test.setEnabled(stage is Stage.TYPING and self.renewal.session.complete)
        waits = stage is Stage.TYPING and not self.renewal.session.complete
        self._reason.setText(tr("Paste both keys of the new pair first.") if waits else "")
        self._test.setAccessibleDescription(self._reason.text())
        self._prove.setVisible(stage in {Stage.RENEWED, Stage.PROVING})
        self._prove.setEnabled(stage is Stage.RENEWED)
        tone, line, detail = self._words()
        if (line, detail) != (
            self._outcome.accessibleName(),
            self._outcome.accessibleDescription(),
        ):
            self._say(tone, line, detail)

    def _words(self) -> tuple[theme.Tone, str, str]:
        stage, trouble = self.renewal.stage, self.renewal.trouble
        if stage in _BUSY:
            words = tr("Storing …") if stage is Stage.STORING else tr("The test is running …")
            return theme.Tone.NEUTRAL, tr("One moment …") if stage is Stage.READING else words, ""
        if stage is Stage.PROVEN:
            line = tr("The old pair is refused. The keys are renewed.")
            return theme.Tone.GOOD, line, ""
        if trouble:
            return theme.Tone.CAREFUL, tr("Not done yet."), trouble
        if stage is Stage.RENEWED:
            line = tr("The new pair has passed and is stored.")
            return theme.Tone.GOOD, line, tr("Hire2Retire still uses the old one.")
        return theme.Tone.ACCENT, tr("The old pair stays in use until the new one has passed."), ""

    def _new_pair(self, today: str) -> QWidget:
        part, column = _part()
        actions = ActionList(tr("Actions"))
        member = tr("In ConnectWise open **System › Members**, tab **API Members**, `{member}`")
        actions.add(member.format(member=self.renewal.draft.member_id))
        pair = tr("On the tab **API Keys** press **+**, Description `{text}`, then **Save**")
        text = KEY_DESCRIPTION.format(day=today)
        actions.add(pair.format(text=text), _copy(text))
        actions.add(tr("Paste both keys of the new pair here; leave the old pair as it is"))
        for value in (Field.PUBLIC_KEY, Field.PRIVATE_KEY):
            actions.add_below(LinkValueField(self.renewal.session, value).field)
        column.addWidget(actions)
        return part

    def _old_pair(self) -> QWidget:
        part, column = _part()
        actions = ActionList(tr("Actions"))
        actions.add(tr("In Hire2Retire, enter the new pair and press **Link account**"))
        actions.add(tr("In ConnectWise, tick **Inactive** at the old key, then press **Save**"))
        actions.add(tr("Come back and prove that the old pair is refused"))
        column.addWidget(actions)
        words = tr("To copy the new pair, close this window, press Continue and open step 8.")
        column.addWidget(Label(words, ink=theme.Color.MUTED))
        return part

    def _bar(self) -> QFrame:
        self._reason = Label("", ink=theme.Color.MUTED)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar = QFrame()
        bar.setProperty("part", "bar")
        bar.setMinimumHeight(theme.BAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.PAGE_X, theme.NEAR, theme.PAGE_X, theme.NEAR)
        row.setSpacing(theme.NEAR)
        row.addWidget(self._close)
        row.addWidget(self._reason, 1)
        row.addWidget(self._test)
        row.addWidget(self._prove)
        return bar

    def _button(self, text: str, name: str, act: object, rank: Rank = Rank.PLAIN) -> Button:
        button = Button(text, rank)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def _say(self, tone: theme.Tone, line: str, detail: str) -> None:
        self._outcome.show_line(tone, line, detail)
        announce(self._outcome, f"{line} {detail}".strip())


def _copy(text: str) -> CopyButton:
    name = tr("Copy {what}").format(what=text)
    return CopyButton(text, text=tr("Copy"), done=tr("Copied"), name=name)


def _part() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.NEAR)
    return part, column
