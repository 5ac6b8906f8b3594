"""Result of looking up an address and a Company ID."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.check import Check
from wizard.domain.report import Report
from wizard.domain.text import N_, tr
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.pages.presentation import check_rows, check_words
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.check_list import CheckList
from wizard.ui.widgets.layouts import add_flow

CHECKS = (Check.NAME, Check.CONNECT, Check.CERTIFICATE, Check.SITE, Check.COMPANY)
_FACTS = (N_("Company"), N_("Host"), N_("Kind"), N_("Version"), N_("API address"))


class LookupResult(QWidget):
    """Facts first, the five checks below, and a button that looks again.

    Signals:
        again: the user wants to look now.
    """

    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = FormRows(tr("Lookup result"))
        self._facts = [self._rows.add(tr(name), "") for name in _FACTS]
        for label in self._facts[1:]:
            label.set_kind(theme.Type.TEXT)
        self._checks = CheckList(tr("Lookup"), check_words())
        self._checks.setObjectName("lookup")
        self._button = Button(tr("Look &up"))
        self._button.setObjectName("look-up")
        self._button.clicked.connect(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.NEAR)
        column.addWidget(self._rows)
        column.addWidget(self._checks)
        add_flow(column, [self._button])

    def show_lookup(self, lookup: LinkTestController | None, kind: str) -> None:
        """Show a lookup as far as it is; None where nothing was looked up yet."""
        report = lookup.report if lookup else None
        known = report is not None and bool(report.site.company_name)
        self._rows.setVisible(known)
        self._checks.setVisible(lookup is not None)
        self._button.setVisible(lookup is None or not lookup.busy)
        self._button.setText(tr("Look &up") if lookup is None else tr("Look &up again"))
        if lookup:
            rows = check_rows(CHECKS, lookup.rows, lookup.running, lookup.waiting_s)
            self._checks.show_rows(rows)
        if report and known:
            self._show_facts(report, kind)

    def _show_facts(self, report: Report, kind: str) -> None:
        site, region = report.site, report.site.region.upper()
        values = (
            site.company_name,
            site.host,
            f"{kind} ({region})" if region else kind,
            " · ".join(filter(None, (site.release, site.version))),
            site.api_base,
        )
        for label, value in zip(self._facts, values, strict=True):
            label.setText(value or "–")
