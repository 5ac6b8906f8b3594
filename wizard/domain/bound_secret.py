"""A secret together with the host it was entered for, which is the only one it is released for."""

from __future__ import annotations

from wizard.domain.dataclass import dataclass
from wizard.domain.secret import Secret

_API = "api-"


@dataclass(frozen=True, slots=True)
class BoundSecret:
    """A secret and its host: that of the site, or for a proxy password that of the proxy.

    ``host`` is ``host`` or ``host:port``; "" as long as the secret was entered for no host yet.
    """

    host: str
    secret: Secret

    def released_for(self, host: str) -> Secret:
        """Return the secret for use with ``host``; an empty one if it was entered for another."""
        return self.secret if same_host(self.host, host) else Secret("")

    def held_from(self, host: str) -> bool:
        """Whether there is a secret, and it was entered for another host than ``host``."""
        return bool(self.secret and self.host and host) and not same_host(self.host, host)

    def bound_to(self, host: str) -> BoundSecret:
        """Return the same secret for ``host`` if it was entered for no host yet."""
        return self if self.host or not self.secret else BoundSecret(host, self.secret)


def same_host(one: str, other: str) -> bool:
    """Whether two hosts are the same; ``api-na.myconnectwise.net`` is ``na.myconnectwise.net``.

    No host ("") is the same as no other, not even as itself.
    """
    return bool(one and other) and _plain(one) == _plain(other)


def _plain(host: str) -> str:
    """Lower case, without ``http://`` (as older releases kept proxies) and the cloud's ``api-``."""
    from wizard.domain.address.hosts import Kind, kind_of  # noqa: PLC0415 - the first paint does without

    host = host.lower().removeprefix("http://").rstrip("/")
    cloud = kind_of(host.partition(":")[0]) in {Kind.CLOUD, Kind.STAGING}
    return host.removeprefix(_API) if cloud else host
