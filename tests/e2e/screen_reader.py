"""A screen reader for tests: knows the program only by what it says over AT-SPI.

    /usr/bin/python3 screen_reader.py

Shares no code with the program and none with Qt, so it runs under the system's Python, which has
pyatspi. Each line of standard input is a JSON list, an act and its arguments; each is answered by
one line, ``{"said": …}`` or ``{"lost": why}``.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pyatspi
from gi.repository import Atspi, GLib

APPLICATION = "h2r-link"
PATIENCE_S = 60.0
TELLING = ("object:announcement", "object:text-changed", "object:property-change")
FIELDS = ("text", "password text")
LINES = ("label", "static", "heading", "panel", "grouping")
PUSHED = ("push button", "button", "radio button", "check box", "toggle button")
LOOK_AGAIN_MS = 50
Node = Any


class LostError(Exception):
    """The expected element never appeared."""


class ScreenReader:
    """Finds everything by role and name, and keeps what was announced."""

    def __init__(self) -> None:
        self._heard: list[str] = []
        self._announced: list[str] = []
        # A program that starts on a busy computer answers late.
        Atspi.set_timeout(10_000, 30_000)
        self._desktop = pyatspi.Registry.getDesktop(0)
        self._desktop.set_cache_mask(Atspi.Cache.NONE)
        pyatspi.Registry.registerEventListener(self._hear, "object:announcement")
        pyatspi.Registry.registerEventListener(self._be_told, *TELLING)
        GLib.timeout_add(LOOK_AGAIN_MS, lambda: True)

    def forget(self) -> None:
        """Forget the announcements so far."""
        self._heard.clear()

    def announced(self, start: str) -> str:
        """Wait for an announcement that begins with ``start``."""
        return self._until(lambda: [said for said in self._heard if said.startswith(start)])[0]

    def page(self) -> str:
        """Wait until a heading that is on the screen was announced; return it."""
        return self._until(lambda: [name for name in self._headings() if name in self._heard])[0]

    def line(self, start: str) -> str:
        """Wait for a line that begins with ``start`` and return the whole of it."""
        return self._find(lambda node: node.name.startswith(start), LINES).name

    def press(self, name: str) -> str:
        """Press the button, card or tick box ``name`` as soon as it can be pressed."""
        return self._until(lambda: self._press(name))

    def write(self, name: str, text: str) -> str:
        """Put ``text`` into the field ``name``; return what can be read there then."""
        field = self._find(lambda node: node.name == name, FIELDS)
        field.queryEditableText().setTextContents(text)
        return self.read(name)

    def read(self, name: str) -> str:
        """Return the text of the field ``name`` as everybody on the bus can read it."""
        field = self._find(lambda node: node.name == name, FIELDS)
        return field.queryText().getText(0, -1)

    def focus(self, name: str) -> bool:
        """Move the focus into the field ``name``, so that keys go there."""
        return self._find(lambda node: node.name == name, FIELDS).queryComponent().grabFocus()

    def rest(self, name: str) -> bool:
        """Move the focus to the button ``name`` without pressing it."""
        return self._find(lambda node: node.name == name, PUSHED).queryComponent().grabFocus()

    def reads(self, name: str, text: str) -> str:
        """Wait until everybody on the bus reads ``text`` in the field ``name``."""
        return self._until(lambda: text if self.read(name) == text else "")

    def role(self, name: str) -> str:
        """Return the role of the field ``name``."""
        return self._find(lambda node: node.name == name, FIELDS).getRoleName()

    def items(self, name: str) -> list[str]:
        """Return how the items of the list ``name`` are read, folded or not."""
        found = self._find(lambda node: node.name == name, ("list",))
        return [item.name for item in found if item.getRoleName() == "list item"]

    def choose(self, name: str, row: str) -> bool:
        """Select the item in the ``row``, from 0, of the list ``name``."""
        found = self._find(lambda node: node.name == name, ("list",))
        return found.querySelection().selectChild(int(row))

    def item(self, name: str, item: str) -> str:
        """Wait until the list ``name`` has an item that begins with ``item``; return it."""
        return self._until(
            lambda: next((read for read in self.items(name) if read.startswith(item)), "")
        )

    def enabled(self, name: str) -> bool:
        """Return whether the button ``name`` can be pressed, and lists an action only then."""
        button = self._find(lambda node: node.name == name, PUSHED)
        offered = bool(_actions(button))
        if offered is not _has(button, pyatspi.STATE_ENABLED):
            raise LostError(f"{name}: the action and the state say different things")
        return offered

    def described(self, name: str) -> str:
        """Return the description of the button ``name``."""
        return self._find(lambda node: node.name == name, PUSHED).description

    def focused(self, heading: str) -> bool:
        """Wait until a field or an answer has the focus, or the heading of that name."""
        return self._until(lambda: any(_takes_focus(node, heading) for node in self._shown()))

    def cell(self, name: str) -> bool:
        """Wait until the table cell ``name`` has the focus."""
        node = self._find(lambda node: node.name == name, ("table cell",))
        return self._until(lambda: _has(node, pyatspi.STATE_FOCUSED))

    def stops(self) -> list[list[str]]:
        """Return role and name of everything on the screen that can have the focus."""
        return [
            [n.getRoleName(), n.name] for n in self._shown() if _has(n, pyatspi.STATE_FOCUSABLE)
        ]

    def everything(self) -> str:
        """Return every word that can be read, on the screen or not."""
        words = []
        for node in self._all():
            words += [node.name, node.description]
            if "Text" in pyatspi.listInterfaces(node):
                words.append(node.queryText().getText(0, -1))
        return "\n".join(words)

    def frames(self) -> list[list[str]]:
        """Return role and name of every window of the program."""
        return [[node.getRoleName(), node.name] for one in self._applications() for node in one]

    def pry(self) -> int:
        """Walk the whole tree, ask every element for children beyond its last, and count that."""
        asked = 0
        for node in self._all():
            for beyond in range(node.childCount, node.childCount + 2):
                node.getChildAtIndex(beyond)
                asked += 1
        return asked

    def hammer(self, walks: str) -> int:
        """Pry without pause, ``walks`` times or until the program is gone; count the asks.

        Elements that disappear meanwhile are skipped."""
        asked = 0
        for _ in range(int(walks)):
            with contextlib.suppress(GLib.Error, LookupError, NotImplementedError):
                asked += self.pry()
                for node in self._all():
                    _read(node)
        return asked

    def all_announced(self) -> str:
        """Return every word that came with an event."""
        return "\n".join(self._announced)

    def _press(self, name: str) -> str:
        for node in self._named(lambda node: node.name == name, PUSHED):
            action = _actions(node)
            if action:
                node.queryAction().doAction(0)
                return action[0]
        return ""

    def _find(self, fits: Callable[[Node], bool], roles: tuple[str, ...] = ()) -> Node:
        return self._until(lambda: list(islice(self._named(fits, roles), 1)))[0]

    def _named(self, fits: Callable[[Node], bool], roles: tuple[str, ...]) -> Iterator[Node]:
        for node in self._shown():
            if fits(node) and (not roles or node.getRoleName() in roles):
                yield node

    def _shown(self) -> Iterator[Node]:
        for application in self._applications():
            yield from _below(application, lambda node: _has(node, pyatspi.STATE_SHOWING))

    def _all(self) -> Iterator[Node]:
        for application in self._applications():
            yield from _below(application, lambda _: True)

    def _applications(self) -> Iterator[Node]:
        return (node for node in self._desktop if node is not None and node.name == APPLICATION)

    def _until(self, look: Callable[[], Any]) -> Any:
        """Check again after every event until there is a result."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            while GLib.MainContext.default().iteration(False):
                pass
            try:
                found = look()
            except (GLib.Error, LookupError, NotImplementedError):
                # What went away between two questions.
                found = None
            if found:
                return found
            GLib.MainContext.default().iteration(True)
        raise LostError(f"not within {PATIENCE_S:.0f} s; heard {self._heard}")

    def _headings(self) -> list[str]:
        return [node.name for node in self._shown() if node.getRoleName() == "heading"]

    def _hear(self, event: Any) -> None:
        self._heard.append(str(event.any_data))

    def _be_told(self, event: Any) -> None:
        self._announced.append(str(event.any_data))


