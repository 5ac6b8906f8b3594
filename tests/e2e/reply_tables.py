"""The meaning of every response to every request that can get it: the contract as data.

``LOOKUP`` is for the company lookup, ``SIGNED`` for the read that signs in, ``SAYS`` for the reads
of the third wave, ``BOARDS_SAY`` for the lists of boards. Faults that end with the deadline are in
``SLOW``.
"""

from __future__ import annotations

from enum import Enum, auto

from tests.faultserver import HttpFault as H
from tests.faultserver import SignIn as S
from wizard.domain.faults.fault import Fault


class Says(Enum):
    """What a reply to a read of the third wave says about the right behind it."""

    GRANTED = auto()
    DENIED = auto()
    UNDECIDED = auto()


SLOW = {H.SILENT, H.SILENT_IN_REPLY, H.DRIP, H.ENDLESS_CONTINUE}

SOUND: dict[Enum, None] = dict.fromkeys(
    (H.UNKNOWN_ENCODING, H.WRONG_CHARSET, H.UNKNOWN_CHARSET, H.BYTE_ORDER_MARK, H.UTF_16)
)
"""Odd, but whoever is not over-strict can read it."""

BUSY: dict[Enum, Fault] = dict.fromkeys(
    (
        H.RATE_LIMITED,
        H.RATE_LIMITED_SECONDS,
        H.RATE_LIMITED_LONG,
        H.RATE_LIMITED_DATE,
        H.RATE_LIMITED_NONSENSE,
        H.RATE_LIMITED_OTHER_SHAPE,
    ),
    Fault.RATE_LIMITED,
)
BROKEN_OFF: dict[Enum, Fault] = dict.fromkeys((H.RESET, H.CLOSED), Fault.REFUSED)
REDIRECTS: dict[Enum, Fault] = dict.fromkeys(
    (
        H.REDIRECT_TO_HTTP,
        H.REDIRECT_TO_HOST,
        H.REDIRECT_TO_PATH,
        H.REDIRECT_FOR_EVER,
        H.REDIRECT_TO_NOWHERE,
    ),
    Fault.SITE_REDIRECTED,
)

