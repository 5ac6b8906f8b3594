"""State of a hand-over between two administrators: the sent and the received request."""

from __future__ import annotations

from datetime import datetime, timedelta

from wizard.domain.dataclass import dataclass
from wizard.domain.text import N_, tr

VALID_FOR = timedelta(days=14)
# Clocks of two computers may differ; a day is more than any time zone mistake makes.
CLOCK_TOLERANCE = timedelta(days=1)
_CODE_DIGITS = 12

_EXPIRED = N_("This request was valid until {day}. Make a new one, or check this computer's date.")
_IN_FUTURE = N_("This request is dated {day}, which is in the future. Check this computer's date.")


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request this installation made; its private key is in the vault.

    ``recipient`` is the public half, ``answered`` when the values of ``colleague`` arrived.
    """

    id: str
    created: datetime
    host: str
    company_id: str
    recipient: str
    answered: datetime | None = None
    colleague: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request somebody else made; ``returned`` is when its answer was last saved."""

    id: str
    created: datetime
    sender: str
    host: str
    company_id: str
    recipient: str
    wants_client_id: bool
    returned: datetime | None = None


def expires(created: datetime) -> datetime:
    """Return the expiry of a request created at ``created``."""
    return created + VALID_FOR


def date_problem(created: datetime, now: datetime) -> str:
    """Return why a request can't be used at ``now``, or "", by this computer's clock."""
    if now > expires(created):
        return tr(_EXPIRED).format(day=expires(created).date().isoformat())
    if now < created - CLOCK_TOLERANCE:
        return tr(_IN_FUTURE).format(day=created.date().isoformat())
    return ""


def check_code(recipient: str) -> str:
    """Return 48 bits of a public key's SHA-256 in three groups, for two people to compare."""
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, which the first paint does without

    digits = hashlib.sha256(recipient.encode()).hexdigest()[:_CODE_DIGITS].upper()
    return " ".join(digits[start : start + 4] for start in range(0, _CODE_DIGITS, 4))
