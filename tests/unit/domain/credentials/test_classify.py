"""A value pasted into the wrong field, or another kind of text, is named."""

from __future__ import annotations

import base64

import pytest

from tests.unit.domain.credentials.samples import COMPANY, GUID, PRIVATE, PUBLIC, TOKEN, problem_of
from wizard.domain.credentials.classify import is_key, is_secret, is_token
from wizard.domain.credentials.credentials import (
    read_client_id,
    read_company_id,
    read_private_key,
    read_public_key,
)
from wizard.domain.faults.fault import Fault, Field, Step


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("https://na.myconnectwise.net", "a web address"),
        ("na.myconnectwise.net", "a web address"),
        ("kim@contoso.example", "an e-mail address"),
        (f"contoso+{PUBLIC}", "a Company ID and a public key together"),
        (
            f"contoso+{PUBLIC}:{PRIVATE}",
            "a complete sign-in: Company ID, public key, and private key",
        ),
    ],
)
def test_another_value_in_the_company_field_is_named(text: str, what: str) -> None:
    fault, message = problem_of(read_company_id(text))
    assert (fault, PUBLIC in message) == (Fault.VALUE_UNREADABLE, False)
    assert message.startswith(f"Company ID contains {what}.")


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
    def test_a_text_that_is_not_a_key_is_named(self, value: Field, pasted: str, what: str) -> None:
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
    def test_a_text_that_is_not_a_client_id_is_named(self, pasted: str, what: str) -> None:
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
    def test_a_secret_is_not_a_company_id(self, pasted: str, what: str) -> None:
        reading = read_company_id(pasted)
        fault, message = problem_of(reading)
        assert (fault, message.split(". ")[0]) == (
            Fault.KEYS_MIXED_UP,
            f"Company ID looks like {what}",
        )
        assert reading.problem is not None
        assert reading.problem.step is Step.SITE


class TestShapes:
    def test_encoded_credentials_are_recognized_in_every_base64_alphabet(self) -> None:
        assert is_token(base64.b64encode("münchen+Key:Secret000000".encode()).decode())
        assert not is_token(base64.b64encode(bytes(range(250, 256)) * 5).decode())
        assert not is_token("A" * 25)

    def test_a_plain_word_is_not_a_secret(self) -> None:
        assert not is_secret("connectwiseserver")
        assert not is_secret("connectwise-server-01")
        assert is_secret(PUBLIC)


@pytest.mark.parametrize("digits", ["0123456789abcdef", "0123456789ABCDEF", "0f8fad5bd9cb469fa1"])
def test_a_broken_guid_is_not_a_key(digits: str) -> None:
    assert is_key("TESTkey000000001")
    assert is_key(PUBLIC)
    assert not is_key(digits)
