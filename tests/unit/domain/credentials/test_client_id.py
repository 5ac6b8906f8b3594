"""The Client ID: its GUID is found, or the reason why it is none is named."""

from __future__ import annotations

import pytest

from tests.unit.domain.credentials.samples import GUID, PRIVATE, PUBLIC, problem_of
from wizard.domain.credentials.clean import Stripped
from wizard.domain.credentials.credentials import (
    read_client_id,
)
from wizard.domain.faults.fault import Fault, Field, Step


@pytest.mark.parametrize("text", [GUID.replace("-", ""), GUID.replace("-", "").upper()])
def test_missing_hyphens_are_added(text: str) -> None:
    reading = read_client_id(text)
    assert (reading.text.casefold(), reading.accepted) == (GUID, True)
    assert reading.removed == (Stripped.DASHES_ADDED,)


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
    def test_braces_are_removed_and_typographic_dashes_replaced(
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
            "{}.",
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
    def test_the_only_guid_in_a_text_is_used_and_reported(self, text: str) -> None:
        reading = read_client_id(text.format(GUID))
        assert reading.accepted
        assert reading.text == GUID
        assert Stripped.TEXT in reading.removed

    @pytest.mark.parametrize("text", ["{0} {1}", "{0}-{1}", "x{0}", "{0}0", "_{0}"])
    def test_one_of_several_or_merged_guids_is_not_guessed(self, text: str) -> None:
        other = GUID.replace("0", "1")
        assert problem_of(read_client_id(text.format(GUID, other)))[0] is Fault.CLIENT_ID_MALFORMED

    def test_a_label_inside_braces_is_removed(self) -> None:
        assert read_client_id(f"{{Client ID: {GUID}}}").label is Field.CLIENT_ID

    @pytest.mark.parametrize(
        ("pasted", "what"),
        [
            (GUID[:-1], "it has 31 of 32 digits, so the first or last may be missing"),
            (GUID[1:], "it has 31 of 32 digits, so the first or last may be missing"),
            (GUID[:-2], "it has 30 of 32 digits"),
            (GUID + "0", "it has 33 digits instead of 32"),
            (GUID[:9] + GUID[9:].replace("-", ""), "the dashes are missing or misplaced"),
            (GUID.replace("f", "g", 1), "it contains the character “g”"),
            (GUID.replace("0", "O", 1), "it contains the character “O”"),
            (GUID.replace("-", " "), "it contains a space"),
            (GUID[:8] + "\u200e" + GUID[8:], "it contains a hidden character (U+200E)"),
            (GUID + "!", "it contains the character “!”"),
            (f"{GUID} {GUID.replace('0', '1')}", "it contains two values"),
            ("N-A", "it contains the character “N”"),
            ("0f8fad5b", "it has 8 of 32 digits"),
        ],
    )
    def test_the_reason_a_text_is_not_a_guid_is_given(self, pasted: str, what: str) -> None:
        reading = read_client_id(pasted)
        fault, message = problem_of(reading)
        assert fault is Fault.CLIENT_ID_MALFORMED
        assert f"isn't a Client ID: {what}." in message
        assert reading.problem is not None
        assert (reading.problem.affects, reading.problem.step) == (
            (Field.CLIENT_ID,),
            Step.CLIENT_ID,
        )


def test_a_guid_may_be_in_upper_case() -> None:
    short = read_client_id(GUID.upper()[:-3])
    assert short.problem
    assert "29 of 32 digits" in short.problem.message
