"""Drafts that were begun more than once for the same company, offered as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wizard.domain.draft import Draft

Key = tuple[str, ...]


def group_duplicates(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], ...]:
    """Return the drafts in groups of one ConnectWise, company and environment each.

    Groups keep the order of ``drafts``; in each the one that has come furthest is first. A draft
    without address or Company ID is alone.
    """
    # Addresses take long to read: only those are read that another draft may share.
    often = Counter(_company(draft) for draft in drafts)
    groups: dict[Key, list[Draft]] = {}
    for draft in drafts:
        shared = bool(draft.company_id) and often[_company(draft)] > 1
        host = _host(draft) if shared else ""
        groups.setdefault((*_company(draft), host) if host else (draft.id,), []).append(draft)
    return tuple(tuple(sorted(group, key=_progress, reverse=True)) for group in groups.values())


def _company(draft: Draft) -> Key:
    return draft.company_id.casefold(), draft.environment


def _host(draft: Draft) -> str:
    from wizard.domain.read_address import read_address  # noqa: PLC0415 - most starts do without

    address = read_address(draft.site).address
    return address.netloc if address else ""


def _progress(draft: Draft) -> tuple[bool, bool, int]:
    passed = draft.last_test is not None and draft.last_test.verdict.exit_code == 0
    return draft.linked is not None, passed, len(draft.reached)
