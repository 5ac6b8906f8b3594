"""Results of several connections: one JSON document, or one line per connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from wizard.cli.report_json import instant, to_json
from wizard.cli.report_text import changes_line
from wizard.domain.dataclass import dataclass
from wizard.domain.drift import Drift
from wizard.domain.report import Report

UNUSABLE = 2
# Ready, not verified, not ready, unusable: what a person has to act on comes last.
_BEST_TO_WORST = (0, 3, 1, UNUSABLE)
_MARKS = {0: "+", 3: "?", 1: "x", UNUSABLE: "x"}


@dataclass(frozen=True, slots=True)
class Row:
    """Result of one connection: a report, or why its file can't be used."""

    name: str
    id: str = ""
    report: Report | None = None
    drift: Drift | None = None
    error: str = ""

    @property
    def exit_code(self) -> int:
        """The exit code of ``check NAME`` for this connection."""
        return self.report.verdict.exit_code if self.report else UNUSABLE

    @property
    def summary(self) -> str:
        """The verdict line, or why there is none."""
        return self.report.summary.line if self.report else self.error


def worst(codes: Iterable[int]) -> int:
    """Return the most severe exit code: 0 < 3 < 1 < 2."""
    return max(codes, key=_BEST_TO_WORST.index)


def text_line(row: Row) -> str:
    """Return a row as one line for people."""
    line = f"{_MARKS[row.exit_code]} {row.name}: {row.summary} {changes_line(row.drift)}"
    return line.rstrip()


def document(
    rows: Sequence[Row], program: str, started: datetime, duration_ms: float
) -> dict[str, object]:
    """Return the one JSON document: a report for each connection that could be read."""
    return {
        "schema": 1,
        "program": program,
        "exit_code": worst(row.exit_code for row in rows),
        "started": instant(started),
        "duration_ms": round(duration_ms, 1),
        "connections": [
            {
                "name": row.name,
                "id": row.id,
                "exit_code": row.exit_code,
                "error": row.error or None,
                "report": to_json(row.report, program, row.drift) if row.report else None,
            }
            for row in rows
        ],
    }
