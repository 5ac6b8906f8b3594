"""Texts in which people keep the five values, and properties that hold for every text."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wizard.domain.address.reading import read_address
from wizard.domain.credentials.clean import clean
from wizard.domain.credentials.placeholders import is_sample
from wizard.domain.faults.fault import VALUES, Field
from wizard.domain.pasted_text.parse import LONGEST, parse_pasted

DATA = Path(__file__).parents[3] / "data" / "pasted_texts.json"
CASES: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
KEY = st.text("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", min_size=14, max_size=14)
NAMES = {
    Field.SITE: ("CW site", "ConnectWise URL", "Server", "Adresse"),
    Field.COMPANY_ID: ("Company ID", "CW_COMPANY", "companyId", "Firmen-ID"),
    Field.PRIVATE_KEY: ("Private key", "CW_PRIVATE_KEY", "privateKey", "Clé privée"),
    Field.PUBLIC_KEY: ("Public key", "CWPublicKey", "pubkey", "Öffentlicher Schlüssel"),
    Field.CLIENT_ID: ("Client ID", "clientId", "CW_CLIENT_ID"),
}
SIGNS = (": ", " = ", "=", "\t", " → ", ":\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_usual_texts_are_parsed(case: dict[str, Any]) -> None:
    pasted = parse_pasted(case["text"])
    found = {value.value: clean(pasted.text(value)).text for value in VALUES}
    expected = dict(case["values"])
    for read in (found, expected):
        address = read_address(read["site"]).address
        read["site"] = address.web_host if address else read["site"]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "The company ID is required, and the client ID is missing.",
        "Company ID is wrong.",
        "Die Firmen-ID ist falsch, der Server ist da.",
        'setenv("PATH", "/usr/bin")',
        "https://sync.example/setup?session=1&lang=en",
        "Company, contact, phone",
        "Company,Contact,Phone",
    ],
)
def test_a_sentence_about_a_value_is_not_a_value(text: str) -> None:
    assert parse_pasted(text).company_id == ""


def test_a_link_that_contains_keys_is_not_an_address() -> None:
    link = "https://sync.example/setup?company=northwind&publicKey=aaaaBBBBcccc1111&privateKey=x2"
    pasted = parse_pasted(f"Site: {link}\n{link}")
    assert "privateKey" not in pasted.site


@st.composite
def labelled(draw: st.DrawFn) -> tuple[dict[Field, str], list[str]]:
    """Five values, and a line for each of them."""
    public, private = (f"k{draw(KEY)}9" for _ in "12")
    assume(public != private and not is_sample(public) and not is_sample(private))
    texts = {
        Field.SITE: draw(st.sampled_from(["https://na.myconnectwise.net", "eu.myconnectwise.net"])),
        Field.COMPANY_ID: draw(st.sampled_from(["contoso", "fabrikam-2", "NW_it"])),
        Field.PRIVATE_KEY: private,
        Field.PUBLIC_KEY: public,
        Field.CLIENT_ID: str(draw(st.uuids(version=4))),
    }
    sign = draw(st.sampled_from(SIGNS))
    return texts, [draw(st.sampled_from(NAMES[v])) + sign + text for v, text in texts.items()]


@settings(deadline=None)
@given(labelled(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(
    made: tuple[dict[Field, str], list[str]], random: Any
) -> None:
    texts, lines = made
    random.shuffle(lines)
    pasted = parse_pasted("\n".join(lines))
    assert {value: pasted.text(value) for value in VALUES} == texts


@settings(deadline=None)
@given(labelled(), labelled(), st.integers(0, 400), st.booleans())
def test_secrets_stay_in_their_fields_and_parsed_values_parse_the_same(
    one: tuple[dict[Field, str], list[str]],
    other: tuple[dict[Field, str], list[str]],
    cut: int,
    both: bool,
) -> None:
    """A text torn anywhere, and two tenants in one text."""
    lines = one[1] + (other[1] if both else [])
    pasted = parse_pasted("\n".join(lines)[cut:])
    for made in (one[0], other[0]):
        secret = made[Field.PRIVATE_KEY]
        assert secret not in pasted.site + pasted.company_id
        if secret not in (one[0][Field.PUBLIC_KEY], other[0][Field.PUBLIC_KEY]):
            assert pasted.public_key != secret
    again = parse_pasted("\n".join(f"{v.label}: {pasted.text(v)}" for v in pasted.found))
    assert {v: again.text(v) for v in pasted.found} == {v: pasted.text(v) for v in pasted.found}


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize(
    "filler",
    [
        "Company ID is a, ",
        'f("ab", ',
        "https://a.b?c=d&",
        " . . . .",
        "│ a ",
        '<a b="c" d=',
        "a+bbbbbbbb:",
        "secret set AB --body ",
        "Public key\n",
        "Password\n",
        "PSCredential(a+bbbbbbbb",
        "public,private;",
    ],
)
def test_parsing_time_grows_linearly_with_the_length(filler: str) -> None:
    """Processor time of an eight times longer text, at most thrice what its length explains."""
    texts = [(filler * LONGEST)[:size] for size in (LONGEST // 8, LONGEST)]
    short, long = map(_cpu_s, texts)
    if long >= 24 * short:  # or of the quickest of two: others use the caches as well
        short, long = (
            min(took, _cpu_s(text)) for took, text in zip((short, long), texts, strict=True)
        )
    assert long < 24 * max(short, 0.004), f"{short:.3f} s, {long:.3f} s"


def _cpu_s(text: str) -> float:
    begun = time.process_time()
    parse_pasted(text)
    return time.process_time() - begun
