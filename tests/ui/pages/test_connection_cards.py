"""The cards of the page of all connections: their state, their buttons, and many of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QLineEdit

from tests.ui.pages.connections_stage import COPIED, LINKED, draft, shown, start, tab
from tests.ui.stage import (
    NOW,
    Stage,
)
from wizard.domain.check import Verdict
from wizard.domain.draft import ClientIdState, Environment, Linked
from wizard.domain.faults.fault import Step
from wizard.domain.last_test import LastTest
from wizard.domain.renewal import RenewalStage
from wizard.storage.drafts import LoadedDrafts
from wizard.ui.pages.connections.connection_card import ConnectionCard, sign_of, state_of
from wizard.ui.pages.connections.connections import ConnectionsPage
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.painting import StatusBadge


def test_a_result_that_is_out_of_date_needs_attention(stage: Stage) -> None:
    last = LastTest(Verdict.READY, NOW)
    start(stage, draft(linked=Linked(NOW, proven=True), last_test=last, revision=1))
    assert "last test today is out of date" in shown(stage)


@pytest.mark.parametrize(
    ("asked_on", "line"),
    [
        (date(2026, 11, 19), "since 19 Nov, 4 days"),
        (date(2026, 11, 22), "since 22 Nov, 1 day"),
        (date(2026, 11, 23), "since 23 Nov"),
        (date(2026, 11, 24), "since 24 Nov"),  # the clock was put back
    ],
)
def test_a_waiting_draft_shows_since_when(stage: Stage, asked_on: date, line: str) -> None:
    waiting = draft(client_id_state=ClientIdState.ASKED, asked_on=asked_on)
    start(stage, waiting)
    assert state_of(waiting, NOW) == f"Waiting for the Client ID {line}"
    assert state_of(waiting, NOW) in shown(stage)


def test_a_linked_connection_shows_the_result_of_its_last_test(stage: Stage) -> None:
    last = LastTest(Verdict.READY, NOW)
    start(stage, draft(linked=Linked(NOW, proven=True), last_test=last))
    assert "Linked on 23 Nov 2026" in shown(stage)
    assert "last test passed" in shown(stage)


@pytest.mark.parametrize(
    ("fields", "sign"),
    [
        ({"step": Step.ROLE}, (theme.Tone.ACCENT, "3")),
        ({"client_id_state": ClientIdState.ASKED}, (theme.Tone.WARNING, "clock")),
        ({"linked": Linked(NOW, proven=True)}, (theme.Tone.GOOD, "check")),
        ({"linked": Linked(NOW, proven=False)}, (theme.Tone.NEUTRAL, "dot")),
        ({"renewal": COPIED}, (theme.Tone.WARNING, "warning")),
        (
            {
                "linked": Linked(NOW, proven=True),
                "last_test": LastTest(Verdict.NOT_READY, NOW),
            },
            (theme.Tone.WRONG, "cross"),
        ),
    ],
)
def test_an_icon_repeats_the_state(fields: dict[str, object], sign: tuple[theme.Tone, str]) -> None:
    assert sign_of(draft(**fields), NOW.date()) == sign


def test_buttons_stand_beside_the_name_where_there_is_room(stage: Stage) -> None:
    one = draft()
    start(stage, one)
    button = stage.find(f"continue.{one.id}")
    card = stage.find(f"connection.{one.id}", ConnectionCard)

    def left() -> int:
        return button.mapTo(card, QPoint(0, 0)).x()

    stage.until(lambda: left() > card.width() // 2)
    stage.window.resize(683, 384)
    stage.until(lambda: left() < card.width() // 4)


@pytest.mark.parametrize(
    ("fields", "acts"),
    [
        ({}, ["Continue", "Test", "Remove…"]),
        ({"generation": 1}, ["Continue", "Test", "Renew keys…", "Remove…"]),
        ({"linked": LINKED}, ["Test", "Continue", "Remove…"]),
        ({"linked": LINKED, "generation": 1}, ["Test", "Continue", "Renew keys…", "Remove…"]),
        (
            {"linked": LINKED, "generation": 2, "renewal": COPIED},
            ["Finish renewal", "Continue", "Test", "Remove…"],
        ),
        (
            {"linked": LINKED, "renewal": replace(COPIED, stage=RenewalStage.VERIFIED)},
            ["Test", "Continue", "Remove…"],
        ),
    ],
    ids=["begun", "keys stored", "linked", "linked, stored", "renewal open", "renewed"],
)
def test_each_state_has_one_main_action_shown_as_primary_unless_it_is_test(
    stage: Stage, fields: dict[str, object], acts: list[str]
) -> None:
    one = draft(**fields)
    start(stage, one)
    assert [act for act in stage.acts(one.id) if act != "Hand to a colleague…"] == acts
    primary = [b for b in stage.window.page.findChildren(Button) if b.property("kind") == "primary"]
    leading = [act for act in acts[:1] if act != "Test"]
    assert [button.text() for button in primary if button.isVisible()] == leading
    assert stage.find("next").property("kind") == "plain"


def test_a_card_names_company_host_and_pending_renewal_step(stage: Stage) -> None:
    start(stage, draft(renewal=COPIED, environment=Environment.SANDBOX))
    lines = shown(stage).splitlines()
    assert "contoso · na.myconnectwise.net" in lines
    assert any("Renewal not finished: set the old keys to Inactive" in line for line in lines)
    (badge,) = stage.window.page.findChildren(StatusBadge)
    assert badge.accessibleName() == "Sandbox"
    assert badge.isVisible()


MANY = 60


@pytest.fixture
def many(stage: Stage) -> list[ConnectionCard]:
    """The cards of many connections, of which a window shows some."""
    stage.open(
        LoadedDrafts(tuple(draft(name=f"Client {n:02}", company_id=f"c{n}") for n in range(MANY)))
    )
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    return list(page.cards.values())


def test_only_visible_cards_are_built(stage: Stage, many: list[ConnectionCard]) -> None:
    stage.until(lambda: many[0].filled and many[0].isVisible())
    assert sum(card.filled for card in many) < MANY // 3
    bar = stage.window.page.verticalScrollBar()
    stage.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    stage.until(lambda: many[-1].filled)
    assert sum(card.filled for card in many) < MANY * 2 // 3
    stage.press(f"continue.{many[-1].draft.id}")
    assert stage.draft.name == many[-1].draft.name


def test_tab_reaches_every_button_of_every_card_in_order(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    stops = [f"{act}.{card.draft.id}" for card in many for act in ("continue", "more")]
    stage.find("search", QLineEdit).setFocus()
    assert [tab(stage) for _ in stops] == stops
    assert tab(stage) == "next"
    back = [tab(stage, Qt.Key.Key_Backtab) for _ in stops]
    assert back == stops[::-1]


def test_shift_tab_reaches_a_card_that_was_never_visible(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    stage.find("next").setFocus()
    assert tab(stage, Qt.Key.Key_Backtab) == f"more.{many[-1].draft.id}"
    assert tab(stage, Qt.Key.Key_Backtab) == f"continue.{many[-1].draft.id}"
    assert [tab(stage) for _ in range(2)] == [f"more.{many[-1].draft.id}", "next"]


def test_a_screen_reader_finds_the_buttons_of_an_invisible_card(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    far = many[-1]
    assert not far.filled
    voice = QAccessible.queryAccessibleInterface(far)
    assert voice.role() is QAccessible.Role.Grouping
    assert voice.text(QAccessible.Text.Name) == far.title
    names = {child.text(QAccessible.Text.Name) for child in below(voice)}
    assert {f"Continue: {far.title}", f"More for {far.title}"} <= names
    assert QAccessible.queryAccessibleInterface(stage.window.page).childCount()


def below(voice: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for number in range(voice.childCount()):
        child = voice.child(number)
        yield child
        yield from below(child)


def test_an_invisible_card_applies_updates_when_it_is_built(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    noted, tested = many[-1], many[-2]
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    page.show_skipped(noted.draft, "Not tested.")
    last = LastTest(Verdict.READY, NOW)
    page.show_tested(replace(tested.draft, last_test=last))
    assert not noted.filled
    for card in (noted, tested):
        card.fill()
    assert "Not tested." in shown(stage)
    assert "last test passed today" in shown(stage)


def test_a_search_finds_and_builds_invisible_cards(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    assert not many[-1].filled
    stage.type("search", many[-1].draft.name, leave=False)
    assert many[-1].isVisible()
    stage.press(f"continue.{many[-1].draft.id}")
    assert stage.draft.name == many[-1].draft.name


def test_a_draft_with_unusable_dates_hides_no_other_draft(stage: Stage) -> None:
    far = datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))
    odd = draft(name="Odd", last_test=LastTest(Verdict.READY, far), company_id="odd")
    good = draft(name="Good", company_id="good")
    stage.open(LoadedDrafts((odd, good)), now=lambda: NOW.astimezone(timezone(timedelta(hours=14))))
    assert "Its state can't be shown." in shown(stage)
    stage.press(f"continue.{good.id}")
    assert stage.draft.name == "Good"
