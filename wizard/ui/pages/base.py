"""Base classes of pages: heading, purpose, numbered actions, picture, Next button."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wizard.base import assets
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field, Step
from wizard.domain.scope import Ticket
from wizard.domain.steps import next_step, steps_of
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.pages.instructions import Instructions, code_in, read_instructions
from wizard.ui.pages.suggested_texts import suggested
from wizard.ui.theme import theme
from wizard.ui.theme.icons import Variant, description
from wizard.ui.widgets.action_list import Action, ActionList
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.page import PageScroll
from wizard.ui.widgets.picture_card import PictureCard, PictureWall

if TYPE_CHECKING:
    from wizard.ui.pages.value_field import FieldMessage, LinkValueField

# Between two actions, where a page would have to be scrolled otherwise.
_CLOSE_ACTIONS = 6


@dataclass(frozen=True, slots=True)
class NextButtonState:
    """State of the Next button: its text, and the reason why it is disabled or a hint."""

    text: str
    enabled: bool = True
    reason: str = ""
    leading: bool = True


class WizardPage(PageScroll):
    """Interface of every page: text, focus, and Next button.

    ``step`` is None on the list of connections, which belongs to no step.
    """

    step: Step | None = None
    text: Instructions
    heading: Heading

    def on_shown(self, value: Field | None = None) -> None:
        """Set the focus, to the field of ``value`` if there is one."""
        del value
        self.heading.arrive()

    def on_left(self) -> None:
        """Called before another page is shown."""

    def next_button(self) -> NextButtonState:
        """Return the state of the Next button."""
        raise NotImplementedError

    def on_next(self) -> bool:
        """Handle a click on Next. Return False to stay on this page."""
        return True

    def default_button(self) -> QPushButton | None:
        """Return the button for Enter; None for the Next button."""
        return None

    def test_when_ready(self) -> None:
        """Start the test once the values are complete, on the page that tests."""

    def _add_intro(self) -> Label:
        """Put heading and purpose at the top; return the purpose."""
        self.heading = Heading(self.text.heading)
        purpose = Label(self.text.purpose, ink=theme.Color.MUTED)
        intro = QVBoxLayout()
        intro.setSpacing(theme.TIGHT // 2)
        self.body.addLayout(intro)
        intro.addWidget(self.heading)
        intro.addWidget(purpose)
        return purpose


class StepPage(WizardPage):
    """One step of the wizard.

    ``asks`` are the values typed on it: a refused one blocks the way on.

    Signals:
        go: a step to open, and the value to go to there or None.
        way_changed: `next_button` returns a different state.
        rebuilt: the page has other steps and pictures and must be built again.
        next_focus_asked: everything on this page is done.
        connections_asked: the user is done here and wants to see all connections.
        practice_asked: the user wants to practice with the simulated ConnectWise.
        hand_out_asked: a colleague is to do the ConnectWise part.
        open_capsule_asked: the user got a request or an answer from a colleague.
    """

    go = Signal(object, object)
    way_changed = Signal()
    rebuilt = Signal()
    next_focus_asked = Signal()
    connections_asked = Signal()
    practice_asked = Signal()
    hand_out_asked = Signal()
    open_capsule_asked = Signal()
    step: Step
    asks: tuple[Field, ...] = ()
    pictures: tuple[str, ...] = ()

    def __init__(self, connection: OpenConnection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.connection, self.session = connection, connection.session
        self.setObjectName(f"page.{self.step.value}")
        self.inputs: dict[Field, LinkValueField] = {}
        self.actions_shown: list[Action] = []
        self.listed: ActionList | None = None
        self._extra: QVBoxLayout | None = None
        self._wall: PictureWall | None = None
        self.text = self._read()
        self.purpose = self._add_intro()
        self.build()
        self._add_pictures(self.pictures_shown)
        self.session.changed.connect(self.follow)
        self.refresh()

    def build(self) -> None:
        """Create the contents of `body`."""

    def refresh(self) -> None:
        """Update the page from the session."""
        if self._wall:
            variant = self._variant()
            for card in self._wall.cards:
                card.picture.show_variant(variant)
        self.way_changed.emit()

    def follow(self) -> None:
        """Refresh while the page is visible; a hidden page refreshes when shown."""
        if self.isVisible():
            with self.one_layout():
                self.refresh()

    def on_shown(self, value: Field | None = None) -> None:
        """Set the focus: the field of ``value``, else the first empty field, else the heading."""
        self.show_lines()
        for one in self.inputs.values():
            one.refresh()
        self.refresh()
        self.fit()
        empty = (one for one in self.inputs.values() if one.empty and one.field.isVisibleTo(self))
        first = next(empty, None)
        target = (self.place_of(value) if value else None) or (first.field if first else None)
        self.heading.arrive(focus=target is None)
        if target is None:
            self.verticalScrollBar().setValue(0)
        else:
            self.scroll_to(target)

    def place_of(self, value: Field) -> QWidget | None:
        """Return the widget that gets the focus for ``value``, or None."""
        field = self.inputs[value].field if value in self.inputs else None
        return field if field and field.isVisibleTo(self) else None

    def show_lines(self) -> None:
        """Show the actions with the current names."""
        self.text = self._read()
        for action in self.actions_shown:
            action.row.show_line(self.text.actions[action.number - 1])

    def on_left(self) -> None:
        """Mask secrets; the page is about to be hidden."""
        for one in self.inputs.values():
            one.on_page_left()

    def next_button(self) -> NextButtonState:
        """Return the state of the Next button."""
        for value in self.asks:
            problem = self.session.problem(value)
            if problem:
                return NextButtonState(self._next_text(), enabled=False, reason=problem.headline)
        return NextButtonState(self._next_text(), reason=self.next_hint())

    def _next_text(self) -> str:
        """The last step of a request leads back to the person who made it."""
        draft = self.session.draft
        last = draft.received and next_step(self.step, steps_of(draft)) is None
        return tr("&Send back…") if last else tr("&Next")

    def commit_action(self) -> int:
        """Return the number of the action that the button belongs to, 0 if it is the last."""
        return 0

    def set_compact(self, *, compact: bool) -> None:
        """Lay the page out for the strip, which shows only the actions."""
        super().set_compact(compact=compact)
        self.purpose.setVisible(not compact)

    def next_hint(self) -> str:
        """Return a hint about continuing, or ""."""
        return ""

    def ask(
        self,
        value: Field,
        *,
        hint: str = "",
        beside: bool = False,
        verdict: Callable[[], FieldMessage] | None = None,
    ) -> LinkValueField:
        """Create the field of ``value``; ``verdict`` comments on an accepted text."""
        from wizard.ui.pages.value_field import LinkValueField  # noqa: PLC0415 - step 1 has none

        made = LinkValueField(self.session, value, hint=hint, beside=beside, verdict=verdict)
        self.inputs[value] = made
        return made

    def add_action(
        self,
        number: int,
        *below: QWidget,
        trailing: QWidget | None = None,
        copies: bool = True,
    ) -> None:
        """Add the action ``number`` with its button, and ``below`` it the widget it refers to."""
        if self.listed is None:
            self.listed = ActionList(tr("Actions"), first=number)
            self.body.addWidget(self.listed)
            self.let_close_up(self.listed.rows, _CLOSE_ACTIONS)
        button = trailing or (self._copy(number) if copies else None)
        action = self.listed.add(self.text.actions[number - 1], button)
        self.actions_shown.append(action)
        self._extra = None
        for widget in below:
            action.add_below(widget)

    def add(self, widget: QWidget) -> None:
        """Add ``widget`` in the whole width of the page; behind an action it belongs to that."""
        if self.actions_shown and self._extra is None:
            around = QWidget()
            self._extra = QVBoxLayout(around)
            self._extra.setContentsMargins(0, 0, 0, 0)
            self._extra.setSpacing(theme.PART)
            self.actions_shown[-1].extra = around
            self.body.addWidget(around)
        self.listed = None
        (self._extra or self.body).addWidget(widget)

    def action(self, number: int) -> Action:
        """Return the action ``number``."""
        return next(action for action in self.actions_shown if action.number == number)

    def link(self, text: str, name: str) -> LinkButton:
        """Make a button that looks like a link."""
        made = LinkButton(text)
        made.setObjectName(name)
        return made

    def copy_button(
        self, source: str | Callable[[], str], what: str, *, secret: bool = False
    ) -> CopyButton:
        """Make a button that copies; ``what`` tells a screen reader which text."""
        return CopyButton(
            source,
            text=tr("Copy"),
            done=tr("Copied"),
            name=tr("Copy {what}").format(what=what),
            secret=secret,
        )

    def _copy(self, number: int) -> CopyButton | None:
        code = code_in(self.text.actions[number - 1])
        if not code:
            return None
        return self.copy_button(lambda: code_in(self.text.actions[number - 1]), code)

    @property
    def instructions_name(self) -> str:
        """Name the file of instructions for the page as it is now."""
        return self.step.value

    @property
    def pictures_shown(self) -> tuple[str, ...]:
        """Name the pictures for the page as it is now."""
        return self.pictures

    def _read(self) -> Instructions:
        text = assets.instructions(self.instructions_name, self.connection.services.language)
        return read_instructions(
            text, suggested(self.session.draft, self.connection.services.now())
        )

    def _add_pictures(self, pictures: tuple[str, ...]) -> None:
        if not pictures:
            return
        notes = (*[""] * (len(pictures) - 1), self.text.source)
        self._wall = PictureWall(
            [
                PictureCard(self.card_title(), name, note, tr(description(name)))
                for name, note in zip(pictures, notes, strict=True)
            ]
        )
        self.set_aside(self._wall)

    def _variant(self) -> Variant:
        """The variant of the pictures for the scope and the suggested texts."""
        scope = self.session.draft.scope
        kinds = {kind.value if kind in scope.tickets else f"no_{kind.value}" for kind in Ticket}
        texts = suggested(self.session.draft, self.connection.services.now())
        return Variant(frozenset(kinds), tuple(sorted(texts.items())))

    def card_title(self) -> str:
        """Return the title above the picture."""
        return tr("In ConnectWise")
