"""What changed since the last passed test, below the verdict."""

from __future__ import annotations

from wizard.domain.drift import Drift
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.dates import day
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner


class ChangesBanner(Banner):
    """Names each change; hidden where nothing changed, or nothing can be compared."""

    def __init__(self, connection: OpenConnection) -> None:
        super().__init__(theme.Tone.WARNING)
        self._connection = connection
        self.setObjectName("changes")
        connection.history.compared.connect(self._tell)
        self.hide()

    def show_for(self, report: Report | None) -> None:
        """Show the changes that the test of ``report`` found."""
        drift = self._connection.history.drift_of(report)
        self.setVisible(bool(drift.changes))
        if drift.changes:
            self.show_line(theme.Tone.WARNING, title_of(drift), list_of(drift))

    def _tell(self, connection_id: str, report: Report, _drift: Drift) -> None:
        if connection_id != self._connection.session.draft.id:
            return
        self.show_for(report)
        if not self.isHidden():
            announce(self, self.accessibleName())


def title_of(drift: Drift) -> str:
    """Return the heading of a list of changes."""
    since = day(drift.since.astimezone()) if drift.since else ""
    return tr("Changed since the last passed test on {day}").format(day=since)


def list_of(drift: Drift) -> str:
    """Return each change on a line of its own."""
    return "\n".join(change.message for change in drift.changes)
