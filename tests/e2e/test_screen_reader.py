"""The real window by accessible names alone, as a screen reader uses it over AT-SPI."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.listener import MISSING, TITLES, Listener, listening, robot, spoken_screen
from tests.e2e.program import practice
from tests.e2e.screen import Program, Screen
from wizard.domain.check import Check
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Step
from wizard.storage.drafts import DraftFolder

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(MISSING),
    reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}",
)


# On this computer, name and certificate do not apply.
CHECKS = len(Check) - 2
MANY = 100
HAMMERED = 2


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with spoken_screen(tmp_path) as made:
        yield made


def states(rows: list[str]) -> list[str]:
    """The state of each row that reads "title, state, sentence"."""
    return [row.split(", ")[1] for row in rows]


def test_the_whole_wizard_works_by_accessible_names(shown: Screen) -> None:
    with practice() as values, listening(shown) as (window, reader):
        reader.arrive(TITLES[0])
        to_do = [f"{title}, to do" for title in TITLES[1:]]
        assert reader.ask("items", "Steps") == [f"{TITLES[0]}, current, in progress", *to_do]
        reader.open("Next", TITLES[1])
        assert not reader.ask("enabled", "Next")
        reason = reader.ask("described", "Next")
        assert "address" in reason
        assert "Company ID" in reason
        assert reader.ask("line", reason) == reason
        reader.write("ConnectWise address", values["site"])
        reader.write("Company ID", values["company_id"])
        for title in TITLES[2:5]:
            reader.open("Next", title)
        reader.write("Public key", values["public_key"])
        reader.write_secret("Private key", values["private_key"])
        reader.open("Next", TITLES[5])
        reader.ask("press", "I have it")
        reader.write_secret("Client ID", values["client_id"])
        reader.open("Next", TITLES[6])
        hear_a_passed_test(reader)
        reader.ask("forget")
        reader.ask("press", "Test the link")
        hear_a_passed_test(reader)
        reader.open("Next", TITLES[7])
        assert not reader.ask("enabled", "Mark as linked")
        assert "Hire2Retire says linked" in reader.ask("described", "Mark as linked")
        reader.ask("press", "Hire2Retire says linked")
        reader.ask("press", "Mark as linked")
        assert window.until(lambda draft: draft["linked"])["linked"]["proven"] is True
        readable = reader.ask("everything")
        assert values["company_id"] in readable
        assert not [name for name in ("private_key", "client_id") if values[name] in readable]
        reader.ask("press", "Save and leave")
        assert window.ended() == (0, "", "")
    record = json.loads(next(shown.home.glob("data/h2r-link/records/*.json")).read_text())
    assert record["company_id"] == values["company_id"]


def do_actions(reader: Listener, *numbers: int) -> None:
    """Press Next for each action before; hear each number with its line."""
    for number in numbers:
        reader.ask("forget")
        reader.ask("press", "Next")
        reader.ask("announced", f"{number}, ")


def copy_and_hear(reader: Listener, number: int, *names: str) -> None:
    """Copy what an action holds; hear the action ``number``, which comes by itself."""
    reader.ask("forget")
    for name in names:
        reader.ask("press", f"Copy {name}")
    reader.ask("announced", "Copied")
    reader.ask("announced", f"{number}, ")


def open_page(reader: Listener, button: str = "Next") -> None:
    """Press ``button``; hear the heading of a page, and find a name on each stop."""
    reader.ask("forget")
    reader.ask("press", button)
    reader.ask("page")
    assert not [role for role, name in reader.ask("stops") if not name]


def test_companion_mode_works_by_accessible_names(shown: Screen) -> None:
    with practice() as values, listening(shown) as (window, reader):
        reader.arrive(TITLES[0])
        open_page(reader, "Dock beside the browser")
        do_actions(reader, *range(2, 6))
        open_page(reader)
        do_actions(reader, 2)
        reader.write("ConnectWise address", values["site"])
        do_actions(reader, 3)
        reader.write("Company ID", values["company_id"])
        open_page(reader)
        do_actions(reader, 2, 3)
        copy_and_hear(reader, 4, "Hire2Retire API")
        reader.ask("press", "Select all")
        do_actions(reader, 5, 6, 7)
        open_page(reader)
        do_actions(reader, 2, 3)
        copy_and_hear(reader, 4, "Member ID", "Member Name")
        do_actions(reader, 5, 6, 7)
        open_page(reader)
        do_actions(reader, *range(2, 7))
        reader.write("Public key", values["public_key"])
        reader.write_secret("Private key", values["private_key"])
        open_page(reader)
        reader.ask("press", "I have it")
        reader.write_secret("Client ID", values["client_id"])
        reader.ask("forget")
        reader.ask("press", "Next")
        hear_a_passed_test(reader)
        open_page(reader)
        do_actions(reader, *range(2, 7))
        reader.ask("press", "Hire2Retire says linked")
        reader.ask("press", "Mark as linked")
        assert window.until(lambda draft: draft["linked"])["linked"]["proven"] is True
        open_page(reader, "Back to full window")
        reader.ask("item", "Steps", f"{TITLES[7]}, current")
        reader.ask("press", "Save and leave")
        assert window.ended() == (0, "", "")


def hear_a_passed_test(reader: Listener) -> None:
    """The verdict and the end of every check are said, and every row can be read."""
    reader.ask("announced", "Ready to link")
    assert reader.ask("line", "Ready to link").startswith("Ready to link")
    rows = reader.ask("items", "Checks")
    assert states(rows) == ["passed"] * CHECKS
    for row in rows:
        title, state, sentence = row.split(", ", 2)
        assert sentence.strip()
        reader.ask("announced", f"{title}, {state}")


def test_a_missing_permission_is_announced_and_leads_to_its_step(shown: Screen) -> None:
    with practice("missing-right") as values, listening(shown) as (window, reader):
        reader.arrive(TITLES[0])
        reader.open("I have all five values", TITLES[6])
        reader.write("ConnectWise address", values["site"])
        reader.write("Company ID", values["company_id"])
        reader.write("Public key", values["public_key"])
        reader.write_secret("Private key", values["private_key"])
        reader.write_secret("Client ID", values["client_id"])
        reader.ask("press", "Test the link")
        reader.ask("announced", "Nearly")
        assert reader.ask("line", "Nearly").startswith("Nearly")
        failed = [row for row in reader.ask("items", "Checks") if ", failed, " in row]
        assert len(failed) == 1
        assert failed[0].startswith("Permissions, failed, ")
        assert "Add Level is None, needs All" in failed[0]
        too_low = "Service Tickets, Add Level, needs All, granted None"
        reader.open("Take me there", TITLES[2], too_low)
        reader.ask("press", "Save and leave")
        reader.ask("line", "You'll lose what isn't saved in a vault: Private key, Client ID.")
        reader.ask("press", "Discard and leave")
        assert window.ended() == (0, "", "")


def test_no_event_carries_a_secret(shown: Screen) -> None:
    with listening(shown) as (window, reader):
        reader.arrive(TITLES[0])
        reader.open("I have all five values", TITLES[6])
        reader.write("Company ID", "practicemsp")
        reader.write_secret("Private key", "PracticeTestKey1")
        spoken = reader.ask("all_announced")
        assert "practicemsp" in spoken
        assert "PracticeTestKey1" not in spoken
        assert "•" * len("PracticeTestKey1") in spoken
        assert reader.ask("focus", "Client ID")
        window.type("00zyx")
        reader.ask("reads", "Client ID", "•" * 5)
        window.press("BackSpace")
        reader.ask("reads", "Client ID", "•" * 4)
        assert not set("0zyx") & set(reader.ask("all_announced").splitlines())


def unharmed(window: Program) -> bool:
    """Whether it exited cleanly; Qt reports each child that doesn't exist."""
    code, out, err = window.ended()
    other = [line for line in err.splitlines() if "::child: Invalid index at:" not in line]
    return (code, out, other) == (0, "", [])


