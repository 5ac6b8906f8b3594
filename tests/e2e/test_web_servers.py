"""Real web servers and proxies in front of ConnectWise: nginx, HAProxy, Apache with ModSecurity.

Each runs on a free port of this computer with a configuration and a folder of its own; behind it
stands the sound ConnectWise of the fault server, in the clear.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.faultserver import Authority, FaultServer, Resolver, healthy
from tests.unit.linktest.linking import TENANT, Outcome, try_link, typed

HOST = "cw.example.test"
START_S = 30.0
NOBODY = "/dev/null"
"""A file of users without any: every sign-in is refused."""
MODULES = Path("/usr/lib/apache2/modules")
RULES = Path("/usr/share/modsecurity-crs/owasp-crs.load")


@dataclass(frozen=True)
class Front:
    """Where a server is to listen, and what stands behind it; paths to its own files."""

    port: int
    behind: str
    folder: Path
    certificate: Path
    foreign_authority: Path

    def test(self, company_id: str = TENANT.company_id) -> Outcome:
        """Run the link test against the host that this server is called by."""
        values = typed(HOST, TENANT)
        return try_link(replace(values, company_id=company_id))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def front(trusted: Authority, resolver: Resolver, tmp_path: Path) -> Iterator[Front]:
    port = free_port()
    issued = trusted.issue(HOST)
    pem, foreign = tmp_path / "server.pem", tmp_path / "foreign.pem"
    pem.write_bytes(issued.key_pem + issued.chain_pem)
    foreign.write_bytes(Authority("Example Client Authority").pem)
    resolver.maps(HOST, ("127.0.0.1", port))
    with FaultServer(healthy(TENANT)) as server:
        behind = "{}:{}".format(*server.address)
        yield Front(port, behind, tmp_path, pem, foreign)


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.terminate()
    for process in started:
        process.communicate(timeout=START_S)


class Servers:
    """Starts one server in front and waits until it listens."""

    def __init__(self, front: Front, running: list[subprocess.Popen[bytes]]) -> None:
        self.front = front
        self._running = running

    def nginx(self, rules: str, extra: str = "") -> Front:
        """Start nginx with these lines in its server block."""
        front = self.front
        config = f"""
daemon off; master_process off; pid {front.folder}/nginx.pid; error_log stderr;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {front.folder}/body; proxy_temp_path {front.folder}/proxy;
  fastcgi_temp_path {front.folder}/f; uwsgi_temp_path {front.folder}/u;
  scgi_temp_path {front.folder}/s;
  {extra}
  server {{
    listen 127.0.0.1:{front.port} ssl; server_name {HOST};
    ssl_certificate {front.certificate}; ssl_certificate_key {front.certificate};
    {rules}
    location / {{ proxy_pass http://{front.behind}; proxy_set_header Host $host; }}
  }}
}}
"""
        return self._start("nginx", config, "-p", str(front.folder), "-c")

    def haproxy(self, rules: str, extra: str = "") -> Front:
        """Start HAProxy with these lines in its front end."""
        front = self.front
        config = f"""
defaults
  mode http
  timeout connect 20s
  timeout client 20s
  timeout server 20s
{extra}
frontend front
  bind 127.0.0.1:{front.port} ssl crt {front.certificate}
  {rules}
  default_backend psa
backend psa
  server psa {front.behind}
