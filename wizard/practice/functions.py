"""The security functions that the role's page of the simulated ConnectWise lists."""

from __future__ import annotations

from wizard.domain.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """One security function, module first, as the role's page in ConnectWise names it."""

    module: str
    label: str


COMPANY_MAINTENANCE = Function("Companies", "Company Maintenance")
CONTACTS = Function("Companies", "Contacts")
INVOICING = Function("Finance", "Invoicing")
PROJECT_HEADERS = Function("Project", "Project Headers")
PROJECT_PHASE = Function("Project", "Project Phase")
PROJECT_TICKETS = Function("Project", "Project Tickets")
CLOSE_PROJECT_TICKETS = Function("Project", "Close Project Tickets")
SERVICE_TICKETS = Function("Service Desk", "Service Tickets")
CLOSE_SERVICE_TICKETS = Function("Service Desk", "Close Service Tickets")
TABLE_SETUP = Function("System", "Table Setup")
MEMBER_MAINTENANCE = Function("System", "Member Maintenance")

FUNCTIONS = (
    COMPANY_MAINTENANCE,
    CONTACTS,
    Function("Companies", "Configurations"),
    INVOICING,
    Function("Finance", "Agreements"),
    Function("Procurement", "Purchase Orders"),
    PROJECT_HEADERS,
    PROJECT_PHASE,
    PROJECT_TICKETS,
    CLOSE_PROJECT_TICKETS,
    Function("Sales", "Opportunity"),
    SERVICE_TICKETS,
    CLOSE_SERVICE_TICKETS,
    Function("Service Desk", "Resource Scheduling"),
    TABLE_SETUP,
    MEMBER_MAINTENANCE,
    Function("System", "Security Roles"),
    Function("Time & Expense", "Time Entry"),
)
"""What the role's page lists; rights.toml may name more."""
