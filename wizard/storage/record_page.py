"""A record as one self-contained page that opens in any browser and prints on A4 and Letter."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from wizard.domain.faults import Blame
from wizard.domain.rights import Column
from wizard.domain.wording import mark, tr

if TYPE_CHECKING:
    from wizard.storage.records import Record

# Lengths in px: Qt, which makes the PDF, knows no rem.
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1b1f24; background: #fff;
       max-width: 832px; margin: 32px auto; padding: 0 16px; }
h1 { font-size: 1.5rem; margin: 0 0 8px; } h2 { font-size: 1.1rem; margin: 24px 0 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0;
         border-bottom: 1px solid #c9ced6; overflow-wrap: anywhere; }
thead { display: table-header-group; } tr { break-inside: avoid; }
@page { margin: 16mm; } @media print { body { font-size: 10pt; margin: 0; max-width: none; } }
"""

# No script, no request to anywhere: the page shows foreign names.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STATUS = {
    "passed": mark("passed"),
    "failed": mark("failed"),
    "warning": mark("warning"),
    "not_run": mark("not run"),
    "unknown": mark("could not tell"),
}
_ENVIRONMENT = {"production": mark("Production"), "sandbox": mark("Sandbox")}


def page(record: Record, language: str) -> str:
    """Return the whole HTML document; ``language`` is that of the texts, such as ``de``."""
    title = tr("Record: {connection} linked to Hire2Retire").format(connection=record.connection)
    parts = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(title)}</h1>",
        f"<p><strong>{escape(_verdict(record))}</strong></p>",
        _pairs(_facts(record)),
        *_section(tr("Rights of the security role"), _rights_head(), _rights(record)),
        *_section(tr("Link test"), (tr("Check"), tr("Result"), ""), _checks(record)),
        *_section(tr("Versions"), (tr("Part"), tr("Version")), record.versions),
        "</body>\n</html>\n",
    )
    return "\n".join(parts)


def _verdict(record: Record) -> str:
    if not record.summary:
        return tr("Not proven: the link was not tested.")
    return record.summary


def _facts(record: Record) -> Iterable[tuple[str, str]]:
    return (
        (tr("Linked by"), record.who),
        (tr("Date"), record.at.isoformat(sep=" ", timespec="minutes")),
        (Blame.SITE.label, record.site),
        (Blame.COMPANY_ID.label, record.company_id),
        (tr("Environment"), tr(_ENVIRONMENT.get(record.environment, record.environment))),
        (Blame.ROLE.label, record.role),
        (Blame.MEMBER.label, record.member),
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


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    cells = (
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>\n'
        for name, text in rows
    )
    return f"<table>\n{''.join(cells)}</table>"


def _section(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """A heading and a table, or nothing at all where there are no rows."""
    body = [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows]
    if not body:
        return ()
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return (
        f"<h2>{escape(title)}</h2>",
        f"<table>\n<thead><tr>{names}</tr></thead>\n<tbody>",
        *body,
        "</tbody>\n</table>",
    )
