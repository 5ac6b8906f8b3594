"""The data, texts and pictures that ship with the program keep their format and their facts."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.faultserver.rights import MINIMUM_ROLE

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SVG = "{http://www.w3.org/2000/svg}"

HEADINGS = {
    "scope": "What should Hire2Retire do?",
    "site": "Where is your ConnectWise?",
    "role": "Create the security role",
    "role_existing": "Use an existing security role",
    "member": "Create the API member",
    "member_existing": "Use an existing API member",
    "keys": "Generate the keys",
    "client_id": "Get a Client ID",
    "link": "Your five values",
    "handover": "Link account",
    "connections": "Your connections",
}
PICTURE_PAGES = {
    "scope": "scope",
    "site": "site",
    "role": "role",
    "role_existing": "role_existing",
    "member_existing": "member_existing",
    "rights": "role",
    "customize": "role",
    "member": "member",
    "keys": "keys",
    "client_id": "client_id",
    "link": "link",
    "handover": "handover",
}
ICONS = {
    *("check", "cross", "warning", "clock", "dot", "info", "copy", "help", "h2r-link"),
}
# What the admin is asked to press or fill, in the order of the actions.
ACTION_LABELS = {
    "scope": ["Service tickets", "Project tickets", "Client ID"],
    "site": ["ConnectWise address", "Company ID", "Company"],
    "role": [
        *("System › Security Roles", "+", "New Item", "Role ID", "Save", "Table Setup"),
        *("customize", ">>", "Allow access to these", "Save"),
    ],
    "member": [
        *("System › Members", "API Members", "+", "Member ID", "Member Name", "Role ID", "Level"),
        *("Corporate (Level 1)", "Name", "Location", "Department", "Default Territory", "Save"),
    ],
    "role_existing": [
        *("System › Security Roles", "Table Setup", "customize", "Allow access to these", "Save"),
    ],
    "member_existing": [
        *("System › Members", "API Members", "Role ID", "Level", "Corporate (Level 1)", "Save"),
    ],
    "keys": [
        *("System › Members", "API Members", "API Keys", "+", "Description", "Save"),
        *("Save and Close", "Public Key", "Private Key"),
    ],
    "client_id": ["Client ID", "Private", "Send", "Submit"],
    "link": ["Test the link", "Take me there"],
    "handover": [
        *("ConnectWise URL", "Company ID", "Private key", "Public key", "Client ID"),
        "Link account",
    ],
    "connections": ["Continue", "Test", "Renew keys", "Remove", "Add a connection"],
}
# What each page is based on: it was not compared with a live ConnectWise or Hire2Retire.
FROM_PSA_GUIDES = (
    "Based on public guides to ConnectWise PSA, as of 2026-11-23. Your screen may look different."
)
SOURCES = {
    "scope": (
        "Based on RoboMQ's public help and public guides to ConnectWise PSA, as of 2026-11-23."
    ),
    "client_id": (
        "Based on public guides to the ConnectWise developer site, as of 2026-11-23. "
        "Your screen may look different."
    ),
    "handover": (
        "Based on RoboMQ's public help for Hire2Retire, as of 2026-11-23. "
        "Your screen may look different."
    ),
}
# Further labels that the help of the page has to name.
HELP_LABELS = {
    "site": {"System › My Company"},
    "role": {
        *("Security Modules for Role", "Add Level", "Edit Level", "Delete Level", "Inquire Level"),
        *("None", "My", "All", "Admin", "Update Security", "Disallow access to these"),
        *("Companies", "Project", "Service Desk", "System"),
    },
    "member": {"Business Unit", "Restrict Board Access"},
    "keys": {"Inactive"},
    "client_id": {"Requested"},
    "link": {"API Logs", "Restrict Board Access"},
    "connections": {"Inactive", "API Logs"},
}
VALUES_TO_COPY = {
    "role_existing": ["{role_name}"],
    "member_existing": ["{member_id}", "{role_name}"],
    "role": ["{role_name}"],
    # Member ID and Member Name stand in the fields below their action.
    "member": ["{role_name}"],
    "keys": ["{member_id}", "{key_description}"],
    "client_id": ["{integration_name}"],
}
INSTRUCTION_PLACEHOLDERS = {
    *("role_name", "member_id", "member_name", "key_description", "company_id", "site"),
    "integration_name",
}
COLORS = {
    *("background", "surface", "line", "text", "muted", "accent", "accent_background", "on_accent"),
    *("good", "warning", "wrong"),
}
UNFRIENDLY = re.compile(
    r"\b(please|invalid|illegal|incorrect|sorry|oops|forgot|your fault|your mistake"
    r"|obviously|simply)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One instructions file, split as the program splits it."""

    heading: str
    purpose: str
    actions: list[str]
    sections: dict[str, list[str]]
    source: str


