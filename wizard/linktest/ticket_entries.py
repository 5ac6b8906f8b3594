"""Boards, companies, projects and phases out of what ConnectWise lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wizard.domain.foreign import sanitize
from wizard.domain.ticket import Board, Company, Phase, Project
from wizard.linktest.ticket_desk import TicketSession

Entry = Mapping[str, object]
_CATCH_ALL = "catchall"


def read_boards(entries: Iterable[Entry]) -> tuple[Board, ...]:
    """Return the service boards among active boards."""
    service = [entry for entry in entries if not entry.get("projectFlag")]
    return tuple(Board(number, _text(entry, "name")) for number, entry in _numbered(service))


def read_phases(entries: Iterable[Entry]) -> tuple[Phase, ...]:
    """Return the phases of a project."""
    return tuple(Phase(number, _text(e, "description")) for number, e in _numbered(entries))


@dataclass(frozen=True, slots=True)
class Owner:
    """Tells the MSP's own company record, and the catch-all, from those of customers."""

    names: frozenset[str]

    @classmethod
    def of(cls, desk: TicketSession) -> Owner:
        """Go by the company's name in the lookup, and by the Company ID."""
        own = {_folded(desk.tenant.company_name), _folded(desk.values.company_id)}
        return cls(frozenset(own - {""} | {_CATCH_ALL}))

    def companies(self, entries: Iterable[Entry]) -> tuple[Company, ...]:
        """Return the companies that are not deleted, own ones first."""
        kept = [entry for entry in entries if not entry.get("deletedFlag")]
        found = [self._company(number, entry) for number, entry in _numbered(kept)]
        return tuple(sorted(found, key=lambda company: not company.is_internal))

    def projects(self, entries: Iterable[Entry]) -> tuple[Project, ...]:
        """Return the open projects whose board and company are told."""
        kept = [entry for entry in entries if not entry.get("closedFlag")]
        return tuple(project for entry in kept for project in self._project(entry))

    def _project(self, entry: Entry) -> Iterator[Project]:
        parts = [*_numbered([entry, entry.get("board"), entry.get("company")])]
        if len(parts) == 3:
            (number, _), (board, its_board), (company, its_company) = parts
            where = Board(board, _text(its_board, "name"))
            whose = self._company(company, its_company)
            yield Project(number, _text(entry, "name"), where, whose)

    def _company(self, number: int, entry: Entry) -> Company:
        names = {_folded(_text(entry, part)) for part in ("identifier", "name")}
        return Company(number, _text(entry, "name"), is_internal=bool(names & self.names))


def _numbered(entries: Iterable[object]) -> Iterator[tuple[int, Entry]]:
    for entry in entries:
        number = entry.get("id") if isinstance(entry, Mapping) else None
        if isinstance(entry, Mapping) and type(number) is int:
            yield number, entry


def _text(entry: Entry, part: str) -> str:
    value = entry.get(part)
    return (sanitize(value, 80) if isinstance(value, str) else "") or "?"


def _folded(name: str) -> str:
    return "".join(re.findall(r"\w", name.casefold()))
