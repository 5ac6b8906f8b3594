"""Valid values, and the functions that parse them."""

from __future__ import annotations

import base64

from wizard.domain.credentials.credentials import (
    ParsedValue,
    read_client_id,
    read_company_id,
    read_private_key,
    read_public_key,
)
from wizard.domain.faults.fault import Fault, Field

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


def problem_of(reading: ParsedValue) -> tuple[Fault, str]:
    """The fault and its message."""
    assert reading.problem is not None
    assert not reading.accepted
    return reading.problem.fault, reading.problem.message
