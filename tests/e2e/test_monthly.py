"""The monthly check as documented: its lines, its codes, its user."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.program import h2r_link, validate
from wizard.__main__ import _parser
from wizard.domain.draft import Draft, new_draft
from wizard.domain.report import Verdict
from wizard.storage.drafts import DraftFolder
from wizard.storage.folders import UserDirs

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "monthly-check.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = sorted(
    {
        found[1].strip()
        for kind, block in BLOCKS
        if kind != "json"
        for found in re.finditer(r"h2r-link(?:\.exe\")? (check .*?--json)", block)
    }
)


@pytest.fixture
def saved() -> Iterator[Draft]:
    """A connection whose keys are in a vault that this process cannot open."""
    folder = DraftFolder(UserDirs.of_user().connections)
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
def test_every_documented_line_is_understood(command: str) -> None:
    options = _parser().parse_args(shlex.split(command))
    assert options.command == "check"
    assert options.json
    assert (options.name, options.source) in {("Contoso MSP", None), (None, "-")}


def test_lines_for_every_way_are_there() -> None:
    assert len(COMMANDS) == 2
    assert {kind for kind, _ in BLOCKS} == {"sh", "bat", "ini", "powershell", "json"}
    for word in ("schtasks", "OnCalendar", "DBUS_SESSION_BUS_ADDRESS", "$LASTEXITCODE"):
        assert word in GUIDE


@pytest.mark.parametrize("verdict", Verdict)
def test_the_documented_codes_are_those_of_the_verdicts(verdict: Verdict) -> None:
    meanings = dict(re.findall(r"^\| (\d) \| (.*?) \|", GUIDE, re.MULTILINE))
    wanted = {
        Verdict.READY: "Ready",
        Verdict.READY_WITH_WARNINGS: "Ready, warnings included",
        Verdict.NOT_READY: "Not ready",
        Verdict.NOT_PROVEN: "Not verified",
    }
    assert meanings[str(verdict.exit_code)].startswith(wanted[verdict])


def test_where_the_vault_does_not_open_nothing_is_proven(saved: Draft) -> None:
    env = {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    result = h2r_link("check", saved.name, "--json", env=env)
    validate(result.json, "report")
    assert (result.code, result.json["verdict"]) == (3, "not_proven")
    assert result.json["checks"][0]["fault"].startswith("vault.")
    assert [check["status"] for check in result.json["checks"][1:]] == ["not_run"] * 8


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_units_are_sound(tmp_path: Path) -> None:
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
