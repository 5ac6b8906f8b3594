"""Dependencies of the pages: link test, storage, practice, browser, clock."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wizard.domain.dataclass import dataclass
from wizard.ui.file_dialog import Choose, ChooseExisting, choose_existing, choose_file

if TYPE_CHECKING:
    from wizard.documents.records import Record
    from wizard.domain.awaited import Awaited
    from wizard.domain.draft import Draft
    from wizard.domain.faults.problem import Problem
    from wizard.domain.proxy_choice import ProxyChoice
    from wizard.domain.rights import RightsTable
    from wizard.domain.scope import Ticket
    from wizard.domain.ticket import Board, Project, TicketPlan
    from wizard.domain.values.values import FieldTexts, LinkValues
    from wizard.linktest.events import Event
    from wizard.linktest.ticket.events import OfferEvent, PhaseEvent, TicketEvent
    from wizard.linktest.workflow_lists import BoardEvent
    from wizard.practice import PracticeServer
    from wizard.storage.drafts import LoadedDrafts
    from wizard.storage.history import HistoryStore
    from wizard.storage.log import LogFolder
    from wizard.storage.settings import SettingsFile
    from wizard.storage.vault.vault import Vault
    from wizard.ui.controllers.leftover_tickets import LeftoverTicketStore


OfferTicket = Callable[
    ["LinkValues", "Ticket", "ProxyChoice", Callable[[], bool]], "Iterator[OfferEvent]"
]
OfferPhases = Callable[
    ["LinkValues", "Project", "ProxyChoice", Callable[[], bool]], "Iterator[PhaseEvent]"
]
ReadBoard = Callable[
    ["LinkValues", "Board", "ProxyChoice", Callable[[], bool]], "Iterator[BoardEvent]"
]
RunTicket = Callable[
    ["TicketPlan", "LinkValues", "ProxyChoice", Callable[[], bool]], "Iterator[TicketEvent]"
]
Recheck = Callable[["FieldTexts", "ProxyChoice", "Awaited", Callable[[], bool]], "Iterator[object]"]
LinkTest = Callable[["FieldTexts", "ProxyChoice", Callable[[], bool]], "Iterator[Event]"]


class DraftStore(Protocol):
    """Storage of drafts; each method may raise `StorageError`."""

    def save(self, draft: Draft) -> None:
        """Store a draft."""

    def all(self) -> LoadedDrafts:
        """Return every draft."""

    def remove(self, draft_id: str) -> tuple[Path, ...]:
        """Delete a draft."""


class RecordStore(Protocol):
    """Storage of records; each method may raise `StorageError`."""

    def write(self, record: Record, language: str = "en") -> Path:
        """Write a record; return the page that shows it."""

    def latest(self, connection_id: str) -> Path | None:
        """Return the page of a connection's newest record."""

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Remove every record of a connection; return what was removed."""


@dataclass(frozen=True, slots=True)
class Services:
    """Dependencies injected into the window.

    ``drafts``, ``records``, ``logs`` and ``open_vault`` are None in practice, which keeps nothing;
    its ``history`` ends with it. ``open_vault`` and ``prepare``, which imports what the tests need,
    are called on a worker thread. ``who`` returns the user's name, "" if it is unknown. ``links``
    maps ids to addresses; one that is not known is missing.
    """

    rights: RightsTable
    test: LinkTest
    look_up: LinkTest
    practice: Callable[[], PracticeServer]
    prepare: Callable[[], None]
    open_url: Callable[[str], object]
    now: Callable[[], datetime]
    links: Mapping[str, str] = field(default_factory=dict)
    drafts: DraftStore | None = None
    records: RecordStore | None = None
    history: HistoryStore | None = None
    logs: LogFolder | None = None
    open_vault: Callable[[], Vault | Problem] | None = None
    settings: SettingsFile | None = None
    choose_file: Choose = choose_file
    choose_existing: ChooseExisting = choose_existing
    offer_ticket: OfferTicket | None = None
    offer_phases: OfferPhases | None = None
    read_board: ReadBoard | None = None
    run_ticket: RunTicket | None = None
    recheck: Recheck | None = None
    left_tickets: LeftoverTicketStore | None = None
    who: Callable[[], str] = str
    language: str = "en"
    version: str = ""


def read_links(text: str) -> dict[str, str]:
    """Parse links.toml; empty addresses are omitted.

    Raises:
        ValueError: it is not such a list.
    """
    try:
        rows = tomllib.loads(text)["link"]
        return {str(row["id"]): str(row["url"]) for row in rows if row["url"]}
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"links.toml: {error!r}") from error
