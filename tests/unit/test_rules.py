"""The twenty rules of the window name tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| (\d+) \| (.+?) \| (.+) \|$",
    (ROOT / "docs" / "twenty-rules.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
PROOFS = [proof for *_, proofs in ROWS for proof in re.findall(r"`([^`]+)`", proofs)]


def defined_in(body: list[ast.stmt], before: str = "") -> set[str]:
    found = set()
    for part in body:
        if isinstance(part, ast.ClassDef):
            found |= defined_in(part.body, f"{part.name}::")
        elif isinstance(part, ast.FunctionDef):
            found.add(f"{before}{part.name}")
    return found


def test_there_are_twenty_with_a_proof_each() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 21))
    assert [number for number, _, proofs in ROWS if "`" not in proofs] == []


@pytest.mark.parametrize("proof", PROOFS)
def test_the_test_that_is_named_exists(proof: str) -> None:
    file, _, name = proof.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in defined_in(tree.body)
    assert name.rpartition("::")[2].startswith("test_")
