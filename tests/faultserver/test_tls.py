"""Every TLS fault is the one that its name says."""

from __future__ import annotations

import errno
import select
import socket
import ssl
import warnings

import pytest

from tests.faultserver import Authority, Chain, FaultServer, Tls, TlsFault, TransportFault, tls
from tests.faultserver.clients import GET, NAME, SHORT_S, SOUND, client_context, connect, secure

VERIFY_CODES = {
    TlsFault.SELF_SIGNED: 18,
    TlsFault.UNKNOWN_AUTHORITY: 20,
    TlsFault.UNKNOWN_AUTHORITY_ROOT_SENT: 19,
    TlsFault.MISSING_INTERMEDIATE: 20,
    TlsFault.MISSING_INTERMEDIATE_WITHOUT_URL: 20,
    TlsFault.EXPIRED: 10,
    TlsFault.NOT_YET_VALID: 9,
    TlsFault.WRONG_NAME: 62,
    TlsFault.NO_NAME: 62,
    TlsFault.WEAK_KEY: 66,
}
HANDSHAKE_ERRORS: dict[TlsFault, tuple[type[OSError], str | None]] = {
    TlsFault.OLD_VERSIONS: (ssl.SSLError, "PROTOCOL_VERSION"),
    TlsFault.OLD_SERVER_HELLO: (ssl.SSLError, "UNSUPPORTED_PROTOCOL"),
    TlsFault.HANDSHAKE_FAILURE: (ssl.SSLError, "HANDSHAKE_FAILURE"),
    TlsFault.GARBAGE: (ssl.SSLError, "WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE"),
    TlsFault.HANDSHAKE_CLOSED: (ssl.SSLError, "EOF"),
    TlsFault.HANDSHAKE_RESET: (ConnectionResetError, None),
    TlsFault.HANDSHAKE_HANGS: (TimeoutError, None),
    TlsFault.HANDSHAKE_DRIPS: (TimeoutError, None),
    TlsFault.WANTS_CLIENT_CERTIFICATE: (ssl.SSLError, "CERTIFICATE_REQUIRED"),
}


def first_byte(plain: socket.socket, authority: Authority) -> bytes:
    # In TLS 1.3 a server refuses the client after the client's handshake is over.
    with client_context(authority).wrap_socket(plain, server_hostname=NAME) as sock:
        return sock.recv(1)


class TestTls:
    def test_a_valid_server_is_trusted(self, authority: Authority) -> None:
        with (
            FaultServer(SOUND, tls=tls(authority, NAME)) as server,
            secure(server, authority) as sock,
        ):
            sock.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            assert sock.recv(1000).startswith(b"HTTP/1.1 200")

    def test_a_complete_chain_is_trusted(self, authority: Authority) -> None:
        certificate = authority.intermediate().issue(NAME)
        with FaultServer(tls=Tls(certificate)) as server, secure(server, authority) as sock:
            assert sock.version() == "TLSv1.3"

    @pytest.mark.parametrize("fault", VERIFY_CODES, ids=lambda fault: fault.name)
    def test_a_bad_certificate_is_refused_for_the_intended_reason(
        self, fault: TlsFault, authority: Authority
    ) -> None:
        with (
            FaultServer(tls=tls(authority, NAME, fault=fault)) as server,
            pytest.raises(ssl.SSLCertVerificationError) as refused,
            secure(server, authority),
        ):
            pass
        assert refused.value.verify_code == VERIFY_CODES[fault]

    @pytest.mark.parametrize("fault", HANDSHAKE_ERRORS, ids=lambda fault: fault.name)
    def test_a_handshake_fails_with_the_intended_error(
        self, fault: TlsFault, authority: Authority
    ) -> None:
        kind, words = HANDSHAKE_ERRORS[fault]
        timeout = SHORT_S if kind is TimeoutError else 5
        with (
            FaultServer(SOUND, tls=tls(authority, NAME, fault=fault)) as server,
            connect(server, timeout) as plain,
            pytest.raises(kind, match=words),
        ):
            first_byte(plain, authority)

    def test_every_tls_fault_is_tested(self) -> None:
        assert set(TlsFault) == VERIFY_CODES.keys() | HANDSHAKE_ERRORS.keys()

    def test_the_old_server_speaks_old_tls(self, authority: Authority) -> None:
        context = client_context(authority)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        old = tls(authority, NAME, fault=TlsFault.OLD_VERSIONS)
        with (
            FaultServer(tls=old) as server,
            connect(server) as plain,
            context.wrap_socket(plain, server_hostname=NAME) as sock,
        ):
            assert sock.version() == "TLSv1.1"

    def test_a_slow_handshake_sends_byte_by_byte(self, authority: Authority) -> None:
        with (
            FaultServer(tls=tls(authority, NAME, fault=TlsFault.HANDSHAKE_DRIPS)) as server,
            connect(server) as sock,
        ):
            hello, received = ssl.MemoryBIO(), ssl.MemoryBIO()
            with pytest.raises(ssl.SSLWantReadError):
                client_context(authority).wrap_bio(received, hello).do_handshake()
            sock.sendall(hello.read())
            assert sock.recv(100) == b"\x16"

    def test_a_certificate_authority_has_the_given_name(self) -> None:
        inspection = Authority("Example Root CA", "Example Inspection Inc.")
        certificate = inspection.issue(NAME, chain=Chain.WITH_ROOT)
        with FaultServer(tls=Tls(certificate)) as server, secure(server, inspection) as sock:
            shown = sock.getpeercert()
            assert shown is not None
            assert shown["issuer"] == (
                (("organizationName", "Example Inspection Inc."),),
                (("commonName", "Example Root CA"),),
            )

    def test_plain_http_is_spoken_on_the_tls_port(self, authority: Authority) -> None:
        with (
            FaultServer() as server,
            pytest.raises(ssl.SSLError, match=r"WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE"),
            secure(server, authority),
        ):
            pass
        assert len(server.unreadable) == 1

    def test_a_connection_is_reset_in_the_middle_of_a_tls_response(
        self, authority: Authority
    ) -> None:
        cut = TransportFault.RESET_IN_REPLY.value
        with (
            FaultServer(SOUND, tls=tls(authority, NAME), transport=cut) as server,
            secure(server, authority) as sock,
        ):
            sock.sendall(GET)
            assert len(sock.recv(1000)) == 40
            select.select([sock], [], [], 5)
            # Asked of the socket: the ssl module of CPython 3.11 reports a reset as a plain end.
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET

    def test_the_written_ca_file_is_readable_as_a_system_store(self, trusted: Authority) -> None:
        certificate = trusted.issue(NAME)
        with (
            FaultServer(tls=Tls(certificate)) as server,
            connect(server) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=NAME) as sock,
        ):
            assert sock.version() == "TLSv1.3"
