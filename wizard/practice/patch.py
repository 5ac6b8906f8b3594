"""Reading the list of changes that a PATCH carries."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.practice.reply import Problem, Row, UnusableRecordError


def patched(record: Row, operations: object) -> dict[str, object]:
    """Apply changes such as ``{"op": "replace", "path": "status/id", "value": 15}``.

    A path is a field of the record or one field of a reference; a reference that is changed by
    one of its fields keeps no other. ``record`` itself stays as it is.

    Raises:
        UnusableRecordError: not a list of changes, or one names no known operation or path.
    """
    if not isinstance(operations, list):
        raise _unusable("A list of changes is expected.", "")
    changed = dict(record)
    for operation in operations:
        _apply(changed, operation)
    return changed


def _apply(changed: dict[str, object], operation: object) -> None:
    if not isinstance(operation, Mapping):
        raise _unusable("A change is an object with op, path and value.", "")
    path = operation.get("path")
    names = path.strip("/").split("/") if isinstance(path, str) else []
    if not 1 <= len(names) <= 2 or not all(names):
        raise _unusable("The path of a change is not known.", str(path))
    if operation.get("op") == "remove":
        changed.pop(names[0], None)
    elif operation.get("op") in ("add", "replace") and "value" in operation:
        value = operation["value"]
        changed[names[0]] = value if len(names) == 1 else {names[1]: value}
    else:
        raise _unusable("The op of a change is add, replace or remove.", str(path))


def _unusable(message: str, path: str) -> UnusableRecordError:
    return UnusableRecordError(Problem("InvalidField", message, path))
