"""What must hold for anything from outside, written from the contract and not from the code."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

from requests import Request

from wizard.domain.address.address import Address
from wizard.domain.faults.problem import Problem

# Control, format (bidi, zero width), surrogate, private use, line and paragraph ends.
NEVER_SHOWN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
REGION = r"[a-z]{2,3}\.myconnectwise\.net"
STAGING = r"staging\.connectwisedev\.com"
# Domain -> the names in it that may get keys, when a name of that domain was typed.
MAY_GET_KEYS = {
    "myconnectwise.net": f"(?:api-)?{REGION}",
    "connectwisedev.com": f"(?:api-)?{STAGING}",
}


def is_showable(text: str) -> bool:
    """One line without a sign that hides, turns or commands."""
    return not any(unicodedata.category(char) in NEVER_SHOWN for char in text)


def assert_showable(*texts: str) -> None:
    assert all(map(is_showable, texts)), [ascii(t) for t in texts if not is_showable(t)]


def assert_tellable(problem: Problem | None, *secrets: str) -> None:
    """All texts of a problem are sanitized and quote no secret."""
    if problem is None:
        return
    texts = (problem.message, problem.fix, problem.evidence, problem.suggestion, problem.request_id)
    assert_showable(*texts)
    for secret in filter(None, secrets):
        assert not any(secret in text for text in (*texts, repr(problem), str(problem)))


def assert_one_place(url: str, scheme: str, host: str, port: int) -> None:
    """The standard library, and requests on its way to the socket, see the same place."""
    sent = Request("GET", url).prepare().url
    for seen in (url, sent or ""):
        parts = urlsplit(seen)
        default = {"https": 443, "http": 80}[parts.scheme]
        place = (parts.scheme, parts.hostname or "", parts.port or default)
        assert place == (scheme, host.strip("[]"), port), (seen, place)
        assert not (parts.username or parts.password or parts.query or parts.fragment), seen


def assert_keys_stay(address: Address, host: str) -> None:
    """Before a lookup, keys may go to the typed host or its API host in the cloud only."""
    twins = {address.netloc}
    if re.fullmatch(f"{REGION}|{STAGING}", address.host):
        twins.add(f"api-{address.netloc}")
    if re.fullmatch(f"api-(?:{REGION}|{STAGING})", address.host):
        twins.add(address.netloc.removeprefix("api-"))
    assert host in twins, (address, host)
    if not address.secure:
        assert address.host in {"127.0.0.1", "[::1]"}
    if address.literal:
        assert not ip_address(address.host.strip("[]")).is_global


def may_lead_to(address: Address, site_url: str) -> bool:
    """Whether a lookup may move the keys to the host it names."""
    domain = ".".join(address.host.split(".")[-2:])
    return bool(re.fullmatch(MAY_GET_KEYS.get(domain, r"(?!)"), site_url))
