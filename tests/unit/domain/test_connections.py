"""The list of connections: next action, order, and which drafts are listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wizard.domain.connections import BatchSummary, MainAct, in_order, is_empty, main_act
from wizard.domain.draft import Draft, Linked
from wizard.domain.faults.fault import Step
from wizard.domain.renewal import KeyRenewal, RenewalStage

NOW = datetime(2026, 5, 12, tzinfo=UTC)
NEW = Draft(id="0123456789ab", created=NOW)
LINKED = replace(NEW, linked=Linked(NOW, proven=True))


def renewing(stage: RenewalStage) -> Draft:
    return replace(LINKED, renewal=KeyRenewal(stage, NOW, "TestPublicKey001"))


@pytest.mark.parametrize(
    ("draft", "act"),
    [
        (NEW, MainAct.CONTINUE),
        (LINKED, MainAct.TEST),
        (renewing(RenewalStage.TESTED), MainAct.FINISH_RENEWAL),
        (renewing(RenewalStage.OLD_INACTIVE), MainAct.FINISH_RENEWAL),
        (renewing(RenewalStage.VERIFIED), MainAct.TEST),
    ],
)
def test_the_primary_action_continues_what_is_in_progress(draft: Draft, act: MainAct) -> None:
    assert main_act(draft) is act
    missing = draft.renewal.missing if draft.renewal else ""
    assert bool(missing) == (act is MainAct.FINISH_RENEWAL)


def test_connections_are_sorted_by_name() -> None:
    names = ["contoso", "Acme", "Fabrikam"]
    drafts = [replace(NEW, id=f"{n:012}", name=name) for n, name in enumerate(names)]
    assert [draft.name for draft in in_order(drafts, NOW.date())] == ["Acme", "contoso", "Fabrikam"]


@pytest.mark.parametrize(
    ("changed", "empty"),
    [
        ({}, True),
        ({"step": Step.SITE, "revision": 3, "remember_keys": False}, True),
        ({"company_id": "contoso"}, False),
        ({"name": "Contoso"}, False),
    ],
)
def test_a_draft_is_empty_until_something_is_entered(
    changed: dict[str, object], *, empty: bool
) -> None:
    assert is_empty(replace(NEW, **changed)) is empty  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (BatchSummary(), ""),
        (BatchSummary(passed=2), "2 passed"),
        (BatchSummary(1, 2, 3), "1 passed, 2 failed, 3 couldn't be checked"),
    ],
)
def test_a_batch_test_is_summarized_in_numbers(summary: BatchSummary, line: str) -> None:
    assert summary.line == line
