"""The rows that a ConnectWise lists as the caller's own rights."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RightRow:
    """One function of one module with its four levels: None, My or All.

    ``when`` is the choice that makes it necessary.
    """

    module: str
    function: str
    add: str | None = "None"
    edit: str | None = "None"
    delete: str | None = "None"
    inquire: str | None = "None"
    customized: bool = False
    when: str = "always"

    def as_json(self, number: int) -> dict[str, object]:
        """Write the row as ``/system/mySecurity`` does."""
        return {
            "id": number,
            "addLevel": self.add,
            "editLevel": self.edit,
            "deleteLevel": self.delete,
            "inquireLevel": self.inquire,
            "moduleFunctionName": self.function,
            "moduleFunctionDescription": self.function,
            "moduleFunctionIdentifier": self.function.title().replace(" ", ""),
            "customFlag": self.customized,
            "moduleName": self.module,
            "moduleDescription": self.module,
            "moduleIdentifier": self.module.title().replace(" ", ""),
        }


MINIMUM_ROLE = (
    RightRow("Service Desk", "Service Tickets", "All", "All", inquire="All", when="service"),
    RightRow(
        "Service Desk", "Close Service Tickets", edit="All", inquire="All", when="closes_service"
    ),
    RightRow("Companies", "Company Maintenance", inquire="All"),
    RightRow("Companies", "Contacts", inquire="All", when="maps_contacts"),
    RightRow("System", "Table Setup", inquire="All", customized=True),
    RightRow("System", "Member Maintenance", inquire="All", when="maps_owners"),
    RightRow("Project", "Project Tickets", "All", "All", inquire="All", when="project"),
    RightRow("Project", "Project Headers", inquire="All", when="project"),
    RightRow("Project", "Project Phase", inquire="All", when="project"),
    RightRow("Project", "Close Project Tickets", edit="All", inquire="All", when="closes_project"),
)
"""Enough for service and project tickets with every option, and nothing beyond."""

ADMIN_ROLE = tuple(
    replace(row, add="All", edit="All", delete="All", inquire="All")
    for row in (
        *MINIMUM_ROLE,
        RightRow("Finance", "Agreements"),
        RightRow("System", "Security Roles"),
    )
)


def with_levels(
    rows: tuple[RightRow, ...], function: str, **levels: str | None
) -> tuple[RightRow, ...]:
    """Return ``rows`` with other levels (``inquire="My"``) for one function.

    Raises:
        ValueError: no row has that function.
    """
    if function not in {row.function for row in rows}:
        raise ValueError(f"no row for {function}")
    return tuple(
        replace(row, **levels) if row.function == function else row  # type: ignore[arg-type]
        for row in rows
    )


def without(rows: tuple[RightRow, ...], function: str) -> tuple[RightRow, ...]:
    """Return ``rows`` without those of one function."""
    return tuple(row for row in rows if row.function != function)


def loosely_spelled(rows: tuple[RightRow, ...]) -> tuple[RightRow, ...]:
    """Return ``rows`` with other case, blanks, punctuation and number in every name."""
    return tuple(
        replace(
            row,
            module=f" {row.module.lower().replace(' ', '_')}",
            function=row.function.upper().removesuffix("S").replace(" ", "-") + " ",
        )
        for row in rows
    )
