"""The healthy script behaves like ConnectWise."""

from __future__ import annotations

import json

import pytest

from tests.faultserver import (
    ADMIN_ROLE,
    MINIMUM_ROLE,
    FaultServer,
    HttpFault,
    SignIn,
    Tenant,
    healthy,
    loosely_spelled,
    with_levels,
    without,
)
from tests.faultserver.clients import API, ask, signed

READS = (
    "/system/info",
    "/system/mySecurity?pageSize=1000",
    "/system/mySecurity/customizeItems/",
    "/service/info/boards/active",
    "/service/boards?pageSize=1",
    "/service/boards/1/statuses",
    "/service/boards/1/types",
    "/service/boards/1/teams",
    "/project/boards/2/teams",
    "/service/priorities?pageSize=1",
    "/service/sources?pageSize=1",
    "/service/tickets?pageSize=1",
    "/service/tickets/count",
    "/company/companies?pageSize=1",
    "/company/contacts?pageSize=1",
    "/system/members?pageSize=1",
    "/project/projects?pageSize=1",
    "/project/projects/21/phases",
    "/project/tickets?pageSize=1",
)


class TestHealthy:
    @pytest.mark.parametrize("release", ["v2025_1", "v4_6_release"])
    def test_every_read_of_the_link_test_succeeds(self, release: str) -> None:
        with FaultServer() as server:
            for path in READS:
                response, body = ask(server, f"/{release}/apis/3.0{path}", signed())
                assert response.status == 200, path
                assert response.getheader("x-cw-request-id")
                assert json.loads(body), path

    def test_the_lookup_knows_only_its_own_company(self) -> None:
        tenant = Tenant(codebase="v2024_3/", site_url="api-na.myconnectwise.net", is_cloud=True)
        with FaultServer(healthy(tenant)) as server:
            found = json.loads(ask(server, "/login/companyinfo/acmetest")[1])
            assert json.loads(ask(server, "/login/companyinfo/other")[1]) is None
        assert found["Codebase"] == "v2024_3/"
        assert (found["SiteUrl"], found["IsCloud"]) == ("api-na.myconnectwise.net", True)

    @pytest.mark.parametrize(
        ("path", "headers", "case"),
        [
            (API, {"Authorization": "Basic eDp5"}, SignIn.WRONG_KEYS),
            (API, {"clientId": "00000000-0000-4000-8000-000000000099"}, SignIn.CLIENT_ID_401),
            ("/v2011_1/apis/3.0", {}, SignIn.CANNOT_ROUTE),
        ],
    )
    def test_wrong_values_are_refused(
        self, path: str, headers: dict[str, str], case: SignIn
    ) -> None:
        with FaultServer() as server:
            response, body = ask(server, path + "/system/info", signed() | headers)
        assert (response.status, body) == (case.value.status, case.value.body)

    def test_unknown_paths_get_the_response_of_the_real_server(self) -> None:
        with FaultServer() as server:
            assert b"endpoint does not exist" in ask(server, API + "/no/such", signed())[1]
            assert ask(server, "/no/such")[1] == HttpFault.IIS_404.value.body

    def test_pages_have_the_requested_size(self) -> None:
        with FaultServer() as server:
            path = f"{API}/system/mySecurity?pageSize=3"
            sizes = [len(json.loads(ask(server, f"{path}&page={n}", signed())[1])) for n in (1, 4)]
        assert sizes == [3, 1]

    def test_a_ticket_can_be_made_and_closed_but_not_deleted(self) -> None:
        with FaultServer() as server:
            path = API + "/service/tickets"
            made = ask(server, path, signed(), "POST")
            number = json.loads(made[1])["id"]
            closed = ask(server, f"{path}/{number}", signed(), "PATCH")
            deleted = ask(server, f"{path}/{number}", signed(), "DELETE")
        assert [r.status for r, _ in (made, closed, deleted)] == [201, 200, 403]

    def test_rights_can_be_changed_and_renamed(self) -> None:
        weaker = with_levels(MINIMUM_ROLE, "Service Tickets", inquire="My", add=None)
        fewer = without(weaker, "Contacts")
        with FaultServer(healthy(Tenant(rights=loosely_spelled(fewer)))) as server:
            rows = json.loads(ask(server, API + "/system/mySecurity", signed())[1])
        assert len(rows) == len(MINIMUM_ROLE) - 1
        assert (rows[0]["moduleName"], rows[0]["moduleFunctionName"]) == (
            " service_desk",
            "SERVICE-TICKET ",
        )
        assert (rows[0]["inquireLevel"], rows[0]["addLevel"]) == ("My", None)
        assert len(ADMIN_ROLE) > len(MINIMUM_ROLE)
