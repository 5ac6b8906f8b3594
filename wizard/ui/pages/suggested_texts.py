"""The texts that the pages suggest for ConnectWise's own fields."""

from __future__ import annotations

from datetime import datetime

from wizard.domain.draft import Draft

MEMBER_NAME = "Hire2Retire"
LEVEL = "Corporate (Level 1)"
INTEGRATION_NAME = "Hire2Retire"
KEY_DESCRIPTION = "Hire2Retire {day}"


def suggested(draft: Draft, now: datetime) -> dict[str, str]:
    """Return the texts that fill the placeholders of the instructions."""
    return {
        "role_name": draft.role_name,
        "member_id": draft.member_id,
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
