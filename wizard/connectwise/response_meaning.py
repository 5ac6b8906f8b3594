"""Decision table: what a response means for the lookup and for authenticated requests.

Sources: ConnectWise developer guide ("Errors", "Rate limiting"); replies published by client
libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto

from wizard.connectwise.company_info import describes_nobody, in_cloud_domain, read_company_info
from wizard.connectwise.intermediaries import (
    NO_ORIGIN,
    blocking_firewall,
    gateway_of,
    proxy_without_route,
    refusing_firewall,
)
from wizard.connectwise.response import Response
from wizard.domain.address.reading import read_address
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.text import N_, tr

_CLIENT_ID = re.compile(r"client[\s_-]*id(?!ent|le|ea)", re.IGNORECASE)
_OTHER_CAUSES = re.compile(
    r"credential|\bauthori[sz]ation (?:or|and|header)|(?:or|and) authori[sz]ation\b|\bkeys?\b"
    r"|password|user ?name|\bcompany\b|\bmember\b|\blog-?in\b|sign-?in\b",
    re.IGNORECASE,
)
# Whose a Client ID is, or for whom it was used: "…cannot be used by this company".
_ITS_OWNER = re.compile(
    r"\b(?:by|for|of|to|from|with|within) (?:this|that|the|your|another|a different|any other) "
    r"(?:company|member|user)\b",
    re.IGNORECASE,
)
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
_SHUT_OUT = re.compile(
    r"\b(?:disabled|deactivated|suspended|expired|not enabled|turned off)\b"
    r"|(?:by|due to|violates) .{0,20}\bpolic(?:y|ies)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\bip\b|(?:allow|white)[ -]?list", re.IGNORECASE)
_BLOCKED = re.compile(
    r"access (?:to .{1,60} )?(?:is |has been |was )?(?:denied|blocked|restricted)"
    r"|(?:has been|is|was|page|web ?site|access|url|content) blocked|blocked (?:by|because|due)"
    # What an MSP's own site offers, such as Wi-Fi and filters, blocks nothing.
    r"|web ?filter\b|captive portal|mikrotik hotspot|hotspot (?:log-?in|sign-?in|access|portal)"
    r"|(?:guest|free|public|visitor|hotel) wi-?fi|welcome to (?:\w+ ){0,3}wi-?fi"
    r"|wi-?fi (?:log-?in|sign-?in|access|portal|guest|hotspot|terms)"
    r"|not authorized to access|attention required"
    r"|request(?: was| is| has been)? (?:blocked|rejected|denied|unsuccessful|refused)"
    r"|request could not be (?:satisfied|processed)|human verification|captcha"
    r"|(?:verify|confirm)(?:ing)? (?:that )?you(?:'|’)?(?:re| are) (?:a )?human"
    r"|are you (?:a )?human"
    r"|not a (?:ro)?bot|bot (?:detect|protect|manag)|not acceptable|security (?:check|violation)"
    r"|violat(?:es|ed|ion)|unusual (?:activity|traffic)|suspicious activity"
    r"|you (?:have|were|are|\S+ve) (?:been )?(?:blocked|banned)|policy (?:doesn.t|does not) allow"
    r"|\b(?:site|request) blocked|\bblock(?:ed|ing)(?: \w+)? page\b|[-–—|:] blocked\b"
    # The same in German, French, Spanish, Dutch, Italian and Portuguese.
    r"|zugriff (?:\w+ ){0,2}(?:verweigert|gesperrt|blockiert)"
    r"|seite (?:\w+ ){0,2}(?:gesperrt|blockiert)"
    r"|acc[èe]s (?:refus|interdit|bloqu)|(?:site|page) (?:\w+ ){0,3}bloqu[ée]"
    r"|acceso (?:denegado|bloqueado|restringido)|(?:sitio|p[áa]gina|site) (?:\w+ ){0,3}bloquead[oa]"
    r"|acesso (?:negado|bloqueado)|accesso (?:negato|bloccato)|sito (?:\w+ ){0,3}bloccato"
    r"|toegang (?:geweigerd|geblokkeerd|ontzegd)|(?:website|pagina) is geblokkeerd",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|checking if the site connection is secure|ddos protection"
    r"|enable javascript and cookies|human verification|captcha",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"maintenance|(?:temporarily|currently) (?:unavailable|offline|down)"
    r"|be (?:right )?back (?:soon|shortly)|back online"
    r"|service unavailable"
    r"|(?:being|is|are|we(?:'|’)re|been) (?:currently )?(?:updat|upgrad)(?:ed|ing)"
    r"|(?:update|upgrade)s? (?:is |are )?(?:currently |now )?in progress|down for (?:an? )?upgrade"
    r"|wartung|aktualisier|mantenimiento|onderhoud|actualizando|manuten(?:zione|[çc][ãa]o)",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"maintenance|app[_-]?offline|wartung|mantenimiento|onderhoud", re.IGNORECASE)
_NO_CERTIFICATE = re.compile(
    r"no required ssl certificate was sent|the ssl certificate error|403\.(?:7|13|16|17)\b"
    r"|client certificate (?:is )?(?:required|needed|missing)|ssl client certificate"
    r"|requires? (?:a )?(?:valid )?(?:ssl )?client certificate|post-handshake authentication",
    re.IGNORECASE,
)
_REFUSALS = {*range(400, 500)} - {407, 429}
# What stands in front answers so; ConnectWise's own programming interface does not.
_NOT_ALLOWED = frozenset({405, 406, 418, 423})
_CAUSES = {
    Field.PUBLIC_KEY: N_("one of the keys is wrong or inactive"),
    Field.COMPANY_ID: N_("the Company ID differs from the one on the sign-in page"),
    Field.CLIENT_ID: N_("the Client ID isn't approved"),
    Field.SITE: N_("the address or its release is wrong"),
}
_NO_VALUE = (
    (_LICENCE, N_("the license or subscription has ended")),
    (_SHUT_OUT, N_("access is turned off or has expired, or a policy forbids it")),
)
_BLAMED = {Field.PUBLIC_KEY: (Field.PUBLIC_KEY, Field.PRIVATE_KEY)}


class Meaning(Enum):
    """Meaning of a response to an authenticated request that is not a problem in itself.

    ``DENIED`` is a refusal for lack of rights: it proves the sign-in. ``ABSENT`` is an endpoint
    that this server does not have. ``WRONG_HOST_NAME``: the server requires the API's host name.
    """

    GRANTED = auto()
    DENIED = auto()
    ABSENT = auto()
    WRONG_HOST_NAME = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the decision table: a kind of response, and its meaning for both requests."""

    fits: Callable[[Response], bool]
    lookup: Meaning | Fault | None
    signed: Meaning | Fault | None


