"""A host receives only the secrets entered for it, in every state of the vault and address.

Two real servers and two real proxies record what arrives; the vault can be delayed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.faultserver import FaultProxy, FaultServer, healthy, proxy_sign_in
from tests.faultserver.proxy import ProxyRules
from tests.ui.stage import BACKENDS, NOW
from tests.unit.linktest.linking import TENANT
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft, new_draft
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import MemoryVault, Vault, VaultError
from wizard.ui.controllers.key_storage import SecretSync
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.vault_access import VaultWorker

PASSWORD = "hunter2"
KEYS = {Field.PRIVATE_KEY: TENANT.private_key, Field.CLIENT_ID: TENANT.client_id}
LOCKED = Problem(Fault.VAULT_LOCKED, {"what": "it is locked", "advice": "Open it."})
NONE = Problem(Fault.VAULT_UNAVAILABLE, {"what": "none is running", "advice": "Start it."})


class GatedVault(MemoryVault):
    """A vault whose calls wait at a prompt until ``answer``; ``locked`` turns them down then."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()
        self.locked = False

    def _wait(self) -> None:
        assert self.answer.wait(60)
        if self.locked:
            raise VaultError(LOCKED)

    def store(self, entry: Entry, stored: BoundSecret) -> None:
        self._wait()
        super().store(entry, stored)

    def read(self, entry: Entry) -> BoundSecret | None:
        self._wait()
        return super().read(entry)


class StoredSession:
    """A session with its keeper, and a vault in one of its states."""

    def __init__(self, qtbot: QtBot, state: str, site: str) -> None:
        self.qtbot, self.state = qtbot, state
        self.vault = GatedVault()
        draft = replace(new_draft(NOW), company_id=TENANT.company_id, public_key=TENANT.public_key)
        if state in {"loading", "loaded"}:
            draft = self._stored_before(replace(draft, site=site))
        if state in {"locked", "failed"}:
            self.vault.locked = True
        if state not in {"opening", "prompting", "loading"}:
            self.vault.answer.set()
        self.vault_worker = VaultWorker(self._look)
        self.session = Session(draft)
        self.session.write(Field.SITE, site)
        self.keeper = SecretSync(self.session, self.vault_worker)
        self.keeper.begin()
        if state not in {"opening", "loading"}:
            self.wait()

    def _look(self) -> Vault | Problem:
        if self.state == "opening":
            assert self.vault.answer.wait(60)
        return NONE if self.state == "none" else self.vault

    def _stored_before(self, draft: Draft) -> Draft:
        host = draft.site.removeprefix("http://")
        for value, text in KEYS.items():
            entry = Entry(draft.id, VaultValue(value.value), draft.company_id)
            MemoryVault.store(self.vault, entry, BoundSecret(host, Secret(text)))
        return replace(draft, generation=1, vault_host=host)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.vault_worker.tasks.busy, timeout=20_000)

    def enter(self) -> None:
        """Enter the keys if the vault doesn't provide them."""
        if self.state not in {"loading", "loaded"}:
            for value, text in KEYS.items():
                self.session.write(value, text)
        if self.state in {"stored", "locked", "failed", "prompting"}:
            self.keeper.store()
        if self.state in {"stored", "locked", "failed"}:
            self.wait()

    def answer(self) -> None:
        """Let the vault answer, then let it store whatever it is to store."""
        self.vault.answer.set()
        self.wait()
        self.keeper.store()
        self.wait()

    def use(self) -> None:
        """Look up and test, as the pages do."""
        session = self.session
        for test in (BACKENDS.look_up, BACKENDS.link_test):
            list(test(session.accepted_values, session.proxy, lambda: False))

    def hosts(self) -> set[str]:
        """The hosts that the vault's entries are for."""
        draft = self.session.draft
        entries = [Entry(draft.id, value, TENANT.company_id) for value in VaultValue]
        found = [Vault(self.vault._box).read(entry) for entry in entries]
        return {stored.host for stored in found if stored}


@pytest.fixture
def servers() -> Iterator[tuple[FaultServer, FaultServer]]:
    with FaultServer(healthy(TENANT)) as one, FaultServer(healthy(TENANT)) as other:
        yield one, other


def address(server: FaultServer) -> str:
    return f"http://127.0.0.1:{server.port}"


def holds(server: FaultServer | FaultProxy, *texts: str) -> bool:
    return any(request.holds(text) for request in server.requests for text in texts)


