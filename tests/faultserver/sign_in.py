"""ConnectWise's responses to signed requests with wrong values."""

from __future__ import annotations

from enum import Enum

from tests.faultserver.replies import iis_page
from tests.faultserver.reply import Reply, html_reply, json_reply, text_reply
from tests.faultserver.script import UNKNOWN_ENDPOINT

_REFUSED = "You do not have security permission to perform this action."
_MISROUTED = "Cannot route. Codebase/company is invalid"


def error(status: int, code: str, message: str) -> Reply:
    """Return an error in ConnectWise's own shape."""
    return json_reply({"code": code, "message": message, "errors": None}, status)


class SignIn(Enum):
    """Replies seen when values, role or release are wrong; the value is the `Reply`.

    Bodies of the ``CLIENT_ID`` and ``WRONG_KEYS`` members are known in part only: status and the
    words that decide are, the rest is likely. Source: ConnectWise developer guide; public threads.
    """

    WRONG_KEYS = error(401, "Unauthorized", "Unauthorized")
    WRONG_KEYS_ON_PREMISES = json_reply(
        {"code": "ConnectWiseApi", "message": "UserNotAuthenticated"}, 401
    )
    WRONG_KEYS_NAMED = error(401, "Unauthorized", "Incorrect public/private key")
    WRONG_KEYS_EMPTY = Reply(401)
    WRONG_KEYS_TEXT = text_reply("Username or password is incorrect", 401)
    WRONG_KEYS_UNDER_ROUTER = Reply(404)

    WRONG_KEYS_403 = error(403, "ConnectWiseApi", "UserNotAuthenticated")
    WRONG_KEYS_500 = text_reply(
        "Server was unable to process request. ---> Username or password is incorrect", 500
    )
    MEMBER_INACTIVE_403 = error(403, "Security", "The member account is inactive.")
    LICENCE_403 = error(403, "License", "Your license has expired.")
    ADDRESS_403 = error(403, "Forbidden", "This IP address is not allowed.")

    UNKNOWN_COMPANY_400 = error(400, "InvalidCompany", "Company not found")
    CANNOT_ROUTE = text_reply(_MISROUTED, 400)
    CANNOT_ROUTE_401 = text_reply(_MISROUTED, 401)
    CANNOT_ROUTE_404 = text_reply(_MISROUTED, 404)
    CANNOT_ROUTE_AS_JSON_TYPE = Reply(400, _MISROUTED.encode())

    CLIENT_ID_400 = error(400, "ClientId", "The clientId header is not known.")
    CLIENT_ID_401 = error(401, "Unauthorized", "Unauthorized. A valid clientId is required.")
    CLIENT_ID_403 = error(403, "Security", "The clientId is not approved for this product.")
    CLIENT_ID_422 = error(422, "InvalidObject", "The clientId header is missing.")
    CLIENT_ID_XML = Reply(
        401, b"<Error><Message>Invalid clientId</Message></Error>", "application/xml"
    )
    CLIENT_ID_TEXT = text_reply("clientId header is missing", 401)
    CLIENT_ID_IN_ERRORS = json_reply(
        {
            "code": "InvalidObject",
            "message": "The request is not complete.",
            "errors": [
                {"code": "InvalidField", "message": "", "resource": "header", "field": "clientId"}
            ],
        },
        400,
    )

    NO_PERMISSION = error(403, "Security", _REFUSED)
    NO_PERMISSION_401 = error(401, "Unauthorized", _REFUSED)
    NO_PERMISSION_WITHOUT_CODE = json_reply({"message": _REFUSED}, 403)
    NO_PERMISSION_EMPTY = Reply(403)
    SSL_REQUIRED = error(403, "Security", "SSL is required.")
    SSL_REQUIRED_401 = error(401, "Security", "SSL is required.")

    NO_ENDPOINT = UNKNOWN_ENDPOINT
    NO_ENDPOINT_PAGE = iis_page()
    NO_RECORD = error(404, "NotFound", "The record was not found.")
    VALIDATION = json_reply(
        {
            "code": "InvalidObject",
            "message": "ticket object is invalid",
            "errors": [
                {
                    "code": "NotFound",
                    "message": "Service Status 17 not found for Service Board 21",
                    "resource": "ticket",
                    "field": "status/id",
                }
            ],
        },
        400,
    )
    NO_DEFAULT_TEAM = error(400, "InvalidObject", "Cannot find default team for board specified")
    SERVER_TIMEOUT = error(500, "ConnectWiseApi", "A timeout has occured. Please try again.")
    ERROR_PAGE_401 = html_reply("<h1>401 - Unauthorized: Access is denied.</h1>", 401)
    ERROR_PAGE_403 = html_reply("<h1>403 - Forbidden: Access is denied.</h1>", 403)
