"""JSON format of the last link test in a draft: codes, names and levels."""

from __future__ import annotations

from wizard.domain.check import Check, Status, Verdict
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.last_test import Finding, LastTest, MissingLevel
from wizard.domain.rights import Column, Level
from wizard.domain.sanitize import sanitize
from wizard.storage.json_fields import (
    TEXT_LIMIT,
    one_of,
    optional,
    read_count,
    read_moment,
    read_object,
    read_text,
    tuple_of,
)


def last_test_to_json(test: LastTest) -> dict[str, object]:
    """Return the document."""
    return {
        "verdict": test.verdict.value,
        # The first release reads no draft without this text.
        "summary": "",
        "at": test.at.isoformat(),
        "revision": test.revision,
        "checks": {check.value: status.value for check, status in test.statuses.items()},
        "findings": [_finding_to_json(finding) for finding in test.findings],
        "missing": [_missing_to_json(cell) for cell in test.missing],
    }


def _finding_to_json(finding: Finding) -> dict[str, object]:
    return {
        "fault": finding.fault.value,
        "status": finding.status.value,
        "step": finding.step.value,
        "check": finding.check.value if finding.check else None,
        "affects": [value.value for value in finding.affects],
        "details": {name: _kept(text) for name, text in sorted(finding.details.items())},
    }


def _missing_to_json(cell: MissingLevel) -> dict[str, object]:
    return {
        "right": _kept(cell.right),
        "column": cell.column.value if cell.column else None,
        "has": cell.has.value if cell.has else None,
        "needed": cell.needed.value,
        "table": _kept(cell.table),
    }


def _kept(text: str) -> str:
    return sanitize(text, TEXT_LIMIT)


def read_last_test(value: object) -> LastTest:
    """Read a document; one of the first release has a verdict and a moment only.

    Raises:
        KeyError, TypeError, ValueError: it is not such a document.
    """
    fields = read_object(value)
    return LastTest(
        verdict=one_of(Verdict)(fields["verdict"]),
        at=read_moment(fields["at"]),
        revision=read_count(fields.get("revision", 0)),
        statuses=_statuses(fields.get("checks", {})),
        findings=tuple_of(_finding)(fields.get("findings", [])),
        missing=tuple_of(_missing)(fields.get("missing", [])),
    )


def _statuses(value: object) -> dict[Check, Status]:
    checks = read_object(value).items()
    return {one_of(Check)(check): one_of(Status)(status) for check, status in checks}


def _finding(value: object) -> Finding:
    fields = read_object(value)
    details = read_object(fields["details"]).items()
    return Finding(
        fault=one_of(Fault)(fields["fault"]),
        status=one_of(Status)(fields["status"]),
        step=one_of(Step)(fields["step"]),
        check=optional(one_of(Check))(fields["check"]),
        affects=tuple_of(one_of(Field))(fields["affects"]),
        details={read_text(name): read_text(text) for name, text in details},
    )


def _missing(value: object) -> MissingLevel:
    fields = read_object(value)
    return MissingLevel(
        right=read_text(fields["right"]),
        column=optional(one_of(Column))(fields["column"]),
        has=optional(one_of(Level))(fields["has"]),
        needed=one_of(Level)(fields["needed"]),
        table=read_text(fields["table"]),
    )
