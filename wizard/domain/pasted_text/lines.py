"""Names and values in one line: where a name ends, and where its value ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from wizard.domain.credentials.classify import is_key
from wizard.domain.credentials.labels import QUOTES
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field
from wizard.domain.pasted_text import value_names
from wizard.domain.pasted_text.quotes import is_secret_shaped
from wizard.domain.pasted_text.value_names import Bond, Name, Part, read_name, words_of

WINDOW = 90
_MOST_WORDS = 7
_SIGN = re.compile(
    r"=>|->|→|[:：]+=?(?![\\/]{2})|(?<![=!<>])={1,2}(?![=>])|＝|\.{3,}"
    r"|\?(?=\s)|\s{1,40}[-–—|]+(?=\s)|\b(?:is|are|ist|lautet|est|es)\b:?(?=\s)|\s+"
)
_BREAK = re.compile(r"[,;|{}<>?&/\"'`´‘’“”„«»＂]|\((?![^()]*\)\s*$)")
_INNER_SIGN = re.compile(r"[:=]\s|=|\s{3,}")
_ASIDE = re.compile(r"\(([^()]*)\)\s*$")
_END_OF_PART = re.compile(r"[:.!)\]]$")
_SHELL = re.compile(r"^(?:\[[A-Za-z.]+\])?[$%@&-]*(?:script:|global:|env:)?|[%\]]$", re.IGNORECASE)
_ARTICLES = frozenset({"the", "our", "your", "my", "der", "die", "das", "la", "le", "el", "new"})
_OPENED = re.compile(r"[\s\-*•–]*$")
_NEXT = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|\S+)(\s*)")
_HOST = re.compile(r"\w\.\w[\w.-]*$")
_NO_COMPANY = frozenset(
    {
        *("required", "missing", "wrong", "unknown", "correct", "incorrect", "needed", "invalid"),
        *("mandatory", "optional", "empty", "blank", "below", "above", "attached", "here", "fine"),
        *("falsch", "unbekannt", "richtig", "korrekt", "anbei", "leer", "ok", "okay", "not", "it"),
        *("inconnu", "obligatoire", "correcto", "onbekend", "verplicht", "this", "that", "secret"),
    }
)
# A variable or a reference to a vault used instead of a value; its own name is no label.
_REFERENCE = re.compile(
    r"(?<=[=:])[ \t]*[\"']?(?:\$env:\w+|\$?\{\{[^{}\n]{1,200}\}\}|\$\{[^{}\n]{1,200}\})",
    re.IGNORECASE,
)
_NO_PORT = re.compile(rf"\d+(?:[/?#\s,;|<>)\]}}\\{QUOTES}]|$)")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a line: offset of the name and of its value."""

    start: int
    end: int
    name: Name
    spelled: str = field(repr=False)
    assigned: bool


def is_label(text: str) -> bool:
    """Whether a text is only the name of one of the values."""
    return label_of(text) is not None


def label_of(text: str) -> Name | None:
    """The name that a whole text is, if it is one of a value or of a part of a sign-in."""
    stripped = text.strip(f" \t|:?*-•{QUOTES}")
    no_name = "****" in text or re.search(r"\d\.\d{1,3}\.\d", text)  # a mask, an IP address
    if no_name or not 0 < len(stripped) < WINDOW or _INNER_SIGN.search(stripped):
        return None
    aside = _ASIDE.search(stripped)
    body = stripped[: aside.start()].strip() if aside else stripped
    name = _with_aside(_SHELL.sub("", body), aside[1] if aside else "")
    return name if isinstance(name.role, Field) or name.role in {Part.USER, Part.PASSWORD} else None


def names_in(line: str) -> list[Found]:
    """Return every name in a line that a sign follows, also of other values."""
    found: list[Found] = []
    limit = 0
    references = [reference.span() for reference in _REFERENCE.finditer(line)]
    for sign in _SIGN.finditer(line):
        within = any(start < sign.start() < end for start, end in references)
        if sign.start() < limit or within:
            continue
        name = _name_before(line, limit, sign)
        if name is None:
            continue
        found.append(name)
        limit = name.end
    return found


