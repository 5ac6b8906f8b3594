"""Every check of the link test, in the order of `wizard.domain.check.Check`."""

from __future__ import annotations

from importlib import import_module

from wizard.domain.check import Check
from wizard.linktest.checks.base import LinkCheck, LookupCheck, ReadCheck, StageCheck


def _load(check: Check) -> LinkCheck:
    """Return the check class that the module of this name defines.

    Raises:
        LookupError: it defines none, or more than one.
    """
    module = import_module(f"wizard.linktest.checks.{check.value}")
    found = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, LinkCheck)
        and getattr(kind, "check", None) is check
    ]
    if len(found) != 1:
        raise LookupError(f"{module.__name__} defines {len(found)} checks")
    return found[0]()


CHECKS = tuple(map(_load, Check))
STAGE_CHECKS = tuple(check for check in CHECKS if isinstance(check, StageCheck))
LOOKUP_CHECKS = tuple(check for check in CHECKS if isinstance(check, LookupCheck))
READ_CHECKS = tuple(check for check in CHECKS if isinstance(check, ReadCheck))


def next_check(check: Check) -> Check:
    """Return the check after ``check``."""
    order = list(Check)
    return order[order.index(check) + 1]
