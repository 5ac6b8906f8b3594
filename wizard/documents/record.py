"""The record of a linked account: who linked what, with which rights, and how the test ended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from wizard.documents import html as paper
from wizard.domain.address.hosts import Kind
from wizard.domain.address.reading import read_address
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Field
from wizard.domain.report import CheckResult, Report, cloud_must_reach
from wizard.domain.rights import Column, Levels, RightRow
from wizard.domain.sanitize import sanitize
from wizard.domain.text import N_, tr
from wizard.storage.files import remove_all, write_all

VERSION = 1
SIZE_LIMIT = 4_000_000
_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right; ``needed`` and ``granted`` hold the four levels in the order of the screen."""

    title: str
    needed: tuple[str, ...]
    granted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of the link test."""

    title: str
    status: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is written at *Link account*: harmless texts, no secret.

    ``versions`` are pairs of a part's name and its version; ``proven`` as in `Linked`.
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


class RecordFolder:
    """The folder ``records``; made when the first record is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, record: Record, language: str = "en") -> Path:
        """Write a record as a page and, beside it, as JSON; return the page's path.

        Raises:
            StorageError: the disk is full, read-only or gone.
            ValueError: the record's connection has no draft's id.
        """
        from wizard.documents.record import page  # noqa: PLC0415 - the first paint does without

        if not _ID.fullmatch(record.connection_id):
            raise ValueError("a record belongs to a draft's id")
        name = f"{record.connection_id}-{record.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        shown = self.path / f"{name}.html"
        document = {"version": VERSION, **asdict(record), "at": record.at.isoformat()}
        write_all(
            {
                shown.with_suffix(".json"): (json.dumps(document, indent=2) + "\n").encode("ascii"),
                shown: page(record, language).encode("utf-8", "replace"),
            }
        )
        return shown

    def latest(self, connection_id: str) -> Path | None:
        """Return the page of a connection's newest record, if there is one."""
        if not _ID.fullmatch(connection_id):
            return None
        return max(self.path.glob(f"{connection_id}-*.html"), default=None)

    def remove(self, connection_id: str) -> tuple[Path, ...]:
        """Remove every record of a connection and return what was removed.

        Raises:
            StorageError: a file could not be removed.
        """
        if not _ID.fullmatch(connection_id):
            return ()
        return remove_all(sorted(self.path.glob(f"*{connection_id}-*")))


def record_of(
    draft: Draft,
    report: Report | None,
    who: str,
    at: datetime,
    versions: tuple[tuple[str, str], ...] = (),
) -> Record:
    """Gather a record; without a report nothing counts as proven."""
    return Record(
        connection_id=draft.id,
        connection=sanitize(draft.title),
        environment=draft.environment.value,
        who=sanitize(who),
        at=at,
        site=sanitize(draft.site),
        company_id=sanitize(draft.company_id),
        role=sanitize(draft.role_name),
        member=sanitize(draft.member_id),
        proven=report is not None and report.verdict.exit_code == 0,
        summary=report.summary if report else "",
        rights=tuple(map(_right_line, report.rights)) if report else (),
        checks=tuple(map(_check_line, report.rows)) if report else (),
        versions=versions,
    )


def _right_line(row: RightRow) -> RightLine:
    return RightLine(row.right.title, _cells(row.right.needed), _cells(row.granted or Levels()))


def _cells(levels: Levels) -> tuple[str, ...]:
    return tuple(level.value if (level := levels[column]) else "?" for column in Column)


def _check_line(row: CheckResult) -> CheckLine:
    return CheckLine(row.check.label, row.status.value, row.message)


_STATUS = {
    "passed": N_("passed"),
    "failed": N_("failed"),
    "warning": N_("warning"),
    "not_run": N_("not run"),
    "unknown": N_("could not tell"),
}
_ENVIRONMENT = {"production": N_("Production"), "sandbox": N_("Sandbox")}


def page(record: Record, language: str) -> str:
    """Return the whole HTML document; ``language`` is that of the texts, such as ``de``."""
    title = tr("Record: {connection} linked to Hire2Retire").format(connection=record.connection)
    return paper.html_document(
        title,
        language,
        f"<p><strong>{escape(_verdict(record))}</strong></p>",
        *_reach(record),
        paper.pairs(_facts(record)),
        *paper.section(tr("Rights of the security role"), _rights_head(), _rights(record)),
        *paper.section(tr("Link test"), (tr("Check"), tr("Result"), ""), _checks(record)),
        *paper.section(tr("Versions"), (tr("Part"), tr("Version")), record.versions),
    )


def _verdict(record: Record) -> str:
    if not record.summary:
        return tr("Not proven: the link was not tested.")
    return record.summary


def _reach(record: Record) -> Iterable[str]:
    """What the test of an on-premises server could not show."""
    address = read_address(record.site).address
    if record.proven and address and address.secure and address.kind is Kind.ON_PREMISES:
        yield f"<p>{escape(cloud_must_reach())}</p>"


def _facts(record: Record) -> Iterable[tuple[str, str]]:
    return (
        (tr("Linked by"), record.who),
        (tr("Date"), record.at.isoformat(sep=" ", timespec="minutes")),
        (Field.SITE.label, record.site),
        (Field.COMPANY_ID.label, record.company_id),
        (tr("Environment"), tr(_ENVIRONMENT.get(record.environment, record.environment))),
        (Field.ROLE.label, record.role),
        (Field.MEMBER.label, record.member),
        (tr("Proven by the link test"), tr("yes") if record.proven else tr("no")),
    )


def _rights_head() -> tuple[str, ...]:
    return (tr("Right"), *(tr("{column}: needed, granted").format(column=c.label) for c in Column))


def _rights(record: Record) -> Iterable[tuple[str, ...]]:
    for line in record.rights:
        cells = zip(line.needed, line.granted, strict=True)
        yield (line.title, *(f"{needed}, {granted}" for needed, granted in cells))


def _checks(record: Record) -> Iterable[tuple[str, ...]]:
    return ((c.title, tr(_STATUS.get(c.status, c.status)), c.sentence) for c in record.checks)
