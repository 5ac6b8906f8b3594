"""Targets for what lies in files and vaults, and what scripts hand over."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.fuzz.oracle import assert_showable
from tests.fuzz.typed import text_of
from wizard.cli.check_input import read_typed
from wizard.cli.output import UnusableInputError
from wizard.domain.draft import Draft
from wizard.domain.rights import RightsTable
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.storage.draft_json import NewerVersionError, UnreadableDraftError, dump, parse
from wizard.storage.drafts import DraftFolder
from wizard.storage.settings import SettingsFile
from wizard.storage.vault.entry import DAMAGED, pack, unpack

ID = "0123456789ab"


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
    assert_showable(*found.ticked, found.last_test.summary if found.last_test else "")
    moments = [found.created]
    moments += [part.at for part in (found.last_test, found.linked) if part]
    for moment in moments:
        moment.astimezone()  # as the list of connections shows it


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
