"""Errors that no server of these tests can cause."""

from __future__ import annotations

import errno
import socket
import ssl
from dataclasses import replace

import pytest

from tests.faultserver import Authority, FaultServer, Resolver, Tls, Versions
from tests.faultserver.fixtures import HOST, Sites
from tests.faultserver.tls import Handshake
from tests.unit.connectwise.link import link
from wizard.connectwise.client import Client
from wizard.connectwise.network_errors import RequestTarget, problem_from_error
from wizard.connectwise.transport.errors import ConnectFailedError, NoResponseError
from wizard.connectwise.transport.name_service import (
    LookUpFailedError,
    LookUpUnfinishedError,
    NameLookupFailure,
)
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault

TARGET = RequestTarget(HOST, 443, None, 30.0)


def fault_of(cause: Exception, **more: bool) -> Fault:
    how = {"signed": False, "begun": False, "expired": False} | more
    return problem_from_error(NoResponseError(cause, waited_s=1.0, **how), TARGET).fault  # type: ignore[arg-type]


def unanswered(cause: Exception) -> NoResponseError:
    return NoResponseError(cause, signed=False, begun=False, expired=False, waited_s=1.0)


def unconnected(cause: Exception) -> ConnectFailedError:
    return ConnectFailedError(cause, by_proxy=False)


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


def alert(number: int) -> bytes:
    return bytes([0x15, 3, 3, 0, 2, 2, number])


class TestNames:
    @pytest.mark.parametrize(
        ("failure", "fault", "said"),
        [
            (NameLookupFailure.ABSENT, Fault.NAME_NOT_FOUND, "No server named"),
            (NameLookupFailure.OFFLINE, Fault.UNREACHABLE, "It's offline"),
            (NameLookupFailure.FAILED, Fault.DNS_FAILED, "reported an internal error"),
            (NameLookupFailure.REFUSED, Fault.DNS_FAILED, "refused to answer this computer"),
            (NameLookupFailure.SILENT, Fault.DNS_FAILED, "no DNS server responded"),
            (NameLookupFailure.UNKNOWN, Fault.DNS_FAILED, "a temporary problem"),
        ],
    )
    def test_each_failure_has_a_sentence(
        self, failure: NameLookupFailure, fault: Fault, said: str
    ) -> None:
        cause = LookUpFailedError(socket.gaierror(socket.EAI_AGAIN, "again"), failure)
        problem = problem_from_error(unanswered(unconnected(cause)), TARGET)
        assert problem.fault is fault
        assert said in problem.message

    @pytest.mark.parametrize("host", ["na.myconnectwise.net", "api-au.myconnectwise.net"])
    def test_an_existing_name_is_not_called_a_typo(self, host: str) -> None:
        cause = LookUpFailedError(
            socket.gaierror(socket.EAI_NONAME, "none"), NameLookupFailure.ABSENT
        )
        problem = problem_from_error(unanswered(unconnected(cause)), replace(TARGET, host=host))
        assert problem.fault is Fault.DNS_FAILED
        assert "typo" not in problem.message
        assert "DNS says that this name doesn't exist" in problem.message

    def test_a_dns_lookup_ended_by_the_deadline_is_not_blamed_on_the_host(self) -> None:
        cause = unconnected(LookUpUnfinishedError())
        assert fault_of(cause, expired=True) is Fault.DNS_FAILED

    def test_a_filtered_name_is_reported_with_its_address(self) -> None:
        target = replace(TARGET, sinkhole="0.0.0.0")  # never bound
        cause = unconnected(ConnectionRefusedError(errno.ECONNREFUSED, "refused"))
        problem = problem_from_error(unanswered(cause), target)
        assert problem.fault is Fault.DNS_FAILED
        assert "DNS returned 0.0.0.0, which filters use" in problem.message


class TestConnections:
    @pytest.mark.parametrize(
        ("cause", "fault"),
        [
            (OSError(errno.EHOSTUNREACH, "No route to host"), Fault.UNREACHABLE),
            (OSError(errno.ENETDOWN, "Network is down"), Fault.UNREACHABLE),
            (OSError(10051, "WSAENETUNREACH"), Fault.UNREACHABLE),
            (OSError(10065, "WSAEHOSTUNREACH"), Fault.UNREACHABLE),
            (OSError(errno.ECONNREFUSED, "refused"), Fault.REFUSED),
            (OSError(10061, "WSAECONNREFUSED"), Fault.REFUSED),
            (OSError(errno.EMFILE, "Too many open files"), Fault.REFUSED),
            (TimeoutError(), Fault.TIMEOUT),
            (socket.gaierror(11001, "WSAHOST_NOT_FOUND"), Fault.NAME_NOT_FOUND),
            (socket.gaierror(socket.EAI_AGAIN, "again"), Fault.DNS_FAILED),
            (ssl.SSLError("raised by truststore, without a reason"), Fault.REFUSED),
            (tls_error("INSUFFICIENT_SECURITY"), Fault.TLS_TOO_OLD),
        ],
    )
    def test_a_connection_without_a_response_is_reported(
        self, cause: OSError, fault: Fault
    ) -> None:
        assert fault_of(unconnected(cause)) is fault

    def test_an_operation_ended_by_the_deadline_is_reported_as_too_slow(self) -> None:
        cut = unconnected(ConnectionAbortedError("the link test was stopped"))
        assert fault_of(cut, expired=True) is Fault.TIMEOUT

    @pytest.mark.parametrize(
        ("number", "fault"),
        [
            (40, Fault.TLS_TOO_OLD),  # handshake failure
            (42, Fault.TLS_CLIENT_CERTIFICATE),  # bad certificate
            (70, Fault.TLS_TOO_OLD),  # protocol version
            (80, Fault.REFUSED),  # internal error
            (112, Fault.TLS_WRONG_NAME),  # unrecognised name
            (116, Fault.TLS_CLIENT_CERTIFICATE),  # certificate required
        ],
    )
    def test_a_tls_alert_in_the_handshake_is_reported(
        self, sites: Sites, number: int, fault: Fault
    ) -> None:
        with FaultServer(tls=Tls(handshake=Handshake.SAY, said=alert(number))) as server:
            sites._resolver.maps(HOST, server)
            assert link().failed == [(Check.CERTIFICATE, fault)]


