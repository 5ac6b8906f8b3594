"""What only one word, one header or the form of a response decides."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import (
    Meaning,
    lookup_problem,
    shut_out,
    signed_meaning,
)
from wizard.domain.faults.fault import Fault

URL = "https://cw.example.test/v4_6_release/apis/3.0/service/info/boards/active"


def plain(words: str, status: int = 403) -> Response:
    return Response(URL, status, {"content-type": "text/plain"}, words.encode())


def page(words: str, status: int = 403) -> Response:
    text = f"<html><title>{words}</title><h1>{words}</h1></html>"
    return Response(URL, status, {"content-type": "text/html"}, text.encode())


def data(words: str, status: int = 403) -> Response:
    text = json.dumps({"message": words})
    return Response(URL, status, {"content-type": "application/json"}, text.encode())


def fault_of(response: Response) -> Fault | Meaning:
    found = signed_meaning(response)
    return found if isinstance(found, Meaning) else found.fault


@pytest.mark.parametrize(
    ("response", "meaning"),
    [
        (data("clientId is required", 400), Fault.CLIENT_ID_REFUSED),
        (plain("clientId is required", 400), Fault.CLIENT_ID_REFUSED),
        # Sign-in pages carry a client_id of their own.
        (page("clientId is required", 400), Fault.BAD_REPLY),
        (page("clientId is required"), Fault.SITE_BLOCKED),
        (plain("You do not have security permission to do this."), Meaning.DENIED),
        (page("You do not have security permission to do this."), Fault.SITE_BLOCKED),
        (plain("Go away."), Fault.SITE_BLOCKED),
        (data("Your license has ended."), Fault.SIGN_IN_UNCLEAR),
        (plain("Your license has ended."), Fault.SITE_BLOCKED),
        (data("SSL is required.", 400), Meaning.WRONG_HOST_NAME),
        (data("SSL is required.", 401), Meaning.WRONG_HOST_NAME),
        (data("SSL is required.", 200), Fault.BAD_REPLY),
        (page("Error", 495), Fault.TLS_CLIENT_CERTIFICATE),
        (page("Error", 496), Fault.TLS_CLIENT_CERTIFICATE),
    ],
    ids=lambda value: f"{value.status}" if isinstance(value, Response) else str(value),
)
def test_form_and_text_of_a_refusal_decide_its_meaning(
    response: Response, meaning: Fault | Meaning
) -> None:
    assert fault_of(response) is meaning


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Your subscription has been suspended.", "(1) the license or subscription has ended"),
        ("API access is disabled for this site.", "(1) access is turned off"),
    ],
)
def test_what_the_server_itself_gives_as_the_cause_comes_first(words: str, first: str) -> None:
    found = shut_out(data(words)) or signed_meaning(data(words))
    assert not isinstance(found, Meaning)
    assert found.fault is Fault.SIGN_IN_UNCLEAR
    assert first in found.message


@pytest.mark.parametrize(
    ("response", "once", "limited"),
    [
        (page("Error", 503), Fault.SERVICE_ERROR, Fault.RATE_LIMITED),
        (plain("Error", 500), Fault.SERVICE_ERROR, Fault.RATE_LIMITED),
        # ConnectWise itself has answered: no limit in front of it.
        (data("Error", 500), Fault.SERVICE_ERROR, Fault.SERVICE_ERROR),
        (page("Error", 429), Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    ],
    ids=["503", "500", "data", "429"],
)
def test_a_request_refused_while_others_succeed_met_a_rate_limit(
    response: Response, once: Fault, limited: Fault
) -> None:
    assert fault_of(response) is once
    assert fault_of(replace(response, limited=True)) is limited


@pytest.mark.parametrize("status", [500, 502, 503])
def test_connectwises_status_page_tells_nothing_about_a_server_on_premises(status: int) -> None:
    own = page("Error", status)
    cloud = replace(own, url=URL.replace("cw.example.test", "api-na.myconnectwise.net"))
    for problem_of in (lookup_problem, signed_meaning):
        problems = [problem_of(own), problem_of(cloud)]
        fixes = [found.fix for found in problems if not isinstance(found, Meaning | None)]
        assert ["status page" in fix for fix in fixes] == [False, True]
        assert "ask whoever runs the server" in fixes[0]


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        (Response(URL, 404, {}, b"null"), Fault.COMPANY_UNKNOWN),
        (page("Not found", 404), Fault.SITE_NOT_CONNECTWISE),
        (data("Not found", 404), Fault.SITE_NOT_CONNECTWISE),
        (
            replace(data("Not found", 404), headers={"x-cw-request-id": "1"}),
            Fault.COMPANY_UNKNOWN,
        ),
    ],
    ids=["null", "page", "another's data", "ConnectWise's data"],
)
def test_a_company_is_unknown_only_if_connectwise_says_so(response: Response, fault: Fault) -> None:
    problem = lookup_problem(response)
    assert problem
    assert problem.fault is fault
