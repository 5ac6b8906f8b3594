"""Properties of the parsers for any text, however long or unusual."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.credentials.samples import COMPANY, GUID, PUBLIC, TOKEN
from wizard.domain.credentials.clean import Cleaned, clean, invisible
from wizard.domain.credentials.credentials import (
    read_client_id,
    read_company_id,
    read_private_key,
    read_public_key,
)

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
noise = st.sampled_from(
    [
        *(
            " ",
            "\t",
            "\n",
            "\u00a0",
            "\u200b",
            "\ufeff",
            '"',
            "'",
            "“",
            "”",
            "{",
            "}",
            ",",
            ";",
            ":",
        ),
        *("=", "-", "–", "+", "Public key: ", "Private key:", "Client ID\t", "Company: ", "key: "),
        *(
            "basic ",
            GUID,
            PUBLIC,
            TOKEN,
            COMPANY,
            "https://",
            "\x00",
            "\ud800",
            "é",
            "id=",
            "(",
            ")",
        ),
    ]
)
pasted = st.one_of(st.text(max_size=60), st.lists(noise, max_size=12).map("".join))


@given(pasted)
def test_cleaning_is_idempotent_and_adds_nothing(text: str) -> None:
    once = clean(text)
    twice = clean(once.text)
    assert (twice.text, twice.removed) == (once.text, ())
    assert once.text in text
    assert bool(once.removed) is (once.text != text)
    assert not once.text or not (once.text[0].isspace() or invisible(once.text[-1]))


@given(pasted, pasted)
def test_no_text_raises_an_exception(text: str, company: str) -> None:
    readings = (
        read_company_id(text),
        read_public_key(text, company),
        read_private_key(text, company),
        read_client_id(text),
    )
    for reading in readings:
        assert reading.accepted is (reading.problem is None)
        assert reading.accepted or reading.problem
        # A Client ID gets its dashes, and what the eye cannot find is taken out.
        bare = str.maketrans("", "", DASHES + "-\u200b\u200c\u200d\u2060\ufeff\u00ad")
        assert reading.text.translate(bare) in text.translate(bare)


@given(pasted)
def test_an_accepted_value_is_accepted_again_unchanged(text: str) -> None:
    for read in (read_company_id, read_private_key, read_client_id):
        reading = read(text)
        if reading.accepted:
            again = read(reading.text)
            assert (again.text, again.removed, again.problem) == (reading.text, (), None)


@given(pasted)
def test_an_accepted_value_is_valid_in_a_header(text: str) -> None:
    for read in (read_public_key, read_private_key, read_client_id):
        reading = read(text)
        if reading.accepted:
            assert reading.text.isascii()
            assert reading.text.isprintable()
            assert " " not in reading.text


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("filler", ["a", " ", "-", ";", '"', "a ", "a-", "(", "\u200b", "A1b2"])
def test_a_huge_paste_is_parsed_quickly(filler: str) -> None:
    text = "x" + filler * 50_000 + "x"
    for read in (read_company_id, read_public_key, read_private_key, read_client_id):
        assert read(text).text


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("layer", ['" ', "key: ", "]\u200b", "} ", "“\t", "id\n", "Company - "])
def test_deeply_nested_wrapping_is_parsed_quickly_and_kept(layer: str) -> None:
    text = layer * 20_000 + "x"
    assert clean(clean(text).text) == Cleaned(clean(text).text)
    for read in (read_company_id, read_public_key, read_private_key, read_client_id):
        reading = read(text)
        assert reading.text
        assert read(reading.text).text == reading.text
