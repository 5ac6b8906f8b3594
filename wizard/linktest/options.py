"""What a link test needs besides the five values."""

from __future__ import annotations

from dataclasses import field

from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.dataclass import dataclass
from wizard.domain.rights import RightsTable


@dataclass(frozen=True, slots=True)
class LinkTestOptions:
    """``timeout_s`` bounds the whole test; ``program`` is sent as the User-Agent header."""

    rights: RightsTable
    timeout_s: float = 30.0
    proxy: ProxySetting = field(default_factory=ProxySetting)
    program: str = "h2r-link"
