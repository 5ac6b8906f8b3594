"""The test ticket section in a window, against the practice server or the fault server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from tests.faultserver import FaultServer
from tests.faultserver.reply import json_reply
from tests.faultserver.script import Script
from tests.ui.stage import BACKENDS, Stage
from tests.unit.linktest.ticket.trying import TENANT, TicketShelf
from wizard.domain.faults.fault import Field, Step
from wizard.domain.scope import Scope, Ticket
from wizard.practice import PracticeServer
from wizard.ui.controllers.session import Session

PROJECTS, COMPANIES = "/project/projects", "/company/companies"
BOTH = frozenset(Ticket)
SERVICE, PROJECT = frozenset({Ticket.SERVICE}), frozenset({Ticket.PROJECT})
OWN = {"id": 2, "identifier": "AcmeTest", "name": TENANT.company_name}
CUSTOMER = {"id": 9, "identifier": "Pond", "name": "Pond Supplies"}
BOARD = {"id": 2, "name": "Projects"}


def project(number: int, name: str, company: dict[str, Any] = CUSTOMER) -> dict[str, Any]:
    return {"id": number, "name": name, "board": BOARD, "company": company}


def with_projects(script: Script, *projects: dict[str, Any]) -> Script:
    """Two projects of a customer with a phase each, unless others are given."""
    listed = projects or (project(21, "Onboarding"), project(22, "Moving"))
    script = script.api(PROJECTS, json_reply([*listed]))
    for row in listed:
        phase = {"id": 10 + row["id"], "description": f"Phase of {row['name']}"}
        script = script.api(f"{PROJECTS}/{row['id']}/phases", json_reply([phase]))
    return script


def shelf(kind: Ticket) -> TicketShelf:
    """The tickets of the fault server: service tickets on board 1, project tickets on board 2."""
    return TicketShelf(f"/{kind.value}/tickets", 1 if kind is Ticket.SERVICE else 2)


def services(**changed: object) -> dict[str, object]:
    made: dict[str, object] = {
        "offer_ticket": BACKENDS.offer_ticket,
        "offer_phases": BACKENDS.offer_phases,
        "run_ticket": BACKENDS.run_ticket,
    }
    return made | changed


def session(stage: Stage) -> Session:
    connection = stage.connection
    return connection.session


def practise(stage: Stage, tickets: Iterable[Ticket], **wishes: bool) -> PracticeServer:
    """Open the section in practice, after a real link test that passed."""
    stage.open(**services(test=BACKENDS.link_test))
    stage.press("practice")
    session(stage).set_scope(Scope(frozenset(tickets), **wishes))
    stage.go(Step.LINK)
    assert not stage.find("write-test").isVisible()
    stage.press("fill-in")
    stage.tested()
    stage.press("write-test")
    connection = stage.connection
    assert connection.practice is not None
    return connection.practice


def meet(stage: Stage, server: FaultServer, tickets: Iterable[Ticket], **wishes: bool) -> None:
    """Open the section for ``server``; the link test is assumed to have passed."""
    stage.open(**services())
    session(stage).set_scope(Scope(frozenset(tickets), **wishes))
    values = {
        Field.SITE: server.url,
        Field.COMPANY_ID: TENANT.company_id,
        Field.PRIVATE_KEY: TENANT.private_key,
        Field.PUBLIC_KEY: TENANT.public_key,
        Field.CLIENT_ID: TENANT.client_id,
    }
    stage.type_all(values)
    stage.tested()
    stage.press("write-test")


def box(stage: Stage, name: str) -> QComboBox:
    return stage.find(f"ticket-{name}", QComboBox)


def ready(stage: Stage, name: str) -> QComboBox:
    """Wait until a list has entries, and nothing is being read."""
    stop = stage.find("stop-ticket")
    stage.until(lambda: box(stage, name).isEnabled() and not stop.isEnabled())
    return box(stage, name)


def names(stage: Stage, name: str) -> list[str]:
    one = box(stage, name)
    return [one.itemText(row) for row in range(one.count())]


def pick(stage: Stage, name: str, row: int = 0) -> str:
    """Choose an entry as a click in the list does."""
    return choose(ready(stage, name), row)


def choose(one: QComboBox, row: int) -> str:
    """Choose an entry as a click in the list does, even while reading."""
    one.setCurrentIndex(row)
    one.activated.emit(row)
    return one.currentText()


def place(stage: Stage, kind: Ticket) -> None:
    """Choose the first of everything."""
    for name in ("board", "company") if kind is Ticket.SERVICE else ("project", "phase"):
        pick(stage, name)


def shown(stage: Stage) -> str:
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def planned(stage: Stage) -> str:
    """The sentence to agree to, or nothing."""
    return next((line for line in shown(stage).splitlines() if "h2r-link creates" in line), "")


def agreed(stage: Stage) -> bool:
    return stage.find("ticket-agreed", QAbstractButton).isChecked()


def may_create(stage: Stage) -> bool:
    return stage.find("create-ticket", QAbstractButton).isEnabled()


def agree(stage: Stage) -> None:
    """Check the box, as soon as nothing is being read."""
    stage.until(stage.find("ticket-agreed").isEnabled)
    stage.press("ticket-agreed")


def create(stage: Stage) -> None:
    agree(stage)
    stage.press("create-ticket")


def outcome(stage: Stage) -> str:
    """Wait for the outcome, and return its line and its detail."""
    banner = stage.find("ticket-outcome")
    stage.until(banner.isVisible)
    return f"{banner.accessibleName()}\n{banner.accessibleDescription()}"


def scope_of(stage: Stage, **changed: object) -> None:
    session(stage).set_scope(replace(session(stage).draft.scope, **changed))  # type: ignore[arg-type]
