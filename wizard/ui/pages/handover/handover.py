"""Step 8: the hand-over to Hire2Retire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QWidget

from wizard.documents.records import record_of
from wizard.domain.address.address import ROUTER
from wizard.domain.draft import Linked
from wizard.domain.faults.fault import Field, Step
from wizard.domain.text import N_, tr
from wizard.storage.files import StorageError
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.session import SECRETS
from wizard.ui.dates import when
from wizard.ui.pages.base import NextButtonState, StepPage
from wizard.ui.pages.form_rows import FormRows, align_buttons
from wizard.ui.pages.handover.keep import KeepCard
from wizard.ui.pages.link.workflow_choices import ChoicesCard
from wizard.ui.pages.vault_notice import VaultNotice
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.disclosure import Disclosure, DisclosureButton
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.painting import NumberBadge

_COMMIT = 6
_LINKED = (
    N_("Linked and verified by the test."),
    N_("Linked, not verified."),
    N_("Linked on {when}. Next: configure the workflow in Hire2Retire."),
)
_PRACTICE = (
    N_("Practice finished. The test passed."),
    N_("Practice finished. No test has passed."),
    N_("Nothing was linked, and no record is kept."),
)


class HandoverPage(StepPage):
    """Five copy buttons in the order of Hire2Retire's form, and the commit."""

    step = Step.HANDOVER
    pictures = ("handover",)

    def build(self) -> None:
        """Fill the page."""
        self._with_release = True
        self._copied: dict[Field, NumberBadge] = {}
        self._copies: dict[Field, CopyButton] = {}
        self._shown: dict[Field, Label] = {}
        self._forms: list[FormRows] = []
        self._result = Banner(theme.Tone.GOOD)
        self._result.setObjectName("linked")
        self._record: Path | None = None
        self._unverified = Banner(theme.Tone.WARNING)
        self._unverified.setObjectName("unverified")
        self._unverified.action.setObjectName("test-first")
        self._unverified.pressed.connect(lambda: self.go.emit(Step.LINK, None))
        self._afterwards = KeepCard(
            self.connection, lambda: self._record, self._show_record, self._configure
        )
        self._notice = VaultNotice(self.connection)
        for one in (self._result, self._notice, self._unverified, self._afterwards):
            self.add(one)
        self._add_actions()
        self.connection.keys.changed.connect(self.follow)
        self.connection.lookup.changed.connect(self.follow)

    def _add_actions(self) -> None:
        self.add_action(1, *self._how_to_open(), trailing=self._open())
        self._form = self.link("", "address-form")
        self._form.clicked.connect(self._turn)
        self._lookup_note = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._again = self.link(tr("Look up again"), "look-up-again")
        self._again.clicked.connect(self._look_up_again)
        address = self._rows(Field.SITE, Field.COMPANY_ID)
        self.add_action(2, address, self._lookup_note, self._again, self._form)
        self.add_action(3, self._rows(Field.PRIVATE_KEY, Field.PUBLIC_KEY))
        self.add_action(4, self._rows(Field.CLIENT_ID))
        self.add_action(5)
        self._says = CheckBox(tr("Hire2Retire sa&ys linked"))
        self._says.setObjectName("says-linked")
        self._says.toggled.connect(self._refresh_way)
        self.add_action(6, self._says)
        self._no_choices = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._choices = ChoicesCard()
        self.add_action(7, self._no_choices)
        self.add(self._choices)

    def refresh(self) -> None:
        """Show the session as it is now."""
        for value, label in self._shown.items():
            secret = value in SECRETS
            text = self._value(value)
            label.setText("••••••••" if secret and text else text or tr("not available yet"))
            label.set_kind(theme.Type.STRONG if text else theme.Type.TEXT)
            label.set_ink(theme.Color.TEXT if text else theme.Color.MUTED)
            self._copies[value].setEnabled(bool(text))
        align_buttons(self._forms)
        self._form.setText(
            tr("Use the address without the release")
            if self._with_release
            else tr("Use the address with the current release")
        )
        self._notice.refresh()
        self._show_lookup()
        self._show_result()
        self._show_choices()
        self._afterwards.refresh()
        super().refresh()

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("In Hire2Retire")

    def next_button(self) -> NextButtonState:
        """The commit, enabled once Hire2Retire says linked; then the way back to the list."""
        if self.session.draft.linked:
            practice = self.connection.practice
            return NextButtonState(tr("&Leave practice") if practice else tr("&All connections"))
        if not self._says.isChecked():
            reason = tr("Select “Hire2Retire says linked” first.")
            return NextButtonState(tr("&Mark as linked"), enabled=False, reason=reason)
        return NextButtonState(
            tr("&Mark as linked"), reason="" if self._proven() else tr("Not verified by a test.")
        )

    def commit_action(self) -> int:
        """The number of the action with the check box, which the button belongs to."""
        return 0 if self.session.draft.linked else _COMMIT

    def on_next(self) -> bool:
        """Write the record, then store that the account is linked; if it already is, leave."""
        if self.session.draft.linked:
            self.connections_asked.emit()
            return False
        services, draft = self.connection.services, self.session.draft
        at = services.now()
        versions = (("h2r-link", services.version),)
        report = self.connection.report
        record = record_of(
            draft,
            report,
            services.who(),
            at,
            versions,
            drift=self.connection.history.drift_of(report),
            ticket=self.connection.ticket_fate,
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
        self._forms.append(rows)
        for value in values:
            name = "ConnectWise URL" if value is Field.SITE else value.label
            copy = self.copy_button(self._source(value), name, secret=value in SECRETS)
            copy.setObjectName(f"copy.{value.value}")
            copy.copied.connect(lambda value=value: self._tick(value))
            self._copies[value] = copy
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

    def on_shown(self, value: Field | None = None) -> None:
        """Take the focus, and look up the release that the address to copy needs."""
        super().on_shown(value)
        if self._can_look_up() and self._lookup.typed != self.session.lookup_values:
            self._look_up_again()

    @property
    def _lookup(self) -> LinkTestController:
        return self.connection.lookup

    def _release(self) -> str:
        """The release as ConnectWise tells it: it changes, so none is kept or guessed.

        On premises it is always the same. Source: ConnectWise developer guide, "Base URLs".
        """
        address = self.session.address.address
        if address and address.is_on_premises:
            return ROUTER
        looked_up = self._lookup.is_report_for(self.session.lookup_values)
        reports = (self.connection.report, self._lookup.report if looked_up else None)
        return next((r.site.release for r in reports if r and r.site.release), "")

    def _can_look_up(self) -> bool:
        known = all(self.session.accepts(value) for value in (Field.SITE, Field.COMPANY_ID))
        return known and not self._release() and not self._lookup.busy

    def _look_up_again(self) -> None:
        if self._can_look_up():
            self._lookup.start(self.session.lookup_values, self.session.proxy)

    def _show_lookup(self) -> None:
        """Disable the address while its release is looked up; report if there is none."""
        found, busy = bool(self._release()), self._lookup.busy
        known = bool(self._value(Field.SITE))
        self._copies[Field.SITE].setEnabled(known and (found or not busy))
        self._form.setVisible(found)
        self._again.setVisible(self._can_look_up())
        words = ""
        if busy and not found:
            words = tr("Looking up the current release …")
        elif self._can_look_up():
            words = tr(
                "The current release couldn't be looked up. The address is shown without it."
            )
        self._lookup_note.setText(words)
        self._lookup_note.setVisible(bool(words))

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
        button.setObjectName("open-hire2retire")
        button.clicked.connect(lambda: self.connection.services.open_url(address))
        return button

    def _how_to_open(self) -> list[QWidget]:
        """Say how to get there while its address isn't known to the program."""
        if self.connection.services.links.get("hire2retire"):
            return []
        words = tr(
            "Open Hire2Retire in your browser and sign in as usual. If you don't know its address, "
            "ask whoever set it up in your company, or RoboMQ support."
        )
        how = Disclosure(tr("How to open it"), Label(words, ink=theme.Color.MUTED))
        how.button.setObjectName("how-to-open")
        return [how]

    def _proven(self) -> bool:
        return self.session.draft.verified

    def _linked(self, linked: Linked, record: Path | None) -> None:
        self._record = record
        self.session.update_draft(linked=linked)
        announce(self._result, self._result.accessibleName())
        self.verticalScrollBar().setValue(0)
        self._afterwards.take_focus()

    def _not_written(self, error: Exception) -> None:
        known = isinstance(error, StorageError)
        words = error.sentence if isinstance(error, StorageError) else type(error).__name__
        line = tr("The record couldn't be saved.") if known else tr("The record wasn't saved.")
        self._result.show_line(theme.Tone.WRONG, line, words)
        self._result.show()

    def _show_result(self) -> None:
        draft = self.session.draft
        linked = draft.linked
        self._result.setVisible(linked is not None)
        self._unverified.setVisible(linked is None and not draft.verified)
        if linked is None:
            self._show_unverified()
            return
        words = _PRACTICE if self.session.practice else _LINKED
        verified, not_verified, detail = map(tr, words)
        line = verified if linked.proven else not_verified
        tone = theme.Tone.GOOD if linked.proven else theme.Tone.WARNING
        self._result.show_line(tone, line, detail.format(when=when(linked.at)))
        self._says.setChecked(True)
        self._says.setEnabled(False)

    def _show_unverified(self) -> None:
        """Show, before anything is copied, what is known of the link and where to test it."""
        draft = self.session.draft
        detail = tr("It hasn't been tested yet.")
        if draft.current_test:
            detail = draft.current_test.detail
        elif draft.last_test:
            detail = tr("Something has changed since the last test.")
        line, action = tr("This link isn't verified."), tr("Test the link")
        self._unverified.show_line(theme.Tone.WARNING, line, detail, action)

    def _show_record(self) -> None:
        record = self._record or self._afterwards.latest()
        if record is not None:
            self.connection.services.open_url(QUrl.fromLocalFile(str(record)).toString())

    def _configure(self) -> None:
        """Go to what a workflow can choose from."""
        shown = self._choices if self._choices.isVisibleTo(self) else self._no_choices
        target = shown.findChild(DisclosureButton) or shown
        target.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll_to(target)

    def _show_choices(self) -> None:
        report = self.connection.report
        self._choices.show_choices(report.choices if report else None)
        known = bool(report and report.choices.boards)
        words = tr("Run the test to see which boards, statuses, and types you can choose.")
        self._no_choices.setText("" if known else words)
        self._no_choices.setVisible(not known)
