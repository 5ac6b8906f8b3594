"""The proxy of a Linux desktop, from a simulated portal on a real session bus."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.unit.connectwise.link import link
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault

pytestmark = pytest.mark.usefixtures("measured_programs")
ROOT = Path(__file__).resolve().parents[2]
# Under a bus of its own: a portal that answers (or not), and the question.
INSIDE = r"""
import json, sys, threading, time
from jeepney import HeaderFields, MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
import wizard.connectwise.transport.desktop_proxy as desktop
offers, silent = json.loads(sys.argv[1]), sys.argv[2] == "silent"

def serve(bus):
    while True:
        message = bus.receive()
        if message.header.message_type is MessageType.method_call and not silent:
            assert message.header.fields[HeaderFields.member] == "Lookup"
            assert message.body == ("https://cw.example.test",)
            bus.send(new_method_return(message, "as", (offers,)))

if offers is not None:
    bus = open_dbus_connection("SESSION")
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
    threading.Thread(target=serve, args=(bus,), daemon=True).start()
desktop._LIMIT_S = 0.3 if silent else 20.0
begun = time.monotonic()
print(json.dumps([desktop.resolve("https://cw.example.test"), time.monotonic() - begun]))
"""


def ask(offers: list[str] | None, state: str = "answers") -> tuple[str, float]:
    """Return what is resolved, and the seconds it took."""
    if not shutil.which("dbus-run-session"):
        pytest.skip("needs a D-Bus daemon")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", INSIDE, json.dumps(offers), state],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={name: text for name, text in os.environ.items() if "DBUS" not in name},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    proxy, seconds = json.loads(done.stdout)
    return str(proxy), float(seconds)


@pytest.mark.parametrize(
    ("offers", "proxy"),
    [
        (["direct://"], ""),
        (["http://proxy.example.test:3128"], "http://proxy.example.test:3128"),
        (["http://a.example.test:1", "direct://"], "http://a.example.test:1"),
        (["socks5://s.example.test:1", "http://a.example.test:1"], "http://a.example.test:1"),
        (["socks://s.example.test:1"], "socks://s.example.test:1"),
        ([], ""),
        (None, ""),
    ],
)
def test_the_proxy_of_the_desktop_portal_is_used(offers: list[str] | None, proxy: str) -> None:
    assert ask(offers)[0] == proxy


def test_a_hanging_portal_does_not_delay_the_test() -> None:
    proxy, seconds = ask(["http://proxy.example.test:3128"], "silent")
    assert proxy == ""
    assert seconds < 15.0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no session bus")
def test_without_a_session_bus_there_is_no_proxy() -> None:
    from wizard.connectwise.transport.desktop_proxy import resolve

    assert resolve("https://cw.example.test") == ""


class TestLookingForAProxy:
    """The system may look for a PAC file forever, which must not block the test."""

    @pytest.fixture
    def endless(self) -> threading.Event:
        return threading.Event()

    def test_stop_works_during_the_proxy_lookup(self, endless: threading.Event) -> None:
        begun = time.monotonic()
        setting = ProxySetting(system=lambda _: str(endless.wait(60)))
        outcome = link(proxy=setting, cancelled=lambda: True)
        endless.set()
        assert outcome.failed == [(Check.NAME, Fault.CANCELLED)]
        assert time.monotonic() - begun < 10

    def test_the_deadline_covers_the_proxy_lookup(self, endless: threading.Event) -> None:
        setting = ProxySetting(system=lambda _: str(endless.wait(60)))
        outcome = link(proxy=setting, timeout_s=0.3)
        endless.set()
        assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
        assert "took too long to choose one" in outcome.text