def load_page(name: str) -> Page:
    text = (RESOURCES / "instructions" / "en" / f"{name}.md").read_text(encoding="utf-8")
    body, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    heading, purpose, numbered = body.strip().split("\n\n")
    actions = [line.split(". ", 1) for line in numbered.split("\n")]
    assert [number for number, _ in actions] == [str(n + 1) for n in range(len(actions))]
    sections = {title: part.strip() for title, part in (block.split("\n", 1) for block in rest)}
    last = list(sections)[-1]
    sections[last], source = sections[last].rsplit("\n\n", 1)
    return Page(
        heading.removeprefix("# "),
        purpose,
        [words for _, words in actions],
        {title: re.split(r"\n+", part) for title, part in sections.items()},
        source,
    )


def bold(text: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", text)


def load_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


def load_svg(path: Path) -> ET.Element:
    return ET.fromstring(path.read_text(encoding="utf-8"))


def discs(picture: str) -> dict[int, ET.Element]:
    groups = load_svg(RESOURCES / "pictures" / f"{picture}.svg").iter(f"{SVG}g")
    named = [(group.get("id", ""), group) for group in groups]
    return {int(name.removeprefix("disc-")): g for name, g in named if name.startswith("disc-")}


def test_rights_are_those_of_the_independent_server() -> None:
    """`tests.faultserver` lists independently what a member needs for everything."""
    rows = load_toml("rights.toml")["right"]
    cells = ("module", "function", "add", "edit", "delete", "inquire", "when")
    assert [tuple(row[cell] for cell in cells) for row in rows] == [
        tuple(getattr(row, cell) for cell in cells) for row in MINIMUM_ROLE
    ]
    customized = [row["function"] for row in rows if row["customize"]]
    assert customized == [row.function for row in MINIMUM_ROLE if row.customized]


def test_rights_carry_version_date_source_and_reasons() -> None:
    table = load_toml("rights.toml")
    assert isinstance(table["version"], int)
    assert isinstance(table["date"], date)
    assert table["source"]
    for row in table["right"]:
        assert re.fullmatch(r"[A-Z][^.]{10,70}\.", row["why"]), row["function"]


def test_links_are_known_or_empty() -> None:
    links = {link["id"]: link["url"] for link in load_toml("links.toml")["link"]}
    assert links["client_id"] == "https://developer.connectwise.com/ClientID"
    assert links["help"] == "https://docs.robomq.io/Integration/ConnectWise_PSA/Connection"
    assert set(links) == {"client_id", "help", "hire2retire", "releases"}
    assert all(url == "" or url.startswith("https://") for url in links.values())
    assert all(link["title"] for link in load_toml("links.toml")["link"])


def test_there_is_one_instructions_file_per_page() -> None:
    assert {path.stem for path in (RESOURCES / "instructions" / "en").iterdir()} == set(HEADINGS)


@pytest.mark.parametrize("name", HEADINGS)
class TestInstructions:
    def test_parts_stand_in_their_order(self, name: str) -> None:
        page = load_page(name)
        assert page.heading == HEADINGS[name]
        why, slips, where = page.sections
        assert (why, slips) == ("Why", "Common mistakes")
        assert re.fullmatch(
            r"Where to look (in ConnectWise|in Hire2Retire|on the developer site)", where
        )
        assert page.source == SOURCES.get(name, FROM_PSA_GUIDES)

    def test_the_purpose_is_one_short_line(self, name: str) -> None:
        purpose = load_page(name).purpose
        assert re.fullmatch(r"[A-Z][^\n]+\.", purpose)
        assert len(purpose) <= 90

    def test_actions_are_few_and_short(self, name: str) -> None:
        actions = load_page(name).actions
        assert 3 <= len(actions) <= 7
        assert [action for action in actions if len(action) > 90] == []

    def test_common_mistakes_and_places_are_bullets(self, name: str) -> None:
        _, slips, where = load_page(name).sections.values()
        assert 3 <= len(slips) <= 6
        assert [line for line in [*slips, *where] if not line.startswith("- ")] == []

    def test_labels_of_the_actions_are_bold_and_in_order(self, name: str) -> None:
        labels = [label for action in load_page(name).actions for label in bold(action)]
        found = iter(labels)
        assert [wanted for wanted in ACTION_LABELS[name] if wanted not in found] == []

    def test_help_names_the_other_labels(self, name: str) -> None:
        sections = load_page(name).sections.values()
        labels = {label for lines in sections for line in lines for label in bold(line)}
        assert HELP_LABELS.get(name, set()) <= labels

    def test_values_to_copy_are_code(self, name: str) -> None:
        code = re.findall(r"`(.+?)`", "\n".join(load_page(name).actions))
        assert code == VALUES_TO_COPY.get(name, [])

    def test_only_known_placeholders(self, name: str) -> None:
        text = (RESOURCES / "instructions" / "en" / f"{name}.md").read_text(encoding="utf-8")
        assert set(re.findall(r"{([^}]*)}", text)) <= INSTRUCTION_PLACEHOLDERS

    def test_words_are_friendly(self, name: str) -> None:
        text = (RESOURCES / "instructions" / "en" / f"{name}.md").read_text(encoding="utf-8")
        assert UNFRIENDLY.findall(text) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("role", "A separate role limits Hire2Retire to the rows of the table"),
        ("role", "Open the role and set these levels"),
        ("member", "An API member doesn't use a license"),
        ("keys", "Press **Save**, not **Save and Close**"),
        ("keys", "shows the private key once"),
        ("client_id", "sign in with your developer login"),
        ("client_id", "Select **Client ID** in the header and scroll down to the form"),
        ("client_id", "Fill in as much as you can"),
        ("client_id", "Wait for the approval e-mail"),
        ("client_id", "advises customers not to share theirs"),
        ("handover", "configure the workflow"),
    ],
)
def test_every_step_has_instructions(name: str, sentence: str) -> None:
    text = (RESOURCES / "instructions" / "en" / f"{name}.md").read_text(encoding="utf-8")
    assert sentence in text


