"""Text from outside can't control a terminal, reorder a line, or quote a value."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.sanitize import EVIDENCE_LIMIT, redact, sanitize


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\x1b[2J\x1b[Hb", "a b"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;c2VjcmV0\x07x", "x"),
        ("\x1bP1;2q...\x1b\\x", "x"),
        ("\x1b_apc\x1b\\x", "x"),
        ("\x1b^pm\x07x", "x"),
        ("\x1bXsos\x1b\\x", "x"),
        ("\x1b(0lqk\x1b(B", "lqk"),
        ("\x1b#8x", "x"),
        ("\x1bcreset", "reset"),
        ("\x1b[?1049hx", "x"),
        ("\x1b[38;2;1;2;3mx", "x"),
        ("\x1b[38:2::1:2:3mx", "x"),
        ("\x1b", ""),
        ("\x1b[", ""),
        ("x\x1b]unfinished", "x"),
        ("\x9b31mx", "31mx"),
        ("a\rb", "a b"),
        ("a\r\n\tb\x0b\x0cc", "a b c"),
        ("a\x08\x08b\x7f", "a b"),
        ("a\x00b", "a b"),
        ("a\u202ecba\u202c", "a cba"),
        ("a\u2066b\u2069", "a b"),
        ("a\u200fb", "a b"),
        ("a\u200bb\ufeff", "a b"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\ud800b", "a b"),
        ("a\ue000b", "a b"),
        ("a\U000e0041b", "a b"),
        ("a\u0378b", "a b"),
        ("  a   b  ", "a b"),
        ("<img src=//evil.example/x>", "<img src=//evil.example/x>"),
        ("&lt;b&gt; <b>x</b>", "&lt;b&gt; <b>x</b>"),
        ("Grüße, 世界 ☕", "Grüße, 世界 ☕"),
        ("", ""),
    ],
)
def test_control_characters_are_removed_and_text_is_kept(hostile: str, shown: str) -> None:
    assert sanitize(hostile) == shown


def test_long_text_is_truncated_with_an_ellipsis() -> None:
    assert sanitize("a" * EVIDENCE_LIMIT) == "a" * EVIDENCE_LIMIT
    assert sanitize("a" * 301) == "a" * 299 + "…"
    assert sanitize("one two three", 8) == "one two…"
    assert len(sanitize("ab " * 10**6)) <= EVIDENCE_LIMIT


@given(st.text(), st.integers(1, 40))
def test_any_text_becomes_one_safe_line(text: str, limit: int) -> None:
    shown = sanitize(text, limit)
    assert len(shown) <= limit
    assert sanitize(shown, limit) == shown
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert shown == shown.strip()
    assert len(shown.splitlines()) <= 1


escapes = st.lists(
    st.sampled_from([*("\x1b", "[", "]", "0", ";", "m", "\x07", "\\", "P", "(", "B", "x", "\x9b")])
).map("".join)


@given(escapes)
def test_removing_one_escape_sequence_creates_no_other(text: str) -> None:
    assert not {"\x1b", "\x07", "\x9b"} & set(sanitize(text))


class TestRedaction:
    def test_values_are_hidden_in_any_case(self) -> None:
        said = "Key TestPublicKey001 of CONTOSO, testpublickey001!"
        assert redact(said, ["TestPublicKey001", "contoso"]) == "Key … of …, …!"

    def test_a_longer_value_is_hidden_before_one_inside_it(self) -> None:
        assert redact("contoso+key", ["contoso", "contoso+key"]) == "…"

    def test_a_short_value_is_hidden_only_as_a_whole_word(self) -> None:
        assert redact("cw knows cwx: cw/x, xcw", ["cw"]) == "… knows cwx: …/x, xcw"
        assert redact("a+ b", ["a+"]) == "… b"

    def test_a_value_is_never_a_regular_expression(self) -> None:
        assert redact("a.c abc", ["a.c"]) == "… abc"
        assert redact("(x)[", ["(x)["]) == "…"

    def test_empty_values_hide_nothing(self) -> None:
        assert redact("text", ["", ""]) == "text"

    @given(st.text(max_size=40), st.lists(st.text("abC.+(", min_size=3, max_size=6), max_size=3))
    def test_no_value_remains(self, text: str, values: list[str]) -> None:
        said = redact(text + "".join(values), values)
        assert not any(value.casefold() in said.casefold() for value in values)


def test_values_are_hidden_longest_first() -> None:
    assert redact("azz1b", ["zz1", "azz1b"]) == "…"


def test_a_truncated_line_does_not_end_with_a_space() -> None:
    assert sanitize("ab cd", 4) == "ab…"
