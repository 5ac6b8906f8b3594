"""A secret goes to the host it was entered for, and to no other."""

from __future__ import annotations

import pytest

from wizard.domain.bound_secret import BoundSecret, same_host
from wizard.domain.secret import Secret

KEY = Secret("TestPrivateKey01")
NONE = Secret("")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("na.myconnectwise.net", "na.myconnectwise.net"),
        ("na.myconnectwise.net", "api-na.myconnectwise.net"),
        ("api-staging.connectwisedev.com", "staging.connectwisedev.com"),
        ("cw.contoso.example:8443", "CW.contoso.example:8443"),
        ("http://proxy.contoso.example:8080/", "proxy.contoso.example:8080"),
    ],
)
def test_a_host_and_its_api_host_count_as_one(one: str, other: str) -> None:
    assert same_host(one, other)
    assert same_host(other, one)
    assert BoundSecret(one, KEY).released_for(other) == KEY
    assert not BoundSecret(one, KEY).held_from(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("na.myconnectwise.net", "eu.myconnectwise.net"),
        ("api-cw.contoso.example", "cw.contoso.example"),
        ("sandbox-na.myconnectwise.net", "na.myconnectwise.net"),
        ("na.myconnectwise.net", "na.myconnectwise.net:8443"),
        ("cw.contoso.example:8443", "cw.contoso.example"),
        ("127.0.0.1:8001", "127.0.0.1:8002"),
        ("socks5://proxy.contoso.example:8080", "proxy.contoso.example:8080"),
    ],
)
def test_another_host_gets_no_secret(one: str, other: str) -> None:
    assert not same_host(one, other)
    assert BoundSecret(one, KEY).released_for(other) == NONE
    assert BoundSecret(one, KEY).held_from(other)


def test_a_secret_entered_without_a_host_is_bound_to_the_first_host() -> None:
    unbound = BoundSecret("", KEY)
    assert unbound.released_for("cw.contoso.example") == NONE
    assert not unbound.held_from("cw.contoso.example")
    bound = unbound.bound_to("cw.contoso.example")
    assert bound == BoundSecret("cw.contoso.example", KEY)
    assert bound.bound_to("cw.fabrikam.example") == bound


def test_an_empty_host_matches_no_host() -> None:
    assert not same_host("", "")


def test_the_repr_hides_the_secret() -> None:
    assert KEY.reveal() not in repr(BoundSecret("cw.contoso.example", KEY))


def test_without_a_host_no_secret_is_held_back() -> None:
    assert not BoundSecret("na.myconnectwise.net", Secret("TestPrivateKey01")).held_from("")
