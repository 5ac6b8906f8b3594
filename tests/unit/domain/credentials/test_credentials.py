"""The Company ID and the two keys: what is accepted, and how a refused value is described."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.domain.credentials.samples import (
    COMPANY,
    GUID,
    PRIVATE,
    PUBLIC,
    READERS,
    problem_of,
)
from wizard.domain.credentials.clean import Stripped, clean
from wizard.domain.credentials.credentials import (
    ParsedValue,
    compare_keys,
    missing,
    read_client_id,
    read_company_id,
    read_private_key,
    read_public_key,
)
from wizard.domain.faults.fault import VALUES, Fault, Field, Step


def test_a_missing_value_leads_to_its_step() -> None:
    steps = [missing(value).step for value in VALUES]
    assert steps == [Step.SITE, Step.SITE, Step.KEYS, Step.KEYS, Step.CLIENT_ID]


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        (" ", "a space"),
        ("\t", "a tab"),
        ("\n", "a line break"),
        ("\u2028", "a line break"),
        ("\u00a0", "a special space"),
        ("\u200e", "a hidden character (U+200E)"),
        ("\u202e", "a hidden character (U+202E)"),
        ("\x00", "a hidden character (U+0000)"),
        ("\ufe0f", "a hidden character (U+FE0F)"),
        ("–", "the character “–” (En dash)"),
        ("\u0435", "the character “\u0435” (Cyrillic small letter ie)"),
        ("é", "the character “é” (Latin small letter e with acute)"),
        ("\u0301", "the character U+0301"),
        ("\ue000", "the character U+E000"),
        ("\ud800", "the character U+D800"),
        ("!", "the character “!”"),
        (":", "the character “:”"),
        (",", "the character “,”"),
        ("…", "the character “…” (Horizontal ellipsis)"),
    ],
)
@pytest.mark.parametrize("value", [Field.PUBLIC_KEY, Field.PRIVATE_KEY])
def test_an_unexpected_character_inside_a_key_is_named(
    value: Field, inside: str, name: str
) -> None:
    read, text = READERS[value]
    reading = read(text[:5] + inside + text[5:])
    fault, message = problem_of(reading)
    assert fault is Fault.VALUE_UNREADABLE
    assert message.startswith(f"{value.label} contains {name}.")
    assert reading.problem is not None
    assert (reading.problem.affects, reading.problem.step) == ((value,), Step.KEYS)


@pytest.mark.parametrize(
    "inside", [".", "..", "/", "\\", ":", "+", "\x00", "\n", "\u200b", "\u00a0"]
)
@pytest.mark.parametrize("shape", ["con{}toso", "{}contoso", "a{}b/../c"])
def test_a_company_id_that_could_leave_its_path_is_refused(inside: str, shape: str) -> None:
    text = shape.format(inside)
    if clean(text).text != text:
        text = f"x{text}"
    reading = read_company_id(text)
    assert problem_of(reading)[0] is Fault.VALUE_UNREADABLE
    assert reading.problem is not None
    assert reading.problem.step is Step.SITE


@pytest.mark.parametrize("text", [".", "..", "a/b", "../x", "contoso+other"])
def test_the_first_impossible_character_is_named(text: str) -> None:
    first = next(c for c in text if c in "./+")
    assert f"contains the character “{first}”." in problem_of(read_company_id(text))[1]


@pytest.mark.parametrize(
    "text",
    [
        "contoso",
        "Contoso_1",
        "con-toso",
        "my company",
        "münchen",
        "12345",
        "a",
        "a&b?c#d%e",
        "y" * 300,
    ],
)
def test_a_company_id_may_otherwise_be_anything(text: str) -> None:
    reading = read_company_id(text)
    assert (reading.text, reading.removed, reading.accepted) == (text, (), True)


@pytest.mark.parametrize(
    "text",
    [
        *("TestKey", "T", "9" * 16, "A+b/C=dEfGhIjKl12", "AbCdEfGhIjKlMnOpQrStUvWx", "a_b-c" * 5),
        *("TestPublicKeyTestPublicKeyTestPublicKey", "abcdef0123456789", "hunter2"),
    ],
)
def test_a_key_is_never_refused_for_its_length(text: str) -> None:
    assert read_public_key(text).accepted
    assert read_private_key(text, COMPANY).accepted


class TestCompanyInFront:
    @pytest.mark.parametrize(
        "pasted",
        [
            f"{COMPANY}+{PUBLIC}",
            f"CONTOSO+{PUBLIC}",
            f" {COMPANY} + {PUBLIC} ",
            f"Public key: {COMPANY}+{PUBLIC}",
            f'"{COMPANY}+{PUBLIC}"',
            f"{COMPANY}+\u200b{PUBLIC}",
        ],
    )
    def test_a_prefix_equal_to_the_company_id_is_removed(self, pasted: str) -> None:
        reading = read_public_key(pasted, COMPANY)
        assert (reading.text, reading.problem) == (PUBLIC, None)
        assert Stripped.COMPANY in reading.removed

    def test_case_folding_that_changes_the_length_keeps_the_key_intact(self) -> None:
        assert read_public_key(f"STRASSE+{PUBLIC}", "straße").text == PUBLIC
        assert read_public_key(f"straße+{PUBLIC}", "STRASSE").text == PUBLIC

    @pytest.mark.parametrize("company", ["", "fabrikam", "conto", "contoso2"])
    def test_another_prefix_is_kept(self, company: str) -> None:
        reading = read_public_key(f"{COMPANY}+{PUBLIC}", company)
        assert reading.text == f"{COMPANY}+{PUBLIC}"
        assert Stripped.COMPANY not in reading.removed

    def test_a_plus_sign_of_the_key_is_kept(self) -> None:
        assert read_public_key(f"{COMPANY}+Ab+Cd/Ef=", COMPANY).text == "Ab+Cd/Ef="

    def test_nothing_after_the_prefix_is_a_missing_key(self) -> None:
        assert problem_of(read_public_key(f"{COMPANY}+", COMPANY))[0] is Fault.VALUE_MISSING

    def test_no_prefix_is_removed_from_the_private_key(self) -> None:
        assert read_private_key(f"{COMPANY}+{PRIVATE}", COMPANY).text == f"{COMPANY}+{PRIVATE}"


class TestBothKeys:
    def test_two_different_keys_are_accepted(self) -> None:
        assert compare_keys(read_public_key(PUBLIC), read_private_key(PRIVATE)) is None

    @pytest.mark.parametrize(
        ("public", "private"),
        [
            (PUBLIC, PUBLIC),
            (PUBLIC, f" “{PUBLIC}” "),
            (f"Public key: {PUBLIC}", f"Private key: {PUBLIC}"),
            (f"Private key: {PUBLIC}", f"Private key: {PUBLIC}"),
        ],
    )
    def test_the_same_key_twice_is_refused(self, public: str, private: str) -> None:
        problem = compare_keys(read_public_key(public), read_private_key(private))
        assert problem is not None
        assert problem.fault is Fault.KEYS_SAME_TWICE
        assert set(problem.affects) == {Field.PUBLIC_KEY, Field.PRIVATE_KEY}

    @pytest.mark.parametrize(
        ("public", "private"),
        [
            (f"Private key: {PRIVATE}", f"Public key: {PUBLIC}"),
            (f"Private key: {PRIVATE}", PUBLIC),
            (PRIVATE, f"Public key: {PUBLIC}"),
        ],
    )
    def test_labels_show_that_the_keys_are_swapped(self, public: str, private: str) -> None:
        problem = compare_keys(read_public_key(public), read_private_key(private))
        assert problem is not None
        assert problem.fault is Fault.KEYS_SWAPPED

    def test_a_user_name_in_the_private_field_shows_that_the_keys_are_swapped(self) -> None:
        private = read_private_key(f"{COMPANY}+{PUBLIC}", COMPANY)
        problem = compare_keys(read_public_key(PRIVATE, COMPANY), private)
        assert problem is not None
        assert problem.fault is Fault.KEYS_SWAPPED

    @pytest.mark.parametrize("public", ["", PUBLIC])
    def test_the_public_key_twice_or_alone_is_not_swapped(self, public: str) -> None:
        private = read_private_key(f"{COMPANY}+{PUBLIC}", COMPANY)
        assert compare_keys(read_public_key(public, COMPANY), private) is None
        fault, message = problem_of(private)
        assert fault is Fault.KEYS_MIXED_UP
        assert "with the Company ID in front" in message

    @pytest.mark.parametrize(
        ("label", "wrong", "what"),
        [
            ("Private key", Field.PUBLIC_KEY, "Public key looks like a private key"),
            ("Public key", Field.PRIVATE_KEY, "Private key looks like a public key"),
        ],
    )
    def test_two_equal_labels_are_not_swapped(self, label: str, wrong: Field, what: str) -> None:
        problem = compare_keys(
            read_public_key(f"{label}: {PUBLIC}"), read_private_key(f"{label}: {PRIVATE}")
        )
        assert problem is not None
        assert (problem.fault, problem.affects) == (Fault.KEYS_MIXED_UP, (wrong,))
        assert problem.message.startswith(what)

    @pytest.mark.parametrize("label", ["Password: ", "Passwort: ", "User name: ", "pass="])
    def test_labels_of_a_password_manager_do_not_identify_a_key(self, label: str) -> None:
        for read in (read_public_key, read_private_key):
            reading = read(label + PUBLIC)
            assert (reading.text, reading.label) == (PUBLIC, None)
        reading = read_public_key(f"Username: {COMPANY}+{PUBLIC}", COMPANY)
        assert reading.text == PUBLIC

    @pytest.mark.parametrize("between", ["\n", "\r\n", " ", "; "])
    def test_both_keys_in_one_field_are_refused(self, between: str) -> None:
        text = f"Public key: {PUBLIC}{between}Private key: {PRIVATE}"
        for read in (read_public_key, read_private_key):
            fault, message = problem_of(read(text))
            assert fault is Fault.VALUE_UNREADABLE
            assert PRIVATE not in message

    def test_a_secret_of_another_product_is_not_a_private_key(self) -> None:
        assert clean("Client secret: x").label is None

    def test_without_labels_swapped_keys_are_not_guessed(self) -> None:
        assert compare_keys(read_public_key("longer" * 9), read_private_key("short")) is None

    def test_two_empty_fields_do_not_count_as_the_same_key(self) -> None:
        assert compare_keys(read_public_key(""), read_private_key("")) is None


def test_the_repr_of_a_parsed_value_hides_its_text() -> None:
    for reading in (read_private_key(PRIVATE), read_client_id(GUID), clean(PRIVATE)):
        assert reading.text not in repr(reading)
        assert reading.text not in f"{reading}"


@pytest.mark.parametrize("read", [read_company_id, read_public_key, read_client_id])
def test_a_refused_value_names_its_field(read: Callable[[str], ParsedValue]) -> None:
    refused, absent = read("a\x01b" if read is not read_client_id else "a@b.example"), read("")
    assert refused.problem
    assert absent.problem
    assert refused.problem.details["where"] == absent.problem.details["where"] != ""
