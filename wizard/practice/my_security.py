"""The caller's own rights, in the shape of ConnectWise's ``mySecurity`` replies."""

from __future__ import annotations

import re

from wizard.practice.reply import Row
from wizard.practice.rights import Function, Role


def identifier(label: str) -> str:
    """Write a label as ConnectWise's identifiers are written: ``ServiceTickets``."""
    return re.sub(r"\W", "", label)


def security_rows(role: Role) -> tuple[Row, ...]:
    """List the role as ``/system/mySecurity`` does, one row per function."""
    return tuple(_security_row(number, f, role) for number, f in enumerate(Function, start=1))


def _security_row(number: int, function: Function, role: Role) -> Row:
    grant = role.grant(function)
    return {
        "id": number,
        "addLevel": grant.add.value,
        "editLevel": grant.edit.value,
        "deleteLevel": grant.delete.value,
        "inquireLevel": grant.inquire.value,
        "moduleFunctionName": identifier(function.label),
        "moduleFunctionDescription": function.label,
        "myAllFlag": True,
        "moduleFunctionIdentifier": identifier(function.label),
        "reportFlag": False,
        "restrictFlag": False,
        "customFlag": function is Function.TABLE_SETUP,
        "moduleDescription": function.module,
        "moduleIdentifier": identifier(function.module),
        "moduleName": function.module,
        "sortOrder": number,
        "member": {"id": 110, "identifier": "Hire2Retire", "name": "Hire2Retire Link"},
        "_info": {},
    }


def customize_rows(role: Role) -> tuple[Row, ...]:
    """List the tables that the role may read, as ``/system/mySecurity/customizeItems/`` does."""
    return tuple(
        {
            "id": number,
            "customizeIdentifier": identifier(Function.TABLE_SETUP.label),
            "itemIdentifier": table.value,
        }
        for number, table in enumerate(role.tables, start=1)
    )
