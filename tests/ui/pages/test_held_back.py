"""Secrets held back are reported once and confirmed once; practice stays in practice."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.faultserver import FaultProxy
from tests.ui.pages.test_renew_keys import NEW_PRIVATE, outcome, paste_new, renew
from tests.ui.stage import BACKENDS, VALUES, Stage
from wizard.domain.faults.fault import Field, Step
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.storage.saved_values import entry_of
from wizard.storage.vault.entry import VaultValue

OTHER = "eu.myconnectwise.net"
PASSWORD = "hunter2"


def changed(stage: Stage) -> None:
    """Five values, then another address."""
    stage.open()
    stage.type_all()
    stage.tested()
    stage.paste("site", f"https://{OTHER}")
    QTest.keyClick(stage.find("site", QLineEdit), Qt.Key.Key_Tab)


def test_after_another_address_nothing_is_tested_until_it_is_confirmed(stage: Stage) -> None:
    changed(stage)
    asked = len(stage.test.asked)
    banner = stage.find("held-back")
    assert banner.isVisible()
    assert "na.myconnectwise.net" in banner.accessibleName()
    assert OTHER in banner.accessibleName()
    assert not stage.find("test").isEnabled()
    assert stage.find("test").accessibleDescription() == banner.accessibleName()
    stage.window.page.test()  # type: ignore[attr-defined]
    assert len(stage.test.asked) == asked
    stage.press("use-here")
    assert not banner.isVisible()
    assert stage.find("test").isEnabled()
    stage.press("test")
    stage.tested()
    assert stage.test.asked[-1].private_key == Secret(VALUES[Field.PRIVATE_KEY])
    assert OTHER in stage.test.asked[-1].site


@pytest.mark.parametrize("step", [Step.KEYS, Step.CLIENT_ID])
def test_each_page_with_a_secret_asks_for_confirmation(stage: Stage, step: Step) -> None:
    changed(stage)
    stage.go(step)
    assert stage.find("held-back").isVisible()
    stage.press("use-here")
    assert not stage.find("held-back").isVisible()


def test_keys_held_back_are_not_handed_over(stage: Stage) -> None:
    changed(stage)
    stage.go(Step.HANDOVER)
    page: Any = stage.window.page
    assert page._value(Field.PRIVATE_KEY) == page._value(Field.CLIENT_ID) == ""


def proxy_fields(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    fold: Any = stage.find("proxy").parentWidget().parentWidget().parentWidget()
    fold.button.click()
    assert stage.find("proxy").isVisible()


def files(stage: Stage) -> bytes:
    stage.saved()
    return b"".join(path.read_bytes() for path in stage.folder.rglob("*") if path.is_file())


def test_pasted_credentials_move_to_their_fields_and_nowhere_else(stage: Stage) -> None:
    proxy_fields(stage)
    stage.paste("proxy", f"http://me:{PASSWORD}@proxy.contoso.example:8080")
    field = stage.find("proxy", QLineEdit)
    assert field.text() == "http://proxy.contoso.example:8080"
    assert not field.isUndoAvailable()
    field.undo()
    assert PASSWORD not in field.text()
    assert stage.find("proxy-user", QLineEdit).text() == "me"
    password = stage.find("proxy-password", QLineEdit)
    assert password.text() == PASSWORD
    assert password.echoMode() is QLineEdit.EchoMode.Password
    assert stage.draft.proxy == "me@http://proxy.contoso.example:8080"
    assert PASSWORD not in stage.window.windowTitle()
    assert b"proxy.contoso.example" in files(stage)
    assert PASSWORD.encode() not in files(stage)


@pytest.mark.parametrize("typed", ["http://me:hunter2", "me:hunter2", "me:12345"])
def test_a_partially_typed_credential_reaches_no_draft(stage: Stage, typed: str) -> None:
    proxy_fields(stage)
    stage.type("proxy", typed, leave=False)
    assert stage.draft.proxy == ""
    QTest.keyClicks(stage.find("proxy", QLineEdit), "@proxy:8080")
    assert typed.rpartition(":")[2] not in stage.draft.proxy
    assert stage.find("proxy-password", QLineEdit).text() == typed.rpartition(":")[2]


def test_a_text_that_is_not_an_address_is_reported_and_blocks_next(stage: Stage) -> None:
    proxy_fields(stage)
    stage.type("proxy", "me:hunter2")
    connection = stage.connection
    assert stage.draft.proxy == ""
    assert "host and port" in stage.message("proxy")
    assert connection.session.proxy.address == "http://"


def test_another_proxy_gets_the_password_only_after_confirmation(stage: Stage) -> None:
    proxy_fields(stage)
    stage.paste("proxy", f"me:{PASSWORD}@one.contoso.example:8080")
    stage.type("proxy", "two.contoso.example:8080")
    banner = stage.find("proxy-held-back")
    connection = stage.connection
    assert banner.isVisible()
    assert "one.contoso.example:8080" in banner.accessibleName()
    assert not connection.session.proxy.password
    stage.press("use-proxy-password")
    assert not banner.isVisible()
    assert connection.session.proxy.password == Secret(PASSWORD)


@pytest.fixture
def no_lookup(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every name that is looked up."""
    asked: list[object] = []
    real = socket.getaddrinfo

    def note(host: Any, *more: Any, **named: Any) -> Any:
        asked.append(host)
        return real(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", note)
    return asked


def practise(stage: Stage) -> Any:
    stage.open(test=BACKENDS.link_test, look_up=BACKENDS.look_up)
    stage.press("practice")
    return stage.connection


def test_practice_accepts_only_its_own_address(stage: Stage, no_lookup: list[object]) -> None:
    connection = practise(stage)
    stage.go(Step.SITE)
    stage.type("site", "https://cw.contoso.example")
    stage.type("company_id", "contoso")
    assert stage.message("site") == (
        f"In practice, enter only http://{connection.session.practice}, "
        "so that nothing leaves this computer."
    )
    assert not stage.find("next").isEnabled()
    stage.type_all(VALUES)
    connection.test.start(connection.session.accepted_values, connection.session.proxy)
    stage.tested()
    connection.lookup.start(connection.session.lookup_values, connection.session.proxy)
    stage.until(lambda: connection.lookup.report is not None)
    for test in (connection.test, connection.lookup):
        assert [row.problem.headline for row in test.report.rows if row.problem]
    assert no_lookup == []
    assert connection.practice.requests == ()


def test_practice_ignores_the_system_proxy(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultProxy() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        connection = practise(stage)
        stage.go(Step.SITE)
        assert stage.window.page.findChild(QLineEdit, "proxy") is None
        own = {Field.SITE: f"http://{connection.session.practice}", Field.COMPANY_ID: "practice"}
        real = VALUES | own
        connection.test.start(
            FieldTexts(
                real[Field.SITE],
                real[Field.COMPANY_ID],
                real[Field.PUBLIC_KEY],
                Secret(real[Field.PRIVATE_KEY]),
                Secret(real[Field.CLIENT_ID]),
            ),
            connection.session.proxy,
        )
        stage.tested()
        assert proxy.requests == []


def test_renewed_keys_are_stored_for_the_host_of_their_connection(stage: Stage) -> None:
    one = renew(stage)
    paste_new(stage)
    stage.press("test-new")
    stage.until(lambda: "are stored" in outcome(stage))
    stored = stage.vault.read(entry_of(stage.drafts.load(one.id), VaultValue.PRIVATE_KEY))
    assert stored is not None
    assert (stored.host, stored.secret) == ("na.myconnectwise.net", Secret(NEW_PRIVATE))
