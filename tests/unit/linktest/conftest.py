from __future__ import annotations

import pytest


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once: what is waited, and said about it, is tested with the client."""
    monkeypatch.setattr("wizard.connectwise.client._FIRST_WAIT_S", 0.001)
    monkeypatch.setattr("wizard.connectwise.client.LONGEST_WAIT_S", 0.001)
