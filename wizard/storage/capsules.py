"""Hand-over between two people, on a worker thread: request, lookup, and use of the answer."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from wizard.domain.bound_secret import BoundSecret, same_host
from wizard.domain.capsule import ReceivedRequest, SentRequest, date_problem
from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import Step
from wizard.domain.secret import Secret
from wizard.domain.text import N_, tr
from wizard.domain.values.field_texts import FieldTexts
from wizard.domain.values.values import parse_values
from wizard.storage import age
from wizard.storage.capsule_files import (
    Answer,
    CapsuleError,
    Request,
    SealedAnswer,
    dump_request,
    person,
    seal,
    unseal,
)
from wizard.storage.export import export
from wizard.storage.files import StorageError
from wizard.storage.key_replacement import DraftSaver, replace_keys
from wizard.storage.saved_values import SavedValues, host_of, read_saved
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import Vault, VaultError

# A well-formed dummy Client ID, so that only the keys of an answer are checked.
_ANY_CLIENT_ID = "11111111-2222-4333-8444-555555555555"

_INCOMPLETE = N_("Enter the ConnectWise address and the Company ID first.")
_UNKNOWN = N_(
    "The request for this answer isn't on this computer: it was made on another computer, was "
    "replaced by a newer request, or its connection was removed."
)
_USED = N_("This answer was already opened on {day}. Make a new request if you need new keys.")
_CHANGED = N_(
    "This answer is for {company} at {host}. The connection now has a different address or "
    "Company ID, so the answer wasn't used."
)
_NO_KEY = N_("The key that opens this answer is no longer in {vault}. Make a new request.")
_OWN = N_("This request was made on this computer. Send the file to your colleague.")
_NO_VALUES = N_("The values in this answer can't be used. {why}")


def answer_entry(draft_id: str, request: SentRequest) -> Entry:
    """Return the vault entry of the private key of ``request``."""
    return Entry(draft_id, VaultValue.ANSWER_KEY, request.company_id)


def make_request(
    vault: Vault, draft: Draft, sender: str, now: datetime, path: Path, *, wants_client_id: bool
) -> SentRequest:
    """Write a request file, which holds no secret, and store its private key in the vault.

    It replaces the previous request only when both are done.

    Raises:
        CapsuleError: the draft has no address or no Company ID.
        StorageError: the file can't be written.
        VaultError: the vault doesn't store the private key; then there is no file.
    """
    host = host_of(draft)
    if not host or not draft.company_id:
        raise CapsuleError(tr(_INCOMPLETE))
    identity, recipient = age.new_identity()
    sent = SentRequest(secrets.token_hex(16), now, host, draft.company_id, recipient)
    about = ReceivedRequest(
        sent.id, now, person(sender), host, draft.company_id, recipient, wants_client_id
    )
    export(path, dump_request(draft, about))
    try:
        vault.store(answer_entry(draft.id, sent), BoundSecret(host, identity))
    except VaultError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return sent


def make_saved_request(
    vault: Vault,
    drafts: DraftSaver,
    draft: Draft,
    sender: str,
    now: datetime,
    *,
    path: Path,
    wants_client_id: bool,
) -> SentRequest:
    """Make a request and save the draft that names it; if saving fails, the previous request stays.

    Raises:
        CapsuleError, VaultError: as `make_request`.
        StorageError: the file or the draft can't be written; there is no file then.
    """
    entry = Entry(draft.id, VaultValue.ANSWER_KEY, draft.company_id)
    before = None
    # A damaged private half is no reason against a new one.
    with contextlib.suppress(VaultError):
        before = vault.read(entry)
    sent = make_request(vault, draft, sender, now, path, wants_client_id=wants_client_id)
    try:
        drafts.save(replace(draft, sent=sent))
    except StorageError:
        with contextlib.suppress(OSError):
            path.unlink()
        with contextlib.suppress(VaultError):
            _put_back(vault, entry, before)
        raise
    return sent


def _put_back(vault: Vault, entry: Entry, before: BoundSecret | None) -> None:
    if before is None:
        vault.delete(entry)
    else:
        vault.store(entry, before)


def check_received(request: Request, drafts: Iterable[Draft], now: datetime) -> None:
    """Raise `CapsuleError` if ``request`` can't be worked on here and now."""
    if any(draft.sent and draft.sent.id == request.about.id for draft in drafts):
        raise CapsuleError(tr(_OWN))
    if problem := date_problem(request.about.created, now):
        raise CapsuleError(problem)


