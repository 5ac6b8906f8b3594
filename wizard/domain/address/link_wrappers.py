"""Unwraps links that mail filters, chats and search engines rewrote.

Sources: Microsoft, "Safe Links"; Proofpoint, "URL Defense decoder"; the other filters' public
descriptions of their links.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

from wizard.domain.address.hostnames import under

_FILTERS = (
    *("safelinks.protection.outlook.com", "safelinks.protection.office365.us"),
    *("statics.teams.cdn.office.net", "urldefense.com", "urldefense.us"),
    *("urldefense.proofpoint.com", "mimecast.com", "mimecastprotect.com", "cudasvc.com"),
    *("secure-web.cisco.com", "protection.sophos.com", "clicktime.symantec.com"),
    *("clicktime.cloud.postoffice.net", "protect2.fireeye.com", "trendmicro.com"),
    *("avanan.click", "protect.checkpoint.com", "edgepilot.com", "inky.com", "esvalabs.com"),
    *("emailprotection.link", "slack-redir.net"),
)
_OTHERS = ("google.com", "linkedin.com", "facebook.com")
_ADDRESS = re.compile(r"https?:/{1,2}[^\s<>\"]+", re.IGNORECASE)
_PROOFPOINT = "urldefense.proofpoint.com"
_PROOFPOINT_SIGNS = str.maketrans("-_", "%/")
_WHOLE_NAME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


def is_filter(host: str) -> bool:
    """Whether ``host`` is a link filter that only redirects."""
    return any(under(host, domain) for domain in _FILTERS)


def wrapped_in(host: str, path: str, query: str) -> str:
    """Return the target of a link at ``host``, or "".

    Only hosts known to lead elsewhere count; any other host is itself the address.
    """
    if not is_filter(host) and not any(under(host, domain) for domain in _OTHERS):
        return ""
    return next(_addresses(host, path, query.partition("#")[0].lstrip("?")), "")


def _addresses(host: str, path: str, query: str) -> Iterator[str]:
    values = parse_qsl(query)
    for _, value in values:
        yield from _ADDRESS.findall(value)
        yield from _ADDRESS.findall(_decoded(value))
        if host == _PROOFPOINT:
            yield from _ADDRESS.findall(unquote(value.translate(_PROOFPOINT_SIGNS)))
    # Such as /v3/__https://cw.contoso.example/x__;!!Ab$ or /v2/___https://cw.contoso.example___.Ab
    yield from (found.partition("__")[0] for found in _ADDRESS.findall(unquote(path)))
    yield from (v for name, v in values if name == "domain" and _WHOLE_NAME.fullmatch(v))


def _decoded(value: str) -> str:
    try:
        return urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("ascii")
    except ValueError:
        return ""
