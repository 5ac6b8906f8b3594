"""The catalogue of faults: every known cause has one text, one page and one class of exit code."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
from pathlib import Path

import pytest

from wizard.domain.credentials.credentials import missing
from wizard.domain.faults.fault import STEP_OF_VALUE, VALUES, Entry, Fault, Field, Step
from wizard.domain.faults.problem import Problem

SCHEMA = Path(__file__).parents[3] / "data" / "report.schema.json"
S, K, G, L, R, M = Step.SITE, Step.KEYS, Step.CLIENT_ID, Step.LINK, Step.ROLE, Step.MEMBER
SITE = {Field.SITE, Field.NETWORK}
TLS = {Field.NETWORK, Field.COMPUTER, Field.SITE}
ANSWER = {Field.SITE, Field.NETWORK, Field.SERVICE}
KEYS = {Field.PUBLIC_KEY, Field.PRIVATE_KEY}
# The published list: id, what it may blame, step, exit code (1 not ready, 3 not proven).
PUBLISHED = [
    ("value.missing", set(VALUES), L, 1),
    ("value.unreadable", set(VALUES), L, 1),
    ("value.placeholder", set(VALUES), L, 1),
    ("address.unreadable", {Field.SITE}, S, 1),
    ("address.placeholder", {Field.SITE}, S, 1),
    ("address.other_product", {Field.SITE}, S, 1),
    ("address.incomplete", {Field.SITE}, S, 1),
    ("address.unknown_cloud_host", {Field.SITE}, S, 1),
    ("keys.same_twice", KEYS, K, 1),
    ("keys.swapped", KEYS, K, 1),
    ("keys.mixed_up", {*KEYS, Field.CLIENT_ID}, K, 1),
    ("client_id.malformed", {Field.CLIENT_ID}, G, 1),
    ("network.name_not_found", SITE, S, 3),
    ("network.dns_failed", SITE, S, 3),
    ("network.refused", SITE, S, 3),
    ("network.timeout", SITE, S, 3),
    ("network.unreachable", SITE, S, 3),
    ("proxy.unreachable", {Field.NETWORK}, S, 3),
    ("proxy.sign_in", {Field.NETWORK}, S, 3),
    ("proxy.blocked", {Field.NETWORK}, S, 3),
    ("proxy.no_route", {Field.NETWORK}, S, 3),
    ("tls.untrusted", TLS, S, 3),
    ("tls.intercepted", TLS, S, 3),
    ("tls.incomplete_chain", TLS, S, 3),
    ("tls.expired", TLS, S, 3),
    ("tls.not_yet_valid", TLS, S, 3),
    ("tls.wrong_name", TLS, S, 3),
    ("tls.too_old", TLS, S, 3),
    ("tls.not_tls", TLS, S, 3),
    ("tls.client_certificate", TLS, S, 3),
    ("site.not_connectwise", ANSWER, S, 1),
    ("site.redirected", ANSWER, S, 1),
    ("site.blocked", ANSWER, S, 3),
    ("site.gateway", ANSWER, S, 3),
    ("site.unavailable", ANSWER, S, 3),
    ("company.unknown", {Field.COMPANY_ID}, S, 1),
    ("keys.refused", KEYS, K, 1),
    ("client_id.refused", {Field.CLIENT_ID}, G, 1),
    ("sign_in.unclear", set(VALUES), L, 1),
    ("right.missing", {Field.ROLE}, R, 1),
    ("right.excess", {Field.ROLE}, R, 1),
    ("right.unknown", {Field.ROLE}, R, 1),
    ("boards.none_visible", {Field.MEMBER}, M, 1),
    ("write.refused", {Field.ROLE, Field.SERVICE}, R, 1),
    ("write.no_default_team", {Field.ROLE, Field.SERVICE}, L, 1),
    ("write.left_behind", {Field.ROLE, Field.SERVICE}, L, 1),
    ("service.rate_limited", {Field.SERVICE}, L, 3),
    ("service.error", {Field.SERVICE}, L, 3),
    ("service.timeout", {Field.SERVICE}, L, 3),
    ("service.bad_reply", {Field.SERVICE}, L, 3),
    ("vault.unavailable", {Field.COMPUTER}, K, 3),
    ("vault.locked", {Field.COMPUTER}, K, 3),
    ("cancelled", set(), L, 3),
    ("internal", set(), L, 3),
]
FILLED = {
    "field": "Company ID",
    "what": "a space",
    "where": "It's in the Company box of the ConnectWise sign-in page.",
    "host": "na.myconnectwise.net",
    "product": "ConnectWise Automate",
    "advice": "Did you mean na.myconnectwise.net?",
    "seconds": "10",
    "proxy": "proxy.contoso.example:3128",
    "port": "443",
    "issuer": "Contoso Root CA",
    "store": "the certificate store",
    "when": " on 2026-01-31",
    "today": "2026-02-01",
    "names": " (www.contoso.example)",
    "causes": "1. the keys; 2. the Company ID",
    "rights": "Service Desk › Service Tickets › Add Level is None, needs All",
    "board": "Help Desk",
    "number": "4711",
    "tries": "3",
    "who": "Cloudflare",
    "why": "ConnectWise doesn't show this member its own rights (HTTP 403).",
    "kind": "project board",
    **dict.fromkeys(("also", "hint", "reference", "quote"), ""),
}
UNFRIENDLY = re.compile(
    r"\b(?:please|invalid|illegal|wrongly|you (?:forgot|failed|must|should|did|entered wrong)|"
    r"(?<!isn't )your (?:mistake|fault|error)|"
    r"incorrect|bad|fatal|oops|sorry|error code|simply|just)\b",
    re.IGNORECASE,
)


def texts_of(entry: Entry) -> tuple[str, str, str]:
    return entry.happened, entry.why, entry.fix


def details_of(fault: Fault) -> dict[str, str]:
    """Details that fit; a redirect's ``where`` is an address, elsewhere it is a sentence."""
    own = {
        Fault.SITE_REDIRECTED: {"where": "https://sso.contoso.example/"},
        Fault.TLS_TOO_OLD: {"what": "It has no TLS 1.2."},
    }
    return FILLED | own.get(fault, {})