def begun_before(request: Request, drafts: Iterable[Draft]) -> Draft | None:
    """Return the existing draft of ``request``, if any."""
    about = request.about
    for draft in drafts:
        if draft.received and replace(draft.received, returned=None) == about:
            return draft
    return None


def answer_file(received: ReceivedRequest, typed: FieldTexts, colleague: str) -> bytes:
    """Return the encrypted answer with the accepted values of ``typed``.

    Raises:
        CapsuleError: a value can't be used, or it was entered for another ConnectWise.
    """
    _need_usable(typed)
    answer = Answer(
        request_id=received.id,
        host=received.host,
        company_id=received.company_id,
        public_key=typed.public_key,
        private_key=typed.private_key,
        client_id=typed.client_id,
        colleague=colleague,
    )
    return seal(answer, received.recipient)


def asked_by(answer: SealedAnswer, drafts: Iterable[Draft]) -> Draft:
    """Return the draft whose request ``answer`` belongs to.

    Raises:
        CapsuleError: there is none.
    """
    for draft in drafts:
        if draft.sent and draft.sent.id == answer.request_id:
            return draft
    raise CapsuleError(tr(_UNKNOWN))


def open_answer(vault: Vault, draft: Draft, sealed: SealedAnswer, now: datetime) -> Answer:
    """Decrypt the answer to the request of ``draft``; it isn't used up by that.

    Raises:
        CapsuleError: it was opened before, is too old, or is for another connection.
        VaultError: the vault doesn't return the private key.
    """
    sent = draft.sent
    if sent is None or sent.id != sealed.request_id:
        raise CapsuleError(tr(_UNKNOWN))
    if sent.answered:
        raise CapsuleError(tr(_USED).format(day=sent.answered.date().isoformat()))
    if problem := date_problem(sent.created, now):
        raise CapsuleError(problem)
    _need_bound(draft, sent.host, sent.company_id)
    stored = vault.read(answer_entry(draft.id, sent))
    if stored is None:
        raise CapsuleError(tr(_NO_KEY).format(vault=vault.name))
    answer = unseal(sealed, stored.released_for(sent.host))
    if answer.request_id != sent.id:
        raise CapsuleError(tr(_UNKNOWN))
    _need_bound(draft, answer.host, answer.company_id)
    _need_usable(_texts(draft, answer))
    return answer


def use_answer(
    vault: Vault, drafts: DraftSaver, draft: Draft, answer: Answer, now: datetime
) -> Draft:
    """Store the values of ``answer``, mark the request as used, and return the draft.

    If interrupted at any moment, the draft names either the previous keys or those of the answer.

    Raises:
        VaultError: the vault didn't store the values.
        StorageError: the draft could not be saved; the previous keys stay in use.
    """
    sent = draft.sent
    if sent is None:
        raise CapsuleError(tr(_UNKNOWN))
    kept, typed = read_saved(vault, draft), _texts(draft, answer)
    if not typed.client_id.reveal():
        typed = replace(typed, client_id=kept.typed.client_id)
    has_client_id = bool(typed.client_id.reveal())
    step = Step.LINK if has_client_id else Step.CLIENT_ID
    opened = replace(
        draft,
        sent=replace(sent, answered=now, colleague=answer.colleague),
        client_id_state=ClientIdState.HAVE if has_client_id else draft.client_id_state,
        remember_keys=True,
        last_test=None,
        step=step,
        reached=draft.reached | {Step.ROLE, Step.MEMBER, Step.KEYS, Step.CLIENT_ID, step},
    )
    used = replace_keys(vault, drafts, opened, SavedValues(typed, kept.proxy))
    # The request is used up either way: its draft says so.
    with contextlib.suppress(VaultError):
        vault.delete(answer_entry(draft.id, sent))
    return used


def _texts(draft: Draft, answer: Answer) -> FieldTexts:
    return FieldTexts(
        site=draft.site,
        company_id=draft.company_id,
        public_key=answer.public_key,
        private_key=answer.private_key,
        client_id=answer.client_id,
        scope=draft.scope,
    )


def _need_bound(draft: Draft, host: str, company_id: str) -> None:
    if not same_host(host_of(draft), host) or draft.company_id != company_id:
        raise CapsuleError(tr(_CHANGED).format(company=company_id, host=host))


def _need_usable(typed: FieldTexts) -> None:
    """Raise `CapsuleError` unless the keys, and the Client ID if there is one, can be used."""
    judged = typed if typed.client_id else replace(typed, client_id=Secret(_ANY_CLIENT_ID))
    problems = parse_values(judged).problems
    if problems:
        raise CapsuleError(tr(_NO_VALUES).format(why=problems[0].message))
