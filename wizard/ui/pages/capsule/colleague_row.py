"""The buttons with which a connection is handed to a colleague and comes back."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.draft import Draft
from wizard.domain.text import tr
from wizard.ui.dates import when
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow


class ColleagueRow(QWidget):
    """*Hand to a colleague…*, and *Open the answer…* while one is expected."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Label("", ink=theme.Color.MUTED)
        self.hand_out = Button(tr("Hand to a colleague…"))
        self.hand_out.setObjectName("hand-out")
        self.open_answer = Button(tr("Open the answer…"))
        self.open_answer.setObjectName("open-answer")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        column.addWidget(self._words)
        add_flow(column, [self.hand_out, self.open_answer])

    def show_draft(self, draft: Draft, *, ready: bool) -> None:
        """Show how far the hand-over of ``draft`` is; without ``ready`` none can be made."""
        sent = draft.sent
        self.hand_out.setEnabled(ready)
        self.open_answer.setVisible(sent is not None and sent.answered is None)
        self._words.setText(_progress(draft) if ready else _not_ready())


def _not_ready() -> str:
    return tr("Enter the ConnectWise address and the Company ID first.")


def _progress(draft: Draft) -> str:
    sent = draft.sent
    if sent is None:
        return tr(
            "Creates a file to send. The keys come back encrypted, and only this computer can "
            "read them."
        )
    if sent.answered:
        words = tr("{colleague} answered on {when}.")
        colleague = sent.colleague or tr("Your colleague")
        return words.format(colleague=colleague, when=when(sent.answered))
    return tr("Request made on {when}. Waiting for the answer.").format(when=when(sent.created))