def lookup_problem(response: Response) -> Problem | None:
    """Return why a response doesn't describe a company; None if it does."""
    found = next(x for line in _TABLE if (x := line.lookup) and line.fits(response))
    return _problem(found, response) if isinstance(found, Fault) else None


def signed_meaning(response: Response) -> Meaning | Problem:
    """Return the meaning of a response to an authenticated list request."""
    found = next(x for line in _TABLE if (x := line.signed) and line.fits(response))
    return _problem(found, response) if isinstance(found, Fault) else found


def unclear(response: Response) -> Problem:
    """Possible causes of an ambiguous refused sign-in, the most likely first."""
    return _problem(Fault.SIGN_IN_UNCLEAR, response)


def shut_out(response: Response) -> Problem | None:
    """Return why a member was refused regardless of rights, or None.

    Only for the sign-in request: a refusal that mentions disabled access doesn't concern the role.
    """
    return _problem(Fault.SIGN_IN_UNCLEAR, response) if _refuses(_SHUT_OUT)(response) else None


def refused_in_between(response: Response) -> Problem | None:
    """Return who else refused a request with keys that work elsewhere, or None.

    ConnectWise refuses in its own format; any other 401 or 403 comes from something in front of it.
    """
    if response.status not in {401, 403} or _is_connectwise(response):
        return None
    return _problem(Fault.SITE_BLOCKED, response)


