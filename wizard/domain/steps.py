"""The eight steps of the wizard: titles, order, and which of them can be opened."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import Step
from wizard.domain.text import N_, tr

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


def title_of(step: Step) -> str:
    """Return the title of a step in the list of steps."""
    return tr(_TITLES[step])


def steps_of(draft: Draft) -> tuple[Step, ...]:
    """Return the steps of ``draft``: all, or those that a colleague was asked for."""
    if draft.received is None:
        return tuple(Step)
    return (*_COLLEAGUES, Step.CLIENT_ID) if draft.received.wants_client_id else _COLLEAGUES


def reachable(draft: Draft, step: Step) -> bool:
    """Whether a click opens a step: every visited step, and the Client ID at any time."""
    seen = step in draft.reached or step is Step.CLIENT_ID
    return seen and step in steps_of(draft)


def resume_step(draft: Draft) -> Step:
    """Return the step to resume at: the last open one, or the Client ID if only that is missing."""
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
