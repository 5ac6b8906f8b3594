from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.practice.conftest import API, Visit, basic, signed
from wizard.practice.scenarios import SCENARIOS
from wizard.practice.sign_in import COMPANY_ID, IssuedKeys, read_basic, refusal

KEYS = IssuedKeys("TestPublicKey001", "TestPrivateKey01", "00000000-0000-4000-8000-000000000001")
GOOD = SCENARIOS["good"]


@pytest.mark.parametrize("release", ["v4_6_release", "v2026_1", "V2026_1"])
def test_both_releases_lead_to_the_api(visit: Visit, release: str) -> None:
    visitor = visit()
    path = f"/{release}/apis/3.0/system/info"
    reply = visitor.ask("GET", path, headers=signed(visitor.server))
    assert reply.status == 200
    assert reply.json["version"].startswith("v2026.1")


@pytest.mark.parametrize(
    "path",
    [
        "/v2020_4/apis/3.0/system/info",
        "/apis/3.0/system/info",
        "/v2026_1/apis/3.0/v2026_1/apis/3.0/system/info",
        "/v2026_1/apis/3.0/apis/3.0/system/info",
    ],
)
def test_wrong_release_cannot_be_routed(visit: Visit, path: str) -> None:
    visitor = visit()
    reply = visitor.ask("GET", path, headers=signed(visitor.server))
    assert (reply.status, reply.text) == (400, "Cannot route. Codebase/company is invalid")
    assert reply.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("company_id", ["somebody", "", "PMSP"])
def test_wrong_company_cannot_be_routed(visit: Visit, company_id: str) -> None:
    reply = visit().get("/system/info", company_id=company_id)
    assert (reply.status, reply.text) == (400, "Cannot route. Codebase/company is invalid")


@pytest.mark.parametrize("name", ["public_key", "private_key"])
def test_wrong_key_is_refused_without_naming_the_client_id(visit: Visit, name: str) -> None:
    reply = visit().get("/system/info", **{name: "TestKeyTestKey01"})
    assert (reply.status, reply.json["code"]) == (401, "Unauthorized")
    assert "clientid" not in reply.text.lower()


@pytest.mark.parametrize(
    ("client_id", "status"),
    [("", 400), ("00000000-0000-4000-8000-000000000001", 401), ("not-a-guid", 401)],
)
def test_wrong_client_id_is_refused_and_named(visit: Visit, client_id: str, status: int) -> None:
    reply = visit().get("/system/info", client_id=client_id)
    assert reply.status == status
    assert "clientId" in reply.json["message"]


def test_a_missing_client_id_header_is_reported(visit: Visit) -> None:
    visitor = visit()
    headers = {"Authorization": signed(visitor.server)["Authorization"]}
    reply = visitor.ask("GET", f"{API}/system/info", headers=headers)
    assert (reply.status, reply.json["message"]) == (400, "The clientId header is required.")


def test_client_id_may_be_in_capitals(visit: Visit) -> None:
    visitor = visit()
    client_id = visitor.server.values["client_id"].upper()
    assert visitor.get("/system/info", client_id=client_id).status == 200


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic YQ",
        "Basic " + base64.b64encode(b"practicemsp+no colon").decode(),
        "Basic " + base64.b64encode(b"no plus:secret").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe+a:b").decode(),
        "Bearer " + base64.b64encode(b"practicemsp+a:b").decode(),
        "Basic é",
    ],
)
def test_unreadable_authorization_is_refused(visit: Visit, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    reply = visit().ask("GET", f"{API}/system/info", headers=headers)
    assert (reply.status, reply.json["code"]) == (401, "Unauthorized")


@given(st.text())
def test_any_authorization_header_is_refused_without_an_exception(header: str) -> None:
    assert refusal(KEYS, GOOD, header, KEYS.client_id) is not None


@given(st.binary())
def test_no_other_credentials_are_accepted(token: bytes) -> None:
    header = f"Basic {base64.b64encode(token).decode()}"
    assert refusal(KEYS, GOOD, header, KEYS.client_id) is not None


@given(
    st.text(st.characters(exclude_characters="+:", exclude_categories=["Cs"])),
    st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"])),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_every_well_formed_header_is_read_back(company: str, public: str, private: str) -> None:
    read = read_basic(basic(company, public, private))
    assert read is not None
    assert (read.company_id, read.public_key, read.private_key) == (company, public, private)


def test_the_right_header_is_accepted() -> None:
    header = basic(COMPANY_ID, KEYS.public_key, KEYS.private_key)
    assert refusal(KEYS, GOOD, header, KEYS.client_id) is None
    assert refusal(KEYS, GOOD, header.replace("Basic", "bAsIc"), KEYS.client_id) is None


def test_keys_do_not_show_in_repr() -> None:
    header = basic(COMPANY_ID, KEYS.public_key, KEYS.private_key)
    shown = repr(KEYS) + repr(read_basic(header))
    assert KEYS.private_key not in shown
    assert KEYS.client_id not in shown


def test_credentials_are_checked_before_the_path(visit: Visit) -> None:
    visitor = visit()
    assert visitor.get("/no/such/thing", private_key="TestKeyTestKey01").status == 401
    reply = visitor.get("/no/such/thing")
    assert json.loads(reply.text)["code"] == "ConnectWiseApi"
    assert reply.status == 404
