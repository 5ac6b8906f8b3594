"""Responses from public bug reports are explained correctly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.outside_cases import Outside, cases, outside

__all__ = ["outside"]


@pytest.mark.parametrize("case", cases("reply"), ids=lambda case: case["id"])
def test_the_response_gives_the_expected_fault(case: dict[str, Any], outside: Outside) -> None:
    outside.check(case).verify(case["expect"])
