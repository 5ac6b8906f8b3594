"""Step 7: the five values and the link test."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults.fault import VALUES, Field, Step
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.domain.workflow import Selection
from wizard.ui.pages.base import NextButtonState, StepPage
from wizard.ui.pages.held_back import HeldBack
from wizard.ui.pages.key_repair import KeyRepair
from wizard.ui.pages.link.changes import ChangesBanner
from wizard.ui.pages.link.firewall_card import FirewallCard
from wizard.ui.pages.link.paste_all import PasteAll
from wizard.ui.pages.link.test_ticket import TestTicketCard
from wizard.ui.pages.link.verdict import place_of, show_verdict
from wizard.ui.pages.link.workflow_choices import ChoicesCard
from wizard.ui.pages.link.workflow_sheet import WorkflowSheet
from wizard.ui.pages.lookup_result import CHECKS as LOOKED_UP
from wizard.ui.pages.practice_values import PracticeValues
from wizard.ui.pages.presentation import (
    applicable,
    check_rows,
    check_words,
    first_problem,
    granted_row,
    kept_rows,
)
from wizard.ui.pages.vault_notice import VaultNotice
from wizard.ui.pages.watch_line import WatchLine
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import VerdictBanner
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.check_list import CheckList, CheckRow
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import align
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import Columns, add_flow
from wizard.ui.widgets.rights_table import RightsTableView

# A Client ID with its label; beside it, the list of checks with its sentences and the rights.
_FIELDS, _RESULTS = 480, 1240


class LinkPage(StepPage):
    """All five values, *Test the link*, and what it found."""

    step = Step.LINK
    asks = VALUES
    text_at_most = _RESULTS

    def build(self) -> None:
        """Fill the page."""
        self._test = self.connection.test
        self._asked = False
        self._verdict = VerdictBanner()
        self._verdict.setObjectName("verdict")
        self._verdict.action.setObjectName("take-me-there")
        self._verdict.pressed.connect(self._go_first)
        self.add(self._verdict)
        self._watching = WatchLine(self.connection)
        self.add(self._watching)
        self._changes = ChangesBanner(self.connection)
        self.add(self._changes)
        if self.connection.practice:
            practice = PracticeValues(self.session, self.connection.practice, self.asks)
            practice.filled.connect(self._test_first)
            self.add(practice)
        columns = Columns(left_at_most=_FIELDS)
        self.add(columns)
        self._build_values(columns.left)
        self._build_results(columns.right)
        self._build_afterwards()
        self._test.changed.connect(self.follow)
        self.connection.lookup.changed.connect(self.follow)
        self.connection.keys.changed.connect(self.follow)

    def _build_values(self, column: QVBoxLayout) -> None:
        column.addWidget(self._values())
        self._notice = VaultNotice(self.connection)
        column.addWidget(self._notice)
        self._held = HeldBack(self.session)
        column.addWidget(self._held)
        self._repair = KeyRepair(self.session)
        column.addWidget(self._repair)
        self._add_buttons(column)
        self._note = Label("", theme.Type.SMALL, theme.Color.MUTED)
        column.addWidget(self._note)
        self._choices = ChoicesCard()
        column.addWidget(self._choices)

    def _build_results(self, column: QVBoxLayout) -> None:
        self._checks = CheckList(tr("Checks"), check_words())
        self._checks.setObjectName("checks")
        self._checks.go.connect(self._go_row)
        column.addWidget(self._checks)
        headers = (tr("Permission"), "Add", "Edit", "Delete", "Inquire")
        self._rights = RightsTableView(tr("Permissions"), headers)
        self._rights.setObjectName("rights")
        column.addWidget(self._rights)
        self._warnings = Label("", ink=theme.Color.MUTED)
        column.addWidget(self._warnings)
        self._firewall = FirewallCard(self.connection, self._rights)
        column.addWidget(self._firewall)

    def _build_afterwards(self) -> None:
        """Create the parts that follow a passed test: workflow values, and a test ticket."""
        self._sheet: WorkflowSheet | None = None
        self._plan = Disclosure(tr("Choose the values of the workflow"), self._make_sheet)
        self._plan.button.setObjectName("workflow-sheet")
        self._plan.toggled.connect(self._offer_sheet)
        self.add(self._plan)
        self._ticket: TestTicketCard | None = None
        self._write = Disclosure(tr("Create a test ticket (optional)"), self._make_ticket)
        self._write.button.setObjectName("write-test")
        self._write.toggled.connect(self._offer_ticket)
        self.add(self._write)

    def _make_sheet(self) -> WorkflowSheet:
        self._sheet = WorkflowSheet(self.connection)
        self._sheet.check_asked.connect(self._check_values)
        return self._sheet

    def _make_ticket(self) -> TestTicketCard:
        self._ticket = TestTicketCard(self.connection)
        return self._ticket

    def refresh(self) -> None:
        """Show the session and the test as they are now."""
        busy, report = self._test.busy, self._report()
        show_verdict(self._verdict, self.connection)
        self._watching.refresh()
        self._changes.show_for(report)
        self._show_results(report)
        self._offer_sheet()
        self._offer_ticket()
        self._button.set_rank(Rank.PLAIN if self._proven() else Rank.PRIMARY)
        self._button.setEnabled(not busy and not self.session.held)
        if not busy and self._stop.hasFocus():
            # Qt would focus the next widget in the tab order.
            (self._button if self._button.isEnabled() else self.heading).setFocus()
        self._stop.setEnabled(busy)
        self._took.setText(self._duration(report))
        self._notice.refresh()
        self._held.refresh()
        self._repair.refresh()
        self._note.setText(self._where())
        self._button.setAccessibleDescription(self._held.accessibleName() or self._note.text())
        self._note.setVisible(bool(self._note.text()))
        if self._asked and self.session.complete:
            self._asked = False
            self.test()
        super().refresh()

    def on_shown(self, value: Field | None = None) -> None:
        """Set the focus; start the test unless that would send keys to an on-premises host."""
        super().on_shown(value)
        if value is None and not self.session.draft.current_test:
            self._test_at_once()

    def next_button(self) -> NextButtonState:
        """Return the state of Next: refused text blocks it, an unverified link adds a hint."""
        way = super().next_button()
        proven = self._proven()
        reason = way.reason or ("" if proven else self._unproven())
        return NextButtonState(way.text, way.enabled, reason, leading=proven)

    def default_button(self) -> Button | None:
        """The button that Enter presses: the test, until it has passed."""
        return None if self._proven() else self._button

    def test(self) -> None:
        """Test the values as they stand; without the Client ID, what doesn't need it."""
        connection = self.connection
        if connection.awaits_client_id:
            self.session.bind()
            connection.lookup.start(self.session.lookup_values, self.session.proxy)
        else:
            connection.start_test()

    def _look_up(self) -> None:
        """Start the lookup that needs no Client ID; no secret is sent."""
        connection = self.connection
        if connection.awaits_client_id and connection.lookup.typed != self.session.lookup_values:
            self.test()

    def test_when_ready(self) -> None:
        """Test as soon as the stored keys are there: the user has asked for it."""
        self._asked = not self.session.complete
        if self.session.complete:
            self.test()

    def _values(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        for value in VALUES:
            one = self.ask(value, beside=True)
            one.left.connect(self._test_first)
            column.addWidget(one.field)
        align([one.field for one in self.inputs.values()])
        pasting = PasteAll(self.inputs)
        pasting.filled.connect(self._test_first)
        column.addWidget(pasting)
        return content

    def _add_buttons(self, column: QVBoxLayout) -> None:
        self._button = Button(tr("&Test the link"), Rank.PRIMARY)
        self._button.setObjectName("test")
        self._button.clicked.connect(self.test)
        self._stop = Button(tr("St&op"))
        self._stop.setObjectName("stop")
        self._stop.clicked.connect(self._test.stop)
        self._took = Label("", ink=theme.Color.MUTED)
        add_flow(column, [self._button, self._stop, self._took])

    def _report(self) -> Report | None:
        return self.connection.report

    def _proven(self) -> bool:
        return self.session.draft.verified and not self._test.busy

    def _unproven(self) -> str:
        if self._test.busy:
            return tr("The test is running. You can keep working.")
        return tr("Not verified yet. The record will say so.")

    def _duration(self, report: Report | None) -> str:
        if self._test.busy or report is None:
            return ""
        seconds = QLocale().toString(report.duration_ms / 1000, "f", 1)
        return tr("{seconds} s").format(seconds=seconds)

    def _where(self) -> str:
        """Before the first test of an on-premises host, say where the keys will go."""
        address = self.session.address.address
        known = self._may_start() or self.session.draft.last_test or self.session.held
        if address is None or known:
            return ""
        issuer = self.connection.lookup.report.issuer if self.connection.lookup.report else ""
        if issuer:
            words = tr("The test sends the keys to {host}, whose certificate is from {issuer}.")
            return words.format(host=address.netloc, issuer=issuer)
        return tr("The test sends the keys to {host}.").format(host=address.netloc)

    def _may_start(self) -> bool:
        """Whether the address is ConnectWise's own or the practice server's."""
        address = self.session.address.address
        return address is not None and not address.is_on_premises

    def _test_at_once(self) -> None:
        self._look_up()
        if self.session.complete and self._may_start() and self._report() is None:
            self.test()

    def _test_first(self) -> None:
        """Start the first test when the last of the five values has been entered here."""
        if self._test.report is None and not self.session.draft.current_test:
            self._test_at_once()

    def _show_results(self, report: Report | None) -> None:
        self._shown = applicable(self.session.address.address)
        above = "" if self._verdict.isHidden() else self._verdict.accessibleDescription()
        self._checks.show_rows([replace(row, said_above=above) for row in self._rows()])
        rights = report.rights if report and _read_rights(report) else ()
        self._rights.setVisible(bool(rights))
        self._rights.show_rows([granted_row(row) for row in rights])
        self._choices.show_choices(report.choices if report else None)
        notes = _beside_the_rows(report) if report else []
        if report and report.reach_note and not self.connection.practice:
            notes.append(report.reach_note)
        if report and not self.connection.practice:
            notes += _another_member(report.signed_in.identifier, self.session.draft.member_id)
        self._warnings.setText("\n".join(notes))
        self._warnings.setVisible(bool(notes))
        self._firewall.refresh()

    def _rows(self) -> list[CheckRow]:
        """The rows of the test of what stands here, else those of the earlier one that counts.

        Without the Client ID they are those of the lookup.
        """
        connection = self.connection
        if connection.awaits_client_id and connection.lookup.typed == self.session.lookup_values:
            found = {
                check: connection.lookup.rows[check]
                for check in LOOKED_UP
                if check in connection.lookup.rows
            }
            return check_rows(
                self._shown, found, connection.lookup.running, connection.lookup.waiting_s
            )
        test, last = self._test, self.session.draft.current_test
        mine = test.typed is not None and test.revision == self.session.draft.revision
        if not mine and last and self.session.complete:
            return kept_rows(self._shown, last)
        rows, running = (test.rows, test.running) if mine else ({}, None)
        return check_rows(self._shown, rows, running, test.waiting_s)

    def _offer_sheet(self) -> None:
        """The values of the tickets are chosen after a passed test."""
        offered = self.connection.services.read_board is not None
        self._plan.setVisible(self._proven() and offered)
        if self._sheet is None:
            return
        if not self._proven():
            self._sheet.forget()
        elif self._plan.is_open and offered:
            self._sheet.open()

    def _check_values(self, selection: Selection) -> None:
        self._write.set_open(is_open=True)
        if self._ticket is not None:
            self._ticket.prepare(selection)
        self.ensureWidgetVisible(self._write)

    def _offer_ticket(self) -> None:
        """A test ticket needs a passed test; one under way is followed to its end."""
        proven, writing = self._proven(), self.connection.ticket.writing
        self._write.setVisible((proven or writing) and bool(self.connection.services.run_ticket))
        if self._ticket is None:
            if writing:
                # A page that was rebuilt meanwhile still shows how it ends.
                self._write.content.hide()
            return
        if not proven:
            self._ticket.forget()
        elif self._write.is_open:
            self._ticket.open()

    def _go_first(self) -> None:
        connection = self.connection
        if connection.awaits_client_id and not self._report():
            found = first_problem(connection.lookup_report) if connection.lookup_report else None
            self.go.emit(*(place_of(found) if found else (Step.CLIENT_ID, Field.CLIENT_ID)))
            return
        report = self._report()
        problem = first_problem(report) if report else None
        if problem:
            self.go.emit(*place_of(problem))

    def _go_row(self, number: int) -> None:
        row = self._test.rows.get(self._shown[number])
        if row and row.problem:
            self.go.emit(*place_of(row.problem))


def _read_rights(report: Report) -> bool:
    """Whether anything is known of the rights, so that the table is worth showing."""
    return any(row.granted is not None or row.denied for row in report.rights)


def _beside_the_rows(report: Report) -> list[str]:
    """The warnings that no row already shows."""
    messages = {row.message for row in report.rows}
    return [warned.message for warned in report.warnings if warned.message not in messages]


def _another_member(member: str, planned: str) -> list[str]:
    """Say that the keys belong to another member; ConnectWise doesn't report its type."""
    if not member or not planned or member.casefold() == planned.casefold():
        return []
    sentence = tr(
        "These keys belong to {member}, not to {planned}. Check that {member} is an API member and "
        "not a person's account."
    )
    return [sentence.format(member=member, planned=planned)]
