"""What is kept of a linked account, and what is not: record, reminder to test again, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wizard.documents.calendar import calendar, every_month, every_year
from wizard.documents.record_page import page
from wizard.documents.records import SIZE_LIMIT as RECORD_LIMIT
from wizard.documents.records import record_of
from wizard.domain.drift import History
from wizard.domain.key_age import keys_since
from wizard.domain.text import tr
from wizard.storage.files import read_small
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.dialogs.save_file import CALENDAR, SaveButtons
from wizard.ui.pages.handover.remove_keys import RemoveKeys


class KeepCard(SaveButtons):
    """*Save the record* as PDF and HTML, two reminders as calendar files, *Remove the keys*.

    ``written`` returns the page of the record that was written just now, or None.
    """

    def __init__(self, here: OpenConnection, written: Callable[[], Path | None]) -> None:
        super().__init__(here.services.choose_file)
        self._here, self._written = here, written
        self.setAccessibleName(tr("To keep"))
        self._records = (
            self.add(tr("Save the record as PDF…"), "record-pdf", "pdf", _NAME, self._pdf),
            self.add(tr("Save the record as HTML…"), "record-html", "html", _NAME, self._html),
        )
        monthly = tr("Test again every month…")
        self.add(monthly, "every-month", CALENDAR, "hire2retire-test", self._monthly)
        yearly = tr("Renew the keys every year…")
        self.add(yearly, "every-year", CALENDAR, "hire2retire-keys", self._yearly)
        self._remove = RemoveKeys(here)
        self.column.addWidget(self._remove)

    def refresh(self) -> None:
        """There is a record once the account is linked."""
        for button in self._records:
            button.setVisible(self._here.session.draft.linked is not None)
        self._remove.refresh()

    def _html(self) -> bytes:
        here = self._here
        draft, services = here.session.draft, here.services
        kept = services.records.latest(draft.id) if services.records else None
        path = self._written() or kept
        if path is not None:
            return read_small(path, RECORD_LIMIT)
        at = draft.linked.at if draft.linked else services.now()
        versions = (("h2r-link", services.version),)
        drift = here.history.drift_of(here.report)
        record = record_of(draft, here.report, services.who, at, versions, drift=drift)
        return page(record, services.language).encode("utf-8", "replace")

    def _pdf(self) -> bytes:
        from wizard.ui.record_pdf import pdf_of  # noqa: PLC0415 - few make one, and it takes memory

        title = tr("Record: {connection} linked to Hire2Retire")
        name = self._here.session.draft.title
        return pdf_of(self._html().decode("utf-8"), title.format(connection=name))

    def _monthly(self) -> bytes:
        now = self._here.services.now()
        return calendar(every_month(self._here.session.draft, now.date()), now)

    def _yearly(self) -> bytes:
        here = self._here
        draft, store, now = here.session.draft, here.services.history, here.services.now()
        history = store.load(draft.id) if store else History()
        since = keys_since(draft, history) or now.date()
        return calendar(every_year(draft, since), now)


_NAME = "hire2retire-record"
