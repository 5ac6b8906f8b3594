"""What an authenticated answer means: one table, from reply to fault.

Sources: ConnectWise developer guide ("Errors", "Rate limiting"); replies published by client libraries.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from wizard.connectwise.reply import Reply
from wizard.domain.faults import Blame, Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.wording import mark, tr

_CLIENT_ID = re.compile(r"client[\s_-]*id", re.IGNORECASE)
_CAUSES = {
    Blame.PUBLIC_KEY: mark("one of the keys is wrong or inactive"),
    Blame.COMPANY_ID: mark("the Company ID differs from the one of the sign-in page"),
    Blame.CLIENT_ID: mark("the Client ID is not approved"),
    Blame.SITE: mark("the address or its release is wrong"),
}


class Meaning(Enum):
    """What an answer to an authenticated read says about the link."""

    GRANTED = auto()
    DENIED = auto()
    ABSENT = auto()
    WRONG_HOST_NAME = auto()
    PROBLEM = auto()


def meaning_of(reply: Reply) -> tuple[Meaning, Problem | None]:
    """Read an authenticated answer.

    `Meaning.DENIED` is a refusal for lack of rights: it proves the sign-in. `Meaning.ABSENT` is an
    endpoint that this server does not have. Only `Meaning.PROBLEM` carries a problem.
    """
    if reply.status == 200:
        return (Meaning.GRANTED, None) if isinstance(reply.json, (list, dict)) else _bad(reply)
    if reply.status >= 400 and "ssl is required" in reply.words.casefold():
        return Meaning.WRONG_HOST_NAME, None
    if reply.status in {400, 401, 403} and _CLIENT_ID.search(f"{reply.text[:4000]}"):
        return Meaning.PROBLEM, _problem(Fault.CLIENT_ID_REFUSED, reply)
    return _by_status(reply)


def unclear(reply: Reply) -> Problem:
    """The sign-in was refused in a way that fits several causes: list them all, the likeliest first."""
    order = [Blame.COMPANY_ID, Blame.SITE, Blame.PUBLIC_KEY, Blame.CLIENT_ID]
    if "cannot route" not in reply.words.casefold():
        order = [Blame.PUBLIC_KEY, Blame.COMPANY_ID, Blame.CLIENT_ID, Blame.SITE]
    causes = "; ".join(f"{place}. {tr(_CAUSES[blame])}" for place, blame in enumerate(order, 1))
    return _problem(Fault.SIGN_IN_UNCLEAR, reply, causes=causes)


def _by_status(reply: Reply) -> tuple[Meaning, Problem | None]:
    status = reply.status
    if status == 401 and "cannot route" not in reply.words.casefold():
        return Meaning.PROBLEM, _problem(Fault.KEYS_REFUSED, reply)
    if status == 403 and reply.is_json:
        return Meaning.DENIED, None
    if status == 404:
        return Meaning.ABSENT, unclear(reply)
    if 300 <= status < 400:
        where = harmless(reply.headers.get("location", ""), 120) or tr("without saying where")
        return Meaning.PROBLEM, _problem(
            Fault.SITE_REDIRECTED, reply, host=_host(reply), where=where
        )
    if status == 403:
        return Meaning.PROBLEM, _problem(
            Fault.SITE_BLOCKED, reply, host=_host(reply), what=f"HTTP {status}"
        )
    return Meaning.PROBLEM, _service(reply)


def _service(reply: Reply) -> Problem:
    if reply.status == 429:
        return _problem(Fault.RATE_LIMITED, reply, tries="3")
    if reply.status >= 500:
        return _problem(Fault.SERVICE_ERROR, reply, what=f"HTTP {reply.status}", tries="3")
    return unclear(reply) if reply.status >= 400 else _bad(reply)[1]


def _bad(reply: Reply) -> tuple[Meaning, Problem]:
    return Meaning.PROBLEM, _problem(Fault.BAD_REPLY, reply, what=reply.kind)


def _host(reply: Reply) -> str:
    return reply.url.partition("://")[2].partition("/")[0]


def _problem(fault: Fault, reply: Reply, **details: str) -> Problem:
    return Problem(
        fault,
        details,
        evidence=reply.words,
        http_status=reply.status,
        request_id=reply.request_id,
    )
