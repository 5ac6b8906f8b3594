"""A proxy's address, user name and password are separated, however they were pasted."""

from __future__ import annotations

import pytest

from wizard.domain.proxy_choice import (
    ProxyChoice,
    is_proxy_address,
    join_proxy,
    kept_proxy,
    split_proxy,
)
from wizard.domain.secret import Secret


@pytest.mark.parametrize(
    ("pasted", "address", "user", "password"),
    [
        ("proxy.contoso.example:8080", "proxy.contoso.example:8080", "", ""),
        ("http://proxy.contoso.example:8080", "http://proxy.contoso.example:8080", "", ""),
        ("http://me:hunter2@p.example:8080", "http://p.example:8080", "me", "hunter2"),
        (" 'me:hunter2@p.example:8080' ", "p.example:8080", "me", "hunter2"),
        ("me@proxy.contoso.example", "proxy.contoso.example", "me", ""),
        ("me:p@ss:/w#rd@proxy.contoso.example", "proxy.contoso.example", "me", "p@ss:/w#rd"),
        ("CONTOSO\\me:hunter2@proxy:1", "proxy:1", "CONTOSO\\me", "hunter2"),
        ("me%40contoso.example:p%40ss@proxy:1", "proxy:1", "me@contoso.example", "p@ss"),
        (":hunter2@proxy:1", "proxy:1", "", "hunter2"),
        ("socks5://me:hunter2@[::1]:1080", "socks5://[::1]:1080", "me", "hunter2"),
    ],
)  # fmt: skip
def test_a_pasted_proxy_is_split(pasted: str, address: str, user: str, password: str) -> None:
    found = split_proxy(pasted)
    assert found == ProxyChoice(address, user, Secret(password))
    assert is_proxy_address(found.address)
    assert "hunter2" not in repr(found)
    assert "hunter2" not in join_proxy(found)


@pytest.mark.parametrize(
    "text", ["me:hunter2", "http://me:hunter2", "me:", "a b", "a/b", "x:123456", "p?q"]
)
def test_text_that_may_contain_a_password_is_not_an_address(text: str) -> None:
    assert not is_proxy_address(text)


@pytest.mark.parametrize(
    ("kept", "address", "user"),
    [
        ("", "", ""),
        ("proxy:8080", "proxy:8080", ""),
        ("me@proxy:8080", "proxy:8080", "me"),
        ("me@contoso.example@proxy:8080", "proxy:8080", "me@contoso.example"),
        ("http://proxy:8080", "http://proxy:8080", ""),
    ],
)
def test_a_draft_stores_address_and_user(kept: str, address: str, user: str) -> None:
    assert kept_proxy(kept) == ProxyChoice(address, user)
    assert join_proxy(kept_proxy(kept)) == kept


@pytest.mark.parametrize(
    "old",
    ["http://me:hunter2@proxy:8080", "me:hunter2@proxy:8080", "me@http://x:hunter2@proxy:8080"],
)
def test_a_password_in_an_old_draft_is_discarded(old: str) -> None:
    found = kept_proxy(old)
    assert found.address.removeprefix("http://") == "proxy:8080"
    assert not found.password
    assert "hunter2" not in join_proxy(found)
