"""The list of connections: what each needs next, their order, and which are worth listing."""

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
    """What a connection's one primary button does."""

    CONTINUE = "continue"
    TEST = "test"
    FINISH_RENEWAL = "renew"


def main_act(draft: Draft) -> MainAct:
    """Return what to do next: finish what is under way, then set up, then test now and then."""
    if draft.renewal and not draft.renewal.finished:
        return MainAct.FINISH_RENEWAL
    return MainAct.TEST if draft.linked else MainAct.CONTINUE


def in_order(drafts: Iterable[Draft], today: date) -> list[Draft]:
    """Return ``drafts`` as they are listed: what needs attention first, then by name."""

    def place(draft: Draft) -> tuple[bool, str, str]:
        needs_attention = overall(stored_facts(draft, today)).state.is_alarming
        return not needs_attention, draft.title.casefold(), draft.id

    return sorted(drafts, key=place)


def is_empty(draft: Draft) -> bool:
    """Whether nobody has entered anything yet: such a draft is not listed."""
    blank = Draft(draft.id, draft.created, step=draft.step, reached=draft.reached)
    blank = replace(blank, revision=draft.revision)
    return replace(draft, remember_keys=True) == blank


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How many connections of one round passed, failed, and couldn't be checked."""

    passed: int = 0
    failed: int = 0
    unchecked: int = 0

    @property
    def line(self) -> str:
        """The three numbers in words; a number of 0 is left out."""
        parts = (
            trn("{count} passed", "{count} passed", self.passed) if self.passed else "",
            trn("{count} failed", "{count} failed", self.failed) if self.failed else "",
            trn("{count} couldn't be checked", "{count} couldn't be checked", self.unchecked)
            if self.unchecked
            else "",
        )
        return ", ".join(filter(None, parts))
