"""Names and contents of vault entries."""

from __future__ import annotations

import json
import re
from enum import StrEnum

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.storage.json_fields import load_strict, read_count, read_exact

# The tightest of all vaults, so the rule for each.
# Source: Microsoft, "CREDENTIALW structure", CRED_MAX_CREDENTIAL_BLOB_SIZE.
SIZE_LIMIT_BYTES = 2_560
DAMAGED = 0
# One renewal of the keys each month fills 83 years; removing a connection asks the vault for each.
MOST_GENERATIONS = 1_000
_CONNECTION = re.compile(r"[0-9a-f]{12}")


class VaultValue(StrEnum):
    """Values that are stored in the vault only.

    ``OLD_PRIVATE_KEY`` is stored during a key renewal, until ConnectWise has rejected it.
    """

    PRIVATE_KEY = "private_key"
    CLIENT_ID = "client_id"
    PROXY_PASSWORD = "proxy_password"  # noqa: S105 - the name of an entry
    OLD_PRIVATE_KEY = "old_private_key"
    ANSWER_KEY = "answer_key"

    @property
    def label(self) -> str:
        """Name shown on screen."""
        if self is VaultValue.PROXY_PASSWORD:
            return tr("Proxy password")
        if self is VaultValue.OLD_PRIVATE_KEY:
            return tr("Old private key")
        if self is VaultValue.ANSWER_KEY:
            return tr("Key of the request")
        return Field(self.value).label


# What signs in; the key of a request lives and ends with the request.
SIGN_IN_VALUES = tuple(value for value in VaultValue if value is not VaultValue.ANSWER_KEY)


@dataclass(frozen=True, slots=True)
class Entry:
    """The name of an entry; ``connection`` is the draft's id, ``generation`` counts from 1.

    Another Company ID is another entry: changing it in a draft requires deleting the old ones.
    """

    connection: str
    value: VaultValue
    company_id: str
    generation: int = 1

    def __post_init__(self) -> None:
        if not _CONNECTION.fullmatch(self.connection) or not self.company_id:
            raise ValueError("an entry needs a draft's id and a Company ID")
        if not 1 <= self.generation <= MOST_GENERATIONS:
            raise ValueError("generations count from 1, and not for ever")

    @property
    def service(self) -> str:
        """Service name of the entry in use."""
        return f"h2r-link/{self.connection}/{self.value}"

    def pending_name(self, generation: int | None = None) -> str:
        """Service name of a generation that is not in use yet."""
        return f"{self.service}@{generation or self.generation}"


@dataclass(frozen=True, slots=True)
class Content:
    """Content of an entry; generation `DAMAGED` for a text that is not in our format."""

    generation: int
    stored: BoundSecret


def pack(generation: int, stored: BoundSecret) -> Secret:
    """Return the content as ASCII, which every vault stores unchanged."""
    fields = {"generation": generation, "host": stored.host, "text": stored.secret.reveal()}
    return Secret(json.dumps(fields))


def unpack(text: Secret) -> Content:
    """Parse the result of `pack`, or any other text."""
    damaged = Content(DAMAGED, BoundSecret("", Secret("")))
    if len(text.reveal()) * 2 > SIZE_LIMIT_BYTES:
        return damaged
    try:
        fields = load_strict(text.reveal().encode())
        generation = read_count(fields["generation"])
        stored = BoundSecret(read_exact(fields["host"]), Secret(read_exact(fields["text"])))
    except (KeyError, TypeError, ValueError):
        return damaged
    return Content(generation, stored) if 0 < generation <= MOST_GENERATIONS else damaged
