"""A window that shows a secret is excluded from captures on Windows."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.widgets.conftest import Show
from wizard.ui.widgets import capture
from wizard.ui.widgets.secret_field import SecretField

Calls = list[tuple[int, int]]


@pytest.fixture
def fields(show: Show) -> Iterator[tuple[SecretField, SecretField]]:
    window = QWidget()
    column = QVBoxLayout(window)
    made = SecretField("Private key"), SecretField("Client ID")
    for field in made:
        column.addWidget(field)
    show(window)
    yield made
    window.close()


def on_windows(monkeypatch: pytest.MonkeyPatch, *, refuses: int = -1) -> Calls:
    """Pretend to be on Windows; ``refuses`` is the affinity that it does not know."""
    calls: Calls = []

    def note(handle: int, affinity: int) -> bool:
        calls.append((handle, affinity))
        return affinity != refuses

    monkeypatch.setattr(capture, "_set_affinity", note)
    monkeypatch.setattr(capture, "_WINDOWS", True)
    return calls


def test_the_window_is_excluded_from_capture_while_a_secret_is_shown(
    fields: tuple[SecretField, SecretField], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = on_windows(monkeypatch)
    one, other = fields
    handle = int(one.window().winId())
    for field in (one, other, one, other):
        field.reveal.click()
    assert calls == [(handle, 0x11), (handle, 0x11), (handle, 0x11), (handle, 0x00)]
    one.hide_text()
    assert len(calls) == 4, "nothing was shown"


def test_on_older_windows_the_capture_is_black(
    fields: tuple[SecretField, SecretField], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = on_windows(monkeypatch, refuses=0x11)
    fields[0].reveal.click()
    assert [affinity for _, affinity in calls] == [0x11, 0x01]


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
def test_on_other_systems_nothing_is_called(
    fields: tuple[SecretField, SecretField], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Calls = []
    monkeypatch.setattr(capture, "_set_affinity", lambda *call: calls.append(call))
    fields[0].reveal.click()
    assert calls == []