def _name_before(  # noqa: PLR0911 - one line for each thing that is no name
    line: str, limit: int, sign: re.Match[str]
) -> Found | None:
    blank = sign[0].isspace()
    window = max(limit, sign.start() - WINDOW)
    before = line[window : sign.start()]
    if blank and not _may_name(before):
        return None
    words = _phrase(before, within=limit > 0)
    if words is None:
        return None
    start, name, spelled = words
    start += window
    if name.role is None and (blank or _is_within_value(line, limit, sign)):
        return None
    hosted = name.role is Field.SITE or _HOST.search(before)
    if hosted and ":" in sign[0] and _NO_PORT.match(line, sign.end()):
        return None
    if line[start - 1 : start] == "?" or (line[start - 1 : start] == "&" and "?" in line[:start]):
        return None
    if (blank or sign[0].strip().isalpha()) and not _stands_alone(line, limit, start, sign, name):
        return None
    assigned = not blank and sign[0].strip()[:1] in {"=", ":", "＝"}
    return Found(start, sign.end(), name, spelled, assigned)


def _is_within_value(line: str, limit: int, sign: re.Match[str]) -> bool:
    """Whether a sign belongs to a value: the end of an address, the padding of a key."""
    if sign[0].strip("-–— ") == "" and re.search(r"://\S*$", line[limit : sign.start()]):
        return True
    token = line[limit : sign.start()].strip(" \"'")
    padded = sign[0].strip("=") == "" and re.fullmatch(r"[A-Za-z0-9+/=_-]+", token)
    return bool(limit and padded)


def _may_name(before: str) -> bool:
    """Whether the last word can end a name: the quick look at every space of a text."""
    last = before.rsplit(" ", maxsplit=1)[-1]
    return bool(last) and value_names.names_something(words_of(last.rsplit("\t")[-1][-WINDOW:]))


def _phrase(before: str, *, within: bool) -> tuple[int, Name, str] | None:
    """The name that ends a text: where it starts, what it stands for, how it is spelled.

    ``within``: another name stands before it; the words in front of it are that one's value.
    """
    stripped = before.rstrip()
    aside = _ASIDE.search(stripped)
    body = stripped[: aside.start()].rstrip() if aside else stripped
    body = body.rstrip(f"]) {QUOTES}")
    breaks = [found.end() for found in _BREAK.finditer(body)]
    begin = breaks[-1] if breaks else 0
    idents = list(re.finditer(r"\S+", body[begin:]))[-_MOST_WORDS:]
    if not idents:
        return None
    taken, blocker = _known(idents)
    if within and len(taken) > 1 and re.search(r"\w\.\w", taken[0][0]):
        del taken[0]  # a server's name that is made of our words: the value of the name before
    if not taken:
        return _unknown(idents[-1], begin)
    text = " ".join(ident[0] for ident in taken)
    name = _with_aside(_SHELL.sub("", text), aside[1] if aside else "")
    if blocker and (begin or not within) and _is_vendor(blocker, taken, name):
        name = Name(None, Bond.FOREIGN)
    return begin + taken[0].start(), name, spelled_as(taken[-1][0])


def _known(idents: Sequence[re.Match[str]]) -> tuple[list[re.Match[str]], str]:
    """The last words that names are made of; and the word in front of them that is none."""
    taken: list[re.Match[str]] = []
    for ident in reversed(idents):
        if taken and _END_OF_PART.search(ident[0]):
            return taken, ""
        words = words_of(ident[0])
        if not words or "+$" in ident[0]:  # "$company+$public:$private" names nothing
            return taken, ""
        if not (value_names.is_known(words) or value_names.is_ours(words)):
            return taken, ident[0]
        taken.insert(0, ident)
        if ident[0][:1] == "-":  # a flag of a command: what precedes it is another's value
            return taken, ""
    return taken, ""


def _unknown(ident: re.Match[str], begin: int) -> tuple[int, Name, str] | None:
    """A name of something else keeps the value after it."""
    if not words_of(ident[0]) or ident[0].isdigit():
        return None
    return begin + ident.start(), Name(None, Bond.FOREIGN), spelled_as(ident[0])


