"""The five values together: parsed once, in form order, without keeping refused text."""

from __future__ import annotations

import base64
import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.faults.fault import VALUES, Fault, Field
from wizard.domain.sanitize import redact
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.values.values import (
    FieldTexts,
    LinkValues,
    issued_by_practice,
    parse_values,
    storable,
)

SITE, COMPANY = "https://na.myconnectwise.net/v2025_1", "contoso"
PUBLIC, PRIVATE = "TestPublicKey001", "TestPrivateKey02"
GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
GOOD = FieldTexts(SITE, COMPANY, PUBLIC, Secret(PRIVATE), Secret(GUID))


def typed(**changed: str) -> FieldTexts:
    """The good values with some of them typed differently."""
    secret = {name: Secret(text) for name, text in changed.items() if name in SECRETS}
    return dataclasses.replace(GOOD, **{**changed, **secret})


SECRETS = {"private_key", "client_id"}
WRONG = {
    "site": "cw",
    "company_id": "a/b",
    "private_key": "a b",
    "public_key": "c d",
    "client_id": "x",
}


def faults_of(what: FieldTexts) -> list[Fault]:
    return [problem.fault for problem in parse_values(what).problems]


def values_of(what: FieldTexts) -> LinkValues:
    values = parse_values(what).values
    assert values is not None
    return values


def test_five_valid_values_are_ready_for_a_test() -> None:
    values = values_of(dataclasses.replace(GOOD, scope=Scope(frozenset({Ticket.PROJECT}))))
    assert values.address.text == SITE
    assert (values.company_id, values.public_key) == (COMPANY, PUBLIC)
    assert (values.private_key, values.client_id) == (Secret(PRIVATE), Secret(GUID))
    assert values.scope.tickets == {Ticket.PROJECT}
    assert values.typed == SITE


@pytest.mark.parametrize(
    ("blamed", "fault", "changed"),
    [
        (Field.COMPANY_ID, Fault.VALUE_UNREADABLE, {"company_id": PUBLIC}),
        (Field.COMPANY_ID, Fault.VALUE_UNREADABLE, {"company_id": PRIVATE}),
        (
            Field.PRIVATE_KEY,
            Fault.KEYS_MIXED_UP,
            {"private_key": f"{COMPANY}+{PUBLIC}:{PRIVATE}"},
        ),
        (Field.PRIVATE_KEY, Fault.VALUE_PLACEHOLDER, {"private_key": "-"}),
        (Field.PRIVATE_KEY, Fault.VALUE_UNREADABLE, {"private_key": f"({PRIVATE})"}),
    ],
)
def test_only_the_value_that_is_wrong_is_blamed(
    blamed: Field, fault: Fault, changed: dict[str, str]
) -> None:
    (problem,) = parse_values(typed(**changed)).problems
    assert (problem.fault, problem.affects) == (fault, (blamed,))


def test_values_are_cleaned() -> None:
    pasted = typed(
        site=f" “{SITE}” ",
        company_id="Company: contoso",
        public_key=f"contoso+{PUBLIC}",
        private_key=f'"privateKey": "{PRIVATE}",',
        client_id=f"{{{GUID}}}",
    )
    assert values_of(pasted) == dataclasses.replace(values_of(GOOD), scope=pasted.scope)


@pytest.mark.parametrize(
    "fields", [f for n in (1, 2, 5) for f in itertools.combinations(WRONG, n)], ids="+".join
)
def test_problems_are_in_form_order(fields: tuple[str, ...]) -> None:
    reading = parse_values(typed(**{field: WRONG[field] for field in fields}))
    assert reading.values is None
    assert [problem.affects for problem in reading.problems] == [(Field(f),) for f in fields]
    for field in WRONG:
        problem = reading.problem_of(Field(field))
        assert (problem is not None) is (field in fields)


@pytest.mark.parametrize("value", VALUES)
def test_each_missing_value_is_named(value: Field) -> None:
    reading = parse_values(typed(**{value.value: " "}))
    assert [(p.fault, p.affects) for p in reading.problems] == [(Fault.VALUE_MISSING, (value,))]


def test_an_empty_form_misses_all_five_in_order() -> None:
    reading = parse_values(FieldTexts())
    assert [p.affects[0] for p in reading.problems] == list(VALUES)
    assert {p.fault for p in reading.problems} == {Fault.VALUE_MISSING}


class TestKeysTogether:
    def test_the_same_key_twice_is_one_problem(self) -> None:
        assert faults_of(typed(private_key=PUBLIC)) == [Fault.KEYS_SAME_TWICE]

    def test_swapped_labels_outweigh_a_missing_key(self) -> None:
        pasted = typed(public_key=f"Private key: {PRIVATE}", private_key="")
        assert faults_of(pasted) == [Fault.KEYS_SWAPPED]

    def test_a_problem_of_one_key_takes_precedence_over_comparing_both(self) -> None:
        assert faults_of(typed(public_key="a b", private_key="a b")) == [Fault.VALUE_UNREADABLE] * 2

    @pytest.mark.parametrize("field", ["public_key", "private_key"])
    def test_a_key_of_any_length_is_recognized_in_the_client_id_field(self, field: str) -> None:
        pasted = typed(**{field: "short", "client_id": "short"})
        assert faults_of(pasted) == [Fault.KEYS_MIXED_UP]
        assert parse_values(pasted).problems[0].affects == (Field.CLIENT_ID,)

    def test_a_client_id_in_a_key_field_is_not_blamed_on_the_client_id(self) -> None:
        pasted = typed(private_key=GUID)
        assert faults_of(pasted) == [Fault.KEYS_MIXED_UP]
        assert parse_values(pasted).problems[0].affects == (Field.PRIVATE_KEY,)


