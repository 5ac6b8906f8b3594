"""Meaning of a proxy's response to CONNECT: sign-in required, not allowed, or no route.

Sources: Squid, errorpage.cc and ``X-Squid-Error``; the error pages of tinyproxy, Privoxy, Apache,
HAProxy, mitmproxy, Fiddler, Traffic Server, ISA Server and Blue Coat ProxySG.
"""

from __future__ import annotations

import html
import re

from wizard.connectwise.tls.interception import inspector
from wizard.connectwise.transport.proxy_sign_in import ProxyResponse
from wizard.connectwise.transport.proxy_tunnel import TunnelRefusedError
from wizard.domain.faults.fault import Fault
from wizard.domain.sanitize import sanitize
from wizard.domain.text import N_, tr

_ANY_CASE = re.IGNORECASE
_NO_NAME = N_("it couldn't find a server with that name")
_DNS_DOWN = N_("its DNS isn't working")
_REFUSED = N_("the server refused its connection")
_SILENT = N_("the server didn't respond in time")
_NO_ROUTE = N_("its network has no route to the server")
_BROKEN_OFF = N_("the server closed the connection without a response")
_FAILED = N_("it couldn't connect to the server")

# By name only these are quoted: a proxy that got the password might answer with it as a name.
# Source: IANA, HTTP Authentication Scheme Registry; Microsoft's NTLM and Kerberos.
_SIGN_INS = (
    *("Negotiate", "NTLM", "Kerberos", "Digest", "Bearer", "OAuth", "DPoP", "GNAP", "HOBA"),
    *("Mutual", "PrivateToken", "SCRAM-SHA-1", "SCRAM-SHA-256", "vapid"),
)

_SQUID_WAYS = {
    "ERR_DNS_FAIL": _NO_NAME,
    "ERR_CONNECT_FAIL": _FAILED,
    "ERR_SECURE_CONNECT_FAIL": _FAILED,
    "ERR_SOCKET_FAILURE": _FAILED,
    "ERR_CANNOT_FORWARD": _FAILED,
    "ERR_GATEWAY_FAILURE": _FAILED,
    "ERR_READ_TIMEOUT": _SILENT,
    "ERR_WRITE_ERROR": _BROKEN_OFF,
    "ERR_READ_ERROR": _BROKEN_OFF,
    "ERR_ZERO_SIZE_OBJECT": _BROKEN_OFF,
    "ERR_LIFETIME_EXP": _SILENT,
}
# What follows in X-Squid-Error is Linux' errno of the connection.
_SQUID_ERRNO = {"111": _REFUSED, "110": _SILENT, "113": _NO_ROUTE, "101": _NO_ROUTE}
_SQUID_DNS_DOWN = r"server failure|refused|timeout|no dns records"
_POLICY = re.compile(
    r"denied|forbidden|not (?:allowed|permitted|authori[sz]ed)|\bblocked\b|filtered|restricted"
    r"|prohibited|access violation|policy violation|(?:by|against) (?:\w+ ){0,3}polic(?:y|ies)",
    _ANY_CASE,
)
# The first that fits decides.
_WAYS = {
    _DNS_DOWN: r"servfail|dns_?server_?failure|dns server|temporary failure in name|name server was"
    r"|non-recoverable|dns[ _](?:query |lookup |request )?(?:timed|timeout|refused)",
    _NO_NAME: r"\bdns\b|dns_|nxdomain|no such (?:host|domain)|unknown (?:host|domain)"
    r"|(?:not|unable to|can't|cannot|un|failed to) ?(?:be )?resolv"
    r"|(?:host|server|domain)(?: ?name)? (?:was |is |could |does )?not (?:be )?(?:found|known)"
    r"|name does not exist|could not find the host"
    r"|name or service|name resolution|(?:host|name) lookup|cannot find server"
    r"|no address associated|nodename nor servname",
    _REFUSED: r"connection (?:was |is )?refused|actively refused|econnrefused",
    _NO_ROUTE: r"no route|unreachable|enetunreach|ehostunreach",
    _SILENT: r"tim(?:ed|e|ing)[ -]?out|did(?: not|n't|n’t) respond|etimedout",
    _FAILED: r"(?:unable|failed|could not|cannot|can't|couldn't) ?(?:to )?connect"
    r"|connect(?:ion)? (?:has )?fail|not be (?:established|reached)|no server is available",
}
_NO_WAY_ON = frozenset({404, 500, 502, 503, 504, *range(520, 531)})
_NO_PROXY = frozenset({400, 405, 501})
_NOT_NEEDED = re.compile(r"<(script|style)\b.*?</\1>|<[^<>]*>", _ANY_CASE | re.DOTALL)
_PAGE = 20_000


