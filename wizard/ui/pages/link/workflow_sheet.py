"""The values of the workflow for hire, change and leave, chosen and kept on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.documents import workflow_sheet
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.domain.ticket import TicketOffer
from wizard.domain.workflow import BoardLists, Part, Selection, WorkflowEvent, suggested
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.workflow import WorkflowReader
from wizard.ui.dialogs.save_file import SaveButtons
from wizard.ui.pages.choice import WideChoice
from wizard.ui.pages.link.ticket_place import labelled, list_box
from wizard.ui.pages.presentation import busy_words
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.choice import Option
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.filter_box import FilterBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow

_NAME = "hire2retire-workflow"


class WorkflowSheet(QWidget):
    """One event at a time; lists offer only what ConnectWise accepts beside what is chosen.

    Signals:
        check_asked: the `Selection` that a test ticket is to be made with.
    """

    check_asked = Signal(object)

    def __init__(self, here: OpenConnection) -> None:
        super().__init__()
        self._here = here
        self._reader = WorkflowReader(here.services, self)
        self._reader.changed.connect(self._follow)
        self._chosen = dict.fromkeys(WorkflowEvent, Selection())
        self._offer: TicketOffer | None = None
        self._build()
        self._show()

    def open(self) -> None:
        """Read boards and companies, unless that was done."""
        values = self._here.session.reading.values
        if values is not None and self._reader.offer is None and not self._reader.busy:
            self._reader.read(values, self._here.session.proxy)

    def forget(self) -> None:
        """Drop what was read and chosen: other values count now."""
        if self._reader.offer is None and not self._reader.busy:
            return
        self._reader.forget()
        self._offer = None
        self._chosen = dict.fromkeys(WorkflowEvent, Selection())
        self._show()

    @property
    def _event(self) -> WorkflowEvent:
        return WorkflowEvent(self._events.key())

    @property
    def _selection(self) -> Selection:
        return self._chosen[self._event]

    @property
    def _lists(self) -> BoardLists | None:
        board = self._selection.board
        return self._reader.boards.get(board.id) if board else None

    def _build(self) -> None:
        options = [Option(event.value, event.label) for event in WorkflowEvent]
        self._events = WideChoice(tr("Event"), options)
        self._events.setObjectName("workflow-event")
        self._events.choose(WorkflowEvent.HIRE.value)
        self._events.chosen.connect(self._turn)
        self._board = list_box("Board", "workflow-board")
        self._company = list_box("Company", "workflow-company")
        self._parts = {part: list_box(part.label, f"workflow-{part.name.lower()}") for part in Part}
        self._board.picked.connect(self._pick_board)
        self._company.picked.connect(self._pick_company)
        for part, box in self._parts.items():
            box.picked.connect(lambda part=part: self._pick(part))
        self._notes = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self._notes.setObjectName("workflow-notes")
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
        self._saving = SaveButtons(self._here.services.choose_file, [self._copy, self._check])
        for words, ending, content in (
            (tr("Save as PDF…"), "pdf", self._pdf),
            (tr("Save as HTML…"), "html", self._html),
        ):
            self._saving.add(words, f"workflow-{ending}", ending, _NAME, content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.NEAR)
        column.addWidget(self._events)
        boxes = (self._board, self._company, *self._parts.values())
        add_flow(column, [labelled(box) for box in boxes])
        column.addWidget(self._notes)
        column.addWidget(self._saving)

    def _turn(self) -> None:
        self._read_board()
        self._show()

    def _pick_board(self) -> None:
        offer = self._reader.offer
        if offer is None or self._board.chosen < 0:
            return
        board = offer.boards[self._board.chosen]
        self._keep(Selection(board, self._selection.company or offer.company))
        self._read_board()
        self._begin_board()
        self._show()

    def _pick_company(self) -> None:
        offer = self._reader.offer
        if offer is not None and self._company.chosen >= 0:
            company = offer.companies[self._company.chosen]
            self._keep(replace(self._selection, company=company))
        self._show()

    def _pick(self, part: Part) -> None:
        lists = self._lists
        if lists is not None:
            entries = lists.choices(part, self._selection.parts)
            place = self._parts[part].chosen
            entry = entries[place] if 0 <= place < len(entries) else None
            self._keep(self._selection.with_part(part, entry, lists))
        self._show()

    def _keep(self, selection: Selection) -> None:
        self._chosen[self._event] = selection

    def _read_board(self) -> None:
        session, board = self._here.session, self._selection.board
        if board is not None and session.reading.values is not None:
            self._reader.read_board(session.reading.values, board, session.proxy)

    def _begin_board(self) -> None:
        """Suggest the board's first status once its lists are there."""
        lists, chosen = self._lists, self._selection
        if lists is not None and not chosen.parts:
            self._keep(suggested(lists, chosen.company))

    def _follow(self) -> None:
        offer = self._reader.offer
        if offer is not None and offer is not self._offer:
            self._board.show_names([board.name for board in offer.boards])
            self._company.show_names([company.name for company in offer.companies])
        self._offer = offer
        self._begin_board()
        self._show()

    def _show(self) -> None:
        """Show the event that is open."""
        offer, lists, chosen = self._reader.offer, self._lists, self._selection
        boards, companies = (offer.boards, offer.companies) if offer else ((), ())
        _set_chosen(self._board, boards, chosen.board)
        _set_chosen(self._company, companies, chosen.company)
        for part, box in self._parts.items():
            entries = lists.choices(part, chosen.parts) if lists else ()
            box.show_names([one.name for one in entries])
            _set_chosen(box, entries, chosen.parts.get(part))
        self._notes.setText("\n".join(self._said()))
        self._notes.setVisible(bool(self._notes.text()))
        filled = any(selection.board for selection in self._chosen.values())
        self._saving.setEnabled(filled)
        self._check.setEnabled(chosen.board is not None and chosen.company is not None)
        self._check.setVisible(self._here.services.run_ticket is not None)

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
        lists, offer = self._lists, self._reader.offer
        return lists.problem if lists else offer.problem if offer else None

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
        here = self._here
        draft, language = here.session.draft, here.services.language
        return workflow_sheet.page(draft, self._chosen, self._all_notes(), language)

    def _html(self) -> bytes:
        return self._page().encode("utf-8", "replace")

    def _pdf(self) -> bytes:
        from wizard.ui.record_pdf import pdf_of  # noqa: PLC0415 - few make one, and it takes memory

        return pdf_of(self._page(), workflow_sheet.title_of(self._here.session.draft))


def _set_chosen(box: FilterBox, entries: Sequence[object], chosen: object) -> None:
    box.setCurrentIndex(entries.index(chosen) if chosen in entries else -1)
    box.setEnabled(bool(entries))
