"""Self-contained HTML pages for any browser, printable on A4 and Letter."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

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


def html_document(title: str, language: str, *parts: str) -> str:
    """Return an HTML document; ``language`` is the language of its texts, such as ``de``."""
    lines = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(title)}</h1>",
        *parts,
        "</body>\n</html>\n",
    )
    return "\n".join(lines)


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of names and values."""
    cells = (
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>\n'
        for name, text in rows
    )
    return f"<table>\n{''.join(cells)}</table>"


def section(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return a heading and a table, or nothing if there are no rows."""
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
