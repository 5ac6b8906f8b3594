"""Results for monitoring tools: one line of text, or metrics for Prometheus.

Source: Prometheus, "Exposition formats", text format 0.0.4; node_exporter's text-file collector
takes it without time stamps.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from wizard.cli.check_options import Format
from wizard.cli.rows import UNUSABLE, Row, worst
from wizard.domain.check import Status
from wizard.domain.sanitize import sanitize
from wizard.domain.text import N_, tr, trn

_LONGEST_LINE = 400
_WORDS = {
    0: N_("READY"),
    1: N_("NOT READY"),
    UNUSABLE: N_("CAN'T BE USED"),
    3: N_("NOT VERIFIED"),
}


def one_line(rows: Sequence[Row]) -> str:
    """Return the worst result in one line: ``NOT READY - 1 of 3 connections: Contoso: …``."""
    code = worst(row.exit_code for row in rows)
    word = tr(_WORDS[code])
    alike = [row for row in rows if row.exit_code == code]
    counted = trn("{{some}} of {count} connection", "{{some}} of {count} connections", len(rows))
    if code == 0 and len(rows) > 1:
        return f"{word} - {counted.format(some=len(alike))}"
    first = f"{alike[0].name}: {alike[0].summary}"
    if len(rows) == 1:
        return sanitize(f"{word} - {first}", _LONGEST_LINE)
    return sanitize(f"{word} - {counted.format(some=len(alike))}: {first}", _LONGEST_LINE)


def prometheus(rows: Sequence[Row]) -> str:
    """Return the metrics of all rows; names and help are English in every language."""
    return "\n".join(line for metric in _METRICS for line in _lines(metric, rows)) + "\n"


def print_for_monitor(rows: Sequence[Row], wanted: Format) -> None:
    """Print ``rows`` in one of the two formats for monitoring tools."""
    print_utf8(prometheus(rows) if wanted is Format.PROMETHEUS else f"{one_line(rows)}\n")


def print_utf8(text: str) -> None:
    """Print ``text`` in UTF-8 with Unix line ends, whatever the terminal's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _checks_passed(row: Row) -> float | None:
    if row.report is None:
        return None
    return sum(check.status is Status.PASSED for check in row.report.rows)


def _changes(row: Row) -> float | None:
    return None if row.drift is None else len(row.drift.changes)


def _duration_s(row: Row) -> float | None:
    return row.report.duration_ms / 1000 if row.report else None


def _timestamp(row: Row) -> float | None:
    return row.report.started.timestamp() if row.report else None


_Metric = tuple[str, str, Callable[[Row], float | None]]
_METRICS: tuple[_Metric, ...] = (
    (
        "ready",
        "1 if the link test passed, with warnings or without.",
        lambda row: float(row.exit_code == 0),
    ),
    (
        "exit_code",
        "0 ready, 1 not ready, 2 the saved connection can't be used, 3 not verified.",
        lambda row: row.exit_code,
    ),
    ("checks_passed", "How many of the checks passed.", _checks_passed),
    ("changes", "How much differs from the last passed test.", _changes),
    ("test_duration_seconds", "How long the test took.", _duration_s),
    ("test_timestamp_seconds", "When the test began, in Unix time.", _timestamp),
)


def _lines(metric: _Metric, rows: Sequence[Row]) -> Iterator[str]:
    name, explained, value_of = metric
    yield f"# HELP h2r_link_{name} {explained}"
    yield f"# TYPE h2r_link_{name} gauge"
    for row in rows:
        value = value_of(row)
        if value is not None:
            labels = f'connection="{_escaped(row.name)}",id="{_escaped(row.id)}"'
            yield f"h2r_link_{name}{{{labels}}} {float(value):.15g}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