def wants_api_host(response: Response) -> bool:
    """Whether a host requires its API host name; seen at cloud hosts without ``api-``."""
    return response.status >= 400 and "ssl is required" in response.error_message.casefold()


def _status(*statuses: int) -> Callable[[Response], bool]:
    return lambda response: response.status in statuses


def _is_limit(response: Response) -> bool:
    """Whether it is 429, or a rejection while other requests succeeded."""
    return response.status == 429 or (response.limited and not response.is_json)


def _is_list(response: Response) -> bool:
    document = response.json
    entries = document if isinstance(document, list) else [None]
    return response.status == 200 and all(isinstance(entry, dict) for entry in entries)


def _is_empty(response: Response) -> bool:
    nothing = not response.oversized and (not response.body.strip() or response.json is None)
    return response.status in {200, 204} and nothing


def _knows_no_company(response: Response) -> bool:
    """Whether ConnectWise knows no such company.

    That is JSON null, an empty body declared as JSON, or a description without any value. An empty
    body of another type comes from another server.
    """
    document = response.json
    if response.status == 200 and isinstance(document, dict) and describes_nobody(document):
        return True
    said = "json" in response.headers.get("content-type", "").lower() or response.status == 204
    return _is_empty(response) and (said or response.is_json or response.from_connectwise)


def _lacks_company(response: Response) -> bool:
    """404 in ConnectWise's own format; other servers have their own."""
    return response.status == 404 and (
        response.json is None or (response.is_json and response.from_connectwise)
    )


def _names_client_id(response: Response) -> bool:
    """Whether a response names the Client ID.

    Web pages don't count: sign-in pages contain their own ``client_id``.
    """
    refused = response.status in _REFUSALS and not response.is_html
    return refused and bool(_CLIENT_ID.search(response.error_message))


def _names_client_id_alone(response: Response) -> bool:
    others = _OTHER_CAUSES.search(_ITS_OWNER.sub("", response.error_message))
    return _names_client_id(response) and not others


def _cannot_route(response: Response) -> bool:
    return response.status in _REFUSALS and bool(_UNROUTED.search(response.error_message))


def _refuses_member(response: Response) -> bool:
    """A refusal with a status other than 401 that mentions the keys or the member."""
    refused = response.status in {400, 403, 500} and not response.is_html
    return refused and bool(_MEMBER.search(response.error_message))


def _refuses(what: re.Pattern[str]) -> Callable[[Response], bool]:
    """A 402 or 403 as data (not a page) that mentions something other than permissions."""
    return lambda response: (
        response.status in {402, 403}
        and response.is_json
        and bool(what.search(response.error_message))
    )


def _lacks_rights(response: Response) -> bool:
    """403 in ConnectWise's own format or wording; firewalls have their own."""
    own = response.is_json and response.from_connectwise
    said = not response.is_html and "security permission" in response.error_message.casefold()
    return response.status == 403 and (own or said)


def _wants_certificate(response: Response) -> bool:
    """A web server that requires a client certificate."""
    if response.status in {495, 496}:
        return True
    return response.status in {400, 401, 403} and _says(_NO_CERTIFICATE)(response)


def _is_gateway(response: Response) -> bool:
    return gateway_of(response) is not None


def _has_no_route(response: Response) -> bool:
    return bool(proxy_without_route(response))


def _is_firewall(response: Response) -> bool:
    return blocking_firewall(response) is not None


def _leads_to_notice(response: Response) -> bool:
    """A redirect to a page about maintenance."""
    return response.leads_on and bool(_NOTICE.search(response.headers.get("location", "")))


