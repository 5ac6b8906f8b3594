"""Simulated companies, contacts, members, projects and phases, and facts of the server."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.practice.boards import (
    CHANGED,
    DEPARTMENT,
    LOCATION,
    PROJECT_BOARDS,
    reference,
)
from wizard.practice.http import Row, Rows

SYSTEM_INFO: Row = {
    "version": "v2026.1.11807",
    "isCloud": False,
    "serverTimeZone": "UTC",
    "licenseBits": [{"name": "ServiceTicket", "activeFlag": True}],
    "cloudRegion": "",
    "maxWorkFlowRecordsAllowed": 5000,
}


def _company(number: int, identifier: str, name: str) -> Row:
    return {
        "id": number,
        "identifier": identifier,
        "name": name,
        "status": {"id": 1, "name": "Active"},
        "city": "Practice Town",
        "phoneNumber": "",
        "territory": LOCATION,
        "dateAcquired": "2026-01-01T00:00:00Z",
        "leadFlag": False,
        "deletedFlag": False,
        "isVendorFlag": False,
        "types": [{"id": 1, "name": "Client"}],
        "_info": CHANGED,
    }


COMPANIES: Rows = (
    _company(2, "PracticeMSP", "Practice MSP"),
    _company(19, "PretendBakery", "Pretend Bakery"),
    _company(20, "MadeUpDental", "Made-Up Dental"),
    _company(21, "NowhereFreight", "Nowhere Freight"),
)


def _contact(number: int, first_name: str, last_name: str, company: Row) -> Row:
    return {
        "id": number,
        "firstName": first_name,
        "lastName": last_name,
        "company": reference(company),
        "inactiveFlag": False,
        "defaultFlag": True,
        "communicationItems": [
            {
                "id": number,
                "type": {"id": 1, "name": "Email"},
                "value": f"{first_name}.{last_name}@practice.example".lower(),
                "defaultFlag": True,
                "domain": "@practice.example",
                "communicationType": "Email",
            }
        ],
        "_info": CHANGED,
    }


CONTACTS: Rows = (
    _contact(301, "Bea", "Baker", COMPANIES[1]),
    _contact(302, "Dan", "Dentist", COMPANIES[2]),
    _contact(303, "Fay", "Freight", COMPANIES[3]),
)


def _member(number: int, identifier: str, first_name: str, last_name: str) -> Row:
    return {
        "id": number,
        "identifier": identifier,
        "licenseClass": "A" if identifier == "Hire2Retire" else "F",
        "inactiveFlag": False,
        "firstName": first_name,
        "lastName": last_name,
        "hireDate": "2026-01-01T00:00:00Z",
        "defaultEmail": "Office",
        "primaryEmail": f"{identifier}@practice.example".lower(),
        "defaultPhone": "Office",
        "securityRole": {"id": 63, "name": "Hire2Retire"},
        "adminFlag": False,
        "timeZone": {"id": 1, "name": "UTC"},
        "defaultLocation": LOCATION,
        "defaultDepartment": DEPARTMENT,
        "_info": CHANGED,
    }


MEMBERS: Rows = (
    _member(101, "LLeader", "Lee", "Leader"),
    _member(102, "TTech", "Toni", "Tech"),
    _member(110, "Hire2Retire", "Hire2Retire", "Link"),
)


def _project(number: int, name: str, company: Row) -> Row:
    return {
        "id": number,
        "name": name,
        "board": reference(PROJECT_BOARDS[0]),
        "company": reference(company),
        "billingMethod": "ActualRates",
        "estimatedStart": "2026-09-01T00:00:00Z",
        "estimatedEnd": "2027-03-31T00:00:00Z",
        "manager": {"id": 101, "identifier": "LLeader", "name": "Lee Leader"},
        "status": {"id": 1, "name": "Open"},
        "closedFlag": False,
        "_info": CHANGED,
    }


PROJECTS: Rows = (
    _project(401, "Laptop roll-out", COMPANIES[1]),
    _project(402, "Mail migration", COMPANIES[2]),
)


def _phases(project: Row, first: int) -> Rows:
    return tuple(
        {
            "id": first + place,
            "projectId": project["id"],
            "description": description,
            "board": reference(PROJECT_BOARDS[0]),
            "status": {"id": 1, "name": "Open"},
            "wbsCode": str(place + 1),
            "billTime": "Billable",
            "_info": CHANGED,
        }
        for place, description in enumerate(("Prepare", "Carry out"))
    )


PHASES: Mapping[int, Rows] = {
    401: _phases(PROJECTS[0], 501),
    402: _phases(PROJECTS[1], 511),
}
