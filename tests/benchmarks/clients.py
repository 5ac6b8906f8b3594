"""What is measured: the floor, the link test, and pyconnectwise doing the same reads."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.server import HOST
from tests.faultserver import Authority, FaultServer, Tenant, tls
from wizard.base import assets
from wizard.domain.rights import RightsTable
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.linktest.events import Finished
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import run

PEER = "pyconnectwise==0.6.1.2"
TENANT = Tenant()
BASE = "/v2025_1/apis/3.0"
LOOKUP = f"/login/companyinfo/{TENANT.company_id}"
SIGN_IN = f"{BASE}/service/info/boards/active?pageSize=1000"
PEER_CODE = """
import json, sys, time
from pyconnectwise import ConnectWiseManageAPIClient as Client
values, reads, runs = json.loads(sys.argv[1])
took = []
for _ in range(runs):
    begun = time.perf_counter()
    client = Client(**values)
    for path in reads:
        client._make_request("GET", client._get_url() + path).json()
    took.append(time.perf_counter() - begun)
print(json.dumps(took))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Address of the server, and the file of the certificates that its clients trust."""

    host: str
    port: int
    trusted: Path


class Floor:
    """One connection and three responses, one after the other: the minimum of any link test.

    The certificates are read before the clock starts.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.load_verify_locations(site.trusted)

    def __call__(self) -> None:
        """Send three requests."""
        connection = http.client.HTTPSConnection(
            self._site.host, self._site.port, context=self._context
        )
        with closing(connection):
            for path in (LOOKUP, SIGN_IN, SIGN_IN):
                connection.request("GET", path)
                connection.getresponse().read()


class LinkTest:
    """The link test for service tickets, all checks."""

    def __init__(self, site: Site) -> None:
        os.environ["SSL_CERT_FILE"] = str(site.trusted)
        os.environ.pop("SSL_CERT_DIR", None)
        self._settings = LinkTestOptions(RightsTable.parse(assets.text("rights.toml")))
        self._typed = FieldTexts(
            f"https://{site.host}:{site.port}",
            TENANT.company_id,
            TENANT.public_key,
            Secret(TENANT.private_key),
            Secret(TENANT.client_id),
        )

    def __call__(self) -> None:
        """Run it.

        Raises:
            RuntimeError: it did not pass.
        """
        *_, last = run(self._typed, self._settings, lambda: False)
        if not isinstance(last, Finished) or last.report.verdict.exit_code:
            raise RuntimeError(f"the link test failed: {last}")


def reads_of_link_test(folder: Path) -> list[str]:
    """Return what the link test reads below the API base, after the lookup."""
    authority = Authority()
    with FaultServer(tls=tls(authority, HOST)) as server:
        LinkTest(Site(HOST, server.port, authority.write(folder)))()
        return [request.target.removeprefix(BASE) for request in server.requests[1:]]


def peer(site: Site, reads: Sequence[str], folder: Path, runs: int) -> list[float]:
    """Install pyconnectwise into a throw-away environment and time ``reads``, in seconds.

    Raises:
        OSError, subprocess.SubprocessError: it cannot be installed here, or it failed.
    """
    venv.create(folder / "peer", with_pip=True)
    programs = folder / "peer" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [programs / "python", "-m", "pip", "install", "--quiet", PEER]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    values = {
        "company_name": TENANT.company_id,
        "manage_url": f"{site.host}:{site.port}",
        "client_id": TENANT.client_id,
        "public_key": TENANT.public_key,
        "private_key": TENANT.private_key,
    }
    ended = subprocess.run(
        [programs / "python", "-c", PEER_CODE, json.dumps([values, reads, runs])],
        env={**os.environ, "REQUESTS_CA_BUNDLE": str(site.trusted)},
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    took: list[float] = json.loads(ended.stdout)
    return took


def seconds(work: Floor | LinkTest) -> float:
    """Time one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
