"""Frozen data classes without generated source behave as those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from pathlib import Path
from typing import Any

import pytest

from wizard.domain.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value."""

    name: str
    size: int = 1
    parts: list[str] = field(default_factory=list, hash=False)
    hidden: str = field(default="", repr=False)
    note: str = field(default="", compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """A value."""

    name: str
    size: int = 1
    parts: list[str] = field(default_factory=list, hash=False)
    hidden: str = field(default="", repr=False)
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Longer(Ours):
    more: int = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", f"{self.name}{self.more}")


def _unlike(change: dict[str, Any]) -> Callable[[Any], object]:
    return lambda made: (
        (one := made("a")) == (two := made(**{"name": "a", **change})) and (hash(one) == hash(two))
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda made: repr(made("a", 2, hidden="x")).removeprefix(made.__name__),
        lambda made: dataclasses.asdict(made("a", parts=["b"])),
        lambda made: dataclasses.asdict(dataclasses.replace(made("a", 2), note="n")),
        lambda made: made("a").parts is made("a").parts,
        lambda made: dataclasses.asdict(copy.copy(made("a", 2, ["p"]))),
        lambda made: pickle.loads(pickle.dumps(made("a", 2))) == made("a", 2),
        lambda made: made("a") == "a",
        lambda made: made.__slots__,
        lambda made: made.__match_args__,
        lambda made: made.__doc__,
        lambda made: hash(made("a", 1)) == hash(("a", 1, "")),
        _unlike({}),
        _unlike({"size": 2}),
        _unlike({"parts": ["x"]}),
        _unlike({"note": "x"}),
    ],
)
def test_it_answers_as_the_standard_library_does(ask: Callable[[type], object]) -> None:
    assert ask(Ours) == ask(Standard)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((), {}),
        (("a", 1, [], "", "", "one too many"), {}),
        (("a",), {"name": "twice"}),
        (("a",), {"unknown": 1}),
    ],
)
@pytest.mark.parametrize("made", [Ours, Standard])
def test_wrong_arguments_are_refused(
    made: Callable[..., object], given: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError):
        made(*given, **named)


@pytest.mark.parametrize("made", [Ours, Standard])
def test_attributes_cannot_be_set_or_deleted_later(made: Callable[[str], Any]) -> None:
    one = made("a")
    with pytest.raises(FrozenInstanceError):
        one.name = "b"
    with pytest.raises(FrozenInstanceError):
        del one.name
    assert one.name == "a"
    assert not hasattr(one, "__dict__")


def test_a_subclass_continues_the_fields_of_its_base() -> None:
    assert repr(Longer("a", more=3)) == ("Longer(name='a', size=1, parts=[], note='a3', more=3)")
    assert Longer("a") != Ours("a")


def test_only_frozen_classes_with_slots_are_supported() -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=True, slots=False)


def test_every_frozen_class_uses_this_decorator() -> None:
    package = Path(__file__).parents[3] / "wizard"
    decorator = re.compile(r"^@(dataclasses\.)?dataclass\(frozen=True, slots=True\)", re.MULTILINE)
    imported = re.compile(r"^from wizard\.domain\.dataclass import dataclass$", re.MULTILINE)
    texts = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    frozen = {path.name for path, text in texts.items() if decorator.search(text)}
    ours = {path.name for path, text in texts.items() if imported.search(text)}
    assert len(ours) > 40
    assert frozen - ours == {"tickets.py", "api.py"}  # of practice: beside classes that change