def meaning(refused: TunnelRefusedError) -> tuple[Fault, dict[str, str]]:
    """Return the fault, and the placeholders of its text besides host and proxy."""
    response = refused.response
    if response.status == 407:
        return Fault.PROXY_SIGN_IN, _sign_in(response, signed=refused.signed)
    way = _squid_way(response) or _way(response)
    if way:
        return Fault.PROXY_NO_ROUTE, {"what": tr(way)}
    if response.status in _NO_PROXY:
        what = tr("it doesn't work as a proxy for HTTPS (HTTP {status})")
        return Fault.PROXY_UNREACHABLE, {"what": what.format(status=response.status)}
    if response.status in _NO_WAY_ON and not _refuses(response):
        what = tr("it responded with HTTP {status}").format(status=response.status)
        return Fault.PROXY_NO_ROUTE, {"what": what}
    return Fault.PROXY_BLOCKED, {"what": _instead(response)}


def _squid_way(response: ProxyResponse) -> str:
    """The reason in Squid's header, which a custom error page may not show."""
    kind, _, code = response.header("x-squid-error").partition(" ")
    way = _SQUID_WAYS.get(kind, "")
    if way == _NO_NAME and re.search(_SQUID_DNS_DOWN, _text(response), _ANY_CASE):
        return _DNS_DOWN
    return _SQUID_ERRNO.get(code, way) if way == _FAILED else way


def _way(response: ProxyResponse) -> str:
    text = _text(response)
    if response.status not in {400, *_NO_WAY_ON} or _refuses(response):
        return ""
    return next((way for way, pattern in _WAYS.items() if re.search(pattern, text, _ANY_CASE)), "")


def _refuses(response: ProxyResponse) -> bool:
    return bool(_POLICY.search(_text(response)))


def _text(response: ProxyResponse) -> str:
    page = html.unescape(_NOT_NEEDED.sub(" ", response.page[:_PAGE].decode("latin-1")))
    return f"{response.reason} {' '.join(page.split())}"


def _instead(response: ProxyResponse) -> str:
    """What came instead of a tunnel, with the product where it names itself."""
    product = product_of(response)
    if response.status >= 400:
        what = tr("with HTTP {status}").format(status=response.status)
    elif response.status >= 300:
        what = tr("with a redirect to another page")
    else:
        what = tr("with its own page")
    return tr("{what} from {product}").format(what=what, product=product) if product else what


def product_of(response: ProxyResponse) -> str:
    """Return the proxy product, identified by its headers or page, or ""."""
    product_headers = [
        text for name, text in response.headers if name in {"server", "via", "proxy-agent"}
    ]
    squid = "Squid" if response.header("x-squid-error") else ""
    return (
        inspector(_text(response), *product_headers) or squid or _named(" ".join(product_headers))
    )


def _named(headers: str) -> str:
    found = re.search(r"privoxy|tinyproxy|haproxy|apache|nginx", headers, _ANY_CASE)
    return sanitize(found[0]) if found else ""


def _sign_in(response: ProxyResponse, *, signed: bool) -> dict[str, str]:
    """Three different fixes: use another proxy, correct the password, or enter one."""
    if not any(each.supported for each in response.challenges):
        named = {each.kind.lower() for each in response.challenges}
        kinds = [kind for kind in _SIGN_INS if kind.lower() in named]
        what = tr("it offers only a kind of sign-in that h2r-link doesn't support")
        if kinds:
            what = tr("it offers only a kind of sign-in that h2r-link doesn't support ({kinds})")
        advice = tr(
            "Ask whoever runs the proxy to let this computer through without a sign-in, or use a "
            "local proxy that can sign in, such as Px or CNTLM."
        )
        return {"what": what.format(kinds=", ".join(kinds)), "advice": advice}
    if signed:
        what = tr("it didn't accept the user name or the password")
        advice = tr("Correct them in the proxy settings on the page with your ConnectWise address.")
    else:
        what = tr("it needs a user name and a password")
        advice = tr("Enter them in the proxy settings on the page with your ConnectWise address.")
    return {"what": what, "advice": advice}
