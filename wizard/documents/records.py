"""Records of linked accounts: who linked what, with which rights, and the test result."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.drift import Drift
from wizard.domain.report import CheckResult, Report
from wizard.domain.rights import Column, Levels, RightRow
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr

VERSION = 1
SIZE_LIMIT = 4_000_000


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right; ``needed`` and ``granted`` hold the four levels in screen order."""

    title: str
    needed: tuple[str, ...]
    granted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of the link test; ``outcome`` is an `Outcome`."""

    title: str
    status: str
    sentence: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Record:
    """The record written by *Mark as linked*: sanitized texts, no secret.

    ``changes`` say what differs from the last passed test. ``colleague`` is who made the keys,
    where somebody else did. ``versions`` are pairs of a part's name and its version; ``proven`` as
    in `Linked`. ``ticket`` says what became of the test ticket. ``practice``: nothing was linked.
    """

    connection_id: str
    connection: str
    environment: str
    who: str
    at: datetime
    site: str
    company_id: str
    role: str
    member: str
    proven: bool
    summary: str
    rights: tuple[RightLine, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    colleague: str = ""
    ticket: str = ""
    practice: bool = False


def record_of(
    draft: Draft,
    report: Report | None,
    who: str,
    at: datetime,
    versions: tuple[tuple[str, str], ...] = (),
    *,
    drift: Drift | None = None,
    ticket: str = "",
    practice: bool = False,
) -> Record:
    """Create a record; without a report, from the last test in the draft."""
    return Record(
        connection_id=draft.id,
        connection=sanitize(draft.title),
        environment=draft.environment.value,
        who=sanitize(who),
        colleague=sanitize(draft.sent.colleague) if draft.sent else "",
        at=at,
        site=sanitize(draft.site),
        company_id=sanitize(draft.company_id),
        role=sanitize(draft.role_name),
        member=sanitize(draft.member_id),
        proven=report.verdict.exit_code == 0 if report else draft.verified,
        summary=report.summary.line if report else _kept_summary(draft),
        rights=tuple(map(_right_line, report.rights)) if report else (),
        checks=tuple(map(_check_line, report.rows)) if report else (),
        versions=versions,
        changes=tuple(change.message for change in drift.changes) if drift else (),
        ticket=sanitize(ticket),
        practice=practice,
    )


def dump(record: Record) -> bytes:
    """Return the record as JSON."""
    document = {"version": VERSION, **asdict(record), "at": record.at.isoformat()}
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def _kept_summary(draft: Draft) -> str:
    """What an earlier test said, with its day; "" where there was none."""
    last = draft.last_test
    if last is None:
        return ""
    when = tr("on {day}").format(day=last.at.astimezone().date().isoformat())
    return last.summary(when, out_of_date=draft.current_test is None).line


def _right_line(row: RightRow) -> RightLine:
    return RightLine(row.right.title, _cells(row.right.needed), _cells(row.granted or Levels()))


def _cells(levels: Levels) -> tuple[str, ...]:
    return tuple(level.value if (level := levels[column]) else "?" for column in Column)


def _check_line(row: CheckResult) -> CheckLine:
    return CheckLine(row.check.label, row.status.value, row.message, row.outcome.value)
