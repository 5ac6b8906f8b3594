"""How far the member's role reaches: the checks rights and boards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from wizard.connectwise.reply import Reply
from wizard.domain.faults import Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.report import Check
from wizard.domain.rights import Comparison, RightsTable, gaps
from wizard.domain.scope import Scope
from wizard.domain.wording import tr, trn
from wizard.linktest.choices import (
    OLDER_BOARDS,
    PRIORITIES,
    board_paths,
    boards_of,
    choices_of,
    sample,
)
from wizard.linktest.events import Ended, Event
from wizard.linktest.grants import MY_SECURITY, Read, compare, excess, outcome_of, read_grants
from wizard.linktest.ledger import Ledger

INFO = "/system/info"
_NAMED_AT_MOST = 5


class Reach:
    """What is read in the third wave, and what it means.

    ``boards`` are the active boards of the signed read ``reply``; without the right to read them they
    are looked for once more.
    """

    def __init__(
        self,
        ledger: Ledger,
        scope: Scope,
        table: RightsTable,
        boards: list[dict[str, object]],
        reply: Reply | None,
    ) -> None:
        self._ledger = ledger
        self._scope = scope
        self._needed = table.needed(scope)
        self._listed = reply is not None and reply.status == 200
        self._boards = boards
        self._board = sample(boards, scope)

    def paths(self) -> tuple[str, ...]:
        """Everything to read at once."""
        reads = [path for right in self._needed for path in right.reads]
        boards = () if self._listed else (OLDER_BOARDS,)
        return (INFO, MY_SECURITY, PRIORITIES, *boards, *reads, *board_paths(self._board).values())

    def judge(self, answers: Mapping[str, Reply | Problem]) -> Iterator[Event]:
        """End the checks rights and boards."""
        self._note_server(answers.get(INFO))
        yield self._rights(answers)
        yield self._ledger.begin(Check.BOARDS)
        yield self._choices(answers)

    def _note_server(self, answer: Reply | Problem | None) -> None:
        document = answer.json if isinstance(answer, Reply) and answer.status == 200 else None
        if not isinstance(document, dict):
            return
        site = self._ledger.site
        cloud = document.get("isCloud")
        self._ledger.site = replace(
            site,
            version=harmless(str(document.get("version") or site.version), 40),
            region=harmless(str(document.get("cloudRegion") or site.region), 20),
            cloud=cloud if isinstance(cloud, bool) else site.cloud,
        )

    def _rights(self, answers: Mapping[str, Reply | Problem]) -> Ended:
        listing = answers[MY_SECURITY]
        grants = (
            read_grants(listing)
            if outcome_of(listing)[0] is Read.GRANTED and isinstance(listing, Reply)
            else ()
        )
        reads = {path: outcome_of(answer)[0] for path, answer in answers.items()}
        rows = compare(self._needed, self._scope, grants, reads)
        self._ledger.rights = rows
        surplus = self._excess(grants)
        if surplus:
            self._ledger.warn(surplus)
        missing = [row for row in rows if row.verdict is Comparison.MISSING]
        if missing:
            return self._ledger.failed(
                Check.RIGHTS, Problem(Fault.RIGHT_MISSING, {"rights": "; ".join(gaps(missing))})
            )
        trouble = self._trouble(answers)
        if trouble:
            return self._ledger.failed(Check.RIGHTS, trouble)
        unread = [row for row in rows if row.verdict is Comparison.UNKNOWN]
        if unread:
            titles = ", ".join(row.right.title for row in unread)
            return self._ledger.careful(
                Check.RIGHTS, Problem(Fault.RIGHT_UNKNOWN, {"rights": titles}), unknown=True
            )
        if surplus:
            return self._ledger.careful(Check.RIGHTS, surplus)
        sentence = trn(
            "The one needed right is granted.", "All {count} needed rights are granted.", len(rows)
        )
        return self._ledger.passed(Check.RIGHTS, sentence)

    def _excess(self, grants: tuple[object, ...]) -> Problem | None:
        cells = excess(self._needed, self._scope, grants)  # type: ignore[arg-type]
        if not cells:
            return None
        named = ", ".join(cells[:_NAMED_AT_MOST])
        more = len(cells) - _NAMED_AT_MOST
        if more > 0:
            named += trn(" and {count} cell more", " and {count} cells more", more)
        return Problem(Fault.RIGHT_EXCESS, {"rights": named})

    def _trouble(self, answers: Mapping[str, Reply | Problem]) -> Problem | None:
        """The first failure of the service among the reads that tell rights."""
        reads = [path for right in self._needed for path in right.reads]
        for path in (MY_SECURITY, *reads):
            answer = answers[path]
            problem = answer if isinstance(answer, Problem) else outcome_of(answer)[1]
            if problem:
                return problem
        return None

    def _choices(self, answers: Mapping[str, Reply | Problem]) -> Ended:
        paths = {"priorities": PRIORITIES, **board_paths(self._board)}
        replies = {name: answers[path] for name, path in paths.items()}
        if not self._listed:
            replies["boards"] = answers[OLDER_BOARDS]
        for answer in replies.values():
            problem = answer if isinstance(answer, Problem) else outcome_of(answer)[1]
            if problem:
                return self._ledger.failed(Check.BOARDS, problem)
        found = {name: answer for name, answer in replies.items() if isinstance(answer, Reply)}
        boards = self._boards or boards_of(found.get("boards"))
        choices = choices_of(boards, self._board, found)
        self._ledger.choices = choices
        if not self._listed and outcome_of(found["boards"])[0] is not Read.GRANTED:
            return self._ledger.careful(Check.BOARDS, _boards_not_read(), unknown=True)
        if not boards:
            return self._ledger.careful(Check.BOARDS, Problem(Fault.BOARDS_NONE_VISIBLE))
        return self._ledger.passed(
            Check.BOARDS, _counted(len(boards), choices.statuses, choices.types)
        )


def _boards_not_read() -> Problem:
    return Problem(Fault.RIGHT_UNKNOWN, {"rights": "System › Table Setup"})


def _counted(boards: int, statuses: tuple[str, ...], types: tuple[str, ...]) -> str:
    parts = [
        trn("{count} board", "{count} boards", boards),
        trn("{count} status", "{count} statuses", len(statuses)),
        trn("{count} type", "{count} types", len(types)),
    ]
    return tr("A workflow can choose from {parts}.").format(parts=", ".join(parts))
