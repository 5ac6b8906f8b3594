"""Step 8: the hand-over to Hire2Retire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl

from wizard.documents.records import record_of
from wizard.domain.draft import Linked
from wizard.domain.faults.fault import Field, Step
from wizard.domain.text import tr
from wizard.storage.files import StorageError
from wizard.ui.controllers.session import SECRETS
from wizard.ui.dates import when
from wizard.ui.pages.base import NextButtonState, Page
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.pages.handover.keep import KeepCard
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.painting import NumberBadge

_ROUTER = "v4_6_release"
_COMMIT = 6


class HandoverPage(Page):
    """Five copy buttons in the order of Hire2Retire's form, and the commit."""

    step = Step.HANDOVER
    pictures = ("handover",)

    def build(self) -> None:
        """Fill the page."""
        self._with_release = True
        self._copied: dict[Field, NumberBadge] = {}
        self._shown: dict[Field, Label] = {}
        self._result = Banner(theme.Tone.GOOD)
        self._result.pressed.connect(self._show_record)
        self._record: Path | None = None
        self.add(self._result)
        self.add_action(1, trailing=self._open())
        self._form = self.link("", "address-form")
        self._form.clicked.connect(self._turn)
        self.add_action(2, self._rows(Field.SITE, Field.COMPANY_ID), self._form)
        self.add_action(3, self._rows(Field.PRIVATE_KEY, Field.PUBLIC_KEY))
        self.add_action(4, self._rows(Field.CLIENT_ID))
        self.add_action(5)
        self._says = CheckBox(tr("Hire2Retire sa&ys linked"))
        self._says.setObjectName("says-linked")
        self._says.toggled.connect(self._refresh_way)
        self.add_action(6, self._says)
        self._choices = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self.add_action(7, self._choices)
        self._afterwards = KeepCard(self.connection, lambda: self._record)
        self.add(self._afterwards)
        self.connection.keys.changed.connect(self.follow)

    def refresh(self) -> None:
        """Show the session as it is now."""
        for value, label in self._shown.items():
            secret = value in SECRETS
            text = self._value(value)
            label.setText("••••••••" if secret and text else text or tr("not there yet"))
        self._form.setText(
            tr("Use the address without the release")
            if self._with_release
            else tr("Use the address with the release of today")
        )
        self._form.setVisible(self._release() != "")
        self._show_result()
        self._show_choices()
        self._afterwards.refresh()
        super().refresh()

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("In Hire2Retire")

    def next_button(self) -> NextButtonState:
        """The commit: enabled once Hire2Retire says linked."""
        linked = self.session.draft.linked
        if linked:
            words = tr("Linked on {when}.").format(when=when(linked.at))
            return NextButtonState(tr("&Link account"), enabled=False, reason=words)
        if not self._says.isChecked():
            reason = tr("Tick “Hire2Retire says linked” first.")
            return NextButtonState(tr("&Link account"), enabled=False, reason=reason)
        return NextButtonState(
            tr("&Link account"), reason="" if self._proven() else tr("Not proven by a test.")
        )

    def commit_action(self) -> int:
        """The button belongs to the action that ticks the box; what comes behind it, to later."""
        return 0 if self.session.draft.linked else _COMMIT

    def on_next(self) -> bool:
        """Write the record, then note that the account is linked."""
        services, draft = self.connection.services, self.session.draft
        at = services.now()
        versions = (("h2r-link", services.version),)
        report = self.connection.report
        record = record_of(
            draft,
            report,
            services.who,
            at,
            versions,
            drift=self.connection.history.drift_of(report),
        )
        store, language = services.records, services.language
        linked = Linked(at, self._proven())
        if store is None:
            self._linked(linked, None)
        else:
            self.connection.tasks.do(
                lambda: store.write(record, language),
                lambda path: self._linked(linked, path),
                self._not_written,
            )
        return False

    def _rows(self, *values: Field) -> FormRows:
        rows = FormRows(tr("Hire2Retire's form"), above=True)
        for value in values:
            name = "ConnectWise URL" if value is Field.SITE else value.label
            copy = self.copy_button(self._source(value), name, secret=value in SECRETS)
            copy.setObjectName(f"copy.{value.value}")
            copy.copied.connect(lambda value=value: self._tick(value))
            self._shown[value] = rows.add(name, "", button=copy)
            self._copied[value] = rows.add_sign()
        return rows

    def _source(self, value: Field) -> Callable[[], str]:
        return lambda: self._value(value)

    def _value(self, value: Field) -> str:
        """What Hire2Retire's form takes for ``value``, or "" while there is none."""
        session = self.session
        if not session.accepts(value):
            return ""
        address = session.address.address
        if value is not Field.SITE or address is None:
            return session.parsed(value).text
        base = f"{address.scheme}://{address.web_host}"
        release = self._release()
        return f"{base}/{release}" if release and self._with_release else base

    def _release(self) -> str:
        """The release as looked up last, else the one that was typed, else the router."""
        for report in (self.connection.test.report, self.connection.lookup.report):
            if report and report.site.release:
                return report.site.release
        address = self.session.address.address
        return (address.release if address else "") or _ROUTER

    def _refresh_way(self) -> None:
        self.way_changed.emit()

    def _tick(self, value: Field) -> None:
        self._copied[value].show()

    def _turn(self) -> None:
        self._with_release = not self._with_release
        self.refresh()

    def _open(self) -> Button | None:
        address = self.connection.services.links.get("hire2retire")
        if not address:
            return None
        button = Button(tr("&Open Hire2Retire"))
        button.clicked.connect(lambda: self.connection.services.open_url(address))
        return button

    def _proven(self) -> bool:
        return self.session.draft.verified

    def _linked(self, linked: Linked, record: Path | None) -> None:
        self._record = record
        self.session.update_draft(linked=linked)
        self.ensureWidgetVisible(self._result)
        announce(self._result, self._result.accessibleName())

    def _not_written(self, error: Exception) -> None:
        known = isinstance(error, StorageError)
        words = error.sentence if isinstance(error, StorageError) else type(error).__name__
        line = (
            tr("The record could not be written.") if known else tr("The record was not written.")
        )
        self._result.show_line(theme.Tone.WRONG, line, words)
        self._result.show()

    def _show_result(self) -> None:
        linked = self.session.draft.linked
        self._result.setVisible(linked is not None)
        if linked is None:
            return
        detail = tr("Next: configure the workflow in Hire2Retire.")
        if self.session.practice:
            detail = tr("Practice: no record is written.")
        action = tr("Show the record") if self._record else ""
        proven = tr("Linked, and proven by the test.")
        line = proven if linked.proven else tr("Linked, but not proven by a test.")
        tone = theme.Tone.GOOD if linked.proven else theme.Tone.CAREFUL
        self._result.show_line(tone, line, detail, action)
        self._says.setChecked(True)
        self._says.setEnabled(False)

    def _show_record(self) -> None:
        if self._record is not None:
            address = QUrl.fromLocalFile(str(self._record)).toString()
            self.connection.services.open_url(address)

    def _show_choices(self) -> None:
        report = self.connection.test.report
        boards = ", ".join(report.choices.boards) if report else ""
        words = tr("Boards to choose from: {boards}.").format(boards=boards)
        self._choices.setText(words if boards else "")
        self._choices.setVisible(bool(boards))
