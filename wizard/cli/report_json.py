"""A report as the JSON document that scripts rely on (schema 1)."""

from __future__ import annotations

from datetime import UTC, datetime

from wizard.domain.drift import Drift
from wizard.domain.report import CheckResult, Member, Report
from wizard.domain.rights import RightRow
from wizard.domain.sanitize import sanitize


def to_json(report: Report, program: str, drift: Drift | None = None) -> dict[str, object]:
    """Return the document that report.schema.json describes.

    Only the test of a saved connection is compared with an earlier one.
    """
    compared = {} if drift is None else _compared(drift)
    return _document(report, program) | compared


def _compared(drift: Drift) -> dict[str, object]:
    return {
        "compared_with": instant(drift.since) if drift.since else None,
        "changes": [
            {
                "what": change.what.value,
                "name": change.name,
                "before": change.before,
                "now": change.now,
                "message": change.message,
            }
            for change in drift.changes
        ],
    }


def instant(moment: datetime) -> str:
    """Return a date and time as ISO 8601 in UTC, with milliseconds."""
    utc = moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _document(report: Report, program: str) -> dict[str, object]:
    site = report.site
    return {
        "schema": 1,
        "program": program,
        "verdict": report.verdict.value,
        "summary": report.summary.line,
        "started": instant(report.started),
        "duration_ms": round(report.duration_ms, 1),
        "requests": report.requests,
        "site": {
            "typed": site.typed,
            "host": site.host or None,
            "api_base": site.api_base or None,
            "release": site.release or None,
            "version": site.version or None,
            "company_name": site.company_name or None,
            "cloud": site.cloud,
            "region": site.region or None,
        },
        "signed_in_as": _member(report.signed_in),
        "proxy": str(report.proxy) if report.proxy else None,
        "checks": [_check(row) for row in report.rows],
        "permissions": [_permission(row) for row in report.rights],
        "warnings": [{"fault": w.fault.value, "message": w.message} for w in report.warnings],
    }


def _member(member: Member) -> dict[str, object] | None:
    if not member.identifier:
        return None
    return {
        "member": member.identifier,
        "role": member.role or None,
        "api_member": member.api_member,
    }


def _check(row: CheckResult) -> dict[str, object]:
    problem = row.problem
    return {
        "id": row.check.value,
        "status": row.status.value,
        "fault": problem.fault.value if problem else None,
        "message": row.message,
        "fix": row.fix or None,
        "blames": [blame.value for blame in problem.affects] if problem else [],
        "evidence": sanitize(problem.evidence) or None if problem else None,
        "http_status": row.http_status,
        "request_id": row.request_id or None,
        "duration_ms": None if row.duration_ms is None else round(row.duration_ms, 1),
    }


def _permission(row: RightRow) -> dict[str, object]:
    return {
        "module": row.right.module,
        "function": row.right.function,
        "needed": row.right.needed.as_ids(),
        "granted": row.granted.as_ids() if row.granted else None,
        "verdict": row.verdict.value,
        "source": row.source.value,
        "fix": row.fix or None,
    }
