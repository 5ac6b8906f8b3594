"""The optional test ticket: chosen, agreed to, created, read, cleared away, and told of."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.scope import Ticket
from wizard.domain.ticket import TicketOffer, TicketPlan, TicketReport, TicketRow, TicketStep
from wizard.domain.wording import tr
from wizard.linktest.ticket_events import Offered, TicketEnded, TicketFinished, TicketStarted
from wizard.ui import look
from wizard.ui.connection import Connection
from wizard.ui.runner import Cancelled, Runner
from wizard.ui.shown import check_words, ticket_rows
from wizard.ui.widgets.arrange import flow
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.check_list import CheckList
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.combo_box import ComboBox
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.spoken import announce


class WriteTest(QWidget):
    """Nothing is written until a board and a company are chosen and the sentence is agreed to."""

    def __init__(self, here: Connection) -> None:
        super().__init__()
        self._here = here
        self._offer: TicketOffer | None = None
        self._plan: TicketPlan | None = None
        self._rows: dict[TicketStep, TicketRow] = {}
        self._running: TicketStep | None = None
        self._stopped = [False]
        self._runner = Runner(self)
        self._runner.happened.connect(self._take)
        self._runner.ended.connect(self._end)
        self._build()
        self._refresh()

    def open(self) -> None:
        """Read what can be chosen; nothing is written."""
        values, offer = self._here.session.reading.values, self._here.services.offer_ticket
        if values is None or offer is None or self._runner.busy:
            return
        proxy = self._here.session.proxy
        self._offer, self._plan = None, None
        self._runner.start(lambda cancelled: offer(values, Ticket.SERVICE, proxy, cancelled))
        self._refresh()

    def _build(self) -> None:
        self._outcome = Banner()
        self._outcome.setObjectName("ticket-outcome")
        self._outcome.hide()
        self._board, self._company = ComboBox(), ComboBox()
        for box, name in ((self._board, tr("Board")), (self._company, tr("Company"))):
            box.setAccessibleName(name)
            box.setPlaceholderText(name)
            box.setMinimumContentsLength(18)
            box.activated.connect(self._choose)
        self._board.setObjectName("ticket-board")
        self._company.setObjectName("ticket-company")
        self._sentence = Label()
        self._agreed = CheckBox(tr("Yes, create this one ticket"))
        self._agreed.setObjectName("ticket-agreed")
        self._agreed.toggled.connect(self._refresh)
        self._create = self._button(tr("Create one test ticket"), "create-ticket", self._run)
        self._stop = self._button(tr("Stop"), "stop-ticket", self._ask_to_stop)
        self._steps = CheckList(tr("Test ticket"), check_words())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        quiet = tr("Rules of a board may e-mail people: choose a quiet board.")
        column.addWidget(Label(quiet, ink=look.Colour.MUTED))
        column.addLayout(flow([self._board, self._company]))
        column.addWidget(self._sentence)
        column.addWidget(self._agreed)
        column.addLayout(flow([self._create, self._stop]))
        column.addWidget(self._steps)
        column.addWidget(self._outcome)

    def _button(self, text: str, name: str, act: object) -> Button:
        button = Button(text)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def _choose(self) -> None:
        board, company = self._board.currentIndex(), self._company.currentIndex()
        self._plan = None
        if self._offer and board >= 0 and company >= 0:
            now = self._here.services.now()
            chosen = self._offer.boards[board], self._offer.companies[company]
            self._plan = self._offer.service_plan(*chosen, now)
        self._agreed.setChecked(False)
        self._refresh()

    def _run(self) -> None:
        plan, values = self._plan, self._here.session.reading.values
        run = self._here.services.run_ticket
        if plan is None or values is None or run is None or not self._agreed.isChecked():
            return
        self._rows, self._running = {}, None
        self._stopped = stopped = [False]
        proxy = self._here.session.proxy

        def job(_: Cancelled) -> Iterator[object]:
            # Its own wish to stop: after it the last event still tells what is left behind.
            return run(plan, values, proxy, lambda: stopped[0])

        self._outcome.hide()
        self._runner.start(job)
        self._refresh()

    def _ask_to_stop(self) -> None:
        self._stopped[0] = True
        self._stop.setEnabled(False)

    def _take(self, event: object) -> None:
        match event:
            case Offered(offer):
                self._show_offer(offer)
            case TicketStarted(step):
                self._running = step
            case TicketEnded(row):
                self._rows[row.step] = row
            case TicketFinished(report):
                self._show_report(report)
        self._refresh()

    def _end(self, error: Exception | None) -> None:
        if error is not None:
            line = tr("h2r-link met a defect of its own ({name})")
            self._say(look.Tone.WRONG, line.format(name=type(error).__name__), "")
        self._refresh()

    def _show_offer(self, offer: TicketOffer) -> None:
        self._offer = offer
        for box, entries in ((self._board, offer.boards), (self._company, offer.companies)):
            box.clear()
            box.addItems([entry.name for entry in entries])
            box.setCurrentIndex(-1)
        if offer.company is not None:
            self._company.setCurrentIndex(offer.companies.index(offer.company))
        if offer.problem:
            self._say(look.Tone.WRONG, offer.problem.message, offer.problem.fix)
        self._choose()

    def _show_report(self, report: TicketReport) -> None:
        self._rows, self._running = {row.step: row for row in report.rows}, None
        self._say(look.Tone.GOOD if report.proven else look.Tone.WRONG, report.message, report.fix)
        # Every ticket has a subject of its own, and is agreed to anew.
        self._choose()

    def _say(self, tone: look.Tone, line: str, detail: str) -> None:
        self._outcome.show_line(tone, line, detail)
        self._outcome.show()
        announce(self._outcome, f"{line} {detail}".strip())

    def _refresh(self) -> None:
        busy, offer = self._runner.busy, self._offer
        writing = busy and offer is not None
        for box in (self._board, self._company):
            box.setEnabled(not busy and offer is not None)
        self._sentence.setText(self._words())
        self._agreed.setEnabled(self._plan is not None and not busy)
        self._create.setEnabled(self._agreed.isChecked() and not busy)
        self._stop.setEnabled(writing and not self._stopped[0])
        self._steps.setVisible(bool(self._rows) or writing)
        self._steps.show_rows(ticket_rows(self._rows, self._running if writing else None))

    def _words(self) -> str:
        if self._plan:
            return self._plan.sentence
        if self._offer is None:
            return tr("Reading boards and companies …") if self._runner.busy else ""
        return "" if self._offer.problem else tr("Choose a board and a company.")
