"""Name resolution by the system's real resolver, in a private network namespace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.connectwise.transport.name_service import NameLookupFailure, read_rcode, sinkhole

pytestmark = pytest.mark.usefixtures("measured_programs")
ROOT = Path(__file__).resolve().parents[2]
# Runs in namespaces for network and mounts: it may replace resolv.conf and use port 53.
# DNS is served by the script, or by dnsmasq with the script behind it.
INSIDE = r"""
import atexit, json, socket, subprocess, sys, threading, time
RCODES = {"servfail": 2, "nxdomain": 3, "refused": 5}
folder, offline, dnsmasq = sys.argv[1], sys.argv[2] == "offline", sys.argv[3]
for path in ("resolv.conf", "nsswitch.conf"):
    subprocess.run(["mount", "--bind", f"{folder}/{path}", f"/etc/{path}"], check=True)

def serve(sock):
    while True:
        question, asker = sock.recvfrom(512)
        label = question[13:13 + question[12]].decode()
        if label in RCODES:
            head = question[:2] + bytes([0x81, 0x80 | RCODES[label]]) + question[4:6] + bytes(6)
            sock.sendto(head + question[12:], asker)

if not offline:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 5353 if dnsmasq else 53))
    threading.Thread(target=serve, args=(sock,), daemon=True).start()
if dnsmasq:
    server = subprocess.Popen([dnsmasq, "--keep-in-foreground", f"--conf-file={folder}/dnsmasq"])
    atexit.register(server.kill)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", 53), 1).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
from wizard.connectwise.transport.name_service import diagnosed, sinkhole
responses = {}
for label in (*RCODES, "silent", *(("sinkhole", "loopback") if dnsmasq else ())):
    host = f"{label}.example.test"
    try:
        found = socket.getaddrinfo(host, 443, 0, socket.SOCK_STREAM)
        responses[label] = sinkhole([place for *_, place in found], host, 443)
    except socket.gaierror as error:
        responses[label] = diagnosed(error, host).failure.name
print(json.dumps(responses))
"""


# What a name filter and a server with broken forwarders answer.
DNSMASQ = """
no-resolv
no-hosts
listen-address=127.0.0.1
bind-interfaces
user=root
pid-file
server=/servfail.example.test/127.0.0.1#5353
server=/silent.example.test/127.0.0.1#5353
address=/nxdomain.example.test/
address=/sinkhole.example.test/0.0.0.0
address=/loopback.example.test/127.0.0.1
"""


def look_up(folder: Path, state: str, dnsmasq: str = "") -> dict[str, str]:
    """Look names up in namespaces of their own; skip where they cannot be made."""
    options = "options timeout:1 attempts:1\n"
    (folder / "resolv.conf").write_text(f"nameserver 127.0.0.1\n{options}")
    (folder / "nsswitch.conf").write_text("hosts: dns\n")
    own = ["unshare", "--net", "--mount"]
    if os.name != "posix" or not sys.platform.startswith("linux"):
        pytest.skip("namespaces are Linux's")
    if subprocess.run([*own, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may make no namespaces")
    done = subprocess.run(
        [*own, sys.executable, "-c", INSIDE, str(folder), state, dnsmasq],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_name_server_that_fails_or_refuses_or_is_silent_is_reported(tmp_path: Path) -> None:
    assert look_up(tmp_path, "online") == {
        "servfail": "FAILED",
        "nxdomain": "ABSENT",
        "refused": "REFUSED",
        "silent": "SILENT",
    }


def test_the_answers_of_dnsmasq_are_understood(tmp_path: Path) -> None:
    dnsmasq = shutil.which("dnsmasq", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if not dnsmasq:
        pytest.skip("dnsmasq is not installed")
    (tmp_path / "dnsmasq").write_text(DNSMASQ)
    assert look_up(tmp_path, "online", dnsmasq) == {
        "servfail": "FAILED",
        "nxdomain": "ABSENT",
        "refused": "REFUSED",
        "silent": "SILENT",
        "sinkhole": "0.0.0.0",
        "loopback": "127.0.0.1",
    }


def test_being_offline_is_not_blamed_on_the_name(tmp_path: Path) -> None:
    assert set(look_up(tmp_path, "offline").values()) == {"OFFLINE"}


@pytest.mark.parametrize(
    ("addresses", "host", "hole"),
    [
        ([("0.0.0.0", 443)], "cw.example.test", "0.0.0.0"),
        ([("::", 443, 0, 0), ("0.0.0.0", 443)], "cw.example.test", "::"),
        ([("127.0.0.1", 443)], "cw.example.test", "127.0.0.1"),
        ([("127.0.0.1", 443), ("192.0.2.1", 443)], "cw.example.test", ""),
        ([("192.0.2.1", 443)], "cw.example.test", ""),
        ([("127.0.0.1", 443)], "localhost", ""),
        ([("127.0.0.1", 443)], "psa.localhost", ""),
        ([("127.0.0.1", 443)], "127.0.0.1", ""),
        ([("127.0.0.1", 443)], "cwserver", ""),
        ([], "cw.example.test", ""),
    ],
)
def test_a_name_server_address_without_a_server_is_reported(
    addresses: list[tuple[object, ...]], host: str, hole: str
) -> None:
    assert sinkhole(addresses, host, 443) == hole


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (b"\x00\x07\x81\x80" + bytes(8), None),
        (b"\x00\x07\x81\x82" + bytes(8), NameLookupFailure.FAILED),
        (b"\x00\x07\x81\x83" + bytes(8), NameLookupFailure.ABSENT),
        (b"\x00\x07\x81\x85" + bytes(8), NameLookupFailure.REFUSED),
        (b"\x00\x07\x81\x84" + bytes(8), NameLookupFailure.FAILED),
        (b"\x00\x08\x81\x80" + bytes(8), NameLookupFailure.FAILED),
        (b"\x00\x07", NameLookupFailure.FAILED),
    ],
)
def test_the_header_of_a_dns_response_is_parsed(
    reply: bytes, failure: NameLookupFailure | None
) -> None:
    assert read_rcode(reply, 7) is failure
