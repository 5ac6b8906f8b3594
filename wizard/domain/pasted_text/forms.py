"""Converts notes, mails, markup, scripts and tables into cells: a name, a value, or both."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import field, replace
from enum import Enum, auto
from urllib.parse import parse_qsl

from wizard.domain.credentials.clean import clean
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import KEYS, Field
from wizard.domain.pasted_text.headings import Headings, Setting, is_alone
from wizard.domain.pasted_text.lines import (
    WINDOW,
    is_label,
    label_of,
    names_in,
    spelled_as,
    unless_outdated,
)
from wizard.domain.pasted_text.quotes import value_of, within_quotes
from wizard.domain.pasted_text.scripts import as_assignments
from wizard.domain.pasted_text.tables import columns, one_value_a_line
from wizard.domain.pasted_text.value_names import (
    Name,
    Part,
    is_ours,
    is_part_of_another,
    read_name,
    words_of,
)


class Shape(Enum):
    """Kind of a cell: name, value, or both."""

    LABEL = auto()
    VALUE = auto()
    BOTH = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """One name with its value, one without, or a value without a name.

    ``line`` counts from 1, 0 for a document. ``age`` counts how deep a mail is quoted, ``remark``
    says that it stood behind a comment sign. ``spelled`` is the name as a later line may refer to
    it. ``text`` and ``spelled`` may be secret.
    """

    shape: Shape
    text: str = field(default="", repr=False)
    name: Name | None = None
    spelled: str = field(default="", repr=False)
    setting: Setting = Setting.NEUTRAL
    age: int = 0
    remark: bool = False
    assigned: bool = False
    line: int = 0


_CONTINUED = re.compile(r"(?<![ \t])[ \t]*[\\^`]?[ \t]*$", re.MULTILINE)
_QUOTED = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_OLDER_MAIL = re.compile(
    r"[ \t>]*(?:-{2,}\s*(?:original|forwarded)\b.*|on\b.{5,120}\bwrote:\s*"
    r"|am\b.{5,120}\bschrieb\b.*"
    r"|le\b.{5,120}\ba écrit\s*:.*|_{20,}\s*|from:\s.{1,120})",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"[ \t]*(?:#+(?!\w*\{)|//+|--(?=[ \t])|;+"
    r"|(?:@?rem|::)(?=[ \t])|<!--|/?\*+(?=[ \t])|'(?=[ \t]))[ \t]*",
    re.IGNORECASE,
)
_REMARK = re.compile(r"(?<![ \t])[ \t]+(?:#|//|<!--)(?:[ \t].*)?$", re.MULTILINE)
# A list of values whose names stand in remarks behind them: 'contoso',  # your company id
_NAMED_BEHIND = re.compile(
    r"^[ \t]*([\"'][^\"'\n]{1,300}[\"'])[ \t]*,?[ \t]*(?:#|//|--)[ \t]*([^\n]{2,60}?)[ \t]*$",
    re.MULTILINE,
)
_BUTTON = re.compile(r"(?<![ \t])[ \t]+(?:copy|copied!?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![*`])(?:\*{1,3}|`{1,3})(?![*`])|(?<![\w])__(?=\w)|(?<=\w|:)__(?!\w)")
_MARKUP = re.compile(r"</|<br|/>", re.IGNORECASE)
_PAIR_TAG = re.compile(
    r"<\w[\w:.-]*\s[^<>]*?\b(?:key|name|id|label)=[\"']([^\"'<>]*)[\"'][^<>]*?"
    r"\bvalue=[\"']([^\"'<>]*)[\"'][^<>]*>",
    re.IGNORECASE,
)
_NAME_TAG = re.compile(
    r"<\w[\w:.-]*\s[^<>]*?\b(?:key|name)=[\"']([^\"'<>]*)[\"'][^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([a-z][\w:.-]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s([\w:.-]{2,40})=[\"']([^\"'<>]{1,200})[\"']")
# What a mail or a chat shows crossed out.
_CROSSED_OUT = re.compile(
    r"<(s|del|strike)(?: (?:class|style)=[^<>]{0,100})?>[^<>]{0,300}</\1>"
    r"|(?:\S[\u0335-\u0338][ \t]?)+|~~[^~\n]{1,300}~~",
    re.IGNORECASE,
)
_BARS = str.maketrans(dict.fromkeys("│┃║", "|") | dict.fromkeys("─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬", "-"))
_LEADER = re.compile(r"(?<!\.)[ \t](?:\.[ \t]){3,80}")
_FORM = re.compile(r"https?://[^\s?\"'<>]{1,300}\?([^\s\"'<>]{1,2000})", re.IGNORECASE)
_CALL = re.compile(r"\b[A-Z][a-z]{2,12}-(\w{2,40})[ \t]+-|\b([A-Za-z]\w{3,60})\(")
# Switches of a command that have no value: -CompanyID contoso -Force -Verbose
_SWITCHES = re.compile(r"(?:\s+-{1,2}[A-Za-z][\w-]*)+$")
# A questionnaire: "Q: What is your Company ID?" and "A: contoso" on the next line.
_ASKED = re.compile(r"^[ \t>]*(?:Q|Question)[ \t]?\d{0,2}[:.)][ \t]+", re.IGNORECASE | re.MULTILINE)
_ANSWERED = re.compile(
    r"^[ \t>]*(?:A|Answer)[ \t]?\d{0,2}[:.)][ \t]+", re.IGNORECASE | re.MULTILINE
)
_OPENER = re.compile(r"[\w.$=> ]{0,60}[({\[]\s*[\"']?$")


def cells(text: str) -> list[Cell]:
    """Split a text into cells; never raises."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return list(_from_text(text))
    try:
        return list(_from_json(document, Setting.NEUTRAL))
    except RecursionError:
        return []


