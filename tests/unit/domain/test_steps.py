"""Scope, draft and steps: choices, progress, and navigation."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain import steps
from wizard.domain.draft import ClientIdState, Draft, Linked, new_draft
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Need, Scope, Ticket
from wizard.domain.steps import next_step, previous_step, reachable

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
DRAFT = Draft("0123456789ab", NOW)
SERVICE, PROJECT = Ticket.SERVICE, Ticket.PROJECT


@pytest.mark.parametrize(
    ("scope", "needs"),
    [
        (Scope(), {Need.ALWAYS, Need.SERVICE}),
        (Scope(frozenset()), {Need.ALWAYS}),
        (Scope(frozenset(), closes_tickets=True), {Need.ALWAYS}),
        (Scope(frozenset({PROJECT})), {Need.ALWAYS, Need.PROJECT}),
        (Scope(closes_tickets=True), {Need.ALWAYS, Need.SERVICE, Need.CLOSES_SERVICE}),
        (
            Scope(frozenset({PROJECT}), closes_tickets=True),
            {Need.ALWAYS, Need.PROJECT, Need.CLOSES_PROJECT},
        ),
        (Scope(maps_contacts=True), {Need.ALWAYS, Need.SERVICE, Need.MAPS_CONTACTS}),
        (Scope(maps_owners=True), {Need.ALWAYS, Need.SERVICE, Need.MAPS_OWNERS}),
        (Scope(frozenset(Ticket), True, True, True), set(Need)),
    ],
)
def test_a_scope_lists_its_ticket_types_and_options(scope: Scope, needs: set[Need]) -> None:
    assert scope.needs == needs


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({"step": Step.ROLE}, Step.ROLE),
        ({"step": Step.LINK}, Step.LINK),
        ({"step": Step.ROLE, "client_id_state": ClientIdState.ASKED}, Step.ROLE),
        ({"step": Step.CLIENT_ID, "client_id_state": ClientIdState.ASKED}, Step.CLIENT_ID),
        ({"step": Step.LINK, "client_id_state": ClientIdState.ASKED}, Step.CLIENT_ID),
        ({"step": Step.HANDOVER, "client_id_state": ClientIdState.ASKED}, Step.CLIENT_ID),
        ({"step": Step.LINK, "client_id_state": ClientIdState.HAVE}, Step.LINK),
        (
            {
                "step": Step.HANDOVER,
                "client_id_state": ClientIdState.ASKED,
                "linked": Linked(NOW, proven=False),
            },
            Step.HANDOVER,
        ),
    ],
)
def test_a_draft_resumes_at_the_first_unfinished_step(fields: dict[str, Any], step: Step) -> None:
    assert steps.resume_step(dataclasses.replace(DRAFT, **fields)) is step


class TestDraft:
    def test_a_new_draft_has_a_unique_id_and_nothing_else(self) -> None:
        one, other = new_draft(NOW), new_draft(NOW)
        assert one.id != other.id
        assert len(one.id) == 12
        assert int(one.id, 16) >= 0
        assert dataclasses.replace(one, id=DRAFT.id) == DRAFT

    def test_opening_a_step_is_remembered(self) -> None:
        moved = DRAFT.at(Step.SITE).at(Step.CLIENT_ID).at(Step.SCOPE)
        assert moved.step is Step.SCOPE
        assert moved.reached == {Step.SCOPE, Step.SITE, Step.CLIENT_ID}
        assert DRAFT.reached == {Step.SCOPE}

    def test_its_title_is_its_name_or_company(self) -> None:
        assert DRAFT.title == ""
        assert dataclasses.replace(DRAFT, company_id="contoso").title == "contoso"
        assert dataclasses.replace(DRAFT, company_id="contoso", name="Main").title == "Main"

    def test_it_has_no_field_for_a_secret(self) -> None:
        names = {field.name for field in dataclasses.fields(Draft)}
        assert names & {"private_key", "client_id"} == set()

    def test_the_suggested_member_id_has_an_allowed_length(self) -> None:
        assert len(DRAFT.member_id) <= 15


def test_any_visited_step_and_the_client_id_can_be_opened() -> None:
    draft = DRAFT.at(Step.SITE)
    assert [step for step in Step if reachable(draft, step)] == [
        *(Step.SCOPE, Step.SITE, Step.CLIENT_ID)
    ]


def test_next_and_back_visit_all_steps() -> None:
    walked = [Step.SCOPE]
    while (following := next_step(walked[-1])) is not None:
        walked.append(following)
    assert walked == list(Step)
    assert [previous_step(step) for step in Step] == [None, *list(Step)[:-1]]


@given(st.lists(st.sampled_from(["next", "back", "client_id", *Step]), max_size=30))
def test_any_sequence_of_moves_stays_within_the_steps(walk: list[str]) -> None:
    """Next, Back, the Client ID at any time, and clicks on the list, in any order."""
    draft = DRAFT
    for move in walk:
        wanted = {"next": next_step(draft.step), "back": previous_step(draft.step)}.get(move) or (
            Step(move) if move in set(Step) else draft.step
        )
        if move in set(Step) and not reachable(draft, wanted):
            continue
        moved = draft.at(wanted)
        assert moved.reached == draft.reached | {wanted}
        assert all(reachable(moved, step) for step in draft.reached)
        following, previous = next_step(moved.step), previous_step(moved.step)
        assert following is None or previous_step(following) is moved.step
        assert previous is None or next_step(previous) is moved.step
        assert (following is None) is (moved.step is Step.HANDOVER)
        draft = moved
