"""All five values from one text: any order, any usual shape, and never a guess about the keys."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.domain.faults.fault import VALUES, Field
from wizard.domain.pasted_text.notes import not_taken
from wizard.domain.pasted_text.parse import LONGEST, Pasted, parse_pasted
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
    "powershell": f'''$CWServer = "{SITE}"
$CWCompany = "{COMPANY}"
[string]$pubkey = "{PUBLIC}"
$env:CW_PRIVATE_KEY = "{PRIVATE}"
$CWClientId = "{CLIENT}"''',
    "kwargs": f'ConnectWise(site="{SITE}", company_id="{COMPANY}", public_key="{PUBLIC}", '
    f'private_key="{PRIVATE}", client_id="{CLIENT}")',
    "environ": f"process.env['CW_SITE'] = '{SITE}';\nprocess.env['CW_COMPANY'] = '{COMPANY}';\n"
    f"process.env['CW_PUBLIC_KEY'] = '{PUBLIC}';\nprocess.env['CW_PRIVATE_KEY'] = '{PRIVATE}';\n"
    f"process.env['CW_CLIENT_ID'] = '{CLIENT}';",
    "docker": f"-e CW_SITE={SITE} -e CW_COMPANY={COMPANY} -e CW_PUBLIC_KEY={PUBLIC} "
    f"-e CW_PRIVATE_KEY={PRIVATE} -e CW_CLIENT_ID={CLIENT}",
    "connection string": f"Server={SITE};Company={COMPANY};PublicKey={PUBLIC};"
    f"PrivateKey={PRIVATE};ClientId={CLIENT}",
    "form": f"site={SITE}&company={COMPANY}&publicKey={PUBLIC}&privateKey={PRIVATE}"
    f"&clientId={CLIENT}",
    "one line": f"Site: {SITE} Company: {COMPANY} Public Key: {PUBLIC} Private Key: {PRIVATE} "
    f"Client ID: {CLIENT}",
    "slashes": f"Site: {SITE} / Company: {COMPANY} / Public Key: {PUBLIC} / "
    f"Private Key: {PRIVATE} / Client ID: {CLIENT}",
    "dots": f"Site ........ {SITE}\nCompany ID ... {COMPANY}\nPublic Key ... {PUBLIC}\n"
    f"Private Key ... {PRIVATE}\nClient ID ... {CLIENT}",
    "quoted mail": f"> Site: {SITE}\n> Company ID: {COMPANY}\n>> Public Key: {PUBLIC}\n"
    f"> Private Key: {PRIVATE}\n> Client ID: {CLIENT}",
    "emphasis": f"**Site:** {SITE}\n*Company ID*: {COMPANY}\n__Public Key__: `{PUBLIC}`\n"
    f"**Private Key:** `{PRIVATE}`\n* Client ID: {CLIENT}",
    "buttons": f"Site: {SITE} Copy\nCompany ID: {COMPANY}\nPublic Key: {PUBLIC} Copy\n"
    f"Private Key: {PRIVATE} Copied!\nClient ID: {CLIENT} Copy",
    "remarks": f"site: {SITE} # production\ncompany_id: {COMPANY}\npublic_key: {PUBLIC} # API\n"
    f"private_key: {PRIVATE}\nclient_id: '{CLIENT}' # developer site",
    "two colons": f"Site:: {SITE}\nCompany ID:: {COMPANY}\nPublic Key:: {PUBLIC}\n"
    f"Private Key:: {PRIVATE}\nClient ID:: {CLIENT}",
    "commas": f"site,company_id,public_key,private_key,client_id\n"
    f"{SITE},{COMPANY},{PUBLIC},{PRIVATE},{CLIENT}\n",
    "semicolon table": f"Site;Company ID;Public Key;Private Key;Client ID\r\n"
    f"{SITE};{COMPANY};{PUBLIC};{PRIVATE};{CLIENT}\r\n",
    "markdown table": f"| Site | Company ID | Public Key | Private Key | Client ID |\n"
    f"|---|:-:|---|---|---|\n| {SITE} | {COMPANY} | {PUBLIC} | {PRIVATE} | {CLIENT} |",
    "html": f"<table><tr><td>Site</td><td>{SITE}</td></tr><tr><td>Company ID</td>"
    f"<td>{COMPANY}</td></tr></table>Public Key: <b>{PUBLIC}</b><br/>Private Key: {PRIVATE}<br>"
    f"Client ID: {CLIENT}<br>",
    "xml": f"<link><site>{SITE}</site><companyId>{COMPANY}</companyId><publicKey>{PUBLIC}"
    f"</publicKey><privateKey>{PRIVATE}</privateKey><clientId>{CLIENT}</clientId></link>",
    "settings": f'<add key="CW_Site" value="{SITE}" />\n<add key="Company" value="{COMPANY}"/>\n'
    f'<add key="PublicKey" value="{PUBLIC}"/>\n<add key="PrivateKey" value="{PRIVATE}"/>\n'
    f'<add key="ClientId" value="{CLIENT}"/>',
    "names and values apart": json.dumps(
        [{"name": name, "value": text, "type": 1} for name, text in zip(NAMES, ALL, strict=True)]
    ),
    "german": f"Adresse: {SITE}\nFirma: {COMPANY}\nÖffentlicher Schlüssel: {PUBLIC}\n"
    f"Privater Schlüssel: {PRIVATE}\nClient-ID: {CLIENT}",
    "french": f"Adresse : {SITE}\nSociété : {COMPANY}\nClé publique : {PUBLIC}\n"
    f"Clé privée : {PRIVATE}\nID client : {CLIENT}",
    "spanish": f"Dirección: {SITE}\nEmpresa: {COMPANY}\nClave pública: {PUBLIC}\n"
    f"Clave privada: {PRIVATE}\nID de cliente: {CLIENT}",
    "dutch": f"Adres: {SITE}\nBedrijf: {COMPANY}\nPublieke sleutel: {PUBLIC}\n"
    f"Privésleutel: {PRIVATE}\nClient-ID: {CLIENT}",
}
AMID = {
    "table with a further column": f"Site\tCompany ID\tPublic Key\tPrivate Key\tClient ID\tNotes"
    f"\r\n{SITE}\t{COMPANY}\t{PUBLIC}\t{PRIVATE}\t{CLIENT}\tfrom Jo\r\n",
    "remarks in brackets": f"Company ID (short, no blanks): {COMPANY}\n"
    f"Private key (shown once, keep safe): {PRIVATE}\nPublic key (API Keys tab): {PUBLIC}\n"
    f"Client ID (developer site): {CLIENT}\nSite URL (browser): {SITE}",
    "chat": f"[2026-11-20 10:02] Jo: Site: {SITE}\n[2026-11-20 10:02] Company ID: {COMPANY}\n"
    f"20/11/2026, 10:03 - Jo: Public Key: {PUBLIC}\nJo: Private Key: {PRIVATE}\n"
    f"Notes: ClientID={CLIENT}",
    "mail": f"""Hi Kim, here are the details:

