"""Where the value after a sign ends: at its quotes, a comma, or a period."""

from __future__ import annotations

import re

_OPENING = re.compile(r"[@rRbBuUfF$]?[\"'`]|[“„‘«]")
_CLOSING = {"“": "”", "„": "“", "‘": "’", "«": "»"}
_JOINT = re.compile(
    r"(?<![\s,;|(&{\[])[\s,;|(&{\[]+(?:/\s*|-{1,2}\w?\s*)?[\"'`]?$|[ \t]+(?:and|und|et|y|en)[ \t]*$"
)


def value_of(text: str, rest: str = "") -> tuple[str, str]:
    """Return the value after a sign (quoted, or up to a delimiter), and the rest."""
    text = text.strip()
    opened = _OPENING.match(text)
    if opened:
        close = _CLOSING.get(opened[0], opened[0][-1])
        inner, _, behind = text[opened.end() :].partition(close)
        return inner.strip(), f"{behind} {rest}"
    cut = re.split(r"[,;](?=\s|$)|\s[|](?=\s|$)", text, maxsplit=1)
    kept = cut[0].rstrip(" \t,;").strip()
    value = _first_of(kept)
    address = kept[len(value) :] if "://" in kept[len(value) :] else ""
    return value, " ".join((address, *cut[1:], rest))


def _first_of(text: str) -> str:
    """A key or Client ID in front of a sentence's further words, without its full stop."""
    first, _, rest = text.partition(" ")
    bare = first.rstrip(".,;)}]>")
    if rest and is_secret_shaped(bare) and not any(map(is_secret_shaped, rest.split())):
        return bare
    return bare if not rest and is_secret_shaped(bare) else text


def within_quotes(part: str, start: int, behind_sign: int, end: int) -> tuple[str, str]:
    """Return the text after a name when quotes enclose both: ``-H 'clientId: …'``."""
    text = _JOINT.sub("", part[behind_sign:end])
    mark = part[start - 1 : start]
    if mark not in {'"', "'"} or mark in part[start:behind_sign]:
        return text, ""
    inner, _, behind = text.partition(mark)
    return inner, behind


def is_secret_shaped(text: str) -> bool:
    """Whether it is one long word of letters and digits."""
    long = re.fullmatch(r"[A-Za-z0-9+/=_-]{12,48}", text)
    return bool(long) and bool(re.search(r"[0-9]", text)) and bool(re.search(r"[A-Za-z]", text))
