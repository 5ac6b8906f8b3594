"""The needed rights as a page to print or hand over."""

from __future__ import annotations

from html import escape

from wizard.documents import html as paper
from wizard.domain.draft import Draft
from wizard.domain.rights import Column, Level, RightsTable
from wizard.domain.text import tr


def title_of(draft: Draft) -> str:
    """Return the title of the page."""
    return tr("Permissions of the security role {role}").format(role=draft.role_name)


def page(draft: Draft, table: RightsTable, language: str) -> str:
    """Return the HTML document; ``language`` is the language of its texts, such as ``de``."""
    needed = table.needed(draft.scope)
    rows = [
        (right.title, *(str(right.needed[column] or Level.NONE) for column in Column))
        for right in needed
    ]
    rest = tr("All other cells stay None.")
    tables = [(name,) for right in needed for name in right.tables_for(draft.scope)]
    return paper.html_document(
        title_of(draft),
        language,
        f"<p>{escape(rest)}</p>",
        *paper.section(
            "System › Security Roles", (tr("Permission"), *(c.label for c in Column)), rows
        ),
        *paper.section("System › Table Setup › customize", ("Allow access to these",), tables),
    )
