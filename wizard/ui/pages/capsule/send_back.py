"""*Send back*: save the encrypted answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QWidget

from wizard.domain.capsule import check_code, date_problem
from wizard.domain.faults.fault import Field
from wizard.domain.text import tr
from wizard.storage.capsule_files import ENDING, file_name
from wizard.ui.controllers.capsules import Capsules
from wizard.ui.controllers.session import Session
from wizard.ui.file_dialog import Choose
from wizard.ui.pages.capsule.dialog import CapsuleDialog
from wizard.ui.theme import theme
from wizard.ui.widgets.fields import ValueField


class SendBackDialog(CapsuleDialog):
    """Asks for the colleague's name, then saves the answer where the user says."""

    def __init__(
        self, session: Session, capsules: Capsules, choose: Choose, parent: QWidget | None = None
    ) -> None:
        purpose = tr("The answer is encrypted. Only the computer that asked can read it.")
        super().__init__("send-back", tr("Send back"), purpose, parent)
        self._session, self._capsules, self._choose = session, capsules, choose
        received = session.draft.received
        self._sender = received.sender if received else ""
        self._name = ValueField(tr("Your &name"), hint=tr("Shown to the person who asked."))
        self._name.edit.setObjectName("colleague")
        self._name.set_text(capsules.who)
        self.body.addWidget(self._name)
        if received:
            has_client_id = session.accepts(Field.CLIENT_ID)
            self.add_facts(
                tr("The answer"),
                {
                    tr("For"): received.sender,
                    tr("Company ID"): received.company_id,
                    tr("Client ID"): tr("included") if has_client_id else tr("not included"),
                    tr("Check code"): check_code(received.recipient),
                },
            )
        self.act_with(tr("&Save the answer…"), "save-answer", self._save)
        self.allow(self._missing())

    def _missing(self) -> str:
        received = self._session.draft.received
        if received and (problem := date_problem(received.created, self._capsules.now)):
            return problem
        keys = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
        ready = all(self._session.accepts(key) for key in keys)
        return "" if ready else tr("Paste both keys on the Keys page first.")

    def _save(self) -> None:
        suggested = f"{file_name(self._session.draft, answer=True)}.{ENDING}"
        chosen = self._choose(self, suggested, ENDING)
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(f".{ENDING}")
        self._capsules.send_back(self._name.text(), path, lambda: self._saved(path), self._failed)

    def _saved(self, path: Path) -> None:
        line = tr("Saved: {path}").format(path=QDir.toNativeSeparators(str(path)))
        who = self._sender or tr("the person who asked")
        detail = tr(
            "Send this file to {who}. Your copy of the keys stays until you remove the connection."
        )
        self.say(theme.Tone.GOOD, line, detail.format(who=who))

    def _failed(self, why: str) -> None:
        self.say(theme.Tone.WRONG, tr("The answer wasn't saved."), why)
