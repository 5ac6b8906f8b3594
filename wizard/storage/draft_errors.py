"""Exceptions for files that do not contain a usable draft."""

from __future__ import annotations

from wizard.domain.errors import WizardError


class UnreadableDraftError(WizardError):
    """A document is not a draft; the exception quotes nothing of it."""


class NewerVersionError(WizardError):
    """A document was written by a newer release; ``version`` is its number."""

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version}")
        self.version = version
