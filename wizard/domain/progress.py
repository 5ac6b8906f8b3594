"""The state of each step and each value: the one model that every screen and command draws from.

    facts: draft · what the fields hold · lookup · last test · running jobs · the day
        │
        ▼
    step_progress(facts)   one `StepProgress` per step: state, reason, and whether a click opens it
    value_of(facts)   one `Progress` per value
    overall(facts)    the connection as a whole, for a list of connections

A step's own facts decide, never that it was visited. Nothing here reads a clock, a file or a
network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from wizard.domain import steps
from wizard.domain.check import Check, Status, Verdict
from wizard.domain.dataclass import dataclass
from wizard.domain.days import day_phrase
from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import KEYS, Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.text import N_, tr, trn

if TYPE_CHECKING:
    from wizard.domain.last_test import Finding, LastTest
    from wizard.domain.report import CheckResult, Report


class State(StrEnum):
    """How far a step or a value is; the words of the list of steps."""

    TO_DO = N_("to do")
    IN_PROGRESS = N_("in progress")
    DONE = N_("done")
    DONE_NOT_CHECKED = N_("done, not checked")
    NEEDS_ATTENTION = N_("needs attention")
    FAILED = N_("failed")
    WAITING = N_("waiting")

    @property
    def word(self) -> str:
        """The state in the reader's language."""
        return tr(self.value)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here before the test."""
        return self in {State.DONE, State.DONE_NOT_CHECKED}

    @property
    def is_alarming(self) -> bool:
        """Whether it needs attention: it failed, or its result is no longer known."""
        return self in {State.FAILED, State.NEEDS_ATTENTION}


class Job(StrEnum):
    """What runs in the background right now."""

    LOOKUP = "lookup"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Progress:
    """A state and why, in one short sentence or ""."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One line of the list of steps; ``blocked`` says why a click does not open it, or ""."""

    step: Step
    title: str
    state: State
    reason: str = ""
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one connection.

    ``accepted`` are the values that can be used, ``refused`` what is wrong with the text of others,
    ``held`` the secrets entered for another host. ``needed`` are the titles of the rights that the
    scope needs. ``lookup`` is the finished lookup of the address and Company ID as they stand.
    ``vault`` says why stored keys can't be read. ``show_day`` writes a day as the reader does.
    """

    draft: Draft
    today: date
    accepted: frozenset[Field] = frozenset()
    refused: Mapping[Field, Problem] = field(default_factory=dict)
    held: Mapping[Field, str] = field(default_factory=dict)
    needed: Sequence[str] = ()
    lookup: Report | None = None
    running: frozenset[Job] = frozenset()
    vault: Problem | None = None
    show_day: Callable[[date], str] = date.isoformat

    @property
    def test(self) -> LastTest | None:
        """The last test, unless it is out of date."""
        return self.draft.current_test

    @property
    def set_rights(self) -> int:
        """How many of the needed rights are ticked."""
        return sum(title in self.draft.ticked for title in self.needed)

    def when(self, moment: datetime | date) -> str:
        """Return "today", "yesterday" or "on 12 May"."""
        return day_phrase(moment, self.today, self.show_day)

    def failed_at(self, step: Step) -> Finding | None:
        """Return what the last test found wrong at ``step``."""
        found = self.test.findings if self.test else ()
        return next((f for f in found if f.step is step and f.status is Status.FAILED), None)

    def noted_at(self, step: Step) -> Finding | None:
        """Return the warning or doubt that the last test noted at ``step``."""
        found = self.test.findings if self.test else ()
        return next((f for f in found if f.step is step and f.status is not Status.FAILED), None)

    def proved(self, *checks: Check) -> bool:
        """Return whether the last test is current and all ``checks`` passed in it."""
        return self.test is not None and all(map(self.test.has_passed, checks))


def stored_facts(draft: Draft, today: date, needed: Sequence[str] = ()) -> Facts:
    """Return the facts of a saved connection that is not open: its keys are where the vault is."""
    present = {
        Field.SITE: draft.site,
        Field.COMPANY_ID: draft.company_id,
        Field.PUBLIC_KEY: draft.public_key,
        Field.PRIVATE_KEY: draft.generation and draft.public_key,
        Field.CLIENT_ID: draft.generation and draft.client_id_state is ClientIdState.HAVE,
    }
    accepted = frozenset(value for value, there in present.items() if there)
    return Facts(draft, today, accepted, needed=needed)


def step_progress(facts: Facts) -> tuple[StepProgress, ...]:
    """Return the list of steps."""
    return tuple(_line(facts, step) for step in steps.steps_of(facts.draft))


def step_of(facts: Facts, step: Step) -> Progress:
    """Return the state of one step; the open one is at least in progress."""
    found = _STEPS[step](facts)
    if found.state is State.TO_DO and step is facts.draft.step:
        return Progress(State.IN_PROGRESS, found.reason)
    return found


def step_after(facts: Facts, step: Step) -> Step | None:
    """Return the step that *Next* opens, or None after the last.

    The Client ID can be asked for before its turn: from there *Next* leads to the first step where
    something is to be done. A step that was skipped on purpose isn't opened again. A colleague's
    last step is the end of their part.
    """
    mine = steps.steps_of(facts.draft)
    earlier = [one for one in mine if one.number < step.number]
    asked = facts.draft.received is not None
    if step is Step.CLIENT_ID and not asked and not facts.draft.reached.issuperset(earlier):
        undone = (one for one in earlier if not step_of(facts, one).state.is_done)
        ahead = next(undone, None)
        if ahead:
            return ahead
    return steps.next_step(step, mine)


def step_before(facts: Facts, step: Step) -> Step | None:
    """Return the step that *Back* opens: the nearest earlier one that was open, or None."""
    mine = steps.steps_of(facts.draft)
    earlier = [one for one in mine if one.number < step.number and one in facts.draft.reached]
    return earlier[-1] if earlier else None


def overall(facts: Facts) -> Progress:
    """Return the state of the connection: its worst step's, else how far it is.

    A renewal of its keys that is not finished needs attention, whatever the steps say.
    """
    found = [step_of(facts, step) for step in steps.steps_of(facts.draft)]
    renewal = facts.draft.renewal.missing if facts.draft.renewal else ""
    left = [Progress(State.NEEDS_ATTENTION, renewal)] if renewal else []
    worst = _worst([*left, *found])
    if worst:
        return worst
    if found[-1].state.is_done:
        return found[-1]
    waiting = next((one for one in found if one.state is State.WAITING), None)
    return waiting or Progress(State.IN_PROGRESS)


def value_of(facts: Facts, value: Field) -> Progress:
    """Return the state of one of the five values."""
    if value in facts.refused:
        return Progress(State.NEEDS_ATTENTION, facts.refused[value].headline)
    if value in facts.held:
        words = tr("Entered for {host}").format(host=facts.held[value])
        return Progress(State.NEEDS_ATTENTION, words)
    if value not in facts.accepted:
        return _absent(facts, value)
    blamed = _blamed(facts, value)
    if blamed:
        return _wrong(blamed)
    if facts.proved(_PROVED_BY[value]) or (value in _LOOKED_UP and _looked_up(facts)):
        return Progress(State.DONE)
    return Progress(State.DONE_NOT_CHECKED, tr("Not checked yet"))


_LOOKED_UP = {Field.SITE, Field.COMPANY_ID}
_PROVED_BY = {
    Field.SITE: Check.SITE,
    Field.COMPANY_ID: Check.COMPANY,
    Field.PUBLIC_KEY: Check.SIGN_IN,
    Field.PRIVATE_KEY: Check.SIGN_IN,
    Field.CLIENT_ID: Check.SIGN_IN,
}


def _line(facts: Facts, step: Step) -> StepProgress:
    found = step_of(facts, step)
    blocked = ""
    mine = steps.steps_of(facts.draft)
    # What somebody entered elsewhere, as all five values at once, is open to be looked at.
    begun = step in mine and found.state is not State.TO_DO
    if not (begun or steps.reachable(facts.draft, step)):
        before = next((s for s in mine if s not in facts.draft.reached), step)
        first = steps.title_of(steps.previous_step(before, mine) or before)
        # Not "finish it": a Client ID that was requested can't be finished today.
        words = tr("“{title}” isn't available yet. Open “{first}” and select Next.")
        blocked = words.format(title=steps.title_of(step), first=first)
    return StepProgress(step, steps.title_of(step), found.state, found.reason, blocked)


def _blamed(facts: Facts, value: Field) -> Finding | None:
    found = facts.test.findings if facts.test else ()
    failed = (f for f in found if f.status is Status.FAILED and value in f.affects)
    return next(failed, None) or _looked_up_wrong(facts, value)


def _looked_up_wrong(facts: Facts, value: Field) -> Finding | None:
    rows = facts.lookup.rows if facts.lookup and value in _LOOKED_UP else ()
    for row in rows:
        if row.problem and row.status is Status.FAILED and value in row.problem.affects:
            return _finding(row, row.problem)
    return None


def _finding(row: CheckResult, problem: Problem) -> Finding:
    from wizard.domain.last_test import Finding  # noqa: PLC0415 - the first paint does without

    return Finding.of(problem, row.status, row.check)


def _absent(facts: Facts, value: Field) -> Progress:
    asked = facts.draft.client_id_state is ClientIdState.ASKED
    if value is Field.CLIENT_ID and asked:
        return Progress(State.WAITING, _waiting_since(facts))
    if facts.vault and facts.draft.generation and value not in _IN_DRAFT:
        return Progress(State.NEEDS_ATTENTION, facts.vault.headline)
    return Progress(State.TO_DO)


_IN_DRAFT = {Field.SITE, Field.COMPANY_ID, Field.PUBLIC_KEY}


def _waiting_since(facts: Facts) -> str:
    asked_on = facts.draft.asked_on
    return tr("since {day}").format(day=facts.show_day(asked_on)) if asked_on else ""


def _scope(facts: Facts) -> Progress:
    draft = facts.draft
    if not draft.scope.tickets:
        return Progress(State.NEEDS_ATTENTION, tr("Choose at least one kind of ticket."))
    fresh = draft.reached == {Step.SCOPE}
    return Progress(State.IN_PROGRESS if fresh else State.DONE)


def _site(facts: Facts) -> Progress:
    values = [value_of(facts, value) for value in (Field.SITE, Field.COMPANY_ID)]
    wrong = _worst(values)
    if wrong:
        return wrong
    if any(one.state is State.TO_DO for one in values):
        started = any(one.state is not State.TO_DO for one in values)
        return Progress(State.IN_PROGRESS if started else State.TO_DO)
    if Job.LOOKUP in facts.running:
        return Progress(State.IN_PROGRESS, tr("Checking"))
    failed = facts.failed_at(Step.SITE)
    return _wrong(failed) if failed else _looked_up_site(facts)


def _looked_up_site(facts: Facts) -> Progress:
    """The state of a readable address and Company ID, from the lookup."""
    if _looked_up(facts) or facts.proved(Check.SITE, Check.COMPANY):
        return Progress(State.DONE)
    row = next((r for r in facts.lookup.rows if r.problem), None) if facts.lookup else None
    if row is None or row.problem is None:
        return Progress(State.DONE_NOT_CHECKED, tr("Not checked yet"))
    return _wrong(_finding(row, row.problem))


def _wrong(found: Finding) -> Progress:
    """A value known to be wrong has failed; one that couldn't be checked needs attention."""
    state = State.NEEDS_ATTENTION if found.fault.is_environmental else State.FAILED
    return Progress(state, found.headline)


