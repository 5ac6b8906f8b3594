"""Address of a ConnectWise PSA site, and the hosts and URLs derived from it.

Sources: ConnectWise developer guide ("Cloud URLs", "Company Info"); public integrations' lists.
"""

from __future__ import annotations

import re
from dataclasses import replace

from wizard.domain.address import hostnames, hosts
from wizard.domain.address.hosts import Kind
from wizard.domain.dataclass import dataclass

ROUTER = "v4_6_release"
RELEASE = re.compile(r"v[0-9]+_[0-9]+(?:_[a-z]+)?", re.IGNORECASE)
_CALLABLE = re.compile(r"v4_6_release|v[0-9]+_[0-9]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A ConnectWise PSA site.

    ``host`` is lower case ASCII without scheme or port, an IPv6 address in brackets. ``release`` is
    the ``v2025_1`` part of the text, or "". ``secure`` is false for this computer's own practice
    server only.
    """

    host: str
    port: int = 443
    release: str = ""
    secure: bool = True

    @property
    def kind(self) -> Kind:
        """Cloud, staging, sandbox or on premises."""
        return hosts.kind_of(self.host)

    @property
    def is_on_premises(self) -> bool:
        """Whether it is an on-premises server; false for the practice server."""
        return self.secure and self.kind is hosts.Kind.ON_PREMISES

    @property
    def netloc(self) -> str:
        """The typed host, with the port unless it is 443 (plain HTTP: always)."""
        return f"{self.host}:{self.port}" if self.port != 443 or not self.secure else self.host

    @property
    def scheme(self) -> str:
        """``https``, or ``http`` for the practice server."""
        return "https" if self.secure else "http"

    @property
    def origin(self) -> str:
        """Scheme, host and port as typed."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def text(self) -> str:
        """Canonical text for the field and the draft; parsing it again gives this address."""
        return f"{self.origin}/{self.release}" if self.release else self.origin

    @property
    def web_host(self) -> str:
        """The host name for a browser: without ``api-``."""
        return self.netloc.removeprefix("api-") if self._has_api_host else self.netloc

    @property
    def api_host(self) -> str:
        """The host name of the API; only cloud and staging have a separate one."""
        return f"api-{self.web_host}" if self._has_api_host else self.netloc

    @property
    def api_base(self) -> str:
        """Default API base URL, without a trailing slash; a live lookup overrides it."""
        return self.base_at(self.api_host, self.release)

    def base_at(self, api_host: str, release: str) -> str:
        """The API base at ``api_host``; the router's on premises or without a valid release."""
        pinned = self.kind is not Kind.ON_PREMISES and _CALLABLE.fullmatch(release)
        return f"{self.scheme}://{api_host}/{release if pinned else ROUTER}/apis/3.0"

    @property
    def literal(self) -> bool:
        """Whether the host is an IP address."""
        return hostnames.ip_literal(self.host) is not None

    def secured(self) -> Address:
        """The same address over HTTPS."""
        if self.secure:
            return self
        return replace(self, secure=True, port=443 if self.port == 80 else self.port)

    @property
    def _has_api_host(self) -> bool:
        return self.kind in {Kind.CLOUD, Kind.STAGING}
