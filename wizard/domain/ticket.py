"""The optional test ticket: choices, plan and report."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from wizard.domain.check import Status
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Ticket
from wizard.domain.text import N_, tr

SUBJECT = "Hire2Retire link test – can be deleted"


@dataclass(frozen=True, slots=True)
class Board:
    """A board for tickets of one ``kind``; all names in this module are sanitized."""

    id: int
    name: str
    kind: Ticket = Ticket.SERVICE


@dataclass(frozen=True, slots=True)
class Company:
    """A company for a ticket; ``own`` is true for the MSP itself and the catch-all company."""

    id: int
    name: str
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """An open project with its board and company."""

    id: int
    name: str
    board: Board
    company: Company


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of a project, which every project ticket needs; ``board`` is set where it has one."""

    id: int
    name: str
    board: Board | None = None

    def board_in(self, project: Project) -> Board:
        """Return the board that a ticket of this phase is on."""
        return self.board or project.board


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """One test ticket as the user agrees to it; a project ticket has a project and a phase.

    ``parts`` are further values of the ticket, by their names in the API, with their ids.

    ``summary`` is unique and at most 100 characters long. ``stays_open`` says that the role is
    known to be allowed neither to delete tickets nor to close them.
    """

    board: Board
    company: Company
    summary: str
    project: Project | None = None
    phase: Phase | None = None
    cannot_be_closed: bool = False
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def kind(self) -> Ticket:
        """Service or project ticket."""
        return Ticket.PROJECT if self.phase else Ticket.SERVICE

    @property
    def sentence(self) -> str:
        """What will be created, for the user's consent: board, company and subject."""
        details = {
            "summary": self.summary,
            "company": self.company.name,
            "board": self.board.name,
            "project": self.project.name if self.project else "",
            "phase": self.phase.name if self.phase else "",
        }
        return f"{tr(_PLANNED[self.kind])} {tr(_AFTERWARDS[self.cannot_be_closed])}".format(
            **details
        )


_PLANNED = {
    Ticket.SERVICE: N_(
        "h2r-link creates one service ticket, “{summary}”, for {company} on the board {board},"
    ),
    Ticket.PROJECT: N_(
        "h2r-link creates one project ticket, “{summary}”, for {company} on the board {board}, in "
        "the project {project}, phase {phase},"
    ),
}
_AFTERWARDS = {
    False: N_("reads it, then deletes or closes it and checks the result."),
    True: N_(
        "and reads it. The role isn't allowed to close or delete it, so you'll do that yourself."
    ),
}


def summary_at(now: datetime) -> str:
    """Return a unique subject; in English, because it is searched for in ConnectWise."""
    import secrets  # noqa: PLC0415 - it loads OpenSSL, which the first paint does without

    return f"{SUBJECT} {now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC {secrets.token_hex(2)}"


@dataclass(frozen=True, slots=True)
class TicketOffer:
    """What a test ticket can be made of; lists are in ConnectWise's order.

    A service ticket takes one of ``boards`` and ``companies``, a project ticket one of ``projects``
    and of its phases. ``more`` says that a list is longer than what was read.
    """

    kind: Ticket
    boards: tuple[Board, ...] = ()
    companies: tuple[Company, ...] = ()
    projects: tuple[Project, ...] = ()
    more: bool = False
    cannot_be_closed: bool = False
    problem: Problem | None = None

    @property
    def company(self) -> Company | None:
        """The company to suggest: the MSP's own, never a customer; None if unknown."""
        return next((company for company in self.companies if company.is_internal), None)

    @property
    def project(self) -> Project | None:
        """The project to suggest: one of the MSP's own company, or None."""
        return next((project for project in self.projects if project.company.is_internal), None)

    def service_plan(self, board: Board, company: Company, now: datetime) -> TicketPlan:
        """Plan a service ticket; every plan has a subject of its own."""
        return TicketPlan(board, company, summary_at(now), cannot_be_closed=self.cannot_be_closed)

    def project_plan(self, project: Project, phase: Phase, now: datetime) -> TicketPlan:
        """Plan a project ticket; every plan has a subject of its own."""
        summary, stays_open = summary_at(now), self.cannot_be_closed
        board = phase.board_in(project)
        return TicketPlan(board, project.company, summary, project, phase, stays_open)


class TicketStep(StrEnum):
    """The steps of the write test, in order."""

    CREATE = "create"
    READ = "read"
    CLEAR = "clear"
    PROVE = "prove"

    @property
    def label(self) -> str:
        """How the list of steps names it."""
        return tr(_TITLES[self])


_TITLES = {
    TicketStep.CREATE: N_("Create the ticket"),
    TicketStep.READ: N_("Read the ticket"),
    TicketStep.CLEAR: N_("Delete or close the ticket"),
    TicketStep.PROVE: N_("Check that it's deleted or closed"),
}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """Result of one step; ``sentence`` says what happened."""

    step: TicketStep
    status: Status
    sentence: str


