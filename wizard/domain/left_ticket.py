"""A test ticket that may still be open in ConnectWise."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.domain.wording import tr


@dataclass(frozen=True, slots=True)
class LeftoverTicket:
    """What somebody needs to find the ticket; its subject is its own alone.

    ``number`` is 0 where it never became known; ``connection`` is the name of the connection.
    """

    summary: str
    number: int = 0
    connection: str = ""

    @property
    def message(self) -> str:
        """What may be there, in one line."""
        if self.number:
            line = tr("Test ticket {number} may still be open in ConnectWise.")
        else:
            line = tr("A test ticket may still be open in ConnectWise.")
        told = line.format(number=self.number)
        return f"{self.connection}: {told}" if self.connection else told

    @property
    def fix(self) -> str:
        """What to do."""
        if self.number:
            line = tr("Close or delete ticket {number} in ConnectWise by hand.")
            return line.format(number=self.number)
        return tr("Look for “{summary}” there.").format(summary=self.summary)
