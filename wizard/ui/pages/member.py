"""Step 4: the API member."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.draft import MEMBER_ID
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.text import tr
from wizard.ui.pages.base import NextButtonState, StepPage
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.pages.suggested_texts import LEVEL, MEMBER_NAME, other_name
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import MessageKind, ValueField
from wizard.ui.widgets.label import RichLabel

LONGEST_MEMBER_ID = 15


class MemberPage(StepPage):
    """The member that Hire2Retire signs in as, field by field."""

    step = Step.MEMBER
    pictures = ("member",)

    @property
    def instructions_name(self) -> str:
        """An existing member has steps of its own."""
        return "member_existing" if self._built_for_existing else "member"

    @property
    def pictures_shown(self) -> tuple[str, ...]:
        """An existing member is looked at, not created."""
        return ("member_existing",) if self._built_for_existing else self.pictures

    @cached_property
    def _built_for_existing(self) -> bool:
        return self.session.draft.existing_member

    def build(self) -> None:
        """Fill the page."""
        self._own = CheckBox(tr("Use an existing member"))
        self._own.setObjectName("existing-member")
        self._own.toggled.connect(self._use_existing)
        self.add(self._own)
        if self._built_for_existing:
            self._build_existing()
        else:
            self._build_new()
        board = tr(
            "At the bottom of the member, **Restrict Board Access** can hide service boards from "
            "Hire2Retire. Check on your screen whether it shows or hides the boards you select. If "
            "it's off, Hire2Retire sees every board its role allows."
        )
        self._hidden = Banner(theme.Tone.WARNING, tr("Check the boards here, and the Level above."))
        self._hidden.setObjectName("boards-hidden")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        column.addWidget(self._hidden)
        column.addWidget(RichLabel(board))
        self._boards = Disclosure(tr("Optional: Restrict Board Access"), content)
        self.add(self._boards)

    def _build_existing(self) -> None:
        self._member = self._member_field(tr("Its name in the list of API members."))
        self.add(self._member)
        for number in range(1, 6):
            self.add_action(number, copies=False)

    def _build_new(self) -> None:
        for number in (1, 2):
            self.add_action(number)
        self.add_action(3, self._names(), copies=False)
        self.add_action(4)
        self.add_action(5, trailing=self.copy_button(LEVEL, "Level"))
        for number in (6, 7):
            self.add_action(number)
        self.add(Disclosure(tr("Why a separate member"), self._paragraphs(0)))

    def refresh(self) -> None:
        """Show the session as it is now."""
        draft = self.session.draft
        self.show_lines()
        self._own.setChecked(draft.existing_member)
        self._member.set_text(draft.member_id)
        length = len(draft.member_id)
        if length > LONGEST_MEMBER_ID:
            words = tr("{length} characters. ConnectWise accepts at most {most}.")
            text = words.format(length=length, most=LONGEST_MEMBER_ID)
            self._member.show_message(text, MessageKind.WRONG)
        else:
            self._member.show_message("")
        self._hidden.setVisible(self._sees_no_board())
        super().refresh()

    def on_shown(self, value: Field | None = None) -> None:
        """Take the focus; asked for the member because it sees no board, unfold board access."""
        super().on_shown(value)
        if value is Field.MEMBER and self._sees_no_board():
            with self.one_layout():
                self._boards.set_open(is_open=True)
            self.scroll_to(self._boards.button)
            self.ensureWidgetVisible(self._boards.content, 0, theme.BLOCK)

    def _sees_no_board(self) -> bool:
        """Whether the last test counts and saw no active board."""
        last = self.session.draft.current_test
        return any(f.fault is Fault.BOARDS_NONE_VISIBLE for f in last.findings) if last else False

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
        hint = tr("At most {most} characters.").format(most=LONGEST_MEMBER_ID)
        self._member = self._member_field(hint)
        self._member.label.hide()
        copy_member = self.copy_button(lambda: self.session.draft.member_id, "Member ID")
        rows.add_widget("Member ID", self._member, copy_member)
        copy_name = self.copy_button(MEMBER_NAME, "Member Name")
        rows.add("Member Name", MEMBER_NAME, button=copy_name)
        return rows

    def _member_field(self, hint: str) -> ValueField:
        field = ValueField("Member ID", hint=hint)
        field.edit.setObjectName("member-id")
        field.read.connect(lambda text: self.session.update_draft(member_id=text.strip()))
        return field

    def _paragraphs(self, section: int) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        for line in self.text.sections[section].lines:
            column.addWidget(RichLabel(line.removeprefix("- ")))
        return content

    def _use_existing(self, on: bool) -> None:  # noqa: FBT001 - a signal's bool
        draft = self.session.draft
        if on != draft.existing_member:
            self.session.update_draft(
                existing_member=on, member_id=other_name(draft.member_id, MEMBER_ID, existing=on)
            )
            self.rebuilt.emit()

    def next_hint(self) -> str:
        """Say that the member has no name yet."""
        if self.session.draft.member_id:
            return ""
        return tr("Enter the Member ID so the next pages can refer to it.")
