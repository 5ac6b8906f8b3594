"""The page of all connections: which are listed, in which order, and what opens them."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.ui.pages.connections_stage import COPIED, draft, shown, start, store_keys
from tests.ui.stage import (
    NOW,
    VALUES,
    Stage,
)
from wizard.domain.check import Verdict
from wizard.domain.draft import ClientIdState, new_draft
from wizard.domain.faults.fault import Field, Step
from wizard.domain.last_test import LastTest
from wizard.storage.drafts import LoadedDrafts
from wizard.ui.pages.connections.connection_card import ConnectionCard
from wizard.ui.pages.connections.connections import SEARCH_FROM, ConnectionsPage
from wizard.ui.widgets.disclosure import Disclosure


def test_continue_opens_the_step_where_it_was_left(stage: Stage) -> None:
    one = draft(step=Step.ROLE, reached=frozenset({Step.SCOPE, Step.SITE, Step.ROLE}))
    start(stage, one)
    stage.press(f"continue.{one.id}")
    assert stage.draft.step is Step.ROLE


def test_continue_opens_the_client_id_step_if_only_that_is_missing(stage: Stage) -> None:
    asked = {"client_id_state": ClientIdState.ASKED, "asked_on": date(2026, 11, 19)}
    one = draft(step=Step.LINK, reached=frozenset(Step), **asked)
    start(stage, one)
    stage.press(f"continue.{one.id}")
    assert stage.draft.step is Step.CLIENT_ID
    stage.go(Step.LINK)
    stage.press("all-connections")
    stage.until(lambda: stage.find(f"continue.{one.id}").isVisible())
    stage.press(f"continue.{one.id}")
    assert stage.draft.step is Step.LINK, "the connection was still open there"


def test_test_now_starts_as_soon_as_the_keys_are_loaded(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    stage.saved()
    stage.window.close()
    kept = stage.saved()[0]
    asked = len(stage.test.asked)
    stage.open(stage.drafts.all())
    stage.press(f"test.{kept.id}")
    stage.until(lambda: len(stage.test.asked) == asked + 1)
    stage.tested()
    assert stage.test.asked[-1].private_key.reveal() == VALUES[Field.PRIVATE_KEY]


def test_drafts_of_one_company_are_grouped(stage: Stage) -> None:
    ahead = store_keys(stage, draft(last_test=LastTest(Verdict.READY, NOW)))
    again = store_keys(stage, draft(name="Begun again", created=NOW + timedelta(days=1)))
    start(stage, ahead, again)
    assert stage.find(f"connection.{ahead.id}").isVisible()
    assert not stage.find(f"connection.{again.id}").isVisible()
    stage.press("test-all")
    stage.until(lambda: bool(stage.test.asked) and not stage.window.manager.batch_test.busy)
    assert len(stage.test.asked) == 1
    folds = stage.window.page.findChildren(Disclosure)
    (fold,) = [one for one in folds if one.button.text() == "1 more draft for the same company"]
    stage.qtbot.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    assert stage.find(f"connection.{again.id}").isVisible()
    stage.press(f"continue.{again.id}")
    assert stage.draft.id == again.id


def test_a_search_expands_the_group_of_duplicates(stage: Stage) -> None:
    names = [f"Company {number}" for number in range(SEARCH_FROM)]
    again = draft(name="Begun again", company_id="company0")
    others = [draft(name=name, company_id=name.replace(" ", "")) for name in names]
    start(stage, *others, again)
    stage.type("search", "again")
    assert stage.find(f"connection.{again.id}").isVisible()
    assert not stage.find(f"connection.{others[0].id}").isVisible()


def test_add_starts_a_new_connection(stage: Stage) -> None:
    start(stage, draft())
    stage.press("next")
    assert stage.draft.step is Step.SCOPE
    assert stage.draft.name == ""


def test_a_damaged_file_is_reported_and_does_not_block(stage: Stage) -> None:
    one = draft()
    stage.drafts.save(one)
    for file in (stage.folder / "connections").iterdir():
        file.write_text("{ torn")
    start(stage)
    assert isinstance(stage.window.page, ConnectionsPage)
    assert any("can't be used" in text for text in shown(stage).splitlines())
    stage.press("next")
    assert stage.draft.step is Step.SCOPE


def test_all_connections_are_one_click_away(stage: Stage) -> None:
    one = draft(step=Step.SITE)
    start(stage, one)
    stage.press(f"continue.{one.id}")
    stage.type("company_id", "fabrikam")
    stage.press("all-connections")
    stage.until(lambda: stage.find(f"continue.{one.id}").isVisible())
    stage.press(f"continue.{one.id}")
    assert stage.find("company_id", QLineEdit).text() == "fabrikam"


def test_without_connections_the_first_step_opens(stage: Stage) -> None:
    stage.open(LoadedDrafts())
    assert stage.draft.step is Step.SCOPE


FAILED = LastTest(Verdict.NOT_READY, NOW)


def test_connections_needing_attention_come_first_then_by_name(stage: Stage) -> None:
    names = {
        "Delta": {"renewal": COPIED},
        "beta": {},
        "Alpha": {},
        "Charlie": {"last_test": FAILED},
    }
    start(stage, *(draft(name=name, company_id=name, **more) for name, more in names.items()))
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    assert [card.title for card in page.cards.values()] == ["Charlie", "Delta", "Alpha", "beta"]


def test_a_draft_without_any_entry_is_not_listed(stage: Stage) -> None:
    empty = new_draft(NOW).at(Step.CLIENT_ID)
    start(stage, empty, draft())
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    assert empty.id not in page.cards
    assert not stage.find("test-all").isVisible()


def test_with_only_empty_drafts_the_first_step_opens(stage: Stage) -> None:
    start(stage, new_draft(NOW).at(Step.CLIENT_ID))
    assert stage.draft.step is Step.SCOPE


def test_search_appears_with_many_connections_and_finds_by_name_or_company(stage: Stage) -> None:
    start(stage, *(draft(name=f"Client {n}", company_id=f"company{n}") for n in range(7)))
    assert not stage.find("search").isVisible()
    stage.drafts.save(draft(name="Needle", company_id="haystack"))
    stage.open(stage.drafts.all())
    stage.type("search", "hayst", leave=False)
    cards = stage.window.page.findChildren(ConnectionCard)
    assert [card.draft.name for card in cards if card.isVisible()] == ["Needle"]
    assert "1 connection found" in shown(stage)