class TicketOutcome(StrEnum):
    """What remains in ConnectWise."""

    NOTHING = "nothing"
    CLOSED = "closed"
    OPEN = "open"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class TicketReport:
    """A finished write test; always four rows.

    ``number`` is None when no ticket was created, or when it never became known: then ``remains``
    is ``UNCERTAIN``. ``OPEN`` is every ticket that wasn't verified to be deleted or closed.
    """

    plan: TicketPlan
    rows: tuple[TicketRow, ...]
    remains: TicketOutcome
    number: int | None
    problem: Problem | None
    started: datetime
    duration_ms: float
    requests: int = 0

    @property
    def proven(self) -> bool:
        """Whether a ticket was created, read, and verified to be deleted or closed."""
        return self.problem is None

    @property
    def predicted(self) -> bool:
        """Whether the ticket stayed open as announced by the plan: the role may not close it."""
        refused = self.problem is not None and self.problem.http_status == 403
        open_as_said = self.plan.cannot_be_closed and self.remains is TicketOutcome.OPEN
        return open_as_said and refused

    @property
    def left(self) -> bool:
        """Whether a ticket may still be open."""
        return self.remains in (TicketOutcome.OPEN, TicketOutcome.UNCERTAIN)

    @property
    def message(self) -> str:
        """What happened and why, in one or two sentences."""
        if self.problem is None:
            return tr(_PROVEN[self.remains]).format(number=self.number)
        if self.predicted:
            words = tr(
                "Test ticket {number} was created and read back. It's left for you to close."
            )
            return words.format(number=self.number)
        if self.remains is TicketOutcome.UNCERTAIN:
            return tr("It isn't certain whether the test ticket was created: {what}.").format(
                what=self.problem.details["what"]
            )
        return self.problem.message

    @property
    def fix(self) -> str:
        """What to do, or ""."""
        if self.remains is TicketOutcome.UNCERTAIN:
            return tr(
                "Search ConnectWise for “{summary}”, and close or delete it if it exists."
            ).format(summary=self.plan.summary)
        return self.problem.fix if self.problem else ""

    def row(self, step: TicketStep) -> TicketRow:
        """The row of one step."""
        return next(row for row in self.rows if row.step is step)


_PROVEN = {
    TicketOutcome.NOTHING: N_("Ticket {number} was created, read, and deleted."),
    TicketOutcome.CLOSED: N_("Ticket {number} was created, read, and closed."),
}


@dataclass(frozen=True, slots=True)
class LeftoverTicket:
    """A test ticket that may still exist. ``summary`` is unique, so it can be searched for.

    ``number`` is 0 where it never became known; ``connection`` is the name of the connection.
    ``expected``: it was announced beforehand that the role may not close it.
    """

    summary: str
    number: int = 0
    connection: str = ""
    expected: bool = False

    @property
    def message(self) -> str:
        """The possible leftover in one line."""
        if self.number and self.expected:
            line = tr("Test ticket {number} is open: the role isn't allowed to close it.")
        elif self.number:
            line = tr("Test ticket {number} may still be open in ConnectWise.")
        else:
            line = tr("A test ticket may still be open in ConnectWise.")
        sentence = line.format(number=self.number)
        return f"{self.connection}: {sentence}" if self.connection else sentence

    @property
    def fix(self) -> str:
        """What to do."""
        if self.number:
            line = tr("Close or delete ticket {number} in ConnectWise.")
            return line.format(number=self.number)
        return tr("Look for “{summary}” there.").format(summary=self.summary)


@dataclass(frozen=True, slots=True)
class LastTicket:
    """Outcome of the connection's latest test ticket; ``number`` is None if unknown."""

    number: int | None
    remains: TicketOutcome
    at: datetime
    summary: str

    @classmethod
    def of(cls, report: TicketReport, at: datetime) -> LastTicket | None:
        """Keep what a write test left, or None if it created no ticket."""
        if report.number is None and report.remains is TicketOutcome.NOTHING:
            return None
        return cls(report.number, report.remains, at, report.plan.summary)

    def sentence(self, *, dismissed: bool) -> str:
        """Return the outcome; ``dismissed``: the user confirmed that it is closed or deleted."""
        left = self.remains in {TicketOutcome.OPEN, TicketOutcome.UNCERTAIN}
        words = (_DISMISSED if left and dismissed else _FATES)[self.remains]
        return tr(words).format(number=self.number or "–", summary=self.summary)


_FATES = {
    TicketOutcome.NOTHING: N_("Ticket {number} was created, read, and deleted."),
    TicketOutcome.CLOSED: N_("Ticket {number} was created, read, and closed."),
    TicketOutcome.OPEN: N_("Ticket {number} was created and is still open: “{summary}”."),
    TicketOutcome.UNCERTAIN: N_("A ticket may have been created and still be open: “{summary}”."),
}
_DISMISSED = {
    TicketOutcome.OPEN: N_(
        "Ticket {number} was created. You marked it as closed or deleted: “{summary}”."
    ),
    TicketOutcome.UNCERTAIN: N_(
        "A ticket may have been created. You marked it as closed or deleted: “{summary}”."
    ),
}
