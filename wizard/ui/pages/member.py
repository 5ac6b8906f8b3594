"""Step 4: the API member."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults.fault import Step
from wizard.domain.text import tr
from wizard.ui.pages.base import NextButtonState, Page
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.pages.suggested_texts import LEVEL, MEMBER_NAME
from wizard.ui.theme import theme
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import MessageKind, ValueField
from wizard.ui.widgets.label import RichLabel

LONGEST_MEMBER_ID = 15


class MemberPage(Page):
    """The member that Hire2Retire signs in as, field by field."""

    step = Step.MEMBER
    pictures = ("member",)

    def build(self) -> None:
        """Fill the page."""
        existing = self.link(tr("Use an existing member"), "existing-member")
        existing.clicked.connect(self._use_existing)
        self.add(existing)
        for number in (1, 2):
            self.add_action(number)
        self.add_action(3, self._names(), copies=False)
        self.add_action(4)
        self.add_action(5, trailing=self.copy_button(LEVEL, "Level"))
        for number in (6, 7):
            self.add_action(number)
        self.add(Disclosure(tr("Why a separate member"), self._paragraphs(0)))
        board = tr(
            "At the bottom of the member, turn on **Restrict Board Access** and choose the "
            "boards Hire2Retire works with. If it's off, Hire2Retire sees every board its "
            "role allows."
        )
        self.add(Disclosure(tr("Optional: Restrict Board Access"), RichLabel(board)))

    def refresh(self) -> None:
        """Show the session as it is now."""
        draft = self.session.draft
        self._member.set_text(draft.member_id)
        length = len(draft.member_id)
        if length > LONGEST_MEMBER_ID:
            words = tr("{length} characters. ConnectWise accepts at most {most}.")
            text = words.format(length=length, most=LONGEST_MEMBER_ID)
            self._member.show_message(text, MessageKind.WRONG)
        else:
            self._member.show_message("")
        super().refresh()

    def next_button(self) -> NextButtonState:
        """A Member ID that is too long blocks the way on."""
        way = super().next_button()
        if len(self.session.draft.member_id) > LONGEST_MEMBER_ID:
            reason = tr("The Member ID is longer than {most} characters.")
            return NextButtonState(
                way.text, enabled=False, reason=reason.format(most=LONGEST_MEMBER_ID)
            )
        return way

    def _names(self) -> FormRows:
        rows = FormRows(tr("Fields of the API member"), above=True)
        self._member = ValueField(
            "Member ID", hint=tr("At most {most} characters.").format(most=LONGEST_MEMBER_ID)
        )
        self._member.label.hide()
        self._member.edit.setObjectName("member-id")
        self._member.read.connect(lambda text: self.session.update_draft(member_id=text.strip()))
        copy_member = self.copy_button(lambda: self.session.draft.member_id, "Member ID")
        rows.add_widget("Member ID", self._member, copy_member)
        copy_name = self.copy_button(MEMBER_NAME, "Member Name")
        rows.add("Member Name", MEMBER_NAME, button=copy_name)
        return rows

    def _paragraphs(self, section: int) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        for line in self.text.sections[section].lines:
            column.addWidget(RichLabel(line.removeprefix("- ")))
        return content

    def _use_existing(self) -> None:
        self.session.update_draft(existing_member=True)
        self.go.emit(Step.KEYS, None)
