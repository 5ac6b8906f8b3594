"""Interprets a name in a script, a file or a note by its words alone.

A name is taken only if every word of it is known: ``CW_API_PUBLIC_KEY`` and "our public key" are,
``SSH_PUBLIC_KEY`` and ``SESSION_SECRET`` belong to something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import Enum, IntEnum, auto
from functools import lru_cache

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field
from wizard.domain.pasted_text.value_words import (
    ANY_PSA,
    BRANDS,
    CLIENT,
    COMPANY,
    ID,
    JOINABLE,
    KEY,
    KNOWN,
    LOOSE_SITE,
    NAME,
    NEVER,
    OTHER_PART_OF_OURS,
    OURS,
    PASSWORD,
    PRIVATE,
    PUBLIC,
    PUBLIC_DE,
    SECRET,
    SITE,
    SITE_TOO,
    STALE,
    TELLING,
    USER,
    VALUE,
)


class Part(Enum):
    """Parts of a sign-in, and names that say nothing about their value."""

    USER = auto()
    PASSWORD = auto()
    VALUE = auto()
    NAME = auto()


Role = Field | Part


class Bond(IntEnum):
    """How specific a name is to ConnectWise."""

    FOREIGN = 0
    WEAK = 1
    PLAIN = 2
    OURS = 3


@dataclass(frozen=True, slots=True)
class Name:
    """Meaning of a name (None: none of the values), and how certain that is."""

    role: Role | None
    bond: Bond


_FOREIGN = Name(None, Bond.FOREIGN)
_LONGEST_WORD = 40
_PAIRS = {("connect", "wise"): "connectwise", ("user", "name"): "username", ("web", "site"): "site"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACCESS = re.compile(
    r"^\s*(?:(?:public|private|protected|internal)\s+)(?=(?:static|const|readonly|final|string)\b)",
    re.IGNORECASE,
)
# API_URL, PUBLIC_URL, HOSTNAME: in an environment they are the program's own.
_PROGRAMS_OWN = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|HOSTNAME")
_WORD = re.compile(r"[^\W_]+")


def read_name(text: str) -> Name:
    """Interpret a name in any usual spelling; never raises."""
    name = _judge(words_of(_ACCESS.sub("", text)))
    if name.role is Field.SITE and name.bond is Bond.PLAIN and _PROGRAMS_OWN.fullmatch(text):
        return Name(name.role, Bond.WEAK)
    return name


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Split a name into words: ``CWManagePublicKey``, ``cw-public-key`` and ``cwpublickey``."""
    plain = unicodedata.normalize("NFKD", name.replace("Hire2Retire", "hire2retire"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words: list[str] = []
    for word in _WORD.findall(_humps_apart(plain)):
        joined = _PAIRS.get((words[-1], word)) if words else None
        if joined:
            words[-1] = joined
        else:
            words += [word] if word in KNOWN else _apart(word)
    return tuple(words)


def _humps_apart(name: str) -> str:
    """Split camel case, but not within known words: ``CWMcompany`` isn't "CW Mcompany"."""
    return _WORD.sub(lambda word: " ".join(_humps(word[0])), name).lower()


def _humps(word: str) -> list[str]:
    parts = _apart(word.lower())
    return parts if is_known(parts) or is_brand(parts) else _HUMP.sub(" ", word).split()


def is_known(words: Iterable[str]) -> bool:
    """Whether all words belong to the vocabulary of names of the five values."""
    return all(word in KNOWN or (word.isdigit() and len(word) < 3) for word in words)


def names_something(words: Iterable[str]) -> bool:
    """Whether one of the words is more than a filler word."""
    return not TELLING.isdisjoint(words)


def is_ours(words: Iterable[str]) -> bool:
    """Whether one of the words is ConnectWise PSA's."""
    return not OURS.isdisjoint(words)


def is_brand(words: Iterable[str]) -> bool:
    """Whether one of the words is another product's."""
    return not BRANDS.isdisjoint(words)


def is_part_of_another(words: Sequence[str]) -> bool:
    """Whether words that name a PSA are those of another one, or of another part of ConnectWise.

    "Huntress ConnectWise integration" isn't: it is about ConnectWise's values.
    """
    sure = [place for place, word in enumerate(words) if word in OURS - ANY_PSA]
    brands = is_brand(words[sure[-1] + 1 :] if sure else words)
    return brands or not OTHER_PART_OF_OURS.isdisjoint(words)


def is_stale(words: Iterable[str]) -> bool:
    """Whether one of the words says that the value is no longer in use."""
    return not STALE.isdisjoint(words)


def _apart(word: str) -> list[str]:
    """Cut a word that is several known ones in a row, such as ``cwmpubkey``; else return it."""
    if len(word) > _LONGEST_WORD or word in BRANDS:
        return [word]
    best: list[list[str] | None] = [[], *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 12), end):
            before = best[start]
            if before is not None and word[start:end] in JOINABLE:
                found = [*before, word[start:end]]
                shortest = best[end]
                best[end] = found if shortest is None or len(found) < len(shortest) else shortest
    return best[-1] or [word]


def _judge(words: tuple[str, ...]) -> Name:
    said = frozenset(words)
    ours = is_ours(said)
    if not words or not NEVER.isdisjoint(said) or _names_another(words, ours=ours):
        return _FOREIGN
    role = next((role for role, fits in _ROLES if fits(said)), None)
    if role is None or isinstance(role, Part):
        return Name(role, Bond.OURS if ours else Bond.PLAIN)
    if ours:
        return Name(role, Bond.OURS)
    return Name(role, Bond.WEAK if _is_weak(role, said) else Bond.PLAIN)


def _names_another(words: tuple[str, ...], *, ours: bool) -> bool:
    """Whether the name is another product's: ``CW_AZURE_…`` is, ``N8N_CW_…`` is not."""
    if not ours:
        return not is_known(words)
    last = max(place for place, word in enumerate(words) if word in OURS)
    behind = words[last + 1 :]
    return not is_known(behind) or not OTHER_PART_OF_OURS.isdisjoint(words)


def _is_weak(role: Field, said: frozenset[str]) -> bool:
    if role is Field.PRIVATE_KEY:
        return PRIVATE.isdisjoint(said)
    if role is Field.SITE:
        return not LOOSE_SITE.isdisjoint(said) or "cloud" in said or "environment" in said
    return role is Field.COMPANY_ID and ("name" in said or "tenant" in said)


def _is_client_id(said: frozenset[str]) -> bool:
    return bool(said & CLIENT and said & ID) and not said & SECRET


def _is_public(said: frozenset[str]) -> bool:
    return bool(said & (PUBLIC | PUBLIC_DE)) and not said & (PRIVATE | ID | SITE | SECRET)


def _is_private(said: frozenset[str]) -> bool:
    if said & (ID | SITE | CLIENT | USER | PUBLIC):
        return False
    return bool(said & PRIVATE or said & SECRET)


def _is_site(said: frozenset[str]) -> bool:
    if said & (ID | KEY | SECRET | PASSWORD | USER - {"login"}):
        return False
    if said & (SITE - {"environment", "instance", "cloud"}):
        return not said & {"name"} or bool(said & {"host", "server", "hostname", "domain"})
    return said & SITE_TOO >= {"root"} or (
        bool(said & {"environment", "instance", "cloud", "base"}) and bool(said & OURS)
    )


def _is_company(said: frozenset[str]) -> bool:
    return bool(said & COMPANY) and not said & (KEY | SECRET | PASSWORD | CLIENT)


def _is_user(said: frozenset[str]) -> bool:
    return bool(said & USER) and not said & (KEY | COMPANY | SECRET)


def _is_password(said: frozenset[str]) -> bool:
    return bool(said & PASSWORD)


def _is_value(said: frozenset[str]) -> bool:
    return bool(said & VALUE) and not said & (SITE - {"environment"})


def _is_name(said: frozenset[str]) -> bool:
    return bool(said & NAME) and not said & (ID | SECRET)


_ROLES = (
    (Field.CLIENT_ID, _is_client_id),
    (Field.SITE, _is_site),
    (Field.PUBLIC_KEY, _is_public),
    (Field.PRIVATE_KEY, _is_private),
    (Part.PASSWORD, _is_password),
    (Field.COMPANY_ID, _is_company),
    (Part.USER, _is_user),
    (Part.VALUE, _is_value),
    (Part.NAME, _is_name),
)
