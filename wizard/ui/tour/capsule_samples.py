"""Sample dialogs of a hand-over, for the tour; nothing is stored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Field
from wizard.domain.secret import Secret
from wizard.domain.values.field_texts import FieldTexts
from wizard.storage import capsules
from wizard.storage.capsule_files import CapsuleError, Request, SealedAnswer, draft_of, parse
from wizard.storage.vault.vault import MemoryVault
from wizard.ui.controllers.capsules import Capsules
from wizard.ui.controllers.session import Session
from wizard.ui.pages.capsule.dialog import CapsuleDialog, UnusableFileDialog
from wizard.ui.pages.capsule.hand_out import HandOutDialog
from wizard.ui.pages.capsule.received import AnswerDialog, RequestDialog
from wizard.ui.pages.capsule.send_back import SendBackDialog
from wizard.ui.window.window import Window

_FILE = Path("contoso.h2rlink")
_COLLEAGUE = "Carol"
_KEYS = FieldTexts(
    site="https://na.myconnectwise.net",
    company_id="contoso",
    public_key="TestPublicKey001",
    private_key=Secret("TestPrivateKey01"),
)


def sample_dialogs(window: Window) -> Iterator[tuple[str, str, CapsuleDialog]]:
    """Yield the step each dialog belongs to, a name for its picture, and the dialog."""
    work, vault = Capsules(window.manager), MemoryVault()
    draft = replace(
        new_draft(work.now), name="Contoso MSP", site=_KEYS.site, company_id=_KEYS.company_id
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        sent = capsules.make_request(vault, draft, "Alice", work.now, path, wants_client_id=True)
        request = parse(path.read_bytes(), _FILE)
    waiting = replace(draft, sent=replace(sent, created=sent.created - timedelta(days=2)))
    yield "site", "hand-out", HandOutDialog(draft, work, _nowhere, window)
    yield "site", "hand-out-again", HandOutDialog(waiting, work, _nowhere, window)
    if not isinstance(request, Request):
        return
    yield "connections", "request", RequestDialog(request, None, lambda: None, window)
    session = Session(draft_of(request, work.now))
    session.write(Field.PUBLIC_KEY, _KEYS.public_key)
    session.write(Field.PRIVATE_KEY, _KEYS.private_key.reveal())
    yield "keys", "send-back", SendBackDialog(session, work, _nowhere, window)
    sealed = parse(capsules.answer_file(request.about, _KEYS, _COLLEAGUE), _FILE)
    if not isinstance(sealed, SealedAnswer):
        return
    asked = replace(draft, sent=sent)
    answer = capsules.open_answer(vault, asked, sealed, work.now)
    yield "connections", "answer", AnswerDialog(asked, answer, work, lambda _: None, window)
    try:
        capsules.asked_by(sealed, ())
    except CapsuleError as refused:
        yield "connections", "refused", UnusableFileDialog(refused.sentence, window)


def _nowhere(*_: object) -> str:
    return ""
