"""State of a key renewal in progress."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from wizard.domain.dataclass import dataclass
from wizard.domain.text import N_, tr


class RenewalStage(StrEnum):
    """Stages of a renewal, in order; none can be skipped.

    ``TESTED``: the new keys passed the link test and are the ones in use on this computer.
    ``COPIED``: the user says that Hire2Retire has them. ``OLD_INACTIVE``: the user says that the
    old keys are inactive in ConnectWise. ``VERIFIED``: ConnectWise rejected the old keys.
    """

    TESTED = "tested"
    COPIED = "copied"
    OLD_INACTIVE = "old_inactive"
    VERIFIED = "verified"


_MISSING = {
    RenewalStage.TESTED: N_("Renewal not finished: enter the new keys in Hire2Retire"),
    RenewalStage.COPIED: N_("Renewal not finished: set the old keys to Inactive"),
    RenewalStage.OLD_INACTIVE: N_("Renewal not finished: check that the old keys are rejected"),
}


@dataclass(frozen=True, slots=True)
class KeyRenewal:
    """The latest renewal of a connection; ``at`` is when ``stage`` was reached.

    ``old_public_key`` belongs to the keys that have to be rejected at the end. Their private key is
    in the vault until then.
    """

    stage: RenewalStage
    at: datetime
    old_public_key: str

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be done."""
        return self.stage is RenewalStage.VERIFIED

    @property
    def missing(self) -> str:
        """The next step in one line; "" when finished."""
        return "" if self.finished else tr(_MISSING[self.stage])