LOOKUP: dict[Enum, Fault | None] = {
    **SOUND,
    **BUSY,
    **BROKEN_OFF,
    **REDIRECTS,
    **dict.fromkeys(SLOW, Fault.TIMEOUT),
    # It answers without a Codebase: the release is then the router's.
    H.NOT_UTF8: None,
    H.SIGN_IN_PAGE_200: Fault.SITE_NOT_CONNECTWISE,
    H.SIGN_IN_PAGE_401: Fault.SITE_GATEWAY,
    H.SIGN_IN_PAGE_403: Fault.SITE_BLOCKED,
    H.SIGN_IN_PAGE_404: Fault.SITE_NOT_CONNECTWISE,
    H.SIGN_IN_PAGE_503: Fault.SITE_UNAVAILABLE,
    H.SIGN_IN_PAGE_AS_JSON: Fault.SITE_NOT_CONNECTWISE,
    H.IIS_404: Fault.SITE_NOT_CONNECTWISE,
    H.FIREWALL_403: Fault.SITE_BLOCKED,
    H.MAINTENANCE_200: Fault.SITE_UNAVAILABLE,
    H.MAINTENANCE_503: Fault.SITE_UNAVAILABLE,
    H.PORTAL_511: Fault.SITE_BLOCKED,
    H.CHALLENGE_503: Fault.SITE_BLOCKED,
    H.NO_ORIGIN_522: Fault.SITE_UNAVAILABLE,
    H.NOT_MODIFIED_304: Fault.SITE_NOT_CONNECTWISE,
    H.XML: Fault.SITE_NOT_CONNECTWISE,
    H.OTHER_JSON: Fault.SITE_NOT_CONNECTWISE,
    H.JSON_NULL: Fault.COMPANY_UNKNOWN,
    H.JSON_LIST: Fault.SITE_NOT_CONNECTWISE,
    H.JSON_TEXT: Fault.SITE_NOT_CONNECTWISE,
    H.JSON_EMPTY_OBJECT: Fault.SITE_NOT_CONNECTWISE,
    H.EMPTY: Fault.COMPANY_UNKNOWN,
    H.NO_CONTENT: Fault.COMPANY_UNKNOWN,
    H.PLAIN_TEXT: Fault.SITE_NOT_CONNECTWISE,
    H.DEEP_JSON: Fault.SITE_NOT_CONNECTWISE,
    H.HUGE_NUMBER: Fault.SITE_NOT_CONNECTWISE,
    H.TRUNCATED: Fault.REFUSED,
    H.TRUNCATED_CHUNKS: Fault.REFUSED,
    H.RESET_IN_REPLY: Fault.REFUSED,
    H.OVERSIZED: Fault.SITE_NOT_CONNECTWISE,
    H.OVERSIZED_CHUNKS: Fault.SITE_NOT_CONNECTWISE,
    H.OVERSIZED_UNTIL_CLOSE: Fault.SITE_NOT_CONNECTWISE,
    H.GZIP_BOMB: Fault.SITE_NOT_CONNECTWISE,
    H.BAD_GZIP: Fault.SITE_NOT_CONNECTWISE,
    H.BAD_LENGTH: Fault.SITE_NOT_CONNECTWISE,
    H.BAD_CHUNK: Fault.SITE_NOT_CONNECTWISE,
    H.TOO_MANY_HEADERS: Fault.SITE_NOT_CONNECTWISE,
    H.LONG_HEADER: Fault.SITE_NOT_CONNECTWISE,
    H.BAD_STATUS_LINE: Fault.SITE_NOT_CONNECTWISE,
    H.NOT_HTTP: Fault.SITE_NOT_CONNECTWISE,
    H.ERROR_500: Fault.SERVICE_ERROR,
    H.ERROR_500_PAGE: Fault.SERVICE_ERROR,
    H.BAD_GATEWAY_502: Fault.SITE_UNAVAILABLE,
    H.UNAVAILABLE_503: Fault.SITE_UNAVAILABLE,
    H.GATEWAY_TIMEOUT_504: Fault.SITE_UNAVAILABLE,
    S.WRONG_KEYS: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_ON_PREMISES: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_NAMED: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_EMPTY: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_TEXT: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_UNDER_ROUTER: Fault.SITE_NOT_CONNECTWISE,
    S.WRONG_KEYS_403: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_500: Fault.SERVICE_ERROR,
    S.MEMBER_INACTIVE_403: Fault.SITE_BLOCKED,
    S.LICENCE_403: Fault.SITE_BLOCKED,
    S.ADDRESS_403: Fault.SITE_BLOCKED,
    S.UNKNOWN_COMPANY_400: Fault.COMPANY_UNKNOWN,
    S.CANNOT_ROUTE_404: Fault.COMPANY_UNKNOWN,
    S.CLIENT_ID_422: Fault.SITE_NOT_CONNECTWISE,
    S.CLIENT_ID_XML: Fault.SITE_BLOCKED,
    S.NO_PERMISSION_WITHOUT_CODE: Fault.SITE_BLOCKED,
    S.CANNOT_ROUTE: Fault.COMPANY_UNKNOWN,
    S.CANNOT_ROUTE_401: Fault.COMPANY_UNKNOWN,
    S.CANNOT_ROUTE_AS_JSON_TYPE: Fault.COMPANY_UNKNOWN,
    S.CLIENT_ID_400: Fault.SITE_NOT_CONNECTWISE,
    S.CLIENT_ID_401: Fault.SITE_BLOCKED,
    S.CLIENT_ID_403: Fault.SITE_BLOCKED,
    S.CLIENT_ID_TEXT: Fault.SITE_BLOCKED,
    S.CLIENT_ID_IN_ERRORS: Fault.SITE_NOT_CONNECTWISE,
    S.NO_PERMISSION: Fault.SITE_BLOCKED,
    S.NO_PERMISSION_401: Fault.SITE_BLOCKED,
    S.NO_PERMISSION_EMPTY: Fault.SITE_BLOCKED,
    S.SSL_REQUIRED: Fault.SITE_BLOCKED,
    S.SSL_REQUIRED_401: Fault.SITE_BLOCKED,
    S.NO_ENDPOINT: Fault.COMPANY_UNKNOWN,
    S.NO_ENDPOINT_PAGE: Fault.SITE_NOT_CONNECTWISE,
    S.NO_RECORD: Fault.COMPANY_UNKNOWN,
    S.VALIDATION: Fault.SITE_NOT_CONNECTWISE,
    S.NO_DEFAULT_TEAM: Fault.SITE_NOT_CONNECTWISE,
    S.SERVER_TIMEOUT: Fault.SERVICE_ERROR,
    S.ERROR_PAGE_401: Fault.SITE_GATEWAY,
    S.ERROR_PAGE_403: Fault.SITE_BLOCKED,
}

