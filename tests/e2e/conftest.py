"""Fixtures of the end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.computer import Computer
from tests.e2e.desktop_session import Session


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    with closing(Session(tmp_path / "session")) as session:
        session.unlock()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session.address)
        yield Computer(session, tmp_path)
