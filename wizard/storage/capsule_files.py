"""File formats of a hand-over: a request in clear text, and an encrypted answer.

Both are one small JSON object. A request holds a public key and no secret; an answer shows the id
of its request, and everything else is an age file for that public key.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from wizard.domain.address.reading import read_address
from wizard.domain.capsule import ReceivedRequest
from wizard.domain.credentials.credentials import read_company_id
from wizard.domain.dataclass import dataclass
from wizard.domain.draft import ClientIdState, Draft, Environment, new_draft
from wizard.domain.errors import WizardError
from wizard.domain.faults.fault import Step
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.domain.text import N_, tr
from wizard.storage import age
from wizard.storage.files import UnfitFileError, is_reserved, read_small, storage_error
from wizard.storage.json_fields import (
    load_strict,
    one_of,
    read_count,
    read_flag,
    read_moment,
    read_object,
    read_text,
)
from wizard.storage.scope_json import read_scope, scope_to_json

ENDING = "h2rlink"
SIZE_LIMIT = 65_536
VERSION = 1
_REQUEST, _ANSWER, _VALUES = "h2r-link request", "h2r-link answer", "h2r-link values"
_ID = re.compile(r"[0-9a-f]{32}")
_NAME_LIMIT = 80
# Keys of any length make answers of one size.
_BLOCK = 2_048
_REQUEST_KEYS = {
    "type", "version", "id", "created", "sender", "recipient", "wants_client_id", "name",
    "environment", "site", "company_id", "scope", "role_name", "member_id",
}  # fmt: skip
_SCOPE_KEYS = {"tickets", "closes_tickets", "maps_contacts", "maps_owners"}
_ANSWER_KEYS = {"type", "version", "id", "encrypted"}
_VALUE_KEYS = {
    "type", "version", "id", "host", "company_id", "public_key", "private_key", "client_id",
    "colleague",
}  # fmt: skip

_NOT_OURS = N_("{file} isn't an h2r-link request or answer, or it was damaged in transit.")
_NEWER = N_(
    "{file} was created by a newer version of h2r-link. Install the latest release, then open it "
    "again."
)
_NOT_FOR_US = N_("This answer can't be decrypted: it was changed in transit. Ask for it again.")


class CapsuleError(WizardError):
    """A request or an answer can't be used; ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnreadableCapsuleError(CapsuleError):
    """It isn't a request or an answer at all."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a request file asks for."""

    about: ReceivedRequest
    name: str
    environment: Environment
    site: str
    scope: Scope
    role_name: str
    member_id: str


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """The readable part of an answer file: the id of its request."""

    request_id: str
    encrypted: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The returned values, and the request they belong to."""

    request_id: str
    host: str
    company_id: str
    public_key: str
    private_key: Secret
    client_id: Secret
    colleague: str


def person(text: str) -> str:
    """Return the name of a person as both files hold it."""
    return sanitize(text, _NAME_LIMIT)


def file_name(draft: Draft, *, answer: bool = False) -> str:
    """Return a name for a file about ``draft``, without its ending."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", draft.company_id).strip("-") or "connection"
    stem = f"company-{stem}" if is_reserved(stem) else stem
    return f"{stem}-answer" if answer else stem


def read_capsule(path: Path) -> Request | SealedAnswer:
    """Read a request or an answer file.

    Raises:
        CapsuleError: it isn't one, or is one that can't be used.
    """
    try:
        content = read_small(path, SIZE_LIMIT)
    except OSError as error:
        if isinstance(error, UnfitFileError) and error.errno != errno.EACCES:
            raise _not_ours(path) from None
        raise UnreadableCapsuleError(storage_error(error, path, reading=True).sentence) from None
    return parse(content, path)


def parse(content: bytes, path: Path) -> Request | SealedAnswer:
    """Parse a request or an answer file; ``path`` appears in exceptions.

    Raises:
        CapsuleError: it isn't one, or is one that can't be used.
    """
    try:
        fields = load_strict(content)
        if read_count(fields["version"]) > VERSION and fields["type"] in {_REQUEST, _ANSWER}:
            raise UnreadableCapsuleError(tr(_NEWER).format(file=sanitize(path.name)))
        kind = fields["type"]
        if kind == _REQUEST:
            return _request(_only(fields, _REQUEST_KEYS))
        if kind == _ANSWER:
            return _sealed(_only(fields, _ANSWER_KEYS))
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    raise _not_ours(path)


