"""Credentials as other tools write them: user name ``company+public key``, password private key.

Source: ConnectWise developer guide, "Authentication".
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import field

from wizard.domain.dataclass import dataclass

_KEY = r"[A-Za-z0-9/=_-]{8,48}"
_USER = rf"(?P<company>[A-Za-z0-9][\w.-]{{0,49}})\+(?P<public>{_KEY})"
_USER_NAME = re.compile(_USER)
_WHOLE = re.compile(rf"{_USER}:(?P<private>[A-Za-z0-9+/=_-]{{8,48}})")
# Nothing that may belong to the name stands in front: a search looks at each place once.
_ANYWHERE = re.compile(
    rf"(?<![\w.+/-]){_USER}(?:[\"']?\s{{0,4}}[,:]\s{{0,4}}[\"']?)(?P<private>[A-Za-z0-9+/=_-]{{8,48}})"
    # What a colon follows is the next name of a document, not a value.
    r"(?![A-Za-z0-9+/=_-]|[\"']\s{0,4}:)"
)
# With any text before it: what it decodes to is unambiguous.
_TOKEN = re.compile(r"(?<![\w+/.-])([A-Za-z0-9+/]{24,200}={0,2})(?![\w+/=])")
# Within an address, and as a file of HTTP requests has it: Basic user password.
_IN_ADDRESS = re.compile(rf"https?://{_USER}:(?P<private>[A-Za-z0-9+/=_-]{{8,48}})@")
_IN_REQUEST = re.compile(
    rf"\bbasic\s{{1,4}}{_USER}[:\s]\s{{0,4}}(?P<private>[A-Za-z0-9+/=_-]{{8,48}})(?=\s|$)",
    re.IGNORECASE,
)
_SECURE_STRING = re.compile(
    r"ConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?[\"']([^\"'\n]{8,48})[\"']", re.IGNORECASE
)


_PSCREDENTIAL = re.compile(
    rf"PSCredential[\s(\"'@-]{{1,12}}(?:ArgumentList[\s(\"'@]{{1,8}})?{_USER}[\"']"
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Parts of a sign-in; ``private`` is "" if only the user name was given."""

    company: str = field(repr=False)
    public: str = field(repr=False)
    private: str = field(default="", repr=False)


def sign_ins_in(text: str) -> Iterator[SignIn]:
    """Yield every complete sign-in in a text, plain or Base64."""
    for pattern in (_ANYWHERE, _IN_ADDRESS, _IN_REQUEST):
        for found in pattern.finditer(text.replace("%2B", "+")):
            yield SignIn(found["company"], found["public"], found["private"])
    for token in _TOKEN.finditer(text):
        decoded = decoded_sign_in(token[1])
        if decoded:
            yield decoded
    users, secure = list(_PSCREDENTIAL.finditer(text)), set(passwords_in(text))
    if len(users) == len(secure) == 1:
        yield SignIn(users[0]["company"], users[0]["public"], secure.pop())


def decoded_sign_in(token: str) -> SignIn | None:
    """Return the sign-in in a Base64 text, or None."""
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), validate=True).decode("ascii")
    except ValueError:  # also what Python says of text outside ASCII
        return None
    found = _WHOLE.fullmatch(text)
    return SignIn(found["company"], found["public"], found["private"]) if found else None


def user_name(text: str) -> SignIn | None:
    """Parse ``company+public key``, optionally followed by ``:private key``."""
    found = _WHOLE.fullmatch(text)
    if found:
        return SignIn(found["company"], found["public"], found["private"])
    found = _USER_NAME.fullmatch(text)
    return SignIn(found["company"], found["public"]) if found else None


def whole_sign_in(text: str) -> SignIn | None:
    """Parse a text that is exactly one complete sign-in, plain or Base64; else None."""
    token = re.sub(r"^basic\s+", "", text, flags=re.IGNORECASE)
    found = user_name(text) or decoded_sign_in(token)
    return found if found and found.private else None


def passwords_in(text: str) -> list[str]:
    """Return the texts that a script converts to a secure string."""
    return [found[1] for found in _SECURE_STRING.finditer(text)]
