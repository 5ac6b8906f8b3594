"""Frozen data classes with slots, made without generated source.

`dataclasses` writes and compiles some seven functions for each class, 4 million instructions: the
forty classes of the first page were an eighth of the start. Here all classes share these methods,
which go through the fields; `replace`, `fields` and `asdict` find the fields where they always are.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: Literal[True], slots: Literal[True]) -> Callable[[type], type]:
        """Make what ``dataclasses.dataclass(frozen=True, slots=True)`` makes."""
        if not (frozen and slots):
            raise TypeError("only frozen classes with slots")
        return _made


def _made(cls: type) -> type:
    cls.__doc__ = cls.__doc__ or cls.__name__  # or `dataclasses` works out the signature
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _initializer(made)
    for name, method in _METHODS.items():
        setattr(made, name, method)
    return cast("type", made)


def _initializer(made: type) -> Callable[..., None]:
    fields = dataclasses.fields(made)
    names = [field.name for field in fields]
    slots = [(f.name, getattr(made, f.name).__set__, f.default, f.default_factory) for f in fields]
    then = getattr(made, "__post_init__", None)

    def initialize(self: object, /, *given: object, **named: object) -> None:
        if len(given) > len(names) or not named.keys() <= set(names[len(given) :]):
            raise TypeError(f"{made.__name__}: unexpected arguments")
        named.update(zip(names, given, strict=False))
        for name, fill, default, factory in slots:
            value = named.get(name, default)
            if value is MISSING:
                if factory is MISSING:
                    raise TypeError(f"{made.__name__}: {name} is missing")
                value = factory()
            fill(self, value)
        if then:
            then(self)

    return initialize


def _compared(self: Any) -> tuple[object, ...]:  # noqa: ANN401 - any of these classes
    return tuple([getattr(self, field.name) for field in dataclasses.fields(self) if field.compare])


def _eq(self: object, other: object) -> bool:
    return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:  # noqa: ANN401 - any data class
    fields = dataclasses.fields(self)
    hashed = [f.name for f in fields if (f.compare if f.hash is None else f.hash)]
    return hash(tuple([getattr(self, name) for name in hashed]))


def _repr(self: Any) -> str:  # noqa: ANN401 - any data class
    shown = [f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _reduce(self: Any) -> tuple[type, tuple[object, ...]]:  # noqa: ANN401 - any data class
    return type(self), tuple([getattr(self, field.name) for field in dataclasses.fields(self)])


def _refuse(_self: object, name: str, _value: object = None) -> NoReturn:
    raise FrozenInstanceError(name)


_METHODS = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__reduce__": _reduce,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}
