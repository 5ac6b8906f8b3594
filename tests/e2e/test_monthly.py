"""The monthly check as documented: its lines, its codes, its user."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.computer import Computer
from tests.e2e.desktop_session import on_linux
from tests.e2e.program import COMMAND, h2r_link, practice, validate
from tests.windows.command_prompt import PROFILES, SeveralCommandsError, handed_on
from wizard.cli.arguments import parser
from wizard.cli.check_options import Format, format_of
from wizard.domain.check import Verdict
from wizard.domain.draft import Draft, new_draft
from wizard.storage.drafts import DraftFolder
from wizard.storage.folders import UserDirs

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "monthly-check.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
BATCH = [line for kind, block in BLOCKS if kind == "bat" for line in block.splitlines()]
COMMANDS = sorted(
    {
        found[1].strip()
        for kind, block in BLOCKS
        if kind != "json"
        for found in re.finditer(r"h2r-link(?:\.exe\")? (check [^>|;\n]*)", block)
    }
)


@pytest.fixture
def saved() -> Iterator[Draft]:
    """A connection whose keys are in a vault that this process cannot open."""
    folder = DraftFolder(UserDirs.default().connections)
    draft = replace(
        new_draft(datetime.now(UTC)),
        name="Contoso MSP",
        site="na.myconnectwise.net",
        company_id="contoso",
        public_key="TESTpublicKEY001",
        generation=1,
        vault_host="na.myconnectwise.net",
    )
    folder.save(draft)
    yield draft
    folder.remove(draft.id)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_documented_command_line_is_valid(command: str) -> None:
    options = parser().parse_args(shlex.split(command))
    assert options.command == "check"
    assert format_of(options) is not Format.TEXT
    targets = (options.name, options.source, options.all)
    assert targets in {("Contoso MSP", None, False), (None, "-", False), (None, None, True)}


def test_every_way_to_schedule_is_documented() -> None:
    assert len(COMMANDS) == 5
    assert {kind for kind, _ in BLOCKS} == {
        *("sh", "bat", "ini", "powershell", "json", "text", "promql")
    }
    for word in ("schtasks", "OnCalendar", "DBUS_SESSION_BUS_ADDRESS", "$LASTEXITCODE"):
        assert word in GUIDE


@pytest.mark.parametrize("name", PROFILES)
def test_cmd_passes_schtasks_the_whole_path_for_every_profile_name(name: str) -> None:
    """By the rules of cmd; tests/windows has the command prompt of wine read the line."""
    (line,) = [line for line in BATCH if line.startswith("schtasks /Create ")]
    home = rf"C:\Users\{name}\AppData\Local"
    passed = handed_on(line, {"LOCALAPPDATA": home})
    assert passed.endswith(rf' /IT /TR "\"{home}\h2r-link\check.cmd\""')


@pytest.mark.parametrize("line", [line for line in BATCH if "%" in line])
def test_no_documented_line_breaks_at_a_special_character_in_a_path(line: str) -> None:
    """Each variable stands in quotes: the program gets it whole, and the line is one command."""
    command = re.sub(r' > ("%\w+%[^"]*")$', r" \1", line)
    assert "R&D" in handed_on(command, dict.fromkeys(re.findall(r"%(\w+)%", line), r"C:\R&D"))


def test_an_unquoted_variable_is_detected() -> None:
    with pytest.raises(SeveralCommandsError, match=r'/TR "\\"C:.R$'):
        handed_on(r'schtasks /TR "\"%TMP%\check.cmd\""', {"TMP": r"C:\R&D"})


@pytest.mark.parametrize("verdict", Verdict)
def test_the_documented_codes_are_those_of_the_verdicts(verdict: Verdict) -> None:
    meanings = dict(re.findall(r"^\| (\d) \| (.*?) \|", GUIDE, re.MULTILINE))
    wanted = {
        Verdict.READY: "Ready",
        Verdict.READY_WITH_WARNINGS: "Ready, possibly with warnings",
        Verdict.NOT_READY: "Not ready",
        Verdict.NOT_PROVEN: "Not verified",
    }
    assert meanings[str(verdict.exit_code)].startswith(wanted[verdict])


def test_with_a_locked_vault_nothing_is_verified(saved: Draft) -> None:
    env = {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    result = h2r_link("check", saved.name, "--json", env=env)
    validate(result.json, "report")
    assert (result.code, result.json["verdict"]) == (3, "not_proven")
    assert result.json["checks"][0]["fault"].startswith("vault.")
    assert [check["status"] for check in result.json["checks"][1:]] == ["not_run"] * 8


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_systemd_units_are_valid(tmp_path: Path) -> None:
    service, timer = (block for kind, block in BLOCKS if kind == "ini")
    program = shutil.which("true")
    assert program
    files = {
        "h2r-link-check.service": service.replace("/usr/bin/h2r-link", program),
        "h2r-link-check.timer": timer,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in files)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    about_ours = [line for line in ended.stderr.splitlines() if "h2r-link" in line]
    assert about_ours == []


def line_with(word: str) -> str:
    """The one documented line that holds ``word``."""
    [line] = [
        line
        for kind, block in BLOCKS
        if kind == "sh"
        for line in block.splitlines()
        if word in line
    ]
    return line


@pytest.fixture
def on_path(tmp_path: Path) -> str:
    """A folder where cron and a shell find ``h2r-link``."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "h2r-link"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


