"""What a file from the other person says, before anything is done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from wizard.domain.capsule import check_code, expires
from wizard.domain.draft import Draft, Environment
from wizard.domain.text import tr
from wizard.storage.capsule_files import Answer, Request
from wizard.ui.controllers.capsules import Capsules
from wizard.ui.dates import when
from wizard.ui.pages.capsule.dialog import CapsuleDialog
from wizard.ui.theme import theme


class RequestDialog(CapsuleDialog):
    """Who asks, and for which ConnectWise; *Start* opens the steps."""

    def __init__(
        self,
        request: Request,
        begun: Draft | None,
        start: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        purpose = tr(
            "You'll set up the security role, the API member, and the keys. Before you "
            "start, compare the check code with the person who asked, for example by phone. "
            "This ensures that no one else can read your answer."
        )
        super().__init__("received-request", tr("A colleague needs your help"), purpose, parent)
        about = request.about
        sandbox = request.environment is Environment.SANDBOX
        self.add_facts(
            tr("The request"),
            {
                tr("Asked by"): about.sender,
                tr("Connection"): request.name,
                tr("ConnectWise address"): request.site,
                tr("Company ID"): about.company_id,
                tr("Environment"): tr("Sandbox") if sandbox else tr("Production"),
                tr("Check code"): check_code(about.recipient),
                tr("Valid until"): when(expires(about.created)),
            },
        )
        self.close_button.setText(tr("&Not now"))
        self.act_with(tr("&Continue") if begun else tr("&Start"), "start-request", self.accept)
        self.accepted.connect(start)
        if begun and begun.received and begun.received.returned:
            line = tr("You saved an answer on {when}.").format(when=when(begun.received.returned))
            self.outcome.show_line(theme.Tone.NEUTRAL, line)
            self.outcome.show()


class AnswerDialog(CapsuleDialog):
    """Who answered, and for which connection; *Use these keys* stores them."""

    def __init__(
        self,
        draft: Draft,
        answer: Answer,
        capsules: Capsules,
        used: Callable[[Draft], None],
        parent: QWidget | None = None,
    ) -> None:
        purpose = tr("The answer was decrypted. Nothing is stored yet.")
        super().__init__("received-answer", tr("Your colleague answered"), purpose, parent)
        self._draft, self._answer, self._capsules, self._used = draft, answer, capsules, used
        has_client_id = bool(answer.client_id)
        self.add_facts(
            tr("The answer"),
            {
                tr("Answered by"): answer.colleague,
                tr("Connection"): draft.title,
                tr("Company ID"): draft.company_id,
                tr("Keys"): tr("included"),
                tr("Client ID"): tr("included") if has_client_id else tr("not included"),
            },
        )
        if draft.public_key:
            line = tr("This connection already has keys. The new keys replace them.")
            self.outcome.show_line(theme.Tone.WARNING, line)
            self.outcome.show()
        self.close_button.setText(tr("&Not now"))
        self.act_with(tr("&Use these keys"), "use-answer", self._use)

    def _use(self) -> None:
        self.allow(tr("Storing …"))
        self._capsules.use_answer(self._draft, self._answer, self._stored, self._failed)

    def _stored(self, draft: Draft) -> None:
        self.accept()
        self._used(draft)

    def _failed(self, why: str) -> None:
        self.allow()
        self.say(theme.Tone.WRONG, tr("The keys weren't stored. Nothing was changed."), why)
