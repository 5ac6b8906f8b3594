"""The page of all connections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tests.ui.stage import (
    NOW,
    SITE,
    VALUES,
    Stage,
    failed_report,
    good_report,
    missing_right_report,
)
from wizard.documents.record_folder import RecordFolder
from wizard.documents.records import record_of
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.check import Check, Verdict
from wizard.domain.draft import ClientIdState, Draft, Environment, Linked, new_draft
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.report import Report
from wizard.domain.secret import Secret
from wizard.storage.drafts import LoadedDrafts
from wizard.storage.log import LogFolder
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import VaultError
from wizard.ui.controllers.autosave import SAVE_AFTER_MS
from wizard.ui.pages.connections.connection_card import ConnectionCard, sign_of
from wizard.ui.pages.connections.connections import SEARCH_FROM, ConnectionsPage
from wizard.ui.theme import theme
from wizard.ui.widgets.action_list import ActionRow
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.painting import StatusBadge

HOST = "na.myconnectwise.net"
COPIED = KeyRenewal(RenewalStage.COPIED, NOW, VALUES[Field.PUBLIC_KEY])
UNREACHABLE = Problem(Fault.TIMEOUT, {"host": HOST, "seconds": "10"})


def draft(**fields: object) -> Draft:
    made = replace(new_draft(NOW), name="Contoso MSP", site=SITE, company_id="contoso")
    return replace(made, **fields)  # type: ignore[arg-type]


def shown(stage: Stage) -> str:
    texts = (label.text() for label in stage.window.page.findChildren(QLabel))
    return "\n".join(texts).replace("\u00a0", " ")


def start(stage: Stage, *drafts: Draft) -> None:
    for one in drafts:
        stage.drafts.save(one)
    stage.open(stage.drafts.all())


def test_a_result_that_is_out_of_date_needs_attention(stage: Stage) -> None:
    last = LastTest(Verdict.READY, NOW)
    start(stage, draft(linked=Linked(NOW, proven=True), last_test=last, revision=1))
    assert "last test today is out of date" in shown(stage)


def test_a_draft_that_waits_says_since_when(stage: Stage) -> None:
    waiting = draft(client_id_state=ClientIdState.ASKED, asked_on=date(2026, 11, 19))
    start(stage, waiting)
    assert "Waiting for the Client ID since 19 Nov, 4 days" in shown(stage)


def test_a_linked_connection_says_how_the_last_test_ended(stage: Stage) -> None:
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
def test_a_sign_repeats_the_state(fields: dict[str, object], sign: tuple[theme.Tone, str]) -> None:
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


def test_continue_opens_the_step_where_it_was_left(stage: Stage) -> None:
    one = draft(step=Step.ROLE, reached=frozenset({Step.SCOPE, Step.SITE, Step.ROLE}))
    start(stage, one)
    stage.press(f"continue.{one.id}")
    assert stage.draft.step is Step.ROLE


def test_continue_opens_the_client_id_that_alone_is_missing(stage: Stage) -> None:
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


def test_test_now_tests_as_soon_as_the_keys_are_there(stage: Stage) -> None:
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


def test_what_was_begun_twice_for_one_company_is_offered_as_one(stage: Stage) -> None:
    ahead = store_keys(stage, draft(last_test=LastTest(Verdict.READY, NOW)))
    again = store_keys(stage, draft(name="Begun again", created=NOW + timedelta(days=1)))
    start(stage, ahead, again)
    assert stage.find(f"connection.{ahead.id}").isVisible()
    assert not stage.find(f"connection.{again.id}").isVisible()
    stage.press("test-all")
    stage.until(lambda: bool(stage.test.asked) and not stage.window.manager.round.busy)
    assert len(stage.test.asked) == 1
    folds = stage.window.page.findChildren(Disclosure)
    (fold,) = [one for one in folds if one.button.text() == "1 more draft of the same company"]
    stage.qtbot.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    assert stage.find(f"connection.{again.id}").isVisible()
    stage.press(f"continue.{again.id}")
    assert stage.draft.id == again.id


def test_a_search_unfolds_what_was_begun_twice(stage: Stage) -> None:
    names = [f"Company {number}" for number in range(SEARCH_FROM)]
    again = draft(name="Begun again", company_id="company0")
    others = [draft(name=name, company_id=name.replace(" ", "")) for name in names]
    start(stage, *others, again)
    stage.type("search", "again")
    assert stage.find(f"connection.{again.id}").isVisible()
    assert not stage.find(f"connection.{others[0].id}").isVisible()


def test_add_begins_a_new_connection(stage: Stage) -> None:
    start(stage, draft())
    stage.press("next")
    assert stage.draft.step is Step.SCOPE
    assert stage.draft.name == ""


def test_remove_asks_first_then_takes_the_draft_away(stage: Stage) -> None:
    one, other = draft(), draft(name="Fabrikam", created=NOW - timedelta(days=1))
    start(stage, one, other)
    stage.press(f"remove.{one.id}")
    assert len(stage.drafts.all().drafts) == 2
    stage.press(f"remove-it.{one.id}")
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    stage.until(lambda: one.id not in page.cards)
    assert [kept.id for kept in stage.drafts.all().drafts] == [other.id]


def test_remove_takes_the_secrets_out_of_the_vault(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    kept = stage.saved()[0]
    stage.until(lambda: stage.draft.generation == 1)
    kept = stage.saved()[0]
    entry = Entry(kept.id, VaultValue.PRIVATE_KEY, "contoso", kept.generation)
    assert stage.vault.read(entry) is not None
    stage.open(stage.drafts.all())
    stage.press(f"remove.{kept.id}")
    stage.press(f"remove-it.{kept.id}")
    stage.until(lambda: not stage.window.manager.busy and not stage.drafts.all().drafts)
    assert stage.vault.read(entry) is None


def test_a_damaged_file_is_said_and_stops_nobody(stage: Stage) -> None:
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


def test_nothing_to_show_begins_with_the_first_step(stage: Stage) -> None:
    stage.open(LoadedDrafts())
    assert stage.draft.step is Step.SCOPE


def store_keys(stage: Stage, one: Draft) -> Draft:
    """Keep the secrets of ``one`` as the window would; return the draft that names them."""
    kept = replace(one, public_key=VALUES[Field.PUBLIC_KEY], generation=1, vault_host=HOST)
    for value in (Field.PRIVATE_KEY, Field.CLIENT_ID):
        entry = Entry(kept.id, VaultValue(value.value), kept.company_id, 1)
        stage.vault.store(entry, BoundSecret(HOST, Secret(VALUES[value])))
    stage.drafts.save(kept)
    return kept


def test_remove_guides_to_connectwise_and_can_be_declined(stage: Stage) -> None:
    one = draft(member_id="H2RMember")
    start(stage, one)
    # Of many connections few are removed: what guides there is not made before.
    assert stage.window.page.findChild(QWidget, f"remove-guide.{one.id}") is None
    stage.press(f"remove.{one.id}")
    guide = stage.find(f"remove-guide.{one.id}")
    assert guide.isVisible()
    said = "\n".join(label.text() for label in guide.findChildren(QLabel))
    assert "H2RMember" in said
    assert "Inactive" in said
    stage.press(f"keep.{one.id}")
    assert not guide.isVisible()
    assert stage.drafts.all().drafts == (one,)


def test_remove_lists_what_is_gone_and_leaves_nothing(stage: Stage) -> None:
    one = store_keys(stage, draft())
    records, logs = RecordFolder(stage.folder / "records"), LogFolder(stage.folder / "logs")
    records.write(record_of(one, None, "admin", NOW))
    logs.tested(good_report(), one.id)
    stage.open(stage.drafts.all(), logs=logs)
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: not stage.window.manager.busy and not stage.drafts.all().drafts)
    stage.until(lambda: stage.find("removed").isVisible())
    told = stage.find("removed").accessibleDescription()
    for name in ("private_key", "client_id", f"{one.id}.json", f"{one.id}.log", ".html"):
        assert name in told
    left = [path.name for path in stage.folder.rglob("*") if one.id in path.name]
    assert left == []
    entry = Entry(one.id, VaultValue.PRIVATE_KEY, one.company_id, 1)
    assert stage.vault.read(entry) is None


def test_a_locked_vault_keeps_the_draft_that_names_its_entries(stage: Stage) -> None:
    one = replace(draft(), generation=1)
    stage.drafts.save(one)
    locked = Problem(Fault.VAULT_LOCKED, {"what": "it is locked", "advice": "Unlock it."})
    stage.open(stage.drafts.all(), open_vault=lambda: locked)
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: stage.find("removed").isVisible())
    assert "wasn't removed completely" in stage.find("removed").accessibleName()
    assert stage.drafts.all().drafts == (one,)


def test_a_removed_connection_that_was_open_stays_removed(stage: Stage) -> None:
    one = draft()
    start(stage, one)
    stage.press(f"continue.{one.id}")
    stage.go(Step.SITE)
    stage.paste("company_id", "fabrikam")
    stage.press("all-connections")
    stage.until(lambda: stage.find(f"more.{one.id}").isVisible())
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: stage.find("removed").isVisible())
    stage.qtbot.wait(2 * SAVE_AFTER_MS)
    assert stage.saved() == []


def test_test_all_tests_one_after_the_other_and_keeps_the_verdicts(stage: Stage) -> None:
    one = store_keys(stage, draft())
    other = store_keys(stage, draft(name="Fabrikam", company_id="fabrikam"))
    bare = draft(name="Without keys", company_id="bare")
    start(stage, bare)
    stage.press("test-all")
    stage.until(lambda: len(stage.test.asked) == 2 and not stage.window.manager.round.busy)
    assert {typed.company_id for typed in stage.test.asked} == {"contoso", "fabrikam"}
    assert "its keys aren't stored" in shown(stage)
    assert stage.find("test-summary").accessibleName() == "2 passed, 1 couldn't be checked"
    assert shown(stage).count("last test passed today") == 2
    tested = {kept.id: kept.last_test for kept in stage.saved()}
    assert tested[one.id] is not None
    assert tested[other.id] is not None
    assert tested[bare.id] is None


def test_test_all_can_be_stopped(stage: Stage) -> None:
    store_keys(stage, draft())
    other = store_keys(stage, draft(name="Fabrikam", company_id="fabrikam"))
    stage.test.hold_at = list(Check)[3]
    start(stage, other)
    stage.press("test-all")
    stage.until(lambda: len(stage.test.asked) == 1)
    stage.press("test-all")
    assert not stage.window.manager.round.busy
    stage.until(stage.test.ended.is_set)
    assert len(stage.test.asked) == 1
    assert all(kept.last_test is None for kept in stage.saved())


@pytest.mark.parametrize(
    ("reports", "summary"),
    [
        ([good_report()], "2 passed"),
        ([good_report(), missing_right_report()], "1 passed, 1 failed"),
        ([failed_report(Check.CONNECT, UNREACHABLE)], "2 couldn't be checked"),
    ],
    ids=["all", "one failed", "offline"],
)
def test_a_round_of_tests_ends_with_a_summary(
    stage: Stage, reports: list[Report], summary: str
) -> None:
    stage.test.reports = reports
    store_keys(stage, draft())
    start(stage, store_keys(stage, draft(name="Fabrikam", company_id="fabrikam")))
    stage.press("test-all")
    stage.until(lambda: stage.find("test-summary").isVisible())
    assert stage.find("test-summary").accessibleName() == summary


def test_a_round_of_tests_keeps_since_when_a_connection_waits(stage: Stage) -> None:
    waiting = draft(client_id_state=ClientIdState.ASKED, asked_on=date(2026, 11, 19))
    start(stage, store_keys(stage, draft(name="Other", company_id="other")), waiting)
    stage.press("test-all")
    stage.until(lambda: stage.find("test-summary").isVisible())
    line = next(text for text in shown(stage).splitlines() if "Waiting for" in text)
    assert line == (
        "Waiting for the Client ID since 19 Nov, 4 days · "
        "Not tested: its keys aren't stored on this computer."
    )


LINKED = Linked(NOW, proven=True)
FAILED = LastTest(Verdict.NOT_READY, NOW)


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
def test_each_state_has_one_primary_act_and_a_menu_for_the_rest(
    stage: Stage, fields: dict[str, object], acts: list[str]
) -> None:
    one = draft(**fields)
    start(stage, one)
    assert [act for act in stage.acts(one.id) if act != "Hand to a colleague…"] == acts
    primary = [b for b in stage.window.page.findChildren(Button) if b.property("kind") == "primary"]
    assert [button.text() for button in primary if button.isVisible()] == acts[:1]


def test_what_needs_attention_comes_first_then_the_names(stage: Stage) -> None:
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


def test_a_row_names_company_host_and_what_a_renewal_lacks(stage: Stage) -> None:
    start(stage, draft(renewal=COPIED, environment=Environment.SANDBOX))
    lines = shown(stage).splitlines()
    assert "contoso · na.myconnectwise.net" in lines
    assert any("Renewal not finished: set the old keys to Inactive" in line for line in lines)
    (badge,) = stage.window.page.findChildren(StatusBadge)
    assert badge.accessibleName() == "Sandbox"
    assert badge.isVisible()


def test_a_draft_without_any_entry_is_not_listed(stage: Stage) -> None:
    empty = new_draft(NOW).at(Step.CLIENT_ID)
    start(stage, empty, draft())
    page = stage.window.page
    assert isinstance(page, ConnectionsPage)
    assert empty.id not in page.cards
    assert not stage.find("test-all").isVisible()


def test_empty_drafts_alone_begin_with_the_first_step(stage: Stage) -> None:
    start(stage, new_draft(NOW).at(Step.CLIENT_ID))
    assert stage.draft.step is Step.SCOPE


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED)), ""),
        (good_report(), "still accepts these keys"),
        (failed_report(Check.CONNECT, UNREACHABLE), "couldn't be checked"),
    ],
    ids=["rejected", "valid", "offline"],
)
def test_a_connection_is_removed_once_its_keys_are_rejected(
    stage: Stage, report: Report, said: str
) -> None:
    stage.test.reports = [report]
    one = store_keys(stage, draft(linked=LINKED))
    start(stage, one)
    stage.press(f"remove.{one.id}")
    told = [row.accessibleName() for row in stage.window.page.findChildren(ActionRow)]
    assert "Hire2Retire" in told[0]
    assert VALUES[Field.PUBLIC_KEY] in told[2]
    stage.press(f"check-remove.{one.id}")
    if said:
        stage.until(lambda: said in stage.find(f"rejection.{one.id}").accessibleName())
        assert stage.drafts.all().drafts == (one,)
    else:
        stage.until(lambda: stage.find("removed").isVisible())
        assert "ConnectWise rejects its keys." in stage.find("removed").accessibleName()
        assert stage.drafts.all().drafts == ()
    assert [asked.private_key for asked in stage.test.asked] == [
        Secret(VALUES[Field.PRIVATE_KEY])
    ], "one sign-in, no more"


def test_search_appears_with_many_and_finds_by_name_or_company(stage: Stage) -> None:
    start(stage, *(draft(name=f"Client {n}", company_id=f"company{n}") for n in range(7)))
    assert not stage.find("search").isVisible()
    stage.drafts.save(draft(name="Needle", company_id="haystack"))
    stage.open(stage.drafts.all())
    stage.type("search", "hayst", leave=False)
    cards = stage.window.page.findChildren(ConnectionCard)
    assert [card.draft.name for card in cards if card.isVisible()] == ["Needle"]
    assert "1 connection found" in shown(stage)


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


def tab(stage: Stage, key: Qt.Key = Qt.Key.Key_Tab) -> str:
    """Press the key; return where the focus is then."""
    stage.qtbot.keyClick(stage.window.focusWidget(), key)
    return stage.window.focusWidget().objectName()


def test_of_many_cards_only_those_in_sight_are_filled(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    stage.until(lambda: many[0].filled and many[0].isVisible())
    assert sum(card.filled for card in many) < MANY // 3
    bar = stage.window.page.verticalScrollBar()
    stage.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    stage.until(lambda: many[-1].filled)
    assert sum(card.filled for card in many) < MANY * 2 // 3
    stage.press(f"continue.{many[-1].draft.id}")
    assert stage.draft.name == many[-1].draft.name


def test_the_tab_key_comes_to_every_button_of_every_card_in_order(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    stops = [f"{act}.{card.draft.id}" for card in many for act in ("continue", "more")]
    stage.find("search", QLineEdit).setFocus()
    assert [tab(stage) for _ in stops] == stops
    assert tab(stage) == "next"
    back = [tab(stage, Qt.Key.Key_Backtab) for _ in stops]
    assert back == stops[::-1]


def test_the_tab_key_comes_backwards_into_a_card_that_was_never_seen(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    stage.find("next").setFocus()
    assert tab(stage, Qt.Key.Key_Backtab) == f"more.{many[-1].draft.id}"
    assert tab(stage, Qt.Key.Key_Backtab) == f"continue.{many[-1].draft.id}"
    assert [tab(stage) for _ in range(2)] == [f"more.{many[-1].draft.id}", "next"]


def test_a_screen_reader_finds_the_buttons_of_a_card_out_of_sight(
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


def test_a_card_out_of_sight_keeps_what_it_is_told(
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


def test_a_search_finds_and_fills_what_was_out_of_sight(
    stage: Stage, many: list[ConnectionCard]
) -> None:
    assert not many[-1].filled
    stage.type("search", many[-1].draft.name, leave=False)
    assert many[-1].isVisible()
    stage.press(f"continue.{many[-1].draft.id}")
    assert stage.draft.name == many[-1].draft.name


def test_the_guide_of_a_removal_comes_next_for_the_tab_key(stage: Stage) -> None:
    one, other = draft(), draft(name="Fabrikam", company_id="fabrikam")
    start(stage, one, other)
    stage.press(f"remove.{one.id}")
    stage.find(f"more.{one.id}").setFocus()
    assert {tab(stage) for _ in range(2)} == {f"keep.{one.id}", f"remove-it.{one.id}"}
    assert tab(stage) in {f"continue.{other.id}", "next"}


def test_a_draft_whose_dates_cannot_be_shown_hides_no_other(stage: Stage) -> None:
    far = datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))
    odd = draft(name="Odd", last_test=LastTest(Verdict.READY, far), company_id="odd")
    good = draft(name="Good", company_id="good")
    stage.open(LoadedDrafts((odd, good)), now=lambda: NOW.astimezone(timezone(timedelta(hours=14))))
    assert "Its state can't be shown." in shown(stage)
    stage.press(f"continue.{good.id}")
    assert stage.draft.name == "Good"


@pytest.mark.parametrize("step", [Step.KEYS, Step.LINK, Step.HANDOVER])
@pytest.mark.parametrize("at", ["the start", "reading"])
def test_a_locked_vault_is_explained_alike_and_unlocked_where_its_keys_are_missed(
    stage: Stage, step: Step, at: str
) -> None:
    one = store_keys(stage, draft(client_id_state=ClientIdState.HAVE))
    locked = Problem(
        Fault.VAULT_LOCKED, {"what": "GNOME Keyring is locked", "advice": "Unlock it."}
    )
    is_locked, read = [True], stage.vault.read

    def open_vault() -> object:
        return locked if at == "the start" and is_locked[0] else stage.vault

    def refuse(entry: Entry) -> BoundSecret | None:
        if is_locked[0]:
            raise VaultError(locked)
        return read(entry)

    stage.vault.read = refuse  # type: ignore[method-assign]
    stage.open(stage.drafts.all(), open_vault=open_vault)
    stage.press(f"continue.{one.id}")
    stage.go(step)
    notice = stage.find("vault-notice", Banner)
    stage.until(notice.isVisible)
    assert notice.accessibleName() == locked.message
    assert notice.action.text() == "Un&lock"
    is_locked[0] = False
    stage.qtbot.mouseClick(notice.action, Qt.MouseButton.LeftButton)
    stage.until(lambda: not notice.isVisible())
    session = stage.window.manager.current.session  # type: ignore[union-attr]
    stage.until(lambda: session.text(Field.PRIVATE_KEY) == VALUES[Field.PRIVATE_KEY])
