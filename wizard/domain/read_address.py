"""Reading an address: cut it into parts, judge the host, say what was taken off."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import parse_qsl, unquote

from wizard.domain import hosts
from wizard.domain.address import RELEASE, Address
from wizard.domain.clean import Removed, clean, invisible, named
from wizard.domain.credentials import missing, read_company_id
from wizard.domain.faults import Blame, Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.wording import tr

LONGEST = 2000
_SCHEME = re.compile(
    r"(?P<scheme>h\s*[htpsx]\s*(?:[htps]\s*){0,4}|ttps?)\s*(?P<mark>[:;.,]?)\s*/\s*/+\s*", re.I
)
_COLON_ONLY = re.compile(r"(?P<scheme>https?)\s*:\s*/?\s*(?=[^\s/\d])", re.I)
_OTHER_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://|(?:mailto|javascript|data|file|tel):", re.I)
_E_MAIL = re.compile(r"[^\s@/:]+@[^\s@/]+\.[^\s@/]+")
_EXAMPLE = re.compile(r"[<>{}$*]|\[[^\]:]*[a-z][^\]:]*\]|%[a-z_]+%|%3[ce]|%7[bd]", re.I)


@dataclass(frozen=True, slots=True)
class AddressReading:
    """How a pasted address was understood.

    ``typed`` is safe to show: no user part, no query; "" when the text does not look like an address.
    """

    typed: str = ""
    address: Address | None = None
    problem: Problem | None = None
    company_hint: str = ""
    removed: tuple[Removed, ...] = ()
    host: str = ""
    release: str = ""

    @property
    def accepted(self) -> bool:
        """Whether there is an address to use."""
        return self.address is not None


@dataclass(frozen=True, slots=True)
class _Parts:
    plain: bool
    scheme_typed: bool
    authority: str
    path: str
    query: str


def read_address(pasted: str) -> AddressReading:
    """Read a ConnectWise address from any text; never raises."""
    cleaned = clean(pasted[:LONGEST])
    if not cleaned.text:
        return AddressReading(problem=missing(Blame.SITE), removed=cleaned.removed)
    removed = list(cleaned.removed)
    text = _one_of_many(_without_wrapping(cleaned.text), removed)
    refused = _refuse_text(text, pasted)
    if refused:
        return AddressReading(problem=refused, removed=tuple(removed))
    return _judge(_split(text, removed), removed)


def _without_wrapping(text: str) -> str:
    """Take the frame off ``<https://…>``, ``(https://…)`` and a Markdown link."""
    link = re.fullmatch(r"\[[^\]]*\]\((\S+)\)", text)
    if link:
        return link[1]
    framed = re.fullmatch(r"[<(\[]\s*(https?://[^\s<>]+?)\s*[>)\]]", text, re.I)
    return framed[1] if framed else text


def _one_of_many(text: str, removed: list[Removed]) -> str:
    """Find the one address in a sentence; a text without blanks is returned as it is."""
    if not re.search(r"\s", _SCHEME.sub("", text, count=1) if _SCHEME.match(text) else text):
        return text
    words = [word.strip(".,;!?()<>\"'") for word in text.split()]
    found = {w for w in words if re.match(r"https?://[^\s]", w, re.I)} or {
        w for w in words if re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[:/]\S*)?", w, re.I)
    }
    if len(found) != 1:
        return text
    removed.append(Removed.SURROUNDINGS)
    return found.pop()


def _unreadable(what: str) -> Problem:
    return Problem(Fault.ADDRESS_UNREADABLE, {"what": what})


def _refuse_text(text: str, pasted: str) -> Problem | None:
    """What rules a text out before it is cut into parts."""
    if len(pasted) > LONGEST:
        return _unreadable(tr("it is longer than any address"))
    if "\\" in text:
        return _unreadable(tr("it contains a backslash, like a file path"))
    hidden = next((c for c in text if invisible(c) or unicodedata.category(c) in {"Cs", "Co"}), "")
    if hidden:
        return _unreadable(tr("it contains {what}").format(what=named(hidden)))
    other = _OTHER_SCHEME.match(text)
    if _E_MAIL.fullmatch(text) or text.lower().startswith("mailto:"):
        return _unreadable(tr("this is an e-mail address"))
    if other and not _SCHEME.match(text):
        return _unreadable(tr("it does not begin with https://"))
    return _unreadable(tr("this is a file path")) if re.match(r"[./~]|[a-z]:/", text, re.I) else None


def _split(text: str, removed: list[Removed]) -> _Parts:
    """Cut a text into its parts by hand: urlsplit and urllib3 disagree on hostile ones."""
    plain = scheme_typed = False
    while found := _SCHEME.match(text) or _COLON_ONLY.match(text):
        scheme = re.sub(r"\s", "", found["scheme"]).lower()
        plain, scheme_typed = scheme == "http", True
        if found[0].lower() not in {"https://", "http://"}:
            removed.append(Removed.SCHEME)
        text = text[found.end() :]
    text = text.removeprefix("//").strip()
    authority, path, query = re.fullmatch(r"([^/?#]*)([^?#]*)(.*)", text, re.S).groups()  # type: ignore[union-attr]
    if "@" in authority:
        authority = authority.rpartition("@")[2]
        removed.append(Removed.USER)
    return _Parts(plain, scheme_typed, authority, path, query)


