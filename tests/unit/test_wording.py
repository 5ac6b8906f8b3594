"""Every English text uses one term per thing, and no banned word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "resources" / "instructions" / "en").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md", "packaging/RELEASE.md")),
]
# A word, and what to say instead.
NEVER = {
    "mends?|mended|mending": "fix",
    "slips?": "common mistakes, typo",
    "blanks?": "space",
    "line ends?": "line break",
    "log-ins?": "login, user name, sign-in",
    "own servers?": "on-premises server",
    "(?:not |un)?proven": "verified",
    "stands? (?:in|on|at|for|beside|further)": "is",
    "pretend": "practice, simulated",
    "anew": "again, restart",
    "looks? whether": "check whether",
    "example text|sample text": "placeholder text",
    "tick|ticked|ticks": "select, turn on, check off",
    "is gone|are gone|be gone": "deleted, no longer",
    "a pair of keys": "key pair",
    "safe place": "vault",
    "met a defect": "something went wrong",
    "could not tell": "couldn't be checked",
    "of its own": "separate",
    "asks? back": "ask follow-up questions",
    "ke(?:eps?|pt) of (?:you|this user)": "stores for",
    "on its way": "in transit",
    "whole sentence": "sentence",
    "invalid|oops": "say what happened",
}
FORBIDDEN = re.compile("|".join(rf"\b(?:{word})\b" for word in NEVER), re.IGNORECASE)


COMMAND_LINE = ("wizard/cli/", "wizard/__main__.py")


def messages(*, of_the_window: bool = False) -> list[str]:
    """Return every message, or those that aren't for the command line alone."""
    with (ROOT / "resources" / "locale" / "de" / "LC_MESSAGES" / "h2r-link.po").open("rb") as file:
        catalogue = read_po(file)
    texts = [
        message.id
        for message in catalogue
        if message.id
        and not (of_the_window and all(f.startswith(COMMAND_LINE) for f, _ in message.locations))
    ]
    return [text for one in texts for text in ([one] if isinstance(one, str) else one)]


def prose(page: Path) -> str:
    """The page without code: names of tests and files are no texts."""
    return re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)


def test_no_message_uses_a_banned_word() -> None:
    texts = messages()
    assert len(texts) > 800
    assert [text for text in texts if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_documentation_page_uses_a_banned_word(page: Path) -> None:
    lines = prose(page).splitlines()
    assert [line for line in lines if FORBIDDEN.search(line)] == []


def test_a_banned_word_is_detected() -> None:
    assert FORBIDDEN.search("Take me there, mend it, and test again.")
    assert not FORBIDDEN.search("The certificate stands out.")


def test_messages_are_punctuated_as_sentences_or_labels() -> None:
    """No exclamation marks, no three dots typed as dots, no double spaces."""
    odd = re.compile(r"!(?!\w)|\.\.\.|\w  \w")
    assert [text for text in messages() if odd.search(text)] == []


def test_no_message_of_the_window_has_a_semicolon() -> None:
    assert len(messages(of_the_window=True)) > 800
    assert [text for text in messages(of_the_window=True) if ";" in text] == []


def test_no_instructions_have_a_semicolon() -> None:
    pages = sorted((ROOT / "resources" / "instructions" / "en").glob("*.md"))
    assert [page.name for page in pages if ";" in page.read_text("utf-8")] == []