UNREADABLE: dict[Enum, Fault] = dict.fromkeys(
    (
        H.SIGN_IN_PAGE_200,
        H.SIGN_IN_PAGE_AS_JSON,
        H.NOT_MODIFIED_304,
        H.XML,
        H.OTHER_JSON,
        H.JSON_NULL,
        H.JSON_LIST,
        H.JSON_TEXT,
        H.JSON_EMPTY_OBJECT,
        H.EMPTY,
        H.NO_CONTENT,
        H.PLAIN_TEXT,
        H.DEEP_JSON,
        H.HUGE_NUMBER,
        H.NOT_UTF8,
        H.TRUNCATED,
        H.TRUNCATED_CHUNKS,
        H.RESET_IN_REPLY,
        H.OVERSIZED,
        H.OVERSIZED_CHUNKS,
        H.OVERSIZED_UNTIL_CLOSE,
        H.GZIP_BOMB,
        H.BAD_GZIP,
        H.BAD_LENGTH,
        H.BAD_CHUNK,
        H.TOO_MANY_HEADERS,
        H.LONG_HEADER,
        H.BAD_STATUS_LINE,
        H.NOT_HTTP,
    ),
    Fault.BAD_REPLY,
)
FAILING: dict[Enum, Fault] = dict.fromkeys(
    (
        H.SIGN_IN_PAGE_503,
        H.MAINTENANCE_503,
        H.ERROR_500,
        H.ERROR_500_PAGE,
        H.BAD_GATEWAY_502,
        H.UNAVAILABLE_503,
        H.GATEWAY_TIMEOUT_504,
        H.NO_ORIGIN_522,
        S.SERVER_TIMEOUT,
    ),
    Fault.SERVICE_ERROR,
)
ABSENT = (
    H.SIGN_IN_PAGE_404,
    H.IIS_404,
    S.WRONG_KEYS_UNDER_ROUTER,
    S.NO_ENDPOINT,
    S.NO_ENDPOINT_PAGE,
    S.NO_RECORD,
)
"""On premises an older server without the endpoint; in the cloud several causes fit."""

