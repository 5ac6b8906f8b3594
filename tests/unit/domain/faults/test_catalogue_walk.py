"""Every fault has one text, one step and a test; every known failure is listed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest

from tests.e2e import test_network_faults as network
from tests.e2e.reply_tables import LOOKUP, SAYS, SIGNED, Says
from tests.named_tests import ROOT, exists
from wizard.domain.faults.fault import Fault, Step

KNOWN: list[dict[str, Any]] = [
    json.loads(line)
    for line in (ROOT / "tests/data/known_failures.jsonl").read_text(encoding="utf-8").splitlines()
]

ADDRESS = "tests/data/addresses.jsonl"
CREDENTIALS = "tests/unit/domain/credentials/test_credentials.py"
RUN = "tests/unit/linktest/test_run.py"
RIGHTS = "tests/unit/linktest/checks/test_rights.py"
NETWORK = "tests/e2e/test_network_faults.py"
ELSEWHERE = {
    Fault.VALUE_MISSING: RUN,
    Fault.VALUE_UNREADABLE: "tests/e2e/test_hostile.py",
    Fault.VALUE_PLACEHOLDER: "tests/unit/domain/credentials/test_placeholders.py",
    Fault.ADDRESS_UNREADABLE: ADDRESS,
    Fault.ADDRESS_PLACEHOLDER: ADDRESS,
    Fault.ADDRESS_OTHER_PRODUCT: ADDRESS,
    Fault.ADDRESS_INCOMPLETE: ADDRESS,
    Fault.ADDRESS_UNKNOWN_CLOUD_HOST: RUN,
    Fault.KEYS_SAME_TWICE: CREDENTIALS,
    Fault.KEYS_SWAPPED: CREDENTIALS,
    Fault.KEYS_MIXED_UP: CREDENTIALS,
    Fault.CLIENT_ID_MALFORMED: RUN,
    Fault.RIGHT_MISSING: RIGHTS,
    Fault.RIGHT_EXCESS: RIGHTS,
    Fault.RIGHT_UNKNOWN: RIGHTS,
    Fault.BOARDS_NONE_VISIBLE: RUN,
    Fault.PROXY_UNREACHABLE: NETWORK,
    Fault.PROXY_SIGN_IN: NETWORK,
    Fault.PROXY_BLOCKED: NETWORK,
    Fault.PROXY_NO_ROUTE: "tests/unit/connectwise/transport/test_proxy_responses.py",
    Fault.CANCELLED: RUN,
    Fault.INTERNAL: RUN,
    # Only the optional test ticket can raise the next three, only the vault the two after them.
    Fault.WRITE_REFUSED: "tests/unit/linktest/ticket/test_creation_faults.py",
    Fault.WRITE_NO_DEFAULT_TEAM: "tests/unit/linktest/ticket/test_creation_faults.py",
    Fault.WRITE_LEFT_BEHIND: "tests/unit/linktest/ticket/test_cleanup.py",
    Fault.VAULT_UNAVAILABLE: "tests/unit/storage/vault/test_errors.py",
    Fault.VAULT_LOCKED: "tests/unit/storage/vault/test_errors.py",
}
"""Faults that are no row of a table of replies or of the network, and the file that raises them."""


def in_tables() -> Iterator[Fault]:
    """Every fault that a table expects."""
    yield from (case.fault for case in network.ARRIVING)
    for table in (LOOKUP, SIGNED, SAYS):
        yield from (fault for fault in table.values() if isinstance(fault, Fault))


def name_of(failure: object) -> str:
    """Return ``SignIn.WRONG_KEYS``, or a text as it is."""
    return f"{type(failure).__name__}.{failure.name}" if isinstance(failure, Enum) else str(failure)


def expected(at: str) -> dict[str, str | None]:
    """Return what a table expects, by the name of the reply or failure."""
    found: dict[Any, Any] = {
        "lookup": LOOKUP,
        "signed": SIGNED,
        "read": {a: Fault.RIGHT_MISSING if s is Says.DENIED else None for a, s in SAYS.items()},
        "network": {case.failure: case.fault for case in network.ARRIVING},
    }[at]
    return {name_of(failure): fault for failure, fault in found.items()}


@pytest.mark.parametrize("fault", Fault)
class TestFault:
    def test_every_fault_has_one_text_and_one_step(self, fault: Fault) -> None:
        entry = fault.entry
        same = [fault.entry for fault in Fault if fault.entry.happened == entry.happened]
        assert same == [entry]
        assert isinstance(entry.step, Step)
        assert entry.fix

    def test_every_fault_has_a_test(self, fault: Fault) -> None:
        assert (fault in set(in_tables())) != (fault in ELSEWHERE)


@pytest.mark.parametrize("fault", ELSEWHERE)
def test_a_referenced_test_names_its_fault_in_its_code(fault: Fault) -> None:
    """Comments and docstrings don't count. Rows of addresses are all tried."""
    content = (ROOT / ELSEWHERE[fault]).read_text(encoding="utf-8")
    if ELSEWHERE[fault].endswith(".jsonl"):
        assert fault in {json.loads(row).get("fault") for row in content.splitlines()}
        return
    tree = ast.parse(content)
    assert any(isinstance(n, ast.FunctionDef) and n.name[:5] == "test_" for n in ast.walk(tree))
    assert any(
        (isinstance(node, ast.Attribute) and ast.unparse(node).endswith(f"Fault.{fault.name}"))
        or (isinstance(node, ast.Constant) and node.value == fault.value)
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["seen"][:50])
class TestKnownFailure:
    def test_every_known_failure_has_its_place(self, row: dict[str, Any]) -> None:
        assert len({"at", "test", "why_not"} & set(row)) == 1
        if "at" in row:
            assert expected(row["at"])[row["answer"]] == row["fault"]
        elif "test" in row:
            assert exists(row["test"])
            assert row.get("fault") in {None, *Fault}
        else:
            assert len(row["why_not"]) > 20


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["seen"][:50])
def test_the_guide_lists_every_known_failure_under_its_fault(row: dict[str, Any]) -> None:
    """On the page of faults, under the text of the window where there is one."""
    page = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
    before, found, _ = page.partition(row["seen"])
    assert found
    if fault := row.get("fault"):
        assert before.rpartition("\n- ")[2].rstrip().count(f"`{fault}`") == 1


def test_the_guide_lists_every_step_in_order() -> None:
    guide = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    linked = re.findall(r"resources/instructions/en/(\w+)\.md", guide)
    assert linked == ["connections", *Step]


def test_every_known_failure_is_listed() -> None:
    assert len(KNOWN) == 64
    assert len({row["seen"] for row in KNOWN}) == 64
    concerning = [row for row in KNOWN if "why_not" not in row]
    assert len(concerning) == 46
