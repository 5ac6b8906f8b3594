"""Headings in a text: to whom the values below them belong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field, replace
from enum import Enum, auto

from wizard.domain.dataclass import dataclass
from wizard.domain.pasted_text import value_names
from wizard.domain.pasted_text.value_names import words_of


class Setting(Enum):
    """Owner of a section, according to its heading."""

    NEUTRAL = auto()
    OURS = auto()
    FOREIGN = auto()

    def within(self, words: Iterable[str]) -> Setting:
        """The setting below a heading of these words."""
        said = tuple(words)
        if value_names.is_stale(said):
            return Setting.FOREIGN
        if value_names.is_ours(said):
            return Setting.FOREIGN if value_names.is_part_of_another(said) else Setting.OURS
        return Setting.FOREIGN if value_names.is_brand(said) else self


_LONGEST = 80
_NAMED = (
    re.compile(r"\s*\[+\s*[\"']?([^\[\]\"'=]{1,60})[\"']?\s*\]+\s*"),
    re.compile(r"\s*#{1,6}\s+([^#:=]{1,60}?)\s*:?\s*#*\s*"),
    re.compile(r"\s*[=*_~-]{2,}\s*([^=*_~]{2,60}?)\s*[=*_~-]{2,}\s*"),
)
_OPENED = re.compile(
    r"\s*(?:(?:variable|resource|module|output|data|locals|const|let|var|return|new)\s+)*"
    r"[\"']?[$@]?([\w .:/-]{1,60}?)[\"']?\s*(?::|:?=>?)?\s*(?:new\s+[\w<>, ]+)?@?[{\[(]\s*"
)
_ALONE = re.compile(r"\s*(?:[-*•]\s*)?[\"']?([\w .&/()'-]{1,60}?)[\"']?\s*:?\s*")


@dataclass(frozen=True, slots=True)
class _Heading:
    indent: int
    setting: Setting
    nested: bool | None = None


@dataclass(frozen=True, slots=True)
class Headings:
    """Tracks the current heading while a text is read line by line."""

    outer: Setting = Setting.NEUTRAL
    _open: list[_Heading] = field(default_factory=list)

    @property
    def setting(self) -> Setting:
        """Owner of the most recent line."""
        return self._open[-1].setting if self._open else self.outer

    def read(self, line: str, bare: str) -> str | None:
        """Process a line; return the text of a heading, or None if it is not one."""
        if not line.strip():
            return None
        indent = len(line) - len(line.lstrip(" \t"))
        self._close(indent)
        words = _heading(line, bare)
        if words is None:
            return None
        while self._open and self._open[-1].indent >= indent:
            self._open.pop()
        self._open.append(_Heading(indent, self.setting.within(words_of(words))))
        return words

    def _close(self, indent: int) -> None:
        """Leave the headings that the line is no longer below."""
        if self._open and self._open[-1].nested is None:
            self._open[-1] = replace(self._open[-1], nested=indent > self._open[-1].indent)
        while self._open and self._open[-1].nested and indent <= self._open[-1].indent:
            self._open.pop()


def _heading(line: str, bare: str) -> str | None:
    if len(line) > _LONGEST:
        return None
    named = next(filter(None, (pattern.fullmatch(line) for pattern in _NAMED)), None)
    opened = named or _OPENED.fullmatch(bare)
    if opened:
        return opened[1]
    alone = _ALONE.fullmatch(bare)
    words = words_of(alone[1]) if alone else ()
    if not alone or len(words) > 6:
        return None
    plain = value_names.read_name(alone[1]).role
    recognized = (
        value_names.is_ours(words) or value_names.is_brand(words) or value_names.is_stale(words)
    )
    yaml = bare.rstrip().endswith(":")
    return alone[1] if plain is None and (recognized or yaml) else None


def is_alone(line: str) -> bool:
    """Whether a heading is marked by nothing, so that it may be a value as well."""
    return bool(re.fullmatch(r"[\w .&/()'-]+", line.strip()))
