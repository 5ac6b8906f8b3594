"""The scheme of an address, including common typos of ``https://``."""

from __future__ import annotations

import re

from wizard.domain.address.lookalikes import distance
from wizard.domain.dataclass import dataclass

_SLASHES = re.compile(
    r"(?P<word>(?:[a-z]\s*){0,10})(?P<mark>[:;.,：]?)\s*[/／]\s*[/／][\s/／]*:?\s*", re.IGNORECASE
)
_COLON = re.compile(
    r"(?P<word>h[a-z]{2,5})\s*[:：]\s*[/／]?\s*(?=[^\s/／\d])|(?P<exact>https?)[.,;-]+(?=\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SchemePart:
    """What stood before the host: ``typed`` at all, ``plain`` HTTP, ``mended`` or exactly right."""

    typed: bool = False
    plain: bool = False
    mended: bool = False


def take_scheme(text: str) -> tuple[SchemePart, str]:
    """Split off the scheme, even if mistyped; return it and the rest of the text."""
    scheme = SchemePart()
    while found := _match(text):
        proper = found[0].lower() in {"https://", "http://"} and not scheme.typed
        word = re.sub(r"[\s.,;:-]|[/／].*", "", found[0]).lower()
        scheme = SchemePart(typed=True, plain=word == "http", mended=not proper)
        text = text[found.end() :]
    return scheme, text


def _match(text: str) -> re.Match[str] | None:
    found = _SLASHES.match(text)
    if found and _is_scheme(found["word"], allowed=2 if found["mark"] else 1, empty=True):
        return found
    found = _COLON.match(text)
    if found and (found["exact"] or _is_scheme(found["word"], allowed=1, empty=False)):
        return found
    return None


def _is_scheme(word: str, *, allowed: int, empty: bool) -> bool:
    """Whether a word is meant as http or https; two typos only if it begins with h."""
    word = re.sub(r"\s", "", word).lower()
    if not word:
        return empty
    slips = min(distance(word, "http"), distance(word, "https"))
    return slips <= (allowed if word.startswith("h") else min(allowed, 1))
