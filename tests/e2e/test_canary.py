"""Secrets appear nowhere: every kind of fault as a process, then everything it left is searched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e import canary
from tests.e2e.canary import found, found_in_files, found_in_process, values
from tests.e2e.program import COMMAND, TIMEOUT_S
from tests.faultserver.certificates import Authority
from tests.faultserver.healthy import healthy
from tests.faultserver.proxy import FaultProxy, ProxyFault, ProxyRules
from tests.faultserver.replies import HttpFault
from tests.faultserver.reply import Reply
from tests.faultserver.request import Request
from tests.faultserver.script import Bend, Script
from tests.faultserver.server import FaultServer
from tests.faultserver.sign_in import SignIn
from tests.faultserver.tls import TlsFault, tls

ROOT = Path(__file__).resolve().parents[2]
HERE = "127.0.0.1"
SOUND = healthy(canary.TENANT)
Env = dict[str, str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A separate home, searched completely afterwards."""
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def env(home: Path, authority: Authority, tmp_path: Path) -> Env:
    """The environment of a user in that home, whose computer trusts the test's authority."""
    places = ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR")
    xdg = {f"XDG_{place}": str(home / place.lower()) for place in places}
    (home / "runtime_dir").mkdir(mode=0o700)
    return {
        **os.environ,
        **xdg,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "SSL_CERT_FILE": str(authority.write(tmp_path)),
        "SSLKEYLOGFILE": str(home / "keys.log"),
        "PYTHONFAULTHANDLER": "1",
    }


@contextmanager
def served(
    authority: Authority, script: Script = SOUND, fault: TlsFault | None = None
) -> Iterator[str]:
    """Serve a script in TLS; yields its address."""
    with FaultServer(script, tls=tls(authority, HERE, fault=fault)) as server:
        yield f"https://{HERE}:{server.address[1]}"


