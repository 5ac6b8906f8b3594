from __future__ import annotations

import json

import pytest

from tests.unit.practice.conftest import Visit


def test_known_company_is_described_without_credentials(visit: Visit) -> None:
    visitor = visit()
    reply = visitor.ask("GET", "/login/companyinfo/practicemsp")
    assert reply.status == 200
    assert reply.json == {
        "CompanyName": "Practice MSP (simulated ConnectWise)",
        "Codebase": "v2026_1/",
        "VersionCode": "v2026.1",
        "VersionNumber": "v4.6.11807",
        "CompanyID": "PMSP",
        "IsCloud": False,
        "SiteUrl": f"127.0.0.1:{visitor.server.port}",
        "AllowedOrigins": [],
    }


def test_company_id_may_be_percent_encoded(visit: Visit) -> None:
    assert visit().ask("GET", "/login/companyinfo/practice%6Dsp").json["CompanyID"] == "PMSP"


@pytest.mark.parametrize("company_id", ["nobody", "PracticeMSP", "a%2Fb", "%00", "..", "%FF"])
def test_unknown_company_is_null(visit: Visit, company_id: str) -> None:
    reply = visit().ask("GET", f"/login/companyinfo/{company_id}")
    assert (reply.status, reply.text) == (200, "null")


def test_lookup_is_read_only(visit: Visit) -> None:
    reply = visit().ask("POST", "/login/companyinfo/practicemsp", body=json.dumps({}).encode())
    assert (reply.status, reply.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "path", ["/", "/v4_6_release/login/companyinfo/practicemsp", "/v2026_1/system/info", "/x?y=z"]
)
def test_an_unknown_path_is_reported_in_json(visit: Visit, path: str) -> None:
    reply = visit().ask("GET", path)
    assert reply.status == 404
    assert reply.json == {
        "code": "ConnectWiseApi",
        "message": "The endpoint does not exist.",
        "errors": None,
    }
