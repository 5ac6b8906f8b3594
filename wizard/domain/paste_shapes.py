"""Notes, mails, markup, scripts and tables rewritten as pieces that hold one value each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from wizard.domain.labels import is_label, places

_CELLS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]|[,;](?=\s|[\"']|$)")
_OBJECT_START = re.compile(r"^[^\S\n]*(?:[\w.]+\s*)?[{(\[]\s*(?=[\"']|$)")
_OBJECT_END = re.compile(r"(?:(?<=[\"'])\s*|^)[)}\]]+;?\s*$")
_QUOTED_MAIL = re.compile(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE)
_REMARK = re.compile(r"(?<![ \t])[ \t]+#[ \t].*$", re.MULTILINE)
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)__|__(?!\w)")
_ADDED = re.compile(r"<add\s+key=\"([^\"]*)\"\s+value=\"([^\"]*)\"\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][\w-]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_MARKUP = re.compile(r"</|<br", re.IGNORECASE)
_JOINT = re.compile(r"(?<![\s,;|(&])[\s,;|(&]+(?:/\s*|-{1,2}\w?\s*)?[\"']?$")
_BUTTON = re.compile(r"(?<![ \t])[ \t]+(?:copy|copied!?)$", re.IGNORECASE | re.MULTILINE)
_ASIDE = re.compile(r"\([^()\n=\"':]*\)")
_BEFORE = ("(", "{", "[", "]", ":")
_NAME_KEYS = ("name", "key", "label", "field", "title")


def pieces(text: str) -> list[str]:
    """Cut a text into pieces: one labelled value each, or a label, or a value."""
    try:
        return list(_members(json.loads(text)))
    except (ValueError, RecursionError):
        return [
            _OBJECT_END.sub("", _OBJECT_START.sub("", cell)).strip(" |")
            for line in _table(_plain(text)).splitlines()
            if line.strip(" \t|:-")
            for part in _parts(line)
            for cell in _CELLS.split(part)
        ]


def _members(document: object) -> Iterator[str]:
    """Yield the members of a JSON document with their names, those of inner objects, too."""
    if isinstance(document, dict):
        yield from _named(document) or _entries(document)
    elif isinstance(document, list):
        for item in document:
            yield from _members(item)
    else:
        yield str(document)


def _named(document: dict[object, object]) -> list[str]:
    """An object that spells name and value apart, as password managers and Postman do."""
    name = next((document[key] for key in _NAME_KEYS if isinstance(document.get(key), str)), "")
    value = document.get("value")
    return [f"{name}: {value}"] if name and isinstance(value, str) else []


def _entries(document: dict[object, object]) -> Iterator[str]:
    for name, value in document.items():
        if isinstance(value, (dict, list)):
            yield from _members(value)
        elif value not in ("", None):
            yield f"{name}: {value}"


def _plain(text: str) -> str:
    """Take off what mails, chats, files and web pages put around names and values."""
    text = _ASIDE.sub(lambda aside: re.sub("[,;]", " ", aside[0]), text)
    text = _ADDED.sub(r"\n\1: \2\n", _QUOTED_MAIL.sub("", text))
    if _MARKUP.search(text):
        text = _TAG.sub(_tag, text)
    return _EMPHASIS.sub("", _BUTTON.sub("", _REMARK.sub("", text)))


def _tag(found: re.Match[str]) -> str:
    return f"\n{found[2]}: " if not found[1] and is_label(found[2]) else "\n"


def _table(text: str) -> str:
    """Write a table whose first line names values as one name and cell a line."""
    lines = [line.strip(" |") for line in text.splitlines() if line.strip(" \t|:-")]
    for mark in "\t,;|":
        rows = [line.split(mark) for line in lines]
        heads = [head.strip(" \"'") for head in rows[0]] if len(rows) > 1 else []
        if sum(map(is_label, heads)) > 2 and all(len(row) == len(heads) for row in rows):
            cells = [pair for row in rows[1:] for pair in zip(heads, row, strict=True)]
            return "\n".join(f"{h}: {cell}" if is_label(h) else cell for h, cell in cells)
    return text


def _parts(line: str) -> list[str]:
    """Cut a line in front of every label but the first; what opens it or joins its parts goes."""
    found = places(line)
    opened = bool(found) and line[: found[0]].rstrip().endswith(_BEFORE)
    cuts = [found[0] if opened else 0, *found[1:], len(line)]
    parts = [line[start:end] for start, end in pairwise(cuts)]
    return [*(_JOINT.sub("", part) for part in parts[:-1]), parts[-1]]