class TestPlainHttp:
    SITE = "http://127.0.0.1:8765"
    ISSUED = ("PracticePublic01", "PracticePrivate1", "00000000-0000-4000-8000-000000000001")

    def test_plain_http_is_kept_for_values_the_practice_server_issued(self) -> None:
        public, private, client_id = self.ISSUED
        values = values_of(
            typed(site=self.SITE, public_key=public, private_key=private, client_id=client_id)
        )
        assert values.address.origin == self.SITE

    @pytest.mark.parametrize("place", range(3))
    def test_one_other_value_switches_the_address_to_https(self, place: int) -> None:
        mixed = list(self.ISSUED)
        mixed[place] = (PUBLIC, PRIVATE, GUID)[place]
        assert not issued_by_practice(*mixed)
        public, private, client_id = mixed
        values = values_of(
            typed(site=self.SITE, public_key=public, private_key=private, client_id=client_id)
        )
        assert values.address.origin == "https://127.0.0.1:8765"


class TestHidden:
    def test_values_to_redact_are_listed_as_typed_and_as_sent(self) -> None:
        values = values_of(typed(company_id="con toso", private_key="Test/Private+Key="))
        token = base64.b64encode(b"con toso+TestPublicKey001:Test/Private+Key=").decode()
        echoed = f"Basic {token} con%20toso con toso Test%2FPrivate%2BKey%3D {PUBLIC} {GUID}"
        assert redact(echoed, values.hidden) == "Basic … … … … … …"

    @pytest.mark.parametrize(
        "text",
        [
            GUID.replace("-", ""),
            GUID.replace("-", "").upper(),
            base64.b64encode(PRIVATE.encode()).decode(),
            base64.b64encode(GUID.encode()).decode().rstrip("="),
            base64.b64encode(f"{PUBLIC}:{PRIVATE}".encode()).decode(),
            base64.urlsafe_b64encode(f"{COMPANY}+{PUBLIC}:{PRIVATE}".encode()).decode(),
        ],
    )
    def test_other_encodings_of_a_secret_are_redacted_too(self, text: str) -> None:
        said = redact(f"refused {text}, sorry", values_of(GOOD).hidden)
        assert said in {"refused …, sorry", "refused …=, sorry", "refused …==, sorry"}

    def test_the_address_is_not_redacted(self) -> None:
        assert not any("myconnectwise" in text for text in values_of(GOOD).hidden)


class TestStorable:
    def test_accepted_values_are_stored_cleaned(self) -> None:
        pasted = typed(site=f"{SITE}/ConnectWise.aspx?x", public_key=f"contoso+{PUBLIC}")
        assert storable(pasted) == (SITE, COMPANY, PUBLIC)

    def test_a_partly_filled_form_is_stored_as_it_is(self) -> None:
        assert storable(FieldTexts(company_id=COMPANY)) == ("", COMPANY, "")
        assert storable(FieldTexts(site=SITE)) == (SITE, "", "")
        assert storable(FieldTexts()) == ("", "", "")

    @pytest.mark.parametrize(
        "pasted",
        [
            typed(site=PRIVATE),
            typed(company_id=f"{COMPANY}+{PRIVATE}"),
            typed(company_id=f"Private key: {PRIVATE}"),
            typed(public_key=f"Private key: {PRIVATE}"),
            typed(public_key=PRIVATE),
            typed(public_key=f"{COMPANY}+{PUBLIC}:{PRIVATE}"),
            typed(public_key=f"Basic {PRIVATE}"),
        ],
    )
    def test_a_secret_in_the_wrong_field_is_not_stored(self, pasted: FieldTexts) -> None:
        assert PRIVATE not in "".join(storable(pasted))


@pytest.mark.parametrize("text", [PRIVATE, GUID])
def test_no_repr_on_the_way_shows_a_secret(text: str) -> None:
    swapped = typed(site=text, company_id=text, public_key=text)
    for shown in (GOOD, swapped, parse_values(GOOD), values_of(GOOD), parse_values(swapped)):
        assert text not in repr(shown)
        assert text not in f"{shown}"


texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from([SITE, COMPANY, PUBLIC, PRIVATE, GUID, "Private key: x", "", " ", "10.0.0.5"]),
)


@given(texts, texts, texts, texts, texts)
def test_any_five_texts_are_values_or_problems(a: str, b: str, c: str, d: str, e: str) -> None:
    reading = parse_values(FieldTexts(a, b, c, Secret(d), Secret(e)))
    assert (reading.values is None) is bool(reading.problems)
    blamed = [next((v for v in VALUES if v in p.affects), None) for p in reading.problems]
    assert all(blamed)
    assert sorted(map(VALUES.index, filter(None, blamed))) == [
        VALUES.index(value) for value in blamed if value
    ]
    assert storable(FieldTexts(a, b, c)) == storable(FieldTexts(*storable(FieldTexts(a, b, c))))


def test_a_company_id_in_a_key_field_is_not_a_key() -> None:
    reading = parse_values(FieldTexts(SITE, COMPANY, "contoso", Secret("Contoso")))
    blamed = {value for problem in reading.problems for value in problem.affects}
    assert {Field.PUBLIC_KEY, Field.PRIVATE_KEY} <= blamed


def test_a_refused_value_is_stored_as_empty() -> None:
    assert storable(FieldTexts("", "a/b", "a b")) == ("", "", "")
