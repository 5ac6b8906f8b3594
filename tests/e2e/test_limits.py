"""Rate and connection limits in front of ConnectWise: the test passes, more slowly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.middlebox import folder, free_port, running
from tests.faultserver import SERVING, Authority, FaultServer, Resolver, TransportFault
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import PARTING, Outcome, link
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault

NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  limit_req_zone $binary_remote_addr zone=r5:1m rate=5r/s;
  limit_req_zone $binary_remote_addr zone=r1:1m rate=1r/m;
  limit_conn_zone $binary_remote_addr zone=c:1m;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    location / {{
      {rules}
      proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host {host};
      proxy_http_version 1.1; proxy_set_header Connection "";
    }}
  }}
}}
"""
FIVE_A_SECOND = "limit_req zone=r5;"
FIVE_AT_ONCE = "limit_conn c 5;"
TEN_AT_ONCE = "limit_conn c 10;"


@contextmanager
def nginx(
    authority: Authority, resolver: Resolver, rules: str, think_s: float = 0.0
) -> Iterator[None]:
    """Run nginx in front of a sound server, under `HOST`."""
    port = free_port()
    with FaultServer(think_s=think_s) as behind, folder() as place:
        certificate = authority.issue(HOST)
        (place / "cert.pem").write_bytes(certificate.chain_pem)
        (place / "key.pem").write_bytes(certificate.key_pem)
        text = NGINX.format(folder=place, port=port, rules=rules, behind=behind.port, host=HOST)
        (place / "conf").write_text(text)
        resolver.maps(HOST, ("127.0.0.1", port))
        with running("nginx", ["-c", str(place / "conf"), "-p", str(place)], port):
            yield


def patient() -> Outcome:
    return link(timeout_s=60.0)


@pytest.mark.parametrize(
    "rules",
    [
        FIVE_A_SECOND,
        f"{FIVE_A_SECOND} limit_req_status 429;",
        f"{FIVE_A_SECOND} limit_req_status 444;",
        FIVE_AT_ONCE,
        f"{FIVE_AT_ONCE} limit_conn_status 444;",
        TEN_AT_ONCE,
    ],
    ids=["5-a-second-503", "429", "closed", "5-at-once-503", "5-at-once-closed", "10-at-once"],
)
def test_a_rate_limit_of_nginx_is_respected(
    trusted: Authority, resolver: Resolver, rules: str
) -> None:
    with nginx(trusted, resolver, rules, think_s=0.05):
        outcome = patient()
    assert outcome.exit_code == 0, outcome.text


def test_a_lasting_rate_limit_is_reported(trusted: Authority, resolver: Resolver) -> None:
    """One request a minute with a burst of two: the rights reads don't get through."""
    with nginx(trusted, resolver, "limit_req zone=r1 burst=1 nodelay;"):
        outcome = patient()
    assert [fault for _, fault in outcome.failed] == [Fault.RATE_LIMITED] * 2, outcome.text
    assert "is limiting requests" in outcome.text
    assert "firewall or reverse proxy" in outcome.text
    assert "reported an error" not in outcome.text
    assert "refused" not in outcome.text.replace("ConnectionRefused", "")


@pytest.mark.parametrize("fault", [TransportFault.RESET, TransportFault.CLOSED])
@pytest.mark.parametrize("open_at_most", [2, 5])
def test_the_link_works_when_connections_beyond_a_limit_are_closed(
    sites: Sites, fault: TransportFault, open_at_most: int
) -> None:
    """A firewall admits a number of connections: the open ones carry all requests."""
    sites.start(transport=(*[SERVING] * open_at_most, fault.value))
    outcome = patient()
    assert outcome.exit_code == 0, outcome.text


def test_the_link_works_when_connections_beyond_a_limit_are_dropped(sites: Sites) -> None:
    sites.start(transport=(*[SERVING] * 5, TransportFault.SILENT.value))
    outcome = patient()
    assert outcome.exit_code == 0, outcome.text
    assert outcome.took_s < 30


def test_no_more_connections_after_sign_in_is_reported_as_a_rate_limit(sites: Sites) -> None:
    """Banned after the sign-in: reported as a rate limit, not as a refused connection."""
    sites.start(PARTING, transport=(SERVING, TransportFault.RESET.value))
    outcome = patient()
    both = [(Check.RIGHTS, Fault.RATE_LIMITED), (Check.BOARDS, Fault.RATE_LIMITED)]
    assert outcome.failed == both, outcome.text
    assert "it stopped accepting connections" in outcome.text
