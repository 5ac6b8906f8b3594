"""The twenty rules of the window and the promises of SECURITY.md name tests that exist."""

from __future__ import annotations

import re

from tests.named_tests import ROOT, exists, named_in

RULES = (ROOT / "docs" / "twenty-rules.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", RULES, re.MULTILINE)
PROMISES = re.findall(r"^\| ([^-|].*?) \| (.+) \|$", SECURITY, re.MULTILINE)


def test_there_are_twenty_rules_with_a_test_each() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 21))
    assert [number for number, _, proofs in ROWS if not named_in(proofs)] == []


def test_every_promise_has_a_test() -> None:
    kept = [row for row in PROMISES if row != ("Promise", "Proof")]
    assert len(kept) > 20
    assert [promise for promise, proofs in kept if not named_in(proofs)] == []


def test_every_named_test_exists() -> None:
    named = sorted({*named_in(RULES), *named_in(SECURITY)})
    assert len(named) > 150
    assert [test for test in named if not exists(test)] == []


def test_a_missing_test_is_detected() -> None:
    assert exists("tests/unit/test_rules.py::test_a_missing_test_is_detected")
    assert not exists("tests/unit/test_rules.py::named_in")
    assert not exists("tests/unit/test_rules.py::test_never_written")
    assert not exists("tests/unit/test_never_written.py::test_it")
