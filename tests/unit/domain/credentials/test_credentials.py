"""Company ID, keys, Client ID: what paste brings along is taken off and said, the rest is named."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.credentials.classify import is_key, is_secret, is_token
from wizard.domain.credentials.clean import Cleaned, Stripped, clean, describe_character, invisible
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

PUBLIC = "TestPublicKey001"
PRIVATE = "TestPrivateKey02"
GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
TOKEN = base64.b64encode(b"contoso+TestPublicKey001:TestPrivateKey02").decode()
COMPANY = "contoso"

READERS = {
    Field.COMPANY_ID: (read_company_id, COMPANY),
    Field.PUBLIC_KEY: (read_public_key, PUBLIC),
    Field.PRIVATE_KEY: (read_private_key, PRIVATE),
    Field.CLIENT_ID: (read_client_id, GUID),
}
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
B, N, Z, Q = Stripped.BLANKS, Stripped.LINE_ENDS, Stripped.INVISIBLE, Stripped.QUOTES
WRAPPINGS = [
    ("{}", ()),
    (" {}  ", (B,)),
    ("\t{}\t", (B,)),
    ("{}\n", (N,)),
    ("\r\n{}\r\n", (N,)),
    ("{}\u2028", (N,)),
    ("\u00a0{}\u00a0", (B,)),
    ("\u3000{}", (B,)),
    ("\u200b{}\u200b", (Z,)),
    ("\ufeff{}", (Z,)),
    ("{}\u200e\u200f", (Z,)),
    ("\u2066{}\u2069", (Z,)),
    ("\u00ad{}\x00", (Z,)),
    ("{}\ufe0f", (Z,)),
    ('"{}"', (Q,)),
    ("'{}'", (Q,)),
    ("`{}`", (Q,)),
    ("“{}”", (Q,)),
    ("„{}“", (Q,)),
    ("‘{}’", (Q,)),
    ("«{}»", (Q,)),
    ("\u2039{}\u203a", (Q,)),
    ('"{}', (Q,)),
    ("{}”", (Q,)),
    ('"{}",', (Q,)),
    ("'{}';", (Q,)),
    (' "{}" \n', (B, N, Q)),
    ('"\u200b {} \u200b"', (Q, Z, B)),
]
LABELS = {
    Field.COMPANY_ID: [
        *("Company ID: {}", "Company: {}", "company_id={}", "COMPANY-ID = {}", "CompanyId\t{}"),
        *(
            "Login Company: {}",
            "Company\n{}",
            '"companyId": "{}",',
            "Company ID {}",
            "* Company: {}",
        ),
        *("CW_COMPANY={}", "Company identifier → {}", "Company ID\uff1a{}"),
        *("$Company = '{}'", "$CWCompany={}", "-Company {}", "--company {}", "Company ID:: {}"),
        *("Firma: {}", "Firmen-ID: {}", "Société : {}", "ID de empresa: {}", "Bedrijfs-ID: {}"),
    ],
    Field.PUBLIC_KEY: [
        *("Public key: {}", "Public Key:{}", "PUBLIC_KEY={}", "public-key = {}", "publicKey: '{}'"),
        *('"publicKey": "{}",', '"publicKey" : "{}"', "API Public Key: {}", "Public API Key:\t{}"),
        *(
            "Public key\n{}",
            "Public Key – {}",
            "Public key -> {}",
            "Public key => {}",
            "Public: {}",
        ),
        *("1. Public key: {}", "- Public key: {}", "CW_MANAGE_PUBLIC_KEY={}", "Public Key {}"),
        *(
            "my public key: {}",
            "“Public Key”: “{}”",
            "Public key (user name): {}",
            "Public key | {}",
        ),
        *('$pubkey = "{}"', "$env:CW_PUBLIC_KEY={}", "[string]$PubKey='{}'", "PubKey      = '{}'"),
        *("-PubKey {}", '-PublicKey "{}"', "--public-key={}", "Pub: {}", "Public API Key {}"),
        *("Öffentlicher Schlüssel: {}", "Clé publique : {}", "Clave pública: {}"),
        *("Publieke sleutel: {}", "Openbare sleutel = {}", "Public key ..... {}"),
    ],
    Field.PRIVATE_KEY: [
        *("Private key: {}", "PRIVATE KEY : {}", "private_key={};", '"privateKey": "{}",'),
        *("'privateKey': '{}'", "privateKey\t{}", "Private API Key: {}", "Secret key: {}"),
        *("Secret: {}", "ConnectWise Private Key: {}", "Private Key (password): {}", "Private: {}"),
        *("Private Key {}", "Private key\r\n{}", "Private Key\uff1a{}", "2) Private key: {}"),
        *("$privatekey = '{}'", "privkey={}", "-PrivateKey {}", "process.env['CW_PRIVATE_KEY']={}"),
        *("Privater Schlüssel: {}", "Geheimer Schluessel: {}", "Clé privée : {}", "Priv: {}"),
        *("Clave privada: {}", "Privésleutel: {}", "Geheime sleutel: {}"),
    ],
    Field.CLIENT_ID: [
        *("Client ID: {}", "ClientID: {}", "clientId: {}", "client_id={}", "Client-ID\t{}"),
        *(
            '"clientId": "{}",',
            "Client GUID: {}",
            "CW_CLIENT_ID={}",
            "Client ID {}",
            "client id\n{}",
        ),
        *("$ClientID = '{}'", "-ClientID {}", "ID client : {}", "ID de cliente: {}"),
    ],
}
LABELLED = [(value, label) for value, labels in LABELS.items() for label in labels]


def problem_of(reading: ParsedValue) -> tuple[Fault, str]:
    """The fault and what is said about it."""
    assert reading.problem is not None
    assert not reading.accepted
    return reading.problem.fault, reading.problem.message


@pytest.mark.parametrize(("wrapping", "said"), WRAPPINGS)
@pytest.mark.parametrize("value", READERS)
def test_wrapping_is_taken_off_and_said(
    value: Field, wrapping: str, said: tuple[Stripped, ...]
) -> None:
    read, text = READERS[value]
    reading = read(wrapping.format(text))
    assert reading.accepted
    assert reading.text == text
    assert set(reading.removed) == set(said)
    assert len(reading.removed) == len(said)


@pytest.mark.parametrize(("value", "label"), LABELLED)
def test_a_label_is_taken_off_and_kept_in_mind(value: Field, label: str) -> None:
    read, text = READERS[value]
    reading = read(label.format(text))
    assert (reading.problem, reading.text, reading.label) == (None, text, value)
    assert Stripped.LABEL in reading.removed
    wrapped = read(f" “{label.format(text)}”\n")
    assert (wrapped.text, wrapped.label) == (text, value)


@pytest.mark.parametrize("value", READERS)
@pytest.mark.parametrize("empty", ["", "  ", "\n\u200b", '""', "“”", " ' ' "])
def test_nothing_but_wrapping_is_a_missing_value(value: Field, empty: str) -> None:
    reading = READERS[value][0](empty)
    assert problem_of(reading)[0] is Fault.VALUE_MISSING
    assert reading.problem is not None
    assert reading.problem.affects == (value,)


def test_a_company_id_of_digits_is_no_port() -> None:
    assert read_company_id("Company ID:12345").text == "12345"
    assert read_company_id("Company: 12345").text == "12345"


def test_a_missing_value_leads_to_where_it_is_asked() -> None:
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
def test_a_foreign_character_inside_a_key_is_named(value: Field, inside: str, name: str) -> None:
    read, text = READERS[value]
    reading = read(text[:5] + inside + text[5:])
    fault, message = problem_of(reading)
    assert fault is Fault.VALUE_UNREADABLE
    assert message.startswith(f"{value.label} contains {name}.")
    assert reading.problem is not None
    assert (reading.problem.affects, reading.problem.step) == ((value,), Step.KEYS)


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"])
@pytest.mark.parametrize("value", [Field.PUBLIC_KEY, Field.PRIVATE_KEY, Field.CLIENT_ID])
def test_what_the_eye_cannot_find_inside_is_taken_out_and_said(value: Field, hidden: str) -> None:
    read, text = READERS[value]
    reading = read(text[:5] + hidden + text[5:])
    assert (reading.text, reading.removed, reading.accepted) == (text, (Z,), True)


@pytest.mark.parametrize("text", [GUID.replace("-", ""), GUID.replace("-", "").upper()])
def test_a_client_id_without_its_dashes_gets_them(text: str) -> None:
    reading = read_client_id(text)
    assert (reading.text.casefold(), reading.accepted) == (GUID, True)
    assert reading.removed == (Stripped.DASHES_ADDED,)


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
def test_the_first_character_that_cannot_be_is_named(text: str) -> None:
    first = next(c for c in text if c in "./+")
    assert f"contains the character “{first}”." in problem_of(read_company_id(text))[1]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("https://na.myconnectwise.net", "a web address"),
        ("na.myconnectwise.net", "a web address"),
        ("kim@contoso.example", "an e-mail address"),
        (f"contoso+{PUBLIC}", "a Company ID and a public key together"),
        (f"contoso+{PUBLIC}:{PRIVATE}", "a whole sign-in: Company ID, public key and private key"),
    ],
)
def test_what_else_stands_in_the_company_field_is_said(text: str, what: str) -> None:
    fault, message = problem_of(read_company_id(text))
    assert (fault, PUBLIC in message) == (Fault.VALUE_UNREADABLE, False)
    assert message.startswith(f"Company ID contains {what}.")


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
def test_a_company_id_is_otherwise_free(text: str) -> None:
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
    def test_it_is_taken_off_when_it_is_the_company_id(self, pasted: str) -> None:
        reading = read_public_key(pasted, COMPANY)
        assert (reading.text, reading.problem) == (PUBLIC, None)
        assert Stripped.COMPANY in reading.removed

    def test_letters_that_grow_when_folded_do_not_shift_the_cut(self) -> None:
        assert read_public_key(f"STRASSE+{PUBLIC}", "straße").text == PUBLIC
        assert read_public_key(f"straße+{PUBLIC}", "STRASSE").text == PUBLIC

    @pytest.mark.parametrize("company", ["", "fabrikam", "conto", "contoso2"])
    def test_another_prefix_stays(self, company: str) -> None:
        reading = read_public_key(f"{COMPANY}+{PUBLIC}", company)
        assert reading.text == f"{COMPANY}+{PUBLIC}"
        assert Stripped.COMPANY not in reading.removed

    def test_a_plus_of_the_key_itself_stays(self) -> None:
        assert read_public_key(f"{COMPANY}+Ab+Cd/Ef=", COMPANY).text == "Ab+Cd/Ef="

    def test_nothing_behind_it_is_a_missing_key(self) -> None:
        assert problem_of(read_public_key(f"{COMPANY}+", COMPANY))[0] is Fault.VALUE_MISSING

    def test_it_is_not_looked_for_in_the_private_key(self) -> None:
        assert read_private_key(f"{COMPANY}+{PRIVATE}", COMPANY).text == f"{COMPANY}+{PRIVATE}"


class TestMixedUp:
    @pytest.mark.parametrize("value", [Field.PUBLIC_KEY, Field.PRIVATE_KEY])
    @pytest.mark.parametrize(
        ("pasted", "what"),
        [
            (GUID, "a Client ID"),
            (GUID.upper(), "a Client ID"),
            (f"{{{GUID}}}", "a Client ID"),
            (GUID.replace("-", "–"), "a Client ID"),
            (f"Client ID: {GUID}", "a Client ID"),
            (f"Client ID: {PUBLIC}", "a Client ID"),
            (TOKEN, "an encoded sign-in"),
            (TOKEN.rstrip("="), "an encoded sign-in"),
            (f"Basic {TOKEN}", "an encoded sign-in"),
            (f"Authorization: Basic {TOKEN}", "an encoded sign-in"),
            (f'"Authorization": "Basic {TOKEN}"', "an encoded sign-in"),
            ("admin@contoso.example", "a user name"),
            ("CONTOSO\\admin", "a user name"),
            ("ada.lovelace", "a user name"),
            ("Hire2Retire", "a name, not a key"),
            (COMPANY, "a name, not a key"),
            ("CONTOSO", "a name, not a key"),
            (f"Company ID: {PUBLIC}", "a Company ID"),
            ("https://na.myconnectwise.net", "a web address"),
            (f"Site URL: {PUBLIC}", "a web address"),
        ],
    )
    def test_what_is_no_key_is_named(self, value: Field, pasted: str, what: str) -> None:
        reading = (read_public_key if value is Field.PUBLIC_KEY else read_private_key)(
            pasted, COMPANY
        )
        fault, message = problem_of(reading)
        assert (fault, message.split(". ")[0]) == (
            Fault.KEYS_MIXED_UP,
            f"{value.label} looks like {what}",
        )
        assert reading.problem is not None
        assert (reading.problem.affects, reading.problem.step) == ((value,), Step.KEYS)

    @pytest.mark.parametrize(
        ("pasted", "what"),
        [
            (PUBLIC, "a key"),
            ("AbCdEfGhIjKl+/=x", "a key"),
            ("Private key: short", "a key"),
            (f"Public key: {PUBLIC}", "a key"),
            (TOKEN, "an encoded sign-in"),
            (f"Basic {TOKEN}", "an encoded sign-in"),
            ("admin@contoso.example", "a user name"),
            ("https://developer.connectwise.com/ClientID", "a web address"),
            (f"https://help.contoso.example/App_Extensions/{GUID}", "a web address"),
        ],
    )
    def test_what_is_no_client_id_is_named(self, pasted: str, what: str) -> None:
        reading = read_client_id(pasted)
        fault, message = problem_of(reading)
        assert (fault, message.split(". ")[0]) == (
            Fault.KEYS_MIXED_UP,
            f"Client ID looks like {what}",
        )
        assert reading.problem is not None
        assert reading.problem.step is Step.CLIENT_ID

    @pytest.mark.parametrize(
        ("pasted", "what"),
        [
            (GUID, "a Client ID"),
            (f"Basic {TOKEN}", "an encoded sign-in"),
            (f"Private key: {PRIVATE}", "a private key"),
            (f"Public key: {PUBLIC}", "a public key"),
            ("Client ID: x", "a Client ID"),
        ],
    )
    def test_a_secret_is_no_company_id(self, pasted: str, what: str) -> None:
        reading = read_company_id(pasted)
        fault, message = problem_of(reading)
        assert (fault, message.split(". ")[0]) == (
            Fault.KEYS_MIXED_UP,
            f"Company ID looks like {what}",
        )
        assert reading.problem is not None
        assert reading.problem.step is Step.SITE


class TestClientId:
    @pytest.mark.parametrize(
        ("pasted", "said"),
        [
            (GUID, ()),
            (GUID.upper(), ()),
            (f"{{{GUID}}}", (Stripped.BRACES,)),
            (f"({GUID})", (Stripped.BRACES,)),
            (f"<{GUID}>", (Stripped.BRACES,)),
            (f"[{{{GUID}}}]", (Stripped.BRACES,)),
            (f'{{"{GUID}"}}', (Stripped.BRACES, Stripped.QUOTES)),
            (f"{{ {GUID} }}", (Stripped.BRACES, Stripped.BLANKS)),
            (f'{{"clientId": "{GUID}"}}', (Stripped.BRACES, Stripped.QUOTES, Stripped.LABEL)),
            (GUID.replace("-", "–"), (Stripped.DASHES,)),
            (GUID.replace("-", "—"), (Stripped.DASHES,)),
            (GUID.replace("-", "\u2011"), (Stripped.DASHES,)),
            (GUID.replace("-", "\u2212"), (Stripped.DASHES,)),
            (GUID.replace("-", "\uff0d"), (Stripped.DASHES,)),
            (
                f"“{{{GUID.replace('-', '–')}}}” ",
                (Stripped.BLANKS, Stripped.QUOTES, Stripped.BRACES),
            ),
        ],
    )
    def test_braces_and_typographic_dashes_are_mended(
        self, pasted: str, said: tuple[Stripped, ...]
    ) -> None:
        reading = read_client_id(pasted)
        assert reading.accepted
        assert reading.text.casefold() == GUID
        assert set(said) <= set(reading.removed)

    @pytest.mark.parametrize(
        "text",
        [
            "{} Copy",
            "Your Client ID is {}",
            "Hire2Retire: {} (Private)",
            "-H 'clientId: {}'",
            "clientId header: {}",
            "**{}**",
            "<clientId>{}</clientId>",
            'new Guid("{}")',
            "urn:uuid:{}",
            "{0}\n{0}",
            f"Public key: {PUBLIC}\nPrivate key: {PRIVATE}\nClient ID: {{}}",
        ],
    )
    def test_the_only_guid_in_a_text_is_taken_and_that_is_said(self, text: str) -> None:
        reading = read_client_id(text.format(GUID))
        assert reading.accepted
        assert reading.text == GUID
        assert Stripped.TEXT in reading.removed

    @pytest.mark.parametrize("text", ["{0} {1}", "{0}-{1}", "x{0}", "{0}0", "_{0}"])
    def test_a_guid_among_others_or_grown_together_is_not_guessed(self, text: str) -> None:
        other = GUID.replace("0", "1")
        assert problem_of(read_client_id(text.format(GUID, other)))[0] is Fault.CLIENT_ID_MALFORMED

    def test_a_label_inside_braces_counts(self) -> None:
        assert read_client_id(f"{{Client ID: {GUID}}}").label is Field.CLIENT_ID

    @pytest.mark.parametrize(
        ("pasted", "what"),
        [
            (GUID[:-1], "it has 31 of 32 digits; the first or last may be missing"),
            (GUID[1:], "it has 31 of 32 digits; the first or last may be missing"),
            (GUID[:-2], "it has 30 of 32 digits"),
            (GUID + "0", "it has 33 digits instead of 32"),
            (GUID[:9] + GUID[9:].replace("-", ""), "the dashes are missing or misplaced"),
            (GUID.replace("f", "g", 1), "it contains the character “g”"),
            (GUID.replace("0", "O", 1), "it contains the character “O”"),
            (GUID.replace("-", " "), "it contains a space"),
            (GUID[:8] + "\u200e" + GUID[8:], "it contains a hidden character (U+200E)"),
            (GUID + ",", "it contains the character “,”"),
            ("N-A", "it contains the character “N”"),
            ("0f8fad5b", "it has 8 of 32 digits"),
        ],
    )
    def test_what_keeps_it_from_being_a_guid_is_said(self, pasted: str, what: str) -> None:
        reading = read_client_id(pasted)
        fault, message = problem_of(reading)
        assert fault is Fault.CLIENT_ID_MALFORMED
        assert f"isn't a Client ID: {what}." in message
        assert reading.problem is not None
        assert (reading.problem.affects, reading.problem.step) == (
            (Field.CLIENT_ID,),
            Step.CLIENT_ID,
        )


class TestBothKeys:
    def test_two_different_keys_are_fine(self) -> None:
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
    def test_the_same_key_twice(self, public: str, private: str) -> None:
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
    def test_labels_tell_that_they_are_swapped(self, public: str, private: str) -> None:
        problem = compare_keys(read_public_key(public), read_private_key(private))
        assert problem is not None
        assert problem.fault is Fault.KEYS_SWAPPED

    def test_the_user_name_in_the_private_field_tells_that_they_are_swapped(self) -> None:
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
    def test_two_of_a_kind_are_not_swapped(self, label: str, wrong: Field, what: str) -> None:
        problem = compare_keys(
            read_public_key(f"{label}: {PUBLIC}"), read_private_key(f"{label}: {PRIVATE}")
        )
        assert problem is not None
        assert (problem.fault, problem.affects) == (Fault.KEYS_MIXED_UP, (wrong,))
        assert problem.message.startswith(what)

    @pytest.mark.parametrize("label", ["Password: ", "Passwort: ", "User name: ", "pass="])
    def test_the_labels_of_a_password_manager_name_no_key(self, label: str) -> None:
        for read in (read_public_key, read_private_key):
            reading = read(label + PUBLIC)
            assert (reading.text, reading.label) == (PUBLIC, None)
        reading = read_public_key(f"Username: {COMPANY}+{PUBLIC}", COMPANY)
        assert reading.text == PUBLIC

    @pytest.mark.parametrize("between", ["\n", "\r\n", " ", "; "])
    def test_both_keys_in_one_field_are_refused_not_guessed(self, between: str) -> None:
        text = f"Public key: {PUBLIC}{between}Private key: {PRIVATE}"
        for read in (read_public_key, read_private_key):
            fault, message = problem_of(read(text))
            assert fault is Fault.VALUE_UNREADABLE
            assert PRIVATE not in message

    def test_the_secret_of_another_product_is_no_private_key(self) -> None:
        assert clean("Client secret: x").label is None

    def test_without_labels_nothing_is_guessed(self) -> None:
        assert compare_keys(read_public_key("longer" * 9), read_private_key("short")) is None

    def test_two_empty_fields_are_not_the_same_key(self) -> None:
        assert compare_keys(read_public_key(""), read_private_key("")) is None


class TestShapes:
    def test_the_encoded_sign_in_is_known_in_every_alphabet(self) -> None:
        assert is_token(base64.b64encode("münchen+Key:Secret000000".encode()).decode())
        assert not is_token(base64.b64encode(bytes(range(250, 256)) * 5).decode())
        assert not is_token("A" * 25)

    def test_a_torn_guid_is_no_key(self) -> None:
        assert not is_key("0f8fad5bd9cb469fa1")
        assert is_key(PUBLIC)

    def test_a_plain_word_is_no_secret(self) -> None:
        assert not is_secret("connectwiseserver")
        assert not is_secret("connectwise-server-01")
        assert is_secret(PUBLIC)


def test_a_reading_does_not_show_its_text() -> None:
    for reading in (read_private_key(PRIVATE), read_client_id(GUID), clean(PRIVATE)):
        assert reading.text not in repr(reading)
        assert reading.text not in f"{reading}"


def test_every_note_and_every_name_has_words() -> None:
    assert all(len(removed.note) > 5 for removed in Stripped)
    assert describe_character("x") == "the character “x”"


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
def test_cleaning_twice_changes_nothing_and_invents_nothing(text: str) -> None:
    once = clean(text)
    twice = clean(once.text)
    assert (twice.text, twice.removed) == (once.text, ())
    assert once.text in text
    assert bool(once.removed) is (once.text != text)
    assert not once.text or not (once.text[0].isspace() or invisible(once.text[-1]))


@given(pasted, pasted)
def test_no_text_breaks_a_reading(text: str, company: str) -> None:
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
def test_what_was_accepted_is_accepted_again_as_it_is(text: str) -> None:
    for read in (read_company_id, read_private_key, read_client_id):
        reading = read(text)
        if reading.accepted:
            again = read(reading.text)
            assert (again.text, again.removed, again.problem) == (reading.text, (), None)


@given(pasted)
def test_an_accepted_value_fits_into_a_header(text: str) -> None:
    for read in (read_public_key, read_private_key, read_client_id):
        reading = read(text)
        if reading.accepted:
            assert reading.text.isascii()
            assert reading.text.isprintable()
            assert " " not in reading.text


@pytest.mark.parametrize("filler", ["a", " ", "-", ";", '"', "a ", "a-", "(", "\u200b", "A1b2"])
def test_a_huge_paste_is_read_at_once(filler: str) -> None:
    text = "x" + filler * 50_000 + "x"
    for read in (read_company_id, read_public_key, read_private_key, read_client_id):
        assert read(text).text


@pytest.mark.parametrize("layer", ['" ', "key: ", "]\u200b", "} ", "“\t", "id\n", "Company - "])
def test_layers_without_end_are_read_at_once_and_kept(layer: str) -> None:
    text = layer * 20_000 + "x"
    assert clean(clean(text).text) == Cleaned(clean(text).text)
    for read in (read_company_id, read_public_key, read_private_key, read_client_id):
        reading = read(text)
        assert reading.text
        assert read(reading.text).text == reading.text


@pytest.mark.parametrize("blanks", [" " * 5000, "\n\u200b" * 3000])
def test_blanks_without_end_are_taken_off(blanks: str) -> None:
    assert read_private_key(f"{blanks}“{PUBLIC}”{blanks}").text == PUBLIC


def test_a_label_counts_on_either_side_of_the_company() -> None:
    for text in (f"Private key: {COMPANY}+{PUBLIC}", f"{COMPANY}+Private key: {PUBLIC}"):
        reading = read_public_key(text, COMPANY)
        assert (reading.text, reading.label) == (PUBLIC, Field.PRIVATE_KEY)


def test_digits_of_a_guid_may_be_capital() -> None:
    short = read_client_id(GUID.upper()[:-3])
    assert short.problem
    assert "29 of 32 digits" in short.problem.message


@pytest.mark.parametrize("read", [read_company_id, read_public_key, read_client_id])
def test_a_refused_value_says_where_it_stands(read: Callable[[str], ParsedValue]) -> None:
    refused, absent = read("a\x01b" if read is not read_client_id else "a@b.example"), read("")
    assert refused.problem
    assert absent.problem
    assert refused.problem.details["where"] == absent.problem.details["where"] != ""


@pytest.mark.parametrize("digits", ["0123456789abcdef", "0123456789ABCDEF"])
def test_a_torn_guid_is_no_key(digits: str) -> None:
    assert is_key("TESTkey000000001")
    assert not is_key(digits)
