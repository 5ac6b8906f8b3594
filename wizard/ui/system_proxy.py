"""The system's proxy for a URL, PAC included, as Qt resolves it on Windows and macOS."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

_HTTP = {QNetworkProxy.ProxyType.HttpProxy, QNetworkProxy.ProxyType.HttpCachingProxy}


def resolve(url: str) -> str:
    """Return ``host:port`` of the proxy for ``url``, or "" for a direct connection.

    A SOCKS proxy comes back as ``socks5://host:port``, so that it is named and not passed over.
    May block on a slow PAC file: call it on a worker thread.
    """
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url))):
        place = f"{proxy.hostName()}:{proxy.port()}"
        if proxy.type() is QNetworkProxy.ProxyType.NoProxy:
            return ""
        if proxy.type() in _HTTP:
            return place
        if proxy.type() is QNetworkProxy.ProxyType.Socks5Proxy:
            return f"socks5://{place}"
    return ""
