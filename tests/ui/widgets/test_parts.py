from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.widgets.conftest import Show, children, said, voice
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import Banner, VerdictBanner
from wizard.ui.widgets.buttons import Button, LinkButton, Rank, WrappedLinkButton
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.choice import CheckBox, Choice, Option
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import Columns, set_flow
from wizard.ui.widgets.page import BottomBar, PageScroll

OPTIONS = [
    Option("no", "Not requested"),
    Option("asked", "Requested", "Waiting"),
    Option("have", "I have"),
]


def test_a_verdict_is_one_line_and_announced(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr("wizard.ui.widgets.banner.announce", lambda _part, text: heard.append(text))
    banner = VerdictBanner()
    show(banner)
    for _ in range(2):
        banner.show_verdict(
            theme.Tone.WRONG, "Nearly. One permission is missing.", "Add is None.", "Go"
        )
    assert heard == ["Nearly. One permission is missing."]
    assert said(banner) == "Nearly. One permission is missing."
    assert voice(banner).text(QAccessible.Text.Description) == "Add is None."
    assert "Nearly. One permission is missing." in [said(part) for part in children(banner)]


def test_a_banner_shows_its_button_only_if_it_has_a_label(show: Show, qtbot: QtBot) -> None:
    banner = Banner(theme.Tone.ACCENT, "Practice.", action="Leave practice")
    show(banner)
    with qtbot.waitSignal(banner.pressed):
        qtbot.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    banner.show_line(theme.Tone.ACCENT, "Practice.")
    assert not banner.action.isVisible()


def test_a_narrow_banner_puts_its_button_below(show: Show, qtbot: QtBot) -> None:
    banner = VerdictBanner()
    banner.show_verdict(theme.Tone.GOOD, "Ready to link.", action="Go on")
    show(banner, 800, 100)
    line = banner.findChildren(Label)[0]
    assert banner.action.x() > line.x()
    banner.resize(320, 200)
    qtbot.waitUntil(lambda: banner.action.y() > line.y() + line.height() - 1)


def press_space(fold: Disclosure, qtbot: QtBot) -> None:
    qtbot.keyClick(fold.button, Qt.Key.Key_Space)


def press_by_tool(fold: Disclosure, qtbot: QtBot) -> None:
    voice(fold.button).actionInterface().doAction("Press")


@pytest.mark.parametrize("press", [press_space, press_by_tool])
def test_a_section_expands_and_announces_it(
    show: Show, qtbot: QtBot, press: Callable[[Disclosure, QtBot], None]
) -> None:
    fold = Disclosure("Proxy settings", Label("inside"))
    show(fold)
    assert voice(fold.button).state().collapsed
    with qtbot.waitSignal(fold.toggled) as emitted:
        press(fold, qtbot)
    assert emitted.args == [True]
    assert fold.content.isVisible()
    assert voice(fold.button).state().expanded
    assert voice(fold.button).role() is QAccessible.Role.Button
    assert said(fold.button) == "Proxy settings"


def test_the_content_of_a_section_is_built_once_on_first_opening(show: Show) -> None:
    built: list[Label] = []

    def build() -> Label:
        built.append(Label("inside"))
        return built[-1]

    fold = Disclosure("Proxy settings", build)
    show(fold)
    assert not built
    for is_open in (True, False, True):
        fold.set_open(is_open=is_open)
        (inside,) = built
        assert inside.isVisible() is is_open


def test_tab_goes_from_a_section_to_its_content(show: Show, qtbot: QtBot) -> None:
    def build() -> QWidget:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        for name in ("first", "second"):
            rows.addWidget(QPushButton(name))
        return inside

    page = QWidget()
    rows = QVBoxLayout(page)
    fold, behind = Disclosure("Proxy settings", build), QPushButton("behind")
    rows.addWidget(fold)
    rows.addWidget(behind)
    show(page)
    fold.set_open(is_open=True)
    fold.button.setFocus()
    visited = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget().text())  # type: ignore[union-attr]
    assert visited == ["first", "second", "behind"]


def test_setting_a_section_to_its_current_state_announces_nothing(show: Show, qtbot: QtBot) -> None:
    fold = Disclosure("Proxy settings", Label("inside"), is_open=True)
    show(fold)
    with qtbot.assertNotEmitted(fold.toggled):
        fold.set_open(is_open=True)
    fold.set_open(is_open=False)
    assert not fold.is_open


