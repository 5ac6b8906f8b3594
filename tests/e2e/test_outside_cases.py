"""What is said about replies that public bug reports show is true."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.outside_cases import Outside, cases, outside

__all__ = ["outside"]


# Values are read before anything is asked: placeholders and labels in pasted keys.
OF_VALUES = {
    *("fresh-both-keys-in-public", "same-line-key-masked", "placeholder-keys"),
    *("placeholder-company", "placeholder-client-id"),
}


@pytest.mark.parametrize("case", cases("reply"), ids=lambda case: case["id"])
def test_reply(case: dict[str, Any], outside: Outside, request: pytest.FixtureRequest) -> None:
    if case["id"] in OF_VALUES:
        request.applymarker(pytest.mark.xfail(reason="not fixed yet", strict=False))
    outside.check(case).verify(case["expect"])
