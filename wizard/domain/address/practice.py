"""In practice, only the address of the practice server is accepted."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.address.reading import ParsedAddress
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr


@dataclass(frozen=True, slots=True)
class OutsidePractice(Problem):
    """Problem of an address other than the practice server's."""

    @property
    def headline(self) -> str:
        """The address that may be entered, and why."""
        return self.details["what"]

    @property
    def message(self) -> str:
        """Same as the headline."""
        return self.headline

    @property
    def fix(self) -> str:
        """Empty: the headline already says what to do."""
        return ""


def within_practice(reading: ParsedAddress, host: str) -> ParsedAddress:
    """Refuse a parsed address unless it is ``host``, the practice server's."""
    address = reading.address
    if address is None or address.netloc == host:
        return reading
    words = tr("In practice, enter only http://{host}, so that nothing leaves this computer.")
    problem = OutsidePractice(Fault.ADDRESS_UNREADABLE, {"what": words.format(host=host)})
    return replace(reading, address=None, problem=problem)
