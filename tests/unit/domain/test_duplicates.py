"""Drafts of the same company are grouped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wizard.domain.check import Verdict
from wizard.domain.draft import Draft, Environment, Linked, group_duplicates
from wizard.domain.faults.fault import Step
from wizard.domain.last_test import LastTest

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ONE = Draft("000000000001", NOW, site="https://na.myconnectwise.net", company_id="examplemsp")
OTHER = replace(ONE, id="000000000002")
TESTED = LastTest(Verdict.READY, NOW)


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"company_id": "ExampleMSP"},
        {"site": "https://na.myconnectwise.net/v2025_1"},
        {"name": "Another name"},
        {"linked": Linked(NOW, proven=True)},
    ],
)
def test_one_company_is_one_group(same: dict[str, object]) -> None:
    groups = group_duplicates([ONE, replace(OTHER, **same)])  # type: ignore[arg-type]
    assert [len(group) for group in groups] == [2]


@pytest.mark.parametrize(
    "different",
    [
        {"company_id": "examplemsp2"},
        {"company_id": ""},
        {"site": ""},
        {"site": "https://eu.myconnectwise.net"},
        {"environment": Environment.SANDBOX},
    ],
)
def test_another_company_is_another_group(different: dict[str, object]) -> None:
    groups = group_duplicates([ONE, replace(OTHER, **different)])  # type: ignore[arg-type]
    assert [[draft.id for draft in group] for group in groups] == [[ONE.id], [OTHER.id]]


def test_drafts_without_a_company_are_not_grouped() -> None:
    empty = [replace(draft, site="", company_id="") for draft in (ONE, OTHER)]
    assert [len(group) for group in group_duplicates(empty)] == [1, 1]


@pytest.mark.parametrize(
    "further",
    [
        {"linked": Linked(NOW, proven=False)},
        {"last_test": TESTED},
        {"reached": frozenset({Step.SCOPE, Step.SITE})},
    ],
)
def test_the_most_advanced_draft_is_first(further: dict[str, object]) -> None:
    ahead = replace(OTHER, **further)  # type: ignore[arg-type]
    for drafts in ([ONE, ahead], [ahead, ONE]):
        ((first, second),) = group_duplicates(drafts)
        assert (first, second) == (ahead, ONE)


def test_equally_advanced_drafts_keep_their_order() -> None:
    third = replace(ONE, id="000000000003", company_id="another")
    groups = group_duplicates([OTHER, third, ONE])
    assert [[draft.id for draft in group] for group in groups] == [[OTHER.id, ONE.id], [third.id]]
