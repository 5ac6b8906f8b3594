"""Finds all five values in one pasted text by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from wizard.domain.address.hosts import Kind
from wizard.domain.address.reading import read_address
from wizard.domain.credentials import classify
from wizard.domain.credentials.clean import clean
from wizard.domain.credentials.placeholders import is_sample
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import KEYS, VALUES, Field
from wizard.domain.pasted_text.claims import Claim, ReadCells, claims_by_name, claims_by_sign_in
from wizard.domain.pasted_text.forms import cells
from wizard.domain.pasted_text.value_names import Bond
from wizard.domain.secret import Secret

LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Pasted:
    """The values found in a text, "" for the others; no value is part of the ``repr``.

    ``choices`` holds the texts between which the reader has to choose: none of them was taken.
    Where the text names more than one company, even a single key is one of them: it is unknown
    whose key it is. ``companies`` counts the companies named. ``loosely`` are values whose name
    does not say ConnectWise, in a text where others' names do. ``left_over`` counts pieces that
    belong to no value, ``unnamed_keys`` those among them that look like a key.
    """

    site: str = field(default="", repr=False)
    company_id: str = field(default="", repr=False)
    public_key: str = field(default="", repr=False)
    private_key: Secret = field(default_factory=lambda: Secret(""))
    client_id: Secret = field(default_factory=lambda: Secret(""))
    unmatched: int = 0
    unnamed_keys: int = 0
    choices: Mapping[Field, tuple[Secret, ...]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )
    loosely: tuple[Field, ...] = ()
    companies: int = 0

    @property
    def found(self) -> tuple[Field, ...]:
        """The values found, in the order of Hire2Retire's form."""
        return tuple(value for value in VALUES if getattr(self, value.value))

    @property
    def lacking(self) -> tuple[Field, ...]:
        """The values not found, in the order of Hire2Retire's form."""
        return tuple(value for value in VALUES if not getattr(self, value.value))

    @property
    def keys_unnamed(self) -> bool:
        """Whether a key is missing while an unnamed key was left over."""
        return bool(self.unnamed_keys) and any(value in KEYS for value in self.lacking)

    def text(self, value: Field) -> str:
        """The text found for a value, also where it is a secret."""
        found: str | Secret = getattr(self, value.value)
        return found.reveal() if isinstance(found, Secret) else found


def parse_pasted(text: str) -> Pasted:
    """Find the values in a text that names them, in any order; never raises.

    Without names only Client ID and address are known, by their shapes; a key never is. Where two
    texts claim the same value, none is taken and both are choices.
    """
    if len(text) > LONGEST:
        return Pasted(unmatched=1)
    read = claims_by_name(cells(text))
    claims = [*read.claims, *claims_by_sign_in(text)]
    claims = _by_shape(_without_weak(claims), read)
    kept = {value: _best([c for c in claims if c.value is value]) for value in VALUES}
    return _pasted(kept, read)


def _pasted(kept: dict[Field, list[Claim]], read: ReadCells) -> Pasted:
    companies = len(kept[Field.COMPANY_ID])
    open_values = {v for v in VALUES if len(kept[v]) > 1 or (companies > 1 and v in KEYS)}
    one = {v: claims[0] for v, claims in kept.items() if claims and v not in open_values}
    texts = {value: claim.text for value, claim in one.items()}
    several = {value: kept[value] for value in VALUES if value in open_values and kept[value]}
    named = any(claim.bond is Bond.OURS for claim in one.values())
    used = {text for claims in kept.values() for text in (claim.text for claim in claims)}
    rest = [piece for piece in read.rest if piece not in used and not _holds(piece, used)]
    return Pasted(
        site=texts.get(Field.SITE, ""),
        company_id=texts.get(Field.COMPANY_ID, ""),
        public_key=texts.get(Field.PUBLIC_KEY, ""),
        private_key=Secret(texts.get(Field.PRIVATE_KEY, "")),
        client_id=Secret(texts.get(Field.CLIENT_ID, "")),
        unmatched=len(rest) + sum(map(len, several.values())),
        unnamed_keys=sum(map(classify.is_key, rest)),
        choices=MappingProxyType(
            {value: tuple(Secret(c.text) for c in claims) for value, claims in several.items()}
        ),
        loosely=tuple(
            v for v in one if named and one[v].bond is Bond.PLAIN and v is not Field.SITE
        ),
        companies=companies,
    )


