"""Frame around every page: sidebar, banners, help panel, bottom bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.companion.bar import CompanionBar
from wizard.ui.controllers.leftover_tickets import LeftoverTickets
from wizard.ui.controllers.services import Services
from wizard.ui.pages.instructions import Instructions
from wizard.ui.pages.language_choice import LanguageBox
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.layouts import tab_after
from wizard.ui.widgets.page import BottomBar
from wizard.ui.window.fix_bar import FixBar
from wizard.ui.window.help_panel import WIDTH, HelpPanel
from wizard.ui.window.practice_bar import PracticeBar
from wizard.ui.window.sidebar import Sidebar

_PAGE_AT_LEAST = 420


class WindowFrame(QWidget):
    """Lays out the window ``parent``; pages are added to ``stack``.

    ``head`` stands above everything in the strip of companion mode, in place of the list of steps.

    Help and the banner of practice are made when they are first shown.

    Signals:
        language_changed: another language was chosen.
        support_asked: the support file is wanted.
        scenario_chosen: the name of another scenario of practice.
        practice_left: back to real connections.
    """

    language_changed = Signal()
    support_asked = Signal()
    scenario_chosen = Signal(str)
    practice_left = Signal()

    def __init__(self, parent: QWidget, services: Services) -> None:
        super().__init__(parent)
        self._head: CompanionBar | None = None
        self.sidebar = Sidebar()
        self._services = services
        self._help: HelpPanel | None = None
        self._practice: PracticeBar | None = None
        self._compact = self._low = False
        self._save_failure = Banner(theme.Tone.WRONG)
        self._left = Banner(theme.Tone.WARNING)
        self._left.action.setObjectName("ticket-is-gone")
        self._number = CopyButton(
            self._left_number,
            text=tr("Copy the number"),
            done=tr("Copied"),
            name=tr("Copy the number of the test ticket"),
        )
        self._left.add_button(self._number)
        self.fix = FixBar()
        self.stack = QStackedWidget()
        self._text: Instructions | None = None
        if services.settings:
            at_start = LanguageBox(services.settings)
            self.sidebar.show_on_first_page(at_start)
            at_start.changed.connect(self.language_changed)
        self.bar = BottomBar(tr("&Back"))
        self.bar.back.setObjectName("back")
        self.bar.next.setObjectName("next")
        self._notes: LeftoverTickets | None = None
        self._left.pressed.connect(self._forget_left)
        self._arrange()

    def show_page(self, page: QWidget, text: Instructions) -> None:
        """Show ``page`` and its help; the Tab key reaches both before the bar."""
        self.stack.setCurrentWidget(page)
        self._text = text
        if self._help:
            self._help.show_page(text)
        self._move_bar_to_end()

    def lay_out(self) -> None:
        """Activate the layout now instead of in the next turn of the event loop."""
        if layout := self.layout():
            layout.activate()

    def show_practice(self, scenarios: Mapping[str, str]) -> None:
        """Show the banner of practice with its scenarios, or hide it when there are none."""
        if scenarios and self._practice is None:
            self._practice = self._make_practice()
        if self._practice:
            self._practice.offer(scenarios)
            self._practice.setVisible(bool(scenarios))

    def show_save_failure(self, failure: str) -> None:
        """Show that the progress cannot be saved, or hide the message."""
        self._save_failure.show_line(theme.Tone.WRONG, tr("Your progress isn't saved."), failure)
        self._save_failure_row.setVisible(bool(failure))

    def follow(self, notes: LeftoverTickets) -> None:
        """Show each test ticket that may still be open, until the user confirms it is not."""
        self._notes = notes
        notes.changed.connect(self._show_left)
        self._show_left()

    def set_compact(self, *, compact: bool) -> None:
        """Lay the window out as a strip: the list of steps gives way to the head."""
        self.close_help()
        self.sidebar.setVisible(not compact)
        self._compact = compact
        if self._practice:
            self._practice.set_compact(compact=compact)
        self.bar.set_compact(compact=compact)
        edge = theme.STRIP_EDGE if compact else theme.PAGE_X
        for row in (self._save_failure_row, self._left_row):
            row.setContentsMargins(edge, theme.NEAR, edge, theme.TIGHT)
        self.fix.set_edge(edge)

    def turn_help(self) -> None:
        """Open or close the help."""
        if self._help_is_open:
            self.close_help()
        else:
            self._fit_help(is_open=True)
            self.help.heading.arrive()

    def close_help(self) -> None:
        """Close the help; the focus returns to its button."""
        if self._help_is_open:
            self._fit_help(is_open=False)
            back = self.bar.next if self.sidebar.isHidden() else self.sidebar.help
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def help(self) -> HelpPanel:
        """The help of the page."""
        if self._help is None:
            self._help = self._make_help()
        return self._help

    @property
    def _help_is_open(self) -> bool:
        return self._help is not None and self._help.isVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < theme.scaled(theme.LOW)
        if low is not self._low:
            self._low = low
            self.fix.set_low(low=low)
            self.bar.set_low(low=low)
            if self._practice:
                self._practice.set_low(low=low)
        self._fit_help(is_open=self._help_is_open)

    def _show_left(self) -> None:
        left = self._notes.left if self._notes else ()
        self._left_row.setVisible(bool(left))
        for ticket in left[:1]:
            tone = theme.Tone.NEUTRAL if ticket.expected else theme.Tone.WARNING
            action = tr("I've closed it") if ticket.expected else tr("It's deleted or closed")
            self._left.show_line(tone, ticket.message, ticket.fix, action)
            self._number.setVisible(bool(ticket.number))
            announce(self._left, f"{ticket.message} {ticket.fix}")

    def _left_number(self) -> str:
        return str(self._notes.left[0].number) if self._notes and self._notes.left else ""

    def _forget_left(self) -> None:
        if self._notes:
            self._notes.forget(self._notes.left[0].summary)

    def _fit_help(self, *, is_open: bool) -> None:
        """Replace the page by the help if there is no room for both side by side."""
        room = self.width() - (0 if self.sidebar.isHidden() else self.sidebar.width())
        wide = theme.scaled(WIDTH)
        beside = room - wide >= theme.scaled(_PAGE_AT_LEAST)
        # What hides goes first: both together would widen a narrow window.
        if is_open:
            self.stack.setVisible(beside)
            # In the page's place it follows the window, which could not be made smaller else.
            self.help.setMinimumWidth(wide if beside else 0)
            self.help.setMaximumWidth(wide if beside else room)
            self.help.show()
        elif self._help:
            self._help.hide()
            self.stack.show()

    def _make_help(self) -> HelpPanel:
        services, links = self._services, self._services.links
        made = HelpPanel(
            more=bool(links.get("help")),
            updates=bool(links.get("releases")),
            version=services.version,
        )
        self._middle.addWidget(made)
        self._move_bar_to_end()
        if services.settings:
            box = LanguageBox(services.settings)
            made.add_foot(box)
            box.changed.connect(self.language_changed)
        made.closed.connect(self.close_help)
        made.support_asked.connect(self.support_asked)
        made.more_asked.connect(lambda: services.open_url(links["help"]))
        made.updates_asked.connect(lambda: services.open_url(links["releases"]))
        if self._text:
            made.show_page(self._text)
        return made

    def add_head(self, head: CompanionBar) -> None:
        """Put ``head`` above everything in the strip of companion mode."""
        self._head = head
        self._column.insertWidget(0, head)
        tab_after(self.sidebar.companion, head.full, head.steps)

    def _make_practice(self) -> PracticeBar:
        made = PracticeBar()
        self._column.insertWidget(1 if self._head else 0, made)
        made.set_compact(compact=self._compact)
        made.set_low(low=self._low)
        made.scenario_chosen.connect(self.scenario_chosen)
        made.leave_asked.connect(self.practice_left)
        return made

    def _move_bar_to_end(self) -> None:
        # The order of the Tab key is that of arrival: the bar leaves and arrives once more.
        # WORKAROUND Qt 6.11: setTabOrder with a page that was never shown tears the order apart.
        self.bar.setParent(None)
        self._column.addWidget(self.bar)
        self.bar.show()

    def _arrange(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        self._column = column = QVBoxLayout()
        across.addLayout(column, 1)
        column.setSpacing(0)
        self._save_failure_row, self._left_row = _padded(self._save_failure), _padded(self._left)
        column.addWidget(self._save_failure_row)
        column.addWidget(self._left_row)
        column.addWidget(self.fix)
        self._middle = middle = QHBoxLayout()
        column.addLayout(middle, 1)
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        column.addWidget(self.bar)


def _padded(widget: QWidget) -> QWidget:
    around = QWidget()
    row = QHBoxLayout(around)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    around.setContentsMargins(theme.PAGE_X, theme.NEAR, theme.PAGE_X, theme.TIGHT)
    around.hide()
    return around
