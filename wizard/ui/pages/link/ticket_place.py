"""Where a test ticket goes: a board and a company, or a project and a phase of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.scope import Ticket
from wizard.domain.text import tr, trn
from wizard.domain.ticket import Board, Company, Phase, Project, TicketOffer, TicketPlan
from wizard.ui.pages.choice import WideChoice
from wizard.ui.theme import theme
from wizard.ui.widgets.choice import Option
from wizard.ui.widgets.fields import Message, MessageKind
from wizard.ui.widgets.filter_box import FilterBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow

T = TypeVar("T")


class TicketPlace(QWidget):
    """Two lists to choose from; the MSP's own company or project is suggested, never a customer's.

    Signals:
        picked: something else is chosen.
        project_picked: this `Project` was chosen, its phases are not known yet.
    """

    picked = Signal()
    project_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._offer: TicketOffer | None = None
        self._phases: tuple[Phase, ...] = ()
        self._board = list_box(tr("Board"), "ticket-board")
        self._company = list_box(tr("Company"), "ticket-company")
        self._project = list_box(tr("Project"), "ticket-project")
        self._phase = list_box(tr("Phase"), "ticket-phase")
        for box in (self._board, self._company, self._phase):
            box.picked.connect(self.picked)
        self._project.picked.connect(self._choose_project)
        self._more = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._whose = Message()
        self._whose.setObjectName("ticket-whose")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        self._boxes = (self._board, self._company, self._project, self._phase)
        self._around = {box: labelled(box) for box in self._boxes}
        add_flow(column, [*self._around.values()])
        column.addWidget(self._more)
        column.addWidget(self._whose)
        self.show_kind(Ticket.SERVICE)

    @property
    def project(self) -> Project | None:
        """The chosen project."""
        return chosen_of(self._project, self._offer.projects if self._offer else ())

    def show_kind(self, kind: Ticket) -> None:
        """Show the lists of this kind, empty."""
        self._offer, self._phases = None, ()
        for box in self._boxes:
            box.show_names(())
            service = box in (self._board, self._company)
            self._around[box].setVisible(service is (kind is Ticket.SERVICE))
        self.show_busy(busy=True)

    def show_offer(self, offer: TicketOffer) -> None:
        """Offer what was read."""
        self.show_kind(offer.kind)
        self._offer = offer
        self._board.show_names([board.name for board in offer.boards])
        own = offer.companies.index(offer.company) if offer.company else -1
        self._company.show_names([company.name for company in offer.companies], own)
        ours = offer.projects.index(offer.project) if offer.project else -1
        names = [f"{project.name} · {project.company.name}" for project in offer.projects]
        self._project.show_names(names, ours)
        if self.project:
            self.project_picked.emit(self.project)

    def choose(self, board: Board, company: Company) -> None:
        """Choose these, if they are offered."""
        offer = self._offer
        if offer and board in offer.boards and company in offer.companies:
            self._board.setCurrentIndex(offer.boards.index(board))
            self._company.setCurrentIndex(offer.companies.index(company))
            self.picked.emit()

    def choose_project(self, project: Project) -> None:
        """Choose this one, if it is offered and another one is chosen; its phases are asked for."""
        offer = self._offer
        if offer and project in offer.projects and project != self.project:
            self._project.setCurrentIndex(offer.projects.index(project))
            self._choose_project()

    def choose_phase(self, phase: Phase) -> None:
        """Choose this one, if it is offered."""
        if phase in self._phases:
            self._phase.setCurrentIndex(self._phases.index(phase))
            self.picked.emit()

    def show_phases(self, phases: tuple[Phase, ...]) -> None:
        """Offer the phases of the chosen project; the only one is chosen."""
        self._phases = phases
        chosen = 0 if len(phases) == 1 else -1
        self._phase.show_names([phase.name for phase in phases], chosen)

    def show_busy(self, *, busy: bool) -> None:
        """Let nothing be chosen while ``busy``, nor from a list that is empty."""
        offer = self._offer
        for box in self._boxes:
            box.setEnabled(not busy and box.count() > 0)
        self._more.setText(_more(offer) if offer else "")
        self._more.setVisible(bool(offer and offer.more))
        customer = self._customer()
        words = tr("{company} doesn't look like your own company. Its contacts may get e-mail.")
        self._whose.show_message(
            words.format(company=customer.name) if customer else "", MessageKind.WARNING
        )
        self._whose.setVisible(customer is not None)

    def plan(self, now: datetime) -> TicketPlan | None:
        """Return the ticket that is chosen, with a subject of its own."""
        offer = self._offer
        if offer is None:
            return None
        project, phase = self.project, chosen_of(self._phase, self._phases)
        if project and phase:
            return offer.project_plan(project, phase, now)
        board = chosen_of(self._board, offer.boards)
        company = chosen_of(self._company, offer.companies)
        return offer.service_plan(board, company, now) if board and company else None

    def words(self) -> str:
        """Say what is to be chosen still."""
        if self._offer is None:
            return ""
        unknown = next(filter(None, (box.unknown for box in self._boxes)), "")
        if unknown:
            return tr("No match for “{text}”.").format(text=unknown)
        if self._offer.kind is Ticket.SERVICE:
            return tr("Choose a board and a company.")
        return tr("Choose a phase.") if self.project else tr("Choose a project.")

    def _choose_project(self) -> None:
        self.show_phases(())
        self.picked.emit()
        if self.project:
            self.project_picked.emit(self.project)

    def _customer(self) -> Company | None:
        companies = self._offer.companies if self._offer else ()
        company = self.project.company if self.project else chosen_of(self._company, companies)
        return company if company and not company.is_internal else None


def kind_choice(object_name: str) -> WideChoice:
    """Return the choice between service and project tickets; service tickets are chosen."""
    kinds = WideChoice(
        tr("Kind of ticket"),
        [
            Option(Ticket.SERVICE.value, tr("Service ticket")),
            Option(Ticket.PROJECT.value, tr("Project ticket")),
        ],
    )
    kinds.setObjectName(object_name)
    kinds.choose(Ticket.SERVICE.value)
    return kinds


def list_box(name: str, object_name: str) -> FilterBox:
    """Return an empty list to choose from."""
    box = FilterBox(name, tr("Choose …"), tr("Enter part of the name"))
    box.setObjectName(object_name)
    return box


def labelled(box: FilterBox) -> QWidget:
    """Return ``box`` below its name."""
    around = QWidget()
    column = QVBoxLayout(around)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.TIGHT // 2)
    label = Label(box.accessibleName(), theme.Type.SMALL, theme.Color.MUTED)
    label.setBuddy(box)
    column.addWidget(label)
    column.addWidget(box)
    return around


def chosen_of(box: FilterBox, entries: Sequence[T]) -> T | None:
    """Return the one of ``entries`` that is chosen in ``box``, or None."""
    return entries[box.chosen] if 0 <= box.chosen < len(entries) else None


def _more(offer: TicketOffer) -> str:
    """Say that a list is longer than what was read."""
    if not offer.more:
        return ""
    if offer.kind is Ticket.SERVICE:
        only = trn(
            "Only the first company is listed. ConnectWise has more.",
            "Only the first {count} companies are listed. ConnectWise has more.",
            len(offer.companies),
        )
    else:
        only = trn(
            "Only the first project is listed. ConnectWise has more.",
            "Only the first {count} projects are listed. ConnectWise has more.",
            len(offer.projects),
        )
    return only
