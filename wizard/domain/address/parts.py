"""Splits an address by hand: urlsplit and urllib3 disagree on hostile input."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import parse_qsl, unquote

from wizard.domain.address import hostnames, hosts
from wizard.domain.address.address import RELEASE
from wizard.domain.address.extract import incomplete, quoted, unreadable
from wizard.domain.address.scheme import take_scheme
from wizard.domain.credentials.classify import without_secrets
from wizard.domain.credentials.clean import describe_character
from wizard.domain.credentials.credentials import read_company_id
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr

_EXAMPLE = re.compile(
    r"[<>{}]|\$[a-z({]|\[[^\]:]*[a-z][^\]:]*\]|%[a-z_]+%|%3[ce]|%7[bd]", re.IGNORECASE
)
_YOUR_OWN = re.compile(r"your[\w-]*", re.IGNORECASE)
_FRAME = re.compile(r"<([^<>]+)>|\{([^{}]+)\}|\[([^\[\]:]+)\]")
_AT = str.maketrans("＠﹫", "@@")
_FOLDER = re.compile(
    r"/+([^/]+)/+(?:v[0-9]+_[0-9]\w*|login/companyinfo|apis/3)(?:/|$)", re.IGNORECASE
)
_NOT_IN_A_HINT = re.compile(r"[<>{}$*\ufffd]")
_OWN_NETWORKS = tuple(
    map(
        ip_network,
        (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
            *("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Parts:
    """An address in parts, not validated; ``query`` starts at the first ``?`` or ``#``."""

    plain: bool
    scheme_typed: bool
    user: str
    authority: str
    path: str
    query: str

    @property
    def release(self) -> str:
        """The ``v2025_1`` part in lower case, or ""."""
        segments = (self.authority, *self.path.split("/"))
        return next((found[0].lower() for found in map(RELEASE.fullmatch, segments) if found), "")

    @property
    def folder(self) -> str:
        """The path before the release or ConnectWise's own paths, or ""."""
        found = _FOLDER.match(self.path)
        return sanitize(without_secrets(found[1]), 40) if found else ""

    @property
    def typed(self) -> str:
        """The address as typed, safe to show: no user info, no query, nothing like a key."""
        scheme = ("http://" if self.plain else "https://") if self.scheme_typed else ""
        path = "" if "@" in self.path else self.path
        return sanitize(f"{scheme}{self.authority}{without_secrets(path)}", 200)

    @property
    def company_hint(self) -> str:
        """The Company ID in a deep link or in the URL of the lookup, or ""."""
        segments = [unquote(segment) for segment in self.path.split("/") if segment]
        lowered = [segment.lower() for segment in segments]
        hints = []
        if "companyinfo" in lowered[:-1]:
            hints.append(segments[lowered.index("companyinfo") + 1])
        signs_in = re.search(r"/auth/([^/]+)/(?:acs|metadata)/?$", self.path, re.IGNORECASE)
        if signs_in:
            hints.append(unquote(signs_in[1]))
        pairs = parse_qsl(re.sub(r"[?#]+", "&", self.query).strip("&"))
        hints += [value for name, value in pairs if name.lower() in _HINT_NAMES]
        describe_character = (
            h for h in hints if not _NOT_IN_A_HINT.search(h) and not hosts.is_generic(h.lower())
        )
        readings = (read_company_id(hint[:80]) for hint in describe_character)
        return next((reading.text for reading in readings if reading.accepted), "")


_HINT_NAMES = {"companyname", "company", "companyid"}


def split(text: str) -> Parts:
    """Split a text without spaces into its parts."""
    scheme, rest = take_scheme(text)
    authority, path, query = (part or "" for part in _cut(rest))
    user, _, authority = authority.translate(_AT).rpartition("@")
    # Copied from a page's source, "&" is spelled so.
    return Parts(scheme.plain, scheme.typed, user, authority, path, query.replace("&amp;", "&"))