def _with_aside(text: str, aside: str) -> Name:
    """Read a name; what brackets add counts where it tells the key, or another product."""
    name = read_name(text)
    words = words_of(aside[:WINDOW])
    brand = value_names.is_brand(words) and not value_names.is_ours(words)
    if brand or value_names.is_stale(words):
        return Name(None, Bond.FOREIGN)
    if aside and not isinstance(name.role, Field):
        both = read_name(f"{text} {aside}")
        return both if isinstance(both.role, Field) else name
    return name


def unless_outdated(name: Name, behind: str) -> Name:
    """The name of a value; another's if brackets behind the value say that it is out of use."""
    aside = _ASIDE.search(behind[-WINDOW:])
    outdated = aside is not None and value_names.is_stale(words_of(aside[1]))
    return Name(None, Bond.FOREIGN) if outdated else name


def _is_vendor(blocker: str, taken: Sequence[re.Match[str]], name: Name) -> bool:
    """Whether the word in front of a name says whose it is: "Acronis Client ID"."""
    words = words_of(blocker)
    if value_names.is_brand(words) or value_names.is_stale(words):
        return name.bond is not Bond.OURS or value_names.is_stale(words)
    if name.bond is Bond.OURS or (
        words_of(taken[0][0])[:1] and words_of(taken[0][0])[0] in _ARTICLES
    ):
        return False
    return blocker[:1].isupper()


def spelled_as(name: str) -> str:
    """The name as a later line may refer to it."""
    return re.sub(r"^.*[.:$\[\"']|[%\]\"']+$", "", name.strip()).casefold()


def _stands_alone(line: str, limit: int, start: int, sign: re.Match[str], name: Name) -> bool:
    """Whether a name without a sign has its value behind it: ``setx CW_SITE "…"``, "site na.…"."""
    following = _NEXT.match(line, sign.end())
    if not following or not isinstance(name.role, (Field, Part)):
        return False
    token = following[1].strip(f"{QUOTES},;").rstrip(".:!")
    if value_names.is_known(words_of(token[:WINDOW])) and re.search("[^0-9.:]", token):
        return False
    if name.role is Field.COMPANY_ID:
        opened = (
            bool(_OPENED.fullmatch(line[limit:start])) or not line[start : sign.start()].isalpha()
        )
        if not sign[0].isspace() and "id" in words_of(line[start : sign.start()]):
            # "The company ID is contoso, the public key …"
            ends = re.match(r"\s*(?:[,;.!]|$|(?:and|und|et|y|en)\b)", line[following.end(1) :])
            ends = ends or re.search(r"[,;.!]$", following[1])
            plain = re.fullmatch(r"[\w-]{2,50}", token)
            return bool(ends and plain) and token.casefold() not in _NO_COMPANY
        return (
            opened
            and _closes(line[following.end() :])
            and bool(re.fullmatch(r"[\w-]{2,50}", token))
        )
    return _fits(name.role, token)


def _closes(rest: str) -> bool:
    """Whether nothing, or a further name, follows a word."""
    return (
        not rest.strip()
        or rest.lstrip()[:1] in "-,;/|\\"
        or (
            bool(words_of(rest.split(maxsplit=1)[0][:60]))
            and (value_names.is_known(words_of(rest.split(maxsplit=1)[0][:60])))
        )
    )


def _fits(role: Field | Part, token: str) -> bool:
    if role is Field.SITE:
        return bool(re.search(r"\w\.\w", token))
    if role is Field.CLIENT_ID:
        return bool(re.match(r"[{(]?[0-9a-fA-F]{8}-", token))
    if role is Part.USER:
        return bool(re.fullmatch(r"[\w.-]+\+[\w+/=-]{8,}", token))
    return (
        role is not Part.VALUE
        and role is not Part.NAME
        # "Private key=…" is one name, not "Private" with a value that begins with "key=".
        and not re.search(r"=[^=]", token)
        and (is_key(token) or is_secret_shaped(token))
    )