def _looked_up(facts: Facts) -> bool:
    if facts.lookup is None:
        return False
    return facts.lookup.row(Check.COMPANY).status in {Status.PASSED, Status.WARNING}


def _role(facts: Facts) -> Progress:
    failed = facts.failed_at(Step.ROLE)
    if failed:
        missing = facts.test.missing if facts.test else ()
        sentence = f"{missing[0].sentence}." if missing else failed.headline
        return Progress(State.FAILED, sentence)
    if facts.proved(Check.RIGHTS):
        noted = facts.noted_at(Step.ROLE)
        more = noted is not None and noted.fault is Fault.RIGHT_EXCESS
        return Progress(State.DONE, tr("Grants more than needed") if more else "")
    if facts.set_rights < len(facts.needed):
        state = State.IN_PROGRESS if facts.set_rights else State.TO_DO
        words = tr("{set} of {all} rows checked off")
        return Progress(state, words.format(set=facts.set_rights, all=len(facts.needed)))
    return Progress(State.DONE_NOT_CHECKED, tr("The test compares every cell"))


def _member(facts: Facts) -> Progress:
    """The state of the member, known only from what its keys can do."""
    wrong = facts.failed_at(Step.MEMBER) or facts.noted_at(Step.MEMBER)
    if wrong:
        return Progress(State.NEEDS_ATTENTION, wrong.headline)
    if facts.proved(Check.SIGN_IN):
        return Progress(State.DONE)
    if Field.PUBLIC_KEY in facts.accepted:
        return Progress(State.DONE_NOT_CHECKED, tr("The test signs in as this member"))
    return Progress(State.TO_DO)


