"""One model of a connection's state: list of steps, list of connections, record, command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.ui.stage import NOW, SITE, failed_report, good_report, missing_right_report
from wizard.cli.rows import Row
from wizard.documents.records import record_of
from wizard.domain.check import Check
from wizard.domain.connections import in_order
from wizard.domain.draft import ClientIdState, Draft, Linked, new_draft
from wizard.domain.faults.fault import Fault, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.progress import State, step_progress, stored_facts
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.report import Report
from wizard.ui.pages.connections.connection_card import sign_of, state_of
from wizard.ui.widgets.step_model import StepState

TODAY = NOW.date()
TIMED_OUT = Problem(Fault.TIMEOUT, {"host": "na.myconnectwise.net", "seconds": "10"})
REPORTS = {
    "passed": good_report(),
    "refused keys": failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED)),
    "missing right": missing_right_report(),
    "offline": failed_report(Check.CONNECT, TIMED_OUT),
}
COPIED = KeyRenewal(RenewalStage.COPIED, NOW, "TestPublicKey000")
# What the last test was, what has changed since, and what every place makes of it: some steps of
# the list, sign and words of the connection's row, and whether the record says verified and what.
TABLE: list[tuple[str, Mapping[str, object], Mapping[Step, State], State, str, bool, str]] = [
    (
        "passed",
        {},
        {Step.KEYS: State.DONE, Step.ROLE: State.DONE, Step.LINK: State.DONE},
        State.DONE,
        "last test passed today",
        True,
        "Last test passed",
    ),
    (
        "passed",
        {"revision": 1},
        {Step.KEYS: State.DONE_NOT_CHECKED, Step.LINK: State.NEEDS_ATTENTION},
        State.NEEDS_ATTENTION,
        "last test today is out of date",
        False,
        "Something has changed since then.",
    ),
    (
        "passed",
        {"renewal": COPIED},
        {Step.KEYS: State.DONE, Step.LINK: State.DONE},
        State.NEEDS_ATTENTION,
        "Renewal not finished: set the old keys to Inactive",
        True,
        "Last test passed",
    ),
    (
        "refused keys",
        {},
        {Step.KEYS: State.FAILED, Step.ROLE: State.TO_DO, Step.LINK: State.FAILED},
        State.FAILED,
        "last test failed today · This key pair wasn't accepted.",
        False,
        "Last test failed",
    ),
    (
        "missing right",
        {},
        {Step.KEYS: State.DONE, Step.ROLE: State.FAILED, Step.LINK: State.FAILED},
        State.FAILED,
        "Service Desk › Service Tickets › Add Level is None, needs All.",
        False,
        "Add Level is None, needs All.",
    ),
    (
        "missing right",
        {"revision": 1},
        {Step.ROLE: State.TO_DO, Step.LINK: State.NEEDS_ATTENTION},
        State.NEEDS_ATTENTION,
        "last test today is out of date",
        False,
        "Something has changed since then.",
    ),
    (
        "offline",
        {},
        {Step.SITE: State.NEEDS_ATTENTION, Step.LINK: State.NEEDS_ATTENTION},
        State.NEEDS_ATTENTION,
        "last test couldn't be completed today",
        False,
        "Last test couldn't be completed",
    ),
]
EXIT_CODES = {State.DONE: 0, State.FAILED: 1, State.NEEDS_ATTENTION: 3}


def draft_after(report: Report, changes: Mapping[str, object]) -> Draft:
    """A linked connection with its last test, and what has changed since."""
    made = replace(
        new_draft(NOW),
        name="Contoso",
        site=SITE,
        company_id="contoso",
        public_key="TestPublicKey001",
        client_id_state=ClientIdState.HAVE,
        generation=1,
        reached=frozenset(Step),
        step=Step.HANDOVER,
        linked=Linked(NOW, proven=True),
        last_test=LastTest.of(report, NOW, 0),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def states(draft: Draft) -> dict[Step, State]:
    facts = stored_facts(draft, TODAY, ("Service Desk › Service Tickets",))
    return {line.step: line.state for line in step_progress(facts)}


@pytest.mark.parametrize(
    ("last", "changes", "steps", "whole", "words", "verified", "recorded"),
    TABLE,
    ids=[" ".join((row[0], *row[1])) for row in TABLE],
)
def test_every_place_shows_the_same_state(
    last: str,
    changes: Mapping[str, object],
    steps: Mapping[Step, State],
    whole: State,
    words: str,
    verified: bool,
    recorded: str,
) -> None:
    draft = draft_after(REPORTS[last], changes)
    found = states(draft)
    assert {step: found[step] for step in steps} == steps
    kind = StepState[whole.name]
    assert sign_of(draft, TODAY) == (kind.tone, kind.icon)
    assert words in state_of(draft, NOW)
    record = record_of(draft, None, "Ada", NOW)
    assert record.proven is verified
    assert recorded in record.summary
    other = replace(draft_after(REPORTS["passed"], {}), id="f" * 12, name="AAA")
    assert (in_order([other, draft], TODAY)[0] is draft) is whole.is_alarming


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_exit_code_of_the_command_line_is_the_state_of_the_test(report: Report) -> None:
    state = states(draft_after(report, {}))[Step.LINK]
    assert Row("Contoso", report=report).exit_code == EXIT_CODES[state]