def _refused_in_front(response: Response) -> bool:
    """Whether it is 401 of a web server or proxy in front of ConnectWise.

    Its own page names a sign-in, or itself. ConnectWise responds in JSON or with a plain sentence.
    """
    if response.status != 401 or response.from_connectwise:
        return False
    server = response.headers.get("server", "").casefold()
    foreign = bool(server) and not server.startswith("microsoft")
    return "www-authenticate" in response.headers or (foreign and not response.is_json)


def _refused_by_page(response: Response) -> bool:
    return response.status == 401 and response.is_html


def _refused_in_another_form(response: Response) -> bool:
    """401 in JSON without ConnectWise's code: another product's API may be in front."""
    return (
        response.status == 401 and isinstance(response.json, dict) and not response.from_connectwise
    )


def _busy_in_front(response: Response) -> bool:
    """429 of a known firewall: the request never reached ConnectWise."""
    own = response.from_connectwise or response.is_json
    return response.status == 429 and not own and bool(refusing_firewall(response).name)


def _not_allowed(response: Response) -> bool:
    """A status that the API never gives to a GET request, with a body that isn't JSON."""
    return response.status in _NOT_ALLOWED and not response.is_json


def _says(what: re.Pattern[str]) -> Callable[[Response], bool]:
    """A page or plain text that matches ``pattern``; JSON data isn't searched."""
    return lambda response: not response.is_json and bool(what.search(response.visible_text))


def _challenges(response: Response) -> bool:
    """A page that admits only browsers; such pages come with 403 or 503."""
    return response.status == 503 and _says(_CHALLENGE)(response)


def _page_says(what: re.Pattern[str]) -> Callable[[Response], bool]:
    """A page in place of data whose status says nothing; text never outranks the status."""
    return lambda response: response.status in {200, 202, 203} and _says(what)(response)


def _page_in_place(response: Response) -> bool:
    return response.is_html


