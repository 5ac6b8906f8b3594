"""The commands, as the published contract describes them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from tests.e2e.program import COMMAND, TIMEOUT_S, h2r_link, practice, validate
from wizard import __version__

SCENARIOS = {
    "good": 0,
    "minimal-role": 0,
    "missing-right": 1,
    "wrong-key": 1,
    "unknown-company": 1,
    "busy": 3,
    "excess": 0,
    "client-id-pending": 1,
    "right-arrives": 1,
    "drift": 0,
}
VALUES = {
    "site": "https://cw.example.test",
    "company_id": "examplemsp",
    "public_key": "TESTpublicKEY001",
    "private_key": "TESTprivateKEY01",
    "client_id": "00000000-0000-4000-8000-000000000001",
}


@pytest.mark.parametrize(("scenario", "code"), SCENARIOS.items())
def test_practice_and_check_agree_on_every_scenario(scenario: str, code: int) -> None:
    with practice(scenario) as values:
        result = h2r_link("check", "--from", "-", "--json", given=json.dumps(values))
    assert result.code == code
    validate(result.json, "report")
    assert result.err == ""


def test_missing_right_is_named() -> None:
    with practice("missing-right") as values:
        report = h2r_link("check", "--from", "-", "--json", given=json.dumps(values)).json
    assert report["verdict"] == "not_ready"
    assert report["summary"].startswith("Nearly")
    wrong = [row for row in report["permissions"] if row["verdict"] == "missing"]
    assert [(row["module"], row["function"]) for row in wrong] == [
        ("Service Desk", "Service Tickets")
    ]
    assert (wrong[0]["needed"]["add"], wrong[0]["granted"]["add"]) == ("All", "None")


def test_the_text_report_fits_the_terminal_and_shows_no_secret() -> None:
    with practice("excess") as values:
        result = h2r_link("check", "--from", "-", given=json.dumps(values))
    assert result.code == 0
    assert result.out.startswith("Ready to link, with one warning.")
    assert max(map(len, result.out.splitlines())) <= 80
    assert "\x1b" not in result.out
    for secret in (values["private_key"], values["client_id"], values["public_key"]):
        assert secret not in result.out + result.err


def test_colors_are_used_only_on_a_terminal() -> None:
    pty = pytest.importorskip("pty", reason="a terminal of POSIX")
    with practice() as values:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, "check", "--from", "-"],
            stdin=subprocess.PIPE,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(theirs)
        process.communicate(json.dumps(values).encode(), timeout=TIMEOUT_S)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
    assert "\x1b[32;1mReady to link" in shown


def test_input_ends_after_one_json_value_not_at_end_of_pipe() -> None:
    with practice() as values:
        process = subprocess.Popen(
            [*COMMAND, "check", "--from", "-", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        process.stdin.write(json.dumps(values).encode())
        process.stdin.flush()
        out = process.stdout.read()
        assert process.wait(TIMEOUT_S) == 0
        process.stdin.close()
        process.stdout.close()
    assert json.loads(out)["verdict"] == "ready"


def test_input_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "values.json"
    with practice() as values:
        file.write_text(json.dumps(values), encoding="utf-8")
        assert h2r_link("check", "--from", str(file), "--json").code == 0


@pytest.mark.parametrize("missing", sorted(VALUES))
def test_a_missing_value_is_not_ready_and_named(missing: str) -> None:
    for values in ({**VALUES, missing: ""}, {k: v for k, v in VALUES.items() if k != missing}):
        result = h2r_link("check", "--from", "-", "--json", given=json.dumps(values))
        row = result.json["checks"][0]
        assert (result.code, row["fault"], row["blames"]) == (1, "value.missing", [missing])
        assert [check["status"] for check in result.json["checks"][1:]] == ["not_run"] * 8


def test_several_faults_are_listed_in_form_order() -> None:
    report = h2r_link("check", "--from", "-", "--json", given="{}").json
    assert report["checks"][0]["blames"] == ["site"]
    assert [warning["fault"] for warning in report["warnings"]] == ["value.missing"] * 4
    validate(report, "report")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "hunter2",
        "[]",
        "null",
        "{",
        "[" * 100_000,
        '{"site": 5}',
        '{"private_key": null}',
        '{"tickets": ["change"]}',
        '{"tickets": "service"}',
        '{"tickets": []}',
        '{"closes_tickets": "yes"}',
        '{"maps_owners": 1}',
    ],
    ids=lambda text: text[:20],
)
def test_unusable_input_exits_2_with_one_sentence(given: str) -> None:
    result = h2r_link("check", "--from", "-", "--json", given=given)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert "hunter2" not in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "Nobody"],
        ["check", "Nobody", "--from", "-"],
        ["check", "--all"],
        ["check", "--all", "--from", "-"],
        ["check", "Nobody", "--all"],
        ["check", "--from", "/nowhere/values.json"],
        ["check", "--from", "-", "--timeout", "soon"],
        ["check", "--from", "-", "--timeout", "0"],
        ["check", "--from", "-", "--timeout", "-1"],
        ["check", "--from", "-", "--timeout", "nan"],
        ["check", "--from", "-", "--proxy", "http://hunter2@127.0.0.1:1"],
        ["check", "--from", "-", "--proxy", "socks5://127.0.0.1:1"],
        ["check", "--from", "-", "--proxy", ""],
        ["practice", "--scenario", "hunter2"],
        ["practice", "--port", "http"],
        ["practice", "--port", "70000"],
        ["address"],
        ["tour"],
        ["tour", "/proc/nowhere"],
        ["tour", "x", "--scale", "9"],
        ["hunter2"],
    ],
    ids=" ".join,
)
def test_an_unusable_command_line_exits_2(arguments: list[str]) -> None:
    result = h2r_link(*arguments, given=json.dumps(VALUES))
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert "hunter2" not in result.err


def test_practice_reports_that_its_port_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = h2r_link("practice", "--port", str(taken.getsockname()[1]))
    assert result.code == 2
    assert "is used by another program" in result.err


def test_practice_lists_its_scenarios() -> None:
    listed = h2r_link("practice", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == list(SCENARIOS)


def test_ctrl_c_prints_a_report_with_the_running_check_cancelled() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        values = {**VALUES, "site": f"https://127.0.0.1:{silent.getsockname()[1]}"}
        process = subprocess.Popen(
            [*COMMAND, "check", "--from", "-", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(json.dumps(values))
        process.stdin.flush()
        connection, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT_S)
        connection.close()
    report = json.loads(out)
    validate(report, "report")
    assert (process.returncode, err) == (3, "")
    assert [row["fault"] for row in report["checks"] if row["status"] == "failed"] == ["cancelled"]


def test_the_deadline_is_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        values = {**VALUES, "site": f"https://127.0.0.1:{silent.getsockname()[1]}"}
        command = ("check", "--from", "-", "--json", "--timeout", "0.5")
        for _ in range(3):  # a busy computer may be late, but not three times
            report = h2r_link(*command, given=json.dumps(values)).json
            if report["duration_ms"] <= 1000:
                break
    assert report["checks"][3]["fault"] == "network.timeout"
    assert 450 <= report["duration_ms"] <= 1000


def test_real_looking_values_are_never_sent_over_plain_http() -> None:
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            seen.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            connection.close()

        listener = threading.Thread(target=answer)
        listener.start()
        values = {**VALUES, "site": f"http://127.0.0.1:{server.getsockname()[1]}"}
        report = h2r_link("check", "--from", "-", "--json", given=json.dumps(values)).json
        listener.join(TIMEOUT_S)
    assert report["checks"][3]["fault"] == "tls.not_tls"
    assert seen[0][:1] == b"\x16"


def test_address_prints_a_json_report() -> None:
    result = h2r_link("address", "na.myconnectwise.net/v2025_1/ConnectWise.aspx", "--json")
    validate(result.json, "address")
    assert result.code == 0
    assert result.json["api_base"] == "https://api-na.myconnectwise.net/v2025_1/apis/3.0"
    refused = h2r_link("address", "someone@contoso.example", "--json")
    validate(refused.json, "address")
    assert (refused.code, refused.json["fault"]) == (1, "address.unreadable")
    assert refused.json["typed"] == ""


def test_address_prints_text_for_people() -> None:
    shown = h2r_link("address", " htps://na.myconnectwise.net/login/companyinfo/examplemsp ").out
    assert "https://api-na.myconnectwise.net/v4_6_release/apis/3.0" in shown
    assert "examplemsp" in shown
    assert "spaces removed" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_selftest_prints_its_report() -> None:
    result = h2r_link("selftest", "--json")
    assert (result.code, result.json["schema"], result.json["ok"]) == (0, 1, True)
    assert {part["id"] for part in result.json["parts"]} >= {"qt", "resources", "tls", "vault"}
    assert all(part["ok"] and part["message"] for part in result.json["parts"])


def test_version_and_help_are_printed() -> None:
    assert h2r_link("--version").out.strip() == f"h2r-link {__version__}"
    shown = h2r_link("--help").out
    for command in ("address", "check", "practice", "tour", "selftest", "--lang"):
        assert re.search(rf"^\s+{command}\b", shown, re.MULTILINE)


@pytest.mark.parametrize("command", [(), ("check",)])
def test_help_is_in_one_language(command: tuple[str, ...]) -> None:
    shown = h2r_link("--lang", "de", *command, "--help").out
    assert shown.startswith("Aufruf: h2r-link")
    assert not re.search(r"usage|show|options|arguments", shown)


def test_permissions_that_were_not_read_are_not_reported_as_changed() -> None:
    shown = h2r_link("check", "--from", "-", given=json.dumps({**VALUES, "company_id": ""})).out
    assert "Permissions: not checked" in shown
    assert "differ" not in shown


def test_a_closed_output_pipe_is_not_a_crash() -> None:
    process = subprocess.Popen(
        [*COMMAND, "practice", "--list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.wait(TIMEOUT_S)
    process.stderr.close()


def test_both_ways_to_start_run_the_same_program() -> None:
    assert h2r_link("address", "na.myconnectwise.net", "--json").json["accepted"]
    assert h2r_link("--lang", "xx", "address", "na.myconnectwise.net").code == 0
