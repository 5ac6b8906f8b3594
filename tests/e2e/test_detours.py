"""The two detours in the real window: the Client ID first, and new keys in place of the old."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.computer import keep_secrets
from tests.e2e.desktop_session import MISSING as MISSING_SESSION
from tests.e2e.listener import MISSING, TITLES, Listener, listening, spoken_screen
from tests.e2e.screen import PATIENCE_S, Program, Screen
from wizard.domain.check import Verdict
from wizard.domain.draft import ClientIdState, Draft, Linked, new_draft
from wizard.domain.faults.fault import Step
from wizard.domain.last_test import LastTest
from wizard.domain.renewal import RenewalStage
from wizard.practice import PracticeServer
from wizard.practice.http import RequestSeen
from wizard.practice.sign_in import IssuedKeys
from wizard.storage.drafts import DraftFolder
from wizard.storage.saved_values import entry_of, host_of
from wizard.storage.vault.entry import VaultValue
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault

if sys.platform.startswith("linux"):
    from jeepney import DBus
    from jeepney.io.blocking import open_dbus_connection

NEEDED = sorted({*MISSING, *MISSING_SESSION})
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(NEEDED),
    reason=f"needs Linux and {', '.join(NEEDED) or 'nothing else'}",
)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with spoken_screen(tmp_path) as made:
        yield made


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as made:
        yield made


def go_on(window: Program, reader: Listener, step: Step) -> None:
    """Press Next; check that ``step`` opens and is announced."""
    reader.open("Next", TITLES[step.number - 1])
    window.until(lambda draft: draft["step"] == step.value)


def test_asking_for_the_client_id_first_then_finishing_the_other_steps(
    shown: Screen, server: PracticeServer
) -> None:
    values = server.values
    with listening(shown) as (window, reader):
        reader.arrive(TITLES[0])
        reader.open("Request it now", TITLES[5])
        reader.ask("press", "Requested")
        since = window.until(lambda draft: draft["asked_on"])["asked_on"]
        reader.ask("item", "Steps", "Client ID, current, waiting")
        go_on(window, reader, Step.SITE)
        reader.write("ConnectWise address", values["site"])
        reader.write("Company ID", values["company_id"])
        reader.ask("item", "Steps", "Your ConnectWise, current, done")
        go_on(window, reader, Step.ROLE)
        reader.ask("press", "Select all")
        go_on(window, reader, Step.MEMBER)
        go_on(window, reader, Step.KEYS)
        reader.write("Public key", values["public_key"])
        reader.write_secret("Private key", values["private_key"])
        go_on(window, reader, Step.CLIENT_ID)
        go_on(window, reader, Step.LINK)
        waiting = "Nearly. Everything else is fine so far. Waiting for the Client ID since"
        assert reader.ask("line", waiting).startswith(f"{waiting} {spoken_day(since)}")
        reader.ask("item", "Steps", "Test the link, current, waiting")
        assert not [seen for seen in server.requests if seen.authorization], "no key was sent"
        reader.open("Take me there", TITLES[5])
        reader.ask("press", "I have it")
        reader.write_secret("Client ID", values["client_id"])
        reader.open("Next", TITLES[6])
        reader.ask("announced", "Ready to link")
        reader.ask("item", "Steps", "Test the link, current, done")
        assert window.draft()["last_test"]["verdict"] == "ready"
        reader.ask("press", "Save and leave")
        reader.ask("press", "Discard and leave")
        assert window.ended() == (0, "", "")


def spoken_day(day: str) -> str:
    """How the window writes a day without its year in American English."""
    moment = datetime.fromisoformat(day)
    return f"{moment:%b} {moment.day}"


@contextmanager
def keyring(on: Screen, folder: Path) -> Iterator[None]:
    """Run an open keyring on the bus of the screen."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    on.env["XDG_RUNTIME_DIR"] = str(runtime)
    with subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env=on.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as daemon:
        assert daemon.stdin
        daemon.stdin.write(b"pw")
        daemon.stdin.close()
        deadline = time.monotonic() + PATIENCE_S
        with closing(open_dbus_connection(on.env["DBUS_SESSION_BUS_ADDRESS"])) as bus:
            question = DBus().NameHasOwner("org.freedesktop.secrets")
            while not bus.send_and_get_reply(question).body[0]:
                assert time.monotonic() < deadline, "the keyring did not start"
                time.sleep(0.02)
        try:
            yield
        finally:
            daemon.terminate()


