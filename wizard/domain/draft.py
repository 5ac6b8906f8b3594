"""Persisted state of one connection (no secrets)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field, replace
from enum import StrEnum
from random import SystemRandom
from typing import TYPE_CHECKING

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Scope

if TYPE_CHECKING:
    from datetime import date, datetime

    from wizard.domain.capsule import ReceivedRequest, SentRequest
    from wizard.domain.last_test import LastTest
    from wizard.domain.renewal import KeyRenewal
    from wizard.domain.ticket import LastTicket

# What is suggested for a new role and a new member.
ROLE_NAME = "Hire2Retire API"
MEMBER_ID = "Hire2Retire"


class Environment(StrEnum):
    """Kind of ConnectWise account."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


class ClientIdState(StrEnum):
    """Progress of requesting a Client ID."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    HAVE = "have"


@dataclass(frozen=True, slots=True)
class Linked:
    """The user confirmed that Hire2Retire shows *linked*; ``proven`` if the last test was ready."""

    at: datetime
    proven: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """Persisted progress of one connection.

    ``site``, ``company_id`` and ``public_key`` hold accepted text only. ``generation`` names the
    set of vault entries in use (0: nothing stored); ``vault_host`` the host those were typed for.
    ``ticked`` holds titles of rights the admin has set, ``reached`` the steps seen so far. ``sent``
    is the request last handed to a colleague; with ``received`` the draft is the part of somebody
    else's connection that this administrator was asked to do. ``revision`` counts the changes that
    a test result depends on: values, scope, ticks, proxy.
    """

    id: str
    created: datetime
    name: str = ""
    environment: Environment = Environment.PRODUCTION
    scope: Scope = field(default_factory=Scope)
    site: str = ""
    company_id: str = ""
    public_key: str = ""
    role_name: str = ROLE_NAME
    member_id: str = MEMBER_ID
    existing_role: bool = False
    existing_member: bool = False
    ticked: frozenset[str] = frozenset()
    client_id_state: ClientIdState = ClientIdState.NOT_ASKED
    asked_on: date | None = None
    remember_keys: bool = True
    generation: int = 0
    vault_host: str = ""
    proxy: str = ""
    step: Step = Step.SCOPE
    reached: frozenset[Step] = frozenset({Step.SCOPE})
    last_test: LastTest | None = None
    linked: Linked | None = None
    renewal: KeyRenewal | None = None
    ticket: LastTicket | None = None
    sent: SentRequest | None = None
    received: ReceivedRequest | None = None
    revision: int = 0

    @property
    def current_test(self) -> LastTest | None:
        """The last test, unless something it depends on has changed."""
        last = self.last_test
        return last if last and last.revision == self.revision else None

    @property
    def verified(self) -> bool:
        """Whether the current values passed a test."""
        return self.current_test is not None and self.current_test.passed

    @property
    def title(self) -> str:
        """The connection's name; the Company ID where none was given."""
        return self.name or self.company_id

    def at(self, step: Step) -> Draft:
        """Return the draft with ``step`` open."""
        return replace(self, step=step, reached=self.reached | {step})


def new_draft(now: datetime) -> Draft:
    """Return an empty draft with a new id."""
    return Draft(id=f"{SystemRandom().getrandbits(48):012x}", created=now)


Key = tuple[str, ...]


def group_duplicates(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], ...]:
    """Return the drafts in groups of one ConnectWise, company and environment each.

    Groups keep the order of ``drafts``; in each the one that has come furthest is first. A draft
    without address or Company ID is alone.
    """
    # Addresses take long to read: only those are read that another draft may share.
    often = Counter(_company(draft) for draft in drafts)
    groups: dict[Key, list[Draft]] = {}
    for draft in drafts:
        shared = bool(draft.company_id) and often[_company(draft)] > 1
        host = _host(draft) if shared else ""
        groups.setdefault((*_company(draft), host) if host else (draft.id,), []).append(draft)
    return tuple(tuple(sorted(group, key=_progress, reverse=True)) for group in groups.values())


def _company(draft: Draft) -> Key:
    return draft.company_id.casefold(), draft.environment


def _host(draft: Draft) -> str:
    from wizard.domain.address.reading import read_address  # noqa: PLC0415 - most starts do without

    address = read_address(draft.site).address
    return address.netloc if address else ""


def _progress(draft: Draft) -> tuple[bool, bool, int]:
    return draft.linked is not None, draft.verified, len(draft.reached)
