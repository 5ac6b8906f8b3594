"""The optional test ticket: choose, confirm, create, read, clean up, report."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Ticket
from wizard.domain.text import tr
from wizard.domain.ticket import Project, TicketOffer, TicketPlan, TicketReport
from wizard.domain.values.field_texts import FieldTexts
from wizard.domain.workflow import Selection
from wizard.linktest.ticket.events import PhasesOffered
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.pages.link.ticket_place import TicketPlace, kind_choice
from wizard.ui.pages.presentation import busy_words, check_words, ticket_rows
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.check_list import CheckList
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow
from wizard.ui.widgets.scroll_area import reveal


class TestTicketCard(QWidget):
    """Nothing is written until the user has chosen a place and confirmed."""

    def __init__(self, connection: OpenConnection) -> None:
        super().__init__()
        self._connection, self._work = connection, connection.ticket
        self._asked: tuple[FieldTexts, Ticket] | None = None
        self._plan: TicketPlan | None = None
        self._wanted: Selection | None = None
        self._seen: tuple[TicketOffer | None, PhasesOffered | None] = (None, None)
        self._build()
        self._work.changed.connect(self._follow)
        self._work.reported.connect(self._show_report)
        self._work.forget()
        self._start_anew()

    def open(self) -> None:
        """Read what can be chosen, unless that is read already; nothing is written."""
        wanted = (self._connection.session.accepted_values, self._kind())
        started = self._work.writing or self._work.report
        if self._asked != wanted and not started:
            self._read()

    def prepare(self, selection: Selection) -> None:
        """Offer a ticket with these values; it needs consent like any other."""
        self._wanted = selection
        if self._kind() is not selection.kind and not self._work.writing:
            self._kinds.choose(selection.kind.value)
        self.open()
        self._take_wanted()

    def forget(self) -> None:
        """Drop what was read and chosen: other values or another scope count now."""
        if not self._work.writing:
            self._asked = None
            self._work.forget()
            self._start_anew()

    def _read(self) -> None:
        session = self._connection.session
        values, kind = session.reading.values, self._kind()
        self._start_anew()
        if values is not None and not self._work.writing:
            self._asked = (session.accepted_values, kind)
            self._work.read(values, kind, session.proxy)

    def _start_anew(self) -> None:
        self._seen = (None, None)
        tickets = self._connection.session.draft.scope.tickets
        self._kinds.setVisible(len(tickets) > 1)
        self._place.show_kind(self._kind())
        self._quiet.setText(_quiet(self._kind()))
        self._outcome.hide()
        self._choose()

    def _kind(self) -> Ticket:
        """The kind that the scope holds; of both, the one that is picked."""
        tickets = self._connection.session.draft.scope.tickets
        return next(iter(tickets)) if len(tickets) == 1 else Ticket(self._kinds.key())

    def _build(self) -> None:
        self._outcome = Banner()
        self._outcome.setObjectName("ticket-outcome")
        self._quiet = Label("", ink=theme.Color.MUTED)
        self._kinds = kind_choice("ticket-kind")
        self._kinds.chosen.connect(self._read)
        self._place = TicketPlace()
        self._place.picked.connect(self._choose)
        self._place.project_picked.connect(self._read_phases)
        self._sentence = Label()
        self._agreed = CheckBox(tr("Yes, create this ticket"))
        self._agreed.setObjectName("ticket-agreed")
        self._agreed.toggled.connect(self._refresh)
        create = self._create = self._button(tr("Create a test ticket"), "create-ticket")
        create.clicked.connect(self._write)
        stop = self._stop = self._button(tr("Stop"), "stop-ticket")
        stop.clicked.connect(self._work.stop)
        again = self._again = self._button(tr("Reload lists"), "read-again")
        again.clicked.connect(self._read)
        self._steps = CheckList(tr("Test ticket"), check_words())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.NEAR)
        for part in (self._quiet, self._kinds, self._place, self._sentence, self._agreed):
            column.addWidget(part)
        add_flow(column, [create, stop, again])
        column.addWidget(self._steps)
        column.addWidget(self._outcome)

    def _button(self, text: str, name: str) -> Button:
        button = Button(text)
        button.setObjectName(name)
        return button

    def _read_phases(self, project: Project) -> None:
        session = self._connection.session
        if session.reading.values is not None:
            self._outcome.hide()
            self._work.read_phases(session.reading.values, project, session.proxy)

    def _choose(self) -> None:
        """Plan another ticket; each has its own subject and needs consent again."""
        plan, wanted = self._place.plan(self._connection.services.now()), self._wanted
        if plan and wanted and wanted.is_place_of(plan):
            plan = replace(plan, parts=wanted.ids)
        self._plan = plan
        self._agreed.setChecked(False)
        self._refresh()

    def _write(self) -> None:
        session = self._connection.session
        if self._plan and session.reading.values and self._agreed.isChecked():
            self._outcome.hide()
            values, title = session.reading.values, session.draft.title
            self._work.write(self._plan, values, session.proxy, title)

    def _follow(self) -> None:
        """Show the progress of the running work."""
        work, (offer, phases) = self._work, self._seen
        self._seen = (work.offer, work.phases)
        if work.offer is not None and work.offer is not offer:
            self._place.show_offer(work.offer)
            self._take_wanted()
            self._show_problem(work.offer.problem)
            self._choose()
        if work.phases is not None and work.phases is not phases:
            self._place.show_phases(work.phases.phases)
            self._take_wanted_phase()
            self._show_problem(work.phases.problem)
            self._choose()
        if work.defect:
            line = tr("something went wrong in h2r-link ({name})").format(name=work.defect)
            self._say(theme.Tone.WRONG, line, "")
        self._refresh()

    def _show_problem(self, problem: Problem | None) -> None:
        if problem:
            self._say(theme.Tone.WRONG, problem.message, problem.fix)

    def _show_report(self, report: TicketReport) -> None:
        stopped = report.problem is not None and report.problem.fault is Fault.CANCELLED
        if report.predicted and self._work.keeps_notes:
            # One line says it, with the number to copy: the window's own.
            self._outcome.hide()
            self._choose()
            return
        quiet = stopped or report.predicted
        tone = theme.Tone.NEUTRAL if quiet else theme.Tone.WRONG
        self._say(theme.Tone.GOOD if report.proven else tone, report.message, report.fix)
        self._choose()

    def _say(self, tone: theme.Tone, line: str, detail: str) -> None:
        self._outcome.show_line(tone, line, detail)
        self._outcome.show()
        # Else it looks as if nothing had happened, and a second ticket is created.
        reveal(self._outcome)
        announce(self._outcome, f"{line} {detail}".strip())

    def _refresh(self) -> None:
        work, words = self._work, self._words()
        busy = work.reading or work.writing
        self._hand_over_focus(busy=busy)
        self._agreed.setEnabled(self._plan is not None and not busy)
        self._kinds.setEnabled(not work.writing)
        self._place.show_busy(busy=work.writing)
        self._sentence.setText(words)
        self._sentence.setVisible(bool(words))
        self._agreed.setAccessibleDescription(words)
        self._create.setEnabled(self._agreed.isChecked() and not busy)
        self._stop.setEnabled(busy)
        self._again.setVisible(not busy and self._lacking())
        self._steps.setVisible(bool(work.rows) or work.writing)
        self._steps.show_rows(ticket_rows(work.rows, work.running, work.waiting_s))

    def _hand_over_focus(self, *, busy: bool) -> None:
        """Move the focus before the focused button is disabled; Qt would choose any widget."""
        if any(button.hasFocus() for button in (self._create, self._stop, self._again)):
            then = self._again if self._lacking() else self._agreed
            taking = self._stop if busy else then
            taking.setEnabled(True)
            taking.show()
            taking.setFocus()

    def _lacking(self) -> bool:
        """Whether something should have been read, and was not."""
        offer, phases = self._work.offer, self._work.phases
        if offer is None or offer.problem:
            return self._asked is not None
        return self._place.project is not None and (phases is None or bool(phases.problem))

    def _take_wanted(self) -> None:
        wanted = self._wanted
        if wanted and wanted.project:
            self._place.choose_project(wanted.project)
            self._take_wanted_phase()
        elif wanted and wanted.board and wanted.company:
            self._place.choose(wanted.board, wanted.company)

    def _take_wanted_phase(self) -> None:
        wanted = self._wanted
        if wanted and wanted.phase and wanted.project == self._place.project:
            self._place.choose_phase(wanted.phase)

    def _sentence_of(self, plan: TicketPlan) -> str:
        """What will be done, with the values that the workflow is to use."""
        if not plan.parts or self._wanted is None:
            return plan.sentence
        values = ", ".join(f"{name} “{value}”" for name, value in self._wanted.values)
        return " ".join((plan.sentence, tr("With {values}.").format(values=values)))

    def _words(self) -> str:
        work, place = self._work, self._place
        if work.stopping:
            return tr("Stopping. If a ticket was created, it's cleaned up first.")
        if self._plan:
            return self._sentence_of(self._plan)
        if self._connection.session.reading.values is None:
            return tr("A test ticket needs all five values.")
        if work.reading:
            reading = _reading(self._kind(), place.project)
            return busy_words(work.waiting_s) if work.waiting_s else reading
        if self._lacking():
            return "" if self._outcome.isVisibleTo(self) else tr("Stopped. Nothing was created.")
        return place.words()


def _reading(kind: Ticket, project: Project | None) -> str:
    if project:
        return tr("Reading the phases of {project} …").format(project=project.name)
    service = kind is Ticket.SERVICE
    return tr("Reading boards and companies …") if service else tr("Reading projects …")


def _quiet(kind: Ticket) -> str:
    if kind is Ticket.SERVICE:
        return tr("Board rules can send e-mail. Choose a board that won't notify anyone.")
    return tr("Board rules can send e-mail. Choose a project that won't notify anyone.")
