"""A saved connection is read in one way, with its proxy, for the window and the command line."""

from __future__ import annotations

import argparse
import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.faultserver import FaultProxy, ProxyRules, healthy
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.linktest.linking import TENANT
from tests.unit.storage.examples import EMPTY
from wizard.cli import check, saved
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft
from wizard.domain.secret import Secret
from wizard.storage.drafts import DraftFolder
from wizard.storage.folders import UserDirs
from wizard.storage.saved_values import entry_of, read_saved
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.vault import MemoryVault, VaultError

PASSWORD = "hunter2"
KEYS = {
    VaultValue.PRIVATE_KEY: BoundSecret(HOST, Secret(TENANT.private_key)),
    VaultValue.CLIENT_ID: BoundSecret(HOST, Secret(TENANT.client_id)),
}


def connection(proxy: str = "") -> Draft:
    return replace(
        EMPTY,
        name="Contoso",
        site=f"https://{HOST}",
        company_id=TENANT.company_id,
        public_key=TENANT.public_key,
        generation=1,
        proxy=proxy,
    )


def vault_of(draft: Draft, **more: BoundSecret) -> MemoryVault:
    vault = MemoryVault()
    password = {VaultValue(name): stored for name, stored in more.items()}
    for value, stored in (KEYS | password).items():
        vault.store(entry_of(draft, value), stored)
    return vault


@pytest.fixture(autouse=True)
def interrupt() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def run_check(
    draft: Draft,
    vault: MemoryVault,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    proxy: str | None = None,
) -> dict[str, Any]:
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setattr(saved, "open_vault", lambda: vault)
    DraftFolder(UserDirs.default().connections).save(draft)
    check.run(
        argparse.Namespace(
            name="Contoso",
            source=None,
            proxy=proxy,
            timeout="20",
            json=True,
            all=False,
            format=None,
        )
    )
    output = capsys.readouterr()
    assert PASSWORD not in output.out + output.err
    document: dict[str, Any] = json.loads(output.out)
    return document


def test_a_check_by_name_goes_through_the_saved_proxy_with_its_password(
    sites: Sites,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = sites.start(healthy(TENANT))
    with FaultProxy({(HOST, 443): server.address}, ProxyRules(sign_in=("me", PASSWORD))) as proxy:
        address = f"127.0.0.1:{proxy.port}"
        draft = connection(f"me@{address}")
        vault = vault_of(draft, proxy_password=BoundSecret(address, Secret(PASSWORD)))
        report = run_check(draft, vault, tmp_path, monkeypatch, capsys)
        assert report["verdict"] == "ready"
        assert set(proxy.targets()) == {f"{HOST}:443"}
        assert any(request.signed for request in server.requests)


@pytest.mark.parametrize("named", [False, True], ids=["in the draft", "by --proxy"])
def test_a_proxy_password_is_not_sent_to_another_proxy(
    named: bool,
    sites: Sites,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = sites.start(healthy(TENANT))
    routes = {(HOST, 443): server.address}
    with FaultProxy(routes) as one, FaultProxy(routes) as other:
        first, second = f"127.0.0.1:{one.port}", f"127.0.0.1:{other.port}"
        draft = connection(f"me@{first if named else second}")
        vault = vault_of(draft, proxy_password=BoundSecret(first, Secret(PASSWORD)))
        option = f"http://{second}" if named else None
        report = run_check(draft, vault, tmp_path, monkeypatch, capsys, option)
        assert not any(request.proxy_authorization for request in other.requests)
        assert one.requests == []
        if named:
            assert report["verdict"] == "ready"
            assert other.targets()
        else:
            assert report["checks"][0]["fault"] == "vault.locked"
            assert first in report["checks"][0]["message"]
            assert server.requests == []


def test_keys_for_another_host_are_not_read() -> None:
    draft = connection()
    vault = vault_of(draft)
    with pytest.raises(VaultError):
        read_saved(vault, replace(draft, site="https://cw.fabrikam.example"))


def test_web_and_api_host_of_the_cloud_share_their_keys() -> None:
    draft = replace(connection(), site="https://api-na.myconnectwise.net")
    vault = MemoryVault()
    for value in KEYS:
        vault.store(entry_of(draft, value), BoundSecret("na.myconnectwise.net", Secret("test")))
    assert read_saved(vault, draft).missing is None
