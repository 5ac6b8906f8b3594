"""Reads the choices for a test ticket: boards and companies, or projects with their phases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.rights import Column, Level, Levels, RightRow, RightsTable, Source
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Need, Ticket
from wizard.domain.text import tr
from wizard.domain.ticket import Board, Company, Phase, Project, TicketOffer
from wizard.domain.values.values import LinkValues
from wizard.linktest.checks.board_lists import ACTIVE_BOARDS, OLDER_BOARDS, boards_of, is_project
from wizard.linktest.checks.grants import MY_SECURITY, Grants
from wizard.linktest.concurrent_calls import LinkTestAbortedError
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult
from wizard.linktest.ticket.events import Offered, OfferEvent, PhaseEvent, PhasesOffered
from wizard.linktest.ticket.responses import cleaned, not_created
from wizard.linktest.ticket.session import (
    Talk,
    TicketMember,
    TicketRefusedError,
    proxy_for,
    signed_session,
    ticket_session,
)

T = TypeVar("T")
PAGE_SIZE = 1000
MOST_PAGES = 3
COMPANIES = "/company/companies?fields=id,identifier,name,deletedFlag"
PROJECTS = "/project/projects?fields=id,name,board,company,closedFlag"
_NEEDS = {
    Ticket.SERVICE: (Need.SERVICE, Need.CLOSES_SERVICE),
    Ticket.PROJECT: (Need.PROJECT, Need.CLOSES_PROJECT),
}


def offer(
    values: LinkValues, kind: Ticket, settings: LinkTestOptions, cancelled: Callable[[], bool]
) -> Iterator[OfferEvent]:
    """Read what a test ticket of this kind can be made of. Nothing is written.

    Yields:
        `TicketWaiting` before a retry, and one `Offered` at the end.
    """
    read = _service if kind is Ticket.SERVICE else _project
    try:
        found = yield from as_member(values, settings, cancelled, read)
    except TicketRefusedError as nothing:
        found = TicketOffer(kind, problem=cleaned(nothing.problem, values))
    yield Offered(found)


def offer_phases(
    values: LinkValues, project: Project, settings: LinkTestOptions, cancelled: Callable[[], bool]
) -> Iterator[PhaseEvent]:
    """Read the phases of a project. Nothing is written.

    Yields:
        `TicketWaiting` before a retry, and one `PhasesOffered` at the end.
    """

    def read(member: TicketMember, rights: RightsTable) -> Talk[tuple[Phase, ...]]:
        path = f"/project/projects/{project.id}/phases?pageSize={PAGE_SIZE}"
        result = yield from member.sign_in(path)
        return read_phases(_entries(result, path, rights))

    try:
        phases = yield from as_member(values, settings, cancelled, read)
    except TicketRefusedError as nothing:
        yield PhasesOffered((), cleaned(nothing.problem, values))
    else:
        what = tr("ConnectWise shows no phase of the project {name}").format(name=project.name)
        yield PhasesOffered(phases, None if phases else _refused(what))


def as_member(
    values: LinkValues,
    settings: LinkTestOptions,
    cancelled: Callable[[], bool],
    read: Callable[[TicketMember, RightsTable], Talk[T]],
) -> Talk[T]:
    """Sign in and read; a test that was stopped is refused.

    Raises:
        TicketRefusedError: no ConnectWise was reached, it refused the keys, or ``read`` did.
    """
    try:
        proxy = proxy_for(values, settings, cancelled)
        with ticket_session(proxy, settings, cancelled) as session:
            member = yield from signed_session(session, values)
            return (yield from read(member, settings.rights))
    except LinkTestAbortedError as halt:
        raise TicketRefusedError(Problem(halt.fault)) from None


def _service(member: TicketMember, rights: RightsTable) -> Talk[TicketOffer]:
    result = yield from member.sign_in(ACTIVE_BOARDS)
    if result.meaning and not result.granted:
        result = yield from member.read(OLDER_BOARDS)
    _entries(result, OLDER_BOARDS, rights)
    boards = read_boards(boards_of(result))
    if not boards:
        raise TicketRefusedError(Problem(Fault.BOARDS_NONE_VISIBLE, {"kind": tr("service board")}))
    first = _page(COMPANIES, 1)
    answers = yield from member.read_all((first, MY_SECURITY))
    entries, more = yield from _pages(member, COMPANIES, answers[first], rights)
    companies = Owner.of(member).companies(entries)
    if not companies:
        raise TicketRefusedError(_refused(tr("ConnectWise shows this member no company")))
    stays_open = _stays_open(answers[MY_SECURITY], Ticket.SERVICE, rights)
    return TicketOffer(
        Ticket.SERVICE, boards=boards, companies=companies, more=more, cannot_be_closed=stays_open
    )


def _project(member: TicketMember, rights: RightsTable) -> Talk[TicketOffer]:
    result = yield from member.sign_in(_page(PROJECTS, 1))
    entries, more = yield from _pages(member, PROJECTS, result, rights)
    projects = Owner.of(member).projects(entries)
    if not projects:
        raise TicketRefusedError(_refused(tr("ConnectWise shows this member no open project")))
    stays_open = _stays_open((yield from member.read(MY_SECURITY)), Ticket.PROJECT, rights)
    return TicketOffer(Ticket.PROJECT, projects=projects, more=more, cannot_be_closed=stays_open)


def _page(path: str, number: int) -> str:
    return f"{path}&pageSize={PAGE_SIZE}&page={number}"


def _pages(
    member: TicketMember, path: str, result: ReadResult, rights: RightsTable
) -> Talk[tuple[list[Entry], bool]]:
    """Read further pages; return whether there may be more entries."""
    entries = page = _entries(result, path, rights)
    for number in range(2, MOST_PAGES + 1):
        if len(page) < PAGE_SIZE:
            break
        page = _entries((yield from member.read(_page(path, number))), path, rights)
        entries = [*entries, *page]
    return entries, len(page) >= PAGE_SIZE


def _entries(result: ReadResult, path: str, rights: RightsTable) -> list[Entry]:
    """Return the list that was given.

    Raises:
        TicketRefusedError: it was not.
    """
    if result.granted:
        return [*result.entries]
    lacking = _lacking(path, rights) or not_created(result.response)
    raise TicketRefusedError(result.problem or result.with_evidence(lacking))


def _lacking(path: str, rights: RightsTable) -> Problem | None:
    """Return the problem of the right that a read needs; None where the table names none."""
    for right in rights.rights:
        if path.partition("?")[0] in {read.partition("?")[0] for read in right.reads}:
            gap = RightRow(right, Levels(inquire=Level.NONE), Source.PROBE).gap
            return Problem(Fault.RIGHT_MISSING, {"rights": gap})
    return None


def _refused(what: str) -> Problem:
    return Problem(Fault.WRITE_REFUSED, {"what": what})


def _stays_open(result: ReadResult, kind: Ticket, rights: RightsTable) -> bool:
    """Whether the role is seen to be allowed neither to delete tickets nor to close them."""
    written, closed = _NEEDS[kind]
    writing = [r for r in rights.rights if r.when is written and r.needed.add is not Level.NONE]
    closing = [r for r in rights.rights if r.when is closed]
    grants = Grants.read(result, [*writing, *closing])
    cells = [(grants.levels(right), Column.DELETE) for right in writing]
    cells += [(grants.levels(right), Column.EDIT) for right in closing]
    return all(levels is not None and levels[column] is Level.NONE for levels, column in cells)


Entry = Mapping[str, object]
_CATCH_ALL = "catchall"


def read_boards(entries: Iterable[Entry]) -> tuple[Board, ...]:
    """Return the service boards among active boards."""
    service = [entry for entry in entries if not is_project(entry)]
    return tuple(Board(number, _text(entry, "name")) for number, entry in _numbered(service))


def read_phases(entries: Iterable[Entry]) -> tuple[Phase, ...]:
    """Return the phases of a project."""
    return tuple(
        Phase(
            number, _text(entry, "description"), next(_project_boards([entry.get("board")]), None)
        )
        for number, entry in _numbered(entries)
    )


def _project_boards(references: Iterable[object]) -> Iterator[Board]:
    for number, entry in _numbered(references):
        yield Board(number, _text(entry, "name"), Ticket.PROJECT)


@dataclass(frozen=True, slots=True)
class Owner:
    """Recognizes the MSP's own company record and the catch-all company."""

    names: frozenset[str]

    @classmethod
    def of(cls, member: TicketMember) -> Owner:
        """Go by the company's name in the lookup, and by the Company ID."""
        own = {_folded(member.company.company_name), _folded(member.values.company_id)}
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
        boards = [*_project_boards([entry.get("board")])]
        parts = [*_numbered([entry, entry.get("company")])]
        if boards and len(parts) == 2:
            (number, _), (company, its_company) = parts
            whose = self._company(company, its_company)
            yield Project(number, _text(entry, "name"), boards[0], whose)

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