def test_every_picture_and_icon_exists() -> None:
    assert {path.stem for path in (RESOURCES / "pictures").iterdir()} == set(PICTURE_PAGES)
    icons = {path.stem for path in (RESOURCES / "icons").iterdir()}
    assert icons | {symbol.get("id") for symbol in SYMBOLS} >= ICONS


@pytest.mark.parametrize("picture", PICTURE_PAGES)
class TestPictures:
    def test_number_badges_match_the_actions(self, picture: str) -> None:
        numbers = discs(picture)
        actions = load_page(PICTURE_PAGES[picture]).actions
        assert numbers
        assert set(numbers) <= set(range(1, len(actions) + 1))
        for number, group in numbers.items():
            assert group.findtext(f"{SVG}text") == str(number)

    def test_number_badges_lie_inside_the_picture(self, picture: str) -> None:
        root = load_svg(RESOURCES / "pictures" / f"{picture}.svg")
        height = int(root.attrib["height"])
        assert root.attrib["viewBox"] == f"0 0 288 {height}"
        assert height <= 320
        for group in discs(picture).values():
            circle = group.find(f"{SVG}circle")
            assert circle is not None
            radius = float(circle.attrib["r"])
            assert radius <= float(circle.attrib["cx"]) <= 288 - radius
            assert radius <= float(circle.attrib["cy"]) <= height - radius

    def test_colors_come_from_the_palette(self, picture: str) -> None:
        elements = list(load_svg(RESOURCES / "pictures" / f"{picture}.svg").iter())
        paints = {element.get(key, "none") for element in elements for key in ("fill", "stroke")}
        assert paints <= {"none", *(f"{{{color}}}" for color in COLORS)}
        assert elements[0].attrib["font-family"] == "{font}"


def test_every_number_of_the_role_page_has_its_place_in_a_picture() -> None:
    shown = {number for picture in ("role", "rights", "customize") for number in discs(picture)}
    assert shown == set(range(1, len(load_page("role").actions) + 1))


SYMBOLS = list(load_svg(RESOURCES / "icons" / "symbols.svg").iter(f"{SVG}symbol"))
DRAWINGS = {
    **{f"pictures/{name}": load_svg(RESOURCES / f"pictures/{name}.svg") for name in PICTURE_PAGES},
    "icons/h2r-link": load_svg(RESOURCES / "icons" / "h2r-link.svg"),
    **{f"icons/{symbol.get('id')}": symbol for symbol in SYMBOLS},
}


@pytest.mark.parametrize("name", DRAWINGS)
class TestSvg:
    def test_every_svg_has_title_and_description(self, name: str) -> None:
        root = DRAWINGS[name]
        assert [child.tag for child in list(root)[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert root.findtext(f"{SVG}title")
        assert re.fullmatch(r"[A-Z].+[^.]\.", root.findtext(f"{SVG}desc") or "")

    def test_every_svg_uses_only_elements_qt_draws(self, name: str) -> None:
        drawn = {"svg", "symbol", "title", "desc", "g", "rect", "line", "path", "circle", "text"}
        for element in DRAWINGS[name].iter():
            assert element.tag.removeprefix(SVG) in drawn
            assert not {"class", "style", "filter", "clip-path", "mask"} & set(element.attrib)

    def test_only_known_placeholders(self, name: str) -> None:
        drawn = COLORS | {"font", "key_description"}
        known = drawn if name.startswith("pictures/") else {"color"}
        source = ET.tostring(DRAWINGS[name], encoding="unicode")
        assert set(re.findall(r"{([^}]*)}", source)) <= known
