"""What the pages of one open connection share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.ui.controllers.autosave import DraftAutosave
from wizard.ui.controllers.background import TaskQueue
from wizard.ui.controllers.key_storage import SecretSync
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import Services
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.ticket import TicketController
from wizard.ui.controllers.vault_access import VaultWorker

if TYPE_CHECKING:
    from wizard.practice import PracticeServer


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """One open connection with everything its pages may use.

    ``practice`` is the pretend ConnectWise, or None where it is a real one.
    """

    session: Session
    services: Services
    tasks: TaskQueue
    saving: DraftAutosave
    keys: SecretSync
    vault: VaultWorker
    test: LinkTestController
    lookup: LinkTestController
    ticket: TicketController
    practice: PracticeServer | None = None

    def end(self) -> None:
        """Let no ticket be created any more, and stop the pretend ConnectWise."""
        self.ticket.stop()
        if self.practice:
            self.practice.stop()
