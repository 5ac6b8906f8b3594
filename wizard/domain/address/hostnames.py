"""Host names and IP addresses as text: ASCII form, Unicode form, scripts."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

import idna

_PLAIN_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ALPHABETS_WITH_LOOK_ALIKES = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


def under(host: str, domain: str) -> bool:
    """Whether ``host`` is ``domain`` or a subdomain of it."""
    return host == domain or host.endswith("." + domain)


def ascii_form(name: str) -> str:
    """Return the IDNA 2008 form of a host name: lower case, no dot at the end.

    Raises:
        ValueError: it is no host name (a character that cannot be part of it, an empty or long
            label, a number at the end).
    """
    try:
        mapped = idna.uts46_remap(name, std3_rules=False).removesuffix(".")
        labels = [_ascii_label(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    encoded = ".".join(labels)
    if _NUMBER.fullmatch(labels[-1]):
        raise ValueError("a number where the name should end")
    if len(encoded) > 253:
        raise ValueError("longer than any host name")
    return encoded


def unicode_form(host: str) -> str:
    """Decode punycode labels for display; a label that cannot be decoded stays as it is."""
    return ".".join(_readable_label(label) for label in host.split("."))


def mixes_scripts(host: str) -> bool:
    """Whether one label mixes letters of scripts that have look-alikes."""
    return any(
        len({_script(c) for c in label if c.isalpha()} & _ALPHABETS_WITH_LOOK_ALIKES) > 1
        for label in unicode_form(host).split(".")
    )


def ip_literal(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Parse an IP address, IPv6 with or without brackets; None if it is not one."""
    bracketed = text.startswith("[") and text.endswith("]")
    bare = text[1:-1] if bracketed else unicodedata.normalize("NFKC", text)
    try:
        return ipaddress.IPv6Address(bare) if bracketed else ipaddress.ip_address(bare)
    except ValueError:
        return None


def _ascii_label(label: str) -> str:
    # IDNA 2008 refuses "--" in third place, which plain names may have.
    if _PLAIN_LABEL.fullmatch(label) and not label.startswith("xn--"):
        return label
    return idna.alabel(label).decode("ascii")


def _readable_label(label: str) -> str:
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