ConnectWise URL: {SITE}
Company ID: {COMPANY}
Public Key: {PUBLIC}
Private Key: {PRIVATE}
Client ID: {CLIENT}

Best regards, Jo | Contoso | +1 555 0100""",
    "splatting": f"""$values = @{{
    Server     = "{SITE}"
    Company    = '{COMPANY}'
    PubKey     = '{PUBLIC}'
    PrivateKey = '{PRIVATE}'
    ClientID   = '{CLIENT}'
}}
Connect-CWM @values""",
    "parameters": f'Connect-CWM -Server "{SITE}" -Company {COMPANY} -PubKey "{PUBLIC}" '
    f"-PrivateKey {PRIVATE} -ClientID {CLIENT}",
    "script": f"""const cw = new ConnectWise({{
  companyUrl: "{SITE}",
  companyId: "{COMPANY}",
  publicKey: "{PUBLIC}",
  privateKey: "{PRIVATE}",
  clientId: "{CLIENT}",
}});""",
    "documented": f"Site\n{SITE}\nCopy\nCompany ID\n{COMPANY}\nCopy\nPublic Key\n{PUBLIC}\n"
    f"Copy\nPrivate Key\n{PRIVATE}\nCopy\nClient ID\n{CLIENT}\nUpdated 2 days ago",
    "postman": json.dumps(
        [
            {"key": f"CW_{name}", "value": text, "enabled": True}
            for name, text in zip(NAMES, ALL, strict=True)
        ]
        + [{"key": "other", "value": "x"}]
    ),
    "another secret": f"Client ID: {CLIENT}\nClient Secret: foo\nSite: {SITE}\n"
    f"Company ID: {COMPANY}\nPublic Key: {PUBLIC}\nPrivate Key: {PRIVATE}",
    "street": f"Adresse: Hauptstrasse 1\nSite: {SITE}\nCompany ID: {COMPANY}\n"
    f"Public Key: {PUBLIC}\nPrivate Key: {PRIVATE}\nClient ID: {CLIENT}",
}


def values(pasted: Pasted) -> tuple[str, ...]:
    found = [getattr(pasted, value.value) for value in VALUES]
    return tuple(text.reveal() if isinstance(text, Secret) else text for text in found)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_usual_form_is_parsed(shape: str) -> None:
    pasted = parse_pasted(SHAPES[shape])
    assert values(pasted) == ALL
    assert (pasted.unmatched, pasted.lacking) == (0, ())


@pytest.mark.parametrize("shape", AMID)
def test_values_are_found_within_other_text(shape: str) -> None:
    assert values(parse_pasted(AMID[shape])) == ALL


@pytest.mark.parametrize("shape", [*SHAPES.values(), *AMID.values()])
def test_no_secret_is_put_into_a_visible_field(shape: str) -> None:
    for cut in range(0, len(shape), 7):
        pasted = parse_pasted(shape[cut:])
        assert PRIVATE not in pasted.site + pasted.company_id


def test_a_deep_link_beside_the_same_address_is_not_a_conflict() -> None:
    link = f"{SITE}/v2025_1/x.rails?recid=1&companyName=other"
    assert parse_pasted(f"Login URL: {link}\nSite: na.myconnectwise.net").site == SITE[8:]
    assert parse_pasted(f"Link: {link}").site == link


def test_the_next_column_heading_is_not_a_client_id() -> None:
    text = f"Name\tClient ID\tProduct\nHire2Retire\t{CLIENT}\tPSA"
    assert parse_pasted(text).client_id.reveal() == CLIENT


def test_a_mistyped_client_id_is_not_replaced_by_another_guid() -> None:
    text = f"Client ID: {CLIENT[:-1]}\nAnother: {CLIENT.replace('1', '6')}"
    assert parse_pasted(text).client_id.reveal() == CLIENT[:-1]


def test_address_and_client_id_are_found_in_a_command() -> None:
    text = f'curl {SITE}/v4_6_release/apis/3.0/system/info -u "x:y" -H "clientId: {CLIENT}"'
    pasted = parse_pasted(text)
    assert pasted.site.startswith(SITE)
    assert pasted.client_id.reveal() == CLIENT
    assert pasted.lacking == (Field.COMPANY_ID, Field.PRIVATE_KEY, Field.PUBLIC_KEY)


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("filler", ["a ", "- ", " ", "\t", "a\n", "|", "<a ", "site,", "-a ", "("])
def test_no_text_takes_long_to_parse(filler: str) -> None:
    assert parse_pasted((filler * LONGEST)[: LONGEST // 4]).found == ()


def test_unlabeled_keys_are_never_assigned() -> None:
    pasted = parse_pasted(f"{SITE}\nCompany ID: {COMPANY}\n{PUBLIC}\n{PRIVATE}\n{CLIENT}")
    assert values(pasted) == (SITE, COMPANY, "", "", CLIENT)
    assert pasted.lacking == (Field.PRIVATE_KEY, Field.PUBLIC_KEY)
    assert pasted.keys_unnamed
    assert pasted.unmatched == 2


def test_one_labeled_key_does_not_identify_the_other() -> None:
    pasted = parse_pasted(f"Public key: {PUBLIC}\n{PRIVATE}")
    assert values(pasted) == ("", "", "", PUBLIC, "")
    assert pasted.keys_unnamed


def test_labels_that_do_not_fit_their_values_give_no_value() -> None:
    pasted = parse_pasted(f"Public key\nPrivate key\n{PRIVATE}")
    assert pasted.found == ()
    assert pasted.keys_unnamed


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (f"Private key: {PRIVATE}\nPrivate key: {PUBLIC}", Field.PRIVATE_KEY),
        (f"{CLIENT}\n{CLIENT.replace('1', '6')}", Field.CLIENT_ID),
        (f"{SITE}\nhttps://eu.myconnectwise.net", Field.SITE),
    ],
)
def test_two_different_candidates_give_no_value(text: str, lost: Field) -> None:
    pasted = parse_pasted(text)
    assert lost in pasted.lacking
    assert pasted.unmatched == 2


def test_unmatched_pieces_are_counted() -> None:
    pasted = parse_pasted(f"Hello\nMember ID: hire2retire\nCompany ID: {COMPANY}\nbest, Kim")
    assert pasted.found == (Field.COMPANY_ID,)
    assert pasted.unmatched >= 3


def test_other_addresses_are_not_the_site() -> None:
    pasted = parse_pasted(
        f"https://developer.connectwise.com/ClientID\n{SITE}\nkim@contoso.example"
    )
    assert pasted.site == SITE


def test_a_text_that_is_too_long_is_not_parsed() -> None:
    assert parse_pasted(f"Company ID: {COMPANY}\n" + " " * LONGEST).found == ()


def test_the_repr_contains_no_value() -> None:
    shown = repr(parse_pasted(SHAPES["json"]))
    assert not [text for text in ALL if text in shown]


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([*ALL, *NAMES, "\n", "\t", ": ", "{", '"', "[", ","])).map("".join)
)
def test_any_text_is_parsed_without_an_exception(text: str) -> None:
    pasted = parse_pasted(text)
    assert set(pasted.found) | set(pasted.lacking) == set(VALUES)


def test_deeply_nested_json_is_handled() -> None:
    assert parse_pasted("[" * 9000).found == ()


def test_a_text_that_is_too_long_counts_as_one_unmatched_piece() -> None:
    longest = f"Company ID: {COMPANY}\n".ljust(LONGEST, "\n")
    assert parse_pasted(longest).company_id == COMPANY
    assert parse_pasted(longest + "\n") == Pasted(unmatched=1)


@pytest.mark.parametrize("site", ["https://cw.contoso.example", "HTTPS://cw.contoso.example/x"])
def test_a_whole_address_needs_no_label(site: str) -> None:
    assert parse_pasted(site).site == site


def test_an_on_premises_host_name_needs_a_label() -> None:
    assert parse_pasted("cw.contoso.example").site == ""
    assert parse_pasted("na.myconnectwise.net").site == "na.myconnectwise.net"


def test_lists_and_numbers_in_a_document_are_read() -> None:
    assert parse_pasted(f'[["company: {COMPANY}"], 5, null]').company_id == COMPANY
    assert parse_pasted('{"company": ["contoso", 12]}').unmatched == 2
    assert parse_pasted('{"company": "", "client_id": null}').unmatched == 0


def test_one_label_introduces_one_value() -> None:
    pasted = parse_pasted(f"Company ID:\n{COMPANY}\nsomething\nelse")
    assert (pasted.company_id, pasted.unmatched) == (COMPANY, 2)


def test_a_labeled_value_takes_precedence_over_one_recognized_by_its_form() -> None:
    other = CLIENT.replace("1", "9")
    pasted = parse_pasted(f"Client ID: {CLIENT}\nseen: {other}\n{other}")
    assert pasted.client_id == Secret(CLIENT)
    assert pasted.unmatched >= 1


TWO_TENANTS = f"CW_COMPANY_ID=contoso\nCWM_COMPANY_ID=fabrikam\nCW_SITE={SITE}\n"


@pytest.mark.parametrize(
    "keys",
    [
        f"CW_PUBLIC_KEY={PUBLIC}\nCW_PRIVATE_KEY={PRIVATE}",
        f"CW_PRIVATE_KEY={PRIVATE}",
        f"curl -u 'contoso+{PUBLIC}:{PRIVATE}'",
    ],
)
def test_with_two_companies_no_key_is_assigned(keys: str) -> None:
    for text in (TWO_TENANTS + keys, f"{keys}\n{TWO_TENANTS}"):
        pasted = parse_pasted(text)
        assert values(pasted) == (SITE, "", "", "", "")
        assert pasted.companies == 2
        offered = {value: {t.reveal() for t in texts} for value, texts in pasted.choices.items()}
        assert offered[Field.COMPANY_ID] == {"contoso", "fabrikam"}
        assert offered[Field.PRIVATE_KEY] == {PRIVATE}
        lone = [line for line in not_taken(pasted) if "which one this belongs to" in line]
        assert len(lone) == 1
        assert "Private key" in lone[0]
        assert pasted.unmatched >= 3


def test_one_company_mentioned_twice_keeps_its_keys() -> None:
    text = f"CW_COMPANY_ID=contoso\nCompany ID: Contoso\nCW_PRIVATE_KEY={PRIVATE}"
    assert parse_pasted(text).private_key.reveal() == PRIVATE
