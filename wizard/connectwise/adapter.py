"""How requests reaches the link test's own connections."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from wizard.connectwise.certificate import Peer
from wizard.connectwise.connections import pool_classes
from wizard.connectwise.proxy import Proxy
from wizard.connectwise.proxy_sign_in import ProxySignIn
from wizard.connectwise.trust import contexts
from wizard.connectwise.wire import SocketRegistry


class Adapter(HTTPAdapter):
    """Sends over connections of ``wire``: no retries, no certifi, nothing from the environment."""

    def __init__(self, wire: SocketRegistry, seen: list[Peer], proxy: Proxy | None) -> None:
        self._classes = pool_classes(wire, contexts(), seen, _sign_in(proxy))
        self._proxy = proxy
        super().__init__(max_retries=Retry(0, read=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use our own pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401  # as requests has it
        """Use our own pools behind a proxy, too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._classes
        return manager

    def proxy_headers(self, _proxy: str) -> dict[str, str]:
        """Add nothing: the proxy's sign-in belongs to CONNECT (see `connections`)."""
        return {}

    def cert_verify(self, conn: Any, _url: str, _verify: object, _cert: object) -> None:  # noqa: ANN401  # as requests has it
        """Require a certificate; requests would add certifi's authorities to the system's."""
        conn.cert_reqs = "CERT_REQUIRED"

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send over TLS that is always checked, through the chosen proxy or none."""
        kwargs.update(verify=True, cert=None, proxies=self._proxies())
        return super().send(request, *args, **kwargs)

    def open_one(self, url: str, timeout_s: float) -> None:
        """Open a connection to the host of ``url`` and keep it for the next request."""
        request = requests.Request("GET", url).prepare()
        pool: Any = self.get_connection_with_tls_context(
            request, verify=True, proxies=self._proxies()
        )
        pool.open_one(timeout_s)

    def _proxies(self) -> dict[str, str]:
        # Plain HTTP is for this computer only, and never goes through a proxy.
        return {"https": self._proxy.url} if self._proxy else {}


def _sign_in(proxy: Proxy | None) -> ProxySignIn:
    return ProxySignIn(proxy.user, proxy.password) if proxy else ProxySignIn()