def test_asking_for_a_nonexistent_accessible_child_does_not_crash(shown: Screen) -> None:
    """Page by page, with the help open, after the window has grown until no page scrolls."""
    seen = replace(new_draft(datetime.now(UTC)), name="Contoso", reached=frozenset(Step))
    DraftFolder(shown.home / "data/h2r-link/connections").save(seen)
    with listening(shown) as (window, reader):
        reader.ask("line", "Your connections")
        assert reader.ask("frames") == [["frame", "Hire2Retire Link"]]
        grow_and_pry(shown, window, reader)
        reader.open("Continue: Contoso", TITLES[0])
        window.press("F1")
        for row, title in enumerate(TITLES):
            reader.ask("choose", "Steps", str(row))
            reader.ask("item", "Steps", f"{title}, current, ")
            grow_and_pry(shown, window, reader)
        reader.ask("press", "Save and leave")
        assert unharmed(window)


def grow_and_pry(shown: Screen, window: Program, reader: Listener) -> None:
    for size in (("700", "400"), ("1270", "1000")):
        shown.robot("windowsize", "--sync", window.window, *size)
    assert reader.ask("pry") > MANY


def test_two_screen_readers_work_at_the_same_time(shown: Screen) -> None:
    """One requests elements without pause while the other goes through the wizard."""
    with practice() as values, robot(shown) as other, listening(shown) as (window, reader):
        reader.arrive(TITLES[0])
        other.begin("hammer", str(HAMMERED))
        reader.open("I have all five values", TITLES[6])
        reader.write("ConnectWise address", values["site"])
        reader.write("Company ID", values["company_id"])
        reader.write("Public key", values["public_key"])
        reader.write_secret("Private key", values["private_key"])
        reader.write_secret("Client ID", values["client_id"])
        reader.ask("press", "Test the link")
        hear_a_passed_test(reader)
        reader.open("Next", TITLES[7])
        assert other.answer() > MANY
        reader.ask("press", "Save and leave")
        reader.ask("press", "Discard and leave")
        assert unharmed(window)