def _from_json(document: object, setting: Setting, parent: str = "") -> Iterator[Cell]:
    if isinstance(document, dict):
        yield from _from_pair(document, setting) or _from_members(document, setting, parent)
    elif isinstance(document, list):
        for item in document:
            yield from _from_json(item, setting, parent)
    elif parent:
        yield from _member(parent, document, setting)
    else:
        yield from _from_text(str(document), setting)


def _from_pair(document: dict[str, object], setting: Setting) -> list[Cell]:
    """Read an object with separate name and value, as password managers and Postman export."""
    names = (document[key] for key in _NAME_KEYS if isinstance(document.get(key), str))
    name = next((str(name) for name in names if name), "")
    value = next((document[key] for key in _VALUE_KEYS if isinstance(document.get(key), str)), "")
    return list(_member(name, value, setting)) if name and value else []


_NAME_KEYS = ("name", "key", "label", "field", "title", "id", "Name", "Key")
_VALUE_KEYS = ("value", "Value", "stringValue", "text")


def _from_members(document: dict[str, object], setting: Setting, parent: str) -> Iterator[Cell]:
    for name, value in document.items():
        if isinstance(value, (dict, list)):
            # The name of the value may stand above "value" alone.
            yield from _from_json(value, setting.within(words_of(name[:WINDOW])), name)
        elif value not in ("", None):
            plain = parent and read_name(name).role is Part.VALUE and is_label(parent)
            yield from _member(parent if plain else name, value, setting)


def _member(name: str, value: object, setting: Setting) -> Iterator[Cell]:
    text = str(value)
    read = read_name(name[:WINDOW])
    if "\n" in text and not isinstance(read.role, Field):
        yield from _from_text(text, setting)
        return
    if read.role is None:
        yield from (cell for cell in _from_text(text, setting) if cell.shape is Shape.BOTH)
    yield Cell(Shape.BOTH, text, read, spelled_as(name), setting, assigned=True)


def _from_text(text: str, setting: Setting = Setting.NEUTRAL) -> Iterator[Cell]:
    headings, age = Headings(setting), 0
    for number, line in enumerate(one_value_a_line(_plain(text)).splitlines(), 1):
        older = _OLDER_MAIL.fullmatch(line)
        age += bool(older)
        quoted = _QUOTED.match(line)
        depth = quoted[1].count(">") if quoted else 0
        bare = line[quoted.end() :] if quoted else line
        for cell in _from_line(bare, headings, age + depth):
            yield replace(cell, line=number)


