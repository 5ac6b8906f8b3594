"""All five values from one pasted text, told apart by their labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import groupby

from wizard.domain import recognise
from wizard.domain.clean import Removed, clean
from wizard.domain.faults import KEYS, VALUES, Blame
from wizard.domain.hosts import Kind
from wizard.domain.paste_shapes import pieces
from wizard.domain.read_address import read_address
from wizard.domain.secret import Secret

LONGEST = 20_000
_PROBE = "…"


@dataclass(frozen=True, slots=True)
class Pasted:
    """The values found in a text, "" for the others; no value is part of the ``repr``.

    ``left_over`` counts pieces that belong to no value, ``unnamed_keys`` those among them that look
    like a key.
    """

    site: str = field(default="", repr=False)
    company_id: str = field(default="", repr=False)
    public_key: str = field(default="", repr=False)
    private_key: Secret = field(default_factory=lambda: Secret(""))
    client_id: Secret = field(default_factory=lambda: Secret(""))
    left_over: int = 0
    unnamed_keys: int = 0

    @property
    def found(self) -> tuple[Blame, ...]:
        """The values found, in the order of Hire2Retire's form."""
        return tuple(value for value in VALUES if getattr(self, value.value))

    @property
    def lacking(self) -> tuple[Blame, ...]:
        """The values not found, in the order of Hire2Retire's form."""
        return tuple(value for value in VALUES if not getattr(self, value.value))

    @property
    def keys_unnamed(self) -> bool:
        """Whether a key is missing while one without its name was left."""
        return bool(self.unnamed_keys) and any(value in KEYS for value in self.lacking)


def read_all(text: str) -> Pasted:
    """Read the values out of a text with labels in any order; never raises.

    Without labels only Client ID and address are known, by their shapes; a key never is.
    A value that is there twice and not the same is left out.
    """
    if len(text) > LONGEST:
        return Pasted(left_over=1)
    named, rest = _by_label([cell for piece in pieces(text) if (cell := _cell(piece))])
    used: set[str] = set()
    for value, shaped in _SHAPED.items():
        words = {word for piece in rest for word in shaped(piece)}
        # A mere word behind the name is the next column's head, not a value with a slip.
        given = any(re.search(r"[0-9.]", text) for text in named.get(value, ()))
        if not given and len(words) == 1:
            named[value] = list(words)
            used.update(piece for piece in rest if shaped(piece))
    rest = [piece for piece in rest if piece not in used]
    named[Blame.SITE] = _one_site(named.get(Blame.SITE, []))
    one = {value: texts[0] for value, texts in named.items() if len(set(texts)) == 1}
    torn = sum(len(texts) for value, texts in named.items() if value not in one)
    return Pasted(
        site=one.get(Blame.SITE, ""),
        company_id=one.get(Blame.COMPANY_ID, ""),
        public_key=one.get(Blame.PUBLIC_KEY, ""),
        private_key=Secret(one.get(Blame.PRIVATE_KEY, "")),
        client_id=Secret(one.get(Blame.CLIENT_ID, "")),
        left_over=len(rest) + torn,
        unnamed_keys=sum(map(recognise.is_key, rest)),
    )


class _Kind(Enum):
    LABEL = auto()
    VALUE = auto()
    BOTH = auto()


@dataclass(frozen=True, slots=True)
class _Cell:
    kind: _Kind
    text: str = field(default="", repr=False)
    label: Blame | None = None


def _cell(piece: str) -> _Cell | None:
    cleaned = clean(piece)
    if cleaned.text and Removed.LABEL in cleaned.removed:
        return _Cell(_Kind.BOTH, cleaned.text, cleaned.label)
    probed = clean(f"{piece}\n{_PROBE}")
    if probed.text == _PROBE and Removed.LABEL in probed.removed:
        return _Cell(_Kind.LABEL, label=probed.label)
    return _Cell(_Kind.VALUE, cleaned.text) if cleaned.text else None


def _by_label(cells: Sequence[_Cell]) -> tuple[dict[Blame, list[str]], list[str]]:
    """Give every value to its label; return what is named, and the pieces that are not."""
    named: dict[Blame, list[str]] = {}
    rest: list[str] = []
    waiting: list[Blame | None] = []
    for kind, group in groupby(cells, key=lambda cell: cell.kind):
        run = list(group)
        if kind is _Kind.LABEL:
            waiting = [cell.label for cell in run]
            continue
        labels = [cell.label for cell in run] if kind is _Kind.BOTH else _fitting(waiting, run)
        waiting = []
        for label, cell in zip(labels, run, strict=True):
            (rest if label is None else named.setdefault(label, [])).append(cell.text)
    return named, rest


def _fitting(waiting: list[Blame | None], values: list[_Cell]) -> list[Blame | None]:
    """One label has the value behind it; several have as many values, as in a table, or none."""
    none: list[Blame | None] = [None] * len(values)
    if len(waiting) == 1:
        return waiting + none[1:]
    return waiting if len(waiting) == len(values) else none


def _one_site(texts: list[str]) -> list[str]:
    """One text where all addresses among several are of one host: a bare one and a deep link."""
    read = {text: read_address(text).address for text in texts}
    names = {address.web_host: text for text, address in read.items() if address}
    return list(names.values()) if len(names) == 1 else texts


def _client_ids(piece: str) -> list[str]:
    return recognise.guids_in(re.sub(r"[.,;](?=\s|$)", "", piece))


def _sites(piece: str) -> list[str]:
    words = (clean(word).text for word in piece.split() if re.search(r"\w\.\w", word))
    return [word for word in words if _is_site(word)]


def _is_site(word: str) -> bool:
    """Whether it is a whole web address, or a name in ConnectWise's cloud."""
    found = read_address(word).address
    whole = re.match(r"https?://", word, re.IGNORECASE)
    return found is not None and bool(whole or found.kind is not Kind.ON_PREMISES)


_SHAPED: dict[Blame, Callable[[str], list[str]]] = {
    Blame.CLIENT_ID: _client_ids,
    Blame.SITE: _sites,
}
