"""Texts and addresses that people paste, as public reports show them, through the real commands."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.e2e.outside_cases import Outcome, Outside, cases, outside
from tests.e2e.program import validate
from wizard.domain.faults.fault import VALUES

__all__ = ["outside"]


@pytest.mark.parametrize("case", cases("paste"), ids=lambda case: case["id"])
def test_the_pasted_text_gives_the_expected_values(case: dict[str, Any], outside: Outside) -> None:
    expect, truth = case["expect"], case["input"]["truth"]
    if expect["any"][:1] == [{"exit": [2]}]:
        expect = {**expect, "any": expect["any"][1:]}
    outcome = outside.check(case)
    outcome.verify(expect)
    if "missing" in expect:
        assert _blamed(outcome) == set(expect["missing"]), outcome.summary
    shown = json.dumps(outcome.document) + outcome.said_aside
    sent = repr([(request.target, request.headers, request.body) for request in outcome.requests])
    for text in (*expect["not_taken"], truth["private_key"], truth["client_id"]):
        assert text not in shown
    for text in expect["not_taken"]:
        assert text not in sent
    for text in (truth["public_key"], truth["company_id"]):
        assert text not in outcome.said_aside


def _blamed(outcome: Outcome) -> set[str]:
    """Every value that the row ``values`` or a warning beside it blames."""
    row = outcome.document["checks"][0]
    if row["status"] != "failed":
        return set()
    warnings = [warning["message"] for warning in outcome.document["warnings"]]
    return {
        *row["blames"],
        *(v.value for v in VALUES if any(t.startswith(v.label) for t in warnings)),
    }


@pytest.mark.parametrize("case", cases("address"), ids=lambda case: case["id"])
def test_the_address_gives_the_expected_result(case: dict[str, Any], outside: Outside) -> None:
    expect = case["expect"]
    code, document = outside.address(case["input"])
    validate(document, "address")
    assert (document["accepted"], code) == (expect["accepted"], 0 if expect["accepted"] else 1)
    for name in ("host", "fault"):
        if name in expect:
            assert document[name] in expect[name], document
    if "hint" in expect:
        assert document["company_hint"] in expect["hint"], document
    for name in ("api_base", "suggestion"):
        if name in expect:
            assert document[name] == expect[name], document
    assert re.search(expect.get("must_say", ""), document["message"]), document
    if "must_not_say" in expect:
        assert not re.search(expect["must_not_say"], document["message"]), document
