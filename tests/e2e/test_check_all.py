"""``check --all``: one process, a row for each connection, the worst exit code."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

from tests.e2e.computer import Computer
from tests.e2e.desktop_session import on_linux
from tests.e2e.program import practice, validate
from wizard.cli.rows import worst

CODES = (0, 3, 1, 2)


@pytest.mark.parametrize(("one", "other"), list(product(CODES, CODES)))
def test_the_worst_exit_code_is_the_most_urgent_one(one: int, other: int) -> None:
    assert worst([one, other]) == CODES[max(CODES.index(one), CODES.index(other))]


@on_linux
def test_each_connection_has_its_row_and_the_worst_code_counts(computer: Computer) -> None:
    with ExitStack() as servers:
        codes = {}
        for scenario, code in {"good": 0, "excess": 0, "busy": 3, "missing-right": 1}.items():
            computer.save(scenario, servers.enter_context(practice(scenario)))
            codes[scenario] = code
        computer.save("Unfinished")
        gone = computer.save("gone", servers.enter_context(practice()), kept=False)
        codes |= {"Unfinished": 1, "gone": 3}
        result = computer.check("--all", "--json", "--timeout", "20")
        one = computer.check("gone", "--json")
    document = result.json
    rows = {row["name"]: row for row in document["connections"]}
    assert {name: row["exit_code"] for name, row in rows.items()} == codes
    assert list(rows) == sorted(rows, key=str.casefold)
    assert (result.code, document["exit_code"], result.err) == (1, 1, "")
    for row in rows.values():
        validate(row["report"], "report")
    assert rows["gone"]["id"] == gone.id
    assert rows["gone"]["report"]["summary"] == one.json["summary"]
    validate(document, "check_all")


@on_linux
def test_a_damaged_draft_affects_only_its_own_row(computer: Computer) -> None:
    with practice() as values:
        computer.save("Contoso", values)
        broken = computer.save("Broken")
        for path in computer.folder.path.glob(f"{broken.id}.*"):
            path.write_text("{")
        # The first run sets the file aside; the second must not take the others for all there is.
        for _ in range(2):
            result = computer.check("--all", "--json")
            validate(result.json, "check_all")
            ready, unusable = result.json["connections"]
            assert (result.code, ready["exit_code"], unusable["exit_code"]) == (2, 0, 2)
            assert (unusable["report"], unusable["id"]) == (None, broken.id)
            assert unusable["error"].startswith(f"{broken.id}.json")


@on_linux
def test_a_locked_vault_is_not_verified_and_is_opened_once(computer: Computer) -> None:
    with practice() as values:
        for name in ("One", "Two", "Three"):
            computer.save(name, values)
    computer.env["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    result = computer.check("--all")
    assert result.code == 3
    assert [line.partition(":")[0] for line in result.out.splitlines()] == [
        "? One",
        "? Three",
        "? Two",
    ]


@on_linux
def test_no_secret_is_printed(computer: Computer) -> None:
    with practice("wrong-key") as values:
        computer.save("Contoso", values)
        printed = [computer.check("--all", *more) for more in ((), ("--json",))]
    for result in printed:
        assert result.code == 1
        for secret in (values["private_key"], values["client_id"], values["public_key"]):
            assert secret not in result.out + result.err


@on_linux
def test_connections_of_one_host_are_tested_one_after_the_other(computer: Computer) -> None:
    """Several hosts in parallel, but never two tests against one host."""
    with practice() as values, practice() as others:
        for name, its in (("A", values), ("B", values), ("C", others)):
            computer.save(name, its)
        rows = computer.check("--all", "--json").json["connections"]
    first, second, other = (_span(row["report"]) for row in rows)
    assert first[1] <= second[0] or second[1] <= first[0]
    assert other[0] < max(first[1], second[1])


def _span(report: dict) -> tuple[float, float]:
    begun = datetime.fromisoformat(report["started"]).timestamp()
    return begun, begun + report["duration_ms"] / 1000


@on_linux
@pytest.mark.parametrize("target", ["Contoso", "--all"])
def test_a_revoked_level_is_named_compared_with_the_last_passed_test(
    computer: Computer, target: str
) -> None:
    with practice("drift") as values:
        computer.save("Contoso", values)
        runs = [computer.check(target, "--json") for _ in range(3)]
        result = computer.check(target)
    first, *later = [_report_of(run.json) for run in runs]
    assert [run.code for run in runs] == [0, 1, 1]
    assert (first["changes"], first["compared_with"]) == ([], None)
    for report in later:
        validate(report, "report")
        # A test that failed doesn't become what the next one is compared with.
        assert datetime.fromisoformat(report["compared_with"]) >= datetime.fromisoformat(
            first["started"]
        )
        assert report["changes"] == [
            {
                "what": "right",
                "name": "Service Desk › Service Tickets › Edit Level",
                "before": "All",
                "now": "None",
                "message": "Service Desk › Service Tickets › Edit Level: All → None",
            }
        ]
    said = " ".join(result.out.split())
    day = datetime.now().astimezone().date().isoformat()
    assert f"Since {day}: Service Desk › Service Tickets › Edit Level: All → None." in said


def _report_of(document: dict) -> dict:
    return document["connections"][0]["report"] if "connections" in document else document


@on_linux
def test_the_stored_history_is_private_and_holds_no_value(
    computer: Computer, tmp_path: Path
) -> None:
    with practice() as values:
        draft = computer.save("Contoso", values)
        assert computer.check("Contoso").code == 0
    file = tmp_path / "data" / "h2r-link" / "history" / f"{draft.id}.json"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    kept = file.read_text()
    assert "Help Desk" in kept
    for name in ("public_key", "private_key", "client_id"):
        assert values[name] not in kept


@on_linux
def test_a_history_that_cannot_be_written_does_not_change_the_verdict(
    computer: Computer, tmp_path: Path
) -> None:
    with practice() as values:
        computer.save("Contoso", values)
        (tmp_path / "data" / "h2r-link" / "history").write_text("in the way")
        result = computer.check("Contoso", "--json")
    assert (result.code, result.json["verdict"]) == (0, "ready")
    assert "history" in result.err
