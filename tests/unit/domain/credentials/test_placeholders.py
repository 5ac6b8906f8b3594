"""Sample text is recognized; a real key is never taken for sample text."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.credentials.credentials import read_client_id, read_company_id, read_private_key
from wizard.domain.credentials.placeholders import sample_in
from wizard.domain.faults.fault import Fault, Field

SAMPLES = (
    """
your_public_key|your_actual_company_id|YourPublicKey|xxxxxxxx|<key>|<your private key>|${CW_KEY}
$env:CW_KEY|${{ secrets.CW_PRIVATE_KEY }}|@Microsoft.KeyVault(SecretUri=https://x)|{{vault}}
op://vault/item/field|********|••••••••|Ab3d********|REDACTED|[redacted]|changeme|(hidden)|%CW_KEY%
#{CW_KEY}#|process.env.CW_KEY|os.environ["X"]|publicKey|client_id|insert key here|__CW_KEY__|null
xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx|your-client-id-here|TODO|REPLACE_ME|secrets.CW_PRIVATE_KEY
projects/1/secrets/cw/versions/latest|akv://cw|env:CW_KEY|!vault key|{cipher}abcd
n/a|password
cwpublickey|your-client-id-uuid|_CWM_API_KEY_|@{variables('cwKey')}|ConnectWise public key
changethis
System.get_env("CW_KEY")|ENV['CW_KEY']|Get-Secret -Name CWKey|os.Getenv("CW_KEY")|ENV.fetch(:key)
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
GUIDS = [
    "00000000-0000-0000-0000-000000000000",
    "12345678-1234-1234-1234-123456789012",
    "01234567-89ab-cdef-0123-456789abcdef",
    "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
]
VALUES = [
    *("Ab3dEf6hIj9kLm2n", "TestPublicKey001", "AbCdEfGhIjKlMnOp", "acmemsp", "my company", "xray"),
    *("1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d", "00000000-0000-4000-8000-000000000001", "company"),
]


@pytest.mark.parametrize("text", SAMPLES)
def test_sample_text_is_refused_in_every_field(text: str) -> None:
    for read in (read_private_key, read_client_id, read_company_id):
        problem = read(text).problem
        assert problem is not None
        assert problem.fault in {Fault.VALUE_PLACEHOLDER, Fault.VALUE_UNREADABLE}, problem.message
    problem = read_private_key(text).problem
    assert problem is not None
    assert (problem.fault, problem.affects) == (Fault.VALUE_PLACEHOLDER, (Field.PRIVATE_KEY,))


@pytest.mark.parametrize("guid", GUIDS)
def test_guids_from_manuals_are_refused_as_a_client_id(guid: str) -> None:
    problem = read_client_id(guid).problem
    assert problem is not None
    assert problem.fault is Fault.VALUE_PLACEHOLDER


@pytest.mark.parametrize("text", VALUES)
def test_a_real_value_is_not_sample_text(text: str) -> None:
    assert sample_in(text) == ""


@given(st.text(string.ascii_letters + string.digits, min_size=16, max_size=16))
def test_a_random_key_is_not_sample_text(key: str) -> None:
    if len(set(key.casefold())) > 5:
        assert sample_in(key) == ""


def test_a_masked_value_is_not_quoted() -> None:
    problem = read_private_key("Ab3d********").problem
    assert problem is not None
    assert "Ab3d" not in f"{problem.message} {problem.fix}"
