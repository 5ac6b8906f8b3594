"""Which proxy a request takes: explicit setting, environment, the system's setting, none."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote

from urllib3.exceptions import LocationParseError
from urllib3.util import make_headers, parse_url

from wizard.domain.secret import Secret


class ProxySource(StrEnum):
    """Where a proxy setting came from."""

    EXPLICIT = "explicit"
    ENVIRONMENT = "environment"
    SYSTEM = "system"


class ProxyUnusable(ValueError):
    """A proxy setting that cannot be used; the text says why, without its user part."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. ``shown`` is host and port, never a user name."""

    host: str
    port: int
    source: ProxySource
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))

    @property
    def shown(self) -> str:
        """``proxy.contoso.example:8080``."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL for urllib3, without any user part."""
        return f"http://{self.shown}"

    def headers(self) -> dict[str, str]:
        """The header for the proxy's sign-in, if there is one."""
        if not self.user:
            return {}
        pair = f"{self.user}:{self.password.reveal()}"
        return dict(make_headers(proxy_basic_auth=pair))


@dataclass(frozen=True, slots=True)
class ProxySetting:
    """What is known about proxies before a host is.

    ``explicit`` is a URL or ``host:port``; ``system`` resolves the system's setting (PAC included) for a
    URL and returns such a text or ""; ``user`` and ``password`` come from the vault.
    """

    explicit: str = ""
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    system: Callable[[str], str] | None = None

    def choose(self, url: str, host: str) -> Proxy | None:
        """Return the proxy for ``url``, or None for a direct connection.

        Raises:
            ProxyUnusable: the setting is no HTTP proxy.
        """
        if self.explicit:
            return self._with_sign_in(parse_proxy(self.explicit, ProxySource.EXPLICIT))
        scheme = url.partition(":")[0]
        settings = urllib.request.getproxies_environment()
        text = settings.get(scheme) or settings.get("all", "")
        if text:
            if _excepted(host, settings):
                return None
            return self._with_sign_in(parse_proxy(text, ProxySource.ENVIRONMENT))
        if _excepted(host, settings):
            return None
        return self._from_system(url, scheme, host)

    def _from_system(self, url: str, scheme: str, host: str) -> Proxy | None:
        text = self.system(url) if self.system else ""
        if not text and not urllib.request.proxy_bypass(host):
            text = urllib.request.getproxies().get(scheme, "")
        return self._with_sign_in(parse_proxy(text, ProxySource.SYSTEM)) if text else None

    def _with_sign_in(self, proxy: Proxy) -> Proxy:
        if proxy.user or not self.user:
            return proxy
        return Proxy(proxy.host, proxy.port, proxy.source, self.user, self.password)


def _excepted(host: str, settings: dict[str, str]) -> bool:
    """Whether NO_PROXY names ``host``."""
    bypass: Callable[[str, dict[str, str]], object] = vars(urllib.request)[
        "proxy_bypass_environment"
    ]
    return bool(settings.get("no") and bypass(host.strip("[]"), settings))


def parse_proxy(text: str, source: ProxySource) -> Proxy:
    """Read ``http://user:password@host:port`` or ``host:port``.

    Raises:
        ProxyUnusable: not an HTTP proxy, or no host.
    """
    try:
        parts = parse_url(text if "://" in text else f"http://{text}")
    except LocationParseError:
        raise ProxyUnusable("its address cannot be read") from None
    if parts.scheme != "http":
        raise ProxyUnusable(f"{parts.scheme} is a kind of proxy that h2r-link does not support")
    if not parts.host:
        raise ProxyUnusable("its address names no host")
    user, _, password = (parts.auth or "").partition(":")
    return Proxy(parts.host, parts.port or 80, source, unquote(user), Secret(unquote(password)))
