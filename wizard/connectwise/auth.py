"""The sign-in of an API member, bound to one origin."""

from __future__ import annotations

import base64

from requests import PreparedRequest
from requests.auth import AuthBase
from urllib3.util import parse_url

from wizard.domain.dataclass import dataclass
from wizard.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port as urllib3 parses them."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Return the origin of ``url``, parsed as the request will be sent."""
        parts = parse_url(url)
        scheme = parts.scheme or ""
        default = {"https": 443, "http": 80}.get(scheme, 0)
        return cls(scheme, (parts.host or "").lower(), parts.port or default)


class MemberAuth(AuthBase):
    """Adds Authorization and clientId to requests for the approved origin, and to no other.

    An auth object, not headers: requests replaces a hand-written Authorization by ~/.netrc and
    keeps clientId on a foreign redirect (both tried).
    Source: ConnectWise developer guide, "Authentication" (user ``companyId+publicKey``, header
    clientId).
    """

    def __init__(
        self,
        origin: Origin,
        company_id: str,
        public_key: str,
        private_key: Secret,
        client_id: Secret,
    ) -> None:
        self._origin = origin
        self._user = f"{company_id}+{public_key}"
        self._private_key = private_key
        self._client_id = client_id

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Sign ``request`` if it goes to the approved origin."""
        if request.url and Origin.of(request.url) == self._origin:
            pair = f"{self._user}:{self._private_key.reveal()}".encode()
            request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
            request.headers["clientId"] = self._client_id.reveal()
        return request
