"""Meaning of the responses to the requests of the write test.

Sources: ConnectWise developer guide ("Errors"); replies published by client libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto

from wizard.connectwise.response import WORDS_LIMIT, Response
from wizard.connectwise.response_meaning import signed_meaning
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import redact, sanitize
from wizard.domain.text import tr
from wizard.domain.ticket import SUBJECT, TicketPlan
from wizard.domain.values.values import LinkValues

_LONGEST = 600


@dataclass(frozen=True, slots=True)
class UnknownOutcome:
    """It is unknown whether the ticket was created; ``what`` is the reason, part of a sentence."""

    what: str
    response: Response | None = None


class TicketVisibility(Enum):
    """What a read of the ticket shows."""

    OPEN = auto()
    CLOSED = auto()
    GONE = auto()
    UNSEEN = auto()


def created(response: Response, plan: TicketPlan) -> int | UnknownOutcome | Problem:
    """Return the number of the created ticket, or the reason why there is none.

    A number counts only if the response repeats the plan's own subject, so that only the test
    ticket can be deleted or closed later.
    """
    if 200 <= response.status < 300:
        number = number_of(response.json, plan)
        return number or UnknownOutcome(
            tr("the server responded with {kind}").format(kind=response.content_kind), response
        )
    if response.status >= 500:
        return UnknownOutcome(
            tr("the server responded “{words}”").format(words=words_of(response)), response
        )
    if "cannot find default team" in response.text.casefold():
        return _problem(Fault.WRITE_NO_DEFAULT_TEAM, response, board=plan.board.name)
    meaning = signed_meaning(response)
    if isinstance(meaning, Problem) and meaning.entry.explains_refused_ticket:
        return meaning
    return not_created(response)


def number_of(ticket: object, plan: TicketPlan) -> int | None:
    """Return the ticket number in a response, if it describes the planned ticket."""
    if not isinstance(ticket, dict):
        return None
    number, summary = ticket.get("id"), ticket.get("summary")
    # The dash of the subject may come back as another sign; the rest is unique by itself.
    ours = isinstance(summary, str) and plan.summary.removeprefix(SUBJECT) in summary
    return number if ours and type(number) is int and number > 0 else None


def sight_of(response: Response | None, number: int, status: int) -> TicketVisibility:
    """Return what a read of ticket ``number`` shows; ``status`` is the id of a closed one."""
    if response is None:
        return TicketVisibility.UNSEEN
    ticket = response.json
    if response.status == 200 and isinstance(ticket, dict) and ticket.get("id") == number:
        return TicketVisibility.CLOSED if _is_closed(ticket, status) else TicketVisibility.OPEN
    # A page that is not there, or an endpoint, is no proof; only ConnectWise's own word is.
    return (
        TicketVisibility.GONE
        if response.status == 404 and response.code == "notfound"
        else TicketVisibility.UNSEEN
    )


def words_of(response: Response | None) -> str:
    """The server's own words as part of a sentence: what it says about fields, else its message.

    Only `cleaned` truncates them, after redaction.
    """
    if response is None:
        return tr("the server didn't respond")
    document = response.json
    said = document if isinstance(document, dict) else {}
    errors = said.get("errors")
    entries = errors if isinstance(errors, list) else []
    messages = [e.get("message") for e in entries if isinstance(e, dict)] or [said.get("message")]
    text = "; ".join(m for m in messages if isinstance(m, str) and m.strip())
    return sanitize(text or response.error_message or response.content_kind, WORDS_LIMIT).rstrip(
        ". "
    )


def left_behind(named: str, what: str, response: Response | None) -> Problem:
    """Return the problem of a ticket that may be open; ``named`` is its number or its subject."""
    return _problem(Fault.WRITE_LEFT_BEHIND, response, number=named, what=what)


def not_created(response: Response | None) -> Problem:
    """Return the problem of a request that was rejected before a ticket existed."""
    return _problem(Fault.WRITE_REFUSED, response, what=words_of(response))


def cleaned(problem: Problem, values: LinkValues) -> Problem:
    """Return ``problem`` without values in its evidence, and without keys in its texts."""
    evidence = sanitize(redact(problem.evidence, values.hidden))
    details = {name: keyless(text, values) for name, text in problem.details.items()}
    return replace(problem, evidence=evidence, details=details)


def keyless(text: str, values: LinkValues) -> str:
    """Return ``text`` without keys and Client ID, and not too long.

    They are redacted before it is truncated, so that no part of one remains at its end. A Company
    ID is no secret and is often a part of the host's name, which stays readable.
    """
    keys = tuple(value for value in values.hidden if value != values.company_id)
    return sanitize(redact(text, keys), _LONGEST)


def _is_closed(ticket: Mapping[str, object], closed: int) -> bool:
    flag, status = ticket.get("closedFlag"), ticket.get("status")
    if isinstance(flag, bool):
        return flag
    return isinstance(status, dict) and status.get("id") == closed


def _problem(fault: Fault, response: Response | None, **details: str) -> Problem:
    if response is None:
        return Problem(fault, details)
    return Problem(
        fault,
        details,
        evidence=response.error_message,
        only_affects=(Field.ROLE,) if response.status == 403 else (),
        http_status=response.status,
        request_id=response.request_id,
    )
