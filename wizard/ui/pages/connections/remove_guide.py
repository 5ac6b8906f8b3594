"""How a connection ends: first in ConnectWise, then on this computer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.draft import Draft
from wizard.domain.text import tr
from wizard.ui.theme import theme
from wizard.ui.widgets.action_list import ActionList
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import flow


class RemoveGuide(QWidget):
    """What to set Inactive, what is deleted here, and the two ways on.

    Signals:
        agreed: delete it now.
    """

    agreed = Signal()

    def __init__(self, draft: Draft, title: str) -> None:
        super().__init__()
        self.setObjectName(f"remove-guide.{draft.id}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.CLOSE, 0, 0)
        column.setSpacing(theme.NEAR)
        first = tr("First end the keys in ConnectWise: what is only deleted here still signs in.")
        column.addWidget(Label(first, theme.Type.STRONG))
        column.addWidget(_actions(draft))
        words = tr(
            "This deletes from this computer the stored keys, what was typed, the record and "
            "the log."
        )
        column.addWidget(Label(words, ink=theme.Color.MUTED))
        agree = Button(tr("Remove it"), name=tr("Remove {name} now").format(name=title))
        agree.setObjectName(f"remove-it.{draft.id}")
        agree.clicked.connect(self.agreed)
        keep = Button(tr("Keep it"), name=tr("Keep {name}").format(name=title))
        keep.setObjectName(f"keep.{draft.id}")
        keep.clicked.connect(self.hide)
        column.addLayout(flow([agree, keep]))
        self.hide()


def _actions(draft: Draft) -> ActionList:
    actions = ActionList(tr("In ConnectWise"))
    member = tr("Open **System › Members**, tab **API Members**, and there `{member}`")
    actions.add(member.format(member=draft.member_id))
    actions.add(tr("On its tab **API Keys**, tick **Inactive** at the key, then press **Save**"))
    actions.add(tr("Nothing else signs in as this member: set the member **Inactive**, too"))
    return actions
