"""One request, as far as the pretend ConnectWise looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. ``path`` is decoded and has no slash at its ends."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    authorization: str | None = field(default=None, repr=False)
    client_id: str | None = field(default=None, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """What the log keeps of a request: which credentials it carried, never their values."""

    method: str
    path: str
    authorization: bool
    client_id: bool
