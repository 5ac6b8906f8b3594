"""Targets for the content of files and vaults, and for input from scripts."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.fuzz.oracle import assert_showable
from tests.fuzz.typed import text_of
from wizard.cli.check_input import read_typed
from wizard.cli.output import UnusableInputError
from wizard.domain.capsule import check_code
from wizard.domain.draft import Draft
from wizard.domain.drift import Seen
from wizard.domain.rights import RightsTable
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.values.field_texts import FieldTexts
from wizard.storage import age, capsules
from wizard.storage.capsule_files import CapsuleError, Request, SealedAnswer, draft_of
from wizard.storage.capsule_files import parse as parse_capsule
from wizard.storage.draft_errors import NewerVersionError, UnreadableDraftError
from wizard.storage.draft_json import dump, parse
from wizard.storage.drafts import DraftFolder
from wizard.storage.history_json import dump as dump_history
from wizard.storage.history_json import parse as parse_history
from wizard.storage.settings import SettingsFile
from wizard.storage.vault.entry import DAMAGED, pack, unpack
from wizard.storage.vault.vault import MemoryVault

ID = "0123456789ab"
MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@cache
def folder() -> Path:
    """One folder for all the files of a run, taken away at its end."""
    made = tempfile.TemporaryDirectory(prefix="h2r-fuzz-")
    _open.append(made)
    return Path(made.name)


_open: list[tempfile.TemporaryDirectory[str]] = []


def draft(data: bytes) -> None:
    try:
        found = parse(data)
    except (UnreadableDraftError, NewerVersionError) as refused:
        assert str(refused) in {"not JSON", "not a draft"} or str(refused).startswith("version ")
        assert refused.__suppress_context__ or isinstance(refused, NewerVersionError)
        return
    _hold_draft(found)
    assert parse(dump(found)) == found


def _hold_draft(found: Draft) -> None:
    texts = (found.id, found.name, found.site, found.company_id, found.public_key)
    assert_showable(*texts, found.role_name, found.member_id, found.vault_host, found.proxy)
    assert_showable(*found.ticked, found.last_test.detail if found.last_test else "")
    moments = [found.created]
    moments += [part.at for part in (found.last_test, found.linked) if part]
    for moment in moments:
        moment.astimezone()  # as the list of connections shows it


def history(data: bytes) -> None:
    try:
        found = parse_history(data)
    except ValueError as refused:
        assert str(refused) == "not a history"
        assert refused.__suppress_context__
        return
    seen = found.seen or Seen()
    assert_showable(found.keys, seen.site, seen.release, seen.member, seen.role, seen.issuer)
    assert_showable(*seen.rights, *(seen.boards or ()))
    for test in found.tests:
        test.at.astimezone()  # as the table of tests shows it
        assert_showable(test.summary, *(change.message for change in test.changes))
    assert parse_history(dump_history(found)) == parse_history(dump_history(found))


@cache
def _request() -> tuple[MemoryVault, Draft]:
    """A connection with a request to a colleague."""
    vault = MemoryVault()
    draft = Draft(ID, MADE, site="https://na.myconnectwise.net", company_id="contoso")
    path = folder() / "request.h2rlink"
    sent = capsules.make_request(vault, draft, "Alice", MADE, path, wants_client_id=True)
    return vault, replace(draft, sent=sent)


def capsules_made() -> tuple[bytes, ...]:
    """A request and an answer to it."""
    draft = replace(_request()[1], sent=None)
    path = folder() / "example.h2rlink"
    capsules.make_request(MemoryVault(), draft, "Alice", MADE, path, wants_client_id=True)
    asks = path.read_bytes()
    request = parse_capsule(asks, Path("contoso.h2rlink"))
    assert isinstance(request, Request)
    keys = FieldTexts(
        draft.site, draft.company_id, "TestPublicKey001", Secret("TestPrivateKey01"), Secret("")
    )
    return asks, capsules.answer_file(request.about, keys, "Carol")


def values_made() -> bytes:
    """What an answer holds once it is decrypted."""
    sent = _request()[1].sent
    assert sent
    values = {
        "type": "h2r-link values", "version": 1, "id": sent.id, "host": sent.host,
        "company_id": sent.company_id, "public_key": "TestPublicKey001",
        "private_key": "TestPrivateKey01", "client_id": "", "colleague": "Carol",
    }  # fmt: skip
    return json.dumps(values).encode()


def capsule(data: bytes) -> None:
    """A file of either kind is parsed or refused in one sentence, and an answer changes nothing."""
    try:
        found = parse_capsule(data, Path("contoso.h2rlink"))
        if isinstance(found, Request):
            _hold_draft(draft_of(found, MADE))
            assert_showable(found.about.sender, found.about.host, check_code(found.about.recipient))
            capsules.check_received(found, (), MADE)
            return
        vault, draft = _request()
        assert draft.sent
        # Whoever has the request may encrypt anything, under its id, too.
        bound = replace(found, request_id=draft.sent.id)
        assert capsules.open_answer(vault, draft, bound, MADE) is None, "nobody answered"
    except CapsuleError as refused:
        assert_showable(refused.sentence)
        assert refused.__suppress_context__ or refused.__context__ is None


def capsule_values(data: bytes) -> None:
    """Any content encrypted for us is read completely or refused."""
    vault, draft = _request()
    assert draft.sent
    sealed = SealedAnswer(draft.sent.id, age.encrypt(data, draft.sent.recipient))
    try:
        answer = capsules.open_answer(vault, draft, sealed, MADE)
    except CapsuleError as refused:
        assert_showable(refused.sentence)
        assert "PrivateKey" not in refused.sentence
        return
    assert (answer.host, answer.company_id) == (draft.sent.host, draft.company_id)


def drafts(data: bytes) -> None:
    """The folder reads a file, sets a damaged one aside, and finds nothing the second time."""
    kept = DraftFolder(folder() / "connections")
    kept.path.mkdir(mode=0o700, exist_ok=True)
    for path in kept.path.iterdir():
        path.unlink()
    (kept.path / f"{ID}.json").write_bytes(data)
    loaded = kept.all()
    assert_showable(*(problem.reason for problem in loaded.problems))
    again = kept.all()
    assert again.drafts == loaded.drafts
    assert all(found.id == ID for found in loaded.drafts)


def settings(data: bytes) -> None:
    path = folder() / "settings.json"
    path.write_bytes(data)
    found = SettingsFile(path)
    language = found.language
    assert isinstance(language, str)
    assert_showable(language)
    found.choose_language(language)
    assert found.language == language


def vault(data: bytes) -> None:
    found = unpack(Secret(text_of(data)))
    stored = replace(found.stored, secret=Secret(""))
    assert repr(found) == repr(replace(found, stored=stored))
    if found.generation != DAMAGED:
        again = unpack(pack(found.generation, found.stored))
        assert again == found
        assert type(found.generation) is int


def check_input(data: bytes) -> None:
    path = folder() / "values.json"
    path.write_bytes(data)
    try:
        typed = read_typed(str(path))
    except UnusableInputError as unusable:
        assert_showable(str(unusable))
        assert str(unusable).isascii()
        assert unusable.__suppress_context__ or unusable.__context__ is None
        return
    assert typed.scope.tickets <= set(Ticket)
    assert typed.scope.tickets
    assert isinstance(typed.scope, Scope)
    assert all(isinstance(part, str) for part in (typed.site, typed.company_id, typed.public_key))


def rights(data: bytes) -> None:
    try:
        table = RightsTable.parse(text_of(data))
    except ValueError:
        return
    assert table.rights
    assert table.needed(Scope(frozenset(Ticket), True, True, True))
