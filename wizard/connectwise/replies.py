"""What an answer means: one table, from reply to fault, for the lookup and for signed reads.

Sources: ConnectWise developer guide ("Errors", "Rate limiting"); replies published by client
libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from wizard.connectwise.lookup import read_tenant
from wizard.connectwise.reply import Reply
from wizard.domain.faults import Blame, Fault
from wizard.domain.problem import Problem
from wizard.domain.wording import mark, tr

_CLIENT_ID = re.compile(r"client[\s_-]*id(?!ent|le|ea)", re.IGNORECASE)
_BLOCKED = re.compile(
    r"access (?:is |has been )?denied|has been blocked|blocked by|web ?filter|captive portal"
    r"|not authorized to access|request (?:was )?(?:blocked|rejected)|attention required",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"maintenance|temporarily unavailable|be back (?:soon|shortly)|service unavailable",
    re.IGNORECASE,
)
_HEAD = 20_000
_CAUSES = {
    Blame.PUBLIC_KEY: mark("one of the keys is wrong or inactive"),
    Blame.COMPANY_ID: mark("the Company ID differs from the one of the sign-in page"),
    Blame.CLIENT_ID: mark("the Client ID is not approved"),
    Blame.SITE: mark("the address or its release is wrong"),
}
_BLAMED = {Blame.PUBLIC_KEY: (Blame.PUBLIC_KEY, Blame.PRIVATE_KEY)}


class Meaning(Enum):
    """What an answer to a signed read says when it is no problem by itself.

    ``DENIED`` is a refusal for lack of rights: it proves the sign-in. ``ABSENT`` is an endpoint
    that this server does not have. ``WRONG_HOST_NAME`` asks to be called by the API's host name.
    """

    GRANTED = auto()
    DENIED = auto()
    ABSENT = auto()
    WRONG_HOST_NAME = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """A kind of reply, and what it means to the lookup and to a signed read; None: see below."""

    fits: Callable[[Reply], bool]
    lookup: Meaning | Fault | None
    signed: Meaning | Fault | None


def lookup_problem(reply: Reply) -> Problem | None:
    """Return why an answer describes no company that is known; None when it does."""
    found = next(x for line in _TABLE if (x := line.lookup) and line.fits(reply))
    return _problem(found, reply) if isinstance(found, Fault) else None


def signed_meaning(reply: Reply) -> Meaning | Problem:
    """Return what an answer to a signed read of a list means."""
    found = next(x for line in _TABLE if (x := line.signed) and line.fits(reply))
    return _problem(found, reply) if isinstance(found, Fault) else found


def unclear(reply: Reply) -> Problem:
    """The sign-in was refused in a way that fits several causes: all, the likeliest first."""
    return _problem(Fault.SIGN_IN_UNCLEAR, reply)


def wants_api_host(reply: Reply) -> bool:
    """Whether a host asks to be called by its API name; seen at cloud hosts without ``api-``."""
    return reply.status >= 400 and "ssl is required" in reply.words.casefold()


def _status(*statuses: int) -> Callable[[Reply], bool]:
    return lambda reply: reply.status in statuses


def _is_list(reply: Reply) -> bool:
    document = reply.json
    entries = document if isinstance(document, list) else [None]
    return reply.status == 200 and all(isinstance(entry, dict) for entry in entries)


def _is_empty(reply: Reply) -> bool:
    nothing = not reply.oversized and (not reply.body.strip() or reply.json is None)
    return reply.status in {200, 204} and nothing


def _names_client_id(reply: Reply) -> bool:
    """A web page does not count: sign-in pages carry a ``client_id`` of their own."""
    refused = reply.status in {400, 401, 403} and not reply.is_html
    return refused and bool(_CLIENT_ID.search(reply.words))


def _cannot_route(reply: Reply) -> bool:
    return reply.status in {400, 401} and "cannot route" in reply.words.casefold()


def _lacks_rights(reply: Reply) -> bool:
    """403 in ConnectWise's own form; firewalls answer with pages or forms of their own."""
    return reply.status == 403 and bool(reply.code)


def _page_about(what: re.Pattern[str]) -> Callable[[Reply], bool]:
    return lambda reply: reply.is_html and bool(what.search(reply.text[:_HEAD]))


# The first line that fits decides.
_TABLE = (
    _Line(_is_list, None, Meaning.GRANTED),
    _Line(lambda reply: read_tenant(reply) is not None, Meaning.GRANTED, None),
    _Line(_is_empty, Fault.COMPANY_UNKNOWN, Fault.BAD_REPLY),
    _Line(wants_api_host, None, Meaning.WRONG_HOST_NAME),
    _Line(_names_client_id, None, Fault.CLIENT_ID_REFUSED),
    _Line(_cannot_route, Fault.COMPANY_UNKNOWN, Fault.SIGN_IN_UNCLEAR),
    _Line(_status(404), None, Meaning.ABSENT),
    _Line(lambda reply: reply.status == 404 and reply.is_json, Fault.COMPANY_UNKNOWN, None),
    _Line(_status(*range(300, 400)), Fault.SITE_REDIRECTED, Fault.SITE_REDIRECTED),
    _Line(_status(401), Fault.SITE_BLOCKED, Fault.KEYS_REFUSED),
    _Line(_lacks_rights, None, Meaning.DENIED),
    _Line(_status(403, 407, 451), Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_status(429), Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    _Line(_status(502, 503, 504), Fault.SITE_UNAVAILABLE, Fault.SERVICE_ERROR),
    _Line(_page_about(_MAINTENANCE), Fault.SITE_UNAVAILABLE, None),
    _Line(_page_about(_BLOCKED), Fault.SITE_BLOCKED, None),
    _Line(_status(*range(500, 600)), Fault.SERVICE_ERROR, Fault.SERVICE_ERROR),
    _Line(_status(*range(400, 500)), None, Fault.SIGN_IN_UNCLEAR),
    _Line(lambda _: True, Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
)
_SHOWN_BY_KIND = {Fault.BAD_REPLY, Fault.SITE_NOT_CONNECTWISE}


def _problem(fault: Fault, reply: Reply) -> Problem:
    order = _order(reply) if fault is Fault.SIGN_IN_UNCLEAR else ()
    causes = "; ".join(f"{place}. {tr(_CAUSES[blame])}" for place, blame in enumerate(order, 1))
    details = {
        "host": reply.asked,
        "what": reply.kind if fault in _SHOWN_BY_KIND else f"HTTP {reply.status}",
        "where": reply.location or tr("without saying where"),
        "tries": str(reply.tries),
        "causes": causes,
    }
    return Problem(
        fault,
        details,
        evidence=reply.words,
        only_blames=tuple(blame for cause in order for blame in _BLAMED.get(cause, (cause,))),
        http_status=reply.status,
        request_id=reply.request_id,
    )


def _order(reply: Reply) -> tuple[Blame, ...]:
    """The values that may be wrong, the likeliest first."""
    if _cannot_route(reply):
        return (Blame.COMPANY_ID, Blame.SITE, Blame.PUBLIC_KEY, Blame.CLIENT_ID)
    return (Blame.PUBLIC_KEY, Blame.COMPANY_ID, Blame.CLIENT_ID, Blame.SITE)
