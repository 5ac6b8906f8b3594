"""Default teams of boards: the API creates no ticket on a board without one.

Source: ConnectWise API, schema BoardTeam (``defaultFlag``); the message "Cannot find default team
for board specified" was seen when a ticket was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.domain.sanitize import sanitize
from wizard.linktest.checks.board_lists import Board, is_project
from wizard.linktest.read_result import ReadResult

MOST_BOARDS = 8
"""Boards whose teams are read: one request each, beside all others of their wave."""


def team_paths(boards: Sequence[Board]) -> dict[str, str]:
    """Return the path of the teams for each of the first boards, by the board's name."""
    paths: dict[str, str] = {}
    for board in boards:
        number, name = board.get("id"), board.get("name")
        if type(number) is int and isinstance(name, str) and len(paths) < MOST_BOARDS:
            kind = "project" if is_project(board) else "service"
            paths.setdefault(sanitize(name, 80), f"/{kind}/boards/{number}/teams?pageSize=1000")
    return paths


def default_teams(
    boards: Sequence[Board], results: Mapping[str, ReadResult]
) -> tuple[tuple[str, bool], ...]:
    """Return for each board whose teams were given whether one of them is its default."""
    read = ((name, results[path]) for name, path in team_paths(boards).items() if path in results)
    return tuple(
        (name, any(str(team.get("defaultFlag")).casefold() == "true" for team in teams.entries))
        for name, teams in read
        if teams.granted
    )
