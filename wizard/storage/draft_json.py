"""A draft as JSON, version 1, and back.

Keys are snake_case, dates ISO 8601. A missing key takes the default of `Draft`; an unknown one is
ignored, and an older release drops it when it saves. Whoever adds a key that must not be lost
raises the version: a newer version is never read as an older one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from wizard.domain.draft import ClientIdState, Draft, Environment, LastTest, Linked
from wizard.domain.faults.fault import Step
from wizard.domain.proxy_choice import join_proxy, kept_proxy
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.report import Verdict
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Scope, Ticket
from wizard.storage.vault.entry import MOST_GENERATIONS

VERSION = 1
TEXT_LIMIT = 2_000
# What every system's calendar can show in every time zone; no computer's clock starts before it.
YEARS = range(1970, 3000)
_PROXY_PASSWORD = re.compile(rb'"proxy"\s*:\s*"[^"]*:[^"]*@')
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
D = TypeVar("D", bound=date)


class UnreadableDraftError(Exception):
    """A document is not a draft; the exception quotes nothing of it."""


class NewerVersionError(Exception):
    """A document was written by a newer release; ``version`` is its number."""

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version}")
        self.version = version


def dump(draft: Draft) -> bytes:
    """Return the file's content."""
    return (json.dumps(to_json(draft), indent=2) + "\n").encode("ascii")


def parse(content: bytes) -> Draft:
    """Read a file's content.

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
    """Return the document, its texts as harmless as they come back; a draft holds no secret."""
    return {
        "version": VERSION,
        "id": draft.id,
        "created": draft.created.isoformat(),
        "name": _kept(draft.name),
        "environment": draft.environment.value,
        "scope": {
            "tickets": sorted(draft.scope.tickets),
            "closes_tickets": draft.scope.closes_tickets,
            "maps_contacts": draft.scope.maps_contacts,
            "maps_owners": draft.scope.maps_owners,
        },
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
        "last_test": _tested(draft.last_test) if draft.last_test else None,
        "linked": (
            {"at": draft.linked.at.isoformat(), "proven": draft.linked.proven}
            if draft.linked
            else None
        ),
        "renewal": _renewed(draft.renewal) if draft.renewal else None,
    }


def _kept(text: str) -> str:
    return sanitize(text, TEXT_LIMIT)


def _tested(test: LastTest) -> dict[str, object]:
    return {
        "verdict": test.verdict.value,
        "summary": _kept(test.summary),
        "at": test.at.isoformat(),
    }


def _renewed(renewal: KeyRenewal) -> dict[str, object]:
    return {
        "stage": renewal.stage.value,
        "at": renewal.at.isoformat(),
        "old_public_key": _kept(renewal.old_public_key),
    }


def from_json(document: object) -> Draft:
    """Read a document; texts come back harmless and capped, moments with a time zone.

    Raises:
        NewerVersionError: its version is higher than this release's.
        UnreadableDraftError: a value has the wrong type, a number or date is beyond what any
            release writes, or id, date or version is missing.
    """
    try:
        fields = _object(document)
        version = _count(fields["version"])
        if version > VERSION:
            raise NewerVersionError(version)
        return _draft(fields)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UnreadableDraftError("not a draft") from None


def _draft(fields: Mapping[str, object]) -> Draft:
    blank = Draft(id=_text(fields["id"]), created=_moment(fields["created"]))

    def read(key: str, reader: Callable[[object], T], default: T) -> T:
        return reader(fields[key]) if key in fields else default

    return Draft(
        id=blank.id,
        created=blank.created,
        name=read("name", _text, blank.name),
        environment=read("environment", _one_of(Environment), blank.environment),
        scope=read("scope", _scope, blank.scope),
        site=read("site", _text, blank.site),
        company_id=read("company_id", _text, blank.company_id),
        public_key=read("public_key", _text, blank.public_key),
        role_name=read("role_name", _text, blank.role_name),
        member_id=read("member_id", _text, blank.member_id),
        existing_role=read("existing_role", _flag, blank.existing_role),
        existing_member=read("existing_member", _flag, blank.existing_member),
        ticked=read("ticked", _set_of(_text), blank.ticked),
        client_id_state=read("client_id_state", _one_of(ClientIdState), blank.client_id_state),
        asked_on=read("asked_on", _optional(_day), blank.asked_on),
        remember_keys=read("remember_keys", _flag, blank.remember_keys),
        generation=read("generation", _generation, blank.generation),
        vault_host=read("vault_host", _text, blank.vault_host),
        proxy=read("proxy", lambda value: _proxy(_text(value)), blank.proxy),
        step=read("step", _one_of(Step), blank.step),
        reached=read("reached", _set_of(_one_of(Step)), blank.reached),
        last_test=read("last_test", _optional(_last_test), blank.last_test),
        linked=read("linked", _optional(_linked), blank.linked),
        renewal=read("renewal", _optional(_renewal), blank.renewal),
    )


def holds_password(content: bytes) -> bool:
    """Whether a file of an earlier release may hold the password of a proxy."""
    return bool(_PROXY_PASSWORD.search(content))


def _proxy(text: str) -> str:
    return join_proxy(kept_proxy(text))


def _scope(value: object) -> Scope:
    fields = _object(value)
    return Scope(
        tickets=_set_of(_one_of(Ticket))(fields["tickets"]),
        closes_tickets=_flag(fields["closes_tickets"]),
        maps_contacts=_flag(fields["maps_contacts"]),
        maps_owners=_flag(fields["maps_owners"]),
    )


def _last_test(value: object) -> LastTest:
    fields = _object(value)
    verdict = _one_of(Verdict)(fields["verdict"])
    return LastTest(verdict, _text(fields["summary"]), _moment(fields["at"]))


def _linked(value: object) -> Linked:
    fields = _object(value)
    return Linked(_moment(fields["at"]), _flag(fields["proven"]))


def _renewal(value: object) -> KeyRenewal:
    fields = _object(value)
    stage = _one_of(RenewalStage)(fields["stage"])
    return KeyRenewal(stage, _moment(fields["at"]), _text(fields["old_public_key"]))


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return _kept(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _count(value: object) -> int:
    # A bool is an int to Python, but no number to whoever wrote the file.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise TypeError
    return value


def _generation(value: object) -> int:
    count = _count(value)
    if count > MOST_GENERATIONS:
        raise ValueError
    return count


def _day(value: object) -> date:
    return _within(date.fromisoformat(_text(value)))


def _moment(value: object) -> datetime:
    moment = _within(datetime.fromisoformat(_text(value)))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _within(day: D) -> D:
    if day.year not in YEARS:
        raise ValueError
    return day


def _one_of(kind: type[E]) -> Callable[[object], E]:
    return lambda value: kind(_text(value))


def _set_of(reader: Callable[[object], T]) -> Callable[[object], frozenset[T]]:
    def read(value: object) -> frozenset[T]:
        if not isinstance(value, list):
            raise TypeError
        return frozenset(reader(item) for item in value)

    return read


def _optional(reader: Callable[[object], T]) -> Callable[[object], T | None]:
    return lambda value: None if value is None else reader(value)
