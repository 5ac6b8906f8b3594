"""The age of a key pair, according to the tests of this computer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from wizard.domain.draft import Draft, Linked
from wizard.domain.drift import History, key_digest
from wizard.domain.key_age import age_in_words, keys_since, months_between

LINKED = datetime(2026, 3, 2, tzinfo=UTC)
PASSED = datetime(2026, 5, 12, tzinfo=UTC)
KEY = "TestPublicKey001"
DRAFT = Draft(
    id="0123456789ab",
    created=LINKED,
    public_key=KEY,
    generation=1,
    linked=Linked(LINKED, proven=True),
)
HISTORY = History(keys=key_digest(KEY), keys_since=PASSED)


@pytest.mark.parametrize(
    ("draft", "history", "since"),
    [
        (DRAFT, HISTORY, LINKED),
        (replace(DRAFT, generation=2), HISTORY, PASSED),
        (replace(DRAFT, linked=None), HISTORY, PASSED),
        (DRAFT, History(), LINKED),
        (DRAFT, replace(HISTORY, keys=key_digest("TestPublicKey002")), LINKED),
        (replace(DRAFT, generation=2), History(), None),
        (replace(DRAFT, public_key=""), History(), None),
        (replace(DRAFT, linked=None), History(), None),
    ],
    ids=[
        *("linked before the first test", "renewed since", "not linked", "no history"),
        *("a test with other keys", "renewed without a test", "no key", "nothing known"),
    ],
)
def test_keys_are_as_old_as_their_first_use(
    draft: Draft, history: History, since: datetime | None
) -> None:
    assert keys_since(draft, history) == (since.date() if since else None)


@pytest.mark.parametrize(
    ("since", "today", "months"),
    [
        (date(2024, 2, 29), date(2024, 2, 29), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
        (date(2024, 2, 29), date(2028, 2, 29), 48),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 3, 2), date(2025, 3, 2), 0),
        (date(2126, 3, 2), date(2026, 3, 2), 0),
    ],
    ids=[
        *("made today", "a day before the year", "a year on", "the next leap day"),
        *("a short month", "clock set back", "clock far ahead"),
    ],
)
def test_no_date_makes_keys_look_older(since: date, today: date, months: int) -> None:
    assert months_between(since, today) == months


@pytest.mark.parametrize(
    ("today", "months", "words"),
    [
        (date(2026, 3, 1), 0, ""),
        (date(2026, 4, 1), 0, ""),
        (date(2026, 4, 2), 1, "keys are 1 month old"),
        (date(2027, 3, 1), 11, "keys are 11 months old"),
        (date(2027, 3, 2), 12, "keys are 12 months old, time to renew them"),
    ],
)
def test_the_age_is_given_in_whole_months(today: date, months: int, words: str) -> None:
    assert months_between(LINKED.date(), today) == months
    assert age_in_words(LINKED.date(), today) == words
