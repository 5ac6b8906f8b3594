"""The proxy that was chosen for a connection, and the one that a test went through."""

from __future__ import annotations

import re
from dataclasses import field
from enum import StrEnum
from urllib.parse import unquote

from wizard.domain.dataclass import dataclass
from wizard.domain.secret import Secret

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:\[[0-9a-f:.]+\]|[^\s/:@?#\[\]]+)(?::[0-9]{1,5})?/?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """The proxy to use: a URL or ``host:port``; "" for the computer's own settings.

    ``direct`` means none at all, whatever the computer's settings say.
    """

    address: str = ""
    user: str = field(default="", repr=False)
    password: Secret = field(default_factory=lambda: Secret(""))
    direct: bool = False


class ProxySource(StrEnum):
    """Where a proxy setting came from."""

    EXPLICIT = "explicit"
    ENVIRONMENT = "environment"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class ProxyUsed:
    """The proxy a test went through: ``host:port`` without any sign-in, and where it came from."""

    address: str
    source: ProxySource

    def __str__(self) -> str:
        return f"{self.address} ({self.source})"


def split_proxy(text: str) -> ProxyChoice:
    """Split ``http://user:password@host:port`` into address, user name and password.

    Percent codes are decoded in user name and password only (RFC 3986, section 3.2.1). The address
    never holds an ``@``.
    """
    text = text.strip().strip("\"'")
    scheme = found[0] if (found := _SCHEME.match(text)) else ""
    sign_in, _, address = text.removeprefix(scheme).rpartition("@")
    user, _, password = sign_in.partition(":")
    return ProxyChoice(scheme + address, unquote(user), Secret(unquote(password)))


def join_proxy(choice: ProxyChoice) -> str:
    """Return address and user name as a draft keeps them, ``user@host:port``; no password."""
    user = choice.user.partition(":")[0]
    return f"{user}@{choice.address}" if user and choice.address else choice.address


def kept_proxy(text: str) -> ProxyChoice:
    """Read what `join_proxy` made; a password, which older releases let through, is dropped."""
    if _SCHEME.match(text):
        old = split_proxy(text)
        return ProxyChoice(old.address, old.user)
    user, _, address = text.rpartition("@")
    return ProxyChoice(address, user.partition(":")[0])


def is_proxy_address(text: str) -> bool:
    """Whether it is ``host``, ``host:port`` or a URL of these; what follows a colon is a number.

    Anything else may be the beginning of ``user:password@host`` and is kept nowhere.
    """
    return bool(_ADDRESS.fullmatch(text))