def test_a_choice_card_is_selected_with_the_arrow_keys(show: Show, qtbot: QtBot) -> None:
    choice = Choice("Client ID", OPTIONS)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose("no")
    show(choice)
    choice.cards["no"].setFocus()
    with qtbot.waitSignal(choice.chosen) as emitted:
        qtbot.keyClick(choice.cards["no"], Qt.Key.Key_Down)
    assert emitted.args == ["asked"]
    assert choice.key() == "asked"
    assert said(choice) == "Client ID"
    read = [said(card) for card in children(choice)]
    assert read == ["Not requested", "Requested", "I have"]
    assert all(card.role() is QAccessible.Role.RadioButton for card in children(choice))
    assert choice.cards["asked"].height() >= theme.CONTROL


def test_nothing_is_selected_initially() -> None:
    assert Choice("Client ID", OPTIONS).key() == ""


def test_a_check_box_is_toggled_by_clicking_its_label(show: Show, qtbot: QtBot) -> None:
    box = CheckBox("&Service tickets", "for each hire")
    show(box, 500, 60)
    far = box.rect().center()
    with qtbot.waitSignal(box.toggled):
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=far)
    assert box.isChecked()
    assert said(box) == "Service tickets"
    assert voice(box).state().checked
    assert voice(box).text(QAccessible.Text.Description) == "for each hire"
    narrow = box.heightForWidth(100)
    assert narrow > box.heightForWidth(500) >= theme.CONTROL


def test_the_reason_is_shown_beside_a_disabled_button(show: Show, qtbot: QtBot) -> None:
    bar = BottomBar("Back")
    show(bar, 800, 64)
    bar.show_next("Next", enabled=False, reason="Type the address first.")
    assert bar.reason.text() == "Type the address first."
    assert voice(bar.next).text(QAccessible.Text.Description) == "Type the address first."
    assert bar.next.property("kind") == "primary"
    bar.show_next("Next", leading=False)
    assert bar.next.property("kind") == "plain"
    with qtbot.waitSignal(bar.next_asked):
        qtbot.mouseClick(bar.next, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.back_asked):
        qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    bar.show_back(enabled=False)
    assert not bar.back.isVisible()


def test_buttons_are_in_the_order_of_the_system(show: Show) -> None:
    plain = BottomBar("Back", mac=False)
    plain.show_next("Next", reason="Why")
    show(plain, 800, 64)
    assert plain.back.x() < plain.reason.x() < plain.next.x()
    mac = BottomBar("Back", mac=True)
    mac.show_next("Next", reason="Why")
    show(mac, 800, 64)
    assert mac.reason.x() < mac.back.x() < mac.next.x()


@pytest.mark.parametrize(
    ("reason", "above"),
    [("", False), ("Action 3 of 7", False), ("Not verified yet. You can continue.", True)],
)
def test_in_the_strip_a_long_reason_is_above_the_buttons(
    show: Show, reason: str, *, above: bool
) -> None:
    bar = BottomBar("Back")
    bar.set_compact(compact=True)
    show(bar, 360, 96)
    bar.show_next("Next", reason=reason)
    QApplication.processEvents()
    assert (bar.reason.geometry().bottom() < bar.next.y()) is above
    bar.show_next("Next", reason="Action 3 of 7")
    QApplication.processEvents()
    assert bar.back.x() < bar.reason.x() < bar.next.x()
    assert bar.reason.height() <= bar.next.height()


def test_a_card_beside_a_page_hides_if_there_is_no_room(show: Show, qtbot: QtBot) -> None:
    page, card = PageScroll(), Card("In ConnectWise")
    card.setFixedWidth(theme.CARD)
    page.set_aside(card)
    show(page, 900, 400)
    assert card.isVisible()
    page.resize(600, 400)
    qtbot.waitUntil(lambda: not card.isVisible())
    page.resize(900, 400)
    qtbot.waitUntil(card.isVisible)
    assert page.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_an_appearing_scroll_bar_moves_nothing(show: Show, qtbot: QtBot) -> None:
    page, card = PageScroll(), Card("In ConnectWise")
    page.set_aside(card)
    show(page, 900, 400)
    right = card.mapTo(page, card.rect().topRight()).x()
    tall = Label("tall")
    tall.setFixedHeight(600)
    card.body.addWidget(tall)
    qtbot.waitUntil(page.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: card.mapTo(page, card.rect().topRight()).x() == right)
    assert right == 900 - theme.PAGE_X - 1


def test_content_that_appears_moves_nothing_above_it(show: Show, qtbot: QtBot) -> None:
    page, first, more = PageScroll(), Label("first"), Label("more")
    page.body.addWidget(first)
    page.body.addWidget(more)
    more.setFixedHeight(330)
    more.hide()
    show(page, 900, 400)
    before = first.mapTo(page, first.rect().topLeft())
    more.show()
    qtbot.waitUntil(page.verticalScrollBar().isVisible)
    assert first.mapTo(page, first.rect().topLeft()) == before
    page.fit()
    qtbot.waitUntil(lambda: not page.verticalScrollBar().isVisible())