def linked(server: PracticeServer) -> tuple[Draft, dict[str, str]]:
    """A linked connection whose keys are inactive in ConnectWise already, and its secrets."""
    old, values, now = IssuedKeys.fresh(), server.values, datetime.now(UTC)
    made = replace(
        new_draft(now),
        name="Contoso",
        site=values["site"],
        company_id=values["company_id"],
        public_key=old.public_key,
        client_id_state=ClientIdState.HAVE,
        step=Step.HANDOVER,
        reached=frozenset(Step),
        generation=1,
        last_test=LastTest(Verdict.READY, now),
        linked=Linked(now, proven=True),
    )
    secrets = {"private_key": old.private_key, "client_id": values["client_id"]}
    return replace(made, vault_host=host_of(made)), secrets


@contextmanager
def renewing(on: Screen, button: str) -> Iterator[tuple[Program, Listener]]:
    """Start the program, and open the renewal with ``button``; close both in the end."""
    with listening(on) as (window, reader):
        reader.ask("line", "Your connections")
        if button.startswith("More"):
            # The second entry of the menu that opens.
            reader.ask("rest", button)
            window.press("Return", "Down", "Return")
        else:
            reader.ask("press", button)
        yield window, reader
        reader.ask("press", "Close")
        reader.ask("line", "Your connections")
        reader.ask("press", "Save and leave")
        assert window.ended() == (0, "", "")


def reached(window: Program, stage: RenewalStage) -> None:
    window.until(lambda draft: draft["renewal"]["stage"] == stage.value)


def test_a_renewal_resumes_from_each_of_its_states(
    shown: Screen, server: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, secrets = linked(server)
    folder = DraftFolder(shown.home / "data/h2r-link/connections")
    folder.save(draft)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", shown.env["DBUS_SESSION_BUS_ADDRESS"])
    go_on_there = "Finish renewal: Contoso"
    with keyring(shown, tmp_path):
        keep_secrets(draft, secrets)
        with renewing(shown, "More for Contoso") as (window, reader):
            reader.write("Public key", server.values["public_key"])
            reader.write_secret("Private key", server.values["private_key"])
            reader.ask("press", "Test the new keys")
            reader.ask("line", "The new keys passed the test and are stored.")
            reached(window, RenewalStage.TESTED)
        with renewing(shown, go_on_there) as (window, reader):
            for name in ("Private key", "Public key"):
                reader.ask("forget")
                reader.ask("press", f"Copy {name}")
                reader.ask("announced", "Copied")
            reader.ask("press", "Hire2Retire has the new keys")
            reached(window, RenewalStage.COPIED)
        server.switch("unknown-company")
        with renewing(shown, go_on_there) as (window, reader):
            reader.ask("line", f"The old public key: {draft.public_key}")
            reader.ask("press", "The old keys are inactive")
            reached(window, RenewalStage.OLD_INACTIVE)
            reader.ask("announced", "Not done yet. This couldn't be checked.")
        server.switch("good")
        with renewing(shown, go_on_there) as (window, reader):
            signed = len(signed_requests(server))
            reader.ask("press", "Check that the old keys are rejected")
            reader.ask("line", "ConnectWise rejects the old keys. The keys are renewed.")
            reached(window, RenewalStage.VERIFIED)
            assert len(signed_requests(server)) == signed + 1
        saved = folder.load(draft.id)
        assert saved.public_key == server.values["public_key"]
        vault = open_vault()
        assert isinstance(vault, Vault)
        assert vault.read(entry_of(saved, VaultValue.OLD_PRIVATE_KEY)) is None


def signed_requests(server: PracticeServer) -> list[RequestSeen]:
    return [seen for seen in server.requests if seen.authorization]
