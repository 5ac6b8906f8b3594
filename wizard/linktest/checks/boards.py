"""Check: boards, and what a workflow can choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Choices
from wizard.domain.rights import gaps
from wizard.domain.scope import Scope, Ticket
from wizard.domain.text import N_, tr, trn
from wizard.linktest.checks.base import ReadCheck, Reads
from wizard.linktest.checks.board_lists import (
    OLDER_BOARDS,
    PRIORITIES,
    Board,
    board_paths,
    boards_of,
    choices_of,
    is_project,
)
from wizard.linktest.checks.teams import default_teams, team_paths
from wizard.linktest.events import Ended
from wizard.linktest.read_result import ReadResult, first_service_problem

_LISTS = {
    "boards": N_("boards"),
    "statuses": N_("board's statuses"),
    "types": N_("board's types"),
    "priorities": N_("priorities"),
}


class BoardsCheck(ReadCheck):
    """Whether a board of each needed kind, and what belongs to it, can be read."""

    check = Check.BOARDS

    def paths(self, reads: Reads) -> Iterable[str]:
        """Return one board's lists, the priorities and the teams.

        Without the right to the list that signed in the boards are looked for once more.
        """
        boards = () if reads.signed_in.granted else (OLDER_BOARDS,)
        teams = team_paths(boards_of(reads.signed_in)).values()
        return (PRIORITIES, *boards, *board_paths(reads.board).values(), *teams)

    def judge(self, reads: Reads, results: Mapping[str, ReadResult]) -> Ended:
        """Record the result, and what a workflow can choose from."""
        report = reads.report
        listing = reads.signed_in if reads.signed_in.granted else results[OLDER_BOARDS]
        boards = boards_of(listing)
        parts = {part: results[path] for part, path in board_paths(reads.board).items()}
        parts["priorities"] = results[PRIORITIES]
        report.choices = replace(
            choices_of(boards, reads.board, parts), default_teams=default_teams(boards, results)
        )
        lists = {"boards": listing, **parts}
        problem = first_service_problem(*lists.values()) or next(
            filter(None, (read.problem_in_between for read in lists.values())), None
        )
        if problem:
            return report.fail_check(self.check, problem)
        for name, read in lists.items():
            if not read.granted:
                return self._not_read(reads, name, read)
        lacking = _kinds_without_board(boards, reads.scope)
        if lacking:
            problem = Problem(Fault.BOARDS_NONE_VISIBLE, {"kind": tr(" or ").join(lacking)})
            return report.warn_check(self.check, problem)
        return report.pass_check(self.check, _counted(report.choices))

    def _not_read(self, reads: Reads, name: str, read: ReadResult) -> Ended:
        """Boards and what belongs to them stand under Table Setup, with its *customize* list."""
        rows = [row for row in reads.report.rights if row.right.tables]
        titles = ", ".join(row.right.title for row in rows)
        if read.denied:
            details = {"rights": "; ".join(gaps(rows)) or titles}
            problem = read.with_evidence(Problem(Fault.RIGHT_MISSING, details))
            return reads.report.fail_check(self.check, problem)
        why = tr("Reading the {list} failed ({status}).").format(
            list=tr(_LISTS[name]), status=read.status_text
        )
        problem = read.with_evidence(Problem(Fault.RIGHT_UNKNOWN, {"rights": titles, "why": why}))
        return reads.report.warn_check(self.check, problem, unknown=True)


def _kinds_without_board(boards: Sequence[Board], scope: Scope) -> list[str]:
    """Return the needed kinds of board that no visible board has."""
    project = set(map(is_project, boards))
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
    return tr("Available to workflows: {parts}.").format(parts=", ".join(parts))
