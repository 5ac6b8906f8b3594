"""Use of space: text stays readable, pictures grow and stay in view, little scrolls."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import VALUES, Stage
from wizard.base import language
from wizard.domain.draft import ClientIdState
from wizard.domain.faults.fault import Field, Step
from wizard.domain.scope import Scope, Ticket
from wizard.ui.pages.base import StepPage
from wizard.ui.theme import icons, theme
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.picture_card import PictureWall

SMALL, LAPTOP, LARGE = (1120, 720), (1366, 708), (1920, 1040)
# Steps of which nothing that has to be done lies below the edge of the smallest window.
FIT = [Step.SCOPE, Step.SITE, Step.MEMBER, Step.KEYS, Step.CLIENT_ID, Step.HANDOVER]
# What comes after the account is linked.
LATER = {Step.HANDOVER: 7}


def opened(stage: Stage, step: Step, size: tuple[int, int] = SMALL, code: str = "en") -> StepPage:
    language.speak(code)
    stage.open(settings=None, language=code)
    stage.window.resize(*size)
    stage.go(step)
    QApplication.processEvents()
    page = stage.window.page
    assert isinstance(page, StepPage)
    return page


def test_a_shorter_page_gives_its_space_to_the_picture(stage: Stage) -> None:
    page = opened(stage, Step.CLIENT_ID, (1120, 640))
    small = wall(page).width()
    page.findChildren(Choice)[0].cards[ClientIdState.HAVE.value].click()
    QApplication.processEvents()
    assert wall(page).width() > small


def bottom_of_text(page: StepPage) -> int:
    return page.body.geometry().bottom()


def wall(page: StepPage) -> PictureWall:
    found = page.findChild(PictureWall)
    assert found is not None
    return found


@pytest.mark.parametrize("code", language.available())
@pytest.mark.parametrize("step", FIT)
def test_every_action_can_be_seen_without_scrolling(stage: Stage, step: Step, code: str) -> None:
    page = opened(stage, step, code=code)
    for action in page.actions_shown[: LATER.get(step, 99) - 1]:
        for part in (action.row, action.below):
            if part is not None:
                bottom = part.mapTo(page, part.rect().bottomLeft()).y()
                assert bottom <= page.height(), f"action {action.number}"


@pytest.mark.parametrize("step", list(Step))
def test_text_is_at_most_760_pixels_wide_and_pictures_are_beside_it(
    stage: Stage, step: Step
) -> None:
    page = opened(stage, step)
    for size in (SMALL, LAPTOP, LARGE):
        stage.window.resize(*size)
        # A scroll bar that goes is noticed one pass later.
        stage.until(lambda: page.heading.width() <= page.text_at_most)
        if step is Step.LINK:
            continue
        assert page.text_at_most == 760
        cards = wall(page)
        assert cards.isVisible()
        right = page.heading.mapTo(page, page.heading.rect().topRight()).x()
        assert cards.geometry().left() > right
        assert cards.geometry().right() <= page.width() - 1


@pytest.mark.parametrize("step", [s for s in Step if s is not Step.LINK])
def test_a_wider_window_has_a_larger_picture(stage: Stage, step: Step) -> None:
    page = opened(stage, step)
    small = wall(page).width()
    stage.window.resize(*LARGE)
    QApplication.processEvents()
    assert wall(page).width() > 1.5 * small


@pytest.mark.parametrize("code", language.available())
@pytest.mark.parametrize("step", [s for s in FIT if s is not Step.HANDOVER])
def test_picture_and_spacing_shrink_before_longer_text_needs_scrolling(
    stage: Stage, step: Step, code: str
) -> None:
    page = opened(stage, step, code=code)
    assert page.verticalScrollBar().maximum() <= theme.PART  # no more than the edge below
    assert wall(page).isVisible()


def test_spacing_is_small_only_where_that_avoids_scrolling(stage: Stage) -> None:
    page = opened(stage, Step.KEYS)
    roomy = page.body.spacing()
    for height in range(SMALL[1], 400, -theme.GRID):
        stage.window.resize(SMALL[0], height)
        QApplication.processEvents()
        if page.body.spacing() < roomy:
            break
        assert page.verticalScrollBar().maximum() == 0
    assert page.body.spacing() < roomy
    assert page.verticalScrollBar().maximum() == 0
    stage.window.resize(*SMALL)
    QApplication.processEvents()
    assert page.body.spacing() == roomy


@pytest.mark.parametrize("size", [SMALL, LAPTOP, LARGE])
@pytest.mark.parametrize("step", [Step.ROLE, Step.MEMBER, Step.KEYS, Step.HANDOVER])
def test_a_copy_button_is_beside_its_value(stage: Stage, step: Step, size: tuple[int, int]) -> None:
    page = opened(stage, step, size)
    buttons = [b for b in page.findChildren(CopyButton) if b.isVisible()]
    assert buttons
    for button in buttons:
        left = button.mapTo(page, button.rect().topLeft()).x()
        beside = [
            label.mapTo(page, label.rect().topRight()).x()
            for label in button.parentWidget().findChildren(Label)
        ]
        assert left - max((x for x in beside if x < left), default=left) <= 400


@pytest.mark.parametrize("size", [SMALL, LAPTOP, LARGE])
def test_the_copy_buttons_of_the_handover_are_aligned(stage: Stage, size: tuple[int, int]) -> None:
    page = opened(stage, Step.HANDOVER, size)
    buttons = [page.findChild(CopyButton, f"copy.{value.value}") for value in VALUES]
    assert len({button.mapTo(page, button.rect().topLeft()).x() for button in buttons}) == 1


def test_the_picture_stays_in_view_while_the_text_scrolls(stage: Stage) -> None:
    page = opened(stage, Step.KEYS)
    stage.window.resize(1120, 560)
    QApplication.processEvents()
    bar = page.verticalScrollBar()
    assert bar.maximum()
    before = wall(page).geometry()
    bar.setValue(bar.maximum())
    assert wall(page).geometry() == before
    assert before.bottom() <= page.height()


def test_tall_pictures_end_with_the_text_of_the_page(stage: Stage) -> None:
    page = opened(stage, Step.ROLE)
    assert wall(page).height() > page.height()
    assert wall(page).y() > 0
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    bottom = wall(page).geometry().bottom()
    assert page.height() - 40 < bottom <= page.height()


@pytest.mark.parametrize("step", list(Step))
def test_only_a_margin_follows_the_last_part(stage: Stage, step: Step) -> None:
    page = opened(stage, step)
    stage.window.resize(1120, 480)
    QApplication.processEvents()
    if not page.verticalScrollBar().maximum() or step is Step.ROLE:
        return
    content = page.widget()
    assert content.height() - page.body.geometry().bottom() <= 40


@pytest.mark.parametrize("width", [683, 360])
def test_hidden_pictures_leave_nothing_to_scroll(stage: Stage, width: int) -> None:
    page = opened(stage, Step.ROLE)
    if width < 400:
        stage.press("companion")
    stage.window.resize(width, 720)
    QApplication.processEvents()
    assert wall(page).isHidden()
    assert page.widget().height() <= max(page.viewport().height(), bottom_of_text(page) + 40)


@pytest.mark.parametrize(
    ("tickets", "shown", "hidden"),
    [
        ({Ticket.SERVICE}, ["no_project", "service"], ["project", "no_service"]),
        ({Ticket.PROJECT}, ["no_service", "project"], ["service", "no_project"]),
        (set(Ticket), ["service", "project"], ["no_service", "no_project"]),
    ],
)
def test_the_pictures_follow_the_scope(
    stage: Stage, tickets: set[Ticket], shown: list[str], hidden: list[str]
) -> None:
    page = opened(stage, Step.ROLE)
    page.session.set_scope(Scope(tickets=frozenset(tickets)))
    page.refresh()
    for card in wall(page).cards:
        parts = card.picture._variant.parts
        assert set(shown) <= parts
        assert not parts & set(hidden)


def test_the_table_list_in_the_picture_matches_the_scope() -> None:
    def drawn(*parts: str) -> bytes:
        variant = icons.Variant(frozenset(parts), icons.PLAIN.texts)
        return bytes(str(icons.picture("customize", variant).boundsOnElement("boards")), "utf-8")

    assert drawn("project") != drawn("service")


@pytest.mark.parametrize("name", ["scope", "client_id", "handover", "member", "role", "keys"])
def test_our_captions_look_different_from_connectwise_labels(name: str) -> None:
    captions = icons.captions_of(name)
    assert captions
    assert not {"Save", "System", "API Members", "Send", "Client ID"} & set(captions)


def test_the_key_in_the_picture_has_the_suggested_date(stage: Stage) -> None:
    page = opened(stage, Step.KEYS)
    (card,) = wall(page).cards
    assert dict(card.picture._variant.texts)["key_description"] == "Hire2Retire 2026-11-23"


def test_the_test_results_use_the_space_left_by_the_values(stage: Stage) -> None:
    page = opened(stage, Step.LINK, LARGE)
    edit = stage.find(Field.CLIENT_ID.value)
    checks = stage.find("checks")
    assert (
        edit.mapTo(page, edit.rect().topRight()).x()
        < checks.mapTo(page, checks.rect().topLeft()).x()
    )
    assert checks.width() > 600
    assert len(VALUES) == len(page.inputs)
