"""Step 2: address and Company ID, looked up without keys."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from wizard.domain.address.hosts import Kind
from wizard.domain.check import Status
from wizard.domain.faults.fault import Field, Step
from wizard.domain.report import Report
from wizard.domain.text import N_, tr
from wizard.ui.pages.base import NextButtonState, StepPage
from wizard.ui.pages.capsule.colleague_row import ColleagueRow
from wizard.ui.pages.key_repair import KeyRepair
from wizard.ui.pages.lookup_result import LookupResult
from wizard.ui.pages.practice_values import PracticeValues
from wizard.ui.pages.presentation import first_problem
from wizard.ui.pages.proxy_fields import ProxyFields
from wizard.ui.pages.value_field import FieldMessage
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import MessageKind

LOOK_UP_AFTER_MS = 400
KINDS = {
    Kind.CLOUD: N_("ConnectWise cloud"),
    Kind.STAGING: N_("ConnectWise staging"),
    Kind.SANDBOX: N_("ConnectWise sandbox"),
    Kind.ON_PREMISES: N_("On-premises server"),
}


class SitePage(StepPage):
    """Address and Company ID, and what answers there."""

    step = Step.SITE
    asks = (Field.SITE, Field.COMPANY_ID)
    pictures = ("site",)

    def build(self) -> None:
        """Fill the page."""
        self._lookup = self.connection.lookup
        self._hint = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_UP_AFTER_MS)
        self._pause.timeout.connect(self._look_up)
        if self.connection.practice:
            practice = PracticeValues(self.session, self.connection.practice, self.asks)
            practice.filled.connect(self.next_focus_asked)
            practice.filled.connect(self.fit)
            self.add(practice)
        hint = tr("Any address from the address bar works.")
        site = self.ask(Field.SITE, hint=hint, verdict=self._about_site)
        company = self.ask(Field.COMPANY_ID, verdict=self._about_company)
        company.suggest(self._company_of_address)
        self.add_action(1)
        self.add_action(2, site.field)
        self._repair = KeyRepair(self.session)
        self.add_action(3, company.field, self._repair)
        for one in (site, company):
            one.left.connect(self._look_up)
        self._found = LookupResult()
        self._found.again.connect(self._ask)
        self.add(self._found)
        if not self.connection.practice:
            proxy = ProxyFields(self.session)
            self.add(Disclosure(tr("Proxy settings"), proxy, is_open=proxy.used))
            self._colleague = ColleagueRow()
            self._colleague.hand_out.clicked.connect(self.hand_out_asked)
            self._colleague.open_answer.clicked.connect(self.open_capsule_asked)
            title = tr("A colleague does the ConnectWise part")
            self.add(Disclosure(title, self._colleague, is_open=self._is_handed_out()))
        self._lookup.changed.connect(self._follow_lookup)

    def refresh(self) -> None:
        """Show the session as it is now; look up what can be looked up."""
        self._show_lookup()
        self._repair.refresh()
        if not self.connection.practice:
            self._colleague.show_draft(self.session.draft, ready=self._ready())
        if self._due() and self._at_once():
            self._pause.start()
        super().refresh()

    def on_shown(self, value: Field | None = None) -> None:
        """Set the focus, and look up values of an earlier session."""
        super().on_shown(value)
        self._look_up()

    def next_button(self) -> NextButtonState:
        """Return the state of Next: blocked without address and Company ID."""
        way = super().next_button()
        if way.enabled and not self._ready():
            reason = tr("Enter the ConnectWise address and the Company ID first.")
            return NextButtonState(way.text, enabled=False, reason=reason)
        return way

    def next_hint(self) -> str:
        """Say that a failed lookup doesn't block Next."""
        report = self._report()
        if report and any(row.status is Status.FAILED for row in report.rows):
            return tr("Not found yet. The test checks again.")
        return ""

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("In the browser")

    def _is_handed_out(self) -> bool:
        sent = self.session.draft.sent
        return sent is not None and sent.answered is None

    def _about_site(self) -> FieldMessage:
        problem = first_problem(report) if (report := self._report()) else None
        if problem and Field.COMPANY_ID not in problem.affects:
            return problem.headline, MessageKind.WARNING
        return self._kind(), MessageKind.GOOD

    def _about_company(self) -> FieldMessage:
        report = self._report()
        problem = first_problem(report) if report else None
        if problem and Field.COMPANY_ID in problem.affects:
            return problem.headline, MessageKind.WARNING
        if self._lookup.busy:
            return tr("Looking up …"), MessageKind.HINT
        return (report.site.company_name if report else ""), MessageKind.GOOD

    def _kind(self) -> str:
        address = self.session.address.address
        if address is None:
            return ""
        return tr(KINDS[address.kind]) if address.secure else tr("Practice ConnectWise")

    def _company_of_address(self) -> str:
        """The Company ID that the address carries, while none was entered."""
        # The field keeps the address alone once it is left; what else it held is remembered here.
        address = self.session.address
        if address.company_hint or not address.accepted:
            self._hint = address.company_hint
        return "" if self.session.typed.company_id else self._hint

    def _ready(self) -> bool:
        return all(self.session.accepts(value) for value in self.asks)

    def _at_once(self) -> bool:
        """Whether a lookup starts while typing: not for on-premises hosts."""
        address = self.session.address.address
        return address is not None and not address.is_on_premises

    def _due(self) -> bool:
        return self._ready() and self._lookup.typed != self.session.lookup_values

    def _look_up(self) -> None:
        if self._due():
            self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        if self._ready():
            self._lookup.start(self.session.lookup_values, self.session.proxy)

    def _report(self) -> Report | None:
        is_current = self._lookup.is_report_for(self.session.lookup_values)
        return self._lookup.report if is_current else None

    def _follow_lookup(self) -> None:
        if self.isVisible():
            self._show_lookup()

    def _show_lookup(self) -> None:
        about = self._ready() and self._lookup.typed == self.session.lookup_values
        self._found.setVisible(self._ready())
        self._found.show_lookup(self._lookup if about else None, self._kind())
        for one in self.inputs.values():
            one.refresh()
        self.way_changed.emit()
