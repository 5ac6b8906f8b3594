"""One row per needed right: what the list of rights says, and what the reads have shown.

A read that needs Inquire is refused with 403 when it is not granted. An empty list with 200 is
granted: the member's Level, Location and board access hide records, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wizard.domain.rights import Column, Level, Levels, Right, RightRow, Source
from wizard.domain.scope import Scope
from wizard.domain.wording import tr
from wizard.linktest.grants import Grants
from wizard.linktest.told import ReadResult


def row_of(right: Right, scope: Scope, grants: Grants, told: Mapping[str, ReadResult]) -> RightRow:
    """Compare one needed right; ``told`` maps its paths to what was read."""
    shown = [told[path] for path in right.reads]
    listed = grants.levels(right)
    if listed is None:
        return _probed(right, _denied_tables(right, scope, told), shown)
    row = RightRow(right, listed, Source.MY_SECURITY)
    if listed.inquire is None and _all_granted(shown):
        return replace(row, granted=replace(listed, inquire=right.needed.inquire))
    if not row.inquire_proven:
        return row
    if any(read.denied for read in shown):
        return _refused(row, _denied_tables(right, scope, told), told)
    return _doubted(row, told)


def _probed(right: Right, denied: tuple[str, ...], shown: list[ReadResult]) -> RightRow:
    """A right that is not listed: a read proves Inquire and nothing else."""
    inquire = Levels(inquire=right.needed.inquire)
    if _all_granted(shown):
        return RightRow(right, inquire, Source.PROBE)
    if denied and any(read.granted for read in shown):
        return RightRow(right, inquire, Source.PROBE, denied)
    if any(read.denied for read in shown):
        return RightRow(right, Levels(inquire=Level.NONE), Source.PROBE)
    return RightRow(right)


def _refused(row: RightRow, denied: tuple[str, ...], told: Mapping[str, ReadResult]) -> RightRow:
    """A listed right whose read is refused: the *customize* list lacks it, or Inquire does.

    What was seen outranks what the list of rights says.
    """
    if denied or row.granted is None:
        return replace(row, denied=denied)
    path = next(path for path in row.right.reads if told[path].denied)
    granted = replace(row.granted, inquire=Level.NONE)
    both = tr("{column} is listed as {has}, but reading {path} was refused ({status})").format(
        column=Column.INQUIRE.label,
        has=row.granted.inquire,
        path=_bare(path),
        status=told[path].status_text,
    )
    return replace(row, granted=granted, source=Source.PROBE, refused=both)


def _doubted(row: RightRow, told: Mapping[str, ReadResult]) -> RightRow:
    """A listed right whose read failed in a way that says nothing about rights."""
    failed = [path for path in row.right.reads if not told[path].granted]
    if not failed or row.granted is None:
        return row
    doubt = tr(
        "{right}: {column} is listed as {has}, but reading {path} failed ({status})."
    ).format(
        right=row.right.title,
        column=Column.INQUIRE.label,
        has=row.granted.inquire,
        path=_bare(failed[0]),
        status=told[failed[0]].status_text,
    )
    refused = any(told[path].refused for path in failed)
    seen = any(told[path].granted for path in row.right.reads)
    granted = row.granted if seen and not refused else replace(row.granted, inquire=None)
    return replace(row, granted=granted, doubt=doubt)


def _bare(path: str) -> str:
    return path.partition("?")[0]


def _all_granted(shown: list[ReadResult]) -> bool:
    return bool(shown) and all(read.granted for read in shown)


def _denied_tables(right: Right, scope: Scope, told: Mapping[str, ReadResult]) -> tuple[str, ...]:
    wanted = (table for table in right.tables if table.when in scope.needs)
    return tuple(t.name for t in wanted if t.read in told and told[t.read].denied)