def _judge(parts: _Parts, removed: list[Removed]) -> AddressReading:
    release = next((m[0].lower() for m in map(RELEASE.fullmatch, parts.path.split("/")) if m), "")
    name, port, problem = _host_and_port(parts)
    host = "" if problem else name
    if not problem:
        problem = _refuse_host(name, parts)
    if parts.path.strip("/") or parts.query:
        removed.append(Removed.SURROUNDINGS)
    typed = _typed(parts, host)
    if RELEASE.fullmatch(parts.authority):
        release = parts.authority.lower()
    found = {"typed": typed, "host": host, "release": release, "removed": tuple(dict.fromkeys(removed))}
    if problem:
        return AddressReading(problem=problem, **found)  # type: ignore[arg-type]
    address = _address(name, port, parts, release)
    return AddressReading(address=address, company_hint=_company_hint(parts), **found)  # type: ignore[arg-type]


def _address(host: str, port: int | None, parts: _Parts, release: str) -> Address:
    practice = parts.plain and host in {"127.0.0.1", "[::1]"}
    if practice:
        return Address(host, port or 80, release, secure=False)
    upgraded = 443 if parts.plain and port == 80 else port
    return Address(host, upgraded or 443, release)


def _host_and_port(parts: _Parts) -> tuple[str, int | None, Problem | None]:
    """Return host, port (None: not typed) and the reason why they cannot be used."""
    authority = parts.authority
    if RELEASE.fullmatch(authority):
        return "", None, Problem(Fault.ADDRESS_INCOMPLETE, {"what": authority})
    if _EXAMPLE.search(authority) and not authority.startswith(("*", "[*")):
        return "", None, Problem(Fault.ADDRESS_PLACEHOLDER, {"what": harmless(authority, 60)})
    if "*" in authority:
        return "", None, _unreadable(tr("it contains *, which stands for any name"))
    if hosts.ip_literal(authority) and ":" in authority:
        authority = f"[{authority.strip('[]')}]"
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", authority)
    port = int(found[2]) if found and found[2] and len(found[2]) < 6 else None
    if not found or (found[2] and (port is None or not 0 < port < 65536)):
        return "", None, _unreadable(tr("the part after the colon is no port"))
    return _host(found[1], port)


def _host(name: str, port: int | None) -> tuple[str, int | None, Problem | None]:
    ip = hosts.ip_literal(name)
    if ip is not None:
        return (f"[{ip}]" if ip.version == 6 else str(ip)), port, _refuse_ip(ip)
    if not name:
        return "", None, _unreadable(tr("it names no server"))
    try:
        return hosts.ascii_form(name), port, None
    except ValueError:
        return "", None, _unreadable(_why_no_name(name))


def _why_no_name(name: str) -> str:
    blank = next((c for c in name if c.isspace()), "")
    if blank:
        return tr("it contains {what}").format(what=named(blank))
    return tr("“{name}” cannot be the name of a server").format(name=harmless(name, 60))


def _refuse_ip(ip: IPv4Address | IPv6Address) -> Problem | None:
    if ip.is_loopback or (ip.is_private and not ip.is_unspecified and not ip.is_reserved):
        return None
    if ip.is_global and not ip.is_multicast:
        return _unreadable(tr("it is a bare public IP address, for which no certificate can speak"))
    return _unreadable(tr("no server can have this IP address"))


def _refuse_host(host: str, parts: _Parts) -> Problem | None:
    """Why a well-formed host is not the address of a ConnectWise PSA."""
    if hosts.ip_literal(host):
        return None
    if "release_version" in parts.path.lower() or hosts.is_placeholder(host):
        return Problem(Fault.ADDRESS_PLACEHOLDER, {"what": host})
    if "." not in host or host == "myconnectwise.net":
        suggestion = f"{host}.myconnectwise.net" if host in hosts.REGIONS else ""
        return Problem(Fault.ADDRESS_INCOMPLETE, {"what": host}, suggestion=suggestion)
    product = "ConnectWise Automate" if "/cwa/api" in parts.path.lower() else hosts.product_of(host)
    if product:
        return Problem(Fault.ADDRESS_OTHER_PRODUCT, {"host": host, "product": tr(product)})
    if hosts.resembles_cloud(host):
        return _unknown_cloud_host(host)
    if hosts.mixes_scripts(host):
        return _unreadable(tr("{host} mixes letters of several alphabets").format(host=host))
    return None


def _unknown_cloud_host(host: str) -> Problem:
    suggestion = hosts.suggestion_for(host)
    advice = (
        tr("Did you mean {suggestion}?").format(suggestion=suggestion)
        if suggestion
        else tr("Copy it from the browser's address bar while you are signed in to ConnectWise PSA.")
    )
    details = {"host": host, "advice": advice}
    return Problem(Fault.ADDRESS_UNKNOWN_CLOUD_HOST, details, suggestion=suggestion)


def _typed(parts: _Parts, host: str) -> str:
    if not host or ("." not in host and ":" not in host):
        return ""
    scheme = ("http://" if parts.plain else "https://") if parts.scheme_typed else ""
    return harmless(f"{scheme}{parts.authority}{parts.path}", 200)


def _company_hint(parts: _Parts) -> str:
    """The Company ID that a deep link or the lookup's own page carries, or ""."""
    segments = [unquote(s) for s in parts.path.split("/") if s]
    lowered = [s.lower() for s in segments]
    hint = ""
    if "companyinfo" in lowered[:-1]:
        hint = segments[lowered.index("companyinfo") + 1]
    pairs = parse_qsl(re.sub(r"[?#]+", "&", parts.query).strip("&"))
    for name, value in pairs:
        if name.lower() in {"companyname", "company", "companyid"}:
            hint = hint or value
    reading = read_company_id(hint[:80])
    return reading.text if reading.accepted else ""