def problem_with(fault: Fault) -> Problem:
    return Problem(fault, details_of(fault))


def test_the_ids_are_the_published_ones_in_order() -> None:
    """Later ids may be inserted; a published one is never renamed or removed."""
    published = [row[0] for row in PUBLISHED]
    assert [fault.value for fault in Fault if fault.value in published] == published


@pytest.mark.parametrize(("name", "blames", "step", "code"), PUBLISHED)
def test_each_fault_affects_the_published_values_and_leads_to_the_published_step(
    name: str, blames: set[Field], step: Step, code: int
) -> None:
    entry = Fault(name).entry
    assert set(entry.affects) <= blames
    assert bool(entry.affects) is bool(blames)
    assert entry.step is step
    assert Fault(name).is_environmental is (code == 3)


def test_each_entry_states_how_its_fault_is_treated() -> None:
    """Test ticket, renewal and rights check ask for these."""

    def with_true(name: str) -> set[str]:
        return {fault.value for fault in Fault if getattr(fault.entry, name)}

    sign_in = {"keys.refused", "client_id.refused", "sign_in.unclear"}
    assert with_true("says_nothing_about_rights") == sign_in
    # A ticket that lacks a field is refused as unclearly as a sign-in.
    explained = {"keys.refused", "client_id.refused", "site.redirected", "site.blocked"}
    assert with_true("explains_refused_ticket") == {*explained, "service.rate_limited"}
    assert with_true("proves_keys_refused") == {"keys.refused"}
    assert with_true("tells_content") == {"service.bad_reply", "site.not_connectwise"}


def test_only_known_values_and_areas_are_affected() -> None:
    check = json.loads(SCHEMA.read_text("utf-8"))["properties"]["checks"]["items"]["properties"]
    assert {blame.value for blame in Field} == set(check["blames"]["items"]["enum"])


@pytest.mark.parametrize("fault", Fault)
class TestTexts:
    def test_each_fault_has_three_sentences(self, fault: Fault) -> None:
        for text in texts_of(fault.entry):
            said = text.format_map(details_of(fault))
            assert said[0].isupper() or said.startswith(("h2r-link", "na.", "“"))
            assert said.endswith((".", "?"))
            assert ".." not in said
            assert "  " not in said
            assert " ." not in said

    def test_the_texts_are_friendly_and_short(self, fault: Fault) -> None:
        for text in texts_of(fault.entry):
            assert not UNFRIENDLY.search(text)
            assert "!" not in text
            assert len(text) <= 95

    def test_the_placeholders_can_be_filled(self, fault: Fault) -> None:
        entry = fault.entry
        assert entry.placeholders <= set(FILLED)
        problem = problem_with(fault)
        assert "{" not in problem.message + problem.fix
        for name in entry.placeholders:
            assert details_of(fault)[name].strip() in f"{problem.message} {problem.fix}"

    def test_no_two_faults_have_the_same_text(self, fault: Fault) -> None:
        others = [other.entry.happened for other in Fault if other is not fault]
        assert fault.entry.happened not in others

    def test_a_missing_detail_raises_immediately(self, fault: Fault) -> None:
        for name in fault.entry.placeholders:
            rest = {key: text for key, text in FILLED.items() if key != name}
            with pytest.raises(ValueError, match=name):
                Problem(fault, rest)


