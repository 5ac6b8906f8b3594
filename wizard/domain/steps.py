"""The eight steps, their states, and what comes next: the only navigation state there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import Step
from wizard.domain.text import N_, tr


class StepState(StrEnum):
    """How far a step is; the words of the list of steps."""

    DONE = N_("done")
    CURRENT = N_("current")
    TO_DO = N_("to do")
    WAITING = N_("waiting")

    @property
    def word(self) -> str:
        """The state in the reader's language."""
        return tr(self.value)


_TITLES = {
    Step.SCOPE: N_("What Hire2Retire does"),
    Step.SITE: N_("Your ConnectWise"),
    Step.ROLE: N_("Security role"),
    Step.MEMBER: N_("API member"),
    Step.KEYS: N_("Keys"),
    Step.CLIENT_ID: N_("Client ID"),
    Step.LINK: N_("Test the link"),
    Step.HANDOVER: N_("Link account"),
}


# What a colleague is asked to do in ConnectWise.
_COLLEAGUES = (Step.ROLE, Step.MEMBER, Step.KEYS)


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the list of steps."""

    step: Step
    title: str
    state: StepState
    reachable: bool


def title_of(step: Step) -> str:
    """The step's name in the list of steps."""
    return tr(_TITLES[step])


def step_views(draft: Draft, *, private_key: bool, client_id: bool) -> tuple[StepView, ...]:
    """Return the list of steps; ``private_key`` and ``client_id`` say whether those are at hand."""
    done = {
        Step.SCOPE: Step.SCOPE in draft.reached,
        Step.SITE: bool(draft.site and draft.company_id),
        Step.ROLE: Step.ROLE in draft.reached,
        Step.MEMBER: Step.MEMBER in draft.reached,
        Step.KEYS: bool(draft.public_key) and private_key,
        Step.CLIENT_ID: client_id,
        Step.LINK: bool(draft.last_test and draft.last_test.verdict.exit_code == 0),
        Step.HANDOVER: draft.linked is not None,
    }
    return tuple(
        StepView(step, title_of(step), _state(draft, step, done=done[step]), reachable(draft, step))
        for step in steps_of(draft)
    )


def steps_of(draft: Draft) -> tuple[Step, ...]:
    """Return the steps of ``draft``: all, or those that a colleague was asked for."""
    if draft.received is None:
        return tuple(Step)
    return (*_COLLEAGUES, Step.CLIENT_ID) if draft.received.wants_client_id else _COLLEAGUES


def reachable(draft: Draft, step: Step) -> bool:
    """Whether one click opens a step: any step seen before, and the Client ID at any time."""
    seen = step in draft.reached or step is Step.CLIENT_ID
    return seen and step in steps_of(draft)


def resume_step(draft: Draft) -> Step:
    """Where to go on with a draft: where it was left, or at the Client ID that alone is missing."""
    waiting = draft.client_id_state is ClientIdState.ASKED
    beyond = draft.step.number > Step.CLIENT_ID.number and draft.linked is None
    return Step.CLIENT_ID if waiting and beyond else draft.step


def next_step(step: Step, among: Sequence[Step] = tuple(Step)) -> Step | None:
    """The next step, or None after the last."""
    later = [one for one in among if one.number > step.number]
    return later[0] if later else None


def previous_step(step: Step, among: Sequence[Step] = tuple(Step)) -> Step | None:
    """The previous step, or None before the first."""
    earlier = [one for one in among if one.number < step.number]
    return earlier[-1] if earlier else None


def _state(draft: Draft, step: Step, *, done: bool) -> StepState:
    if step is draft.step:
        return StepState.CURRENT
    if done:
        return StepState.DONE
    waiting = step is Step.CLIENT_ID and draft.client_id_state is ClientIdState.ASKED
    return StepState.WAITING if waiting else StepState.TO_DO
