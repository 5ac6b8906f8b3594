"""Leaving: the user is asked before a loss, and an external request to quit saves first."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from tests.ui.stage import NOW, SITE, VALUES, Stage
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.ui.dialogs.unsaved import LossDialog
from wizard.ui.widgets.clipboard import secret_clipboard
from wizard.ui.window.session_end import Ending

NO_VAULT = Problem(Fault.VAULT_UNAVAILABLE, {"what": "no service", "advice": "Keep the keys."})


def memory_only(stage: Stage) -> None:
    """The private key typed where there is no vault."""
    stage.open(open_vault=lambda: NO_VAULT)
    stage.go(Step.SITE)
    stage.type("site", SITE)
    stage.type("company_id", "contoso")
    stage.go(Step.KEYS)
    stage.paste("private_key", VALUES[Field.PRIVATE_KEY])


def asked(stage: Stage) -> LossDialog:
    stage.until(lambda: any(d.isVisible() for d in stage.window.findChildren(LossDialog)))
    return next(d for d in stage.window.findChildren(LossDialog) if d.isVisible())


def test_closing_with_an_unsaved_key_asks_for_confirmation(stage: Stage) -> None:
    memory_only(stage)
    gone: list[bool] = []
    stage.window.left.connect(lambda: gone.append(True))
    stage.window.close()
    dialog = asked(stage)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Private key" in said
    assert "Client ID" not in said
    assert VALUES[Field.PRIVATE_KEY] not in said
    dialog.reject()
    assert (stage.window.isVisible(), gone) == (True, [])
    stage.window.close()
    asked(stage).accept()
    stage.until(lambda: bool(gone))


def test_opening_another_connection_with_an_unsaved_key_asks_for_confirmation(stage: Stage) -> None:
    other = replace(new_draft(NOW), name="Other")
    stage.drafts.save(other)
    memory_only(stage)
    connection_id = stage.draft.id
    stage.saved()
    stage.window._show_connections()
    stage.until(lambda: stage.window.page.objectName() == "page.connections")
    for name in ("next", f"continue.{other.id}", f"test.{other.id}"):
        stage.press(name)
        asked(stage).reject()
        assert stage.draft.id == connection_id
    stage.press("next")
    asked(stage).accept()
    assert stage.draft.id != connection_id


@pytest.mark.parametrize("why", ["vault", "not wanted", "practice", "nothing typed"])
def test_no_question_is_asked_if_nothing_is_lost(stage: Stage, why: str) -> None:
    match why:
        case "vault":
            stage.open()
            stage.type_all()
        case "nothing typed":
            stage.open(open_vault=lambda: NO_VAULT)
        case _:
            memory_only(stage)
    if why == "practice":
        stage.window.show_connection(stage.window.manager.open_practice())
        stage.go(Step.KEYS)
        stage.paste("private_key", VALUES[Field.PRIVATE_KEY])
    elif why == "not wanted":
        stage.connection.session.update_draft(remember_keys=False)
    gone: list[bool] = []
    stage.window.left.connect(lambda: gone.append(True))
    stage.window.close()
    stage.until(lambda: bool(gone))


class Manager:
    """A session manager that records its calls."""

    def __init__(self, *, interaction: bool) -> None:
        self.allowsInteraction = lambda: interaction
        self.calls: list[str] = []

    def cancel(self) -> None:
        self.calls.append("cancel")

    def release(self) -> None:
        self.calls.append("release")


@pytest.fixture
def ending(stage: Stage) -> Iterator[Any]:
    made: list[Ending] = []

    def begin() -> Ending:
        made.append(Ending(stage.window))
        return made[-1]

    yield begin
    for one in made:
        with contextlib.suppress(RuntimeError):
            one.remove()


@pytest.mark.parametrize("interaction", [True, False])
def test_the_end_of_the_session_saves_before_it_returns(
    stage: Stage, ending: Any, *, interaction: bool
) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("company_id", "contoso", leave=False)
    secret_clipboard().put("hunter2")
    manager = Manager(interaction=interaction)
    ending().commit(manager)
    assert [kept.company_id for kept in stage.drafts.all().drafts] == ["contoso"]
    assert QGuiApplication.clipboard().text() != "hunter2"
    assert manager.calls == ["release"] * interaction
    assert stage.window.isVisible()


@pytest.mark.parametrize(("answer", "calls"), [(0, ["cancel"]), (1, ["release"])])
def test_the_end_of_the_session_can_be_cancelled_to_keep_an_unsaved_key(
    stage: Stage, ending: Any, monkeypatch: pytest.MonkeyPatch, answer: int, calls: list[str]
) -> None:
    memory_only(stage)
    monkeypatch.setattr(LossDialog, "exec", lambda _: answer)
    manager = Manager(interaction=True)
    ending().commit(manager)
    assert manager.calls == calls


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_closes_the_window_without_a_question(
    stage: Stage, ending: Any, name: str
) -> None:
    memory_only(stage)
    gone: list[bool] = []
    stage.window.left.connect(lambda: gone.append(True))
    # Whoever runs the tests may have them ignored.
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)
    made = ending()
    secret_clipboard().put("hunter2")
    os.kill(os.getpid(), number)
    stage.until(lambda: bool(gone))
    made.remove()
    signal.signal(number, before)
    assert QGuiApplication.clipboard().text() != "hunter2"
    assert [kept.company_id for kept in stage.drafts.all().drafts] == ["contoso"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_signal_ignored_at_startup_stays_ignored(stage: Stage, ending: Any) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        stage.open()
        made = ending()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        made.remove()
    finally:
        signal.signal(signal.SIGHUP, before)
