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
_MEMBER = re.compile(
    r"not ?authenticated|incorrect (?:public|private|api)|(?:password|key) is (?:incorrect|invalid)"
    r"|\b(?:member|user|account|key)\b.{0,20}\b(?:inactive|disabled|locked|suspended)",
    re.IGNORECASE,
)
_UNROUTED = re.compile(
    r"cannot route|(?:invalid|unknown) company|company (?:is |was )?(?:invalid|not found)",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"licen[sc]e|subscription", re.IGNORECASE)
_ADDRESS = re.compile(r"\bip\b|(?:allow|white)[ -]?list", re.IGNORECASE)
_BLOCKED = re.compile(
    r"access (?:is |has been )?denied|(?:has been|is|page|website|access) blocked|blocked by"
    r"|web ?filter|captive portal|wi-?fi|not authorized to access|attention required"
    r"|request (?:was |is )?(?:blocked|rejected|unsuccessful)|zscaler|cisco umbrella|wi-?fi",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(r"just a moment|checking your browser", re.IGNORECASE)
_MAINTENANCE = re.compile(
    r"maintenance|(?:temporarily|currently) unavailable|be back (?:soon|shortly)"
    r"|service unavailable|being (?:updated|upgraded)|wartung|mantenimiento|onderhoud",
    re.IGNORECASE,
)
# What a delivery network answers when it does not reach the server behind it.
_NO_ORIGIN = range(520, 531)
_REFUSALS = {*range(400, 500)} - {407, 429}
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
    refused = reply.status in _REFUSALS and not reply.is_html
    return refused and bool(_CLIENT_ID.search(reply.words))


def _cannot_route(reply: Reply) -> bool:
    return reply.status in _REFUSALS and bool(_UNROUTED.search(reply.words))


def _refuses_member(reply: Reply) -> bool:
    """A refusal with another status than 401 that speaks of the keys or of the member."""
    refused = reply.status in {400, 403, 500} and not reply.is_html
    return refused and bool(_MEMBER.search(reply.words))


def _refuses(what: re.Pattern[str]) -> Callable[[Reply], bool]:
    """A 402 or 403 in a form of data that speaks of something else than rights."""
    return lambda reply: (
        reply.status in {402, 403} and reply.is_json and bool(what.search(reply.words))
    )


def _lacks_rights(reply: Reply) -> bool:
    """403 in ConnectWise's own form; firewalls answer with pages or forms of their own."""
    own = reply.code or (reply.is_json and "security permission" in reply.words.casefold())
    return reply.status == 403 and bool(own)


def _leads_on(reply: Reply) -> bool:
    """Whether it is a redirect; not every status from 300 on is one."""
    return reply.status in {301, 302, 303, 307, 308} or (
        reply.status < 400 and bool(reply.location)
    )


def _says(what: re.Pattern[str]) -> Callable[[Reply], bool]:
    """A page or a plain text about something; what data says is not meant for people."""
    return lambda reply: not reply.is_json and bool(what.search(reply.notice))


def _challenges(reply: Reply) -> bool:
    """A page that lets browsers alone pass; such come with 403 or 503."""
    return reply.status == 503 and _says(_CHALLENGE)(reply)


# The first line that fits decides.
_TABLE = (
    _Line(_is_list, None, Meaning.GRANTED),
    _Line(lambda reply: read_tenant(reply) is not None, Meaning.GRANTED, None),
    _Line(_is_empty, Fault.COMPANY_UNKNOWN, Fault.BAD_REPLY),
    _Line(wants_api_host, None, Meaning.WRONG_HOST_NAME),
    _Line(_names_client_id, None, Fault.CLIENT_ID_REFUSED),
    _Line(_cannot_route, Fault.COMPANY_UNKNOWN, Fault.SIGN_IN_UNCLEAR),
    _Line(_refuses_member, None, Fault.KEYS_REFUSED),
    _Line(_refuses(_LICENCE), None, Fault.SIGN_IN_UNCLEAR),
    _Line(_refuses(_ADDRESS), None, Fault.SITE_BLOCKED),
    _Line(_status(404), None, Meaning.ABSENT),
    _Line(lambda reply: reply.status == 404 and reply.is_json, Fault.COMPANY_UNKNOWN, None),
    _Line(_leads_on, Fault.SITE_REDIRECTED, Fault.SITE_REDIRECTED),
    _Line(_status(401), Fault.SITE_BLOCKED, Fault.KEYS_REFUSED),
    _Line(_lacks_rights, None, Meaning.DENIED),
    _Line(_status(403, 407, 451, 511), Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_status(429), Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    _Line(_challenges, Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_status(502, 503, 504, *_NO_ORIGIN), Fault.SITE_UNAVAILABLE, Fault.SERVICE_ERROR),
    _Line(_says(_MAINTENANCE), Fault.SITE_UNAVAILABLE, None),
    _Line(_says(_BLOCKED), Fault.SITE_BLOCKED, None),
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
