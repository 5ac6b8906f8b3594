"""Keys in the wrong fields are corrected by one button."""

from __future__ import annotations

import base64

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.ui.stage import VALUES, Stage
from wizard.domain.faults.fault import Field, Step

PUBLIC, PRIVATE = VALUES[Field.PUBLIC_KEY], VALUES[Field.PRIVATE_KEY]
WHOLE = f"fabrikam+{PUBLIC}:{PRIVATE}"
TOKEN = base64.b64encode(WHOLE.encode()).decode()


@pytest.fixture(params=[Step.KEYS, Step.LINK])
def opened(request: pytest.FixtureRequest, stage: Stage) -> Stage:
    stage.open()
    stage.go(Step.SITE)
    stage.paste("site", VALUES[Field.SITE])
    stage.paste("company_id", "contoso")
    stage.go(request.param)
    assert not stage.find("key-repair").isVisible()
    return stage


def keys(stage: Stage) -> tuple[str, str]:
    return (
        stage.find("public_key", QLineEdit).text(),
        stage.find("private_key", QLineEdit).text(),
    )


@pytest.mark.parametrize(
    ("in_public", "in_private"),
    [
        (f"Private key: {PRIVATE}", f"Public key: {PUBLIC}"),
        (PRIVATE, f"contoso+{PUBLIC}"),
        (PRIVATE, f"Public key: {PUBLIC}"),
    ],
)
def test_swapped_keys_are_exchanged(opened: Stage, in_public: str, in_private: str) -> None:
    opened.paste("public_key", in_public)
    opened.paste("private_key", in_private)
    opened.press("repair-keys")
    public, private = keys(opened)
    assert (public.removeprefix("contoso+"), private) == (PUBLIC, PRIVATE)
    assert not opened.find("key-repair").isVisible()
    session = opened.connection.session
    assert session.accepts(Field.PUBLIC_KEY)
    assert session.accepts(Field.PRIVATE_KEY)
    assert session.accepted_values.public_key == PUBLIC
    assert PRIVATE not in repr(opened.saved())


@pytest.mark.parametrize(
    ("opened", "field", "text"),
    [
        (Step.KEYS, "public_key", WHOLE),
        (Step.KEYS, "private_key", TOKEN),
        (Step.KEYS, "private_key", f'"{WHOLE}"'),
        (Step.LINK, "private_key", WHOLE),
        (Step.LINK, "public_key", TOKEN),
        (Step.LINK, "public_key", f'"{WHOLE}"'),
        (Step.KEYS, "public_key", f"Basic {TOKEN}"),
        (Step.LINK, "private_key", f"Basic {TOKEN}"),
    ],
    indirect=["opened"],
)
def test_pasted_credentials_are_split_into_their_fields(
    opened: Stage, field: str, text: str
) -> None:
    opened.paste(field, text)
    banner = opened.find("key-repair")
    assert banner.accessibleDescription() == "The Company ID changes from contoso to fabrikam."
    assert PRIVATE not in banner.accessibleName()
    opened.press("repair-keys")
    assert keys(opened) == (PUBLIC, PRIVATE)
    assert opened.draft.company_id == "fabrikam"
    assert not banner.isVisible()


@pytest.mark.parametrize("opened", [Step.SITE, Step.LINK], indirect=True)
@pytest.mark.parametrize("text", [WHOLE, TOKEN, f"Basic {TOKEN}"], ids=["plain", "token", "basic"])
def test_a_whole_sign_in_in_the_company_id_is_split_and_never_repeated(
    opened: Stage, text: str
) -> None:
    opened.paste("company_id", text)
    banner = opened.find("key-repair")
    assert banner.isVisible()
    said = banner.accessibleName() + banner.accessibleDescription()
    assert PRIVATE not in said
    assert text not in said
    opened.press("repair-keys")
    assert not banner.isVisible()
    assert opened.find("company_id", QLineEdit).text() == "fabrikam"
    session = opened.connection.session
    assert session.accepted_values.public_key == PUBLIC
    assert session.accepts(Field.PRIVATE_KEY)
    assert PRIVATE not in repr(opened.saved())


@pytest.mark.parametrize("text", [f"fabrikam+{PUBLIC}", "two words", f"{PUBLIC}:{PRIVATE}"])
def test_only_certain_repairs_are_offered(opened: Stage, text: str) -> None:
    opened.paste("public_key", text)
    assert not opened.find("key-repair").isVisible()


def test_keys_for_another_host_are_not_moved(opened: Stage) -> None:
    opened.paste("public_key", PRIVATE)
    opened.paste("private_key", f"Public key: {PUBLIC}")
    assert opened.find("key-repair").isVisible()
    opened.go(Step.SITE)
    opened.paste("site", "https://eu.myconnectwise.net")
    opened.go(Step.KEYS)
    assert not opened.find("key-repair").isVisible()
