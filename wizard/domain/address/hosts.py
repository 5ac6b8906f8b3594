"""Classifies hosts: ConnectWise's cloud, lookalike, another product, or private network.

Source: ConnectWise developer guide ("Cloud URLs").
"""

from __future__ import annotations

import re
from enum import StrEnum

from wizard.domain.address import lookalikes
from wizard.domain.address.hostnames import ip_literal, under

REGIONS = ("na", "eu", "au", "aus", "za")
DOMAINS = ("myconnectwise.net", "connectwisedev.com")
_CLOUD = re.compile(r"(?:api-)?[a-z]{2,3}\.myconnectwise\.net")
_SANDBOX = re.compile(r"sandbox-[a-z]{2,3}\.myconnectwise\.net")
_STAGING = re.compile(r"(?:api-)?staging\.connectwisedev\.com")
_WITH_EXAMPLES = (*DOMAINS, "connectwise.net", "connectwise.com")
_PRIVATE_ENDS = frozenset({"local", "internal", "lan", "corp", "intranet", "private", "home"})
_GENERIC = frozenset(
    {
        *("company", "companyname", "customer", "domain", "example", "fqdn", "host", "hostname"),
        *("instance", "msp", "name", "region", "server", "servername", "site", "sitename"),
        *("subdomain", "tenant", "url"),
    }
)


class Kind(StrEnum):
    """Kind of a ConnectWise host; values of the address report."""

    CLOUD = "cloud"
    STAGING = "staging"
    SANDBOX = "sandbox"
    ON_PREMISES = "on_premises"


def kind_of(host: str) -> Kind:
    """Classify an accepted host name."""
    if _CLOUD.fullmatch(host):
        return Kind.CLOUD
    if _STAGING.fullmatch(host):
        return Kind.STAGING
    return Kind.SANDBOX if _SANDBOX.fullmatch(host) else Kind.ON_PREMISES


def is_known_cloud(host: str) -> bool:
    """Whether a host is a known ConnectWise host, so that it cannot be a typo."""
    plain = host.removeprefix("api-")
    return plain == f"staging.{DOMAINS[1]}" or plain in {f"{r}.{DOMAINS[0]}" for r in REGIONS}


def is_generic(label: str) -> bool:
    """Whether a label is a placeholder that instructions use, such as ``yourcompany``."""
    return label.startswith("your") or label.replace("-", "") in _GENERIC


def is_placeholder(host: str) -> bool:
    """Whether a ConnectWise host still contains the example label of some instructions."""
    if kind_of(host) is not Kind.ON_PREMISES:
        return False
    label = host.partition(".")[0].removeprefix("api-").removeprefix("sandbox-")
    return is_generic(label) and any(under(host, domain) for domain in _WITH_EXAMPLES)


def resembles_cloud(host: str) -> bool:
    """Whether ``host`` is not a cloud host but looks like one.

    ``host`` may be any text, also one that cannot be the name of a server.
    """
    if kind_of(host) is not Kind.ON_PREMISES:
        return False
    if any(under(host, domain) for domain in DOMAINS):
        return True
    if under(host, "connectwise.net"):
        return lookalikes.splits_cloud(host)
    return lookalikes.resembles(host)


def suggestion_for(host: str) -> str:
    """Return a cloud host to try instead of ``host``, or ""."""
    return lookalikes.suggestion(host)


def is_private(host: str) -> bool:
    """Whether a name or IP address exists only inside a private network.

    Source: RFC 6762 (.local), RFC 8375 (home.arpa), ICANN 2024 (.internal); the others are customs.
    """
    ip = ip_literal(host)
    if ip is not None:
        return not ip.is_global and not ip.is_loopback
    return host.rpartition(".")[2] in _PRIVATE_ENDS or host.endswith(".home.arpa")


def completed(label: str) -> str:
    """Return the cloud host for a single label: ``na.myconnectwise.net`` for ``na``; or ""."""
    if label == "connectwisedev.com":
        return "staging.connectwisedev.com"
    region = label.removeprefix("api-").removeprefix("sandbox-")
    hosts = (f"{label}.{domain}" for domain in DOMAINS if region in (*REGIONS, "staging"))
    return next((host for host in hosts if kind_of(host) is not Kind.ON_PREMISES), "")
