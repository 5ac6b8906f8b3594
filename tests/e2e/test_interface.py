"""Every signed request of the link test is valid by ConnectWise's published interface description.

``tests/data/interface.json`` holds what that description says of the reads: a few facts of it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.faultserver import Board, FaultServer, Request, SignIn, healthy
from tests.faultserver.clients import API, ask, signed
from tests.unit.linktest.linking import DATA, EVERYTHING, FULL_TENANT, PROJECT, Outcome, link
from wizard.domain.scope import Scope

SAID: dict[str, Any] = json.loads((DATA / "interface.json").read_text(encoding="utf-8"))
PATHS: dict[str, dict[str, Any]] = SAID["paths"]
PYTHON_TYPES = {"string": str, "boolean": bool, "integer": int}


def template_of(request: Request) -> str:
    """Return the description's path that a request fits."""
    path = request.path.partition("/apis/3.0")[2]
    fitting = [t for t in PATHS if re.fullmatch(re.sub(r"\{\w+\}", "[0-9]+", t), path)]
    assert len(fitting) == 1, path
    return fitting[0]


def hold(request: Request) -> None:
    assert request.method == "GET"
    assert request.body == b""
    known = SAID["query"] | PATHS[template_of(request)].get("query", {})
    for name, values in request.query.items():
        assert len(values) == 1
        assert known[name] != "integer" or values[0].isdigit()
    assert 1 <= int(request.query.get("pageSize", ["1"])[0]) <= 1000
    for name in SAID["headers"]:
        assert re.fullmatch("[0-9a-f-]{36}", request.header(name) or "")
    assert (request.authorization or "").startswith("Basic ")
    types = (request.header("accept") or "").replace(" ", "").split(",")
    assert types == ["application/vnd.connectwise.com+json", "application/json;q=0.9"]


def board_of(path: str) -> Board:
    """Return the first board of the kind that a path is for."""
    is_project = path.startswith("/project/")
    return next(board for board in FULL_TENANT.boards if board.project is is_project)


def outcome_for(scope: Scope, *, older: bool = False) -> Outcome:
    script = healthy(FULL_TENANT)
    if older:
        script = script.api("/service/info/boards/active", SignIn.NO_ENDPOINT)
    return link(script, tenant=FULL_TENANT, scope=scope)


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("scope", [Scope(), PROJECT, EVERYTHING], ids=["service", "project", "all"])
def test_every_read_fits_the_interface_description(scope: Scope, older: bool) -> None:
    outcome = outcome_for(scope, older=older)
    signed = [request for request in outcome.requests if request.signed]
    for request in signed:
        hold(request)
    assert [r for r in outcome.requests if not r.signed] == [outcome.requests[0]]


def test_every_path_of_the_description_is_read() -> None:
    read = {template_of(r) for r in outcome_for(EVERYTHING, older=True).requests if r.signed}
    assert read == set(PATHS)


def test_no_request_is_sent_twice_concurrently() -> None:
    targets = [request.target for request in outcome_for(EVERYTHING).requests]
    assert len(targets) == len(set(targets))


@pytest.mark.parametrize("path", [path for path in PATHS if PATHS[path]["fields"]])
def test_the_healthy_server_responds_in_the_described_form(path: str) -> None:
    """What the link test is tried against has the fields, and their types, of the real one."""
    with FaultServer(healthy(FULL_TENANT)) as server:
        url = API + path.replace("{parentId}", str(board_of(path).id))
        body = ask(server, url, signed(FULL_TENANT))[1]
    document = json.loads(body)
    assert isinstance(document, list if PATHS[path]["answer"] == "array" else dict)
    for entry in document if isinstance(document, list) else [document]:
        for name, kind in PATHS[path]["fields"].items():
            assert isinstance(entry.get(name), PYTHON_TYPES[kind] | None), name
