"""Contents of the crash window: what was saved, and the support file."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wizard.base.traceback_summary import TracebackSummary
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.ui.controllers.connections import ConnectionManager
from wizard.ui.controllers.key_storage import SecretLocation
from wizard.ui.controllers.services import Services

_LOG_LINES = 200


def saved(manager: ConnectionManager | None) -> tuple[str, ...]:
    """Flush pending saves; return one sentence for each outcome."""
    connection = manager.current if manager else None
    if manager is None or connection is None:
        return (tr("Everything saved before is still there."),)
    if connection.practice:
        return (tr("Practice saves nothing, so nothing is lost."),)
    manager.flush()
    progress = connection.saving.failure or tr("Your progress is saved.")
    if connection.keys.kept is SecretLocation.IN_VAULT and connection.vault.name:
        keys = tr("Your keys are in {vault}.").format(vault=connection.vault.name)
    else:
        keys = tr("Keys in memory are kept only until you close h2r-link.")
    return (progress, keys)


def support_text(
    services: Services, manager: ConnectionManager | None, defect: TracebackSummary | None = None
) -> str:
    """Return the text of the support file for the current state."""
    # Gathering needs modules that the first paint does without.
    from wizard.documents.support_file import support_info  # noqa: PLC0415 - only after a crash
    from wizard.ui.dialogs.support import display_facts  # noqa: PLC0415 - as above

    connection = manager.current if manager else None
    return support_info(
        services.now(),
        connection.test.report if connection else None,
        display=display_facts(),
        vault=_vault(manager) if manager else "",
        defect=defect,
        log=services.logs.tail(_LOG_LINES) if services.logs else (),
    ).render()


def show_support(manager: ConnectionManager, parent: QWidget) -> None:
    """Open the support file dialog for the current state."""
    from wizard.ui.dialogs.support import SupportDialog  # noqa: PLC0415 - as above

    SupportDialog(support_text(manager.services, manager), parent=parent).open()


def _vault(manager: ConnectionManager) -> str:
    found = manager.vault_worker.vault_or_problem
    if isinstance(found, Problem):
        return found.fault.value
    return found.name if found else ""
