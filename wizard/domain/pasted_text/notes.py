"""Sentences about a pasted text, for the window and the command line; never a value."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.domain.pasted_text.parse import Pasted
from wizard.domain.text import tr


def not_taken(pasted: Pasted) -> Iterator[str]:
    """Yield why values were not taken although the text holds them."""
    several = [value for value, texts in pasted.choices.items() if len(texts) > 1]
    for value in several:
        sentence = tr("The text contains more than one {value}, so none was used.")
        yield sentence.format(value=value.label)
    lone = [value.label for value in pasted.choices if value not in several]
    if lone:
        sentence = tr(
            "The text names more than one company, so it isn't clear which one this belongs to: "
            "{values}."
        )
        yield sentence.format(values=", ".join(lone))
