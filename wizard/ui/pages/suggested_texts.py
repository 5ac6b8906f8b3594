"""Suggested texts for ConnectWise's own fields."""

from __future__ import annotations

from datetime import datetime

from wizard.domain.draft import Draft
from wizard.domain.text import tr

MEMBER_NAME = "Hire2Retire"
LEVEL = "Corporate (Level 1)"
INTEGRATION_NAME = "Hire2Retire"
KEY_DESCRIPTION = "Hire2Retire {day}"


def other_name(name: str, suggested_name: str, *, existing: bool) -> str:
    """Return the name to start with when the user switches to an existing one, or back.

    The suggested name is for a new role or member: an existing one has its own, which is asked for.
    """
    if existing:
        return "" if name == suggested_name else name
    return name or suggested_name


def suggested(draft: Draft, now: datetime) -> dict[str, str]:
    """Return the texts that fill the placeholders of the instructions."""
    return {
        "role_name": draft.role_name or tr("your role"),
        "member_id": draft.member_id or tr("your API member"),
        "member_name": MEMBER_NAME,
        "key_description": KEY_DESCRIPTION.format(day=now.date().isoformat()),
        "company_id": draft.company_id,
        "site": draft.site,
        "integration_name": INTEGRATION_NAME,
    }


def integration_description(draft: Draft) -> str:
    """Return what to tell ConnectWise: English, and as much as saves a question back."""
    company = f" Company ID: {draft.company_id}." if draft.company_id else ""
    return (
        "Hire2Retire by RoboMQ opens and updates tickets in our own ConnectWise PSA when people "
        "are hired, change jobs or leave. It calls the REST API with an API member and a security "
        f"role of its own.{company}"
    )
