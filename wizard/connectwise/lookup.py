"""The company lookup, which needs no key: who answers there, which release, and where keys may go.

Source: ConnectWise developer guide, "Company Info" (``GET /login/companyinfo/{companyId}``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from wizard.connectwise.auth import Origin
from wizard.connectwise.reply import Reply
from wizard.domain.address import ROUTER, Address
from wizard.domain.faults import Fault
from wizard.domain.foreign import harmless
from wizard.domain.hosts import Kind
from wizard.domain.problem import Problem
from wizard.domain.wording import tr

_CODEBASE = re.compile(r"(v4_6_release|v\d+_\d+)/?")
_VERSION_CODE = re.compile(r"v(\d+)\.(\d+)")
_SITE_URL = {
    "myconnectwise.net": re.compile(r"(?:api-)?[a-z]{2,3}\.myconnectwise\.net"),
    "connectwisedev.com": re.compile(r"(?:api-)?staging\.connectwisedev\.com"),
}
_KNOWN = {
    "companyname",
    "codebase",
    "versioncode",
    "versionnumber",
    "companyid",
    "iscloud",
    "siteurl",
}
_BLOCKED = re.compile(
    r"access (?:is |has been )?denied|has been blocked|blocked by|web ?filter|captive portal|not authorized "
    r"to access|request (?:was )?(?:blocked|rejected)|attention required",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"maintenance|temporarily unavailable|be back (?:soon|shortly)|service unavailable",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """What the lookup said; texts are harmless, "" where nothing was said."""

    company_name: str = ""
    release: str = ""
    version: str = ""
    cloud: bool | None = None
    site_url: str = ""
    other_release: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the API answers, after the rule on where keys may go was applied.

    ``ignored`` is a SiteUrl that was not used because keys may not go there.
    """

    base: str
    fallback_base: str = ""
    ignored: str = ""

    @property
    def origin(self) -> Origin:
        """The only origin that gets the keys."""
        return Origin.of(self.base)

    @property
    def host(self) -> str:
        """Host and port as the report shows them."""
        return self.base.partition("://")[2].partition("/")[0]


def lookup_url(address: Address, company_id: str, host: str = "") -> str:
    """The lookup's URL; the Company ID is percent-encoded and cannot leave its path segment."""
    return f"{address.scheme}://{host or address.netloc}/login/companyinfo/{quote(company_id, safe='')}"


def read_tenant(reply: Reply) -> Tenant | None:
    """Read the lookup's answer; None when it is no description of a company."""
    document = reply.json
    if reply.status != 200 or not isinstance(document, dict):
        return None
    found = {str(key).casefold(): value for key, value in document.items()}
    if not _KNOWN & set(found) or not ({"codebase", "versioncode", "companyname"} & set(found)):
        return None
    codebase = _CODEBASE.fullmatch(_text(found, "codebase"))
    version = _VERSION_CODE.fullmatch(_text(found, "versioncode"))
    return Tenant(
        company_name=harmless(_text(found, "companyname"), 80),
        release=codebase[1] if codebase else "",
        version=harmless(_text(found, "versionnumber") or _text(found, "versioncode"), 40),
        cloud=_truth(found.get("iscloud")),
        site_url=_text(found, "siteurl"),
        other_release=f"v{version[1]}_{version[2]}" if version else "",
    )


def lookup_problem(reply: Reply, address: Address) -> Problem | None:
    """Return why an answer is not a known company's description; None when it is."""
    if read_tenant(reply) is not None:
        return None
    if _says_unknown(reply):
        return _problem(Fault.COMPANY_UNKNOWN, reply, host=address.netloc)
    host, what = address.netloc, f"HTTP {reply.status}"
    if 300 <= reply.status < 400:
        where = harmless(reply.headers.get("location", ""), 120) or tr("without saying where")
        return _problem(Fault.SITE_REDIRECTED, reply, host=host, where=where)
    if reply.status == 429:
        return _problem(Fault.RATE_LIMITED, reply, tries="3")
    if reply.status in {502, 503, 504} or (
        reply.is_html and _MAINTENANCE.search(reply.text[:20000])
    ):
        return _problem(Fault.SITE_UNAVAILABLE, reply, host=host, what=what)
    if reply.status >= 500:
        return _problem(Fault.SERVICE_ERROR, reply, what=what, tries="3")
    if reply.status in {401, 403, 407, 451} or (
        reply.is_html and _BLOCKED.search(reply.text[:20000])
    ):
        return _problem(Fault.SITE_BLOCKED, reply, host=host, what=what)
    return _problem(Fault.SITE_NOT_CONNECTWISE, reply, host=host, what=reply.kind)


def needs_ssl(reply: Reply) -> bool:
    """Whether a cloud web host asks to be called by its API name.

    Source: seen at cloud hosts called without ``api-``: code Security, message "SSL is required."
    """
    return reply.status >= 400 and "ssl is required" in reply.words.casefold()


def target_for(address: Address, tenant: Tenant) -> Target:
    """Decide where the API is called, by the rule on where keys may go.

    A live answer overrides the address's own rules, but only within ConnectWise's cloud, and only when
    a name of the same domain was typed.
    """
    site_url = tenant.site_url.strip()
    host, ignored = address.api_host, ""
    if site_url and site_url.casefold() not in {address.netloc, address.web_host, address.api_host}:
        if _may_get_keys(address, site_url):
            host = site_url
        else:
            ignored = harmless(site_url, 120)
    release = tenant.release or ROUTER
    fallback = tenant.other_release or address.release
    return Target(
        base=_base(address, host, release),
        fallback_base=_base(address, host, fallback) if fallback and not tenant.release else "",
        ignored=ignored,
    )


def _base(address: Address, host: str, release: str) -> str:
    return f"{address.scheme}://{host}/{release}/apis/3.0"


def _may_get_keys(address: Address, site_url: str) -> bool:
    domain = next((d for d in _SITE_URL if address.host.endswith("." + d)), "")
    in_cloud = address.kind in {Kind.CLOUD, Kind.STAGING, Kind.SANDBOX}
    return bool(domain and in_cloud and _SITE_URL[domain].fullmatch(site_url))


def _says_unknown(reply: Reply) -> bool:
    """Null, an empty answer, or a 404 in ConnectWise's own form."""
    if reply.status in {200, 204} and not reply.oversized:
        return not reply.body.strip() or reply.json is None
    if reply.status == 400:
        return "cannot route" in reply.words.casefold()
    return (
        reply.status == 404
        and reply.is_json
        and "endpoint does not exist" not in reply.words.casefold()
    )


def _problem(fault: Fault, reply: Reply, **details: str) -> Problem:
    return Problem(
        fault,
        details,
        evidence=reply.words,
        http_status=reply.status,
        request_id=reply.request_id,
    )


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).casefold())