@on_linux
@pytest.mark.parametrize(
    ("scenario", "mailed"), [("good", ""), ("busy", "h2r-link: exit code 3\n")]
)
def test_the_cron_line_runs_and_mails_what_is_not_ready(
    computer: Computer, on_path: str, scenario: str, mailed: str
) -> None:
    """As cron does it: the shell sh, in the user's home, with hardly any environment."""
    *times, command = line_with("DBUS_SESSION_BUS_ADDRESS").split(maxsplit=5)
    assert times == ["0", "9", "1", "*", "*"]
    assert "%" not in command
    bus = computer.env["DBUS_SESSION_BUS_ADDRESS"]
    command = command.replace("unix:path=/run/user/$(id -u)/bus", shlex.quote(bus))
    home = computer.env["HOME"]
    kept = {name: computer.env[name] for name in ("HOME", "XDG_DATA_HOME")}
    with practice(scenario) as values:
        computer.save("Contoso MSP", values)
        ended = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=home,
            env={**kept, "PATH": on_path, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ended.stdout, ended.stderr) == (mailed, "")
    document = json.loads((Path(home) / "h2r-link-check.json").read_text())
    validate(document, "check_all")


@on_linux
def test_the_metrics_are_valid_for_prometheus(
    computer: Computer, on_path: str, tmp_path: Path
) -> None:
    collector = "/var/lib/node_exporter"
    command = line_with("prometheus >").replace(collector, str(tmp_path))
    name = 'Co "n\\t" é'
    with practice("drift") as values, practice("busy") as others:
        computer.save(name, values)
        computer.save("busy", others)
        env = {**computer.env, "PATH": on_path, "PYTHONPATH": str(ROOT)}
        for _ in range(2):
            subprocess.run(["/bin/sh", "-c", command], env=env, check=True)
    written = (tmp_path / "h2r-link.prom").read_bytes()
    assert written.endswith(b"\n")
    assert b"\r" not in written
    families = list(text_string_to_metric_families(written.decode("utf-8")))
    found = {
        (sample.name, sample.labels["connection"]): sample.value
        for family in families
        for sample in family.samples
    }
    assert {family.type for family in families} == {"gauge"}
    assert all(family.documentation for family in families)
    assert {key: value for key, value in found.items() if "seconds" not in key[0]} == {
        ("h2r_link_ready", name): 0,
        ("h2r_link_exit_code", name): 1,
        ("h2r_link_checks_passed", name): 8,
        ("h2r_link_changes", name): 1,
        ("h2r_link_ready", "busy"): 0,
        ("h2r_link_exit_code", "busy"): 3,
        ("h2r_link_checks_passed", "busy"): 6,
        ("h2r_link_changes", "busy"): 0,
    }
    documented = set(re.findall(r"`(h2r_link_\w+)`", GUIDE))
    assert documented == {family.name for family in families}
    for value in ("private_key", "client_id", "public_key"):
        assert values[value].encode() not in written


@on_linux
@pytest.mark.parametrize(
    ("scenarios", "code", "line"),
    [
        (["good"], 0, "READY - Contoso 0: Ready to link. All checks passed."),
        (["good", "good"], 0, "READY - 2 of 2 connections"),
        (["good", "busy", "missing-right"], 1, "NOT READY - 1 of 3 connections: Contoso 2: "),
        (["good", "busy"], 3, "NOT VERIFIED - 1 of 2 connections: Contoso 1: "),
    ],
    ids=["one", "all ready", "not ready", "not verified"],
)
def test_a_monitor_gets_one_line_and_the_code(
    computer: Computer, scenarios: list[str], code: int, line: str
) -> None:
    with ExitStack() as servers:
        for number, scenario in enumerate(scenarios):
            computer.save(f"Contoso {number}", servers.enter_context(practice(scenario)))
        result = computer.check("--all", "--format", "line")
        one = computer.check("Contoso 0", "--format", "line")
    assert result.code == code
    assert len(result.out.splitlines()) == 1
    assert result.out.startswith(line)
    assert (one.code, one.out) == (0, "READY - Contoso 0: Ready to link. All checks passed.\n")


@pytest.mark.parametrize("options", [["--format", "xml"], ["--json", "--format", "line"]])
def test_an_unknown_or_conflicting_format_exits_2(options: list[str]) -> None:
    result = h2r_link("check", "--from", "-", *options, given="{}")
    assert (result.code, result.out) == (2, "")
    assert "text, json, line, prometheus" in result.err
