"""Authentication of the practice API."""

from __future__ import annotations

import base64
import hmac
import secrets
import string
import uuid
from dataclasses import field

from wizard.domain.dataclass import dataclass
from wizard.practice.http import (
    CANNOT_ROUTE,
    CLIENT_ID_MISSING,
    CLIENT_ID_UNKNOWN,
    KEYS_REFUSED,
    HttpResponse,
)
from wizard.practice.scenarios import Scenario

COMPANY_ID = "practicemsp"

_KEY_SIGNS = string.ascii_letters + string.digits
# A published mark: only values that carry it may travel over plain HTTP, so a real key never does.
_KEY_MARK = "Practice"
_CLIENT_ID_MARK = bytes(4)
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class IssuedKeys:
    """The keys of one run: two of 16 letters and digits, and a GUID, all marked as practice."""

    public_key: str = field(repr=False)
    private_key: str = field(repr=False)
    client_id: str = field(repr=False)

    @classmethod
    def fresh(cls) -> IssuedKeys:
        """Make keys that were never used before."""
        client_id = uuid.UUID(bytes=_CLIENT_ID_MARK + secrets.token_bytes(12), version=4)
        return cls(_fresh_key(), _fresh_key(), str(client_id))


def _fresh_key() -> str:
    random_part = (secrets.choice(_KEY_SIGNS) for _ in range(_KEY_LENGTH - len(_KEY_MARK)))
    return _KEY_MARK + "".join(random_part)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an Authorization header says: ``company+public:private``."""

    company_id: str
    public_key: str
    private_key: str = field(repr=False)


def read_basic(header: str) -> Credentials | None:
    """Parse a Basic header, or return None."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(token.strip(" "), validate=True).decode("utf-8")
    except ValueError:
        return None
    user, colon, private_key = text.partition(":")
    company_id, plus, public_key = user.partition("+")
    return Credentials(company_id, public_key, private_key) if colon and plus else None


def refusal(
    keys: IssuedKeys, scenario: Scenario, authorization: str | None, client_id: str | None
) -> HttpResponse | None:
    """Return why a request is rejected, or None."""
    given = read_basic(authorization or "")
    if given is None:
        return KEYS_REFUSED
    if not scenario.knows_company or given.company_id != COMPANY_ID:
        return CANNOT_ROUTE
    pair = f"{given.public_key}:{given.private_key}"
    if not scenario.accepts_keys or not _equal(pair, f"{keys.public_key}:{keys.private_key}"):
        return KEYS_REFUSED
    if not client_id:
        return CLIENT_ID_MISSING
    if not _equal(client_id.lower(), keys.client_id):
        return CLIENT_ID_UNKNOWN
    return scenario.client_id_response


def _equal(given: str, issued: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8"), issued.encode("utf-8"))
