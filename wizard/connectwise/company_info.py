"""The unauthenticated company lookup: release, API host, and where keys may be sent.

Source: ConnectWise developer guide, "Company Info" (``GET /login/companyinfo/{companyId}``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from wizard.connectwise.auth import Origin
from wizard.connectwise.response import Response
from wizard.domain.address.address import ROUTER, Address
from wizard.domain.address.hosts import Kind
from wizard.domain.dataclass import dataclass
from wizard.domain.sanitize import sanitize

# ASCII digits: \d would let other scripts' digits into the URL.
_CODEBASE = re.compile(r"(v4_6_release|v[0-9]{1,6}_[0-9]{1,6})/?")
_VERSION_CODE = re.compile(r"v([0-9]{1,6})\.([0-9]{1,6})")
_CLOUD_HOSTS = {
    "myconnectwise.net": re.compile(r"(?:api-)?[a-z]{2,3}\.myconnectwise\.net"),
    "connectwisedev.com": re.compile(r"(?:api-)?staging\.connectwisedev\.com"),
}
# What may stand round the typed host without making it another: a scheme, the API's own path.
_ROUND_A_HOST = re.compile(r"^https?://|(?:/v[0-9_]{3,12}(?:_release)?(?:/apis(?:/3\.0)?)?)?/*$")
_DESCRIBES = ("codebase", "versioncode", "companyname")


@dataclass(frozen=True, slots=True)
class CompanyInfo:
    """Response to the company lookup; texts are sanitized, "" if absent.

    ``site_url`` alone is unchanged: it is compared, and shown only through `ApiEndpoint.ignored`.
    ``other_release`` is the release that the version implies.
    """

    company_name: str = ""
    release: str = ""
    version: str = ""
    cloud: bool | None = None
    site_url: str = ""
    other_release: str = ""


@dataclass(frozen=True, slots=True)
class ApiEndpoint:
    """API endpoint, after the rule on where keys may be sent was applied.

    ``fallback_release`` is the one to try if the lookup gave none and ``release`` is refused.
    ``ignored`` is a SiteUrl that was not used because keys may not go there.
    """

    scheme: str
    host: str
    release: str
    fallback_release: str = ""
    ignored: str = ""

    @property
    def base(self) -> str:
        """Base URL of the API, without a trailing slash."""
        return f"{self.scheme}://{self.host}/{self.release}/apis/3.0"

    @property
    def origin(self) -> Origin:
        """The only origin that receives the keys."""
        return Origin.of(self.base)

    def with_fallback_release(self) -> ApiEndpoint | None:
        """Return the endpoint with the next release to try, or None."""
        if not self.fallback_release or self.fallback_release == self.release:
            return None
        return replace(self, release=self.fallback_release, fallback_release="")

    def with_api_host(self, address: Address) -> ApiEndpoint | None:
        """Return the endpoint at its API host name, or None if it has no other."""
        twin = f"api-{self.host}"
        return replace(self, host=twin) if _may_get_keys(address, twin) else None


def lookup_url(address: Address, company_id: str, host: str = "") -> str:
    """Return the lookup's URL; the Company ID is percent-encoded and stays in its path segment."""
    where = f"{address.scheme}://{host or address.netloc}"
    return f"{where}/login/companyinfo/{quote(company_id, safe='')}"


def read_company_info(response: Response) -> CompanyInfo | None:
    """Parse the response to the lookup; None if it doesn't describe a company."""
    document = response.json
    if response.status != 200 or not isinstance(document, dict):
        return None
    found = {str(key).casefold(): value for key, value in document.items()}
    if not any(_text(found, name) for name in _DESCRIBES):
        return None
    codebase = _CODEBASE.fullmatch(_text(found, "codebase"))
    version = _VERSION_CODE.fullmatch(_text(found, "versioncode"))
    return CompanyInfo(
        company_name=sanitize(_text(found, "companyname"), 80),
        release=codebase[1] if codebase else "",
        version=sanitize(_text(found, "versionnumber") or _text(found, "versioncode"), 40),
        cloud=_truth(found.get("iscloud")),
        site_url=_text(found, "siteurl"),
        other_release=f"v{version[1]}_{version[2]}" if version else "",
    )


def describes_nobody(document: Mapping[object, object]) -> bool:
    """Whether a response has the fields of a company but no value in any of them."""
    names = {str(key).casefold() for key in document}
    said = any(value for value in document.values() if str(value).casefold() != "false")
    return bool(names & set(_DESCRIBES)) and not said


def in_cloud_domain(netloc: str) -> bool:
    """Whether a host name is in a domain of ConnectWise's cloud."""
    host = netloc.lower().partition(":")[0]
    return any(host.endswith("." + domain) for domain in _CLOUD_HOSTS)


def endpoint_for(address: Address, company: CompanyInfo) -> ApiEndpoint:
    """Decide where the API is called, by the rule on where keys may go.

    A live answer overrides the address's own rules, but only within ConnectWise's cloud, and only
    when a name of the same domain was typed. On premises no second release is tried.
    """
    host, ignored = address.api_host, ""
    if _may_get_keys(address, company.site_url):
        # The host that was typed is called by its API name, however the answer spells it.
        host = host if company.site_url == address.web_host else company.site_url
    elif not _names(address, company.site_url):
        ignored = sanitize(company.site_url, 120)
    spare = "" if company.release or not in_cloud(address) else _spare_release(address, company)
    return ApiEndpoint(address.scheme, host, company.release or ROUTER, spare, ignored)


def in_cloud(address: Address) -> bool:
    """Whether the host is one of ConnectWise's own, where releases change automatically."""
    return address.kind is not Kind.ON_PREMISES


def _may_get_keys(address: Address, host: str) -> bool:
    domain = next((d for d in _CLOUD_HOSTS if address.host.endswith("." + d)), "")
    return bool(domain and _CLOUD_HOSTS[domain].fullmatch(host))


def _names(address: Address, site_url: str) -> bool:
    """Whether a SiteUrl is empty or names the typed host."""
    # ASCII only: other letters may fold to ASCII ones.
    lowered = site_url.strip().lower() if site_url.isascii() else site_url
    bare = _ROUND_A_HOST.sub("", lowered).removesuffix(":443").rstrip(".")
    return bare in {"", address.netloc, address.web_host, address.api_host}


def _spare_release(address: Address, company: CompanyInfo) -> str:
    typed = _CODEBASE.fullmatch(address.release)
    return company.other_release or (typed[1] if typed else "")


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).casefold())