def _below(node: Node, enters: Callable[[Node], bool]) -> Iterator[Node]:
    # Iterating over the node itself would ask for the number of children before each of them.
    for number in range(node.childCount):
        child = node.getChildAtIndex(number)
        if child is not None and enters(child):
            yield child
            yield from _below(child, enters)


def _takes_focus(node: Node, heading: str) -> bool:
    role = node.getRoleName()
    fits = role in (*FIELDS, "radio button") or (role, node.name) == ("heading", heading)
    return fits and _has(node, pyatspi.STATE_FOCUSED)


def _has(node: Node, state: int) -> bool:
    return node.getState().contains(state)


def _read(node: Node) -> None:
    """Ask for what every client of the bus may ask."""
    for ask in (node.getRoleName, node.getState, node.getAttributes, node.getRelationSet):
        ask()
    for text in (node.name, node.description):
        str(text)
    if "Component" in pyatspi.listInterfaces(node):
        node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)


def _actions(node: Node) -> list[str]:
    if "Action" not in pyatspi.listInterfaces(node):
        return []
    actions = node.queryAction()
    return [actions.getName(number) for number in range(actions.nActions)]


def main() -> None:
    """Carry out the requests, line by line, until the end of input."""
    reader = ScreenReader()
    for line in sys.stdin:
        act, *arguments = json.loads(line)
        try:
            answer = {"said": getattr(reader, act)(*arguments)}
        except LostError as lost:
            answer = {"lost": f"{act} {arguments[:1]}: {lost}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
