"""Values of the workflow for hire, change and leave, chosen and saved on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.documents import workflow_sheet
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Ticket
from wizard.domain.text import tr
from wizard.domain.ticket import Board, Company, Phase, Project, TicketOffer
from wizard.domain.workflow import BoardLists, Entry, Part, Selection, WorkflowEvent, suggested
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.workflow import WorkflowReader
from wizard.ui.dialogs.save_file import SaveButtons
from wizard.ui.pages.choice import WideChoice
from wizard.ui.pages.link.ticket_place import chosen_of, kind_choice, labelled, list_box
from wizard.ui.pages.presentation import busy_words
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.choice import Option
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.filter_box import FilterBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow

if TYPE_CHECKING:
    from wizard.linktest.ticket.events import PhasesOffered

_NAME = "hire2retire-workflow"
_Named = Board | Company | Project | Phase | Entry


class WorkflowSheet(QWidget):
    """One event at a time; lists offer only what ConnectWise accepts beside what is chosen.

    Signals:
        check_asked: the `Selection` that a test ticket is to be made with.
    """

    check_asked = Signal(object)

    def __init__(self, connection: OpenConnection) -> None:
        super().__init__()
        self._connection = connection
        self._reader = WorkflowReader(connection.services, self)
        self._reader.changed.connect(self._follow)
        self._build()
        self._start_anew()

    def open(self) -> None:
        """Read boards and companies, or projects, unless that was done."""
        if not self._reader.busy and not self._reader.defect:
            self._read_missing()

    def forget(self) -> None:
        """Drop what was read and chosen: other values or another scope count now."""
        if self._reader.offers or self._reader.busy or self._scope != self._tickets:
            self._reader.forget()
            self._start_anew()

    @property
    def _tickets(self) -> frozenset[Ticket]:
        return self._connection.session.draft.scope.tickets

    @property
    def _event(self) -> WorkflowEvent:
        return WorkflowEvent(self._events.key())

    @property
    def _selection(self) -> Selection:
        return self._chosen[self._event]

    @property
    def _offer(self) -> TicketOffer | None:
        return self._reader.offers.get(self._selection.kind)

    @property
    def _phases(self) -> PhasesOffered | None:
        project = self._selection.project
        return self._reader.phases.get(project.id) if project else None

    @property
    def _lists(self) -> BoardLists | None:
        board = self._selection.board
        return self._reader.boards.get(board.id) if board else None

    def _start_anew(self) -> None:
        self._scope = self._tickets
        kind = Ticket.PROJECT if self._tickets == {Ticket.PROJECT} else Ticket.SERVICE
        self._chosen = dict.fromkeys(WorkflowEvent, Selection(kind=kind))
        self._show()

    def _build(self) -> None:
        self._events = WideChoice(tr("Event"), [Option(e.value, e.label) for e in WorkflowEvent])
        self._events.setObjectName("workflow-event")
        self._events.choose(WorkflowEvent.HIRE.value)
        self._events.chosen.connect(self._turn)
        self._kinds = kind_choice("workflow-kind")
        self._kinds.chosen.connect(self._pick_kind)
        self._board = list_box("Board", "workflow-board")
        self._company = list_box("Company", "workflow-company")
        self._project = list_box("Project", "workflow-project")
        self._phase = list_box("Phase", "workflow-phase")
        self._parts = {part: list_box(part.label, f"workflow-{part.name.lower()}") for part in Part}
        self._board.picked.connect(self._pick_board)
        self._company.picked.connect(self._pick_company)
        self._project.picked.connect(self._pick_project)
        self._phase.picked.connect(self._pick_phase)
        for part, box in self._parts.items():
            box.picked.connect(lambda part=part: self._pick(part))
        places = (self._board, self._company, self._project, self._phase)
        self._cells = {box: _cell(box) for box in (*places, *self._parts.values())}
        self._notes = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._notes.setObjectName("workflow-notes")
        self._again = Button(tr("Reload lists"))
        self._again.setObjectName("workflow-again")
        self._again.clicked.connect(lambda: self._read_missing(retry=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.NEAR)
        column.addWidget(self._events)
        column.addWidget(self._kinds)
        add_flow(column, [*self._cells.values()])
        column.addWidget(self._notes)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._keep_buttons())

    def _keep_buttons(self) -> SaveButtons:
        self._copy = CopyButton(
            lambda: workflow_sheet.text(self._chosen),
            text=tr("Copy all values"),
            done=tr("Copied"),
            name=tr("Copy all values"),
        )
        self._copy.setObjectName("workflow-copy")
        self._check = Button(tr("Check with a test ticket"))
        self._check.setObjectName("workflow-check")
        self._check.clicked.connect(lambda: self.check_asked.emit(self._selection))
        self._saving = SaveButtons(self._connection.services.choose_file, [self._copy, self._check])
        for words, ending, content in (
            (tr("Save as PDF…"), "pdf", self._pdf),
            (tr("Save as HTML…"), "html", self._html),
        ):
            self._saving.add(words, f"workflow-{ending}", ending, _NAME, content)
        return self._saving

    def _turn(self) -> None:
        self._read_missing(retry=True)
        self._show()

    def _pick_kind(self) -> None:
        kind = Ticket(self._kinds.key())
        if kind is not self._selection.kind:
            self._keep(Selection(kind=kind))
            self._turn()

    def _pick_board(self) -> None:
        offer = self._offer
        if offer is not None:
            board = chosen_of(self._board, offer.boards)
            self._begin(Selection(board, self._selection.company or offer.company))

    def _pick_company(self) -> None:
        offer = self._offer
        if offer is not None:
            company = chosen_of(self._company, offer.companies)
            self._keep(replace(self._selection, company=company))
        self._show()

    def _pick_project(self) -> None:
        offer = self._offer
        if offer is not None:
            self._begin(Selection.in_project(chosen_of(self._project, offer.projects)))

    def _pick_phase(self) -> None:
        phases, project = self._phases, self._selection.project
        if phases is not None:
            self._begin(Selection.in_project(project, chosen_of(self._phase, phases.phases)))

    def _pick(self, part: Part) -> None:
        lists = self._lists
        if lists is not None:
            entry = chosen_of(self._parts[part], lists.choices(part, self._selection.parts))
            self._keep(self._selection.with_part(part, entry, lists))
        self._show()

    def _keep(self, selection: Selection) -> None:
        self._chosen[self._event] = selection

    def _begin(self, selection: Selection) -> None:
        """Choose another place; the values of a ticket have to be chosen again there."""
        self._keep(selection)
        self._suggest()
        self._turn()

    def _read_missing(self, *, retry: bool = False) -> None:
        """Read what the open event lacks; ``retry`` what failed, too."""
        session, chosen = self._connection.session, self._selection
        values = session.reading.values
        if values is None:
            return
        if _lacks(self._offer, retry=retry):
            self._reader.read(values, chosen.kind, session.proxy)
        elif chosen.project and _lacks(self._phases, retry=retry):
            self._reader.read_phases(values, chosen.project, session.proxy)
        elif chosen.board and _lacks(self._lists, retry=retry):
            self._reader.read_board(values, chosen.board, session.proxy)

    def _suggest(self) -> None:
        """Choose the only phase, and a board's first status, once they are known."""
        chosen, phases = self._selection, self._phases
        if chosen.project and not chosen.phase and phases and len(phases.phases) == 1:
            self._keep(chosen := Selection.in_project(chosen.project, phases.phases[0]))
        if self._lists is not None and not chosen.parts:
            self._keep(suggested(self._lists, chosen))

    def _follow(self) -> None:
        self._suggest()
        self.open()
        self._show()

    def _show(self) -> None:
        """Show the event that is open."""
        lists, chosen = self._lists, self._selection
        self._kinds.choose(chosen.kind.value)
        self._kinds.setVisible(len(self._tickets) > 1)
        self._show_places()
        for part, box in self._parts.items():
            entries = lists.choices(part, chosen.parts) if lists else ()
            _show_entries(box, entries, chosen.parts.get(part))
        for cell in self._cells.values():
            cell.refresh()
        self._notes.setText("\n".join(self._said()))
        self._notes.setVisible(bool(self._notes.text()))
        self._again.setVisible(self._problem() is not None or bool(self._reader.defect))
        self._saving.setEnabled(any(selection.lines for selection in self._chosen.values()))
        self._check.setEnabled(chosen.has_place)
        self._check.setVisible(self._connection.services.run_ticket is not None)

    def _show_places(self) -> None:
        offer, phases, chosen = self._offer, self._phases, self._selection
        in_project = chosen.kind is Ticket.PROJECT
        for box in (self._board, self._company):
            self._cells[box].setVisible(not in_project)
        for box in (self._project, self._phase):
            self._cells[box].setVisible(in_project)
        _show_entries(self._board, offer.boards if offer else (), chosen.board)
        _show_entries(self._company, offer.companies if offer else (), chosen.company)
        _show_entries(self._project, offer.projects if offer else (), chosen.project)
        _show_entries(self._phase, phases.phases if phases else (), chosen.phase)

    def _said(self) -> list[str]:
        reader, lists = self._reader, self._lists
        if reader.busy:
            reading = tr("Reading from ConnectWise …")
            return [busy_words(reader.waiting_s) if reader.waiting_s else reading]
        if reader.defect:
            return [tr("something went wrong in h2r-link ({name})").format(name=reader.defect)]
        problem = self._problem()
        if problem:
            return [f"{problem.message} {problem.fix}".strip()]
        return [*lists.notes()] if lists else []

    def _problem(self) -> Problem | None:
        if self._reader.busy:
            return None
        read = (self._offer, self._phases, self._lists)
        return next((one.problem for one in read if one and one.problem), None)

    def _all_notes(self) -> tuple[str, ...]:
        """The notes of every board that is chosen, each once."""
        used = [s.board for s in self._chosen.values() if s.board]
        notes = [
            f"{board.name}: {note}"
            for board in dict.fromkeys(used)
            if (lists := self._reader.boards.get(board.id))
            for note in lists.notes()
        ]
        return tuple(notes)

    def _page(self) -> str:
        connection = self._connection
        draft, language = connection.session.draft, connection.services.language
        return workflow_sheet.page(draft, self._chosen, self._all_notes(), language)

    def _html(self) -> bytes:
        return self._page().encode("utf-8", "replace")

    def _pdf(self) -> bytes:
        from wizard.ui.record_pdf import pdf_of  # noqa: PLC0415 - few make one, and it takes memory

        return pdf_of(self._page(), workflow_sheet.title_of(self._connection.session.draft))


