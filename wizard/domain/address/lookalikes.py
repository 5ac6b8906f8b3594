"""Host names that look like ConnectWise's cloud: visually, at a glance, or through a typo."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from wizard.domain.address.hostnames import unicode_form

CLOUD = "myconnectwise"
STAGING = "connectwisedev"
_PLAIN = "connectwise"
_REGION = re.compile(r"(?:https?)?(api|sandbox)?(na|eu|aus|au|za)")
_REGION_BEFORE = re.compile(r"(?:^|[.-])(?:api)?(?:na|eu|aus|au|za)[.-]?my[.-]?connectwise")
_LATIN = re.compile(r"LATIN (?:LETTER )?(?:SMALL |CAPITAL )+(?:LETTER )?([A-Z])(?: WITH .*)?")
_LETTERS = {
    "a": "аɑα",
    "b": "Ьь",
    "c": "сϲ",
    "d": "ԁð",
    "e": "еєҽεɛ",
    "i": "іɩıǀιl1|ӏ!ł",
    "m": "мʍ",
    "n": "ոпηŋ",
    "o": "оοօσ0ס",
    "p": "рρ",
    "s": "ѕ$5",
    "t": "тτ",
    "u": "υսц",
    "v": "νѵ",
    "w": "ѡԝɯωա",
    "x": "хχ",
    "y": "уүγ",
    "z": "ʐ",
}
_LOOKS_LIKE = str.maketrans({odd: plain for plain, odds in _LETTERS.items() for odd in odds})


def names_cloud(text: str) -> bool:
    """Whether ``text`` contains the complete name of the cloud or the staging server."""
    letters = re.sub(r"[^a-z]", "", skeleton(text))
    return any(name in letters for name in (f"{CLOUD}net", f"{STAGING}com", f"staging{STAGING}"))


def resembles(host: str) -> bool:
    """Whether a foreign name looks like one of ConnectWise's cloud.

    ``host`` may be any text, also one that cannot be a name.
    """
    labels = skeleton(host).split(".")
    return (
        names_cloud(host)
        or bool(_REGION_BEFORE.search(skeleton(host)))
        or CLOUD in host.casefold()
        or any(_nearly_cloud(word) for label in labels for word in _words(label))
        or _nearly_staging(labels)
        or _nearly_region(labels)
    )


def suggestion(host: str) -> str:
    """Return a cloud host name to try instead of ``host``, or ""."""
    words = [word for word in re.split(r"[^a-z]+", skeleton(host)) if word]
    heads = [re.split(f"{CLOUD}|{STAGING}", word)[0] for word in words]
    regions = [found for found in map(_REGION.fullmatch, heads) if found]
    prefixes = {*heads, *(found[1] for found in regions if found[1])}
    prefix = "sandbox-" if "sandbox" in prefixes else "api-" if "api" in prefixes else ""
    labels = [label.replace("-", "") for label in skeleton(host).split(".")]
    if any(map(_is_staging_site, labels)) or ("staging" in prefixes and CLOUD in labels):
        return f"{prefix.replace('sandbox-', '')}staging.{STAGING}.com"
    return f"{prefix}{regions[0][2]}.{CLOUD}.net" if regions else ""


def splits_cloud(host: str) -> bool:
    """Whether a dot splits ConnectWise's own name: ``na.my.connectwise.net``."""
    return bool(re.fullmatch(r"(?:api-|sandbox-)?[a-z]{2,3}\.my\.connectwise\.net", host))


def skeleton(text: str) -> str:
    """Reduce look-alike letters to one form, good enough for the letters of the cloud's names."""
    readable = ".".join(_undo_punycode(label) for label in unicode_form(text).split("."))
    decomposed = unicodedata.normalize("NFKD", readable.casefold().translate(_LOOKS_LIKE))
    plain = "".join(map(_base, decomposed))
    return plain.casefold().translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w")


def distance(one: str, other: str) -> int:
    """Count the edits (insert, delete, replace, swap neighbours) between two words; 3 for more."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return min(rows[-1][-1], 3)


def _base(char: str) -> str:
    """Reduce a Latin letter with a stroke, a hook or in another style to its base letter."""
    if unicodedata.combining(char):
        return ""
    found = _LATIN.fullmatch(unicodedata.name(char, "")) if not char.isascii() else None
    return found[1] if found else char


def _undo_punycode(label: str) -> str:
    """Decode punycode even if the result isn't a permitted name; it is only compared."""
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _words(label: str) -> Iterator[str]:
    """The label without hyphens, its parts, and each two neighbours joined."""
    parts = label.split("-")
    yield "".join(parts)
    yield from parts
    yield from (left + right for left, right in pairwise(parts))


def _nearly_cloud(word: str) -> bool:
    if CLOUD in word:
        return True
    if word.endswith(_PLAIN):
        # A prefix of one's own is a name of one's own, unless it is a slip of "my".
        return distance(word.removesuffix(_PLAIN), "my") <= 1
    slips = distance(word, CLOUD)
    return slips <= 2 and slips <= distance(word, _PLAIN)


def _is_staging_site(word: str) -> bool:
    return STAGING in word or distance(word, STAGING) <= 1


def _nearly_staging(labels: list[str]) -> bool:
    """The staging server's domain as the domain of the host, or below a label like its own."""
    words = [label.replace("-", "") for label in labels]
    sites = [place for place, word in enumerate(words) if _is_staging_site(word)]
    staging = any(distance(word.removeprefix("api"), "staging") <= 2 for word in words)
    return bool(sites) and (staging or _registered(words) in sites)


def _nearly_region(labels: list[str]) -> bool:
    """A region right below another company's ``connectwise``: na.connectwise.org."""
    place = _registered(labels)
    if place < 1 or distance(labels[place].replace("-", ""), _PLAIN) > 1:
        return False
    return bool(_REGION.fullmatch(labels[place - 1].replace("-", "")))


def _registered(labels: list[str]) -> int:
    """The index of the label that a company registers: before .net, before .co.uk; or -1."""
    double = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in {"co", "com", "net", "org"}
    return len(labels) - (3 if double else 2) if len(labels) > 1 else -1
