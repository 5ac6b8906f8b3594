"""What paste brings along: taken off at both ends, and said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from wizard.domain.faults import Blame
from wizard.domain.wording import mark, tr


class Removed(StrEnum):
    """What was taken off a pasted text; the text is what the field says."""

    BLANKS = mark("blanks removed")
    LINE_ENDS = mark("line ends removed")
    INVISIBLE = mark("invisible characters removed")
    QUOTES = mark("quotes removed")
    LABEL = mark("label removed")
    BRACES = mark("braces removed")
    DASHES = mark("dashes made plain")
    COMPANY = mark("company+ removed")
    SCHEME = mark("https:// completed")
    SURROUNDINGS = mark("only the address kept")
    USER = mark("user name removed")

    @property
    def note(self) -> str:
        """The words for the screen."""
        return tr(self.value)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A pasted text without its wrapping; ``label`` is the value its label prefix named."""

    text: str
    removed: tuple[Removed, ...] = ()
    label: Blame | None = None


_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇"
_LABELS = {
    Blame.PRIVATE_KEY: r"(?:api\s*)?(?:private|secret)[\s_-]*(?:api\s*)?(?:key)?",
    Blame.PUBLIC_KEY: r"(?:api\s*)?public[\s_-]*(?:api\s*)?(?:key)?",
    Blame.CLIENT_ID: r"(?:api\s*)?client[\s_-]*(?:id|guid)",
    Blame.COMPANY_ID: r"(?:login\s*)?company(?:[\s_-]*(?:id|name|identifier|short\s*name))?",
    Blame.SITE: (
        r"(?:connectwise(?:\s*(?:psa|manage))?|site|server|psa|manage|base|api|login|cw)?"
        r"[\s_-]*(?:url|address|host(?:name)?|fqdn|site|server)"
    ),
}
_LABELLED = {
    value: re.compile(rf"\s*[{_QUOTES}]?\s*{names}\s*[{_QUOTES}]?\s*(?:[:=：]\s*(?!//)|\t|\r?\n)", re.I)
    for value, names in _LABELS.items()
}


def clean(pasted: str) -> Cleaned:
    """Take blanks, line ends, invisible characters, quotes and a label prefix off both ends."""
    removed: list[Removed] = []
    text, label = pasted, None
    while True:
        before = text
        text = _trim(text, removed)
        text = _unquote(text, removed)
        if label is None:
            text, label = _unlabel(text, removed)
        if text == before:
            return Cleaned(text, tuple(dict.fromkeys(removed)), label)


def invisible(char: str) -> bool:
    """Whether a character leaves no mark: zero-width, bidi, control, soft hyphen."""
    return unicodedata.category(char) in {"Cf", "Cc"} or char in "\u115f\u1160\u3164\uffa0\u2800"


def named(char: str) -> str:
    """Name a character for people: itself, or what it is when it leaves no mark."""
    if char in "\r\n\u2028\u2029\x85":
        return tr("a line end")
    if char.isspace():
        return tr("a blank")
    if invisible(char):
        return tr("an invisible character (U+{code:04X})").format(code=ord(char))
    return tr("the character {char}").format(char=char) if char.isprintable() else f"U+{ord(char):04X}"


def _trim(text: str, removed: list[Removed]) -> str:
    def wrapping(char: str) -> bool:
        return char.isspace() or invisible(char)

    start, end = 0, len(text)
    while start < end and wrapping(text[start]):
        start += 1
    while end > start and wrapping(text[end - 1]):
        end -= 1
    for char in text[:start] + text[end:]:
        removed.append(_kind(char))
    return text[start:end]


def _kind(char: str) -> Removed:
    if char in "\r\n\u2028\u2029\x85\x0b\x0c":
        return Removed.LINE_ENDS
    return Removed.BLANKS if char.isspace() else Removed.INVISIBLE


def _unquote(text: str, removed: list[Removed]) -> str:
    bare = text.rstrip(",;") if text[:1] in _QUOTES and text.rstrip(",;")[-1:] in _QUOTES else text
    stripped = bare.strip(_QUOTES)
    if stripped != text:
        removed.append(Removed.QUOTES)
    return stripped


def _unlabel(text: str, removed: list[Removed]) -> tuple[str, Blame | None]:
    for value, pattern in _LABELLED.items():
        found = pattern.match(text)
        if found:
            removed.append(Removed.LABEL)
            return text[found.end() :], value
    return text, None
