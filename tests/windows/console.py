"""A console without a window, in which a program runs as somebody's who sits at it.

python -m tests.windows.console   # inside: started by `in_a_console`
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 120
_ROWS, _COLUMNS = 25, 80
_CTRL_C = 0


@dataclass(frozen=True)
class Ended:
    """How a program ended: exit code, bytes of its pipes, what stands in the console, its mode."""

    code: int
    out: bytes
    err: bytes
    screen: str
    mode: int


def in_a_console(
    *arguments: str,
    code_page: int = 437,
    piped: bool = True,
    given: str = "",
    ctrl_c_after: str = "",
    colors: bool = False,
) -> Ended:
    """Run ``h2r-link`` in a console of ``code_page`` to its end.

    Args:
        arguments: of the program.
        code_page: of the console, as ``chcp`` sets it.
        piped: standard output and error are pipes; otherwise the console.
        given: standard input.
        ctrl_c_after: what the console or a pipe shows before Ctrl+C is pressed; "" for never.
        colors: the program may use them.
    """
    order = {"arguments": arguments, "code_page": code_page, "piped": piped, "given": given}
    order["ctrl_c_after"] = ctrl_c_after
    done = subprocess.run(
        [sys.executable, "-m", "tests.windows.console"],
        cwd=ROOT,
        input=json.dumps(order).encode(),
        capture_output=True,
        env={**os.environ, "NO_COLOR": "" if colors else "1"},
        timeout=LIMIT_S,
        check=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    pipes = (bytes.fromhex(said.pop(name)) for name in ("out", "err"))
    return Ended(said["code"], *pipes, said["screen"], said["mode"])


def _serve(order: Mapping[str, object]) -> Mapping[str, object]:
    import ctypes

    kernel = ctypes.windll.kernel32
    assert kernel.SetConsoleOutputCP(order["code_page"])
    # Ctrl+C goes to every program of the console, this one included.
    signal.signal(signal.SIGINT, lambda *_: None)
    command = [sys.executable, "-m", "wizard", *_texts(order["arguments"])]
    with Path("CONOUT$").open("w+b", buffering=0) as console:
        output = subprocess.PIPE if order["piped"] else console
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=output)
        assert process.stdin
        process.stdin.write(str(order["given"]).encode())
        process.stdin.close()
        process.stdin = None
        if awaited := str(order["ctrl_c_after"]):
            _wait_for(awaited, console.fileno())
            kernel.GenerateConsoleCtrlEvent(_CTRL_C, 0)
        out, err = process.communicate(timeout=LIMIT_S)
        screen, mode = _shown(console.fileno())
    pipes = {"out": (out or b"").hex(), "err": (err or b"").hex()}
    return {"code": process.returncode, **pipes, "screen": screen, "mode": mode}


def _texts(value: object) -> Sequence[str]:
    assert isinstance(value, list)
    return value


def _wait_for(text: str, console: int) -> None:
    import time

    end = time.monotonic() + LIMIT_S
    while text not in _shown(console)[0]:
        assert time.monotonic() < end, _shown(console)
        time.sleep(0.05)


def _shown(console: int) -> tuple[str, int]:
    """Return what stands in the console, and the mode it is in."""
    import ctypes
    import msvcrt

    kernel = ctypes.windll.kernel32
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(console))
    count, mode = ctypes.c_uint32(), ctypes.c_uint32()
    lines = []
    for row in range(_ROWS):
        cells = ctypes.create_unicode_buffer(_COLUMNS + 1)
        kernel.ReadConsoleOutputCharacterW(
            handle, cells, _COLUMNS, ctypes.c_uint32(row << 16), ctypes.byref(count)
        )
        lines.append(cells.value.rstrip())
    kernel.GetConsoleMode(handle, ctypes.byref(mode))
    return "\n".join(lines).rstrip(), mode.value


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_serve(json.load(sys.stdin))))
