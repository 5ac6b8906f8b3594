"""Chooses the response to a request."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase

from tests.faultserver.reply import Reply, json_reply
from tests.faultserver.request import Request

API = "*/apis/3.0"
LOOKUP = "/login/companyinfo/*"


@dataclass(frozen=True, slots=True)
class Bend:
    """A change made to the reply that the rules further down give."""

    change: Callable[[Request, Reply], Reply]


Step = Reply | Bend | Callable[[Request], Reply | None] | None
"""A reply, a change of the sound reply, a function that finds one, or null: as if the rule were not
there."""

Answer = Step | Enum
"""A step, or a member of a catalogue whose value is one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a method and a path pattern get: one answer after the other, the last one for ever."""

    method: str
    pattern: str
    answers: tuple[Step, ...]

    def matches(self, request: Request) -> bool:
        """Whether this rule speaks about ``request``."""
        same_method = self.method in ("*", request.method)
        return same_method and fnmatchcase(request.path, self.pattern)


UNKNOWN_ENDPOINT = json_reply(
    {"code": "ConnectWiseApi", "message": "The endpoint does not exist."}, status=404
)


@dataclass(frozen=True, slots=True)
class Script:
    """Rules, the first one that answers wins; unchanging, so one script may serve many tests."""

    rules: tuple[Rule, ...] = ()
    otherwise: Reply = UNKNOWN_ENDPOINT

    def on(self, pattern: str, *answers: Answer, method: str = "*") -> Script:
        """Lay a rule over this script; ``*`` in ``pattern`` stands for anything, slashes too.

        ``on(path, fault)`` is always, ``on(path, fault, None)`` once, and ``on(path, None, fault)``
        from the second time on.
        """
        unwrapped: tuple[Step, ...] = tuple(
            answer.value if isinstance(answer, Enum) else answer for answer in answers
        )
        return replace(self, rules=(Rule(method, pattern, unwrapped), *self.rules))

    def api(self, path: str, *answers: Answer, method: str = "*") -> Script:
        """Lay a rule over one path of the REST interface, such as ``/system/info`` or ``/*``."""
        return self.on(API + path, *answers, method=method)

    def lookup(self, *answers: Answer) -> Script:
        """Lay a rule over the company lookup."""
        return self.on(LOOKUP, *answers)

    def everywhere(self, *answers: Answer) -> Script:
        """Lay a rule over every path."""
        return self.on("*", *answers)


class Playback:
    """A script being played by one server, from any of its threads."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._played: Counter[int] = Counter()
        self._lock = threading.Lock()

    def reply_to(self, request: Request) -> Reply:
        """Find the reply to ``request``."""
        bends: list[Bend] = []
        reply = self._script.otherwise
        for index, rule in enumerate(self._script.rules):
            if not rule.matches(request):
                continue
            answer = self._next(index, rule)
            if isinstance(answer, Bend):
                bends.append(answer)
            elif found := answer(request) if callable(answer) else answer:
                reply = found
                break
        for bend in reversed(bends):
            reply = bend.change(request, reply)
        return reply

    def _next(self, index: int, rule: Rule) -> Step:
        with self._lock:
            turn = min(self._played[index], len(rule.answers) - 1)
            self._played[index] += 1
        return rule.answers[turn]
