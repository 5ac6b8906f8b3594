"""What to keep of a linked account, and what not: record, reminder to test again, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from wizard.documents.calendar import calendar, every_month, every_year
from wizard.documents.record_page import page, title_of
from wizard.documents.records import SIZE_LIMIT as RECORD_LIMIT
from wizard.documents.records import record_of
from wizard.domain.drift import History
from wizard.domain.key_age import keys_since
from wizard.domain.text import tr
from wizard.storage.files import read_small
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.dialogs.save_file import CALENDAR, SaveButtons
from wizard.ui.pages.handover.remove_keys import RemoveKeys
from wizard.ui.widgets.buttons import Button


class KeepCard(SaveButtons):
    """What to do with a linked account: its record, tests, the workflow, and its keys here.

    ``written`` returns the page of the record that was written just now, or None; ``show`` opens
    the record, ``configure`` leads to what a workflow can choose from.
    """

    def __init__(
        self,
        connection: OpenConnection,
        written: Callable[[], Path | None],
        show: Callable[[], None],
        configure: Callable[[], None],
    ) -> None:
        self._show = _button(tr("Show the &record"), "show-record", show)
        self._next = _button(tr("Configure the workflow"), "configure-workflow", configure)
        super().__init__(connection.services.choose_file, above=(self._next, self._show))
        self._connection, self._written = connection, written
        self.setAccessibleName(tr("Next steps"))
        self.add(tr("Save as PDF…"), "record-pdf", "pdf", _NAME, self._pdf)
        self.add(tr("Save as HTML…"), "record-html", "html", _NAME, self._html)
        monthly = tr("Test monthly…")
        self.add(monthly, "every-month", CALENDAR, "hire2retire-test", self._monthly)
        yearly = tr("Renew the keys every year…")
        self.add(yearly, "every-year", CALENDAR, "hire2retire-keys", self._yearly)
        self._remove = RemoveKeys(connection)
        self.column.addWidget(self._remove)

    def refresh(self) -> None:
        """Show the card for a linked account; in practice there is no record to show."""
        linked = self._connection.session.draft.linked is not None
        self.setVisible(linked)
        self._show.setVisible(linked and (self._written() or self.latest()) is not None)
        self._remove.refresh()

    def take_focus(self) -> None:
        """Give the focus to the first thing to do."""
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def latest(self) -> Path | None:
        """Return the newest record of this connection, also one of an earlier session."""
        records = self._connection.services.records
        return records.latest(self._connection.session.draft.id) if records else None

    def _html(self) -> bytes:
        connection = self._connection
        draft, services = connection.session.draft, connection.services
        path = self._written() or self.latest()
        if path is not None:
            return read_small(path, RECORD_LIMIT)
        at = draft.linked.at if draft.linked else services.now()
        versions = (("h2r-link", services.version),)
        drift = connection.history.drift_of(connection.report)
        record = record_of(
            draft,
            connection.report,
            services.who(),
            at,
            versions,
            drift=drift,
            ticket=connection.ticket_fate,
            practice=connection.practice is not None,
        )
        return page(record, services.language).encode("utf-8", "replace")

    def _pdf(self) -> bytes:
        from wizard.ui.record_pdf import pdf_of  # noqa: PLC0415 - few make one, and it takes memory

        title = title_of(
            self._connection.session.draft.title, practice=self._connection.practice is not None
        )
        return pdf_of(self._html().decode("utf-8"), title)

    def _monthly(self) -> bytes:
        now = self._connection.services.now()
        return calendar(every_month(self._connection.session.draft, now.date()), now)

    def _yearly(self) -> bytes:
        connection = self._connection
        draft, store, now = (
            connection.session.draft,
            connection.services.history,
            connection.services.now(),
        )
        history = store.load(draft.id) if store else History()
        since = keys_since(draft, history) or now.date()
        return calendar(every_year(draft, since), now)


def _button(text: str, name: str, act: Callable[[], None]) -> Button:
    made = Button(text)
    made.setObjectName(name)
    made.clicked.connect(act)
    return made


_NAME = "hire2retire-record"
