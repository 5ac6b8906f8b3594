"""Strips what a paste adds at both ends of a value, and reports it."""

from __future__ import annotations

import unicodedata
from dataclasses import field
from enum import StrEnum

from wizard.domain.credentials.labels import QUOTES, strip_label
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field
from wizard.domain.text import N_, tr


class Stripped(StrEnum):
    """What was stripped; the member's text is shown beside the field."""

    BLANKS = N_("spaces removed")
    LINE_ENDS = N_("line breaks removed")
    INVISIBLE = N_("hidden characters removed")
    QUOTES = N_("quotes removed")
    LABEL = N_("label removed")
    BRACES = N_("braces removed")
    DASHES = N_("dashes corrected")
    COMPANY = N_("company+ removed")
    SCHEME = N_("https:// completed")
    SURROUNDINGS = N_("only the address kept")
    USER = N_("user name removed")
    TEXT = N_("only the Client ID kept")
    DASHES_ADDED = N_("dashes added")

    @property
    def note(self) -> str:
        """The words for the screen."""
        return tr(self.value)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A pasted text after stripping; ``label`` is the value named by a label in front of it.

    ``text`` may be a secret and is not part of the ``repr``.
    """

    text: str = field(repr=False)
    removed: tuple[Stripped, ...] = ()
    label: Field | None = None


_LINE_ENDS = "\n\v\f\r\x85\u2028\u2029"
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
# No value is longer; a longer text may have so many layers that taking them off never ends.
LONGEST = 2000


def clean(pasted: str) -> Cleaned:
    """Strip spaces, line breaks, hidden characters, quotes and a label from both ends.

    A text that is too long for a value keeps its quotes and labels.
    """
    removed: list[Stripped] = []
    text, label, before = _trim(pasted, removed), None, None
    while text != before and len(text) <= LONGEST:
        before = text
        text = _unquote(_trim(text, removed), removed)
        taken = strip_label(text)
        if taken:
            removed.append(Stripped.LABEL)
            text, label = taken[0], taken[1] or label
    return Cleaned(text, tuple(dict.fromkeys(removed)), label)


def without_zero_width(cleaned: Cleaned) -> Cleaned:
    """Remove zero-width characters and soft hyphens inside a text."""
    text = cleaned.text.translate(_ZERO_WIDTH)
    if text == cleaned.text:
        return cleaned
    removed = dict.fromkeys((*cleaned.removed, Stripped.INVISIBLE))
    return Cleaned(text, tuple(removed), cleaned.label)


def invisible(char: str) -> bool:
    """Whether a character is invisible: zero-width, bidi, control, soft hyphen, selector."""
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or char in _UNSEEN or unicodedata.category(char) in {"Cf", "Cc"}


def describe_character(char: str) -> str:
    """Return a readable name of a character, even if it is invisible."""
    if char in _LINE_ENDS:
        return tr("a line break")
    if char.isspace():
        return {" ": tr("a space"), "\t": tr("a tab")}.get(char, tr("a special space"))
    code = f"U+{ord(char):04X}"
    if invisible(char):
        return tr("a hidden character ({code})").format(code=code)
    if char.isascii():
        return tr("the character “{char}”").format(char=char)
    name = unicodedata.name(char, "").capitalize()
    if not name or unicodedata.combining(char):
        return tr("the character {code}").format(code=code)
    return tr("the character “{char}” ({name})").format(char=char, name=name)


def _trim(text: str, removed: list[Stripped]) -> str:
    def wrapping(char: str) -> bool:
        return char.isspace() or invisible(char)

    start, end = 0, len(text)
    while start < end and wrapping(text[start]):
        start += 1
    while end > start and wrapping(text[end - 1]):
        end -= 1
    removed.extend(dict.fromkeys(map(_kind, text[:start] + text[end:])))
    return text[start:end]


def _kind(char: str) -> Stripped:
    if char in _LINE_ENDS:
        return Stripped.LINE_ENDS
    return Stripped.BLANKS if char.isspace() else Stripped.INVISIBLE


def _unquote(text: str, removed: list[Stripped]) -> str:
    """Strip quotes, and the comma after a quoted value in a file."""
    quoted = text.rstrip(" \t\r\n,;") if text[:1] in QUOTES else text
    stripped = quoted.strip(QUOTES)
    if stripped != text:
        removed.append(Stripped.QUOTES)
    return stripped
