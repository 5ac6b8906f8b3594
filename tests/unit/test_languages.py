"""Every language is complete and consistent, and keeps the labels of other programs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from wizard.base.language import TRANSLATIONS, available

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "resources" / "locale"
INSTRUCTIONS = ROOT / "resources" / "instructions"
PAGES = sorted(path.name for path in (INSTRUCTIONS / "en").glob("*.md"))
# On the screens of ConnectWise and Hire2Retire, so the same in every language.
LABELS = (
    "ConnectWise PSA",
    "Hire2Retire",
    "System ›",
    "Security Roles",
    "Role ID",
    "Table Setup",
    "Add Level",
    "Edit Level",
    "Delete Level",
    "Inquire Level",
    "API Members",
    "API Keys",
    "API Logs",
    "Restrict Board Access",
    "Member ID",
    "Company ID",
    "Client ID",
)


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "h2r-link.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def many(text: object) -> tuple[str, ...]:
        return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)

    return many(message.id), many(message.string)


def placeholders(text: str) -> set[str]:
    return {f"{name}:{spec}" for _, name, spec, _ in Formatter().parse(text) if name is not None}


def test_catalogues_are_in_step_with_the_source() -> None:
    command = [sys.executable, "packaging/languages.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_nothing_is_untranslated_or_doubtful(language: str) -> None:
    lacking = [m.id for m in catalogue(language) if m.id and (m.fuzzy or not all(texts(m)[1]))]
    assert lacking == []


def test_every_folder_is_in_the_list_of_languages() -> None:
    assert sorted(path.name for path in LOCALE.iterdir()) == sorted(TRANSLATIONS)
    assert sorted(available()) == sorted(("en", *TRANSLATIONS))


def test_no_catalogue_contains_another_language() -> None:
    said: dict[str, set[str]] = {}
    for language in TRANSLATIONS:
        for message in catalogue(language):
            text = texts(message)[1][0]
            # One word, or names with a placeholder, may well be the same.
            if message.id and text != texts(message)[0][0] and len(text.split()) > 3:
                said.setdefault(text, set()).add(language)
    assert {text: of for text, of in said.items() if len(of) > 1} == {}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_placeholders_are_the_same(language: str) -> None:
    different = [
        (source, said)
        for message in catalogue(language)
        if message.id
        for source in texts(message)[0][-1:]
        for said in texts(message)[1]
        if placeholders(said) - {"count:"} != placeholders(source) - {"count:"}
    ]
    assert different == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_labels_of_connectwise_are_not_translated(language: str) -> None:
    changed = [
        (label, said)
        for message in catalogue(language)
        if message.id
        for source, said in zip(*texts(message), strict=False)
        for label in LABELS
        if label in source and label not in said
    ]
    assert changed == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_label_has_one_mnemonic_if_english_has_one(language: str) -> None:
    different = [
        said
        for message in catalogue(language)
        if message.id
        for source, said in zip(*texts(message), strict=False)
        if len(re.findall(r"&\w", source)) != len(re.findall(r"&\w", said))
    ]
    assert different == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", TRANSLATIONS)
def test_instructions_have_the_same_form(language: str, page: str) -> None:
    def form(folder: str) -> tuple[list[str], list[str], list[str]]:
        text = (INSTRUCTIONS / folder / page).read_text(encoding="utf-8")
        kinds = [re.match(r"#+|\d+\.|-|", line)[0] for line in text.splitlines()]
        return (
            kinds,
            sorted(re.findall(r"`([^`]*)`", text)),
            re.findall(r"\*\*System[^*]*\*\*", text),
        )

    assert form(language) == form("en")


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_program_speaks_it(language: str) -> None:
    command = [sys.executable, "-m", "wizard", "--lang", language, "address", "na"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    english = subprocess.run(
        [*command[:4], "en", *command[5:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == english.returncode == 1
    assert done.stdout != english.stdout
    assert "myconnectwise.net" in done.stdout


def test_no_marked_text_is_missed() -> None:
    """Babel collects neither a call inside an f-string nor a plural in parentheses of its own."""
    collected = {text for message in catalogue(TRANSLATIONS[0]) for text in texts(message)[0]}
    missed = [
        f"{path.relative_to(ROOT)}: {text.value}"
        for path in sorted((ROOT / "wizard").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("tr", "trn", "N_")
        for text in call.args
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and text.value not in collected
    ]
    assert missed == []


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize(
    ("template", "source", "translation"),
    [
        ("h2r-link.desktop.in", r"^(?:GenericName|Comment)=", r"^(?:GenericName|Comment)\[{}\]="),
        ("metainfo.xml.in", r"<(?:summary|p)>", r'<(?:summary|p) xml:lang="{}">'),
        ("mime.xml.in", r"<comment>", r'<comment xml:lang="{}">'),
    ],
)
def test_the_desktop_shows_it(template: str, source: str, translation: str, language: str) -> None:
    text = (ROOT / "packaging" / "linux" / template).read_text(encoding="utf-8")
    in_english = re.findall(source, text, re.MULTILINE)
    assert in_english
    assert len(re.findall(translation.format(language), text, re.MULTILINE)) == len(in_english)
