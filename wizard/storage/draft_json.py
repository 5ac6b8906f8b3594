"""JSON format of drafts, version 1.

Keys are snake_case, dates ISO 8601. A missing key takes the default of `Draft`; an unknown one is
ignored, and an older release drops it when it saves. A new key that must not be lost needs a higher
version: a newer version is never read as an older one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from wizard.domain.draft import ClientIdState, Draft, Environment, Linked
from wizard.domain.faults.fault import Step
from wizard.domain.proxy_choice import join_proxy, kept_proxy
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.sanitize import sanitize
from wizard.domain.steps import steps_of
from wizard.domain.ticket import LastTicket, TicketOutcome
from wizard.storage.capsule_json import (
    read_received,
    read_sent,
    received_to_json,
    sent_to_json,
)
from wizard.storage.draft_errors import NewerVersionError, UnreadableDraftError
from wizard.storage.json_fields import (
    TEXT_LIMIT,
    one_of,
    optional,
    read_count,
    read_day,
    read_flag,
    read_moment,
    read_object,
    read_text,
    set_of,
)
from wizard.storage.last_test_json import last_test_to_json, read_last_test
from wizard.storage.scope_json import read_scope, scope_to_json
from wizard.storage.vault.entry import MOST_GENERATIONS

VERSION = 1
_PROXY_PASSWORD = re.compile(rb'"proxy"\s*:\s*"[^"]*:[^"]*@')
T = TypeVar("T")


def dump(draft: Draft) -> bytes:
    """Return the content of the file."""
    return (json.dumps(to_json(draft), indent=2) + "\n").encode("ascii")


def parse(content: bytes) -> Draft:
    """Parse the content of a file.

    Raises:
        NewerVersionError: a newer release wrote it.
        UnreadableDraftError: it is torn, or was never a draft.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableDraftError("not JSON") from None
    return from_json(document)


def to_json(draft: Draft) -> dict[str, object]:
    """Return the document; a draft contains no secret."""
    return {
        "version": VERSION,
        "id": draft.id,
        "created": draft.created.isoformat(),
        "name": _kept(draft.name),
        "environment": draft.environment.value,
        "scope": scope_to_json(draft.scope),
        "site": _kept(draft.site),
        "company_id": _kept(draft.company_id),
        "public_key": _kept(draft.public_key),
        "role_name": _kept(draft.role_name),
        "member_id": _kept(draft.member_id),
        "existing_role": draft.existing_role,
        "existing_member": draft.existing_member,
        "ticked": sorted(map(_kept, draft.ticked)),
        "client_id_state": draft.client_id_state.value,
        "asked_on": draft.asked_on.isoformat() if draft.asked_on else None,
        "remember_keys": draft.remember_keys,
        "generation": draft.generation,
        "vault_host": _kept(draft.vault_host),
        "proxy": _kept(_proxy(draft.proxy)),
        "step": draft.step.value,
        "reached": sorted(draft.reached, key=lambda step: step.number),
        "last_test": last_test_to_json(draft.last_test) if draft.last_test else None,
        "linked": (
            {"at": draft.linked.at.isoformat(), "proven": draft.linked.proven}
            if draft.linked
            else None
        ),
        "renewal": _renewed(draft.renewal) if draft.renewal else None,
        "ticket": _ticketed(draft.ticket) if draft.ticket else None,
        "sent": sent_to_json(draft.sent) if draft.sent else None,
        "received": received_to_json(draft.received) if draft.received else None,
        "revision": draft.revision,
    }


def _kept(text: str) -> str:
    return sanitize(text, TEXT_LIMIT)


def _renewed(renewal: KeyRenewal) -> dict[str, object]:
    return {
        "stage": renewal.stage.value,
        "at": renewal.at.isoformat(),
        "old_public_key": _kept(renewal.old_public_key),
    }


def _ticketed(ticket: LastTicket) -> dict[str, object]:
    return {
        "number": ticket.number,
        "remains": ticket.remains.value,
        "at": ticket.at.isoformat(),
        "summary": _kept(ticket.summary),
    }


def from_json(document: object) -> Draft:
    """Parse a document; texts are sanitized and limited, dates get a time zone.

    Raises:
        NewerVersionError: its version is higher than this release's.
        UnreadableDraftError: a value has the wrong type, a number or date is beyond what any
            release writes, or id, date or version is missing.
    """
    try:
        fields = read_object(document)
        version = read_count(fields["version"])
        if version > VERSION:
            raise NewerVersionError(version)
        return _draft(fields)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UnreadableDraftError("not a draft") from None


def _draft(fields: Mapping[str, object]) -> Draft:
    blank = Draft(id=read_text(fields["id"]), created=read_moment(fields["created"]))

    def read(key: str, reader: Callable[[object], T], default: T) -> T:
        return reader(fields[key]) if key in fields else default

    draft = Draft(
        id=blank.id,
        created=blank.created,
        name=read("name", read_text, blank.name),
        environment=read("environment", one_of(Environment), blank.environment),
        scope=read("scope", read_scope, blank.scope),
        site=read("site", read_text, blank.site),
        company_id=read("company_id", read_text, blank.company_id),
        public_key=read("public_key", read_text, blank.public_key),
        role_name=read("role_name", read_text, blank.role_name),
        member_id=read("member_id", read_text, blank.member_id),
        existing_role=read("existing_role", read_flag, blank.existing_role),
        existing_member=read("existing_member", read_flag, blank.existing_member),
        ticked=read("ticked", set_of(read_text), blank.ticked),
        client_id_state=read("client_id_state", one_of(ClientIdState), blank.client_id_state),
        asked_on=read("asked_on", optional(read_day), blank.asked_on),
        remember_keys=read("remember_keys", read_flag, blank.remember_keys),
        generation=read("generation", _generation, blank.generation),
        vault_host=read("vault_host", read_text, blank.vault_host),
        proxy=read("proxy", lambda value: _proxy(read_text(value)), blank.proxy),
        step=read("step", one_of(Step), blank.step),
        reached=read("reached", set_of(one_of(Step)), blank.reached),
        last_test=read("last_test", optional(read_last_test), blank.last_test),
        linked=read("linked", optional(_linked), blank.linked),
        sent=read("sent", optional(read_sent), blank.sent),
        received=read("received", optional(read_received), blank.received),
        renewal=read("renewal", optional(_renewal), blank.renewal),
        ticket=read("ticket", optional(_ticket), blank.ticket),
        revision=read("revision", read_count, blank.revision),
    )
    if draft.received and draft.step not in steps_of(draft):
        raise ValueError
    return draft


def holds_password(content: bytes) -> bool:
    """Whether a file of an earlier release may hold the password of a proxy."""
    return bool(_PROXY_PASSWORD.search(content))


def _proxy(text: str) -> str:
    return join_proxy(kept_proxy(text))


def _linked(value: object) -> Linked:
    fields = read_object(value)
    return Linked(read_moment(fields["at"]), read_flag(fields["proven"]))


def _renewal(value: object) -> KeyRenewal:
    fields = read_object(value)
    stage = one_of(RenewalStage)(fields["stage"])
    return KeyRenewal(stage, read_moment(fields["at"]), read_text(fields["old_public_key"]))


def _ticket(value: object) -> LastTicket:
    fields = read_object(value)
    number = optional(read_count)(fields["number"])
    remains = one_of(TicketOutcome)(fields["remains"])
    return LastTicket(number, remains, read_moment(fields["at"]), read_text(fields["summary"]))


def _generation(value: object) -> int:
    count = read_count(value)
    if count > MOST_GENERATIONS:
        raise ValueError
    return count
