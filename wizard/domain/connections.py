"""The list of connections: next action, order, and which drafts are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.progress import overall, stored_facts
from wizard.domain.text import trn


class MainAct(StrEnum):
    """Action of a connection's primary button."""

    CONTINUE = "continue"
    TEST = "test"
    FINISH_RENEWAL = "renew"


def main_act(draft: Draft) -> MainAct:
    """Return the next action: finish what is in progress, then set up, then test regularly."""
    if draft.renewal and not draft.renewal.finished:
        return MainAct.FINISH_RENEWAL
    return MainAct.TEST if draft.linked else MainAct.CONTINUE


def in_order(drafts: Iterable[Draft], today: date) -> list[Draft]:
    """Return ``drafts`` in list order: what needs attention first, then by name."""

    def place(draft: Draft) -> tuple[bool, str, str]:
        needs_attention = overall(stored_facts(draft, today)).state.is_alarming
        return not needs_attention, draft.title.casefold(), draft.id

    return sorted(drafts, key=place)


def is_empty(draft: Draft) -> bool:
    """Whether nothing has been entered yet; such a draft is not listed."""
    blank = Draft(draft.id, draft.created, step=draft.step, reached=draft.reached)
    blank = replace(blank, revision=draft.revision)
    return replace(draft, remember_keys=True) == blank


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How many connections of a batch test passed, failed, and couldn't be checked."""

    passed: int = 0
    failed: int = 0
    unchecked: int = 0

    @property
    def line(self) -> str:
        """The three counts in words; a count of 0 is omitted."""
        parts = (
            trn("{count} passed", "{count} passed", self.passed) if self.passed else "",
            trn("{count} failed", "{count} failed", self.failed) if self.failed else "",
            trn("{count} couldn't be checked", "{count} couldn't be checked", self.unchecked)
            if self.unchecked
            else "",
        )
        return ", ".join(filter(None, parts))
