"""What the lookup's answer says, and where keys may go after it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wizard.connectwise.company_info import (
    ApiEndpoint,
    CompanyInfo,
    endpoint_for,
    lookup_url,
    read_company_info,
)
from wizard.connectwise.response import Response
from wizard.domain.address.address import Address
from wizard.domain.address.reading import read_address

SAID = {
    "CompanyName": "Acme",
    "Codebase": "v2025_1/",
    "VersionCode": "v2025.1",
    "VersionNumber": "v4.6.38842",
    "CompanyID": "CW",
    "IsCloud": "True",
    "SiteUrl": "api-na.myconnectwise.net",
}
WRONG_TYPES: list[Any] = [None, 7, 7.5, True, ["v2025_1/"], {"v2025_1/": 1}, "", "  "]


def tenant_of(**changes: Any) -> CompanyInfo | None:
    return read_company_info(Response("u", 200, {}, json.dumps({**SAID, **changes}).encode()))


def address(text: str) -> Address:
    found = read_address(text).address
    assert found is not None
    return found


class TestTenant:
    def test_the_tenant_is_read(self) -> None:
        assert tenant_of() == CompanyInfo(
            "Acme", "v2025_1", "v4.6.38842", True, "api-na.myconnectwise.net", "v2025_1"
        )

    def test_field_names_are_matched_in_any_case(self) -> None:
        body = json.dumps({name.upper(): value for name, value in SAID.items()}).encode()
        assert read_company_info(Response("u", 200, {}, body)) == tenant_of()

    @pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
    @pytest.mark.parametrize("name", SAID)
    def test_values_of_wrong_types_are_ignored(self, name: str, value: Any) -> None:
        found = tenant_of(**{name: value})
        assert found is not None
        if name == "Codebase":
            assert (found.release, found.other_release) == ("", "v2025_1")
        if name == "SiteUrl":
            assert found.site_url.strip() == ""

    @pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
    def test_only_values_of_wrong_types_is_not_a_company(self, value: Any) -> None:
        found = tenant_of(CompanyName=value, Codebase=value, VersionCode=value)
        assert found is None or value == "  "

    @pytest.mark.parametrize(
        ("codebase", "release"),
        [
            ("v2025_1", "v2025_1"),
            ("v2025_1/", "v2025_1"),
            ("v4_6_release/", "v4_6_release"),
            ("v4_6_release", "v4_6_release"),
            ("V2025_1/", ""),
            ("v2025_1//", ""),
            ("/v2025_1", ""),
            ("v2025_1/../..", ""),
            ("v2025_1?x", ""),
            ("v2025_1#", ""),
            ("v2025_1\n", ""),
            (" v2025_1", ""),
            ("v2025_1_release", ""),
            ("v2025.1", ""),
            ("..", ""),
            ("https://evil.example.test/v2025_1/", ""),
            ("evil.example.test/v2025_1", ""),
            ("@evil.example.test/", ""),
            ("user:pass@evil.example.test", ""),
            (":8443/v2025_1", ""),
            ("\\\\evil.example.test\\v2025_1", ""),
            ("v\uff12\uff10\uff12\uff15_\uff11/", ""),
            ("v\u0662\u0660\u0662\u0665_\u0661", ""),
            ("v" + "9" * 100_000 + "_1", ""),
            ("v%32025_1", ""),
        ],
    )
    def test_only_a_valid_codebase_is_used(self, codebase: str, release: str) -> None:
        found = tenant_of(Codebase=codebase)
        assert found is not None
        assert found.release == release

    @pytest.mark.parametrize(
        "code", ["v2025.1/../x", "2025.1", "v2025", "v\uff12\uff10\uff12\uff15.\uff11", "v1.1\n"]
    )
    def test_only_a_valid_version_code_is_used(self, code: str) -> None:
        found = tenant_of(VersionCode=code)
        assert found is not None
        assert found.other_release == ""

    @pytest.mark.parametrize(
        ("said", "cloud"),
        [(True, True), (False, False), ("True", True), ("false", False), ("x", None), (1, None)],
    )
    def test_the_cloud_flag_is_read(self, said: object, cloud: bool | None) -> None:
        found = tenant_of(IsCloud=said)
        assert found is not None
        assert found.cloud is cloud

    @pytest.mark.parametrize("status", [201, 204, 400, 404, 500])
    def test_only_status_200_counts(self, status: int) -> None:
        assert read_company_info(Response("u", status, {}, json.dumps(SAID).encode())) is None

    def test_texts_are_sanitized_and_short(self) -> None:
        found = tenant_of(CompanyName="A\x1b[31m\u202eB" + "x" * 500, VersionNumber="9" * 500)
        assert found is not None
        assert found.company_name.startswith("A B")
        assert (len(found.company_name), len(found.version)) == (80, 40)


class TestWhereKeysMayGo:
    @pytest.mark.parametrize(
        ("typed", "site_url", "host"),
        [
            ("na.myconnectwise.net", "", "api-na.myconnectwise.net"),
            ("na.myconnectwise.net", "api-na.myconnectwise.net", "api-na.myconnectwise.net"),
            ("na.myconnectwise.net", "API-NA.MyConnectWise.net", "api-na.myconnectwise.net"),
            ("na.myconnectwise.net", " na.myconnectwise.net ", "api-na.myconnectwise.net"),
            ("na.myconnectwise.net", "na.myconnectwise.net", "api-na.myconnectwise.net"),
            ("na.myconnectwise.net", "api-eu.myconnectwise.net", "api-eu.myconnectwise.net"),
            ("na.myconnectwise.net", "eu.myconnectwise.net", "eu.myconnectwise.net"),
            ("api-na.myconnectwise.net", "api-aus.myconnectwise.net", "api-aus.myconnectwise.net"),
            ("sandbox-na.myconnectwise.net", "", "sandbox-na.myconnectwise.net"),
            (
                "sandbox-na.myconnectwise.net",
                "api-na.myconnectwise.net",
                "api-na.myconnectwise.net",
            ),
            ("staging.connectwisedev.com", "", "api-staging.connectwisedev.com"),
            (
                "staging.connectwisedev.com",
                "api-staging.connectwisedev.com",
                "api-staging.connectwisedev.com",
            ),
            ("cw.example.com", "", "cw.example.com"),
            ("cw.example.com", "cw.example.com", "cw.example.com"),
            ("cw.example.com", "cw.example.com.", "cw.example.com"),
            ("cw.example.com", "http://cw.example.com/v4_6_release/apis/3.0/", "cw.example.com"),
            ("na.myconnectwise.net", "http://na.myconnectwise.net/", "api-na.myconnectwise.net"),
            ("https://cw.example.com:8443", "CW.example.com:8443", "cw.example.com:8443"),
        ],
    )
    def test_an_approved_site_url_is_used(self, typed: str, site_url: str, host: str) -> None:
        target = endpoint_for(address(typed), CompanyInfo(release="v2025_1", site_url=site_url))
        assert (target.host, target.ignored) == (host, "")

    @pytest.mark.parametrize(
        ("typed", "site_url"),
        [
            ("cw.example.com", "api-na.myconnectwise.net"),
            ("cw.example.com", "cw.example.com:8443"),
            ("desk.example.com", "des\u212a.example.com"),
            ("https://cw.example.com:8443", "cw.example.com"),
            ("cw.example.com", "https://cw.example.com/portal"),
            ("na.myconnectwise.net", "api-staging.connectwisedev.com"),
            ("staging.connectwisedev.com", "api-na.myconnectwise.net"),
            ("na.myconnectwise.net", "sandbox-na.myconnectwise.net"),
            ("na.myconnectwise.net", "www.myconnectwise.net.evil.example"),
            ("na.myconnectwise.net", "api-toolong.myconnectwise.net"),
        ],
    )
    def test_any_other_site_url_is_not_used(self, typed: str, site_url: str) -> None:
        where = address(typed)
        target = endpoint_for(where, CompanyInfo(release="v2025_1", site_url=site_url))
        assert (target.host, target.ignored) == (where.api_host, site_url)

    def test_only_a_cloud_web_host_has_an_api_host(self) -> None:
        na = address("na.myconnectwise.net")
        web = ApiEndpoint("https", "eu.myconnectwise.net", "v2025_1")
        moved = web.with_api_host(na)
        assert moved is not None
        assert moved.base == "https://api-eu.myconnectwise.net/v2025_1/apis/3.0"
        assert moved.with_api_host(na) is None
        assert web.with_api_host(address("cw.example.com")) is None

    def test_the_fallback_release_is_used_once(self) -> None:
        target = ApiEndpoint("https", "api-na.myconnectwise.net", "v4_6_release", "v2025_1")
        other = target.with_fallback_release()
        assert other is not None
        assert other.release == "v2025_1"
        assert other.with_fallback_release() is None


@pytest.mark.parametrize(
    ("company_id", "segment"),
    [
        ("acme", "acme"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b@c;d", "a%20b%40c%3Bd"),
        ("ünï", "%C3%BCn%C3%AF"),
        ("\\\\evil\\x", "%5C%5Cevil%5Cx"),
    ],
)
def test_the_company_id_stays_in_its_path_segment(company_id: str, segment: str) -> None:
    url = lookup_url(address("cw.example.com"), company_id)
    assert url == f"https://cw.example.com/login/companyinfo/{segment}"
