"""What a workflow can choose from: counts, and the names folded below."""

from __future__ import annotations

from wizard.domain.report import Choices
from wizard.domain.text import tr, trn
from wizard.ui.theme import theme
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label


class ChoicesCard(Card):
    """Boards, statuses, types and priorities that the API member can see."""

    def __init__(self) -> None:
        super().__init__(tr("Choices for the workflow"))
        self._counts = Label()
        self._names = Label("", theme.Type.SMALL, theme.Color.MUTED)
        self.body.addWidget(self._counts)
        self.body.addWidget(Disclosure(tr("Names"), self._names))
        self.hide()

    def show_choices(self, choices: Choices | None) -> None:
        """Show ``choices``; the card hides where there are none."""
        self.setVisible(bool(choices and choices.boards))
        if choices is None:
            return
        board = choices.sample_board
        counts = [
            trn("{count} board", "{count} boards", len(choices.boards)),
            trn("{count} status", "{count} statuses", len(choices.statuses)),
            trn("{count} type", "{count} types", len(choices.types)),
            trn("{count} priority", "{count} priorities", len(choices.priorities)),
        ]
        self._counts.setText(" · ".join(counts))
        of_board = tr("Statuses of {board}") if board else tr("Statuses")
        types = tr("Types of {board}") if board else tr("Types")
        lists = (
            (tr("Boards"), choices.boards),
            (of_board.format(board=board), choices.statuses),
            (types.format(board=board), choices.types),
            (tr("Priorities"), choices.priorities),
        )
        lines = [f"{title}: {', '.join(names)}" for title, names in lists if names]
        self._names.setText("\n".join(lines))