def test_the_icon_of_a_banner_is_at_its_first_line(show: Show) -> None:
    banner = Banner(theme.Tone.WARNING, "One.", "Two.\nThree.\nFour.")
    show(banner, 400, 160)
    ground = banner.grab().toImage()
    background = theme.current().color(theme.Color.WARNING_BACKGROUND).rgb()
    sign = [y for y in range(160) if ground.pixel(theme.NEAR + 9, y) != background and 2 < y < 157]
    line = banner.findChildren(Label)[0].geometry()
    assert line.top() <= min(sign)
    assert max(sign) <= line.bottom()


@pytest.mark.parametrize(
    ("line", "detail", "button"),
    [
        ("Ready to link.", "All checks passed.", ""),
        ("Nearly. One permission is missing.", "Add Level is None, needs All.", "Take me there"),
        ("Not ready.", "One.\nTwo.\nThree.\nFour.", "Take me there"),
    ],
)
@pytest.mark.parametrize("width", [280, 380, 800])
def test_the_icon_of_a_verdict_is_beside_its_text(
    show: Show, width: int, line: str, detail: str, button: str
) -> None:
    banner = VerdictBanner()
    banner.show_line(theme.Tone.WRONG, line, detail, button)
    show(banner, width, banner.heightForWidth(width))
    top, size = banner._sign_top(28), 28
    first, last = (label.geometry() for label in banner.findChildren(Label))
    assert first.top() - size / 2 <= top
    assert top + size <= last.bottom() + 1
    if first.height() + last.height() > 70:
        assert abs(top + size / 2 - (first.top() + 11)) <= 1


def test_a_page_scrolls_the_requested_part_into_view(show: Show) -> None:
    page, last = PageScroll(), Button("Last")
    for _ in range(60):
        page.body.addWidget(Label("Text"))
    page.body.addWidget(last)
    show(page, 500, 300)
    QApplication.processEvents()
    page.scroll_to(last)
    assert QApplication.focusWidget() is last
    assert page.viewport().rect().contains(last.mapTo(page.viewport(), last.rect().center()))


def test_a_link_in_a_narrow_column_wraps(show: Show) -> None:
    link = WrappedLinkButton("Many words beside each other")
    link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    show(link, link.sizeHint().width(), link.sizeHint().height())
    assert link.heightForWidth(link.width()) == link.height()
    narrow = link.width() * 2 // 3
    assert narrow > link.minimumSizeHint().width()
    higher = link.heightForWidth(narrow)
    assert higher > link.height()
    link.resize(narrow, higher)
    ground = link.grab().toImage()
    inked = {
        (x, y)
        for x in range(ground.width())
        for y in range(ground.height())
        if ground.pixel(x, y) != ground.pixel(0, 0)
    }
    columns, rows = {x for x, _ in inked}, {y for _, y in inked}
    assert min(columns) > 0
    assert max(columns) < narrow - 1
    assert min(rows) < higher // 3
    assert max(rows) > higher * 2 // 3


def place(widget: QWidget, around: QWidget) -> QPoint:
    return widget.mapTo(around, QPoint(0, 0))


def test_columns_stack_where_the_page_is_narrow(show: Show, qtbot: QtBot) -> None:
    columns, left, right = Columns(600), Label("left"), Label("right")
    columns.left.addWidget(left)
    columns.right.addWidget(right)
    show(columns, 700, 200)
    assert place(left, columns).y() == place(right, columns).y()
    assert place(left, columns).x() < place(right, columns).x()
    columns.resize(400, 200)
    qtbot.waitUntil(lambda: place(left, columns).y() < place(right, columns).y())
    assert place(left, columns).x() == place(right, columns).x()


def test_a_full_row_wraps(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    buttons = [Button("Test the link", Rank.PRIMARY), Button("Stop"), LinkButton("Show")]
    set_flow(page, buttons)
    show(page, 600, 200)
    middles = {button.geometry().center().y() for button in buttons}
    assert max(middles) - min(middles) <= 1
    page.resize(160, 200)
    qtbot.waitUntil(lambda: buttons[1].y() > buttons[0].y())
    assert page.layout().heightForWidth(160) > page.layout().heightForWidth(600)


@pytest.mark.parametrize("rank", Rank)
def test_buttons_are_big_enough_to_hit(show: Show, rank: Rank) -> None:
    button = Button("Go", rank, name="Go there", description="to the field")
    show(button, 100, 32)
    assert button.sizeHint().height() >= theme.CONTROL
    assert not button.autoDefault()
    assert said(button) == "Go there"
    assert voice(button).text(QAccessible.Text.Description) == "to the field"
