"""Filters and sorts lists: ``conditions`` and ``orderBy`` of a query.

Source: ConnectWise developer guide, "Requests": ``summary contains "x" and status/name = "New"``;
dates stand in brackets, texts in quotes, a slash leads into a part of the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import translate
from functools import partial
from typing import Any

from wizard.domain.errors import WizardError
from wizard.practice.http import Row, Rows

LONGEST = 2000
_DEEPEST = 30
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\"|'[^']*')|(?P<date>\[[^\]]*\])|(?P<sign>[(),]|[<>!]?=|[<>])"
    r"|(?P<word>[\w./-]+))",
    re.ASCII,
)
Test = Callable[[Row], bool]


class UnreadableConditionError(WizardError):
    """Condition or order that ConnectWise rejects with ``Condition Syntax Error``."""


def condition(text: str) -> Test:
    """Parse a condition.

    Raises:
        UnreadableConditionError: it is not a condition.
    """
    return _Reading(text).whole() if text.strip() else lambda _: True


def ordered(rows: Rows, text: str) -> Rows:
    """Sort rows by ``name desc, id``; rows without a value come first.

    Raises:
        UnreadableConditionError: it is not an order.
    """
    sorted_rows = list(rows)
    for part in reversed([part.split() for part in text.split(",") if part.strip()]):
        if len(part) > 2 or part[1:] not in ([], ["asc"], ["desc"], ["ASC"], ["DESC"]):
            raise UnreadableConditionError
        downwards = [word.lower() for word in part[1:]] == ["desc"]
        sorted_rows.sort(key=partial(_rank_of, part[0]), reverse=downwards)
    return sorted_rows


class _Reading:
    """Parser for one condition: ``or`` binds weaker than ``and``."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Test:
        test = self._either()
        if self._at != len(self._tokens):
            raise UnreadableConditionError
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._takes("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._takes("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if not self._takes("("):
            return self._comparison()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableConditionError
        test = self._either()
        if not self._takes(")"):
            raise UnreadableConditionError
        return test

    def _comparison(self) -> Test:
        name = self._next()
        negated = self._takes("not")
        sign = self._next().lower()
        if sign == "in":
            wanted = self._list()
        elif sign in _COMPARE:
            wanted = [_literal(self._next())]
        else:
            raise UnreadableConditionError
        compare = _COMPARE["=" if sign == "in" else sign]
        return lambda row: any(compare(_value(row, name), value) for value in wanted) is not negated

    def _list(self) -> list[object]:
        if not self._takes("("):
            raise UnreadableConditionError
        values = [_literal(self._next())]
        while self._takes(","):
            values.append(_literal(self._next()))
        if not self._takes(")"):
            raise UnreadableConditionError
        return values

    def _takes(self, word: str) -> bool:
        ahead = self._tokens[self._at : self._at + 1]
        taken = bool(ahead) and ahead[0].lower() == word
        self._at += taken
        return taken

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise UnreadableConditionError
        self._at += 1
        return self._tokens[self._at - 1]


def _tokens(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise UnreadableConditionError
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise UnreadableConditionError
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _literal(token: str) -> object:
    """A text, date, number, truth value or null; a bare word is a text."""
    if token[:1] in {'"', "'", "["}:
        return token[1:-1]
    known: Mapping[str, object] = {"true": True, "false": False, "null": None}
    if token.lower() in known:
        return known[token.lower()]
    if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,6})?", token, re.ASCII):
        return float(token)
    if re.fullmatch(r"[(),<>!=]+", token):
        raise UnreadableConditionError
    return token


def _value(row: Row, name: str) -> object:
    """The value under a name, whatever its case; a slash leads into a part of the record."""
    found: object = row
    for part in name.split("/"):
        names = {key.casefold(): key for key in found} if isinstance(found, Mapping) else {}
        known = names.get(part.casefold())
        found = found[known] if known is not None and isinstance(found, Mapping) else None
    return found


def _rank_of(name: str, row: Row) -> tuple[int, Any]:
    return _rank(_value(row, name))


def _folded(value: object) -> object:
    if isinstance(value, str):
        return value.casefold()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _rank(value: object) -> tuple[int, Any]:
    """What can be compared, by kind: nothing, truth values, numbers, texts."""
    folded = _folded(value)
    kinds: Sequence[type] = (type(None), bool, float, str)
    kind = next((n for n, k in enumerate(kinds) if isinstance(folded, k)), len(kinds))
    return (kind, 0 if folded is None or kind == len(kinds) else folded)


def _less(has: object, wanted: object) -> bool:
    return _rank(has)[0] == _rank(wanted)[0] and _rank(has) < _rank(wanted)


def _like(has: object, wanted: object) -> bool:
    pattern = str(wanted).replace("%", "*").casefold()
    return isinstance(has, str) and bool(re.fullmatch(translate(pattern), has.casefold()))


_COMPARE: Mapping[str, Callable[[object, object], bool]] = {
    "=": lambda has, wanted: _folded(has) == _folded(wanted),
    "!=": lambda has, wanted: _folded(has) != _folded(wanted),
    "<": _less,
    ">": lambda has, wanted: _less(wanted, has),
    "<=": lambda has, wanted: _less(has, wanted) or _folded(has) == _folded(wanted),
    ">=": lambda has, wanted: _less(wanted, has) or _folded(has) == _folded(wanted),
    "contains": lambda has, wanted: (
        isinstance(has, str) and str(wanted).casefold() in has.casefold()
    ),
    "like": _like,
}
