"""A secret bound to the host it was entered for; it is released for no other host."""

from __future__ import annotations

from wizard.domain.dataclass import dataclass
from wizard.domain.secret import Secret

_API = "api-"


@dataclass(frozen=True, slots=True)
class BoundSecret:
    """A secret and its host (the site's, or the proxy's for a proxy password).

    ``host`` is ``host`` or ``host:port``; "" until the secret is bound to a host.
    """

    host: str
    secret: Secret

    def released_for(self, host: str) -> Secret:
        """Return the secret if it is bound to ``host``, else an empty one."""
        return self.secret if same_host(self.host, host) else Secret("")

    def held_from(self, host: str) -> bool:
        """Whether there is a secret bound to another host than ``host``."""
        return bool(self.secret and self.host and host) and not same_host(self.host, host)

    def bound_to(self, host: str) -> BoundSecret:
        """Return the secret bound to ``host``, unless it is bound already."""
        return self if self.host or not self.secret else BoundSecret(host, self.secret)


def same_host(one: str, other: str) -> bool:
    """Whether two hosts are the same; ``api-na.myconnectwise.net`` is ``na.myconnectwise.net``.

    An empty host equals no host, not even another empty one.
    """
    return bool(one and other) and _plain(one) == _plain(other)


def _plain(host: str) -> str:
    """Lower case, without ``http://`` (as older releases kept proxies) and the cloud's ``api-``."""
    from wizard.domain.address.hosts import Kind, kind_of  # noqa: PLC0415 - the first paint does without

    host = host.lower().removeprefix("http://").rstrip("/")
    cloud = kind_of(host.partition(":")[0]) in {Kind.CLOUD, Kind.STAGING}
    return host.removeprefix(_API) if cloud else host
