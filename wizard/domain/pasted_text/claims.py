"""Candidates for the five values in a pasted text: named by a label, or part of a sign-in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from urllib.parse import unquote

from wizard.domain.credentials import classify
from wizard.domain.credentials.clean import clean
from wizard.domain.credentials.placeholders import is_sample
from wizard.domain.credentials.sign_ins import passwords_in, sign_ins_in, user_name
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import KEYS, Field
from wizard.domain.pasted_text.forms import Cell, Shape
from wizard.domain.pasted_text.headings import Setting
from wizard.domain.pasted_text.lines import is_label, label_of
from wizard.domain.pasted_text.value_names import Bond, Name, Part, words_of
from wizard.domain.pasted_text.value_words import OURS


@dataclass(frozen=True, slots=True)
class Claim:
    """A candidate: a piece of text that may be one of the five values."""

    value: Field
    text: str = field(repr=False)
    bond: Bond
    exact: int = 0
    age: int = 0
    remark: bool = False
    sample: bool = False

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        """The better of two claims has the higher rank."""
        return (not self.sample, self.bond, not self.remark, self.exact)


@dataclass(frozen=True, slots=True)
class ReadCells:
    """Result of reading the cells: candidates, and the remaining pieces."""

    claims: list[Claim] = field(repr=False)
    rest: list[str] = field(repr=False)
    foreign: list[str] = field(repr=False)


def claims_by_name(found: Sequence[Cell]) -> ReadCells:
    """Assign every value to the name in front of it."""
    found = _with_sign_in_parts(found)
    bound = _bindings(found)
    read = ReadCells([], [], [])
    waiting: list[Cell] = []
    run: list[Cell] = []
    for cell in (*found, Cell(Shape.LABEL)):
        if cell.shape is Shape.VALUE or (waiting and _is_plain_value(cell)):
            run.append(cell)
            continue
        if run:
            _give(waiting, run, read)
            waiting, run = [], []
        if cell.shape is Shape.LABEL:
            waiting.append(cell)
            continue
        label = _names_a_value(cell)
        if label:
            waiting = [label]
        else:
            if cell.name and isinstance(cell.name.role, Field):
                waiting = []
            _claim(cell, bound, read)
    read.claims.extend(_by_user_name(found, bound))
    return read


def _with_sign_in_parts(found: Sequence[Cell]) -> list[Cell]:
    """Join "User name" and "Password" with the value on the line below."""
    joined: list[Cell] = []
    for cell in found:
        label = joined[-1] if joined and joined[-1].shape is Shape.LABEL else None
        if cell.shape is Shape.VALUE and label and label.name and isinstance(label.name.role, Part):
            joined[-1] = replace(label, shape=Shape.BOTH, text=cell.text)
        else:
            joined.append(cell)
    return joined


def _is_plain_value(cell: Cell) -> bool:
    return cell.shape is Shape.BOTH and cell.name is not None and cell.name.role is Part.VALUE


def _names_a_value(cell: Cell) -> Cell | None:
    """``name: CW_PUBLIC_KEY`` is the label of the value on a later line."""
    if cell.name is None or cell.name.role is not Part.NAME or not is_label(cell.text):
        return None
    return replace(cell, shape=Shape.LABEL, name=label_of(cell.text), text="")


def _give(waiting: list[Cell], run: list[Cell], read: ReadCells) -> None:
    """Assign values to labels: one to one label; to several labels as many, or none."""
    values = [cell.text for cell in run]
    if len(waiting) == 1:
        pairs = [(waiting[0], text) for text in values[: _columns_of(waiting[0], run)]]
    elif len(waiting) == len(values):
        pairs = list(zip(waiting, values, strict=True))
    else:
        pairs = []
    for label, text in pairs:
        cell = replace(label, shape=Shape.BOTH, text=text)
        claim = _claim_of(cell, text)
        if claim:
            read.claims.append(claim)
        else:
            read.rest.append(text)
    read.rest.extend(values[len(pairs) :])


def _columns_of(label: Cell, run: list[Cell]) -> int:
    """How many values a label has: two keys beside each other are columns of two companies."""
    if label.name is None or label.name.role not in KEYS:
        return 1
    beside = [cell for cell in run if cell.line == label.line]
    columns = [classify.is_key(clean(cell.text).text) for cell in beside]
    return len(columns) if columns and all(columns) else 1


def _claim(cell: Cell, bound: _Bindings, read: ReadCells) -> None:
    text = bound.resolved(cell.text)
    if bound.is_reference(cell) and any(
        cell.name and c.value is cell.name.role for c in read.claims
    ):
        return
    claim = _claim_of(cell, text)
    if claim:
        read.claims.append(claim)
    elif cell.name and (_is_foreign(cell, cell.name) or cell.setting is Setting.FOREIGN):
        read.foreign.append(cell.text)
    else:
        read.rest.append(cell.text)


def _is_foreign(cell: Cell, name: Name) -> bool:
    """Whether a value belongs to something else; a bare ``APP_ID`` is not a Client ID."""
    return name.bond is Bond.FOREIGN or (name.role is None and cell.spelled.endswith("_id"))


def _claim_of(cell: Cell, text: str) -> Claim | None:
    name = _named_for_its_address(cell, text)
    if name is None or not isinstance(name.role, Field) or cell.setting is Setting.FOREIGN:
        return None
    bond = Bond.OURS if cell.setting is Setting.OURS else name.bond
    cleaned = clean(text).text
    if name.role is Field.COMPANY_ID:
        cleaned = _REMARK.sub("", cleaned).rstrip(".")
    if name.role is Field.SITE and _ENCODED.match(cleaned):
        cleaned = unquote(cleaned)
    if not cleaned or not _plausible(name.role, cleaned):
        return None
    return Claim(
        name.role,
        cleaned,
        bond,
        _exactness(name, cell),
        cell.age,
        cell.remark,
        is_sample(cleaned) or is_label(cleaned),
    )


def _named_for_its_address(cell: Cell, text: str) -> Name | None:
    """The name of a cell; ConnectWise's own name in front of a web address means the address."""
    bare = cell.name is not None and cell.name.role is None and cell.name.bond is Bond.OURS
    if bare and OURS.issuperset(words_of(cell.spelled)) and classify.is_web_address(text):
        return Name(Field.SITE, Bond.PLAIN)
    return cell.name