def _from_line(line: str, headings: Headings, age: int) -> Iterator[Cell]:
    comment = _COMMENT.match(line)
    bare = line[comment.end() :] if comment else line
    named = any(isinstance(found.name.role, Field) for found in names_in(bare))
    heading = headings.read(line, "" if named else bare)
    if heading is not None:
        if heading and is_label(heading):
            yield Cell(Shape.LABEL, name=label_of(heading), setting=headings.setting, age=age)
        elif is_alone(bare):
            # It may as well be the value of the label above it.
            yield Cell(Shape.VALUE, bare.strip(), setting=headings.setting, age=age)
        return
    setting = Setting.OURS if _calls_connectwise(bare) else headings.setting
    for part in columns(bare):
        for cell in _from_part(part):
            yield replace(cell, setting=setting, age=age, remark=bool(comment))


def _calls_connectwise(line: str) -> bool:
    """Whether a line calls a command or function of ConnectWise PSA: ``Connect-CWM -Company …``."""
    called = (words_of(found[1] or found[2]) for found in _CALL.finditer(line))
    return any(is_ours(words) and not is_part_of_another(words) for words in called)


def _plain(text: str) -> str:
    """Take off what mails, chats, files and web pages put around names and values."""
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    if _ASKED.search(text):
        text = _ANSWERED.sub("", _ASKED.sub("", text))
    text = _NAMED_BEHIND.sub(_named_behind, _CROSSED_OUT.sub("", text))
    text = _CONTINUED.sub("", text).translate(_BARS)
    text = _FORM.sub(_form, as_assignments(_LEADER.sub(" ... ", text)))
    if _MARKUP.search(text):
        text = _PAIR_TAG.sub(r"\n\1: \2\n", text)
        text = _NAME_TAG.sub(_name_tag, text)
        text = html.unescape(_TAG.sub(_tag, text))
    return _EMPHASIS.sub("", _BUTTON.sub("", _REMARK.sub("", text)))


def _named_behind(found: re.Match[str]) -> str:
    name = label_of(found[2])
    if name is None:
        return found[0]
    # A program's list holds what it signs in with: "company name" is the ID there.
    return f"{'Company ID' if name.role is Field.COMPANY_ID else found[2]}: {found[1]}"


def _form(found: re.Match[str]) -> str:
    """The parameters of a link that carries a key; such a link is no address to keep."""
    pairs = parse_qsl(found[1])
    held = any(read_name(name[:WINDOW]).role in KEYS for name, _ in pairs)
    return "\n".join(("", *(f"{name} = {text}" for name, text in pairs), "")) if held else found[0]


def _tag(found: re.Match[str]) -> str:
    named = [(name, text) for name, text in _ATTRIBUTE.findall(found[0]) if is_label(name)]
    if len(named) > 1:
        return "\n".join(("", *(f"{name}: {text}" for name, text in named), ""))
    return f"\n{found[2]}: " if not found[1] and is_label(found[2]) else "\n"


def _name_tag(found: re.Match[str]) -> str:
    return f"\n{found[1]}: " if is_label(found[1]) else found[0]


def _from_part(part: str) -> Iterator[Cell]:
    """The cells of one line or column."""
    if not part.strip(" \t|:+-=(){}[],;"):
        return
    if is_label(part):
        yield Cell(Shape.LABEL, name=label_of(part))
        return
    found = names_in(part)
    before = _OPENER.sub("", part[: found[0].start]) if found else part
    yield from (Cell(Shape.VALUE, text) for text in _loose(before))
    for place, name in enumerate(found):
        end = found[place + 1].start if place + 1 < len(found) else len(part)
        text, rest = value_of(*within_quotes(part, name.start, name.end, end))
        if part[name.start] == "-":
            text = _SWITCHES.sub("", text)
        if text:
            meant = unless_outdated(name.name, part[name.end : end])
            yield Cell(Shape.BOTH, text, meant, name.spelled, assigned=name.assigned)
        elif isinstance(name.name.role, (Field, Part)):
            yield Cell(Shape.LABEL, name=name.name)
        yield from (Cell(Shape.VALUE, loose) for loose in _loose(rest))


def _loose(text: str) -> Iterator[str]:
    for piece in re.split(r"[,;](?=\s|[\"']|$)", text):
        cleaned = clean(piece.strip(" |(){}[]")).text
        if sum(map(str.isalnum, cleaned)) > 1:
            yield cleaned
