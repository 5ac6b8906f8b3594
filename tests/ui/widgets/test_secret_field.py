"""The field of a secret: its place on the page."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from wizard.ui.widgets.secret_field import SecretField


@pytest.mark.parametrize("grabs", [1, 2])
def test_rendering_the_field_does_not_move_its_edit(qtbot: QtBot, grabs: int) -> None:
    field = SecretField("Private key", beside=True)
    qtbot.addWidget(field)
    field.resize(600, 60)
    field.show()
    before = field.edit.geometry()
    for _ in range(grabs):
        field.grab()
    assert field.edit.geometry() == before