class TestWhatIsTooOld:
    """Two causes share one id: no TLS version in common, or no cipher."""

    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            ("TLSV1_ALERT_PROTOCOL_VERSION", "neither TLS 1.2 nor TLS 1.3"),
            ("UNSUPPORTED_PROTOCOL", "neither TLS 1.2 nor TLS 1.3"),
            ("DH_KEY_TOO_SMALL", "supports TLS 1.2, but"),
            ("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "supports TLS 1.2, but"),
            ("SSLV3_ALERT_HANDSHAKE_FAILURE", "any current TLS version and cipher"),
        ],
    )
    def test_only_known_tls_versions_are_named(self, reason: str, said: str) -> None:
        cause = NoResponseError(
            unconnected(tls_error(reason)), signed=False, begun=False, expired=False, waited_s=1.0
        )
        problem = problem_from_error(cause, TARGET)
        assert problem.fault is Fault.TLS_TOO_OLD
        assert said in problem.message

    def test_no_common_cipher_is_reported(self, trusted: Authority, resolver: Resolver) -> None:
        layer = Tls(trusted.issue(HOST), versions=Versions.ONLY_1_2)
        with FaultServer(tls=layer) as server:
            assert server._context
            server._context.set_ciphers("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")
            resolver.maps(HOST, server)
            outcome = link()
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_TOO_OLD)]
        assert "neither" not in outcome.text


class TestClientCertificates:
    """nginx, IIS and others that require a client certificate, by their TLS alerts."""

    @pytest.mark.parametrize(
        ("versions", "check"),
        [(Versions.ONLY_1_2, Check.CERTIFICATE), (Versions.MODERN, Check.SITE)],
        ids=["TLS 1.2", "TLS 1.3"],
    )
    def test_a_server_that_requires_a_client_certificate_is_reported(
        self, trusted: Authority, resolver: Resolver, versions: Versions, check: Check
    ) -> None:
        stranger = Authority("Example Client Authority")
        layer = Tls(trusted.issue(HOST), versions=versions, client_authority=stranger)
        with FaultServer(tls=layer) as server:
            resolver.maps(HOST, server)
            outcome = link()
        assert outcome.failed == [(check, Fault.TLS_CLIENT_CERTIFICATE)]
        assert "client certificate" in outcome.text


class TestReplies:
    @pytest.mark.parametrize("signed", [True, False])
    def test_a_reset_before_any_response_is_reported(self, *, signed: bool) -> None:
        assert fault_of(ConnectionResetError(), signed=signed) is Fault.REFUSED

    def test_a_reset_within_a_signed_response_is_reported(self) -> None:
        assert fault_of(ConnectionResetError(), signed=True, begun=True) is Fault.BAD_REPLY

    def test_an_operation_ended_by_the_deadline_is_reported_as_too_slow(self) -> None:
        assert fault_of(ConnectionResetError(), expired=True) is Fault.TIMEOUT

    def test_circular_error_causes_end(self) -> None:
        one, other = ConnectionError(), ConnectionError()
        one.__cause__, other.__cause__ = other, one
        assert fault_of(one) is Fault.REFUSED


class TestOthers:
    def test_no_response_at_the_deadline_is_reported(self) -> None:
        problem = problem_from_error(TimeoutError(), TARGET)
        assert problem.fault is Fault.TIMEOUT
        assert "(30 s)" in problem.message

    def test_an_internal_error_is_named_by_its_type_only(self) -> None:
        problem = problem_from_error(KeyError("secret value"), TARGET)
        assert problem.fault is Fault.INTERNAL
        assert "KeyError" in problem.message
        assert "secret value" not in f"{problem.message} {problem.evidence}"

    def test_an_internal_error_in_a_request_is_not_a_network_failure(
        self, sites: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise LookupError("secret value")

        monkeypatch.setattr(Client, "_ask", fail)
        sites.start()
        outcome = link()
        assert [fault for _, fault in outcome.failed] == [Fault.INTERNAL]
        assert outcome.exit_code == 3
        assert "LookupError" in outcome.text
        assert "secret value" not in outcome.text
