"""Scope, draft and steps: what was chosen, how far it has come, where one click leads."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain import steps
from wizard.domain.draft import ClientIdState, Draft, LastTest, Linked, new_draft
from wizard.domain.faults.fault import Step
from wizard.domain.report import Verdict
from wizard.domain.scope import Need, Scope, Ticket
from wizard.domain.steps import StepState, StepView, next_step, previous_step, reachable, step_views

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
def test_a_scope_names_its_needs(scope: Scope, needs: set[Need]) -> None:
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
def test_a_draft_goes_on_where_something_is_to_do(fields: dict[str, Any], step: Step) -> None:
    assert steps.resume_step(dataclasses.replace(DRAFT, **fields)) is step


class TestDraft:
    def test_a_new_one_has_an_id_of_its_own_and_nothing_else(self) -> None:
        one, other = new_draft(NOW), new_draft(NOW)
        assert one.id != other.id
        assert len(one.id) == 12
        assert int(one.id, 16) >= 0
        assert dataclasses.replace(one, id=DRAFT.id) == DRAFT

    def test_it_opens_a_step_and_remembers_that(self) -> None:
        moved = DRAFT.at(Step.SITE).at(Step.CLIENT_ID).at(Step.SCOPE)
        assert moved.step is Step.SCOPE
        assert moved.reached == {Step.SCOPE, Step.SITE, Step.CLIENT_ID}
        assert DRAFT.reached == {Step.SCOPE}

    def test_it_is_called_by_its_name_or_its_company(self) -> None:
        assert DRAFT.title == ""
        assert dataclasses.replace(DRAFT, company_id="contoso").title == "contoso"
        assert dataclasses.replace(DRAFT, company_id="contoso", name="Main").title == "Main"

    def test_it_has_no_place_for_a_secret(self) -> None:
        names = {field.name for field in dataclasses.fields(Draft)}
        assert names & {"private_key", "client_id"} == set()

    def test_the_suggested_member_id_fits(self) -> None:
        assert len(DRAFT.member_id) <= 15


def states(draft: Draft, *, private_key: bool = False, client_id: bool = False) -> dict[Step, str]:
    views = step_views(draft, private_key=private_key, client_id=client_id)
    return {line.step: line.state.word for line in views}


class TestView:
    def test_a_fresh_draft_stands_at_the_first_step(self) -> None:
        found = states(DRAFT)
        assert found.pop(Step.SCOPE) == "current"
        assert set(found.values()) == {"to do"}

    def test_all_steps_are_there_in_order_with_a_title_each(self) -> None:
        views = step_views(DRAFT, private_key=False, client_id=False)
        assert [line.step for line in views] == list(Step)
        assert len({line.title for line in views}) == 8
        assert views[0] == StepView(Step.SCOPE, "What Hire2Retire does", StepState.CURRENT, True)
        assert steps.title_of(Step.LINK) == "Test the link"

    def test_what_is_filled_in_is_done(self) -> None:
        draft = dataclasses.replace(DRAFT, site="https://x", company_id="contoso", public_key="k")
        found = states(draft.at(Step.LINK), private_key=True, client_id=True)
        assert [step for step, word in found.items() if word == "done"] == [
            *(Step.SCOPE, Step.SITE, Step.KEYS, Step.CLIENT_ID)
        ]
        assert found[Step.ROLE] == "to do"

    @pytest.mark.parametrize(
        ("changed", "private_key"),
        [({"public_key": ""}, True), ({"public_key": "k"}, False), ({}, False)],
    )
    def test_half_a_pair_of_keys_is_not_done(
        self, changed: dict[str, str], private_key: bool
    ) -> None:
        draft = dataclasses.replace(DRAFT, **changed).at(Step.KEYS).at(Step.SCOPE)
        assert states(draft, private_key=private_key)[Step.KEYS] == "to do"

    @pytest.mark.parametrize("changed", [{"site": "https://x"}, {"company_id": "contoso"}])
    def test_the_site_needs_address_and_company(self, changed: dict[str, str]) -> None:
        assert states(dataclasses.replace(DRAFT, **changed).at(Step.ROLE))[Step.SITE] == "to do"

    def test_steps_without_values_are_done_once_they_were_seen(self) -> None:
        found = states(DRAFT.at(Step.ROLE).at(Step.MEMBER).at(Step.KEYS))
        assert (found[Step.ROLE], found[Step.MEMBER]) == ("done", "done")

    def test_an_asked_client_id_is_waiting_until_it_is_there(self) -> None:
        asked = dataclasses.replace(
            DRAFT, client_id_state=ClientIdState.ASKED, asked_on=date(2026, 1, 1)
        )
        assert states(asked)[Step.CLIENT_ID] == "waiting"
        assert states(asked, client_id=True)[Step.CLIENT_ID] == "done"
        assert states(asked.at(Step.CLIENT_ID))[Step.CLIENT_ID] == "current"

    @pytest.mark.parametrize("verdict", Verdict)
    def test_the_link_is_done_when_its_last_test_was_ready(self, verdict: Verdict) -> None:
        draft = dataclasses.replace(DRAFT, last_test=LastTest(verdict, "line", NOW))
        ready = verdict in {Verdict.READY, Verdict.READY_WITH_WARNINGS}
        assert states(draft)[Step.LINK] == ("done" if ready else "to do")

    def test_the_hand_over_is_done_when_it_is_linked(self) -> None:
        linked = dataclasses.replace(DRAFT, linked=Linked(NOW, proven=False))
        assert states(linked)[Step.HANDOVER] == "done"


def test_one_click_opens_any_step_seen_and_the_client_id() -> None:
    draft = DRAFT.at(Step.SITE)
    assert [step for step in Step if reachable(draft, step)] == [
        *(Step.SCOPE, Step.SITE, Step.CLIENT_ID)
    ]


def test_next_and_back_walk_all_steps() -> None:
    walked = [Step.SCOPE]
    while (following := next_step(walked[-1])) is not None:
        walked.append(following)
    assert walked == list(Step)
    assert [previous_step(step) for step in Step] == [None, *list(Step)[:-1]]


@given(st.lists(st.sampled_from(list(Step)), max_size=20), st.booleans(), st.booleans())
def test_there_is_always_exactly_one_current_step(
    visited: list[Step], private_key: bool, client_id: bool
) -> None:
    draft = DRAFT
    for step in visited:
        draft = draft.at(step)
    views = step_views(draft, private_key=private_key, client_id=client_id)
    current = [line for line in views if line.state is StepState.CURRENT]
    assert [line.step for line in current] == [draft.step]
    assert all(line.reachable for line in current)


@given(st.lists(st.sampled_from(["next", "back", "client_id", *Step]), max_size=30))
def test_no_walk_gets_lost(walk: list[str]) -> None:
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
    seen = step_views(draft, private_key=False, client_id=False)
    assert {line.step for line in seen if line.reachable} == draft.reached | {Step.CLIENT_ID}
    assert all(line.state is not StepState.DONE for line in seen if not line.reachable)


@given(st.sampled_from(ClientIdState), st.booleans(), st.sampled_from(list(Step)))
def test_only_a_client_id_that_was_asked_for_is_waited_for(
    state: ClientIdState, has_it: bool, step: Step
) -> None:
    draft = dataclasses.replace(DRAFT.at(step), client_id_state=state)
    views = step_views(draft, private_key=True, client_id=has_it)
    waiting = [line.step for line in views if line.state is StepState.WAITING]
    awaited = state is ClientIdState.ASKED and not has_it and step is not Step.CLIENT_ID
    assert waiting == ([Step.CLIENT_ID] if awaited else [])
