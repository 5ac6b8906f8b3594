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

LATE = """
import gc
import wizard.ui
from PySide6.QtCore import QSize

print(sum(type(one).__name__ == "_LazyPattern" for one in gc.get_objects()))
try:
    QSize(1, 2, 3)
except TypeError as error:
    print(error)
"""

STUBS = """
import sys
import wizard.ui

modules = (f"PySide6.support.signature.lib.{name}" for name in ("enum_sig", "pyi_generator"))
print([name for module in modules for name in vars(sys.modules[module]) if name[:2] != "__"])
print(__import__.__name__)
"""


def test_thousands_of_signals_are_all_delivered() -> None:
    # PySide6 6.12.0 loses a reference to True with every signal and aborts after some 550.
    ended = subprocess.run(
        [sys.executable, "-c", EMIT], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, f"{SIGNALS}\n"), ended.stderr


def test_signature_patterns_are_compiled_only_when_an_error_needs_them() -> None:
    """With a PySide6 that compiles none at import, `wizard.ui` needs no workaround any more."""
    ended = subprocess.run(
        [sys.executable, "-c", LATE], capture_output=True, text=True, timeout=60, check=False
    )
    late, _, error = ended.stdout.partition("\n")
    assert int(late) > 0, ended.stderr
    assert error == "QSize expected at most 2 arguments, got 3\n"


def test_the_type_stub_generator_is_not_imported() -> None:
    """With a PySide6 that does not import it, `wizard.ui` needs no workaround any more."""
    ended = subprocess.run(
        [sys.executable, "-c", STUBS], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout == "[]\n__import__\n", ended.stderr
