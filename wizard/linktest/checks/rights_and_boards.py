"""How far the member's role reaches: the checks rights and boards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wizard.connectwise.response_meaning import Meaning
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Check, Choices, Member
from wizard.domain.rights import Comparison, Levels, RightRow, RightsTable, TableKind, gaps
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Scope, Ticket
from wizard.domain.text import N_, tr, trn
from wizard.linktest.checks.boards import (
    OLDER_BOARDS,
    PRIORITIES,
    Board,
    board_paths,
    boards_of,
    choices_of,
    sample,
)
from wizard.linktest.checks.rights import MY_SECURITY, Grants, member_of, row_of
from wizard.linktest.checks.teams import default_teams, team_paths
from wizard.linktest.events import Ended, Event
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder

INFO = "/system/info"
_NAMED_AT_MOST = 5
_LISTS = {
    "boards": N_("boards"),
    "statuses": N_("board's statuses"),
    "types": N_("board's types"),
    "priorities": N_("priorities"),
}


class RightsAndBoardsChecks:
    """What is read in the third wave, and what it means."""

    def __init__(self, ledger: ReportBuilder, table: RightsTable, scope: Scope) -> None:
        self._ledger = ledger
        self._scope = scope
        self._needed = table.needed(scope)

    def paths(self, signed_in: ReadResult) -> tuple[str, ...]:
        """Return everything to read at once, after the read of the boards that signed in.

        Without the right to that list the boards are looked for once more.
        """
        reads = [path for right in self._needed for path in right.reads]
        boards = () if signed_in.granted else (OLDER_BOARDS,)
        parts = board_paths(self._sample(signed_in)).values()
        teams = team_paths(boards_of(signed_in)).values()
        return tuple(
            dict.fromkeys((INFO, MY_SECURITY, PRIORITIES, *boards, *reads, *parts, *teams))
        )

    def judge(self, signed_in: ReadResult, told: Mapping[str, ReadResult]) -> Iterator[Event]:
        """End the checks rights and boards; ``told`` maps paths to what was read."""
        self._note_server(told[INFO])
        grants = Grants.read(told[MY_SECURITY], self._needed)
        self._ledger.signed_in = Member(self._ledger.redacted(member_of(told[MY_SECURITY])))
        self._ledger.rights = self._rows(grants, self._sample(signed_in), told)
        yield self._rights(self._excess(grants), told)
        yield self._ledger.begin(Check.BOARDS)
        yield self._boards(signed_in, told)

    def _sample(self, signed_in: ReadResult) -> Board | None:
        return sample(boards_of(signed_in), self._scope)

    def _note_server(self, told: ReadResult) -> None:
        document = told.reply.json if told.reply and told.reply.status == 200 else None
        if not isinstance(document, dict):
            return
        site = self._ledger.site
        texts = {name: value for name, value in document.items() if isinstance(value, str)}
        cloud = document.get("isCloud")
        self._ledger.site = replace(
            site,
            version=self._ledger.redacted(sanitize(texts.get("version", site.version), 40)),
            region=self._ledger.redacted(sanitize(texts.get("cloudRegion", site.region), 20)),
            cloud=cloud if isinstance(cloud, bool) else site.cloud,
        )

    def _rows(
        self, grants: Grants, board: Board | None, told: Mapping[str, ReadResult]
    ) -> tuple[RightRow, ...]:
        rows = tuple(row_of(right, self._scope, grants, told) for right in self._needed)
        if not any(told[path].denied for path in board_paths(board).values()):
            return rows
        return tuple(self._without_board(row, board) for row in rows)

    def _without_board(self, row: RightRow, board: Board | None) -> RightRow:
        """The *customize* list lacks the board's table when its statuses or types are refused."""
        project = bool(board and board.get("projectFlag"))
        kind = TableKind.PROJECT_BOARD if project else TableKind.SERVICE_BOARD
        lacking = row.right.tables_for(self._scope, kind)
        denied = tuple(dict.fromkeys((*row.denied, *lacking)))
        return row if row.missing() else replace(row, denied=denied)

    def _rights(self, surplus: Problem | None, told: Mapping[str, ReadResult]) -> Ended:
        if surplus:
            self._ledger.warn(surplus)
        missing = gaps(self._ledger.rights)
        if missing:
            problem = Problem(Fault.RIGHT_MISSING, {"rights": "; ".join(missing)})
            return self._ledger.fail_check(Check.RIGHTS, self._refusal(told).with_evidence(problem))
        reads = [told[path] for right in self._needed for path in right.reads]
        trouble = _trouble(told[MY_SECURITY], *reads)
        if trouble:
            return self._ledger.fail_check(Check.RIGHTS, trouble)
        unread = [row for row in self._ledger.rights if row.verdict is Comparison.UNKNOWN]
        if unread:
            return self._unknown(unread, told)
        if surplus:
            return self._ledger.warn_check(Check.RIGHTS, surplus)
        sentence = trn(
            "The one needed permission is granted.",
            "All {count} needed permissions are granted.",
            len(self._needed),
        )
        member = self._ledger.signed_in.identifier
        if member:
            sentence = " ".join((tr("Signed in as {member}.").format(member=member), sentence))
        return self._ledger.pass_check(Check.RIGHTS, sentence)

    def _unknown(self, rows: Sequence[RightRow], told: Mapping[str, ReadResult]) -> Ended:
        """What could not be told, and why: the list of rights, a read, or a level that may do."""
        listing = told[MY_SECURITY]
        doubts = [row.doubt for row in rows if row.doubt]
        doubts += [_documented(row) for row in rows if row.documented() and not row.doubt]
        unlisted = [row for row in rows if not (row.doubt or row.documented())]
        if unlisted:
            doubts.insert(0, _why_unlisted(listing))
        details = {"rights": ", ".join(r.right.title for r in rows), "why": " ".join(doubts)}
        problem = Problem(Fault.RIGHT_UNKNOWN, details)
        if unlisted and not listing.granted:
            problem = listing.with_evidence(problem)
        elif rows[0].doubt:
            failed = [told[p] for p in rows[0].right.reads if not told[p].granted]
            problem = failed[0].with_evidence(problem)
        # A level that may do is a warning; what was not read is not known.
        known = all(row.documented() and not row.doubt for row in rows)
        return self._ledger.warn_check(Check.RIGHTS, problem, unknown=not known)

    def _refusal(self, told: Mapping[str, ReadResult]) -> ReadResult:
        """The first refused read of a right that falls short; nothing when the list says it."""
        short = [row for row in self._ledger.rights if row.gap]
        reads = (told[path] for row in short for path in row.right.reads)
        return next((read for read in reads if read.denied), ReadResult())

    def _excess(self, grants: Grants) -> Problem | None:
        cells = grants.excess()
        if not cells:
            return None
        named = ", ".join(cells[:_NAMED_AT_MOST])
        more = len(cells) - _NAMED_AT_MOST
        if more > 0:
            named += trn(" and {count} cell more", " and {count} cells more", more)
        return Problem(Fault.RIGHT_EXCESS, {"rights": named})

    def _boards(self, signed_in: ReadResult, told: Mapping[str, ReadResult]) -> Ended:
        listing = signed_in if signed_in.granted else told[OLDER_BOARDS]
        boards, board = boards_of(listing), self._sample(signed_in)
        parts = {part: told[path] for part, path in board_paths(board).items()}
        parts["priorities"] = told[PRIORITIES]
        self._ledger.choices = replace(
            choices_of(boards, board, parts), default_teams=default_teams(boards, told)
        )
        reads = (listing, *parts.values())
        trouble = _trouble(*reads) or next(
            filter(None, (r.problem_in_between for r in reads)), None
        )
        if trouble:
            return self._ledger.fail_check(Check.BOARDS, trouble)
        for name, read in {"boards": listing, **parts}.items():
            if not read.granted:
                return self._not_read(name, read)
        lacking = _kinds_without_board(boards, self._scope)
        if lacking:
            problem = Problem(Fault.BOARDS_NONE_VISIBLE, {"kind": tr(" or ").join(lacking)})
            return self._ledger.warn_check(Check.BOARDS, problem)
        return self._ledger.pass_check(Check.BOARDS, _counted(self._ledger.choices))

    def _not_read(self, name: str, read: ReadResult) -> Ended:
        """Boards and what belongs to them stand under Table Setup, with its *customize* list."""
        rows = [row for row in self._ledger.rights if row.right.tables]
        titles = ", ".join(row.right.title for row in rows)
        if read.denied:
            details = {"rights": "; ".join(gaps(rows)) or titles}
            problem = read.with_evidence(Problem(Fault.RIGHT_MISSING, details))
            return self._ledger.fail_check(Check.BOARDS, problem)
        why = tr("Reading the {list} failed ({status}).").format(
            list=tr(_LISTS[name]), status=read.status_text
        )
        problem = read.with_evidence(Problem(Fault.RIGHT_UNKNOWN, {"rights": titles, "why": why}))
        return self._ledger.warn_check(Check.BOARDS, problem, unknown=True)


