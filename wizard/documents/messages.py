"""Message to the colleague who does the ConnectWise part."""

from __future__ import annotations

from wizard.domain.draft import Draft
from wizard.domain.rights import Column, Level, Right, RightsTable
from wizard.domain.text import tr


def rights_text(draft: Draft, table: RightsTable) -> str:
    """Return the needed rights as plain text, one per line, with the *customize* list."""
    lines = [_right_line(right) for right in table.needed(draft.scope)]
    tables = [name for right in table.needed(draft.scope) for name in right.tables_for(draft.scope)]
    if tables:
        lines += _customize(tables, existing=draft.existing_role)
    return "\n".join(lines)


def _customize(tables: list[str], *, existing: bool) -> list[str]:
    """What to do behind *customize*; an existing role keeps its tables."""
    first = (
        tr("   - System › Table Setup › customize: add these to “Allow access to these”:")
        if existing
        else tr(
            "   - System › Table Setup › customize: press >> to move all tables, then move these "
            "back to “Allow access to these”:"
        )
    )
    return [first, *(f"     - {table}" for table in tables)]


def message(draft: Draft, table: RightsTable) -> str:
    """Return the steps in ConnectWise as a message: role, rights, member, keys."""
    parts = (
        tr("To link Hire2Retire to our ConnectWise PSA, please do these steps in ConnectWise:"),
        *_role_steps(draft, table),
        *_member_steps(draft),
        tr(
            "3. Open that member › API Keys › + › Description: Hire2Retire › Save "
            "(not Save and Close)."
        ),
        tr("4. Copy both keys right away: the private key is shown only once. Send them securely,"),
        tr("   with the address of our ConnectWise and the Company ID from the sign-in page."),
    )
    names = {
        "role": draft.role_name or tr("the role for Hire2Retire"),
        "member": draft.member_id or tr("the API member for Hire2Retire"),
    }
    return "\n".join(parts).format_map(names) + "\n"


def _role_steps(draft: Draft, table: RightsTable) -> tuple[str, ...]:
    return (
        (
            tr(
                "1. System › Security Roles › open {role}. Raise any level that is lower than this:"
            ),
            rights_text(draft, table),
            tr("   Leave everything else as it is: other members may use this role. Save."),
        )
        if draft.existing_role
        else (
            tr("1. System › Security Roles › + › Role ID: {role} › Save, then set these levels:"),
            rights_text(draft, table),
            tr("   All other cells stay None. Save."),
        )
    )


def _member_steps(draft: Draft) -> tuple[str, ...]:
    return (
        (
            tr("2. System › Members › API Members › open {member}: check that Role ID is {role},"),
            tr("   and that Level is the highest. Save."),
        )
        if draft.existing_member
        else (
            tr("2. System › Members › API Members › + › Member ID: {member}, Role ID: {role},"),
            tr("   the highest Level, any value in the other fields. Save."),
        )
    )


def _right_line(right: Right) -> str:
    cells = ", ".join(
        f"{column.label} {right.needed[column] or Level.NONE}"
        for column in Column
        if right.needed[column] not in {None, Level.NONE}
    )
    return f"   - {right.title}: {cells}"
