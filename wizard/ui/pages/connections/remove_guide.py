"""How a connection ends: first in Hire2Retire and ConnectWise, then on this computer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.draft import Draft
from wizard.domain.text import tr
from wizard.ui.controllers.key_rejection import Rejection
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.action_list import ActionList
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import add_flow


class RemoveGuide(QWidget):
    """What to do elsewhere, what is deleted here, and the ways on.

    Where the keys are stored, ConnectWise is asked once whether it rejects them before they go.

    Signals:
        agreed: delete it now.
        check_asked: delete it if ConnectWise rejects its keys.
    """

    agreed = Signal()
    check_asked = Signal()

    def __init__(self, draft: Draft, title: str) -> None:
        super().__init__()
        self.setObjectName(f"remove-guide.{draft.id}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.CLOSE, 0, 0)
        column.setSpacing(theme.NEAR)
        first = tr("End its access first: keys that are only deleted here can still sign in.")
        column.addWidget(Label(first, theme.Type.STRONG))
        column.addWidget(_actions(draft))
        words = tr(
            "Removing deletes from this computer: the stored keys, everything you entered, the "
            "record, and the log."
        )
        column.addWidget(Label(words, ink=theme.Color.MUTED))
        self._result = Banner(theme.Tone.WARNING)
        self._result.setObjectName(f"rejection.{draft.id}")
        self._result.hide()
        column.addWidget(self._result)
        add_flow(column, self._buttons(draft, title))
        self.hide()

    def show_rejection(self, rejection: Rejection, why: str) -> None:
        """Say why nothing was removed: the keys still work, or that couldn't be checked."""
        if rejection is Rejection.STILL_VALID:
            line = tr("Not removed: ConnectWise still accepts these keys.")
            detail = tr("Set them to Inactive and select Save, then check again.")
        else:
            line, detail = tr("Not removed: the keys couldn't be checked."), why
        self._say(theme.Tone.WARNING, line, detail)
        self._check.setEnabled(True)
        self._check.setFocus()

    def _buttons(self, draft: Draft, title: str) -> list[Button]:
        stored = bool(draft.generation)
        self._check = _button(
            tr("Check the keys and remove"),
            tr("Check the keys of {name} and remove it").format(name=title),
            f"check-remove.{draft.id}",
            self._ask,
            Rank.PRIMARY,
        )
        if not stored:
            self._check.hide()
        text = tr("Remove without checking") if stored else tr("Remove it")
        name = tr("Remove {name} now").format(name=title)
        agree = _button(text, name, f"remove-it.{draft.id}", self.agreed)
        name = tr("Keep {name}").format(name=title)
        keep = _button(tr("Keep it"), name, f"keep.{draft.id}", self.hide)
        return [self._check, agree, keep]

    def _ask(self) -> None:
        self._check.setEnabled(False)
        self._say(theme.Tone.NEUTRAL, tr("Signing in once with these keys …"), "")
        self.check_asked.emit()

    def _say(self, tone: theme.Tone, line: str, detail: str) -> None:
        self._result.show_line(tone, line, detail)
        self._result.show()
        announce(self._result, f"{line} {detail}".strip())


def _button(text: str, name: str, purpose: str, act: object, rank: Rank = Rank.PLAIN) -> Button:
    made = Button(text, rank, name=name)
    made.setObjectName(purpose)
    made.clicked.connect(act)
    return made


def _actions(draft: Draft) -> ActionList:
    actions = ActionList(tr("To end its access"))
    if draft.linked:
        actions.add(
            tr(
                "In Hire2Retire, turn off the workflows that use this connection, then "
                "delete the ConnectWise PSA connection there"
            )
        )
    member = tr("In ConnectWise, open **System › Members**, **API Members** tab, `{member}`")
    actions.add(member.format(member=draft.member_id))
    if draft.public_key:
        key = tr("On its **API Keys** tab, turn on **Inactive** for `{key}`, then press **Save**")
        actions.add(key.format(key=draft.public_key))
    else:
        key = tr("On its **API Keys** tab, turn on **Inactive** for the key, then press **Save**")
        actions.add(key)
    actions.add(tr("If nothing else signs in as this member, set the member to **Inactive**, too"))
    return actions