SIGNED: dict[Enum, Fault | None] = {
    **SOUND,
    **BUSY,
    **BROKEN_OFF,
    **REDIRECTS,
    **UNREADABLE,
    **FAILING,
    **dict.fromkeys(SLOW, Fault.SERVICE_TIMEOUT),
    **dict.fromkeys(ABSENT),
    H.MAINTENANCE_200: Fault.SITE_UNAVAILABLE,
    H.SIGN_IN_PAGE_401: Fault.SITE_GATEWAY,
    H.SIGN_IN_PAGE_403: Fault.SITE_BLOCKED,
    H.FIREWALL_403: Fault.SITE_BLOCKED,
    S.WRONG_KEYS: Fault.KEYS_REFUSED,
    S.WRONG_KEYS_ON_PREMISES: Fault.KEYS_REFUSED,
    S.WRONG_KEYS_NAMED: Fault.KEYS_REFUSED,
    S.WRONG_KEYS_EMPTY: Fault.KEYS_REFUSED,
    S.WRONG_KEYS_TEXT: Fault.KEYS_REFUSED,
    S.NO_PERMISSION_401: Fault.KEYS_REFUSED,
    S.ERROR_PAGE_401: Fault.SIGN_IN_UNCLEAR,
    H.PORTAL_511: Fault.SITE_BLOCKED,
    H.CHALLENGE_503: Fault.SITE_BLOCKED,
    S.WRONG_KEYS_403: Fault.KEYS_REFUSED,
    S.WRONG_KEYS_500: Fault.KEYS_REFUSED,
    S.MEMBER_INACTIVE_403: Fault.KEYS_REFUSED,
    S.LICENCE_403: Fault.SIGN_IN_UNCLEAR,
    S.ADDRESS_403: Fault.SITE_BLOCKED,
    S.UNKNOWN_COMPANY_400: Fault.SIGN_IN_UNCLEAR,
    S.CANNOT_ROUTE_404: Fault.SIGN_IN_UNCLEAR,
    S.CLIENT_ID_422: Fault.CLIENT_ID_REFUSED,
    S.CLIENT_ID_XML: Fault.CLIENT_ID_REFUSED,
    S.NO_PERMISSION_WITHOUT_CODE: None,
    S.CANNOT_ROUTE: Fault.SIGN_IN_UNCLEAR,
    S.CANNOT_ROUTE_401: Fault.SIGN_IN_UNCLEAR,
    S.CANNOT_ROUTE_AS_JSON_TYPE: Fault.SIGN_IN_UNCLEAR,
    S.VALIDATION: Fault.SIGN_IN_UNCLEAR,
    S.NO_DEFAULT_TEAM: Fault.SIGN_IN_UNCLEAR,
    S.SSL_REQUIRED: Fault.SIGN_IN_UNCLEAR,
    S.SSL_REQUIRED_401: Fault.SIGN_IN_UNCLEAR,
    S.CLIENT_ID_400: Fault.CLIENT_ID_REFUSED,
    S.CLIENT_ID_401: Fault.CLIENT_ID_REFUSED,
    S.CLIENT_ID_403: Fault.CLIENT_ID_REFUSED,
    S.CLIENT_ID_TEXT: Fault.CLIENT_ID_REFUSED,
    S.CLIENT_ID_IN_ERRORS: Fault.CLIENT_ID_REFUSED,
    S.NO_PERMISSION: None,
    S.NO_PERMISSION_EMPTY: Fault.SITE_BLOCKED,
    S.ERROR_PAGE_403: Fault.SITE_BLOCKED,
}

_UNDECIDED = {
    Fault.KEYS_REFUSED,
    Fault.CLIENT_ID_REFUSED,
    Fault.SIGN_IN_UNCLEAR,
    Fault.SITE_BLOCKED,
    Fault.SITE_GATEWAY,
}


def _says(answer: Enum) -> Says | Fault:
    """After sign-in a refusal decides nothing, and a failing service is reported."""
    if answer in {S.NO_PERMISSION, S.NO_PERMISSION_WITHOUT_CODE}:
        return Says.DENIED
    fault = SIGNED[answer]
    if answer in ABSENT or fault in _UNDECIDED:
        return Says.UNDECIDED
    return fault or Says.GRANTED


SAYS: dict[Enum, Says | Fault] = {answer: _says(answer) for answer in SIGNED}
# These block every program, whatever it requests.
SAYS |= dict.fromkeys((H.PORTAL_511, H.CHALLENGE_503), Fault.SITE_BLOCKED)

BOARDS_SAY = SAYS | {H.FIREWALL_403: Fault.SITE_BLOCKED}
"""Of the lists that a workflow chooses from: without them, who refused one is told."""

BLAMES = {
    Fault.TIMEOUT: ["site", "network"],
    Fault.REFUSED: ["site", "network"],
    Fault.SITE_NOT_CONNECTWISE: ["site"],
    Fault.SITE_REDIRECTED: ["site"],
    Fault.SITE_BLOCKED: ["network", "site"],
    Fault.SITE_GATEWAY: ["site", "network"],
    Fault.SITE_UNAVAILABLE: ["service"],
    Fault.COMPANY_UNKNOWN: ["company_id"],
    Fault.KEYS_REFUSED: ["public_key", "private_key"],
    Fault.CLIENT_ID_REFUSED: ["client_id"],
    Fault.RATE_LIMITED: ["service"],
    Fault.SERVICE_ERROR: ["service"],
    Fault.SERVICE_TIMEOUT: ["service"],
    Fault.BAD_REPLY: ["service"],
    Fault.RIGHT_MISSING: ["role"],
    Fault.RIGHT_UNKNOWN: ["role"],
}
UNROUTED_BLAMES = ["company_id", "site", "public_key", "private_key", "client_id"]
UNCLEAR_BLAMES = ["public_key", "private_key", "company_id", "client_id", "site"]