def _exactness(name: Name, cell: Cell) -> int:
    """Rank of a label: "Company ID" is a more certain label than "Company"."""
    return int(name.bond) + int("id" in cell.spelled) if name.role is Field.COMPANY_ID else 0


_REMARK = re.compile(r"\s\([^()]*\)$")
_ENCODED = re.compile(r"https?%3a%2f%2f", re.IGNORECASE)
_OTHERS = re.compile(
    r"-----BEGIN|(?:ssh-(?:rsa|ed25519)|ecdsa-\S+)\s|[spr]k_(?:live|test)_|AKIA[0-9A-Z]{12}|gh[po]_|xox[bp]-|eyJ",
)


def _plausible(value: Field, text: str) -> bool:
    """Whether a text can be this value at all."""
    if is_sample(text):
        return True
    if value is Field.SITE:
        return bool(re.search(r"\w[.:]\w|^localhost\b", text)) and len(text) < 2000
    if value in KEYS:
        return not _OTHERS.match(text) and len(text) < 200
    return len(text) < 200 and (value is not Field.CLIENT_ID or bool(re.search("[0-9]", text)))


@dataclass(frozen=True, slots=True)
class _Bindings:
    """Variables assigned in a text, for lines that refer to them."""

    texts: Mapping[str, str] = field(repr=False)

    def resolved(self, text: str) -> str:
        """Resolve a variable reference, through at most three names; else the text itself."""
        for _ in range(3):
            named = self.texts.get(_referred(text), "")
            if not named or named == text:
                return text
            text = named
        return text

    def is_reference(self, cell: Cell) -> bool:
        """Whether a cell only repeats its own name, as in ``public_key=public_key``."""
        return bool(cell.spelled) and _referred(cell.text) == cell.spelled


