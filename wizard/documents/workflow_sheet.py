"""The settings of Hire2Retire's workflow as a printable page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from wizard.documents import html as paper
from wizard.domain.draft import Draft
from wizard.domain.text import tr
from wizard.domain.workflow import Selection, WorkflowEvent


def title_of(draft: Draft) -> str:
    """Return the title of the page."""
    return tr("Workflow values for {connection}").format(connection=draft.title)


def page(
    draft: Draft,
    chosen: Mapping[WorkflowEvent, Selection],
    notes: Iterable[str],
    language: str,
) -> str:
    """Return the HTML document; ``language`` is the language of its texts, such as ``de``."""
    head = (tr("ConnectWise field"), tr("Value"))
    sections = [
        part
        for event, selection in chosen.items()
        for part in paper.section(event.label, head, selection.lines)
    ]
    purpose = tr("Choose these values in Hire2Retire's workflow for each event.")
    return paper.html_document(
        title_of(draft),
        language,
        f"<p>{escape(purpose)}</p>",
        *sections,
        *paper.section(tr("Notes"), (tr("Note"),), ((note,) for note in notes)),
    )


def text(chosen: Mapping[WorkflowEvent, Selection]) -> str:
    """Return the chosen values as plain text."""
    blocks = (
        "\n".join((event.label, *(f"  {name}: {value}" for name, value in selection.lines)))
        for event, selection in chosen.items()
        if selection.lines
    )
    return "\n\n".join(blocks) + "\n"
