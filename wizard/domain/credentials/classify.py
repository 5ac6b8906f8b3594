"""Classifies a pasted text by its shape: GUID, key, encoded sign-in, user name.

Source: published samples of ConnectWise keys; the developer guide ("Authentication").
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from wizard.domain.text import N_, tr

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TOKEN = re.compile(r"(?:authorization[\"']?\s*[:=]\s*[\"']?)?basic\s+\S", re.IGNORECASE)
_E_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+")
_DOMAIN_LOGIN = re.compile(r"[\w-]+\\[\w.-]+")
_FIRST_LAST = re.compile(r"[A-Za-z]+\.[A-Za-z]+")
# Without "/": the segments of a path are pieces of their own.
_PIECE = re.compile(r"[A-Za-z0-9+=_-]{12,}")
_BETWEEN_WORDS = re.compile(r"(?:[\s:|*`\"'“”„<>(){}\[\]]|[.,;](?=\s|$))+")
_BRACES = "{}()[]<>"
_PLAIN_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))


def without_braces(text: str) -> str:
    """Strip braces and brackets from both ends."""
    return text.strip(_BRACES)


def with_plain_dashes(text: str) -> str:
    """Replace typographic dashes with hyphens."""
    return text.translate(_PLAIN_DASHES)


def is_guid(text: str) -> bool:
    """Whether it is a GUID, also in braces or with typographic dashes."""
    return bool(_GUID.fullmatch(with_plain_dashes(without_braces(text))))


def guids_in(text: str) -> list[str]:
    """Return the distinct GUIDs that are separate words of a text."""
    words = _BETWEEN_WORDS.split(with_plain_dashes(text))
    return list(dict.fromkeys(word for word in words if _GUID.fullmatch(word)))


def is_web_address(text: str) -> bool:
    """Whether it starts like a URL."""
    return bool(re.match(r"https?:", text, re.IGNORECASE))


def is_key(text: str) -> bool:
    """Whether it has the length and characters of a key and is not part of a GUID."""
    shaped = re.fullmatch(r"[A-Za-z0-9+/=]{15,24}", text)
    return bool(shaped) and not re.fullmatch(r"[0-9a-fA-F]+", text)


def is_token(text: str) -> bool:
    """Whether it is ``Basic …`` or the Base64 of ``company+public:private``."""
    if _TOKEN.match(text):
        return True
    if len(text) < 24 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", text):
        return False
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return ":" in decoded and decoded.isprintable()


def is_e_mail(text: str) -> bool:
    """Whether it is an e-mail address."""
    return bool(_E_MAIL.fullmatch(text))


def is_login_name(text: str) -> bool:
    r"""Whether it is an e-mail address, ``DOMAIN\user`` or ``first.last``."""
    return any(shape.fullmatch(text) for shape in (_E_MAIL, _DOMAIN_LOGIN, _FIRST_LAST))


def is_secret(text: str) -> bool:
    """Whether a text in the wrong field looks enough like a secret not to be shown."""
    random = all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    long = re.fullmatch(r"[A-Za-z0-9+/=_-]{12,}", text)
    return is_guid(text) or is_token(text) or bool(long and random)


def without_secrets(text: str) -> str:
    """Replace everything that looks like a secret with an ellipsis."""
    return _PIECE.sub(lambda piece: "…" if is_secret(piece[0]) else piece[0], text)


def describe_non_key(text: str) -> str:
    """Return what a text in a key field is instead of a key, or ""."""
    return next((tr(what) for what, recognised in _NOT_A_KEY if recognised(text)), "")


_NOT_A_KEY: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (N_("a Client ID"), is_guid),
    (N_("an encoded sign-in"), is_token),
    (N_("a user name"), is_login_name),
    (N_("a web address"), is_web_address),
)
