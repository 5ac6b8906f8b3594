"""What to open in the firewall of an on-premises server, below the results of the test."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QWidget

from wizard.base import assets
from wizard.documents import firewall_sheet
from wizard.domain.address.address import Address
from wizard.domain.hire2retire import SourceAddresses
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.dialogs.save_file import SaveButtons
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import tab_after

_NAME = "hire2retire-firewall"


class FirewallCard(Card):
    """The rule, what a test from inside can't show, and the message to RoboMQ.

    It is filled when an address needs it; the Tab key comes to it from ``before``.
    """

    def __init__(self, connection: OpenConnection, before: QWidget) -> None:
        super().__init__(tr("Your firewall"))
        self._connection, self._before = connection, before
        self.setObjectName("firewall")
        self._rule: Label | None = None
        self.hide()

    def refresh(self) -> None:
        """Show it for an on-premises server, which Hire2Retire must be able to reach."""
        address = self._address()
        if address:
            self._rule = self._rule or self._fill()
            rule = firewall_sheet.rule(address, self._sources)
            line = tr("{value}: {text}")
            lines = [line.format(value=name, text=value) for name, value in rule]
            self._rule.setText("\n".join(lines))
        self.setVisible(address is not None)

    @cached_property
    def _sources(self) -> SourceAddresses:
        return SourceAddresses.parse(assets.text("hire2retire.toml"))

    def _fill(self) -> Label:
        """Return the label of the rule, at the top of the card."""
        rule = Label()
        self.body.addWidget(rule)
        unproven = "\n".join(f"• {line}" for line in firewall_sheet.unproven())
        more = Disclosure(
            tr("What this test can't show"), Label(unproven, theme.Type.SMALL, theme.Color.MUTED)
        )
        self.body.addWidget(more)
        ask = CopyButton(
            self._message,
            text=tr("Copy the message to RoboMQ"),
            done=tr("Copied"),
            name=tr("Copy the message to RoboMQ"),
        )
        ask.setObjectName("firewall-message")
        saving = SaveButtons(self._connection.services.choose_file, [ask])
        saving.add(tr("Save as PDF…"), "firewall-pdf", "pdf", _NAME, self._pdf)
        saving.add(tr("Save as HTML…"), "firewall-html", "html", _NAME, self._html)
        self.body.addWidget(saving)
        tab_after(self._before, more.button, *saving.findChildren(Button))
        return rule

    def _address(self) -> Address | None:
        """The address of an on-premises server that others reach over HTTPS."""
        address = self._connection.session.address.address
        return address if address and address.is_on_premises else None

    def _message(self) -> str:
        address = self._address()
        return firewall_sheet.message(address) if address else ""

    def _page(self) -> str:
        address = self._address()
        language = self._connection.services.language
        return firewall_sheet.page(address, self._sources, language) if address else ""

    def _html(self) -> bytes:
        return self._page().encode("utf-8", "replace")

    def _pdf(self) -> bytes:
        from wizard.ui.record_pdf import pdf_of  # noqa: PLC0415 - few make one, and it takes memory

        address = self._address()
        return pdf_of(self._page(), firewall_sheet.title_of(address) if address else "")
