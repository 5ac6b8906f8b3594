"""Spaces, quotes, hidden characters and labels around a value are removed and reported."""

from __future__ import annotations

import pytest

from tests.unit.domain.credentials.samples import (
    COMPANY,
    PUBLIC,
    READERS,
    problem_of,
)
from wizard.domain.credentials.clean import Stripped, describe_character
from wizard.domain.credentials.credentials import (
    read_company_id,
    read_private_key,
    read_public_key,
)
from wizard.domain.faults.fault import Fault, Field

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


@pytest.mark.parametrize(("wrapping", "said"), WRAPPINGS)
@pytest.mark.parametrize("value", READERS)
def test_wrapping_is_removed_and_reported(
    value: Field, wrapping: str, said: tuple[Stripped, ...]
) -> None:
    read, text = READERS[value]
    reading = read(wrapping.format(text))
    assert reading.accepted
    assert reading.text == text
    assert set(reading.removed) == set(said)
    assert len(reading.removed) == len(said)


@pytest.mark.parametrize(("value", "label"), LABELLED)
def test_a_label_is_removed_and_remembered(value: Field, label: str) -> None:
    read, text = READERS[value]
    reading = read(label.format(text))
    assert (reading.problem, reading.text, reading.label) == (None, text, value)
    assert Stripped.LABEL in reading.removed
    wrapped = read(f" “{label.format(text)}”\n")
    assert (wrapped.text, wrapped.label) == (text, value)


@pytest.mark.parametrize("value", READERS)
@pytest.mark.parametrize("empty", ["", "  ", "\n\u200b", '""', "“”", " ' ' "])
def test_only_wrapping_is_a_missing_value(value: Field, empty: str) -> None:
    reading = READERS[value][0](empty)
    assert problem_of(reading)[0] is Fault.VALUE_MISSING
    assert reading.problem is not None
    assert reading.problem.affects == (value,)


def test_a_numeric_company_id_is_not_a_port() -> None:
    assert read_company_id("Company ID:12345").text == "12345"
    assert read_company_id("Company: 12345").text == "12345"


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"])
@pytest.mark.parametrize("value", [Field.PUBLIC_KEY, Field.PRIVATE_KEY, Field.CLIENT_ID])
def test_invisible_characters_inside_are_removed_and_reported(value: Field, hidden: str) -> None:
    read, text = READERS[value]
    reading = read(text[:5] + hidden + text[5:])
    assert (reading.text, reading.removed, reading.accepted) == (text, (Z,), True)


def test_every_note_and_every_character_has_a_text() -> None:
    assert all(len(removed.note) > 5 for removed in Stripped)
    assert describe_character("x") == "the character “x”"


@pytest.mark.parametrize("blanks", [" " * 5000, "\n\u200b" * 3000])
def test_any_number_of_spaces_is_removed(blanks: str) -> None:
    assert read_private_key(f"{blanks}“{PUBLIC}”{blanks}").text == PUBLIC


def test_a_label_is_recognized_before_and_after_the_company_prefix() -> None:
    for text in (f"Private key: {COMPANY}+{PUBLIC}", f"{COMPANY}+Private key: {PUBLIC}"):
        reading = read_public_key(text, COMPANY)
        assert (reading.text, reading.label) == (PUBLIC, Field.PRIVATE_KEY)
