"""Testing all connections from their page, one after the other."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ui.pages.connections_stage import UNREACHABLE, draft, shown, start, store_keys
from tests.ui.stage import (
    Stage,
    failed_report,
    good_report,
    missing_right_report,
)
from wizard.domain.check import Check
from wizard.domain.draft import ClientIdState
from wizard.domain.report import Report


def test_test_all_runs_one_test_after_another_and_stores_the_verdicts(stage: Stage) -> None:
    one = store_keys(stage, draft())
    other = store_keys(stage, draft(name="Fabrikam", company_id="fabrikam"))
    bare = draft(name="Without keys", company_id="bare")
    start(stage, bare)
    stage.press("test-all")
    stage.until(lambda: len(stage.test.asked) == 2 and not stage.window.manager.batch_test.busy)
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
    assert not stage.window.manager.batch_test.busy
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
def test_test_all_ends_with_a_summary(stage: Stage, reports: list[Report], summary: str) -> None:
    stage.test.reports = reports
    store_keys(stage, draft())
    start(stage, store_keys(stage, draft(name="Fabrikam", company_id="fabrikam")))
    stage.press("test-all")
    stage.until(lambda: stage.find("test-summary").isVisible())
    assert stage.find("test-summary").accessibleName() == summary


def test_test_all_keeps_since_when_a_connection_waits(stage: Stage) -> None:
    waiting = draft(client_id_state=ClientIdState.ASKED, asked_on=date(2026, 11, 19))
    start(stage, store_keys(stage, draft(name="Other", company_id="other")), waiting)
    stage.press("test-all")
    stage.until(lambda: stage.find("test-summary").isVisible())
    line = next(text for text in shown(stage).splitlines() if "Waiting for" in text)
    assert line == (
        "Waiting for the Client ID since 19 Nov, 4 days · "
        "Not tested: its keys aren't stored on this computer."
    )
