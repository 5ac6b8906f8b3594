"""Step 2: where ConnectWise is, looked up without any key."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults import Blame, Step
from wizard.domain.hosts import Kind
from wizard.domain.report import Check, Report, Status
from wizard.domain.secret import Secret
from wizard.domain.wording import mark, tr
from wizard.ui import look
from wizard.ui.pages.base import Page, WayOn
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.pages.inputs import secret_field
from wizard.ui.pages.practice_values import PracticeValues
from wizard.ui.shown import check_rows, check_words
from wizard.ui.widgets.arrange import flow
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.check_list import CheckList
from wizard.ui.widgets.fields import ValueField
from wizard.ui.widgets.fold import Fold
from wizard.ui.widgets.label import Label

LOOK_UP_AFTER_MS = 400
CHECKS = (Check.NAME, Check.CONNECT, Check.CERTIFICATE, Check.SITE, Check.COMPANY)
KINDS = {
    Kind.CLOUD: mark("ConnectWise cloud"),
    Kind.STAGING: mark("ConnectWise staging"),
    Kind.SANDBOX: mark("ConnectWise sandbox"),
    Kind.ON_PREMISES: mark("Own server"),
}
_FACTS = (mark("Host"), mark("Kind"), mark("Company"), mark("Version"), mark("API address"))


class SitePage(Page):
    """Address and Company ID, and what answers there."""

    step = Step.SITE
    asks = (Blame.SITE, Blame.COMPANY_ID)
    pictures = ("site",)

    def build(self) -> None:
        """Fill the page."""
        self._lookup = self.here.lookup
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_UP_AFTER_MS)
        self._pause.timeout.connect(self._look_up)
        if self.here.practice:
            self.add(PracticeValues(self.session, self.here.practice, self.asks))
        site = self.ask(Blame.SITE, hint=tr("Anything from the address bar will do."), praise=self._kind)
        company = self.ask(Blame.COMPANY_ID)
        self._suggestion = self.link("", "suggestion")
        self._suggestion.clicked.connect(self._take_suggestion)
        self.act(1)
        self.act(2, site.field)
        self.act(3, company.field, self._suggestion)
        for one in (site, company):
            one.left.connect(self._look_up)
        self.add(self._result())
        self.add(self._proxy())
        self._lookup.changed.connect(self._show_lookup)

    def refresh(self) -> None:
        """Show the session as it is now; look up what can be looked up."""
        suggestion = self._suggested()
        self._suggestion.setText(tr("Use {value}").format(value=suggestion))
        self._suggestion.setVisible(bool(suggestion))
        self._show_lookup()
        if self._due() and self._at_once():
            self._pause.start()
        super().refresh()

    def arrive(self, value: Blame | None = None) -> None:
        """Take the focus, and look up what was typed in an earlier session."""
        super().arrive(value)
        self._look_up()

    def way_on(self) -> WayOn:
        """Without address and Company ID there is nothing to go on with."""
        way = super().way_on()
        if way.enabled and not all(self.session.accepts(value) for value in self.asks):
            reason = tr("Enter the ConnectWise address and the Company ID first.")
            return WayOn(way.text, enabled=False, reason=reason)
        return way

    def remark(self) -> str:
        """Say that a failed lookup stops nobody."""
        report = self._report()
        if report and any(row.status is Status.FAILED for row in report.rows):
            return tr("Not found yet. You can go on; the test will look again.")
        return ""

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("In the browser")

    def _result(self) -> QWidget:
        self._found = QWidget()
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        self._button = Button(tr("Look it &up"))
        self._button.setObjectName("look-up")
        self._button.clicked.connect(self._ask)
        self._note = Label("", ink=look.Colour.MUTED)
        self._checks = CheckList(tr("Lookup"), check_words())
        self._rows = FormRows(tr("What was found"))
        self._facts = [self._rows.add(tr(name), "") for name in _FACTS]
        column.addLayout(flow([self._button, self._note]))
        column.addWidget(self._checks)
        column.addWidget(self._rows)
        return self._found

    def _proxy(self) -> Fold:
        draft_proxy = self.session.proxy
        self._address = ValueField(tr("Pro&xy"), hint=tr("Host and port, such as proxy.contoso.example:8080."))
        self._user = ValueField(tr("&User name of the proxy"))
        self._password = secret_field(tr("Pass&word of the proxy"))
        self._address.set_text(draft_proxy.address)
        self._user.set_text(draft_proxy.user)
        self._password.set_text(draft_proxy.password.reveal())
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        for field in (self._address, self._user, self._password):
            field.read.connect(self._take_proxy)
            column.addWidget(field)
        return Fold(tr("Proxy settings"), content, is_open=bool(draft_proxy.address))

    def _take_proxy(self) -> None:
        address, user = self._address.text().strip(), self._user.text().strip()
        self.session.proxy_password = Secret(self._password.text())
        self.session.change(proxy=f"{user}@{address}" if user and address else address)

    def _kind(self) -> str:
        address = self.session.address.address
        return tr(KINDS[address.kind]) if address else ""

    def _suggested(self) -> str:
        """What to offer: a mended address, or the Company ID that the address carries."""
        problem = self.session.problem(Blame.SITE)
        if problem:
            return problem.suggestion
        return "" if self.session.typed.company_id else self.session.address.company_hint

    def _take_suggestion(self) -> None:
        value = Blame.SITE if self.session.problem(Blame.SITE) else Blame.COMPANY_ID
        self.session.write(value, self._suggested())
        self.inputs[value].field.setFocus()

    def _at_once(self) -> bool:
        """Whether a lookup starts by itself while somebody types: not for hosts of one's own."""
        address = self.session.address.address
        return address is not None and (
            address.kind is not Kind.ON_PREMISES or not address.secure
        )

    def _due(self) -> bool:
        ready = all(self.session.accepts(value) for value in self.asks)
        return ready and self._lookup.typed != self.session.to_look_up

    def _look_up(self) -> None:
        if self._due():
            self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        if all(self.session.accepts(value) for value in self.asks):
            self._lookup.start(self.session.to_look_up, self.session.proxy)

    def _report(self) -> Report | None:
        told = self._lookup.tells_of(self.session.to_look_up)
        return self._lookup.report if told else None

    def _show_lookup(self) -> None:
        ready = all(self.session.accepts(value) for value in self.asks)
        about = self._lookup.typed == self.session.to_look_up and ready
        report = self._report()
        self._found.setVisible(ready)
        self._checks.setVisible(about)
        self._rows.setVisible(report is not None and bool(report.site.host))
        rows = self._lookup.rows if about else {}
        running = self._lookup.running if about else None
        self._checks.show_rows(check_rows(CHECKS, rows, running, self._lookup.waiting_s))
        self._button.setVisible(not about or report is not None)
        self._note.setText("" if about else tr("Not looked up yet."))
        if report:
            self._show_facts(report)
        self.way_changed.emit()

    def _show_facts(self, report: Report) -> None:
        site, region = report.site, report.site.region.upper()
        kind = self._kind()
        values = (
            site.host,
            f"{kind} ({region})" if region else kind,
            site.company_name,
            " · ".join(filter(None, (site.release, site.version))),
            site.api_base,
        )
        for label, value in zip(self._facts, values, strict=True):
            label.setText(value or "–")
