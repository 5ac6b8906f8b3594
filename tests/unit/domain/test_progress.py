"""The state of each step and value, as a table of facts that every screen shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.storage.examples import drafts
from wizard.domain import steps
from wizard.domain.check import Check, Status, Verdict
from wizard.domain.draft import ClientIdState, Draft, Linked
from wizard.domain.faults.fault import VALUES, Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import Finding, LastTest, MissingLevel
from wizard.domain.progress import (
    Facts,
    Job,
    Progress,
    State,
    overall,
    step_of,
    step_progress,
    stored_facts,
    value_of,
)
from wizard.domain.report import CheckResult, Report, Site
from wizard.domain.rights import Column, Level
from wizard.domain.scope import Scope

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
TODAY = NOW.date()
RIGHTS = ("Service Desk › Service Tickets", "Companies › Company Maintenance")
EVERY = frozenset(VALUES)
GAP = MissingLevel(RIGHTS[0], Column.ADD, Level.NONE, Level.ALL)
# The open step is one that no row below asks for, unless the row says otherwise.
DRAFT = Draft(
    id="0123456789ab",
    created=NOW,
    step=Step.SCOPE,
    reached=frozenset(Step),
    public_key="TestPublicKey000",
)


def after(verdict: Verdict, *findings: Finding, **changed: Any) -> LastTest:
    """A test up to its first failure, as the link test ends."""
    statuses, failed = {}, {f.check: f.status for f in findings if f.check}
    for check in Check:
        stopped = Status.FAILED in statuses.values() and check is not Check.BOARDS
        statuses[check] = Status.NOT_RUN if stopped else failed.get(check, Status.PASSED)
    return LastTest(verdict, NOW, statuses=statuses, findings=findings, **changed)


def failed(fault: Fault, step: Step, check: Check, *affects: Field, **details: str) -> LastTest:
    finding = Finding(fault, Status.FAILED, step, check, affects, details)
    return after(Verdict.NOT_READY, finding)


def lookup(status: Status, problem: Problem | None = None, check: Check = Check.COMPANY) -> Report:
    rows = [CheckResult(one, Status.PASSED) for one in Check]
    rows[list(Check).index(check)] = CheckResult(check, status, problem=problem)
    if status is Status.FAILED:
        for number in range(list(Check).index(check) + 1, len(rows)):
            rows[number] = CheckResult(list(Check)[number], Status.NOT_RUN)
    return Report(tuple(rows), (), (), Site(), NOW, 1.0)


PASSED = after(Verdict.READY)
EXCESS = after(
    Verdict.READY_WITH_WARNINGS,
    Finding(Fault.RIGHT_EXCESS, Status.WARNING, Step.ROLE, Check.RIGHTS),
)
NO_BOARDS = after(
    Verdict.READY_WITH_WARNINGS,
    Finding(Fault.BOARDS_NONE_VISIBLE, Status.WARNING, Step.MEMBER, Check.BOARDS),
)
REFUSED_KEYS = failed(
    Fault.KEYS_REFUSED, Step.KEYS, Check.SIGN_IN, Field.PRIVATE_KEY, Field.PUBLIC_KEY
)
REFUSED_ID = failed(Fault.CLIENT_ID_REFUSED, Step.CLIENT_ID, Check.SIGN_IN, Field.CLIENT_ID)
UNCLEAR = failed(Fault.SIGN_IN_UNCLEAR, Step.LINK, Check.SIGN_IN, *VALUES[1:])
NO_RIGHT = replace(failed(Fault.RIGHT_MISSING, Step.ROLE, Check.RIGHTS, Field.ROLE), missing=(GAP,))
UNKNOWN_COMPANY = failed(
    Fault.COMPANY_UNKNOWN, Step.SITE, Check.COMPANY, Field.COMPANY_ID, host="na.example"
)
BUSY = after(
    Verdict.NOT_PROVEN,
    Finding(Fault.RATE_LIMITED, Status.FAILED, Step.LINK, Check.SIGN_IN),
)
WRONG_COMPANY = Problem(Fault.COMPANY_UNKNOWN, {"host": "na.example"})
OFFLINE = Problem(Fault.UNREACHABLE, {"host": "na.example"})
SAME_TWICE = Problem(Fault.KEYS_SAME_TWICE)
LOCKED = Problem(Fault.VAULT_LOCKED, {"what": "GNOME Keyring is locked", "advice": ""})
TWO = frozenset({Field.SITE, Field.COMPANY_ID})
KEYS = frozenset({Field.PUBLIC_KEY, Field.PRIVATE_KEY})
SIGNED = replace(DRAFT, ticked=frozenset(RIGHTS))
ASKED = {"client_id_state": ClientIdState.ASKED, "asked_on": date(2026, 5, 8)}

# step, changes of the draft, facts, state, a part of the reason
TABLE: list[tuple[Step, dict[str, Any], dict[str, Any], State, str]] = [
    (Step.SCOPE, {"reached": frozenset({Step.SCOPE})}, {}, State.IN_PROGRESS, ""),
    (Step.SCOPE, {}, {}, State.DONE, ""),
    (Step.SCOPE, {"scope": Scope(frozenset())}, {}, State.NEEDS_ATTENTION, "at least one"),
    # Nothing is known of an address that was not entered, whichever pages were visited.
    (Step.SITE, {}, {}, State.TO_DO, ""),
    (Step.SITE, {"step": Step.SITE}, {}, State.IN_PROGRESS, ""),
    (Step.SITE, {}, {"accepted": {Field.SITE}}, State.IN_PROGRESS, ""),
    (Step.SITE, {}, {"accepted": TWO}, State.DONE_NOT_CHECKED, "Not checked yet"),
    (Step.SITE, {}, {"accepted": TWO, "running": {Job.LOOKUP}}, State.IN_PROGRESS, "Checking"),
    (Step.SITE, {}, {"accepted": TWO, "lookup": lookup(Status.PASSED)}, State.DONE, ""),
    (
        Step.SITE,
        {},
        {"accepted": TWO, "lookup": lookup(Status.FAILED, WRONG_COMPANY)},
        State.FAILED,
        "doesn't know this Company ID",
    ),
    (
        Step.SITE,
        {},
        {"accepted": TWO, "lookup": lookup(Status.FAILED, OFFLINE, Check.CONNECT)},
        State.NEEDS_ATTENTION,
        "no network connection",
    ),
    (
        Step.SITE,
        {},
        {"refused": {Field.SITE: Problem(Fault.ADDRESS_UNREADABLE, {"what": "a path"})}},
        State.NEEDS_ATTENTION,
        "isn't the address",
    ),
    (Step.SITE, {"last_test": PASSED}, {"accepted": EVERY}, State.DONE, ""),
    (
        Step.SITE,
        {"last_test": UNKNOWN_COMPANY},
        {"accepted": EVERY},
        State.FAILED,
        "na.example doesn't know",
    ),
    (
        Step.SITE,
        {"last_test": UNKNOWN_COMPANY, "revision": 1},
        {"accepted": EVERY},
        State.DONE_NOT_CHECKED,
        "Not checked yet",
    ),
    (Step.ROLE, {}, {}, State.TO_DO, "0 of 2"),
    (Step.ROLE, {"step": Step.ROLE}, {}, State.IN_PROGRESS, "0 of 2"),
    (Step.ROLE, {"ticked": frozenset(RIGHTS[:1])}, {}, State.IN_PROGRESS, "1 of 2"),
    (Step.ROLE, {"ticked": frozenset(RIGHTS)}, {}, State.DONE_NOT_CHECKED, "every cell"),
    (Step.ROLE, {"last_test": PASSED}, {}, State.DONE, ""),
    (Step.ROLE, {"last_test": EXCESS}, {}, State.DONE, "more than needed"),
    (
        Step.ROLE,
        {"last_test": NO_RIGHT, "ticked": frozenset(RIGHTS)},
        {},
        State.FAILED,
        "Add Level is None, needs All",
    ),
    (
        Step.ROLE,
        {"last_test": NO_RIGHT, "ticked": frozenset(RIGHTS[:1]), "revision": 1},
        {},
        State.IN_PROGRESS,
        "1 of 2",
    ),
    (
        Step.ROLE,
        {"last_test": REFUSED_KEYS, "ticked": frozenset(RIGHTS)},
        {},
        State.DONE_NOT_CHECKED,
        "",
    ),
    (Step.MEMBER, {}, {}, State.TO_DO, ""),
    (Step.MEMBER, {"step": Step.MEMBER}, {}, State.IN_PROGRESS, ""),
    (Step.MEMBER, {}, {"accepted": KEYS}, State.DONE_NOT_CHECKED, "signs in"),
    (Step.MEMBER, {"last_test": PASSED}, {"accepted": EVERY}, State.DONE, ""),
    (Step.MEMBER, {"last_test": REFUSED_KEYS}, {"accepted": EVERY}, State.DONE_NOT_CHECKED, ""),
    (Step.MEMBER, {"last_test": NO_BOARDS}, {"accepted": EVERY}, State.NEEDS_ATTENTION, ""),
    (Step.KEYS, {}, {}, State.TO_DO, ""),
    (Step.KEYS, {}, {"accepted": {Field.PUBLIC_KEY}}, State.IN_PROGRESS, ""),
    (Step.KEYS, {}, {"accepted": KEYS}, State.DONE_NOT_CHECKED, "Not checked yet"),
    (
        Step.KEYS,
        {},
        {"refused": dict.fromkeys(KEYS, SAME_TWICE)},
        State.NEEDS_ATTENTION,
        "are identical",
    ),
    (
        Step.KEYS,
        {},
        {"accepted": {Field.PUBLIC_KEY}, "held": {Field.PRIVATE_KEY: "eu.example"}},
        State.NEEDS_ATTENTION,
        "Entered for eu.example",
    ),
    (
        Step.KEYS,
        {"generation": 1},
        {"accepted": {Field.PUBLIC_KEY}, "vault": LOCKED},
        State.NEEDS_ATTENTION,
        "GNOME Keyring",
    ),
    (Step.KEYS, {"last_test": PASSED}, {"accepted": EVERY}, State.DONE, ""),
    (Step.KEYS, {"last_test": NO_RIGHT}, {"accepted": EVERY}, State.DONE, ""),
    (
        Step.KEYS,
        {"last_test": REFUSED_KEYS},
        {"accepted": EVERY},
        State.FAILED,
        "wasn't accepted",
    ),
    (Step.KEYS, {"last_test": REFUSED_ID}, {"accepted": EVERY}, State.DONE_NOT_CHECKED, ""),
    (
        Step.KEYS,
        {"last_test": REFUSED_KEYS, "revision": 1},
        {"accepted": EVERY},
        State.DONE_NOT_CHECKED,
        "",
    ),
    (Step.CLIENT_ID, {}, {}, State.TO_DO, ""),
    (Step.CLIENT_ID, ASKED, {}, State.WAITING, "since 2026-05-08"),
    (Step.CLIENT_ID, ASKED, {"accepted": EVERY}, State.DONE_NOT_CHECKED, ""),
    (Step.CLIENT_ID, {"last_test": PASSED}, {"accepted": EVERY}, State.DONE, ""),
    (Step.CLIENT_ID, {"last_test": REFUSED_KEYS}, {"accepted": EVERY}, State.DONE_NOT_CHECKED, ""),
    (
        Step.CLIENT_ID,
        {"last_test": REFUSED_ID},
        {"accepted": EVERY},
        State.FAILED,
        "The Client ID wasn't accepted",
    ),
    (Step.LINK, {}, {}, State.TO_DO, ""),
    (Step.LINK, {"step": Step.LINK}, {}, State.IN_PROGRESS, ""),
    (Step.LINK, {"last_test": PASSED}, {"running": {Job.TEST}}, State.IN_PROGRESS, "running"),
    (Step.LINK, {"last_test": PASSED}, {"accepted": EVERY}, State.DONE, "Passed today"),
    (Step.LINK, {"last_test": EXCESS}, {"accepted": EVERY}, State.DONE, "one warning"),
    (Step.LINK, {"last_test": NO_RIGHT}, {"accepted": EVERY}, State.FAILED, "Add Level is None"),
    (Step.LINK, {"last_test": UNCLEAR}, {"accepted": EVERY}, State.FAILED, "Sign-in: failed"),
    (Step.LINK, {"last_test": BUSY}, {"accepted": EVERY}, State.NEEDS_ATTENTION, ""),
    (
        Step.LINK,
        {"last_test": PASSED, "revision": 1},
        {"accepted": EVERY},
        State.NEEDS_ATTENTION,
        "Out of date",
    ),
    (Step.LINK, ASKED, {"accepted": TWO}, State.WAITING, "Client ID"),
    (Step.LINK, {**ASKED, "last_test": UNKNOWN_COMPANY}, {"accepted": TWO}, State.FAILED, ""),
    (Step.HANDOVER, {}, {}, State.TO_DO, ""),
    (Step.HANDOVER, {"step": Step.HANDOVER}, {}, State.IN_PROGRESS, ""),
    (
        Step.HANDOVER,
        {"step": Step.HANDOVER, "linked": Linked(NOW, proven=True)},
        {},
        State.DONE,
        "Linked today",
    ),
    (
        Step.HANDOVER,
        {"linked": Linked(NOW - timedelta(days=1), proven=False)},
        {},
        State.DONE_NOT_CHECKED,
        "Linked yesterday, not verified",
    ),
]


def facts_of(changes: dict[str, Any], facts: dict[str, Any]) -> Facts:
    draft = replace(DRAFT, **changes)
    return Facts(draft, TODAY, **{"needed": RIGHTS, "accepted": frozenset()} | facts)


@pytest.mark.parametrize(
    ("step", "changes", "facts", "state", "reason"),
    TABLE,
    ids=[f"{number} {row[0].value} {row[3].value}" for number, row in enumerate(TABLE)],
)
def test_the_state_of_a_step_follows_from_its_own_facts(
    step: Step, changes: dict[str, Any], facts: dict[str, Any], state: State, reason: str
) -> None:
    found = step_of(facts_of(changes, facts), step)
    assert found.state is state, found
    assert reason in found.reason


VALUE_TABLE: list[tuple[Field, dict[str, Any], dict[str, Any], State]] = [
    (Field.SITE, {}, {}, State.TO_DO),
    (Field.SITE, {}, {"accepted": TWO}, State.DONE_NOT_CHECKED),
    (Field.SITE, {}, {"accepted": TWO, "lookup": lookup(Status.PASSED)}, State.DONE),
    (Field.COMPANY_ID, {"last_test": UNKNOWN_COMPANY}, {"accepted": EVERY}, State.FAILED),
    (Field.SITE, {"last_test": UNKNOWN_COMPANY}, {"accepted": EVERY}, State.DONE),
    (
        Field.COMPANY_ID,
        {},
        {"accepted": TWO, "lookup": lookup(Status.FAILED, WRONG_COMPANY)},
        State.FAILED,
    ),
    (Field.PUBLIC_KEY, {"last_test": PASSED}, {"accepted": EVERY}, State.DONE),
    (Field.PRIVATE_KEY, {"last_test": REFUSED_KEYS}, {"accepted": EVERY}, State.FAILED),
    (Field.CLIENT_ID, {"last_test": REFUSED_KEYS}, {"accepted": EVERY}, State.DONE_NOT_CHECKED),
    (Field.CLIENT_ID, ASKED, {}, State.WAITING),
    (Field.PUBLIC_KEY, {}, {"refused": {Field.PUBLIC_KEY: SAME_TWICE}}, State.NEEDS_ATTENTION),
]


@pytest.mark.parametrize(("value", "changes", "facts", "state"), VALUE_TABLE)
def test_the_state_of_a_value_follows_from_its_own_facts(
    value: Field, changes: dict[str, Any], facts: dict[str, Any], state: State
) -> None:
    assert value_of(facts_of(changes, facts), value).state is state


@pytest.mark.parametrize(
    ("changes", "facts", "state"),
    [
        ({"last_test": NO_RIGHT}, {"accepted": EVERY}, State.FAILED),
        ({"last_test": PASSED, "revision": 1}, {"accepted": EVERY}, State.NEEDS_ATTENTION),
        (ASKED, {"accepted": TWO}, State.WAITING),
        ({}, {"accepted": TWO}, State.IN_PROGRESS),
        (
            {"last_test": PASSED, "linked": Linked(NOW, proven=True)},
            {"accepted": EVERY},
            State.DONE,
        ),
        ({"linked": Linked(NOW, proven=False)}, {"accepted": EVERY}, State.DONE_NOT_CHECKED),
    ],
)
def test_the_state_of_a_connection_is_that_of_its_worst_step(
    changes: dict[str, Any], facts: dict[str, Any], state: State
) -> None:
    assert overall(facts_of(changes, facts)).state is state


def test_an_unreachable_step_names_the_step_to_finish_first() -> None:
    draft = replace(DRAFT, reached=frozenset({Step.SCOPE, Step.SITE}), public_key="")
    lines = {line.step: line for line in step_progress(Facts(draft, TODAY, needed=RIGHTS))}
    blocked = [step for step, line in lines.items() if line.blocked]
    assert blocked == [Step.ROLE, Step.MEMBER, Step.KEYS, Step.LINK, Step.HANDOVER]
    assert "“Keys”" in lines[Step.KEYS].blocked
    assert "Open “Your ConnectWise” and select Next." in lines[Step.KEYS].blocked


def test_a_step_opens_when_its_values_were_entered_elsewhere() -> None:
    draft = replace(DRAFT, reached=frozenset({Step.SCOPE, Step.LINK}))
    facts = Facts(draft, TODAY, KEYS, needed=RIGHTS)
    opened = {line.step for line in step_progress(facts) if not line.blocked}
    assert Step.KEYS in opened
    assert Step.ROLE not in opened


@pytest.mark.parametrize(
    ("generation", "state"),
    [(0, State.IN_PROGRESS), (1, State.DONE_NOT_CHECKED)],
)
def test_keys_of_a_closed_connection_count_as_stored_in_the_vault(
    generation: int, state: State
) -> None:
    draft = replace(DRAFT, generation=generation)
    assert step_of(stored_facts(draft, TODAY, RIGHTS), Step.KEYS).state is state


@given(
    drafts,
    st.frozensets(st.sampled_from(VALUES)),
    st.frozensets(st.sampled_from(Job)),
    st.lists(st.text(max_size=5), max_size=3),
)
def test_any_facts_give_a_state_for_every_step(
    draft: Draft, accepted: frozenset[Field], running: frozenset[Job], needed: Sequence[str]
) -> None:
    facts = Facts(draft, TODAY, accepted, running=running, needed=needed)
    lines = step_progress(facts)
    mine = steps.steps_of(draft)
    assert tuple(line.step for line in lines) == mine
    opened = {line.step for line in lines if not line.blocked}
    begun = {line.step for line in lines if line.state is not State.TO_DO}
    assert opened == begun | {step for step in mine if steps.reachable(draft, step)}
    assert all(line.title and line.state.word for line in lines)
    assert isinstance(overall(facts), Progress)
    if draft.current_test is None:
        checked = {Step.SITE, Step.ROLE, Step.MEMBER, Step.KEYS, Step.CLIENT_ID, Step.LINK}
        assert not [line for line in lines if line.step in checked and line.state is State.DONE]
