"""Step 3: the security role and its rights."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout

from wizard.documents.messages import rights_text
from wizard.documents.rights_sheet import page, title_of
from wizard.domain.draft import ROLE_NAME
from wizard.domain.faults.fault import Field, Step
from wizard.domain.last_test import MissingLevel
from wizard.domain.rights import Column, Right
from wizard.domain.text import tr, trn
from wizard.ui.dialogs.save_file import SaveButtons
from wizard.ui.pages.base import StepPage
from wizard.ui.pages.presentation import needed_row
from wizard.ui.pages.rights_list import RightsList
from wizard.ui.pages.suggested_texts import other_name
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.fields import ValueField
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.rights_table import RightsTableView


class RolePage(StepPage):
    """The rights that the scope needs, each ticked once it is set in ConnectWise."""

    step = Step.ROLE
    pictures = ("role", "rights", "customize")

    @property
    def instructions_name(self) -> str:
        """An existing role has steps of its own."""
        return "role_existing" if self._built_for_existing else "role"

    @property
    def pictures_shown(self) -> tuple[str, ...]:
        """Nothing is moved out of an existing role, so it has no picture of that."""
        return ("role_existing", "rights") if self._built_for_existing else self.pictures

    @cached_property
    def _built_for_existing(self) -> bool:
        return self.session.draft.existing_role

    def build(self) -> None:
        """Fill the page."""
        self._rights: tuple[Right, ...] = ()
        self._existing()
        for number in range(1, 5):
            self.add_action(number, copies=not self._built_for_existing)
        self._table = RightsTableView(
            tr("Permissions"),
            (tr("Module › function"), "Add", "Edit", "Delete", "Inquire", tr("Set")),
        )
        self._table.setObjectName("rights")
        self._table.ticked.connect(self._tick)
        self.add(self._table)
        self._list = RightsList()
        self._list.ticked.connect(self._tick)
        self.add(self._list)
        tick_all = Button(tr("Select &all"))
        tick_all.setObjectName("tick-all")
        tick_all.clicked.connect(self._tick_all)
        copy = self.copy_button(
            lambda: rights_text(self.session.draft, self.connection.services.rights),
            tr("the permissions table"),
        )
        offers = SaveButtons(self.connection.services.choose_file, (tick_all, copy))
        name = tr("Save as PDF…")
        offers.add(name, "rights-pdf", "pdf", "hire2retire-rights", self._pdf)
        self.add(offers)
        self.add_action(5)
        self._tables = Label("", theme.Type.STRONG)
        self.add_action(6, self._customize())
        self.add_action(7)
        self.add(Label(self._rest(), ink=theme.Color.MUTED))

    def refresh(self) -> None:
        """Show the session as it is now."""
        draft = self.session.draft
        self._rights = self.connection.services.rights.needed(draft.scope)
        missing = self._missing()
        rows = [needed_row(right, tr(right.why), missing) for right in self._rights]
        ticked = [right.title in draft.ticked for right in self._rights]
        self._table.show_rows(rows, ticked)
        self._list.show_rights(self._rights, ticked)
        names = [name for right in self._rights for name in right.tables_for(draft.scope)]
        self._tables.setText("\n".join(names))
        self.show_lines()
        self._own.setChecked(draft.existing_role)
        self._role.setVisible(draft.existing_role)
        self._role.set_text(draft.role_name)
        super().refresh()

    def set_compact(self, *, compact: bool) -> None:
        """In a strip, a list takes the place of the table."""
        super().set_compact(compact=compact)
        self._table.setVisible(not compact)
        self._list.setVisible(compact)

    def on_shown(self, value: Field | None = None) -> None:
        """Take the focus; asked for the role itself, go to the first cell that is too low."""
        super().on_shown(value)
        missing = self._missing()
        titles = [right.title for right in self._rights]
        marked = bool(missing) and missing[0].right in titles and not self.compact
        if value is Field.ROLE and marked:
            cell = missing[0]
            column = list(Column).index(cell.column) + 1 if cell.column else 0
            self._bring_cell(titles.index(cell.right), column)

    def _bring_cell(self, row: int, column: int) -> None:
        top = self._table.focus_cell(row, column)
        place = self._table.mapTo(self._content, QPoint(0, top.center().y()))
        self.ensureVisible(0, place.y(), 0, top.height() + theme.BLOCK)

    def _missing(self) -> tuple[MissingLevel, ...]:
        """What the last test saw too low and nobody has set since."""
        draft = self.session.draft
        if draft.last_test is None or draft.verified:
            return ()
        return tuple(c for c in draft.last_test.missing if c.right not in draft.ticked)

    def next_hint(self) -> str:
        """Say how many rows are not ticked yet."""
        left = sum(right.title not in self.session.draft.ticked for right in self._rights)
        if not left:
            return ""
        return trn(
            "One row isn't checked off yet. The test compares every cell.",
            "{count} rows aren't checked off yet. The test compares every cell.",
            left,
        )

    def _pdf(self) -> bytes:
        from wizard.ui.record_pdf import pdf_of  # noqa: PLC0415 - the page does without

        draft, services = self.session.draft, self.connection.services
        return pdf_of(page(draft, services.rights, services.language), title_of(draft))

    def _customize(self) -> Card:
        existing = tr("Add to “Allow access to these” if missing")
        card = Card(existing if self._built_for_existing else "Allow access to these")
        row = QHBoxLayout()
        card.body.addLayout(row)
        row.addWidget(self._tables, 1)
        copy = self.copy_button(self._tables.text, tr("the list of tables"))
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _rest(self) -> str:
        if self._built_for_existing:
            return tr(
                "Everything else stays as it is: other members may use this role. The test warns "
                "about what Hire2Retire doesn't need."
            )
        return tr(
            "All other cells stay None. Admin works, but it grants everything, and the test "
            "warns about it."
        )

    def _existing(self) -> None:
        self._own = CheckBox(
            tr("Use an existing role"), tr("The test names each cell that's too low.")
        )
        self._own.setObjectName("existing-role")
        self._own.toggled.connect(self._use_existing)
        self._role = ValueField(tr("Rol&e ID"))
        self._role.edit.setObjectName("role-name")
        self._role.read.connect(lambda text: self.session.update_draft(role_name=text.strip()))
        self.add(self._own)
        self.add(self._role)

    def _use_existing(self, on: bool) -> None:  # noqa: FBT001 - a signal's bool
        draft = self.session.draft
        if on != draft.existing_role:
            self.session.update_draft(
                existing_role=on, role_name=other_name(draft.role_name, ROLE_NAME, existing=on)
            )
            self.rebuilt.emit()

    def _tick(self, number: int, ticked: bool) -> None:  # noqa: FBT001 - a signal's bool
        title = {self._rights[number].title}
        before = self.session.draft.ticked
        self.session.update_draft(ticked=before | title if ticked else before - title)

    def _tick_all(self) -> None:
        titles = {right.title for right in self._rights}
        self.session.update_draft(ticked=self.session.draft.ticked | titles)