@pytest.mark.parametrize("value", VALUES)
def test_texts_about_a_value_work_for_every_value(value: Field) -> None:
    problem = missing(value)
    assert problem.message == f"{value.label} is empty. Hire2Retire needs all five values."
    assert re.fullmatch(rf"Enter the {value.label}\. (?:It's|ConnectWise) \w.*[.]", problem.fix)
    unreadable = Problem(Fault.VALUE_UNREADABLE, {**FILLED, "field": value.label})
    assert unreadable.message.startswith(f"{value.label} contains a space. ")
    assert unreadable.fix.startswith(f"Copy the {value.label} again and paste it here. ")


@pytest.mark.parametrize(
    "fault", [Fault.VALUE_MISSING, Fault.VALUE_UNREADABLE, Fault.KEYS_MIXED_UP]
)
@pytest.mark.parametrize("value", VALUES)
def test_a_fault_of_one_value_leads_to_the_step_of_that_value(fault: Fault, value: Field) -> None:
    problem = Problem(fault, FILLED, only_affects=(value,))
    assert problem.affects == (value,)
    assert problem.step is STEP_OF_VALUE[value]


@pytest.mark.parametrize("also", ["Or it is another.", " Or it is another."])
def test_a_further_cause_is_a_separate_sentence(also: str) -> None:
    assert " deleted. Or it is another." in Problem(Fault.KEYS_REFUSED, {"also": also}).message


def test_other_faults_always_lead_to_the_same_step() -> None:
    assert Problem(Fault.KEYS_REFUSED, only_affects=(Field.SITE,)).step is Step.KEYS
    assert Problem(Fault.VALUE_MISSING, FILLED, only_affects=(Field.ROLE,)).step is Step.LINK


class TestProblem:
    def test_the_message_is_what_happened_and_why(self) -> None:
        problem = Problem(Fault.COMPANY_UNKNOWN, {"host": "cw.contoso.example"})
        entry = problem.entry
        why = entry.why.removesuffix("{hint}")
        assert problem.message == f"cw.contoso.example doesn't know this Company ID. {why}"
        assert problem.fix == entry.fix
        assert problem.affects == entry.affects

    def test_details_are_never_taken_for_placeholders(self) -> None:
        problem = Problem(Fault.COMPANY_UNKNOWN, {"host": "{advice} {0} {host.x}"})
        assert problem.message.startswith("{advice} {0} {host.x} doesn't know")

    def test_a_problem_is_immutable(self) -> None:
        details = {"host": "one"}
        problem = Problem(Fault.COMPANY_UNKNOWN, details)
        details["host"] = "two"
        assert "one" in problem.message
        with pytest.raises(dataclasses.FrozenInstanceError):
            problem.evidence = "x"  # type: ignore[misc]
        with pytest.raises(TypeError):
            problem.details["host"] = "two"  # type: ignore[index]

    def test_problems_are_compared_by_value(self) -> None:
        one = Problem(Fault.COMPANY_UNKNOWN, {"host": "one"})
        assert one == Problem(Fault.COMPANY_UNKNOWN, {"host": "one"})
        assert one != Problem(Fault.COMPANY_UNKNOWN, {"host": "two"})
        assert hash(one) == hash(copy.copy(one))
        assert dataclasses.replace(one, evidence="x").message == one.message


def test_the_steps_are_eight_and_numbered_from_one() -> None:
    assert [step.number for step in Step] == list(range(1, 9))


def test_every_field_and_area_has_a_display_name() -> None:
    assert len({blame.label for blame in Field}) == len(Field)
    assert [blame.label for blame in VALUES] == [
        *("ConnectWise address", "Company ID", "Private key", "Public key", "Client ID")
    ]
