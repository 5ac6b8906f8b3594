"""In practice the practice server's address is the only one that is accepted."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.address.reading import ParsedAddress
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr


@dataclass(frozen=True, slots=True)
class OutsidePractice(Problem):
    """An address other than the practice server's was entered; one sentence says all."""

    @property
    def headline(self) -> str:
        """What may be entered, and why."""
        return self.details["what"]

    @property
    def message(self) -> str:
        """The same sentence."""
        return self.headline

    @property
    def fix(self) -> str:
        """Nothing to add."""
        return ""


def within_practice(reading: ParsedAddress, host: str) -> ParsedAddress:
    """Refuse an address that was understood unless it is ``host``, the practice server's."""
    address = reading.address
    if address is None or address.netloc == host:
        return reading
    words = tr("In practice, enter only http://{host}, so that nothing leaves this computer.")
    problem = OutsidePractice(Fault.ADDRESS_UNREADABLE, {"what": words.format(host=host)})
    return replace(reading, address=None, problem=problem)
