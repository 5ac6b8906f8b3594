"""What changed since the last passed test, and the history of tests, in the window."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.pages.connections_stage import HOST, draft, shown, start
from tests.ui.stage import NOW, VALUES, Stage, good_report, missing_right_report
from tests.ui.window.test_practice import choose, fill, practise, report
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.check import Verdict
from wizard.domain.draft import Draft, Linked
from wizard.domain.drift import History, PastTest, key_digest
from wizard.domain.faults.fault import Field, Step
from wizard.domain.secret import Secret
from wizard.storage.history import HistoryFolder
from wizard.storage.saved_values import entry_of
from wizard.storage.vault.entry import VaultValue

KEY = VALUES[Field.PUBLIC_KEY]
LOST = "Service Desk › Service Tickets › Add Level: All → None"


def histories(stage: Stage) -> HistoryFolder:
    return HistoryFolder(stage.folder / "history")


def linked(stage: Stage, **fields: object) -> Draft:
    """A saved connection whose keys are in the vault."""
    one = draft(public_key=KEY, generation=1, vault_host=HOST, **fields)
    for value, name in (
        (VaultValue.PRIVATE_KEY, Field.PRIVATE_KEY),
        (VaultValue.CLIENT_ID, Field.CLIENT_ID),
    ):
        stage.vault.store(entry_of(one, value), BoundSecret(HOST, Secret(VALUES[name])))
    return one


def banner(stage: Stage) -> str:
    return "\n".join(label.text() for label in stage.find("changes").findChildren(QLabel))


def test_practice_shows_the_level_lost_between_two_tests(stage: Stage) -> None:
    practise(stage)
    choose(stage, "drift")
    for step in (Step.SITE, Step.KEYS, Step.CLIENT_ID):
        fill(stage, step)
    stage.go(Step.LINK)
    first = report(stage)
    assert first.verdict is Verdict.READY
    assert not stage.find("changes").isVisible()
    stage.press("test")
    test = stage.connection.test
    stage.until(lambda: test.report not in {None, first})
    stage.until(stage.find("changes").isVisible)
    assert "Service Desk › Service Tickets › Edit Level: All → None" in banner(stage)
    assert "23 Nov" in banner(stage)
    assert [path for path in stage.folder.rglob("*") if path.is_file()] == []


def test_the_changes_disappear_when_the_values_change(stage: Stage) -> None:
    one = linked(stage)
    histories(stage).update(one.id, lambda h: h.with_test(good_report(), NOW, key_digest(KEY)))
    stage.test.reports = [missing_right_report()]
    start(stage, one)
    stage.press(f"test.{one.id}")
    stage.tested()
    stage.until(stage.find("changes").isVisible)
    assert LOST in banner(stage)
    stage.type("company_id", "fabrikam")
    assert not stage.find("changes").isVisible()


def test_test_all_stores_each_result_and_the_list_shows_it(stage: Stage) -> None:
    one, other = linked(stage), linked(stage, name="Fabrikam", company_id="fabrikam")
    for each in (one, other):
        histories(stage).update(
            each.id, lambda h: h.with_test(good_report(), NOW - timedelta(days=31), key_digest(KEY))
        )
    stage.test.reports = [missing_right_report()]
    start(stage, one, other)
    stage.press("test-all")
    stage.until(lambda: len(histories(stage).load(one.id).tests) == 2)
    stage.until(lambda: len(histories(stage).load(other.id).tests) == 2)
    stage.until(lambda: shown(stage).count("keys are 1 month old") == 2)
    for each in (one, other):
        changes = stage.find(f"changes.{each.id}", QLabel)
        stage.until(changes.isVisible)
        assert changes.text() == f"Changed since the last passed test: {LOST}."
    stage.press(f"history.{one.id}")
    stage.until(lambda: f"What changed\n23 Nov 2026, 09:30\nnot ready\n{LOST}" in shown(stage))
    line = next(
        widget.accessibleName()
        for widget in stage.window.page.findChildren(QWidget)
        if "passed" in widget.accessibleName() and widget.accessibleName().startswith("2 tests")
    )
    assert line == "2 tests, 1 passed"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (20, ""),
        (31, "keys are 1 month old"),
        (340, "keys are 11 months old"),
        (400, "keys are 13 months old, time to renew them"),
    ],
)
def test_the_list_shows_the_age_of_the_keys(stage: Stage, days: int, words: str) -> None:
    one = draft(public_key=KEY, generation=2, linked=Linked(NOW, proven=True))
    since = NOW - timedelta(days=days)
    histories(stage).update(one.id, lambda _: History(keys=key_digest(KEY), keys_since=since))
    start(stage, one)
    stage.until(lambda: words in shown(stage) and not stage.window.manager.busy)
    assert ("keys are" in shown(stage)) is bool(words)


@pytest.mark.parametrize(
    ("generation", "said"), [(1, "keys are 2 months old"), (2, "")], ids=["first keys", "renewed"]
)
def test_the_first_keys_are_as_old_as_the_link_and_unknown_ages_are_not_shown(
    stage: Stage, generation: int, said: str
) -> None:
    since = Linked(NOW - timedelta(days=70), proven=True)
    start(stage, draft(public_key=KEY, generation=generation, linked=since))
    stage.until(lambda: said in shown(stage) and not stage.window.manager.busy)
    assert ("keys are" in shown(stage)) is bool(said)


def test_a_scheduled_test_counts_as_the_latest_one(stage: Stage) -> None:
    one = draft()
    late = PastTest(NOW, Verdict.NOT_READY, "Not ready.")
    histories(stage).update(one.id, lambda _: History((late,)))
    start(stage, one)
    stage.until(lambda: "last test failed today" in shown(stage))


def test_removing_a_connection_removes_its_history(stage: Stage) -> None:
    one = draft()
    histories(stage).update(one.id, lambda h: h.with_test(good_report(), NOW))
    start(stage, one)
    stage.press(f"remove.{one.id}")
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: not (stage.folder / "history" / f"{one.id}.json").exists())


def test_the_record_lists_what_changed(stage: Stage) -> None:
    one = linked(stage)
    histories(stage).update(
        one.id,
        lambda h: h.with_test(
            replace(good_report(), site=replace(good_report().site, release="v2024_1")), NOW
        ),
    )
    start(stage, one)
    stage.press(f"test.{one.id}")
    stage.tested()
    stage.until(stage.find("changes").isVisible)
    stage.go(Step.HANDOVER)
    stage.press("says-linked")
    stage.press("next")
    stage.until(lambda: bool(list((stage.folder / "records").glob("*.json"))))
    [kept] = (stage.folder / "records").glob("*.json")
    assert json.loads(kept.read_bytes())["changes"] == ["Release: v2024_1 → v2025_1"]
    [page] = (stage.folder / "records").glob("*.html")
    assert "Release: v2024_1 → v2025_1" in page.read_text("utf-8")
