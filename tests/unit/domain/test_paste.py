"""All five values from one text: any order, any usual shape, and never a guess about the keys."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.domain.faults import VALUES, Blame
from wizard.domain.paste import LONGEST, Pasted, read_all
from wizard.domain.secret import Secret

SITE = "https://na.myconnectwise.net"
COMPANY = "contoso"
PRIVATE = "TestPrivateKey01"
PUBLIC = "TestPublicKey001"
CLIENT = "11111111-2222-3333-4444-555555555555"
ALL = (SITE, COMPANY, PRIVATE, PUBLIC, CLIENT)
NAMES = ("site", "company_id", "private_key", "public_key", "client_id")
SHAPES = {
    "lines": f"""ConnectWise URL: {SITE}
        Company ID: {COMPANY}
        Private Key: {PRIVATE}
        Public Key: {PUBLIC}
        Client ID: {CLIENT}""",
    "label above value": f"""Public Key
{PUBLIC}
Private Key (shown once)
{PRIVATE}

Client ID:
{CLIENT}
Company
{COMPANY}
Site
{SITE}""",
    "json": json.dumps(dict(zip(NAMES, ALL, strict=True))),
    "json inside json": json.dumps({"connectwise": dict(zip(NAMES, ALL, strict=True))}, indent=2),
    "camel case": json.dumps(
        {"siteUrl": SITE, "companyId": COMPANY, "privateKey": PRIVATE, "publicKey": PUBLIC}
        | {"clientId": CLIENT}
    ),
    "torn json": f'"site": "{SITE}",\n"company_id": "{COMPANY}",\n"public_key": "{PUBLIC}",\n'
    f'"private_key": "{PRIVATE}",\n"client_id": "{CLIENT}"\n}}',
    "python": str(dict(zip(NAMES, ALL, strict=True))),
    "env": f"""export CW_SITE={SITE}
export CW_COMPANY_ID="{COMPANY}"
CW_PUBLIC_KEY='{PUBLIC}'
CW_PRIVATE_KEY={PRIVATE}
CW_CLIENT_ID={CLIENT}""",
    "tabs": f"Company ID\t{COMPANY}\r\nSite\t{SITE}\r\nClient ID\t{CLIENT}\r\n"
    f"Private key\t{PRIVATE}\r\nPublic key\t{PUBLIC}\r\n",
    "table": "Site\tCompany ID\tPrivate key\tPublic key\tClient ID\n" + "\t".join(ALL),
    "semicolons": f"Company={COMPANY}; URL={SITE}; PublicKey={PUBLIC}; PrivateKey={PRIVATE}; "
    f"ClientId={CLIENT}",
    "markdown": f"| Site | {SITE} |\n| Company ID | {COMPANY} |\n| Public key | {PUBLIC} |\n"
    f"| Private key | {PRIVATE} |\n| Client ID | {CLIENT} |",
    "shapes": f"{CLIENT}\n{SITE}\nCompany ID: {COMPANY}\n- Private key: {PRIVATE}\n"
    f"- Public key: {PUBLIC}",
}


def values(pasted: Pasted) -> tuple[str, ...]:
    found = [getattr(pasted, value.value) for value in VALUES]
    return tuple(text.reveal() if isinstance(text, Secret) else text for text in found)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_usual_shape_is_read(shape: str) -> None:
    pasted = read_all(SHAPES[shape])
    assert values(pasted) == ALL
    assert (pasted.left_over, pasted.lacking) == (0, ())


def test_keys_without_names_are_never_told_apart() -> None:
    pasted = read_all(f"{SITE}\nCompany ID: {COMPANY}\n{PUBLIC}\n{PRIVATE}\n{CLIENT}")
    assert values(pasted) == (SITE, COMPANY, "", "", CLIENT)
    assert pasted.lacking == (Blame.PRIVATE_KEY, Blame.PUBLIC_KEY)
    assert pasted.keys_unnamed
    assert pasted.left_over == 2


def test_one_named_key_does_not_name_the_other() -> None:
    pasted = read_all(f"Public key: {PUBLIC}\n{PRIVATE}")
    assert values(pasted) == ("", "", "", PUBLIC, "")
    assert pasted.keys_unnamed


def test_names_that_do_not_fit_their_values_give_none() -> None:
    pasted = read_all(f"Public key\nPrivate key\n{PRIVATE}")
    assert pasted.found == ()
    assert pasted.keys_unnamed


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (f"Private key: {PRIVATE}\nPrivate key: {PUBLIC}", Blame.PRIVATE_KEY),
        (f"{CLIENT}\n{CLIENT.replace('1', '6')}", Blame.CLIENT_ID),
        (f"{SITE}\nhttps://eu.myconnectwise.net", Blame.SITE),
    ],
)
def test_two_different_values_are_none(text: str, lost: Blame) -> None:
    pasted = read_all(text)
    assert lost in pasted.lacking
    assert pasted.left_over == 2


def test_what_belongs_to_nothing_is_counted() -> None:
    pasted = read_all(f"Hello\nMember ID: hire2retire\nCompany ID: {COMPANY}\nbest, Kim")
    assert pasted.found == (Blame.COMPANY_ID,)
    assert pasted.left_over >= 3


def test_other_addresses_are_not_the_site() -> None:
    pasted = read_all(f"https://developer.connectwise.com/ClientID\n{SITE}\nkim@contoso.example")
    assert pasted.site == SITE


def test_a_text_that_is_too_long_is_not_read() -> None:
    assert read_all(f"Company ID: {COMPANY}\n" + " " * LONGEST).found == ()


def test_no_value_is_in_the_repr() -> None:
    shown = repr(read_all(SHAPES["json"]))
    assert not [text for text in ALL if text in shown]


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([*ALL, *NAMES, "\n", "\t", ": ", "{", '"', "[", ","])).map("".join)
)
def test_it_never_raises(text: str) -> None:
    pasted = read_all(text)
    assert set(pasted.found) | set(pasted.lacking) == set(VALUES)


def test_deep_json_is_survived() -> None:
    assert read_all("[" * 9000).found == ()
