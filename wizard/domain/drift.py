"""What a passed link test saw, and how a later test differs from it.

Only what both tests read is compared: what a test couldn't read is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from wizard.domain.check import Check, Status, Verdict
from wizard.domain.dataclass import dataclass
from wizard.domain.report import Report
from wizard.domain.rights import Levels
from wizard.domain.text import tr

MOST_TESTS = 24
MOST_CHANGES = 50
MOST_BOARDS = 200
MOST_STATUSES = 100


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """One board; None for teams or statuses that weren't read."""

    default_team: bool | None = None
    statuses: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one test saw: harmless texts, no secret; "", None or no entry where it wasn't read.

    ``site`` is the host: another one's test is no earlier test of this link. ``rights`` maps titles
    such as ``Service Desk › Service Tickets`` to what is granted.
    """

    site: str = ""
    release: str = ""
    member: str = ""
    role: str = ""
    issuer: str = ""
    rights: Mapping[str, Levels] = field(default_factory=dict)
    boards: Mapping[str, BoardSeen] | None = None


class Changed(StrEnum):
    """Subject of a change; values of the report."""

    RELEASE = "release"
    MEMBER = "member"
    ROLE = "role"
    RIGHT = "right"
    BOARD = "board"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``before`` or ``now`` is None if it didn't exist then."""

    what: Changed
    name: str
    before: str | None
    now: str | None

    @property
    def message(self) -> str:
        """The change in words, without a period."""
        if self.what is Changed.BOARD:
            return _board_message(self)
        return f"{_title(self)}: {self.before} → {self.now}"


