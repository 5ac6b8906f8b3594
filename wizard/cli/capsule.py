"""``h2r-link capsule``: the hand-over between two people without a window.

Values are asked for on the terminal, hidden, or read line by line from standard input.
"""

from __future__ import annotations

import argparse
import errno
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from wizard.base import assets
from wizard.cli import saved
from wizard.cli.ending import not_done
from wizard.cli.output import UnusableInputError, complain, wrapped
from wizard.cli.waiting import StoppedError, TooSlowError, answer_of, stop_requested
from wizard.documents.messages import message
from wizard.domain.capsule import SentRequest, check_code, expires
from wizard.domain.credentials import credentials
from wizard.domain.credentials.credentials import ParsedValue
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Field
from wizard.domain.faults.problem import Problem
from wizard.domain.rights import RightsTable
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.domain.values.field_texts import FieldTexts
from wizard.storage import capsules
from wizard.storage.capsule_files import (
    ENDING,
    SIZE_LIMIT,
    CapsuleError,
    Request,
    SealedAnswer,
    UnreadableCapsuleError,
    draft_of,
    file_name,
    parse,
    person,
    read_capsule,
)
from wizard.storage.drafts import DraftFolder
from wizard.storage.export import export, need_writable
from wizard.storage.files import StorageError, read_small, storage_error
from wizard.storage.folders import UserDirs
from wizard.storage.lock import WINDOW_LOCK, FolderLock
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault, VaultError

VAULT_TAKES_AT_MOST_S = 120.0
_REFUSED = 1
_TRIES = 3
T = TypeVar("T")


def run(options: argparse.Namespace) -> int:
    """Create a request, answer one, or import an answer; return the exit code."""
    act = {"make": _make, "open": _open, "answer": _answer}[options.part]
    try:
        return act(options)
    except (UnusableInputError, UnreadableCapsuleError) as error:
        return complain(str(error))
    except CapsuleError as refused:
        _aside(f"h2r-link: {refused.sentence}")
        return _REFUSED
    except VaultError as closed:
        return not_done(f"{closed.problem.message} {closed.problem.fix}".strip())
    except StoppedError:
        return not_done(tr("stopped."))
    except TooSlowError:
        return not_done(
            tr("the vault didn't respond in time ({seconds:g} s).").format(
                seconds=VAULT_TAKES_AT_MOST_S
            )
        )


def _make(options: argparse.Namespace) -> int:
    """Write a request file for a saved connection."""
    path = _new_file(options.file, Request)
    folders = UserDirs.default()
    with _alone(folders):
        draft, drafts = saved.find(options.name, folders), DraftFolder(folders.connections)
        wants = options.client_id or draft.client_id_state.value == "not_asked"
        sent = _with_vault(
            lambda vault: capsules.make_saved_request(
                vault, drafts, draft, _user(), _now(), path=path, wants_client_id=wants
            )
        )
    print(tr("Request saved: {path}").format(path=path))
    _tell_request(sent)
    print(wrapped(tr("Send this file to your colleague. It contains no secrets.")))
    print(
        wrapped(
            tr("When the answer arrives: {command}").format(command="h2r-link capsule answer FILE")
        )
    )
    return 0


def _open(options: argparse.Namespace) -> int:
    """Show what a request asks for, ask for the values, and write the encrypted answer."""
    path = Path(options.file)
    request = read_capsule(path)
    if isinstance(request, SealedAnswer):
        raise UnusableInputError(
            tr("this file is an answer; use: {command}").format(command="h2r-link capsule answer")
        )
    folders = UserDirs.default()
    capsules.check_received(request, DraftFolder(folders.connections).all().drafts, _now())
    draft = draft_of(request, _now())
    named = options.output
    target = _new_file(named, SealedAnswer) if named else _answer_path(path, draft)
    # Check before three values are typed that would be lost.
    need_writable(target)
    _tell_task(request, draft)
    typed = _ask_values(request, draft)
    colleague = _user()
    export(target, capsules.answer_file(request.about, typed, colleague))
    print(tr("Answer saved: {path}").format(path=target))
    words = tr("Send it to {who}. Only the computer that asked can read it.")
    print(wrapped(words.format(who=request.about.sender or tr("the person who asked"))))
    return 0


def _answer(options: argparse.Namespace) -> int:
    """Decrypt an answer and store its values."""
    sealed = read_capsule(Path(options.file))
    if isinstance(sealed, Request):
        raise UnusableInputError(
            tr("this file is a request; use: {command}").format(command="h2r-link capsule open")
        )
    folders = UserDirs.default()
    drafts = DraftFolder(folders.connections)
    with _alone(folders):
        draft = capsules.asked_by(sealed, drafts.all().drafts)

        def use(vault: Vault) -> Draft:
            answer = capsules.open_answer(vault, draft, sealed, _now())
            return capsules.use_answer(vault, drafts, draft, answer, _now())

        used = _with_vault(use)
    words = tr("The keys for {name} are stored. {colleague} created them.")
    colleague = (used.sent.colleague if used.sent else "") or tr("Your colleague")
    print(wrapped(words.format(name=used.title, colleague=colleague)))
    print(wrapped(tr("Next: {command}").format(command=f"h2r-link check {used.id}")))
    return 0


