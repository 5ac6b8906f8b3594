"""The proxy configured for a connection, and the proxy used by a test."""

from __future__ import annotations

import re
from dataclasses import field
from enum import StrEnum
from urllib.parse import unquote

from wizard.domain.dataclass import dataclass
from wizard.domain.secret import Secret

# Compiled when first used: most starts have no proxy of their own.
_SCHEME = r"[a-z][a-z0-9+.-]*://"
_ADDRESS = rf"(?:{_SCHEME})?(?:\[[0-9a-f:.]+\]|[^\s/:@?#\[\]]+)(?::[0-9]{{1,5}})?/?"


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """The configured proxy: a URL or ``host:port``; "" for the system's settings.

    ``direct`` means no proxy, regardless of the system's settings.
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
    """The proxy used by a test: ``host:port`` without credentials, and its source."""

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
    scheme = found[0] if (found := re.match(_SCHEME, text, re.IGNORECASE)) else ""
    sign_in, _, address = text.removeprefix(scheme).rpartition("@")
    user, _, password = sign_in.partition(":")
    return ProxyChoice(scheme + address, unquote(user), Secret(unquote(password)))


def join_proxy(choice: ProxyChoice) -> str:
    """Return ``user@host:port`` for the draft; never the password."""
    user = choice.user.partition(":")[0]
    return f"{user}@{choice.address}" if user and choice.address else choice.address


def kept_proxy(text: str) -> ProxyChoice:
    """Parse the result of `join_proxy`; drops a password that older releases stored."""
    if re.match(_SCHEME, text, re.IGNORECASE):
        old = split_proxy(text)
        return ProxyChoice(old.address, old.user)
    user, _, address = text.rpartition("@")
    return ProxyChoice(address, user.partition(":")[0])


def is_proxy_address(text: str) -> bool:
    """Whether it is ``host``, ``host:port`` or a URL of these, with a numeric port.

    Anything else may be the beginning of ``user:password@host`` and is kept nowhere.
    """
    return bool(re.fullmatch(_ADDRESS, text, re.IGNORECASE))