"""
        return self._start("haproxy", config, "-db", "-f")

    def apache(self, rules: str, *modules: str) -> Front:
        """Start Apache with these lines in its virtual host."""
        front = self.front
        names = ("mpm_event", "ssl", "socache_shmcb", "proxy", "proxy_http", "unixd", "unique_id")
        names = (*names, "authn_core", "authz_core", "authz_user", "auth_basic", "auth_digest")
        names = (*names, "authn_file", "headers", "rewrite", *modules)
        files = {n: MODULES / f"mod_{n}.so" for n in dict.fromkeys(names)}
        loads = "\n".join(f"LoadModule {n}_module {f}" for n, f in files.items() if f.exists())
        config = f"""
{loads}
ServerName {HOST}
ServerRoot {front.folder}
DefaultRuntimeDir {front.folder}
PidFile {front.folder}/apache.pid
ErrorLog {front.folder}/error.log
Mutex file:{front.folder} default
Listen 127.0.0.1:{front.port}
User nobody
Group nogroup
AllowEncodedSlashes NoDecode
SSLEngine on
SSLCertificateFile {front.certificate}
SSLCertificateKeyFile {front.certificate}
{rules}
ProxyPass / http://{front.behind}/ nocanon
"""
        return self._start("apache2", config, "-X", "-f")

    def _start(self, program: str, config: str, *arguments: str) -> Front:
        path = shutil.which(program, path="/usr/sbin:/usr/bin")
        if path is None:
            pytest.skip(f"{program} is not installed")
        file = self.front.folder / f"{program}.conf"
        file.write_text(config, encoding="utf-8")
        process = subprocess.Popen(
            [path, *arguments, str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self._running.append(process)
        self._wait(process)
        return self.front

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if process.poll() is not None:
                said = process.stdout.read().decode() if process.stdout else ""
                pytest.fail(f"it ended at once: {said}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.front.port)) == 0:
                    return
            time.sleep(0.02)
        pytest.fail("it does not listen")


@pytest.fixture
def servers(front: Front, running: list[subprocess.Popen[bytes]]) -> Servers:
    return Servers(front, running)


def words_of(outcome: Outcome, check: str) -> str:
    row = outcome.row(check)
    return f"{row['message']} {row['fix']}"


class TestNginx:
    def test_a_link_works_through_a_plain_reverse_proxy(self, servers: Servers) -> None:
        assert servers.nginx("").test().document["verdict"] == "ready"

    @pytest.mark.parametrize(("guarded", "check"), [("/login", "site"), ("/(?!login)", "sign_in")])
    def test_a_sign_in_of_the_web_server_is_reported_as_a_gateway(
        self, servers: Servers, guarded: str, check: str
    ) -> None:
        behind = f"proxy_pass http://{servers.front.behind};"
        rules = f"""location ~ ^{guarded} {{
            auth_basic x; auth_basic_user_file {NOBODY}; {behind} }}"""
        outcome = servers.nginx(rules).test()
        assert outcome.failed == (check, "site.gateway")
        assert "Basic" in words_of(outcome, check)

    def test_a_required_client_certificate_is_reported(self, servers: Servers) -> None:
        wants = f"ssl_client_certificate {servers.front.foreign_authority}; ssl_verify_client on;"
        outcome = servers.nginx(wants).test()
        assert outcome.failed == ("site", "tls.client_certificate")

    def test_a_stripped_authorization_header_is_reported(self, servers: Servers) -> None:
        behind = servers.front.behind
        strips = f"""location ~ ^/(?!login) {{
            proxy_set_header Authorization ""; proxy_pass http://{behind}; }}"""
        outcome = servers.nginx(strips).test()
        assert outcome.failed == ("sign_in", "keys.refused")
        assert "a reverse proxy in front of ConnectWise" in words_of(outcome, "sign_in")

    @pytest.mark.parametrize(
        ("status", "fault"),
        [
            (403, "site.blocked"),
            (404, "site.not_connectwise"),
            (405, "site.blocked"),
            (500, "service.error"),
            (503, "site.unavailable"),
        ],
    )
    def test_the_error_pages_of_nginx_are_recognized(
        self, servers: Servers, status: int, fault: str
    ) -> None:
        outcome = servers.nginx(f"location /login {{ return {status}; }}").test()
        assert outcome.failed == ("site", fault)

    def test_a_missing_upstream_server_is_reported(self, servers: Servers) -> None:
        gone = f"location /login {{ proxy_pass http://127.0.0.1:{free_port()}; }}"
        assert servers.nginx(gone).test().failed == ("site", "site.unavailable")


class TestHaproxy:
    def test_a_link_works_through_a_plain_reverse_proxy(self, servers: Servers) -> None:
        assert servers.haproxy("").test().document["verdict"] == "ready"

    def test_a_sign_in_of_the_web_server_is_reported_as_a_gateway(self, servers: Servers) -> None:
        users = "userlist nobody\n  user nobody insecure-password x\n"
        outcome = servers.haproxy(
            "http-request auth realm x if !{ http_auth(nobody) } !{ path_beg /login }", users
        ).test()
        assert outcome.failed == ("sign_in", "site.gateway")

    @pytest.mark.parametrize(
        ("status", "fault"), [(403, "site.blocked"), (503, "site.unavailable")]
    )
    def test_a_deny_rule_of_haproxy_is_reported(
        self, servers: Servers, status: int, fault: str
    ) -> None:
        outcome = servers.haproxy(f"http-request deny deny_status {status}").test()
        assert outcome.failed == ("site", fault)

    def test_a_redirect_to_a_sign_in_page_is_reported(self, servers: Servers) -> None:
        to = "https://sso.example.test/start?back=%[path]"
        outcome = servers.haproxy(f"http-request redirect location {to}").test()
        assert outcome.failed == ("site", "site.gateway")


class TestApache:
    def test_a_link_works_through_a_plain_reverse_proxy(self, servers: Servers) -> None:
        assert servers.apache("").test().document["verdict"] == "ready"

    @pytest.mark.parametrize("kind", ["Basic", "Digest"])
    def test_a_sign_in_of_the_web_server_is_reported_as_a_gateway(
        self, servers: Servers, kind: str
    ) -> None:
        outcome = servers.apache(f"""
<LocationMatch "^/(?!login)">
  AuthType {kind}
  AuthName x
  Auth{kind}Provider file
  AuthUserFile {NOBODY}
  Require valid-user
</LocationMatch>""").test()
        assert outcome.failed == ("sign_in", "site.gateway")
        assert kind in words_of(outcome, "sign_in")


@pytest.mark.skipif(not RULES.exists(), reason="modsecurity-crs is not installed")
class TestModSecurity:
    def rules(self, extra: str = "") -> str:
        return f"""
SecRuleEngine On
{extra}
Include {RULES}
"""

    def test_an_ordinary_test_passes_the_core_rules(self, servers: Servers) -> None:
        outcome = servers.apache(self.rules(), "security2").test()
        assert outcome.document["verdict"] == "ready"

    def test_a_company_id_blocked_by_the_core_rules_is_reported(self, servers: Servers) -> None:
        outcome = servers.apache(self.rules(), "security2").test("<script>alert")
        assert outcome.failed == ("site", "site.blocked")
        assert "unusual characters in the Company ID" in words_of(outcome, "site")
        assert "company_id" in outcome.row("site")["blames"]

    def test_a_block_with_status_406_is_reported(self, servers: Servers) -> None:
        rule = 'SecRule REQUEST_URI "@beginsWith /login" "id:1,phase:1,deny,status:406"'
        outcome = servers.apache(self.rules(rule), "security2").test()
        assert outcome.failed == ("site", "site.blocked")