def _trouble(*reads: ReadResult) -> Problem | None:
    return next((read.service_problem for read in reads if read.service_problem), None)


def _why_unlisted(listing: ReadResult) -> str:
    if listing.granted:
        return tr("ConnectWise's list of this member's permissions doesn't include them.")
    if listing.meaning is Meaning.ABSENT:
        return tr("This ConnectWise release can't list a member's permissions (HTTP 404).")
    if listing.problem_in_between:
        sentence = tr("Something in between refused the list of this member's rights ({status}).")
        return sentence.format(status=listing.status_text)
    return tr("ConnectWise doesn't show this member its own permissions ({status}).").format(
        status=listing.status_text
    )


def _documented(row: RightRow) -> str:
    cells = ", ".join(f"{c.label}: {(row.granted or Levels())[c]}" for c in row.documented())
    return tr(
        "{right} › {cells}. According to other vendors, this is enough to create tickets. A "
        "test ticket would show it."
    ).format(right=row.right.title, cells=cells)


def _kinds_without_board(boards: Sequence[Board], scope: Scope) -> list[str]:
    """The kinds of board that are needed and that no visible board has."""
    project = {bool(board.get("projectFlag")) for board in boards}
    wanted = {Ticket.SERVICE: tr("service board"), Ticket.PROJECT: tr("project board")}
    return [
        name
        for ticket, name in wanted.items()
        if ticket in scope.tickets and (ticket is Ticket.PROJECT) not in project
    ]


def _counted(choices: Choices) -> str:
    parts = [trn("{count} board", "{count} boards", len(choices.boards))]
    if choices.sample_board:
        parts += [
            trn("{count} status", "{count} statuses", len(choices.statuses)),
            trn("{count} type", "{count} types", len(choices.types)),
        ]
    return tr("A workflow can choose from {parts}.").format(parts=", ".join(parts))