def host_and_port(parts: Parts) -> tuple[str, int | None] | Problem:
    """Return host and port (None if not typed), or the problem."""
    authority = _unframed(parts.authority)
    problem = _refuse_authority(authority, parts)
    if problem:
        return problem
    ip = hostnames.ip_literal(authority)
    if ip is not None and ":" in authority:
        authority = f"[{authority.strip('[]')}]"
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", authority)
    if not found:
        return unreadable(tr("the part after the colon isn't a port number"))
    digits = (found[2] or "").lstrip("0") or ("0" if found[2] else "")
    if digits and (len(digits) > 5 or not 0 < int(digits) < 65536):
        return unreadable(tr("the part after the colon isn't a port number"))
    host = _host(found[1])
    return host if isinstance(host, Problem) else (host, int(digits) if digits else None)


def _cut(text: str) -> tuple[str, str, str]:
    end = next((place for place, char in enumerate(text) if char in "/?#"), len(text))
    query = next((place for place, char in enumerate(text) if char in "?#"), len(text))
    return text[:end], text[end:query], text[query:]


def _unframed(authority: str) -> str:
    """Remove braces around a real name; around example text they stay."""
    framed = _FRAME.fullmatch(authority)
    name = next(filter(None, framed.groups()), "") if framed else ""
    above = name.casefold().rpartition(".")[0]
    if not above or any(map(hosts.is_generic, re.split(r"[.\s_-]", above))):
        return authority
    return name


def _refuse_authority(authority: str, parts: Parts) -> Problem | None:
    if RELEASE.fullmatch(authority):
        return incomplete(authority)
    if "*" in authority:
        return unreadable(tr("it contains *, a placeholder for any name"))
    example = '"' not in authority and _EXAMPLE.search(authority)
    if example or _YOUR_OWN.fullmatch(authority):
        return Problem(Fault.ADDRESS_PLACEHOLDER, {"what": quoted(authority)})
    if not authority and not parts.scheme_typed and parts.path:
        return incomplete(quoted(parts.path))
    return None


def _host(name: str) -> str | Problem:
    if not name:
        return unreadable(tr("it has no server name"))
    ip = hostnames.ip_literal(name)
    if ip is not None:
        return _refuse_ip(ip) or (f"[{ip}]" if ip.version == 6 else str(ip))
    try:
        return hostnames.ascii_form(name)
    except ValueError:
        return _why_no_name(name)


def _why_no_name(name: str) -> Problem:
    if hosts.resembles_cloud(name.casefold()):
        return unknown_cloud_host(quoted(name), hosts.suggestion_for(name))
    if "." not in name:
        # It may be a key in the wrong field, so it is not quoted.
        return unreadable(tr("it isn't a server name"))
    sentence = tr("“{name}” can't be a server name").format(name=quoted(name))
    blank = next((c for c in name if c.isspace()), "")
    return unreadable(
        tr("it contains {what}").format(what=describe_character(blank)) if blank else sentence
    )


def unknown_cloud_host(host: str, suggestion: str) -> Problem:
    """Return the problem of a host that looks like the cloud's but is not."""
    advice = (
        tr("Did you mean {suggestion}?").format(suggestion=suggestion)
        if suggestion
        else tr("Copy it from the browser's address bar while ConnectWise PSA is open.")
    )
    details = {"host": host, "advice": advice}
    return Problem(Fault.ADDRESS_UNKNOWN_CLOUD_HOST, details, suggestion=suggestion)


def _refuse_ip(ip: IPv4Address | IPv6Address) -> Problem | None:
    if isinstance(ip, IPv6Address) and ip.scope_id:
        return unreadable(tr("the part after % is valid on one computer only"))
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        return unreadable(tr("an IPv4 address is written without ::ffff:"))
    if any(ip in network for network in _OWN_NETWORKS):
        return None
    if ip.is_global and not ip.is_multicast:
        return unreadable(tr("it's a public IP address, but certificates are issued for names"))
    return unreadable(tr("no server can have this IP address"))
