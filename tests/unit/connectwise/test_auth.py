"""The two headers go to one origin, as urllib3 reads a URL, and to no other."""

from __future__ import annotations

import base64

import pytest
from requests import PreparedRequest, Request

from wizard.connectwise.auth import MemberAuth, Origin
from wizard.domain.secret import Secret

HERE = "https://api-na.myconnectwise.net/v2025_1/apis/3.0"


def signed(url: str, origin: str = HERE) -> PreparedRequest:
    auth = MemberAuth(
        Origin.of(origin), "acme", "TestPublicKey016", Secret("TestPrivateKey16"), Secret("GUID")
    )
    return auth(Request("GET", url).prepare())


@pytest.mark.parametrize(
    "url",
    [
        HERE + "/system/info",
        "https://api-na.myconnectwise.net:443/x",
        "HTTPS://API-NA.myconnectwise.net/x",
        "https://api-na.myconnectwise.net",
        "https://api-na.myconnectwise.net?x=evil.example.test",
    ],
)
def test_keys_are_added_to_approved_urls(url: str) -> None:
    headers = signed(url).headers
    token = headers["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(token) == b"acme+TestPublicKey016:TestPrivateKey16"
    assert headers["clientId"] == "GUID"


@pytest.mark.parametrize(
    "url",
    [
        "http://api-na.myconnectwise.net/x",
        "https://api-na.myconnectwise.net:8443/x",
        "https://api-na.myconnectwise.net./x",
        "https://na.myconnectwise.net/x",
        "https://api-eu.myconnectwise.net/x",
        "https://api-na.myconnectwise.net.evil.example/x",
        "https://evil.example/api-na.myconnectwise.net",
        "https://api-na.myconnectwise.net@evil.example/x",
        "https://evil.example\\@api-na.myconnectwise.net/x",
        "https://evil.example#@api-na.myconnectwise.net/x",
        "https://evil.example?@api-na.myconnectwise.net/x",
    ],
)
def test_keys_are_not_added_to_other_urls(url: str) -> None:
    headers = signed(url).headers
    assert "Authorization" not in headers
    assert "clientId" not in headers


def test_practice_is_approved_by_its_port() -> None:
    api_base = "http://127.0.0.1:8011/v2025_1/apis/3.0"
    assert "Authorization" in signed("http://127.0.0.1:8011/x", api_base).headers
    for other in ("http://127.0.0.1/x", "http://localhost:8011/x", "https://127.0.0.1:8011/x"):
        assert "Authorization" not in signed(other, api_base).headers


def test_names_outside_ascii_are_sent_as_utf_8() -> None:
    auth = MemberAuth(Origin.of(HERE), "ünï", "P", Secret("Q"), Secret("GUID"))
    headers = auth(Request("GET", HERE).prepare()).headers
    token = headers["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(token).decode() == "ünï+P:Q"


def test_an_omitted_port_is_the_default_port_of_the_scheme() -> None:
    assert Origin.of("http://127.0.0.1/x") == Origin.of("http://127.0.0.1:80/x")
    assert Origin.of("https://cw.example/x") == Origin.of("HTTPS://CW.example:443/x")
    assert Origin.of("http://127.0.0.1/x") != Origin.of("http://127.0.0.1:443/x")
