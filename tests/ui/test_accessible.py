"""Names, keys and sizes of every page, and the announcement of its heading."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from tests.ui.prying import pry
from tests.ui.stage import NOW, Stage
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Step
from wizard.storage.drafts import LoadedDrafts
from wizard.ui.widgets.scroll_area import ScrollArea
from wizard.ui.widgets.step_list import StepList

LEAST_TARGET = 24
FIELDS = {
    Step.SCOPE: {"Connection name"},
    Step.SITE: {"ConnectWise address", "Company ID"},
    Step.KEYS: {"Public key", "Private key"},
    Step.CLIENT_ID: {"Client ID"},
    Step.LINK: {"ConnectWise address", "Company ID", "Private key", "Public key", "Client ID"},
}
BUTTONS = {
    Step.SCOPE: {"Service tickets", "Project tickets", "Next", "Save and leave", "Help"},
    Step.SITE: {"Next", "Back", "Save and leave", "Help"},
    Step.CLIENT_ID: {"Not requested", "Requested", "I have it"},
    Step.LINK: {"Test the link", "Stop"},
    Step.HANDOVER: {"Mark as linked"},
}


def name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def controls(stage: Stage) -> list[QWidget]:
    """Every control in the window, shown or collapsed."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    found = [w for kind in kinds for w in stage.window.findChildren(kind)]
    found = [w for w in found if not isinstance(w, QHeaderView)]
    return [w for w in found if w.isVisibleTo(stage.window) and "qt_" not in w.objectName()]


@pytest.fixture
def opened(stage: Stage) -> Stage:
    stage.open()
    return stage


def test_every_control_has_a_name(opened: Stage) -> None:
    for step in Step:
        opened.go(step)
        nameless = [w.objectName() or type(w).__name__ for w in controls(opened) if not name(w)]
        assert not nameless, step


def test_fields_have_the_agreed_names(opened: Stage) -> None:
    for step, agreed in FIELDS.items():
        opened.go(step)
        assert agreed <= {name(edit) for edit in opened.window.page.findChildren(QLineEdit)}


def test_buttons_have_the_agreed_names(opened: Stage) -> None:
    for step, agreed in BUTTONS.items():
        opened.go(step)
        assert agreed <= {name(w) for w in controls(opened) if isinstance(w, QAbstractButton)}


def test_mnemonics_are_unique_on_a_page(opened: Stage) -> None:
    for step in Step:
        opened.go(step)
        texts = [w.text() for w in controls(opened) if isinstance(w, QAbstractButton)]
        labels = opened.window.findChildren(QLabel)
        texts += [w.text() for w in labels if w.isVisible() and w.buddy()]
        keys = [m[1].lower() for text in texts for m in [re.search(r"&([^&\s])", text)] if m]
        assert not [key for key, count in Counter(keys).items() if count > 1], step


def test_every_target_is_large_enough(opened: Stage) -> None:
    for step in Step:
        opened.go(step)
        QApplication.processEvents()
        shown = [w for w in controls(opened) if w.isVisible()]
        small = [(name(w), w.height()) for w in shown if w.height() < LEAST_TARGET]
        assert not small, step


@pytest.mark.parametrize("step", list(Step))
def test_the_focus_goes_to_the_heading_or_the_first_empty_field(opened: Stage, step: Step) -> None:
    opened.go(step)
    page = opened.window.page
    focused = QApplication.focusWidget()
    empty = [one.field.edit for one in page.inputs.values() if one.field.isVisible()]  # type: ignore[union-attr]
    assert focused is (empty[0] if empty else page.heading)


@pytest.mark.parametrize("step", list(Step))
def test_tab_visits_the_page_before_the_button_bar(opened: Stage, step: Step) -> None:
    opened.go(step)
    seen: list[QWidget] = []
    widget: QWidget | None = opened.window.page
    while widget is not None and widget not in seen:
        seen.append(widget)
        widget = widget.nextInFocusChain()
    stops = [w for w in seen if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    on_page = [i for i, w in enumerate(stops) if opened.window.page.isAncestorOf(w)]
    bar = [opened.find(name) for name in ("back", "next") if opened.find(name).isVisible()]
    assert on_page
    assert [stops.index(button) > max(on_page) for button in bar] == [True] * len(bar)


def test_each_step_is_announced_with_title_and_state(opened: Stage) -> None:
    opened.go(Step.SITE)
    steps = opened.find("steps", StepList)
    assert name(steps) == "Steps"
    model = steps.model()
    spoken = [
        model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    assert spoken[:3] == [
        "What Hire2Retire does, done",
        "Your ConnectWise, current, in progress",
        "Security role, to do",
    ]
    assert len(spoken) == 8


@pytest.mark.parametrize("step", list(Step))
def test_nothing_is_wider_than_the_page(opened: Stage, step: Step) -> None:
    opened.go(step)
    page = opened.window.page
    for width, height in ((683, 384), (1120, 720), (1366, 708)):
        opened.window.resize(width, height)
        QApplication.processEvents()
        assert page.widget().width() <= page.viewport().width()
        assert opened.window.width() == width


# What Qt says when it answers rightly, and what the off-screen platform says of every window.
BEYOND = "QAccessible(List|Table)::child: Invalid index|does not support (propagateSizeHints|raise)"
NARROW, ROOMY = (683, 384), (2400, 2000)


def many_drafts(count: int) -> tuple[Draft, ...]:
    first = Draft("0" * 12, NOW, "Contoso")
    return tuple(replace(first, id=f"{one:012x}", name=f"Contoso {one}") for one in range(count))


def turn_bars_off_and_on(stage: Stage) -> None:
    """Ask for every child while the pages scroll, after they have stopped, and once more."""
    for width, height in (NARROW, ROOMY, NARROW):
        stage.window.resize(width, height)
        QApplication.processEvents()
        assert pry(stage.window) > 100
    areas = stage.window.findChildren(QScrollArea)
    assert len(areas) > 1
    assert [area for area in areas if not isinstance(area, ScrollArea)] == []


@pytest.mark.qt_log_ignore(BEYOND, extend=True)
@pytest.mark.parametrize("step", list(Step))
def test_a_nonexistent_accessible_child_is_none(opened: Stage, step: Step) -> None:
    opened.go(step)
    opened.window._frame.turn_help()
    turn_bars_off_and_on(opened)


@pytest.mark.qt_log_ignore(BEYOND, extend=True)
def test_the_list_of_connections_has_no_extra_accessible_child(stage: Stage) -> None:
    stage.open(LoadedDrafts(many_drafts(12)))
    stage.window._frame.turn_help()
    turn_bars_off_and_on(stage)


def test_the_program_is_a_window_not_a_dialog(opened: Stage) -> None:
    voice = QAccessible.queryAccessibleInterface(opened.window)
    assert voice.role() is QAccessible.Role.Window
    assert voice.text(QAccessible.Text.Name) == "Hire2Retire Link"
    assert voice.state().active
