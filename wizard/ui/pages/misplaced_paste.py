"""A text pasted into one field that contains values of other fields."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from PySide6.QtGui import QClipboard, QGuiApplication

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.ui.controllers.session import Session

if TYPE_CHECKING:
    from wizard.domain.pasted_text.parse import Pasted


@dataclass(frozen=True, slots=True)
class MisplacedPaste:
    """What was pasted into the field of ``value``, which held ``before``.

    ``elsewhere`` are the values found in it that belong to other fields.
    """

    value: Field
    before: Secret = field(repr=False)
    pasted: Pasted
    elsewhere: tuple[Field, ...]

    @property
    def offer(self) -> str:
        """The words of the button that moves everything to where it belongs."""
        if self.elsewhere == self.pasted.found and len(self.elsewhere) == 1:
            return tr("Move it to {value}").format(value=self._names)
        return tr("Also fill in {values}").format(values=self._names)

    def move(self, session: Session) -> str:
        """Write each value to its field; return the sentence that says so."""
        if self.value not in self.pasted.found:
            session.write(self.value, self.before.reveal())
        for value in self.pasted.found:
            session.write(value, self.pasted.text(value))
        return tr("Filled in: {values}.").format(values=self._names)

    @property
    def _names(self) -> str:
        return ", ".join(value.label for value in self.elsewhere)


def misplaced_paste(session: Session, value: Field, text: str) -> MisplacedPaste | None:
    """Return what the clipboard holds for other fields, if ``text`` of ``value`` comes from it.

    Only names and shapes are trusted, as in *Paste all five*: a key without its name stays where
    it was pasted.
    """
    clipboard = QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard)
    # A field for one line keeps no line breaks.
    if not clipboard.strip() or "".join(clipboard.split()) not in "".join(text.split()):
        return None
    from wizard.domain.credentials.sign_ins import whole_sign_in  # noqa: PLC0415 - the first paint does without
    from wizard.domain.pasted_text.parse import parse_pasted  # noqa: PLC0415 - as above

    # A whole sign-in in one field is put right by `KeyRepair`.
    if whole_sign_in(clipboard.strip()):
        return None
    pasted = parse_pasted(clipboard)
    elsewhere = tuple(
        one for one in pasted.found if _belongs_elsewhere(session, pasted, value, one)
    )
    before = Secret(session.text(value))
    return MisplacedPaste(value, before, pasted, elsewhere) if elsewhere else None


def _belongs_elsewhere(session: Session, pasted: Pasted, value: Field, found: Field) -> bool:
    # The Company ID that an address carries is offered beside the Company ID.
    with_address = value is Field.SITE and found is Field.COMPANY_ID
    known = session.parsed(found).text == pasted.text(found)
    return found is not value and not with_address and not known
