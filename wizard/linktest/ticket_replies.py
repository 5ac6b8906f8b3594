"""What the answers to the requests of the write test mean.

Sources: ConnectWise developer guide ("Errors"); replies published by client libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from wizard.connectwise.replies import signed_meaning
from wizard.connectwise.reply import WORDS_LIMIT, Reply
from wizard.domain.faults import Blame, Fault
from wizard.domain.foreign import harmless, without_values
from wizard.domain.problem import Problem
from wizard.domain.ticket import SUBJECT, TicketPlan
from wizard.domain.values import LinkValues
from wizard.domain.wording import tr

_LONGEST = 600
_TOLD_AS_THEY_ARE = {
    Fault.KEYS_REFUSED,
    Fault.CLIENT_ID_REFUSED,
    Fault.SITE_REDIRECTED,
    Fault.SITE_BLOCKED,
    Fault.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows whether the ticket was created; ``what`` says why, as part of a sentence."""

    what: str
    reply: Reply | None = None


class Sight(Enum):
    """What a read of the ticket shows."""

    OPEN = auto()
    CLOSED = auto()
    GONE = auto()
    UNSEEN = auto()


def created(reply: Reply, plan: TicketPlan) -> int | Lost | Problem:
    """Return the number of the ticket that was made, or why there is none.

    A number counts only if the answer repeats the plan's own subject: whatever is deleted or closed
    later is certainly the test ticket.
    """
    if 200 <= reply.status < 300:
        number = number_of(reply.json, plan)
        return number or Lost(tr("it answered with {kind}").format(kind=reply.kind), reply)
    if reply.status >= 500:
        return Lost(tr("it answered “{words}”").format(words=words_of(reply)), reply)
    if "cannot find default team" in reply.text.casefold():
        return _problem(Fault.WRITE_NO_DEFAULT_TEAM, reply, board=plan.board.name)
    meaning = signed_meaning(reply)
    if isinstance(meaning, Problem) and meaning.fault in _TOLD_AS_THEY_ARE:
        return meaning
    return not_created(reply)


def number_of(ticket: object, plan: TicketPlan) -> int | None:
    """Return the number of a ticket as the server describes it, if it is the planned one."""
    if not isinstance(ticket, dict):
        return None
    number, summary = ticket.get("id"), ticket.get("summary")
    # The dash of the subject may come back as another sign; the rest is unique by itself.
    ours = isinstance(summary, str) and plan.summary.removeprefix(SUBJECT) in summary
    return number if ours and type(number) is int and number > 0 else None


def sight_of(reply: Reply | None, number: int, status: int) -> Sight:
    """Return what a read of ticket ``number`` shows; ``status`` is the id of a closed one."""
    if reply is None:
        return Sight.UNSEEN
    ticket = reply.json
    if reply.status == 200 and isinstance(ticket, dict) and ticket.get("id") == number:
        return Sight.CLOSED if _is_closed(ticket, status) else Sight.OPEN
    # A page that is not there, or an endpoint, is no proof; only ConnectWise's own word is.
    return Sight.GONE if reply.status == 404 and reply.code == "notfound" else Sight.UNSEEN


def words_of(reply: Reply | None) -> str:
    """The server's own words as part of a sentence: what it says about fields, else its message.

    Long ones are cut by `cleaned` only, after the values were taken out.
    """
    if reply is None:
        return tr("no answer came")
    document = reply.json
    said = document if isinstance(document, dict) else {}
    errors = said.get("errors")
    entries = errors if isinstance(errors, list) else []
    messages = [e.get("message") for e in entries if isinstance(e, dict)] or [said.get("message")]
    text = "; ".join(m for m in messages if isinstance(m, str) and m.strip())
    return harmless(text or reply.words or reply.kind, WORDS_LIMIT).rstrip(". ")


def left_behind(named: str, what: str, reply: Reply | None) -> Problem:
    """Return the problem of a ticket that may be open; ``named`` is its number or its subject."""
    return _problem(Fault.WRITE_LEFT_BEHIND, reply, number=named, what=what)


def not_created(reply: Reply | None) -> Problem:
    """Return the problem of a request that was turned down before there was a ticket."""
    return _problem(Fault.WRITE_REFUSED, reply, what=words_of(reply))


def cleaned(problem: Problem, values: LinkValues) -> Problem:
    """Return ``problem`` without values in its evidence, and without keys in its texts."""
    evidence = harmless(without_values(problem.evidence, values.hidden))
    details = {name: keyless(text, values) for name, text in problem.details.items()}
    return replace(problem, evidence=evidence, details=details)


def keyless(text: str, values: LinkValues) -> str:
    """Return ``text`` without keys and Client ID, and not too long.

    They are taken out before it is cut, so that no half of one is left at its end. A Company ID is
    no secret and is often a part of the host's name, which stays readable.
    """
    keys = tuple(value for value in values.hidden if value != values.company_id)
    return harmless(without_values(text, keys), _LONGEST)


def _is_closed(ticket: Mapping[str, object], closed: int) -> bool:
    flag, status = ticket.get("closedFlag"), ticket.get("status")
    if isinstance(flag, bool):
        return flag
    return isinstance(status, dict) and status.get("id") == closed


def _problem(fault: Fault, reply: Reply | None, **details: str) -> Problem:
    if reply is None:
        return Problem(fault, details)
    return Problem(
        fault,
        details,
        evidence=reply.words,
        only_blames=(Blame.ROLE,) if reply.status == 403 else (),
        http_status=reply.status,
        request_id=reply.request_id,
    )