class _Cell(QWidget):
    """A list below its name, with a button that copies what is chosen."""

    def __init__(self, box: FilterBox, copy: CopyButton) -> None:
        super().__init__()
        self._box, self._copy = box, copy
        row = QHBoxLayout(self)
        # Further from the next list than from its own button.
        row.setContentsMargins(0, 0, theme.CLOSE, 0)
        row.setSpacing(theme.CLOSE)
        row.addWidget(labelled(box), 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignBottom)

    def refresh(self) -> None:
        """Let only what is chosen be copied."""
        self._copy.setEnabled(self._box.chosen >= 0)


def _cell(box: FilterBox) -> _Cell:
    name = tr("Copy {what}").format(what=box.accessibleName())
    copy = CopyButton(
        lambda: box.itemText(box.chosen), text=tr("Copy"), done=tr("Copied"), name=name
    )
    copy.setObjectName(f"{box.objectName()}-copy")
    return _Cell(box, copy)


def _lacks(known: TicketOffer | PhasesOffered | BoardLists | None, *, retry: bool) -> bool:
    return known is None or (retry and known.problem is not None)


def _show_entries(box: FilterBox, entries: Sequence[_Named], chosen: object) -> None:
    names = [entry.name for entry in entries]
    if names != [box.itemText(row) for row in range(box.count())]:
        box.show_names(names)
    place = entries.index(chosen) if chosen in entries else -1
    if place != box.chosen:  # what is being typed stays
        box.setCurrentIndex(place)
    box.setEnabled(bool(entries))
