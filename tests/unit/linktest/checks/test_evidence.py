"""Beside the verdict: the member, hints from the values, the firewall of an on-premises server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faultserver import healthy, html_reply, json_reply
from tests.unit.linktest.linking import TENANT, Outcome, link, try_link, typed
from wizard.domain.address.reading import read_address
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.linktest.hints import with_hints


def listing(*members: Any) -> Outcome:
    rows = [
        {**row.as_json(n), "member": members[n % len(members)]}
        for n, row in enumerate(TENANT.rights)
    ]
    return link(healthy(TENANT).api("/system/mySecurity", json_reply(rows)))


class TestSignedInAs:
    def test_the_member_of_the_listed_permissions_is_named(self) -> None:
        outcome = listing({"id": 110, "identifier": "Hire2Retire", "name": "Hire2Retire Link"})
        assert outcome.document["signed_in_as"] == {
            "member": "Hire2Retire",
            "role": None,
            "api_member": None,
        }
        assert outcome.row("rights")["message"].startswith("Signed in as Hire2Retire. ")

    @pytest.mark.parametrize(
        "members",
        [(None,), ({},), ({"identifier": 7},), ({"identifier": ["a"]},), (["x"],)],
        ids=str,
    )
    def test_missing_member_fields_are_null(self, members: tuple[Any, ...]) -> None:
        assert listing(*members).document["signed_in_as"] is None

    def test_entries_that_disagree_give_no_member(self) -> None:
        outcome = listing({"identifier": "one"}, {"identifier": "two"})
        assert outcome.document["signed_in_as"] is None

    def test_a_key_in_place_of_the_member_is_not_shown(self) -> None:
        outcome = listing({"identifier": TENANT.private_key})
        assert TENANT.private_key not in str(outcome.document)


class TestOwnServer:
    def test_the_firewall_of_an_on_premises_server_is_mentioned(self, sites: Any) -> None:
        sites.start(healthy(TENANT), "cw.example.test")
        report = try_link(typed("cw.example.test", TENANT)).report
        assert "Your firewall must also allow connections" in report.reach_note

    def test_no_firewall_is_mentioned_for_the_cloud(self, sites: Any) -> None:
        sites.start(healthy(TENANT), "na.myconnectwise.net", "api-na.myconnectwise.net")
        assert try_link(typed("na.myconnectwise.net", TENANT)).report.reach_note == ""

    def test_no_firewall_is_mentioned_for_a_link_that_is_not_ready(self, sites: Any) -> None:
        sites.start(healthy(replace(TENANT, rights=())), "cw.example.test")
        script = healthy(TENANT).lookup(html_reply("<h1>Welcome</h1>"))
        sites.start(script, "cw.example.test")
        assert try_link(typed("cw.example.test", TENANT)).report.reach_note == ""


def hinted(fault: Fault, site: str, company_id: str, **details: str) -> Problem:
    address = read_address(site).address
    assert address is not None
    needed = {"host": "x", "what": "HTTP 403", "who": "F5 BIG-IP"}
    return with_hints(Problem(fault, needed | details), address, site, company_id)


class TestHints:
    @pytest.mark.parametrize(
        ("site", "company_id", "named"),
        [
            ("na.myconnectwise.net", "acme_cs1", True),
            ("na.myconnectwise.net", "acme_c", True),
            ("na.myconnectwise.net", "acme-c", False),
            ("na.myconnectwise.net", "acme-sandbox", True),
            ("na.myconnectwise.net", "acmecs", False),
            ("na.myconnectwise.net", "latest", False),
            ("sandbox-na.myconnectwise.net", "acme_cs1", False),
            ("staging.connectwisedev.com", "acme_cs1", False),
        ],
    )
    def test_the_company_id_of_a_sandbox_is_explained(
        self, site: str, company_id: str, named: bool
    ) -> None:
        problem = hinted(Fault.COMPANY_UNKNOWN, site, company_id)
        assert ("may belong to a sandbox" in problem.message) is named

    @pytest.mark.parametrize(
        ("site", "folder"),
        [
            ("https://apps.acme.example/cwm/v4_6_release/ConnectWise.aspx", "“cwm”"),
            ("apps.acme.example/a/b/v2024_1/", "“a/b”"),
            ("https://apps.acme.example/v4_6_release/ConnectWise.aspx", ""),
            ("https://apps.acme.example/", ""),
        ],
    )
    def test_a_missing_virtual_directory_is_suggested(self, site: str, folder: str) -> None:
        message = hinted(Fault.SITE_NOT_CONNECTWISE, site, "acme").message
        assert folder in message
        assert ("wasn't used" in message) is bool(folder)

    @pytest.mark.parametrize(("company_id", "odd"), [("<script>", True), ("Acme MSP", False)])
    def test_a_firewall_may_block_the_company_id(self, company_id: str, odd: bool) -> None:
        problem = hinted(Fault.SITE_BLOCKED, "cw.acme.example", company_id, reference="")
        assert ("unusual characters in the Company ID" in problem.message) is odd
        assert ("company_id" in [blame.value for blame in problem.affects]) is odd

    @pytest.mark.parametrize(
        ("status", "company_id", "blamed"),
        [(400, "a&b", True), (400, "acme", False), (404, "a&b", False)],
    )
    def test_an_unreadable_request_may_be_caused_by_the_company_id(
        self, status: int, company_id: str, blamed: bool
    ) -> None:
        address = read_address("cw.acme.example").address
        assert address is not None
        details = {"host": "x", "what": "HTTP 400"}
        problem = Problem(Fault.SITE_NOT_CONNECTWISE, details, http_status=status)
        found = with_hints(problem, address, "cw.acme.example", company_id).affects
        assert (Field.COMPANY_ID in found) is blamed
