"""Finds the one address in a pasted text: alone, quoted, in a sentence, or in a link."""

from __future__ import annotations

import re
import unicodedata

from wizard.domain.address import hosts
from wizard.domain.address.hosts import Kind
from wizard.domain.address.scheme import take_scheme
from wizard.domain.credentials.classify import without_secrets
from wizard.domain.credentials.clean import Stripped, describe_character, invisible
from wizard.domain.credentials.labels import QUOTES
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr

_LINK = re.compile(r"\[([^\]]*)\]\((\S+?)\)")
_LABELLED = re.compile(r"[^./?#@]*?[:=\"'(<>]+(https?://[^\"'<>]+)", re.IGNORECASE)
_TAIL = re.compile(r"(?<=[^/:(\[{<\"'])(?:[\"'][>,;}].*|</.*)")
_CHAT_LINK = re.compile(r"<(https?://[^\s<>|]+)\|([^<>|]*)>", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?<=[>\"'])(?=https?://)|(?<=[\w/])(?=<(?:https?://|mailto:))", re.IGNORECASE
)
_EMPHASIS = re.compile(r"([*_~]{1,3})(\w.*[\w/])\1")
_NAME = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#].*)?")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:[:/].*)?")
_PORT = re.compile(
    r"\S+?(?:[,;]?\s+\(?(?:on |tcp )?port:?\s*(?P<named>\d{2,5})\b(?:[^.\d].*)?"
    r"|\s*:\s+(?P<behind>\d{2,5})/?)",
    re.IGNORECASE,
)
_CUT = re.compile(r"\w[.-] \w|\w (?:\.\w|:\d|-\w)|:\d+ \d")
_E_MAIL = re.compile(r"(?:mailto:)?[^\s@/:]+@[^\s@/]+\.[^\s@/]+", re.IGNORECASE)
_OTHER_SCHEME = re.compile(
    r"[a-z][a-z0-9+.-]*://|(?:about|data|file|javascript|mailto|tel):", re.IGNORECASE
)
# Full-width letters, as typed with an East Asian keyboard.
_WIDE = {wide: wide - 0xFEE0 for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FILE_PATH = re.compile(r"[.~]{0,2}/|[a-z]:/", re.IGNORECASE)
_PSA_PATH = re.compile(
    r"/(?:v[0-9]+_[0-9]+\w*|apis|login|company|services?|system)(?:/|$)", re.IGNORECASE
)
_ENDS = ".,;!?，；！？、）】》"
_FRAMES = {"(": ")", "<": ">", "[": "]", "{": "}"}


def unreadable(what: str, suggestion: str = "") -> Problem:
    """Return the problem of a text that is not an address; ``what`` says why."""
    return Problem(Fault.ADDRESS_UNREADABLE, {"what": what}, suggestion=suggestion)


def incomplete(what: str, suggestion: str = "", *, internal: bool = False) -> Problem:
    """Return the problem of a partial address; ``internal``: perhaps a name of a local network."""
    why = (
        tr("Hire2Retire's cloud can't reach a name that exists only in your network.")
        if internal
        else tr("Enter the full server name, such as na.myconnectwise.net.")
    )
    return Problem(Fault.ADDRESS_INCOMPLETE, {"what": what, "why": why}, suggestion=suggestion)


def quoted(text: str) -> str:
    """Return a part of the text that is safe to show: short, sanitized, nothing like a key."""
    return sanitize(without_secrets(text), 60)


def find_address(text: str, removed: list[Stripped]) -> str | Problem:
    """Return the one address in a cleaned text, without spaces, or the problem."""
    text = text.translate(_WIDE)
    forbidden = next((c for c in text if _forbidden(c)), "")
    if forbidden == "\\":
        return unreadable(tr("it contains a backslash, like a file path"))
    if forbidden:
        return unreadable(tr("it contains {what}").format(what=describe_character(forbidden)))
    apart = _BETWEEN.sub(" ", _LINK.sub(r"\1 \2", _CHAT_LINK.sub(r"\1 \2", text)))
    found = _from_words(_words(apart, removed))
    if isinstance(found, Problem):
        return found
    if found.casefold() != text.casefold() and Stripped.SCHEME not in removed:
        removed.append(Stripped.SURROUNDINGS)
    return _refuse_start(found) or found


def _forbidden(char: str) -> bool:
    return char == "\\" or invisible(char) or unicodedata.category(char) in {"Cs", "Co", "Zl", "Zp"}


def _words(text: str, removed: list[Stripped]) -> list[str]:
    """Split a text at spaces and fix its first scheme; never empty."""
    scheme, rest = take_scheme(text)
    first, *others = rest.split() or [""]
    if scheme.mended:
        removed.append(Stripped.SCHEME)
    if scheme.typed:
        first = f"http://{first}" if scheme.plain else f"https://{first}"
    return [first, *others]


def _from_words(words: list[str]) -> str | Problem:
    bare = [_bare(word) for word in words]
    if len(words) == 1:
        return bare[0]
    places = [place for place, word in enumerate(bare) if _is_address(word)]
    if len({_netloc(bare[place]) for place in places}) > 1:
        return _several("".join(words))
    if places and not _is_torn(words, places[0]):
        return _with_port(bare[places[0]], " ".join(words[places[0] :]))
    if any(_E_MAIL.fullmatch(word.strip("<>")) for word in bare):
        return unreadable(tr("it's an e-mail address"))
    if _is_framed(" ".join(words)):
        return Problem(Fault.ADDRESS_PLACEHOLDER, {"what": quoted(" ".join(words))})
    return _without_address("".join(words))


def _several(joined: str) -> Problem:
    """Return the problem of two addresses, or of a cloud address split by a space."""
    name = take_scheme(joined)[1].casefold()
    if hosts.kind_of(name) is Kind.ON_PREMISES:
        return unreadable(tr("it contains more than one address"))
    return unreadable(tr("it contains a space"), name)


def _with_port(word: str, text: str) -> str:
    """Append a port that follows in words, as in "cw.contoso.example, port 8443"."""
    said = _PORT.fullmatch(text)
    if not said or not re.fullmatch(r"(?:https?://)?[\w.-]+:?", word):
        return word
    return f"{word.rstrip(':')}:{said['named'] or said['behind']}"


def _bare(word: str) -> str:
    """Strip quotes, brackets, label and punctuation from one word."""
    if not any(map(str.isalnum, word)):
        return word
    word = word.strip(QUOTES).rstrip(_ENDS)
    emphasised = _EMPHASIS.fullmatch(word)
    if emphasised:
        return _bare(emphasised[2])
    inner = word[1:-1]
    if _is_framed(word) and ("://" in inner or word.startswith("(")):
        return _bare(inner)
    unopened = "".join(end for start, end in _FRAMES.items() if start not in word)
    word = word.rstrip(f"{_ENDS}{QUOTES}{unopened}")
    labelled = _LABELLED.match(word.lstrip("(<"))
    return labelled[1] if labelled else _TAIL.sub("", word)


def _is_framed(text: str) -> bool:
    return _FRAMES.get(text[:1]) == text[-1:]


def _is_address(word: str) -> bool:
    scheme, rest = take_scheme(word)
    return bool(rest) and (scheme.typed or any(p.fullmatch(rest) for p in (_NAME, _IPV4)))


def _netloc(word: str) -> str:
    rest = re.split(r"[/?#]", take_scheme(word)[1])[0]
    name = rest.rpartition("@")[2].rstrip(".").casefold()
    # The web host and the API host of the cloud are one ConnectWise.
    return name.removeprefix("api-") if hosts.kind_of(name) is not Kind.ON_PREMISES else name


def _is_torn(words: list[str], place: int) -> bool:
    """Whether a space seems to have split the address, so that its parts would mislead."""
    before, word, after = (*words[:place], "")[place - 1], words[place], (*words, "")[place + 1]
    if not take_scheme(word)[0].typed and _CUT.search(f"{before} {word}"):
        return True
    a_sentence_ends = word.count(".") > 2 and after[:1].isupper()
    whole = a_sentence_ends or re.search("[/?#]", take_scheme(word)[1])
    return bool(_CUT.search(f"{word} {after}")) and not whole


def _without_address(joined: str) -> Problem:
    """Explain what is missing; suggest the cloud host if only a space is in the way."""
    name = take_scheme(joined)[1].casefold()
    if hosts.kind_of(name) is not Kind.ON_PREMISES:
        return unreadable(tr("it contains a space"), name)
    if hosts.resembles_cloud(name):
        return unreadable(tr("it contains a space"), hosts.suggestion_for(name))
    if _is_address(joined):
        return unreadable(tr("it contains a space"))
    return unreadable(tr("it doesn't contain an address"))


def _refuse_start(text: str) -> Problem | None:
    """Return the problem if the beginning of the text rules out an address."""
    if _E_MAIL.fullmatch(text):
        return unreadable(tr("it's an e-mail address"))
    if take_scheme(text)[0].typed:
        return None
    if _OTHER_SCHEME.match(text):
        return unreadable(tr("it doesn't begin with https://"))
    if _FILE_PATH.match(text) and not _PSA_PATH.match(text):
        return unreadable(tr("it's a file path"))
    return None