def check(env: Env, given: str, *more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a check; secrets go in through standard input alone."""
    command = [*COMMAND, "check", "--from", "-", "--timeout", "2", *more]
    process = subprocess.run(
        command, input=given.encode(), env=env, capture_output=True, timeout=TIMEOUT_S, check=False
    )
    assert process.returncode in {0, 1, 2, 3}
    return process


def nothing_found(ended: subprocess.CompletedProcess[bytes], home: Path) -> None:
    assert found(ended.stdout, "standard output") == []
    assert found(ended.stderr, "standard error", connection=True) == []
    assert found_in_files(home) == []


def repeat(request: Request) -> Reply:
    """Echo the request, as a hostile or verbose server does."""
    echoed = "; ".join(
        (
            request.header("authorization") or "",
            request.client_id or "",
            canary.PRIVATE_KEY,
            canary.PUBLIC_KEY,
            canary.COMPANY_ID,
        )
    )
    body = json.dumps(
        {"code": "ConnectWiseApi", "message": f"Refused: {echoed}", "errors": [echoed]}
    )
    headers = (("x-server-name", echoed), ("x-cw-request-id", canary.PRIVATE_KEY))
    return Reply(400, body.encode(), "application/json", headers)


def name_everything_by_its_keys(request: Request, reply: Reply) -> Reply:
    """Put what was sent into every text of a sound reply: names of boards, versions, times."""
    keys = (canary.PRIVATE_KEY, request.client_id or "", request.header("authorization") or "")
    sent = " ".join(keys)

    def told(value: object) -> object:
        if isinstance(value, dict):
            return {name: told(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [told(inner) for inner in value]
        return f"{sent} {value}" if isinstance(value, str) else value

    return replace(reply, body=json.dumps(told(json.loads(reply.body))).encode())


LOOKUP = (
    HttpFault.SIGN_IN_PAGE_200,
    HttpFault.IIS_404,
    HttpFault.FIREWALL_403,
    HttpFault.JSON_NULL,
    HttpFault.TRUNCATED,
    HttpFault.REDIRECT_TO_HOST,
    HttpFault.RESET,
    HttpFault.SILENT,
)
SIGNED = (
    SignIn.WRONG_KEYS,
    SignIn.CLIENT_ID_403,
    SignIn.CANNOT_ROUTE,
    SignIn.NO_PERMISSION,
    SignIn.ERROR_PAGE_401,
    HttpFault.RATE_LIMITED_LONG,
    HttpFault.ERROR_500,
    HttpFault.DEEP_JSON,
    HttpFault.REDIRECT_TO_HOST,
    HttpFault.SILENT,
)
SCRIPTS = {
    "sound": SOUND,
    **{f"lookup {fault.name}": SOUND.lookup(fault) for fault in LOOKUP},
    **{f"signed {fault.name}": SOUND.api("/*", fault) for fault in SIGNED},
    "lookup repeats": SOUND.lookup(repeat),
    "signed repeats": SOUND.api("/*", repeat),
    "signed names": SOUND.api("/*", Bend(name_everything_by_its_keys)),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_server_behavior_exposes_a_secret(
    name: str, env: Env, home: Path, authority: Authority
) -> None:
    with served(authority, SCRIPTS[name]) as site:
        ended = check(env, json.dumps(values(site)), "--json")
    assert json.loads(ended.stdout)["checks"]
    nothing_found(ended, home)


def test_the_text_report_contains_no_secret(env: Env, home: Path, authority: Authority) -> None:
    with served(authority, SOUND.api("/*", repeat)) as site:
        ended = check(env, json.dumps(values(site)))
    assert "Sign-in" in ended.stdout.decode()
    assert found(ended.stdout, "standard output", connection=True) == []
    nothing_found(ended, home)


@pytest.mark.parametrize(
    "fault", [TlsFault.SELF_SIGNED, TlsFault.EXPIRED, TlsFault.WRONG_NAME, TlsFault.GARBAGE]
)
def test_a_bad_certificate_exposes_no_secret(
    fault: TlsFault, env: Env, home: Path, authority: Authority
) -> None:
    with served(authority, fault=fault) as site:
        ended = check(env, json.dumps(values(site)), "--json")
    assert json.loads(ended.stdout)["checks"][3]["status"] == "failed"
    nothing_found(ended, home)


@pytest.mark.parametrize(
    "rules",
    [
        ProxyRules(sign_in=("ada", canary.PROXY_PASSWORD)),
        ProxyFault.SIGN_IN,
        ProxyFault.BLOCK_PAGE,
        ProxyFault.REFUSED,
        ProxyFault.SOCKS,
    ],
    ids=str,
)
def test_a_proxy_password_is_written_nowhere_else(
    rules: ProxyRules | ProxyFault, env: Env, home: Path, authority: Authority
) -> None:
    with ExitStack() as running:
        site = running.enter_context(served(authority))
        port = int(site.rpartition(":")[2])
        proxy = running.enter_context(FaultProxy({(HERE, port): (HERE, port)}, rules))
        password = quote(canary.PROXY_PASSWORD, safe="")
        env["HTTPS_PROXY"] = f"http://ada:{password}@{HERE}:{proxy.address[1]}"
        ended = check(env, json.dumps(values(site)), "--json")
    report = json.loads(ended.stdout)
    assert report["proxy"] == f"{HERE}:{proxy.address[1]} (environment)"
    assert report["verdict"].startswith("ready") is isinstance(rules, ProxyRules)
    nothing_found(ended, home)


WRONG: dict[str, Callable[[dict[str, object]], str]] = {
    "key twice": lambda v: json.dumps({**v, "public_key": v["private_key"]}),
    "keys mixed up": lambda v: json.dumps({**v, "private_key": v["client_id"]}),
    "key as address": lambda v: json.dumps({**v, "site": v["private_key"]}),
    "key in an address": lambda v: json.dumps({**v, "site": f"https://x:{v['private_key']}@[/"}),
    "key as Company ID": lambda v: json.dumps({**v, "company_id": f"a/{v['private_key']}"}),
    "Client ID cut": lambda v: json.dumps({**v, "client_id": str(v["client_id"])[:-1]}),
    "blank in the key": lambda v: json.dumps({**v, "private_key": f"{v['private_key']} x y"}),
    "foreign letter": lambda v: json.dumps({**v, "private_key": f"{v['private_key']}漢"}),
    "no JSON": lambda v: json.dumps(v)[:-1] + ",,",
    "a list": lambda v: json.dumps(list(v.values())),
    "wrong type": lambda v: json.dumps({**v, "private_key": [v["private_key"]]}),
    "wrong ticket": lambda v: json.dumps({**v, "tickets": [v["private_key"]]}),
}


@pytest.mark.parametrize("name", WRONG)
def test_values_in_the_wrong_field_are_not_quoted(name: str, env: Env, home: Path) -> None:
    ended = check(env, WRONG[name](values("https://cw.example.test")), "--json")
    # 3: text that isn't JSON is read as pasted text, and then no server responds there.
    assert ended.returncode in {1, 2, 3}
    nothing_found(ended, home)


def test_a_secret_on_the_command_line_is_refused_and_not_quoted(env: Env, home: Path) -> None:
    for arguments in (
        ["check", "--private-key", canary.PRIVATE_KEY],
        ["check", canary.PRIVATE_KEY, canary.CLIENT_ID],
        ["check", "--from", "-", "--proxy", f"http://ada:{canary.PROXY_PASSWORD}@{HERE}:1"],
        ["check", canary.PRIVATE_KEY],
        ["address", "x", canary.CLIENT_ID],
    ):
        ended = subprocess.run(
            [*COMMAND, *arguments], env=env, capture_output=True, timeout=TIMEOUT_S, check=False
        )
        assert ended.returncode == 2
        nothing_found(ended, home)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is of Linux")
def test_other_processes_see_no_secret_of_a_running_check(
    env: Env, home: Path, authority: Authority
) -> None:
    with FaultServer(SOUND.api("/*", HttpFault.SILENT), tls=tls(authority, HERE)) as server:
        process = subprocess.Popen(
            [*COMMAND, "check", "--from", "-", "--timeout", "30"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin
        process.stdin.write(json.dumps(values(f"https://{HERE}:{server.address[1]}")).encode())
        process.stdin.flush()
        server.wait_for_requests(2)
        traces = found_in_process(process.pid) + found_in_files(home)
        process.terminate()
        process.communicate(timeout=TIMEOUT_S)
    assert traces == []
    assert any(request.signed for request in server.requests), "the secrets were not in use"


CRASH = """
import sys
from wizard.base.hardening import harden
harden()
import wizard.linktest.run as link_test
def broken(values, *rest):
    raise ValueError(f"{values.private_key.reveal()} {values.client_id.reveal()} {values}")
link_test.run = broken
from wizard.__main__ import main
sys.exit(main(["check", "--from", "-", "--json"]))
"""


def test_a_crash_exposes_no_secret(env: Env, home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CRASH],
        input=json.dumps(values("https://cw.example.test")).encode(),
        env=env,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert b"ValueError" in ended.stdout + ended.stderr
    nothing_found(ended, home)


@contextmanager
def window(env: Env, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The window with its robot; when the block ends it is told to leave."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.canary_window", *arguments],
        cwd=ROOT,
        env={**env, "QT_QPA_PLATFORM": "offscreen", "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    output = ""
    while not output.endswith("READY\n"):
        line = process.stdout.readline()
        assert line, output + (process.stderr.read() if process.stderr else "")
        output += line
    return output


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the robot waits as on Linux")
def test_a_session_in_the_window_leaves_no_secret_behind(
    env: Env, home: Path, authority: Authority
) -> None:
    (home / "documents").mkdir()
    with ExitStack() as running:
        site = running.enter_context(served(authority))
        port = int(site.rpartition(":")[2])
        rules = ProxyRules(sign_in=("ada", canary.PROXY_PASSWORD))
        proxy = running.enter_context(FaultProxy({(HERE, port): (HERE, port)}, rules))
        place = f"{HERE}:{proxy.address[1]}"
        for how in ("new", "again"):
            process = running.enter_context(window(env, how, site, place, str(home / "documents")))
            output = until_ready(process)
            traces = found_in_process(process.pid)
            rest, errors = process.communicate("\n", timeout=TIMEOUT_S)
            assert process.returncode == 0
            traces += found((output + rest + errors).encode(), "output")
            assert traces == []
            if how == "new":
                assert "Ready to link" in output
                assert proxy.targets(), "the proxy's password was not in use"
                assert "TITLE Something went wrong in h2r-link" in output
    assert found_in_files(home, kept=("connections", "records")) == []
    suffixes = {path.suffix for path in home.rglob("*") if path.is_file()}
    assert {".json", ".bak", ".html", ".pdf", ".log", ".txt", ".ics"} <= suffixes


def test_the_canary_search_finds_planted_secrets(tmp_path: Path) -> None:
    token = f"Basic {canary.COMPANY_ID}+{canary.PUBLIC_KEY}:{canary.PRIVATE_KEY}"
    import base64

    for before in range(3):
        text = base64.b64encode(b"x" * before + token.encode())
        assert [trace.secret for trace in found(text, "")] == ["private key"]
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a").write_text(canary.PUBLIC_KEY)
    (tmp_path / "b").write_text(canary.PUBLIC_KEY + canary.CLIENT_ID.upper())
    (tmp_path / quote(canary.PROXY_PASSWORD)).touch()
    traces = found_in_files(tmp_path, kept=("records",))
    names = sorted(trace.secret for trace in traces)
    assert names == ["Client ID", "proxy password", "public key"]