def _holds(piece: str, used: Iterable[str]) -> bool:
    return any(text in piece for text in used if len(text) > 8)


def _without_weak(claims: list[Claim]) -> list[Claim]:
    """A name that may be anything's counts only where no name says ConnectWise."""
    ours = any(claim.bond is Bond.OURS for claim in claims)
    return [
        claim
        for claim in claims
        if claim.bond is not Bond.WEAK
        or not ours
        or (claim.value is Field.SITE and (_is_cloud(claim.text) or _OWN_PATH.search(claim.text)))
    ]


def _is_cloud(text: str) -> bool:
    address = read_address(text).address
    return address is not None and address.kind is not Kind.ON_PREMISES


def _by_shape(claims: list[Claim], read: ReadCells) -> list[Claim]:
    """Add Client ID and address where nothing names them and only one is there."""
    named = {claim.value for claim in claims if not claim.sample}
    ours = any(claim.bond is Bond.OURS for claim in claims)
    added: list[Claim] = []
    if Field.CLIENT_ID not in named:
        found = {guid for piece in read.rest for guid in _client_ids(piece)}
        if len(found) == 1:
            added += [Claim(Field.CLIENT_ID, guid, Bond.PLAIN) for guid in found]
        elif not any(claim.value is Field.CLIENT_ID for claim in claims):
            added += [Claim(Field.CLIENT_ID, guid, Bond.PLAIN) for guid in sorted(found)]
    if Field.SITE not in named:
        sites = [word for piece in read.rest for word in _sites(piece, anywhere=not ours)]
        sites = sites or [w for piece in read.foreign for w in _sites(piece, anywhere=False)]
        added += [Claim(Field.SITE, site, Bond.PLAIN) for site in dict.fromkeys(sites)]
    return [*claims, *added]


def _client_ids(piece: str) -> list[str]:
    return [g for g in classify.guids_in(re.sub(r"[.,;](?=\s|$)", "", piece)) if not is_sample(g)]


def _sites(piece: str, *, anywhere: bool) -> list[str]:
    """The words that are a name in ConnectWise's cloud, or a whole address ``anywhere`` else."""
    words = (word for word in piece.split() if re.search(r"\w\.\w", word))
    found = (_bare(word) for word in words)
    return [word for word in found if _is_site(word, anywhere=anywhere)]


def _bare(word: str) -> str:
    """A word without the call and the quotes around it: ``get("https://…",``."""
    address = _URL.search(word)
    return clean(address[0] if address else word.strip("()[]<>,;")).text


_URL = re.compile(r"https?://[^\s\"'`<>(),;]+", re.IGNORECASE)
# No other program has these paths.
_OWN_PATH = re.compile(r"/v(?:4_6_release|20\d\d_\d)(?:/|$)|/login/companyinfo/", re.IGNORECASE)


def _is_site(word: str, *, anywhere: bool) -> bool:
    found = read_address(word).address
    web = re.match(r"https?://", word, re.IGNORECASE)
    whole = web and (anywhere or _OWN_PATH.search(word))
    return found is not None and bool(whole or found.kind is not Kind.ON_PREMISES)


def _best(claims: list[Claim]) -> list[Claim]:
    """The best claims for one value: one of each different text."""
    if not claims:
        return []
    top = max(claim.rank for claim in claims)
    best = [claim for claim in claims if claim.rank == top]
    newest = min(claim.age for claim in best)
    # A newer message may correct an older one without saying whose the value is.
    corrections = [c for c in claims if c.age < newest and c.rank[0] is top[0] and not c.remark]
    best = [claim for claim in best if claim.age == newest] + corrections
    return list({_sameness(claim): claim for claim in best}.values())


def _sameness(claim: Claim) -> str:
    """What is equal for texts that mean the same value."""
    if claim.value is Field.SITE:
        address = read_address(claim.text).address
        return address.web_host if address else claim.text
    if claim.value is Field.CLIENT_ID:
        found = classify.guids_in(claim.text)
        return found[0].casefold() if len(found) == 1 else claim.text
    return claim.text.casefold() if claim.value is Field.COMPANY_ID else claim.text
