"""How long a key pair has been in use, according to the tests of this computer."""

from __future__ import annotations

from datetime import date

from wizard.domain.draft import Draft
from wizard.domain.drift import History, key_digest
from wizard.domain.text import tr, trn

RENEW_AFTER_MONTHS = 12


def keys_since(draft: Draft, history: History) -> date | None:
    """Return the day of the first passed test with these keys; None where that isn't known.

    A connection of an earlier release has no history: its first keys are as old as its link.
    """
    if history.keys_since and history.keys == key_digest(draft.public_key):
        first = history.keys_since.date()
        linked = draft.linked.at.date() if draft.linked and draft.generation == 1 else first
        return min(first, linked)
    never_renewed = draft.generation == 1 and draft.public_key
    return draft.linked.at.date() if draft.linked and never_renewed else None


def months_between(since: date, today: date) -> int:
    """Return the number of full months from ``since`` to ``today``."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return max(0, months - (today.day < since.day))


def age_in_words(since: date, today: date) -> str:
    """Return the age of a key pair in words, or "" in its first month."""
    months = months_between(since, today)
    if months == 0:
        return ""
    words = trn("keys are {count} month old", "keys are {count} months old", months)
    if months < RENEW_AFTER_MONTHS:
        return words
    return tr("{age}, time to renew them").format(age=words)
