"""Adds hints about the typed values to a problem of the lookup."""

from __future__ import annotations

import re
from dataclasses import replace

from wizard.domain.address.address import RELEASE, Address
from wizard.domain.address.hosts import Kind
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr

# Public scripts and vendor pages show sandbox companies with such endings.
_SANDBOX = re.compile(r"(?:_c|[_-](?:cs\d*|sb\d*|sandbox|test|staging|uat))$", re.IGNORECASE)
_ORDINARY = re.compile(r"[\w .-]*")
_FOLDER = re.compile(rf"(?:\w+://)?[^/]+/((?:[\w.-]+/)+?){RELEASE.pattern}(?:/|$)", re.IGNORECASE)


def with_hints(problem: Problem, address: Address, typed: str, company_id: str) -> Problem:
    """Return ``problem`` with hints about the typed address and Company ID."""
    if problem.fault is Fault.COMPANY_UNKNOWN:
        return _detail(problem, hint=_sandbox(address, company_id))
    if problem.fault is Fault.SITE_NOT_CONNECTWISE:
        problem = _detail(problem, also=_folder(typed))
    odd = not _ORDINARY.fullmatch(company_id)
    if odd and (problem.fault is Fault.SITE_BLOCKED or problem.http_status == 400):
        return _of_company_id(problem)
    return problem


def _detail(problem: Problem, **details: str) -> Problem:
    return replace(problem, details={**problem.details, **details})


def _sandbox(address: Address, company_id: str) -> str:
    elsewhere = address.kind in {Kind.SANDBOX, Kind.STAGING}
    if elsewhere or not _SANDBOX.search(company_id):
        return ""
    return " " + tr("This one may belong to a sandbox, which has a separate address.")


def _folder(typed: str) -> str:
    """A hint about a folder in front of the release, which requests leave out."""
    found = _FOLDER.match(typed)
    if not found:
        return ""
    folder = sanitize(found[1].strip("/"), 60)
    return " " + tr("The folder “{folder}” in the address wasn't used.").format(folder=folder)


def _of_company_id(problem: Problem) -> Problem:
    """A hint that a firewall may block the characters of the Company ID."""
    if problem.fault is Fault.SITE_BLOCKED:
        reference = problem.details["reference"]
        what = tr(", perhaps because of unusual characters in the Company ID")
        problem = _detail(problem, reference=reference + what)
    return replace(problem, only_affects=(Field.COMPANY_ID, *problem.affects))
