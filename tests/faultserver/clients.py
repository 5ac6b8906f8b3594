"""Plain clients that see what a fault server really does."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.faultserver.certificates import Authority
from tests.faultserver.healthy import Tenant
from tests.faultserver.listener import Listener
from tests.faultserver.reply import json_reply
from tests.faultserver.script import Script

NAME = "cw.example.test"
SHORT_S = 0.05
GET = b"GET / HTTP/1.1\r\n\r\n"
CONTENT = {"CompanyName": "Acme Test Company"}
SOUND = Script().everywhere(json_reply(CONTENT))
TENANT = Tenant()
API = "/v2025_1/apis/3.0"


def connect(server: Listener, timeout: float = 5) -> socket.socket:
    """Connect to a server."""
    return socket.create_connection(server.address, timeout)


def client_context(authority: Authority) -> ssl.SSLContext:
    """Return a context that trusts one authority."""
    return ssl.create_default_context(cadata=authority.pem.decode())


@contextmanager
def secure(server: Listener, authority: Authority) -> Iterator[ssl.SSLSocket]:
    """Connect in TLS, as to the server called ``NAME``."""
    with (
        connect(server) as plain,
        client_context(authority).wrap_socket(plain, server_hostname=NAME) as sock,
    ):
        yield sock


def ask(
    server: Listener,
    target: str = "/",
    headers: dict[str, str] | None = None,
    method: str = "GET",
    timeout: float = 5,
) -> tuple[http.client.HTTPResponse, bytes]:
    """Send one request; return the reply and its body."""
    with closing(http.client.HTTPConnection(*server.address, timeout=timeout)) as connection:
        connection.request(method, target, headers=headers or {})
        with connection.getresponse() as response:
            return response, response.read()


def signed(tenant: Tenant = TENANT) -> dict[str, str]:
    """Return the headers with a tenant's keys and Client ID."""
    triple = f"{tenant.company_id}+{tenant.public_key}:{tenant.private_key}"
    token = base64.b64encode(triple.encode()).decode()
    return {"Authorization": f"Basic {token}", "clientId": tenant.client_id}


def everything(sock: socket.socket) -> bytes:
    """Receive until the server ends the connection."""
    return b"".join(iter(lambda: sock.recv(65536), b""))