_REFERENCE = re.compile(
    r"\$\{?(?:env:|script:|global:)?(\w+)\}?|%(\w+)%|(?:process\.env|import\.meta\.env)\.(\w+)"
    r"|(?:var|local|self|this|config|cfg)\.(\w+)"
    r"|(?:os\.environ|os\.getenv|process\.env|getenv|env)(?:\.get)?[(\[]+[\"'](\w+)[\"'][)\]]+|(\w+)",
    re.IGNORECASE,
)


def _bindings(found: Sequence[Cell]) -> _Bindings:
    texts: dict[str, str] = {}
    for cell in found:
        given = cell.assigned and cell.spelled and cell.shape is Shape.BOTH and cell.text
        if given and _referred(cell.text) != cell.spelled:
            texts.setdefault(cell.spelled, cell.text)
    return _Bindings(texts)


def _referred(text: str) -> str:
    """The name that a text refers to, or ""."""
    found = _REFERENCE.fullmatch(text.rstrip(";,")) if len(text) < 100 else None
    return next(filter(None, found.groups()), "").casefold() if found else ""


def claims_by_sign_in(text: str) -> list[Claim]:
    """Yield the values of a complete sign-in as tools write it."""
    claims: list[Claim] = []
    for found in sign_ins_in(text):
        if _is_sound(found.public, found.private):
            parts = (found.company, found.public, found.private)
            claims += [
                Claim(value, part, Bond.OURS) for value, part in zip(_PARTS, parts, strict=True)
            ]
    return claims


_PARTS = (Field.COMPANY_ID, Field.PUBLIC_KEY, Field.PRIVATE_KEY)


def _is_sound(*keys: str) -> bool:
    return not any(map(is_sample, keys))


def _by_user_name(found: Sequence[Cell], bound: _Bindings) -> list[Claim]:
    """User name ``company+public key``, password private key; the password nearest to it counts."""
    ours = [cell for cell in found if cell.setting is not Setting.FOREIGN and cell.text]
    users = [
        (place, user_name(bound.resolved(c.text)), c)
        for place, c in enumerate(ours)
        if _may_name(c)
    ]
    words = [(place, c) for place, c in enumerate(ours) if c.name and c.name.role is Part.PASSWORD]
    companies = {clean(c.text).text.casefold() for c in ours if _is_company(c)}
    claims: list[Claim] = []
    for place, user, cell in users:
        if user is None or not _is_sound(user.public):
            continue
        if companies and _is_key(cell) and user.company.casefold() not in companies:
            continue  # a key may contain a plus
        parts = [(Field.COMPANY_ID, user.company), (Field.PUBLIC_KEY, user.public)]
        near = min(
            (w for w in words if abs(w[0] - place) < 6),
            key=lambda w: abs(w[0] - place),
            default=None,
        )
        private = user.private or (clean(bound.resolved(near[1].text)).text if near else "")
        secure = passwords_in(cell.text)
        private = private or (secure[0] if secure else "")
        if private:
            parts.append((Field.PRIVATE_KEY, private))
        claims += [Claim(value, text, Bond.OURS, 0, cell.age) for value, text in parts]
    return claims


def _is_company(cell: Cell) -> bool:
    return cell.name is not None and cell.name.role is Field.COMPANY_ID


def _is_key(cell: Cell) -> bool:
    return cell.name is not None and cell.name.role in KEYS


def _may_name(cell: Cell) -> bool:
    if cell.name is None:
        return False
    return cell.name.role in {Part.USER, Field.PUBLIC_KEY} or cell.name.bond is not Bond.FOREIGN
