"""Marks tests that fail under wine because of wine itself, listed in gaps.toml (strict).

Strictly: such a test that passes, and an entry that no test answers to, are failures, too.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

TABLE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Gap:
    """Something that wine does not do as Windows does, and the tests that show it."""

    reason: str
    tests: tuple[str, ...]
    # Fails at times only, so that neither outcome tells anything.
    unsteady: bool = False


def gaps() -> tuple[Gap, ...]:
    """Read the list."""
    entries = tomllib.loads(TABLE.read_text("utf-8"))["gap"]
    return tuple(Gap(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries)


def matches(listed: str, node: str) -> bool:
    """Tell whether an entry names a test: with its parameters, or with all of them."""
    return node == listed or node.partition("[")[0] == listed


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Expect the listed failures."""
    for gap in gaps():
        for listed in gap.tests:
            met = [item for item in items if matches(listed, item.nodeid)]
            for item in met:
                item.add_marker(_mark(gap))
            if not met and _should_be_here(listed, config, items):
                raise pytest.UsageError(f"{TABLE.name} names {listed}, which is no test")


def _mark(gap: Gap) -> pytest.MarkDecorator:
    if gap.unsteady:
        return pytest.mark.skip(reason=f"wine, at times: {gap.reason}")
    return pytest.mark.xfail(reason=f"wine: {gap.reason}", strict=True)


def _should_be_here(listed: str, config: pytest.Config, items: list[pytest.Item]) -> bool:
    """Tell whether the whole file of a listed test was collected."""
    narrowed = config.option.keyword or config.option.markexpr
    narrowed = narrowed or any("::" in argument for argument in config.args)
    return not narrowed and any(i.nodeid.startswith(listed.partition("::")[0]) for i in items)
