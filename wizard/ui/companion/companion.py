"""Companion mode: shows the same session and pages in a narrow strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wizard.domain.faults.fault import Step
from wizard.domain.progress import StepProgress
from wizard.domain.text import tr
from wizard.ui.companion.bar import CompanionBar
from wizard.ui.companion.dock import WIDTH, Dock, can_place_windows
from wizard.ui.companion.guide import ActionGuide
from wizard.ui.pages.base import NextButtonState, StepPage, WizardPage
from wizard.ui.theme import theme


class Companion(QObject):
    """The strip of ``window``: its header, its position, and a guide for each page.

    The header is made when the strip is first shown, and given to ``add_head``.

    Signals:
        chosen: the `Step` that was picked in the header.
        turned: the strip is shown, or the full window is again.
        moved: another action is current.
    """

    chosen = Signal(object)
    turned = Signal()
    moved = Signal()

    def __init__(self, window: QWidget, add_head: Callable[[CompanionBar], None]) -> None:
        super().__init__(window)
        self._add_head = add_head
        self._bar: CompanionBar | None = None
        self._shown: tuple[str, Sequence[StepProgress], Step] | None = None
        self._dock = Dock(window)
        self._guides: dict[StepPage, ActionGuide] = {}
        self._page: StepPage | None = None

    @property
    def bar(self) -> CompanionBar:
        """The header."""
        if self._bar is None:
            self._bar = bar = CompanionBar()
            bar.hide()
            bar.full_asked.connect(self.leave)
            bar.chosen.connect(self.chosen)
            self._add_head(bar)
            if self._shown:
                bar.show_steps(*self._shown)
        return self._bar

    @property
    def active(self) -> bool:
        """Whether companion mode is on."""
        return self._dock.docked

    @property
    def width(self) -> int:
        """Width of the strip in pixels."""
        return theme.scaled(WIDTH)

    def enter(self) -> None:
        """Show the strip."""
        if self.active:
            return
        self.bar.show_note("" if can_place_windows() else _place_it_yourself())
        # First the pages: with the width of the full window their minimum would widen the strip.
        self._dock.remember()
        self.bar.show()
        self.turned.emit()
        self._dock.dock()

    def leave(self) -> None:
        """Show the full window again."""
        if not self.active:
            return
        self._dock.undock()
        self.bar.hide()
        self.turned.emit()

    def show_page(self, page: StepPage | None) -> None:
        """Lay out ``page`` for the strip or the full window; None: a page without a step."""
        self._page = page
        self.lay_out()

    def lay_out(self) -> None:
        """Lay out the current page for the strip or the full window."""
        if self._page is None:
            return
        self._page.set_compact(compact=self.active)
        guide = self._guide(self._page)
        if self.active:
            guide.show()
        else:
            guide.show_all()

    def show_steps(self, title: str, views: Sequence[StepProgress], step: Step) -> None:
        """Show the open connection and the state of each step."""
        self._shown = title, views, step
        if self._bar:
            self._bar.show_steps(title, views, step)

    def next_button(self, page: WizardPage) -> NextButtonState:
        """Return the state of the Next button: the next action, or what follows the last one."""
        guide = self._guide(self._page) if self.active and self._page else None
        if guide is None or guide.at_end:
            way = page.next_button()
            reason = way.reason or (guide.position if guide else "")
            return NextButtonState(way.text, way.enabled, reason, way.leading)
        return NextButtonState(tr("&Next"), reason=guide.position)

    def forward(self) -> bool:
        """Go to the next action; False if the page's own button has to act."""
        return self.active and self._page is not None and self._guide(self._page).forward()

    def back(self) -> bool:
        """Go to the previous action; False if the previous step comes next."""
        return self.active and self._page is not None and self._guide(self._page).back()

    def can_go_back(self) -> bool:
        """Whether an action comes before the current one."""
        return self.active and self._page is not None and not self._guide(self._page).at_start

    def target(self) -> QWidget | None:
        """Return the widget for the current action, to focus it."""
        return self._guide(self._page).target() if self.active and self._page else None

    def _guide(self, page: StepPage) -> ActionGuide:
        if page not in self._guides:
            guide = ActionGuide(page)
            guide.moved.connect(self.moved)
            page.destroyed.connect(lambda: self._guides.pop(page, None))
            self._guides[page] = guide
        return self._guides[page]


def _place_it_yourself() -> str:
    return tr(
        "On this desktop, programs can't move their windows. Move this one beside the browser, "
        "and choose Always on Top in its title bar menu."
    )
