"""What the pages of one open connection share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.ui.draft_keeper import DraftKeeper
from wizard.ui.runner import Errands
from wizard.ui.secret_keeper import SecretKeeper
from wizard.ui.services import Services
from wizard.ui.session import Session
from wizard.ui.ticket_work import TicketWork
from wizard.ui.trial import Trial
from wizard.ui.vault_door import VaultDoor

if TYPE_CHECKING:
    from wizard.practice import PracticeServer


@dataclass(frozen=True, slots=True)
class Connection:
    """One open connection with everything its pages may use.

    ``practice`` is the pretend ConnectWise, or None where it is a real one.
    """

    session: Session
    services: Services
    files: Errands
    saving: DraftKeeper
    keys: SecretKeeper
    door: VaultDoor
    test: Trial
    lookup: Trial
    ticket: TicketWork
    practice: PracticeServer | None = None

    def end(self) -> None:
        """Let no ticket be created any more, and stop the pretend ConnectWise."""
        self.ticket.stop()
        if self.practice:
            self.practice.stop()