def dump_request(draft: Draft, about: ReceivedRequest) -> bytes:
    """Return the request file for the values of ``draft``."""
    return _dump(
        {
            "type": _REQUEST,
            "version": VERSION,
            "id": about.id,
            "created": about.created.isoformat(),
            "sender": person(about.sender),
            "recipient": about.recipient,
            "wants_client_id": about.wants_client_id,
            "name": draft.name,
            "environment": draft.environment.value,
            "site": draft.site,
            "company_id": about.company_id,
            "scope": scope_to_json(draft.scope),
            "role_name": draft.role_name,
            "member_id": draft.member_id,
        }
    )


def draft_of(request: Request, now: datetime) -> Draft:
    """Return a draft for the part that a request asks for."""
    return replace(
        new_draft(now),
        name=request.name,
        environment=request.environment,
        scope=request.scope,
        site=request.site,
        company_id=request.about.company_id,
        role_name=request.role_name,
        member_id=request.member_id,
        client_id_state=ClientIdState.NOT_ASKED,
        step=Step.ROLE,
        reached=frozenset({Step.ROLE}),
        received=request.about,
    )


def seal(answer: Answer, recipient: str) -> bytes:
    """Return the answer file: ``answer`` encrypted to the public key of its request."""
    values = {
        "type": _VALUES,
        "version": VERSION,
        "id": answer.request_id,
        "host": answer.host,
        "company_id": answer.company_id,
        "public_key": answer.public_key,
        "private_key": answer.private_key.reveal(),
        "client_id": answer.client_id.reveal(),
        "colleague": person(answer.colleague),
    }
    content = _dump(values)
    padded = content.ljust(-(-len(content) // _BLOCK) * _BLOCK)
    return _dump(
        {
            "type": _ANSWER,
            "version": VERSION,
            "id": answer.request_id,
            "encrypted": age.encrypt(padded, recipient),
        }
    )


def unseal(sealed: SealedAnswer, identity: Secret) -> Answer:
    """Decrypt an answer.

    Raises:
        CapsuleError: it was encrypted to another key, or changed on its way.
    """
    try:
        return _values(load_strict(age.decrypt(sealed.encrypted, identity)))
    except (age.DecryptionError, KeyError, TypeError, ValueError, OverflowError):
        raise CapsuleError(tr(_NOT_FOR_US)) from None


def _values(fields: Mapping[str, object]) -> Answer:
    _only(fields, _VALUE_KEYS)
    if fields["type"] != _VALUES or read_count(fields["version"]) != VERSION:
        raise ValueError
    return Answer(
        request_id=_identifier(fields["id"]),
        host=read_text(fields["host"]),
        company_id=read_text(fields["company_id"]),
        public_key=read_text(fields["public_key"]),
        private_key=Secret(read_text(fields["private_key"])),
        client_id=Secret(read_text(fields["client_id"])),
        colleague=person(read_text(fields["colleague"])),
    )


def _request(fields: Mapping[str, object]) -> Request:
    site = read_address(read_text(fields["site"]))
    company = read_company_id(read_text(fields["company_id"]))
    problem = site.problem or company.problem
    if problem or site.address is None:
        raise CapsuleError(_unusable(problem.message if problem else ""))
    recipient = read_text(fields["recipient"])
    if not age.is_recipient(recipient):
        raise ValueError
    about = ReceivedRequest(
        id=_identifier(fields["id"]),
        created=read_moment(fields["created"]),
        sender=person(read_text(fields["sender"])),
        host=site.address.netloc,
        company_id=company.text,
        recipient=recipient,
        wants_client_id=read_flag(fields["wants_client_id"]),
    )
    return Request(
        about=about,
        name=person(read_text(fields["name"])),
        environment=one_of(Environment)(fields["environment"]),
        site=site.address.text,
        scope=_scope(fields["scope"]),
        role_name=person(read_text(fields["role_name"])),
        member_id=person(read_text(fields["member_id"])),
    )


def _scope(value: object) -> Scope:
    scope = read_scope(_only(read_object(value), _SCOPE_KEYS))
    if not scope.tickets:
        raise ValueError
    return scope


def _sealed(fields: Mapping[str, object]) -> SealedAnswer:
    encrypted = fields["encrypted"]
    if not isinstance(encrypted, str) or not encrypted.isascii():
        raise TypeError
    return SealedAnswer(_identifier(fields["id"]), encrypted)


def _identifier(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError
    return value


def _only(fields: Mapping[str, object], keys: set[str]) -> Mapping[str, object]:
    if set(fields) != keys:
        raise ValueError
    return fields


def _dump(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def _not_ours(path: Path) -> UnreadableCapsuleError:
    return UnreadableCapsuleError(tr(_NOT_OURS).format(file=sanitize(path.name)))


def _unusable(why: str) -> str:
    return tr("This request can't be used. {why}").format(why=why)