def _keys(facts: Facts) -> Progress:
    values = [value_of(facts, value) for value in KEYS]
    failed = facts.failed_at(Step.KEYS)
    complete = all(one.state.is_done for one in values)
    if complete and failed:
        return Progress(State.FAILED, failed.headline)
    wrong = _worst(values)
    if wrong:
        return wrong
    if not complete:
        started = any(one.state.is_done for one in values)
        return Progress(State.IN_PROGRESS if started else State.TO_DO)
    return values[0]


def _client_id(facts: Facts) -> Progress:
    found = value_of(facts, Field.CLIENT_ID)
    failed = facts.failed_at(Step.CLIENT_ID)
    if failed and found.state.is_done:
        return Progress(State.FAILED, failed.headline)
    return found


def _link(facts: Facts) -> Progress:
    if Job.TEST in facts.running:
        return Progress(State.IN_PROGRESS, tr("The test is running"))
    last = facts.draft.last_test
    if value_of(facts, Field.CLIENT_ID).state is State.WAITING and not _failed_elsewhere(facts):
        return Progress(State.WAITING, tr("Waiting for the Client ID"))
    if last is None:
        return Progress(State.TO_DO)
    if facts.test is None:
        return Progress(State.NEEDS_ATTENTION, tr("Out of date: test again"))
    return Progress(_TESTED[last.verdict], _tested_words(facts, last))


