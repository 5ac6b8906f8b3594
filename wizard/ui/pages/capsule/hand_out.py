"""*Hand to a colleague*: make the request file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QWidget

from wizard.domain.capsule import SentRequest, check_code, expires
from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.text import tr
from wizard.storage.capsule_files import ENDING, file_name
from wizard.ui.controllers.capsules import Capsules
from wizard.ui.dates import when
from wizard.ui.file_dialog import Choose
from wizard.ui.pages.capsule.dialog import CapsuleDialog
from wizard.ui.theme import theme
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.fields import ValueField


class HandOutDialog(CapsuleDialog):
    """Asks for the sender's name, then saves the request where the user says."""

    def __init__(
        self, draft: Draft, capsules: Capsules, choose: Choose, parent: QWidget | None = None
    ) -> None:
        purpose = tr(
            "Your colleague opens the file in h2r-link, sets up the security role, the API "
            "member, and the keys, and sends back an encrypted answer. Only this computer "
            "can read it."
        )
        super().__init__("hand-out", tr("Hand to a colleague"), purpose, parent)
        self._draft, self._capsules, self._choose = draft, capsules, choose
        self._sender = ValueField(tr("Your &name"), hint=tr("Shown to your colleague."))
        self._sender.edit.setObjectName("sender")
        self._sender.set_text(capsules.who)
        self._client_id = CheckBox(
            tr("Ask for the Client &ID, too"), tr("If your colleague requests it from ConnectWise.")
        )
        self._client_id.setObjectName("wants-client-id")
        self._client_id.setChecked(draft.client_id_state is ClientIdState.NOT_ASKED)
        self._fields = (self._sender, self._client_id)
        for field in self._fields:
            self.body.addWidget(field)
        self.act_with(tr("&Save the request…"), "save-request", self._save)
        sent = draft.sent
        if sent and not sent.answered:
            line = tr("A request made on {when} is still open.").format(when=when(sent.created))
            detail = tr(
                "A new request replaces it. Answers to the old one can't be opened anymore."
            )
            self.outcome.show_line(theme.Tone.WARNING, line, detail)
            self.outcome.show()

    def _save(self) -> None:
        chosen = self._choose(self, f"{file_name(self._draft)}.{ENDING}", ENDING)
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(f".{ENDING}")
        self.allow(tr("One moment …"))
        self._capsules.make(
            self._draft,
            self._sender.text(),
            path,
            lambda sent: self._saved(sent, path),
            self._failed,
            wants_client_id=self._client_id.isChecked(),
        )

    def _saved(self, sent: SentRequest, path: Path) -> None:
        shown = QDir.toNativeSeparators(str(path))
        line = tr("Saved: {path}").format(path=shown)
        self.say(
            theme.Tone.GOOD, line, tr("Send this file to your colleague. It contains no secrets.")
        )
        self.allow()
        self.primary.hide()
        self.purpose.setText(
            tr(
                "When the answer arrives, double-click it or open it from the list of "
                "connections. Tell your colleague the check code by phone."
            )
        )
        for field in self._fields:
            field.hide()
        self.add_facts(
            tr("The request"),
            {
                tr("Check code"): check_code(sent.recipient),
                tr("Valid until"): when(expires(sent.created)),
            },
        )
        self.close_button.setFocus()

    def _failed(self, why: str) -> None:
        self.allow()
        self.say(theme.Tone.WRONG, tr("The request wasn't saved."), why)