@dataclass(frozen=True, slots=True)
class PastTest:
    """One test of the history: how it ended, and what had changed since the last passed one."""

    at: datetime
    verdict: Verdict
    summary: str
    changes: tuple[Change, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the link was ready, with warnings or without."""
        return self.verdict.exit_code == 0


@dataclass(frozen=True, slots=True)
class History:
    """The last tests of a connection, oldest first, and what the last passed one saw.

    ``keys_since`` is the day of the first passed test with the key pair ``keys``, a digest of its
    public key.
    """

    tests: tuple[PastTest, ...] = ()
    seen: Seen | None = None
    seen_at: datetime | None = None
    keys: str = ""
    keys_since: datetime | None = None

    def with_test(self, report: Report, at: datetime, keys: str = "") -> History:
        """Return the history with another test; a stopped test is ignored."""
        if was_stopped(report):
            return self
        seen, found = observed(report), Drift.of(self, report).changes
        test = PastTest(at, report.verdict, report.summary.line, found)
        tests = (*self.tests, test)[-MOST_TESTS:]
        if not test.passed:
            return History(tests, self.seen, self.seen_at, self.keys, self.keys_since)
        since = self.keys_since if keys == self.keys and self.keys_since else at
        earlier = self.seen if self.seen and self.seen.site == seen.site else None
        return History(tests, _completed(seen, earlier), at, keys, since)


@dataclass(frozen=True, slots=True)
class Drift:
    """Differences from the last passed test; ``since`` is None if there is none."""

    since: datetime | None = None
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, history: History, report: Report) -> Drift:
        """Compare a report with the history of its connection."""
        earlier, seen = history.seen, observed(report)
        if earlier is None or was_stopped(report) or earlier.site != seen.site:
            return cls()
        return cls(history.seen_at, compare(earlier, seen)[:MOST_CHANGES])

    def sentence(self, day: str) -> str:
        """``Since 21 Oct: …; …``, or "" where nothing changed; ``day`` is `since` in words."""
        if not self.changes:
            return ""
        changes = "; ".join(change.message for change in self.changes)
        return tr("Since {day}: {changes}.").format(day=day, changes=changes)


def key_digest(public_key: str) -> str:
    """Return a digest that identifies a key pair without revealing its public key."""
    from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, which the first paint does without

    return sha256(public_key.encode()).hexdigest()[:16] if public_key else ""


def was_stopped(report: Report) -> bool:
    """Whether the user stopped the test, so that it says nothing about the link."""
    from wizard.domain.faults.fault import Fault  # noqa: PLC0415 - the first paint does without

    return any(row.problem and row.problem.fault is Fault.CANCELLED for row in report.rows)


def observed(report: Report) -> Seen:
    """Return what a test saw, for later comparison."""
    return Seen(
        site=report.site.host,
        release=report.site.release if _ended(report, Check.SIGN_IN) else "",
        member=report.signed_in.identifier,
        role=report.signed_in.role,
        issuer=report.issuer,
        rights={row.right.title: row.granted for row in report.rights if row.granted},
        boards=_boards(report) if _ended(report, Check.BOARDS) else None,
    )


def compare(before: Seen, now: Seen) -> tuple[Change, ...]:
    """Return the differences between two tests in what both have read."""
    return (
        *_text(Changed.RELEASE, before.release, now.release),
        *_text(Changed.MEMBER, before.member, now.member),
        *_text(Changed.ROLE, before.role, now.role),
        *_rights(before.rights, now.rights),
        *_all_boards(before.boards, now.boards),
        *_text(Changed.CERTIFICATE, before.issuer, now.issuer),
    )


def _ended(report: Report, check: Check) -> bool:
    return report.row(check).status in {Status.PASSED, Status.WARNING}


def _boards(report: Report) -> dict[str, BoardSeen] | None:
    """A list that is too long to be kept counts as not read: half of one can't be compared."""
    choices = report.choices
    if len(choices.boards) > MOST_BOARDS:
        return None
    teams = dict(choices.default_teams)
    few = len(choices.statuses) <= MOST_STATUSES
    return {
        name: BoardSeen(
            teams.get(name),
            choices.statuses if few and name == choices.sample_board else None,
        )
        for name in choices.boards
    }


def _text(what: Changed, before: str, now: str) -> Iterator[Change]:
    if before and now and before != now:
        yield Change(what, "", before, now)


def _rights(before: Mapping[str, Levels], now: Mapping[str, Levels]) -> Iterator[Change]:
    for title, granted in now.items():
        earlier = before.get(title, Levels())
        for column, level in granted.items():
            had = earlier[column]
            if level and had and level is not had:
                yield Change(Changed.RIGHT, f"{title} › {column.label}", had.value, level.value)


def _all_boards(
    before: Mapping[str, BoardSeen] | None, now: Mapping[str, BoardSeen] | None
) -> Iterator[Change]:
    if before is None or now is None:
        return
    for name in dict.fromkeys((*before, *now)):
        if name not in now:
            yield Change(Changed.BOARD, name, name, None)
        elif name not in before:
            yield Change(Changed.BOARD, name, None, name)
        else:
            yield from _board(name, before[name], now[name])


def _board(name: str, before: BoardSeen, now: BoardSeen) -> Iterator[Change]:
    if None not in {before.default_team, now.default_team} and (
        before.default_team is not now.default_team
    ):
        yield Change(Changed.BOARD, f"{name} › {TEAM}", _team(before), _team(now))
    if before.statuses is None or now.statuses is None:
        return
    for status in dict.fromkeys((*before.statuses, *now.statuses)):
        if status not in now.statuses:
            yield Change(Changed.BOARD, f"{name} › {STATUS}", status, None)
        elif status not in before.statuses:
            yield Change(Changed.BOARD, f"{name} › {STATUS}", None, status)


# ConnectWise's own labels, never translated.
TEAM = "Default Team"
STATUS = "Status"


def _team(board: BoardSeen) -> str | None:
    return TEAM if board.default_team else None


def _title(change: Change) -> str:
    titles = {
        Changed.RELEASE: tr("Release"),
        Changed.MEMBER: tr("Member"),
        Changed.ROLE: tr("Role"),
        Changed.CERTIFICATE: tr("Certificate issuer"),
    }
    return titles.get(change.what, change.name)


def _board_message(change: Change) -> str:
    board, _, part = change.name.rpartition(" › ")
    gone = change.now is None
    if board and part == TEAM:
        words = (
            tr("Board {board} lost its default team")
            if gone
            else tr("Board {board} has a default team now")
        )
        return words.format(board=board)
    if board and part == STATUS:
        words = (
            tr("Board {board} lost the status {status}")
            if gone
            else tr("Board {board} has the new status {status}")
        )
        return words.format(board=board, status=change.before or change.now)
    words = (
        tr("Board {board} can't be seen anymore") if gone else tr("Board {board} can be seen now")
    )
    return words.format(board=change.name)


def _completed(seen: Seen, earlier: Seen | None) -> Seen:
    """Fill in what this test couldn't read from an earlier one, for later comparisons."""
    if earlier is None:
        return seen
    rights = {
        title: _merged_levels(levels, earlier.rights.get(title, Levels()))
        for title, levels in seen.rights.items()
    }
    return Seen(
        site=seen.site,
        release=seen.release or earlier.release,
        member=seen.member or earlier.member,
        role=seen.role or earlier.role,
        issuer=seen.issuer or earlier.issuer,
        rights={**earlier.rights, **rights},
        boards=_merged_boards(seen.boards, earlier.boards),
    )


def _merged_levels(levels: Levels, earlier: Levels) -> Levels:
    return Levels(**{column.value: level or earlier[column] for column, level in levels.items()})


def _merged_boards(
    boards: Mapping[str, BoardSeen] | None, earlier: Mapping[str, BoardSeen] | None
) -> Mapping[str, BoardSeen] | None:
    if boards is None or earlier is None:
        return boards if earlier is None else earlier
    return {name: _merged_board(board, earlier.get(name)) for name, board in boards.items()}


def _merged_board(board: BoardSeen, earlier: BoardSeen | None) -> BoardSeen:
    if earlier is None:
        return board
    team = earlier.default_team if board.default_team is None else board.default_team
    return BoardSeen(team, earlier.statuses if board.statuses is None else board.statuses)