_TESTED = {
    Verdict.READY: State.DONE,
    Verdict.READY_WITH_WARNINGS: State.DONE,
    Verdict.NOT_READY: State.FAILED,
    Verdict.NOT_PROVEN: State.NEEDS_ATTENTION,
}


def _tested_words(facts: Facts, last: LastTest) -> str:
    if last.verdict is Verdict.READY:
        return tr("Passed {when}").format(when=facts.when(last.at))
    if last.verdict is Verdict.READY_WITH_WARNINGS:
        count = max(1, len(last.findings))
        return trn("Passed with one warning", "Passed with {count} warnings", count)
    return last.detail


def _failed_elsewhere(facts: Facts) -> bool:
    """Whether the last test failed for another reason than the Client ID."""
    found = facts.test.findings if facts.test else ()
    return any(f.status is Status.FAILED and Field.CLIENT_ID not in f.affects for f in found)


def _handover(facts: Facts) -> Progress:
    linked = facts.draft.linked
    if linked is None:
        return Progress(State.TO_DO)
    when = facts.when(linked.at)
    if linked.proven:
        return Progress(State.DONE, tr("Linked {when}").format(when=when))
    return Progress(State.DONE_NOT_CHECKED, tr("Linked {when}, not verified").format(when=when))


def _worst(values: Sequence[Progress]) -> Progress | None:
    for state in (State.FAILED, State.NEEDS_ATTENTION):
        found = next((one for one in values if one.state is state), None)
        if found:
            return found
    return None


_STEPS: Mapping[Step, Callable[[Facts], Progress]] = {
    Step.SCOPE: _scope,
    Step.SITE: _site,
    Step.ROLE: _role,
    Step.MEMBER: _member,
    Step.KEYS: _keys,
    Step.CLIENT_ID: _client_id,
    Step.LINK: _link,
    Step.HANDOVER: _handover,
}
