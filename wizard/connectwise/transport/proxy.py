"""Selects the proxy for a request: explicit, environment, system, or none."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from dataclasses import field, replace
from ipaddress import ip_network
from urllib.parse import unquote

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from wizard.domain.address.hostnames import ip_literal
from wizard.domain.dataclass import dataclass
from wizard.domain.errors import WizardError
from wizard.domain.proxy_choice import ProxySource, ProxyUsed
from wizard.domain.sanitize import sanitize
from wizard.domain.secret import Secret
from wizard.domain.text import tr


class ProxyUnusableError(WizardError, ValueError):
    """The proxy setting cannot be used; the message omits the user name."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. ``shown`` is host and port, never a user name."""

    host: str
    port: int
    source: ProxySource
    user: str = field(default="", repr=False)
    password: Secret = field(default_factory=lambda: Secret(""))

    @property
    def shown(self) -> str:
        """``proxy.contoso.example:8080``."""
        return f"{self.host}:{self.port}"

    @property
    def used(self) -> ProxyUsed:
        """The proxy as it appears in a report."""
        return ProxyUsed(self.shown, self.source)

    @property
    def url(self) -> str:
        """The URL for urllib3, without any user part."""
        return f"http://{self.shown}"


@dataclass(frozen=True, slots=True)
class ProxySetting:
    """Proxy configuration, before the host of a request is known.

    ``explicit`` is a URL or ``host:port``. ``system`` resolves the system's setting (PAC included)
    for a URL; it returns such a text, or "" for a direct connection. ``user`` and ``password`` are
    for the explicit proxy alone. ``direct`` means no proxy, whatever is set.
    """

    explicit: str = ""
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    system: Callable[[str], str] | None = None
    direct: bool = False

    def choose(self, url: str, host: str) -> Proxy | None:
        """Return the proxy for ``url``, or None for a direct connection.

        ``host`` is the URL's host without a port, an IPv6 address in brackets.

        Raises:
            ProxyUnusableError: the setting is no HTTP proxy.
        """
        if self.direct:
            return None
        if self.explicit:
            return self._with_sign_in(parse_proxy(self.explicit, ProxySource.EXPLICIT))
        scheme = url.partition(":")[0]
        settings = urllib.request.getproxies_environment()
        if excepted(url, settings.get("no", "")):
            return None
        text = settings.get(scheme) or settings.get("all", "")
        if text:
            return parse_proxy(text, ProxySource.ENVIRONMENT)
        text = self.system(url) if self.system else _static(scheme, host)
        return parse_proxy(text, ProxySource.SYSTEM) if text else None

    def _with_sign_in(self, proxy: Proxy) -> Proxy:
        if proxy.user or not self.user:
            return proxy
        return replace(proxy, user=self.user, password=self.password)


def excepted(url: str, exceptions: str) -> bool:
    """Whether a NO_PROXY list names the host of ``url``.

    An entry is ``*``, a name (which covers the names below it, with or without a dot or ``*.`` in
    front), an IP address or a network such as ``10.0.0.0/8``; a port may follow a name or address.
    A dot at the end means nothing, as with curl.
    """
    parts = parse_url(url)
    host, port = (parts.host or "").strip("[]").lower().rstrip("."), parts.port or 443
    return any(_covers(entry.lower(), host, port) for entry in re.split(r"[,\s]+", exceptions))


def _covers(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    found = re.fullmatch(r"(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?", entry)
    if not found or (found[2] and int(found[2]) != port):
        return False
    name = found[1].strip("[]").removeprefix("*").removeprefix(".").rstrip(".")
    address = ip_literal(host)
    if address is None:
        return bool(name) and (host == name or host.endswith("." + name))
    try:
        return address in ip_network(name, strict=False)
    except ValueError:
        return False


def parse_proxy(text: str, source: ProxySource) -> Proxy:
    """Read ``http://user:password@host:port`` or ``host:port``.

    Raises:
        ProxyUnusableError: not an HTTP proxy, or no host.
    """
    try:
        parts = parse_url(text if "://" in text else f"http://{text}")
    except LocationParseError:
        raise ProxyUnusableError(tr("its address can't be read")) from None
    if parts.scheme != "http":
        kind = sanitize(parts.scheme or "", 20).upper()
        raise ProxyUnusableError(tr("h2r-link doesn't support {kind} proxies").format(kind=kind))
    if not parts.host:
        raise ProxyUnusableError(tr("its address has no host name"))
    user, _, password = (parts.auth or "").partition(":")
    return Proxy(parts.host, parts.port or 80, source, unquote(user), Secret(unquote(password)))


def _static(scheme: str, host: str) -> str:
    """Return what Windows or macOS have set for all programs, where nobody resolves more."""
    if urllib.request.proxy_bypass(host):
        return ""
    return urllib.request.getproxies().get(scheme, "")
