"""HTTP requests and responses of the simulated ConnectWise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from http import HTTPStatus
from typing import Any

from wizard.domain.dataclass import dataclass
from wizard.domain.errors import WizardError


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. ``path`` is decoded and has no slash at its ends."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    authorization: str | None = field(default=None, repr=False)
    client_id: str | None = field(default=None, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """What the log keeps of a request: which credentials it carried, never their values."""

    method: str
    path: str
    authorization: bool
    client_id: bool


Row = Mapping[str, Any]
Rows = Sequence[Row]

JSON = "application/vnd.connectwise.com+json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One HTTP response; ``headers`` are those beyond the ones that every response carries."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of ``errors`` in the response to a record that cannot be saved."""

    code: str
    message: str
    field: str


class UnusableRecordError(WizardError):
    """A record cannot be saved; ``problems`` are the reasons in field order."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def json_response(value: object, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Return a JSON response."""
    return HttpResponse(status, json.dumps(value, separators=(",", ":")).encode("ascii"))


def error(
    status: HTTPStatus, code: str, message: str, errors: Sequence[Row] | None = None
) -> HttpResponse:
    """Return an error response in the format of the ConnectWise API."""
    return json_response({"code": code, "message": message, "errors": errors}, status)


def not_found(message: str) -> HttpResponse:
    """Return the response for a record that does not exist."""
    return error(HTTPStatus.NOT_FOUND, "NotFound", message)


def unusable(resource: str, problems: Sequence[Problem]) -> HttpResponse:
    """Return the response for a record that cannot be saved, one entry per field."""
    errors = [
        {"code": p.code, "message": p.message, "resource": resource, "field": p.field}
        for p in problems
    ]
    return error(HTTPStatus.BAD_REQUEST, "InvalidObject", f"{resource} object is invalid", errors)


def not_allowed(methods: Sequence[str]) -> HttpResponse:
    """Return the response that lists the methods of an endpoint."""
    refusal = error(
        HTTPStatus.METHOD_NOT_ALLOWED, "ConnectWiseApi", "The method is not supported here."
    )
    return HttpResponse(refusal.status, refusal.body, headers=(("Allow", ", ".join(methods)),))


CANNOT_ROUTE = HttpResponse(
    HTTPStatus.BAD_REQUEST, b"Cannot route. Codebase/company is invalid", content_type=TEXT
)
KEYS_REFUSED = error(
    HTTPStatus.UNAUTHORIZED, "Unauthorized", "The API keys of this request are not accepted."
)
CLIENT_ID_MISSING = error(
    HTTPStatus.BAD_REQUEST, "ConnectWiseApi", "The clientId header is required."
)
CLIENT_ID_UNKNOWN = error(
    HTTPStatus.UNAUTHORIZED, "Unauthorized", "The clientId of this request is not known."
)
CLIENT_ID_PENDING = error(
    HTTPStatus.FORBIDDEN, "ConnectWiseApi", "The clientId of this request is not approved yet."
)
FORBIDDEN = error(
    HTTPStatus.FORBIDDEN,
    "Security",
    "You do not have security permission to perform this action.",
)
CONDITION_UNREADABLE = error(HTTPStatus.BAD_REQUEST, "ApiFindCondition", "Condition Syntax Error")
NO_ENDPOINT = error(HTTPStatus.NOT_FOUND, "ConnectWiseApi", "The endpoint does not exist.")
TOO_MANY_REQUESTS = HttpResponse(
    HTTPStatus.TOO_MANY_REQUESTS,
    b'{"error":"ConnectWiseAPI","message":"Too many requests. Please try again in 1 seconds."}',
    headers=(("Retry-After", "1"),),
)