# The first line that fits decides.
_TABLE = (
    _Line(_is_list, None, Meaning.GRANTED),
    _Line(lambda response: read_company_info(response) is not None, Meaning.GRANTED, None),
    _Line(_knows_no_company, Fault.COMPANY_UNKNOWN, None),
    _Line(wants_api_host, None, Meaning.WRONG_HOST_NAME),
    # What stands in between says so itself.
    _Line(_wants_certificate, Fault.TLS_CLIENT_CERTIFICATE, Fault.TLS_CLIENT_CERTIFICATE),
    _Line(_is_gateway, Fault.SITE_GATEWAY, Fault.SITE_GATEWAY),
    _Line(_is_firewall, Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_leads_to_notice, Fault.SITE_UNAVAILABLE, Fault.SITE_UNAVAILABLE),
    _Line(lambda response: response.leads_on, Fault.SITE_REDIRECTED, Fault.SITE_REDIRECTED),
    # What ConnectWise says in its own words.
    _Line(_names_client_id_alone, None, Fault.CLIENT_ID_REFUSED),
    _Line(_names_client_id, None, Fault.SIGN_IN_UNCLEAR),
    _Line(_cannot_route, Fault.COMPANY_UNKNOWN, Fault.SIGN_IN_UNCLEAR),
    _Line(_refuses_member, None, Fault.KEYS_REFUSED),
    _Line(_refuses(_LICENCE), None, Fault.SIGN_IN_UNCLEAR),
    _Line(_refuses(_ADDRESS), None, Fault.SITE_BLOCKED),
    # What the status says.
    _Line(_status(404), None, Meaning.ABSENT),
    _Line(_lacks_company, Fault.COMPANY_UNKNOWN, None),
    _Line(_refused_in_front, Fault.SITE_GATEWAY, Fault.SITE_GATEWAY),
    _Line(_refused_by_page, Fault.SITE_GATEWAY, Fault.SIGN_IN_UNCLEAR),
    _Line(_refused_in_another_form, None, Fault.SIGN_IN_UNCLEAR),
    _Line(_status(401), Fault.SITE_BLOCKED, Fault.KEYS_REFUSED),
    _Line(_lacks_rights, None, Meaning.DENIED),
    _Line(_status(403, 407, 451, 511), Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_not_allowed, Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_busy_in_front, Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_is_limit, Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    _Line(_challenges, Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_has_no_route, Fault.PROXY_NO_ROUTE, Fault.PROXY_NO_ROUTE),
    _Line(_status(502, 503, 504, *NO_ORIGIN), Fault.SITE_UNAVAILABLE, Fault.SERVICE_ERROR),
    _Line(_status(*range(500, 600)), Fault.SERVICE_ERROR, Fault.SERVICE_ERROR),
    # What a page says whose status says nothing.
    _Line(_page_says(_MAINTENANCE), Fault.SITE_UNAVAILABLE, Fault.SITE_UNAVAILABLE),
    _Line(_page_says(_BLOCKED), Fault.SITE_BLOCKED, Fault.SITE_BLOCKED),
    _Line(_status(406), Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    _Line(_page_in_place, Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
    _Line(_status(*range(400, 500)), None, Fault.SIGN_IN_UNCLEAR),
    _Line(lambda _: True, Fault.SITE_NOT_CONNECTWISE, Fault.BAD_REPLY),
)
_STRIPPED = {
    Fault.KEYS_REFUSED: N_(
        "Or a reverse proxy in front of ConnectWise removes the Authorization header."
    ),
    Fault.CLIENT_ID_REFUSED: N_(
        "Or a reverse proxy in front of ConnectWise removes the clientId header."
    ),
}
_SAME_HOST = N_("Open the address in the browser. If ConnectWise PSA opens, test again later.")
_OTHER_HOST = N_("If that's your ConnectWise PSA, enter that address instead.")
_COMPARE = N_("Compare the address with the browser's address bar.")
_AGAIN_IN_CLOUD = N_("If it happens again, check ConnectWise's status page.")
_AGAIN_ON_PREMISES = N_("If it happens again, ask whoever runs the server.")
_LIMITER = N_("A firewall or reverse proxy in front of ConnectWise")


def _problem(fault: Fault, response: Response) -> Problem:
    order = _order(response) if fault is Fault.SIGN_IN_UNCLEAR else ()
    details = {
        "host": response.host,
        "who": tr("ConnectWise") if _is_connectwise(response) else response.host,
        "what": response.content_kind if fault.entry.tells_content else f"HTTP {response.status}",
        "tries": str(response.tries),
        "causes": ", ".join(
            f"({n}) {cause}" for n, cause in enumerate(_causes(response, order), 1)
        ),
        "also": _also(fault, response),
        "advice": tr(_AGAIN_IN_CLOUD if in_cloud_domain(response.host) else _AGAIN_ON_PREMISES),
        **(_DETAILS[fault](response) if fault in _DETAILS else {}),
        "product": _limiter(response),
    }
    return Problem(
        fault,
        details,
        evidence=response.error_message,
        only_affects=tuple(blame for cause in order for blame in _BLAMED.get(cause, (cause,))),
        http_status=response.status,
        request_id=response.request_id,
    )


def _is_connectwise(response: Response) -> bool:
    """Whether the response certainly comes from ConnectWise.

    By its headers, its format, or one of its own sentences; in the cloud also if it is neither a
    page nor a server error.
    """
    own = response.from_connectwise or _cannot_route(response) or _refuses_member(response)
    return own or (
        in_cloud_domain(response.host) and response.status < 500 and not response.is_html
    )


def _blocked(response: Response) -> dict[str, str]:
    """Name the firewall, and the id by which its administrator finds the request."""
    blocked = refusing_firewall(response)
    reference = blocked.reference
    return {
        "who": blocked.name or tr("Something in between"),
        "reference": tr(", reference {id}").format(id=reference) if reference else "",
        "quote": tr(" Give them the reference {id}.").format(id=reference) if reference else "",
    }


def _gateway(response: Response) -> dict[str, str]:
    """Name the gateway, and what it responded with."""
    name = gateway_of(response)
    if response.leads_on:
        host = sanitize(_redirect_host(response), 80)
        what = tr("a redirect to {host}").format(host=name or host or tr("a sign-in page"))
    elif name:
        what = tr("a sign-in page of {name}").format(name=name)
    else:
        what = _wanted_sign_in(response)
    return {"what": what}


def _wanted_sign_in(response: Response) -> str:
    scheme = sanitize(response.headers.get("www-authenticate", "").split(" ")[0].rstrip(","), 20)
    if not scheme:
        return f"HTTP {response.status}"
    return tr("HTTP {status} and its own sign-in request ({scheme})").format(
        status=response.status, scheme=scheme
    )


def _redirect_host(response: Response) -> str:
    """The host that a redirect names, "" for a path on the same host."""
    target = response.headers.get("location", "")
    found = re.match(r"(?:https?:)?//(?:[^/?#@]*@)?([^/?#]+)", target, re.IGNORECASE)
    return found[1].lower() if found else ""


def _redirected(response: Response) -> dict[str, str]:
    """Where it leads; a redirect within the host suggests no address."""
    host = _redirect_host(response)
    if not response.location:
        return {"where": tr("another address without naming it"), "advice": tr(_COMPARE)}
    if response.leads_to_itself:
        where = tr("the same page again, {where}").format(where=response.location)
        return {"where": where, "advice": tr(_SAME_HOST)}
    if host in {"", response.host.lower()}:
        where = tr("another page of the same server, {where}").format(where=response.location)
        return {"where": where, "advice": tr(_SAME_HOST)}
    # What can't be entered is no advice: a page of another product, a name without an address.
    advice = _OTHER_HOST if read_address(host).accepted else _COMPARE
    return {"where": response.location, "advice": tr(advice)}


def _also(fault: Fault, response: Response) -> str:
    """The second possible cause of a refusal: a reverse proxy in front of an on-premises server."""
    if fault not in _STRIPPED or in_cloud_domain(response.host):
        return ""
    return " " + tr(_STRIPPED[fault])


def _causes(response: Response, order: tuple[Field, ...]) -> list[str]:
    causes = [tr(cause) for said, cause in _NO_VALUE if order and _refuses(said)(response)][:1]
    causes += [tr(_CAUSES[blame]) for blame in order]
    if order and not in_cloud_domain(response.host):
        causes.append(tr("a reverse proxy in front of ConnectWise changes the request"))
    return causes


def _limiter(response: Response) -> str:
    """Who limits requests; ConnectWise says so in its own format."""
    return "ConnectWise" if response.code else tr(_LIMITER)


def _order(response: Response) -> tuple[Field, ...]:
    """The values that may be wrong, the most likely first."""
    if _cannot_route(response):
        return (Field.COMPANY_ID, Field.SITE, Field.PUBLIC_KEY, Field.CLIENT_ID)
    return (Field.PUBLIC_KEY, Field.COMPANY_ID, Field.CLIENT_ID, Field.SITE)


def _unavailable(response: Response) -> dict[str, str]:
    if response.leads_on:
        return {"what": tr("a redirect to a maintenance page")}
    if response.status < 300:
        return {"what": tr("a maintenance page")}
    product = refusing_firewall(response).name if response.status in NO_ORIGIN else ""
    if not product:
        return {}
    what = tr("HTTP {status} from {product}, which couldn't reach the server behind it")
    return {"what": what.format(status=response.status, product=product)}


def _no_route(response: Response) -> dict[str, str]:
    """An intercepting proxy that can't reach the server."""
    what = tr("it responded with HTTP {status}").format(status=response.status)
    return {"proxy": proxy_without_route(response), "what": what}


_DETAILS: dict[Fault, Callable[[Response], dict[str, str]]] = {
    Fault.SITE_UNAVAILABLE: _unavailable,
    Fault.PROXY_NO_ROUTE: _no_route,
    Fault.SITE_BLOCKED: _blocked,
    Fault.SITE_GATEWAY: _gateway,
    Fault.SITE_REDIRECTED: _redirected,
}