STATES = (
    "none",
    "opening",
    "prompting",
    "locked",
    "failed",
    "loading",
    "loaded",
    "stored",
    "typed",
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("moment", ["before the vault answers", "after the vault answered"])
@pytest.mark.parametrize("value", KEYS)
def test_no_secret_goes_to_another_host_without_confirmation(
    servers: tuple[FaultServer, FaultServer], qtbot: QtBot, state: str, moment: str, value: Field
) -> None:
    one, other = servers
    opened = StoredSession(qtbot, state, address(one))
    opened.enter()
    if moment.startswith("after"):
        opened.answer()
    opened.session.write(Field.SITE, address(other))
    opened.use()
    opened.answer()
    opened.use()
    assert opened.session.text(value) == KEYS[value], "it stays in its field"
    assert opened.session.held[value] == f"127.0.0.1:{one.port}"
    assert other.requests, "the lookup is made, without a key"
    assert not holds(other, *KEYS.values())
    assert opened.hosts() <= {f"127.0.0.1:{one.port}"}
    opened.session.use_here()
    opened.use()
    assert holds(other, KEYS[value])
    assert opened.session.held == {}
    before = len(one.requests)
    opened.session.write(Field.SITE, address(one))
    opened.use()
    assert not any(request.signed for request in one.requests[before:])


@pytest.mark.parametrize("state", ["none", "opening", "prompting", "locked", "stored"])
def test_a_typo_in_the_address_costs_one_confirmation(
    servers: tuple[FaultServer, FaultServer], qtbot: QtBot, state: str
) -> None:
    typo, right = servers
    opened = StoredSession(qtbot, state, address(typo))
    opened.enter()
    opened.session.write(Field.SITE, address(right))
    assert not opened.session.complete
    opened.session.use_here()
    assert opened.session.complete
    opened.answer()
    assert opened.hosts() <= {f"127.0.0.1:{right.port}"}


def test_leaving_a_field_or_typing_a_space_does_not_rebind_the_keys(qtbot: QtBot) -> None:
    opened = StoredSession(qtbot, "none", "http://127.0.0.1:1")
    opened.session.write(Field.PRIVATE_KEY, f" {TENANT.private_key}")
    opened.session.write(Field.SITE, "http://127.0.0.1:2")
    opened.session.write(Field.PRIVATE_KEY, TENANT.private_key)
    assert opened.session.held == {Field.PRIVATE_KEY: "127.0.0.1:1"}
    opened.session.write(Field.PRIVATE_KEY, "PracticeAnother1")
    assert opened.session.held == {}


def test_keys_entered_before_the_address_belong_to_the_first_complete_address(qtbot: QtBot) -> None:
    opened = StoredSession(qtbot, "none", "")
    opened.enter()
    for typed in ("https://cw.contoso.e", "https://cw.contoso.example"):
        opened.session.write(Field.SITE, typed)
    opened.session.bind()
    assert opened.session.complete
    opened.session.write(Field.SITE, "https://cw.fabrikam.example")
    assert set(opened.session.held.values()) == {"cw.contoso.example"}


def test_the_api_twin_of_a_cloud_host_is_the_same_host(qtbot: QtBot) -> None:
    opened = StoredSession(qtbot, "none", "https://na.myconnectwise.net")
    opened.enter()
    opened.session.write(Field.SITE, "https://api-na.myconnectwise.net")
    assert opened.session.held == {}


def test_a_private_key_held_back_is_not_saved_as_a_public_key(qtbot: QtBot) -> None:
    opened = StoredSession(qtbot, "none", "http://127.0.0.1:1")
    opened.enter()
    opened.session.write(Field.SITE, "http://127.0.0.1:2")
    opened.session.write(Field.PUBLIC_KEY, TENANT.private_key)
    assert opened.session.draft.public_key == ""


def proxies() -> tuple[FaultProxy, FaultProxy]:
    rules = ProxyRules(refusal=proxy_sign_in("Basic"))
    return FaultProxy(rules=rules), FaultProxy(rules=rules)


@pytest.mark.parametrize("state", ["none", "opening", "prompting", "locked", "stored"])
@pytest.mark.parametrize("pasted", [True, False], ids=["pasted", "typed"])
def test_a_proxy_password_goes_to_no_other_proxy(qtbot: QtBot, state: str, pasted: bool) -> None:
    one, other = proxies()
    with one, other:
        opened = StoredSession(qtbot, state, "https://cw.contoso.example")
        session, first, second = opened.session, f"127.0.0.1:{one.port}", f"127.0.0.1:{other.port}"
        if pasted:
            session.keep_proxy(ProxyChoice(first, "me", Secret(PASSWORD)))
        else:
            session.keep_proxy(ProxyChoice(first, "me"))
            session.keep_proxy_password(Secret(PASSWORD))
        opened.enter()
        opened.use()
        session.keep_proxy(ProxyChoice(second, "me"))
        opened.use()
        opened.answer()
        opened.use()
        assert other.targets()
        assert not any(request.proxy_authorization for request in other.requests)
        assert session.proxy_password_held == first
        assert second not in opened.hosts()
        session.use_proxy_password_here()
        opened.use()
        assert any(request.proxy_authorization for request in other.requests)
        assert any(request.proxy_authorization for request in one.requests)


def test_a_proxy_password_is_for_the_entered_proxy_not_the_system_proxy(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = proxies()
    with one, other:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{other.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        opened = StoredSession(qtbot, "none", "https://cw.contoso.example")
        opened.session.keep_proxy(ProxyChoice(f"127.0.0.1:{one.port}", "me", Secret(PASSWORD)))
        opened.session.keep_proxy(ProxyChoice(""))
        opened.use()
        assert other.targets()
        assert not any(request.proxy_authorization for request in other.requests)
