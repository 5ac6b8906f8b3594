"""Check: the rights of the role, from its own list and from one read per right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wizard.connectwise.response_meaning import Meaning
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Member
from wizard.domain.rights import Comparison, Levels, RightRow, TableKind, gaps
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr, trn
from wizard.linktest.checks.base import ReadCheck, Reads
from wizard.linktest.checks.board_lists import board_paths, is_project
from wizard.linktest.checks.grants import MY_SECURITY, Grants, member_of, row_of
from wizard.linktest.events import Ended
from wizard.linktest.read_result import ReadResult, first_service_problem

INFO = "/system/info"
_NAMED_AT_MOST = 5
Results = Mapping[str, ReadResult]


class RightsCheck(ReadCheck):
    """Whether the role grants what Hire2Retire needs."""

    check = Check.RIGHTS

    def paths(self, reads: Reads) -> Iterable[str]:
        """Return the server's facts, the list of rights, and the reads that prove Inquire."""
        return (INFO, MY_SECURITY, *(path for right in reads.needed for path in right.reads))

    def judge(self, reads: Reads, results: Results) -> Ended:
        """Record the result, the server's facts, the member, and one row per right."""
        report = reads.report
        _note_server(reads, results[INFO])
        grants = Grants.read(results[MY_SECURITY], reads.needed)
        report.signed_in = Member(report.redacted(member_of(results[MY_SECURITY])))
        report.rights = _rows(reads, grants, results)
        surplus = _excess(grants)
        if surplus:
            report.warn(surplus)
        missing = gaps(report.rights)
        if missing:
            problem = Problem(Fault.RIGHT_MISSING, {"rights": "; ".join(missing)})
            return report.fail_check(self.check, _refusal(reads, results).with_evidence(problem))
        proving = [results[path] for right in reads.needed for path in right.reads]
        failing = first_service_problem(results[MY_SECURITY], *proving)
        if failing:
            return report.fail_check(self.check, failing)
        return self._undecided(reads, results) or self._passed(reads, surplus)

    def _undecided(self, reads: Reads, results: Results) -> Ended | None:
        unread = [row for row in reads.report.rights if row.verdict is Comparison.UNKNOWN]
        if not unread:
            return None
        # A level that may do is a warning; what was not read is not known.
        known = all(row.documented() and not row.doubt for row in unread)
        problem = _unknown(unread, results)
        return reads.report.warn_check(self.check, problem, unknown=not known)

    def _passed(self, reads: Reads, surplus: Problem | None) -> Ended:
        report = reads.report
        if surplus:
            return report.warn_check(self.check, surplus)
        sentence = trn(
            "The one needed permission is granted.",
            "All {count} needed permissions are granted.",
            len(reads.needed),
        )
        member = report.signed_in.identifier
        if member:
            sentence = " ".join((tr("Signed in as {member}.").format(member=member), sentence))
        return report.pass_check(self.check, sentence)


def _note_server(reads: Reads, info: ReadResult) -> None:
    document = info.response.json if info.response and info.response.status == 200 else None
    if not isinstance(document, dict):
        return
    report, site = reads.report, reads.report.site
    texts = {name: value for name, value in document.items() if isinstance(value, str)}
    cloud = document.get("isCloud")
    report.site = replace(
        site,
        version=report.redacted(sanitize(texts.get("version", site.version), 40)),
        region=report.redacted(sanitize(texts.get("cloudRegion", site.region), 20)),
        cloud=cloud if isinstance(cloud, bool) else site.cloud,
    )


def _rows(reads: Reads, grants: Grants, results: Results) -> tuple[RightRow, ...]:
    rows = tuple(row_of(right, reads.scope, grants, results) for right in reads.needed)
    if not any(results[path].denied for path in board_paths(reads.board).values()):
        return rows
    return tuple(_without_board(row, reads) for row in rows)


def _without_board(row: RightRow, reads: Reads) -> RightRow:
    """The *customize* list lacks the board's table when its statuses or types are refused."""
    project = bool(reads.board and is_project(reads.board))
    kind = TableKind.PROJECT_BOARD if project else TableKind.SERVICE_BOARD
    lacking = row.right.tables_for(reads.scope, kind)
    denied = tuple(dict.fromkeys((*row.denied, *lacking)))
    return row if row.missing() else replace(row, denied=denied)


def _unknown(rows: Sequence[RightRow], results: Results) -> Problem:
    """Return what could not be determined, and why."""
    listing = results[MY_SECURITY]
    doubts = [row.doubt for row in rows if row.doubt]
    doubts += [_documented(row) for row in rows if row.documented() and not row.doubt]
    unlisted = [row for row in rows if not (row.doubt or row.documented())]
    if unlisted:
        doubts.insert(0, _why_unlisted(listing))
    details = {"rights": ", ".join(r.right.title for r in rows), "why": " ".join(doubts)}
    problem = Problem(Fault.RIGHT_UNKNOWN, details)
    if unlisted and not listing.granted:
        return listing.with_evidence(problem)
    if rows[0].doubt:
        failed = [results[path] for path in rows[0].right.reads if not results[path].granted]
        return failed[0].with_evidence(problem)
    return problem


def _refusal(reads: Reads, results: Results) -> ReadResult:
    """The first refused read of a right that falls short; nothing when the list says it."""
    short = [row for row in reads.report.rights if row.gap]
    proving = (results[path] for row in short for path in row.right.reads)
    return next((read for read in proving if read.denied), ReadResult())


def _excess(grants: Grants) -> Problem | None:
    cells = grants.excess()
    if not cells:
        return None
    named = ", ".join(cells[:_NAMED_AT_MOST])
    more = len(cells) - _NAMED_AT_MOST
    if more > 0:
        named += trn(", and {count} more cell", ", and {count} more cells", more)
    return Problem(Fault.RIGHT_EXCESS, {"rights": named})


def _why_unlisted(listing: ReadResult) -> str:
    if listing.granted:
        return tr("ConnectWise's list of this member's permissions doesn't include them.")
    if listing.meaning is Meaning.ABSENT:
        return tr("This ConnectWise release can't list a member's permissions (HTTP 404).")
    if listing.problem_in_between:
        sentence = tr(
            "Something in between refused the list of this member's permissions ({status})."
        )
        return sentence.format(status=listing.status_text)
    return tr("ConnectWise doesn't show this member its own permissions ({status}).").format(
        status=listing.status_text
    )


def _documented(row: RightRow) -> str:
    cells = ", ".join(f"{c.label}: {(row.granted or Levels())[c]}" for c in row.documented())
    return tr(
        "{right} › {cells}. According to other vendors, this is enough to create tickets. Create "
        "a test ticket to find out."
    ).format(right=row.right.title, cells=cells)
