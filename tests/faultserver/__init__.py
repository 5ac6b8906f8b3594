"""A server for tests that can fail in every way a network, a certificate or a response can.

Transport, TLS and HTTP script are layers that combine freely; all of it stays on this computer.
"""

from __future__ import annotations

from tests.faultserver.certificates import Authority, Certificate, Chain, Validity, self_signed
from tests.faultserver.healthy import Board, Tenant, healthy
from tests.faultserver.proxy import FaultProxy, ProxyFault, ProxyRules, proxy_sign_in
from tests.faultserver.replies import (
    HttpFault,
    rate_limited,
    rate_limited_until,
    redirect,
    sign_in_page,
)
from tests.faultserver.reply import (
    Ending,
    Framing,
    Reply,
    html_reply,
    json_reply,
    text_reply,
)
from tests.faultserver.request import Request
from tests.faultserver.resolver import NameFault, Resolver
from tests.faultserver.rights import (
    ADMIN_ROLE,
    MINIMUM_ROLE,
    RightRow,
    loosely_spelled,
    with_levels,
    without,
)
from tests.faultserver.script import Bend, Script
from tests.faultserver.server import FaultServer, TrapServer
from tests.faultserver.sign_in import SignIn
from tests.faultserver.tls import Handshake, Tls, TlsFault, Versions, tls
from tests.faultserver.transport import (
    SERVING,
    Act,
    Transport,
    TransportFault,
    closed_port,
    dripping,
    saying,
)

__all__ = [
    "ADMIN_ROLE",
    "MINIMUM_ROLE",
    "SERVING",
    "Act",
    "Authority",
    "Bend",
    "Board",
    "Certificate",
    "Chain",
    "Ending",
    "FaultProxy",
    "FaultServer",
    "Framing",
    "Handshake",
    "HttpFault",
    "NameFault",
    "ProxyFault",
    "ProxyRules",
    "Reply",
    "Request",
    "Resolver",
    "RightRow",
    "Script",
    "SignIn",
    "Tenant",
    "Tls",
    "TlsFault",
    "Transport",
    "TransportFault",
    "TrapServer",
    "Validity",
    "Versions",
    "closed_port",
    "dripping",
    "healthy",
    "html_reply",
    "json_reply",
    "loosely_spelled",
    "proxy_sign_in",
    "rate_limited",
    "rate_limited_until",
    "redirect",
    "saying",
    "self_signed",
    "sign_in_page",
    "text_reply",
    "tls",
    "with_levels",
    "without",
]
