"""Where an exception was raised: names from our own source only, no message, value or path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import TracebackType

from wizard.domain.dataclass import dataclass

_PACKAGE = __name__.partition(".")[0]
_NAME = re.compile(r"[A-Za-z_][\w.]{0,79}")
_CAUSES_AT_MOST = 5
_FRAMES_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class TracebackSummary:
    """Exception types and source locations of a crash.

    ``kinds`` are names of exception types, the last one first and its causes after it; ``frames``
    are lines of this program such as ``wizard/linktest/run.py:57 run``, the innermost last.
    """

    kinds: tuple[str, ...]
    frames: tuple[str, ...]

    def __str__(self) -> str:
        return " from ".join(self.kinds) + "".join(f"\n  {frame}" for frame in self.frames)


def summarize_traceback(error: BaseException) -> TracebackSummary:
    """Return where ``error`` and its causes were raised; never raises."""
    chain = tuple(_chain(error))
    frames = [frame for one in reversed(chain) for frame in _frames(one.__traceback__)]
    kinds = tuple(_known(type(one).__name__) for one in chain)
    return TracebackSummary(kinds, tuple(dict.fromkeys(frames))[-_FRAMES_AT_MOST:])


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen and len(seen) < _CAUSES_AT_MOST:
        yield cause
        seen.add(id(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _frames(start: TracebackType | None) -> Iterator[str]:
    tb = start
    while tb is not None:
        module = str(tb.tb_frame.f_globals.get("__name__", ""))
        # The module's name stands for its file: a path would tell who runs the program.
        if module.partition(".")[0] == _PACKAGE:
            place = _known(module).replace(".", "/")
            yield f"{place}.py:{tb.tb_lineno} {_function(tb.tb_frame.f_code.co_qualname)}"
        tb = tb.tb_next


def _function(name: str) -> str:
    return _known(name.replace(".<locals>", "").replace("<", "").replace(">", ""))


def _known(name: str) -> str:
    """Return a name that exists in the source; a class made at run time may have any name."""
    return name if _NAME.fullmatch(name) else "?"
