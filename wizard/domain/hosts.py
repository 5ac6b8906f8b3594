"""Which host is what: ConnectWise's cloud, a look-alike, another product, a name of one's own.

Sources: ConnectWise developer guide (cloud hosts); vendors' public pages (other products).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from enum import StrEnum

import idna

from wizard.domain.wording import mark

REGIONS = ("na", "eu", "au", "aus", "za")
_CLOUD = re.compile(r"(?:api-)?([a-z]{2,3})\.myconnectwise\.net")
_SANDBOX = re.compile(r"sandbox-[a-z]{2,3}\.myconnectwise\.net")
_STAGING = re.compile(r"(?:api-)?staging\.connectwisedev\.com")
_OWN_DOMAINS = ("myconnectwise.net", "connectwisedev.com")
_GENERIC = frozenset(
    "domain company companyname company-name site sitename site-name region server servername "
    "host hostname tenant instance example subdomain customer msp".split()
)


class Kind(StrEnum):
    """What kind of ConnectWise a host is; the words of the address report."""

    CLOUD = "cloud"
    STAGING = "staging"
    SANDBOX = "sandbox"
    ON_PREMISES = "on_premises"


PRODUCTS: tuple[tuple[str, str], ...] = (
    ("hostedrmm.com", "ConnectWise Automate"),
    ("labtechsoftware.com", "ConnectWise Automate"),
    ("screenconnect.com", "ConnectWise ScreenConnect"),
    ("itsupport247.net", "ConnectWise RMM (Asio)"),
    ("platform.connectwise.com", "ConnectWise RMM (Asio)"),
    ("euplatform.connectwise.com", "ConnectWise RMM (Asio)"),
    ("auplatform.connectwise.com", "ConnectWise RMM (Asio)"),
    ("quosal.com", "ConnectWise CPQ"),
    ("quosalsell.com", "ConnectWise CPQ"),
    ("connectwisesell.com", "ConnectWise CPQ"),
    ("brightgauge.co", "ConnectWise BrightGauge"),
    ("brightgauge.com", "ConnectWise BrightGauge"),
    ("itboost.com", "ConnectWise IT Boost"),
    ("university.connectwise.com", mark("ConnectWise's university site")),
    ("home.connectwise.com", mark("ConnectWise's home portal")),
    ("developer.connectwise.com", mark("ConnectWise's developer site")),
    ("marketplace.connectwise.com", mark("ConnectWise's marketplace")),
    ("virtualcommunity.connectwise.com", mark("ConnectWise's community site")),
    ("connectwise.com", mark("ConnectWise's public web site")),
    ("connectwise.net", mark("ConnectWise's public web site")),
    ("autotask.net", "Autotask PSA"),
    ("centrastage.net", "Datto RMM"),
    ("rmm.datto.com", "Datto RMM"),
    ("bms.kaseya.com", "Kaseya BMS"),
    ("vorexlogin.com", "Kaseya BMS"),
    ("kaseya.com", "Kaseya"),
    ("kaseya.net", "Kaseya"),
    ("itglue.com", "IT Glue"),
    ("halopsa.com", "HaloPSA"),
    ("haloitsm.com", "HaloITSM"),
    ("haloservicedesk.com", "HaloPSA"),
    ("syncromsp.com", "Syncro"),
    ("repairshopr.com", "RepairShopr"),
    ("superops.ai", "SuperOps"),
    ("superops.com", "SuperOps"),
    ("atera.com", "Atera"),
    ("ninjarmm.com", "NinjaOne"),
    ("ninjaone.com", "NinjaOne"),
    ("n-able.com", "N-able"),
    ("n-able.net", "N-able"),
    ("accelo.com", "Accelo"),
    ("tigerpawsoftware.com", "Tigerpaw"),
    ("service-now.com", "ServiceNow"),
    ("zendesk.com", "Zendesk"),
    ("freshservice.com", "Freshservice"),
    ("freshdesk.com", "Freshdesk"),
    ("zohodesk.com", "Zoho Desk"),
    ("desk.zoho.com", "Zoho Desk"),
    ("atlassian.net", "Jira"),
    ("pulseway.com", "Pulseway"),
    ("hudu.app", "Hudu"),
    ("huducloud.com", "Hudu"),
    ("rewst.io", "Rewst"),
    ("timezest.com", "TimeZest"),
    ("robomq.io", "RoboMQ Hire2Retire"),
    ("microsoftonline.com", "Microsoft 365"),
    ("sharepoint.com", "Microsoft 365"),
    ("office.com", "Microsoft 365"),
    ("google.com", "Google"),
)


def kind_of(host: str) -> Kind:
    """Classify an accepted host name."""
    if _CLOUD.fullmatch(host):
        return Kind.CLOUD
    if _STAGING.fullmatch(host):
        return Kind.STAGING
    return Kind.SANDBOX if _SANDBOX.fullmatch(host) else Kind.ON_PREMISES


def under(host: str, domain: str) -> bool:
    """Whether ``host`` is ``domain`` or below it."""
    return host == domain or host.endswith("." + domain)


def product_of(host: str) -> str:
    """Name the other product or site that ``host`` belongs to, or ""."""
    if under(host, "connectwise.net") and host not in {"connectwise.net", "www.connectwise.net"}:
        return ""
    if host.startswith("openapi.service."):
        return "ConnectWise RMM (Asio)"
    return next((name for domain, name in PRODUCTS if under(host, domain)), "")


def is_placeholder(host: str) -> bool:
    """Whether a ConnectWise host still bears the example label of some instructions."""
    inside = any(under(host, domain) for domain in (*_OWN_DOMAINS, "connectwise.net"))
    label = host.partition(".")[0].removeprefix("api-")
    return inside and (label.startswith("your") or label in _GENERIC)


def resembles_cloud(host: str) -> bool:
    """Whether ``host`` is no cloud host but looks like one, to the eye or to a hasty reader."""
    if kind_of(host) is not Kind.ON_PREMISES:
        return False
    if any(under(host, domain) for domain in _OWN_DOMAINS):
        return True
    if under(host, "connectwise.net"):
        return False
    folded = _skeleton(unicode_form(host)).replace("-", "")
    # Dots may stand elsewhere than in the real name, so the whole name counts, too.
    if "myconnectwisenet" in folded.replace(".", ""):
        return True
    return any(_nearly_cloud(label) for label in folded.split("."))


def suggestion_for(host: str) -> str:
    """A cloud host to try instead of ``host``, or ""."""
    swapped = re.fullmatch(r"([a-z]{2,3})-api\.myconnectwise\.net", host)
    if swapped:
        return f"api-{swapped[1]}.myconnectwise.net"
    labels = re.split(r"[.-]", _skeleton(unicode_form(host)))
    region = next((label for label in labels if label in REGIONS), "")
    if not region:
        return ""
    prefix = "sandbox-" if "sandbox" in labels else ""
    return f"{prefix}{region}.myconnectwise.net"


def unicode_form(host: str) -> str:
    """Decode punycode labels for looking at; a label that cannot be decoded stays as it is."""
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def ascii_form(name: str) -> str:
    """Return the IDNA 2008 form of a host name, lower case.

    Raises:
        ValueError: it is no host name (a character that cannot be part of it, an empty or long label).
    """
    name = name.rstrip(".") if not name.endswith("..") else name
    try:
        encoded = idna.encode(name, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    labels = encoded.split(".")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        raise ValueError("a number where the name should end")
    return encoded


def mixes_scripts(host: str) -> bool:
    """Whether one label mixes Latin letters with those of an alphabet that has look-alikes."""
    return any(
        len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1
        for scripts in ({_script(c) for c in label if c.isalpha()} for label in unicode_form(host).split("."))
    )


def ip_literal(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP address, with or without brackets; None when it is none."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        return None


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


_LOOKS_LIKE = str.maketrans(
    {
        look_alike: letter
        for letter, look_alikes in {
            "a": "аɑα",
            "c": "сϲ",
            "d": "ԁɗ",
            "e": "еєҽε",
            "i": "іɩıǀιl1|ӏ",
            "m": "мʍ",
            "n": "ոпηɴ",
            "o": "оοօσ0",
            "s": "ѕʂ",
            "t": "тτƫ",
            "u": "υսц",
            "v": "νѵ",
            "w": "ѡԝɯω",
            "y": "уүγʏ",
            "z": "ᴢʐ",
        }.items()
        for look_alike in look_alikes
    }
)


def _skeleton(text: str) -> str:
    """Reduce look-alike letters to one form, good enough for the letters of the cloud's names."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.casefold().translate(_LOOKS_LIKE)
    return plain.replace("rn", "m").replace("vv", "w")


def _nearly_cloud(label: str) -> bool:
    if "myconnectwise" in label or "connectwisedev" in label:
        return True
    own, plain = _distance(label, "myconnectwise"), _distance(label, "connectwise")
    return (own <= 2 and own <= plain) or _distance(label, "connectwisedev") <= 1


def _distance(one: str, other: str) -> int:
    """Edits (insert, delete, replace, swap neighbours) between two short words."""
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
    return rows[-1][-1]