def _with_vault(work: Callable[[Vault], T]) -> T:
    """Return what ``work`` returns; the vault may ask the user meanwhile."""
    stop = stop_requested()

    def call() -> T:
        vault = open_vault()
        if isinstance(vault, Problem):
            raise VaultError(vault)
        return work(vault)

    return answer_of(call, stop, VAULT_TAKES_AT_MOST_S)


@contextmanager
def _alone(folders: UserDirs) -> Iterator[None]:
    """Keep the window from saving the same connection meanwhile."""
    lock = FolderLock(folders.runtime, WINDOW_LOCK)
    if not lock.take():
        raise StorageError(tr("h2r-link is open. Do this in its window, or close it first."))
    try:
        yield
    finally:
        lock.release()


def _ask_values(request: Request, draft: Draft) -> FieldTexts:
    """Prompt for each value, up to three times."""
    company = draft.company_id
    public = _value(Field.PUBLIC_KEY, lambda text: credentials.read_public_key(text, company))
    private = _value(Field.PRIVATE_KEY, lambda text: credentials.read_private_key(text, company))
    client_id = ""
    if request.about.wants_client_id:
        _aside(tr("The Client ID may stay empty if it hasn't arrived yet."))
        client_id = _value(Field.CLIENT_ID, credentials.read_client_id, optional=True)
    return FieldTexts(draft.site, company, public, Secret(private), Secret(client_id), draft.scope)


def _value(field: Field, read: Callable[[str], ParsedValue], *, optional: bool = False) -> str:
    for _ in range(_TRIES):
        text = _ask(f"{field.label}: ")
        if optional and not text.strip():
            return ""
        found = read(text)
        if found.accepted:
            return found.text
        problem = found.problem
        _aside(f"{problem.message} {problem.fix}".strip() if problem else "")
    raise CapsuleError(tr("No answer was written."))


def _ask(prompt: str) -> str:
    """Ask hidden on a terminal; without one read a line, at most as long as a file may be."""
    if sys.stdin is None:
        raise UnusableInputError(tr("standard input is closed."))
    try:
        return getpass.getpass(prompt, sys.stderr) if sys.stdin.isatty() else _line(prompt)
    except EOFError:
        raise UnusableInputError(tr("standard input ended before all values were read.")) from None


def _line(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    text = sys.stdin.readline(SIZE_LIMIT)
    if not text:
        raise EOFError
    return text


def _tell_request(sent: SentRequest) -> None:
    print(tr("Check code: {code}").format(code=check_code(sent.recipient)))
    print(tr("Valid until: {day}").format(day=expires(sent.created).date().isoformat()))


def _tell_task(request: Request, draft: Draft) -> None:
    """Print who asks, for which ConnectWise, and the steps with every permission."""
    about = request.about
    rows = {
        tr("Asked by"): about.sender,
        tr("ConnectWise address"): request.site,
        tr("Company ID"): about.company_id,
        tr("Check code"): check_code(about.recipient),
        tr("Valid until"): expires(about.created).date().isoformat(),
    }
    for title, text in rows.items():
        print(f"{title}: {text}")
    print(wrapped(tr("Compare the check code with the person who asked, for example by phone.")))
    print()
    print(message(draft, RightsTable.parse(assets.text("rights.toml"))), flush=True)


def _answer_path(path: Path, draft: Draft) -> Path:
    """A new name beside the request, so that nothing is overwritten."""
    stem = file_name(draft, answer=True)
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    found = (path.with_name(f"{name}.{ENDING}") for name in names)
    return next((one for one in found if not one.exists()), path.with_name(f"{stem}.{ENDING}"))


def _new_file(text: str, kind: type[Request | SealedAnswer]) -> Path:
    """Refuse to overwrite what isn't a file of ours and of this ``kind``."""
    path = Path(text)
    if path.is_dir():
        raise UnusableInputError(tr("{path} is a folder.").format(path=path))
    if path.exists():
        try:
            content = read_small(path, SIZE_LIMIT)
            other = bool(content) and not isinstance(parse(content, path), kind)
        except (OSError, CapsuleError):
            other = True
        if other:
            raise UnusableInputError(_in_the_way(path, kind))
    return path


def _in_the_way(path: Path, kind: type[Request | SealedAnswer]) -> str:
    if kind is Request:
        return tr("{path} already exists and isn't a request. Choose another name.").format(
            path=path
        )
    return storage_error(FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)), path).sentence


def _user() -> str:
    try:
        return person(getpass.getuser())
    except (ImportError, KeyError, OSError):
        return ""


def _now() -> datetime:
    return datetime.now().astimezone()


def _aside(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
