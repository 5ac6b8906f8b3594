"""The locked Qt binding does what the program relies on."""

from __future__ import annotations

import subprocess
import sys

SIGNALS = 5_000
EMIT = f"""
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rang = Signal(bool)

heard = 0
def hear(loud):
    global heard
    heard += loud

bell = Bell()
bell.rang.connect(hear)
for _ in range({SIGNALS}):
    bell.rang.emit(True)
print(heard)
"""


def test_thousands_of_signals_are_all_heard() -> None:
    # PySide6 6.12.0 loses a reference to True with every signal and aborts after some 550.
    ended = subprocess.run(
        [sys.executable, "-c", EMIT], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, f"{SIGNALS}\n"), ended.stderr
