"""JSON form of sent and received requests in a draft."""

from __future__ import annotations

from wizard.domain.capsule import ReceivedRequest, SentRequest
from wizard.domain.sanitize import sanitize
from wizard.storage.json_fields import (
    TEXT_LIMIT,
    optional,
    read_flag,
    read_moment,
    read_object,
    read_text,
)


def sent_to_json(request: SentRequest) -> dict[str, object]:
    """Return the JSON form."""
    return {
        "id": _kept(request.id),
        "created": request.created.isoformat(),
        "host": _kept(request.host),
        "company_id": _kept(request.company_id),
        "recipient": _kept(request.recipient),
        "answered": request.answered.isoformat() if request.answered else None,
        "colleague": _kept(request.colleague),
    }


def read_sent(value: object) -> SentRequest:
    """Read the JSON form; raise KeyError, TypeError or ValueError for anything else."""
    fields = read_object(value)
    return SentRequest(
        id=read_text(fields["id"]),
        created=read_moment(fields["created"]),
        host=read_text(fields["host"]),
        company_id=read_text(fields["company_id"]),
        recipient=read_text(fields["recipient"]),
        answered=optional(read_moment)(fields["answered"]),
        colleague=read_text(fields["colleague"]),
    )


def received_to_json(request: ReceivedRequest) -> dict[str, object]:
    """Return the JSON form."""
    return {
        "id": _kept(request.id),
        "created": request.created.isoformat(),
        "sender": _kept(request.sender),
        "host": _kept(request.host),
        "company_id": _kept(request.company_id),
        "recipient": _kept(request.recipient),
        "wants_client_id": request.wants_client_id,
        "returned": request.returned.isoformat() if request.returned else None,
    }


def read_received(value: object) -> ReceivedRequest:
    """Read the JSON form; raise KeyError, TypeError or ValueError for anything else."""
    fields = read_object(value)
    return ReceivedRequest(
        id=read_text(fields["id"]),
        created=read_moment(fields["created"]),
        sender=read_text(fields["sender"]),
        host=read_text(fields["host"]),
        company_id=read_text(fields["company_id"]),
        recipient=read_text(fields["recipient"]),
        wants_client_id=read_flag(fields["wants_client_id"]),
        returned=optional(read_moment)(fields["returned"]),
    )


def _kept(text: str) -> str:
    return sanitize(text, TEXT_LIMIT)
