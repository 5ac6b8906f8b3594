"""Every faulty response is the one that its name says."""

from __future__ import annotations

import gzip
import http.client
import json
import time

import pytest

from tests.faultserver import FaultServer, HttpFault, Reply, Script, SignIn, healthy
from tests.faultserver.clients import API, CONTENT, GET, SHORT_S, SOUND, ask, connect, signed
from tests.faultserver.listener import Listener
from tests.faultserver.replies import IIS_PAGE_LENGTH, OVERSIZE_MIB

MIB = 1_048_576


WHOLE = {
    fault: fault.value
    for fault in HttpFault
    if isinstance(fault.value, Reply) and fault.value.raw is None
}
UNREADABLE: dict[HttpFault, type[Exception]] = {
    HttpFault.TRUNCATED: http.client.IncompleteRead,
    HttpFault.TRUNCATED_CHUNKS: http.client.IncompleteRead,
    HttpFault.BAD_CHUNK: http.client.IncompleteRead,
    HttpFault.TOO_MANY_HEADERS: http.client.HTTPException,
    HttpFault.LONG_HEADER: http.client.LineTooLong,
    HttpFault.BAD_STATUS_LINE: http.client.BadStatusLine,
    HttpFault.NOT_HTTP: http.client.BadStatusLine,
    HttpFault.ENDLESS_CONTINUE: TimeoutError,
    HttpFault.RESET: ConnectionResetError,
    HttpFault.RESET_IN_REPLY: ConnectionResetError,
    HttpFault.CLOSED: http.client.RemoteDisconnected,
    HttpFault.SILENT: TimeoutError,
    HttpFault.SILENT_IN_REPLY: TimeoutError,
    HttpFault.DRIP: TimeoutError,
    HttpFault.BAD_GZIP: gzip.BadGzipFile,
    HttpFault.WRONG_CHARSET: ValueError,
    HttpFault.UNKNOWN_CHARSET: LookupError,
    HttpFault.NOT_UTF8: UnicodeDecodeError,
    HttpFault.UTF_16: UnicodeDecodeError,
    HttpFault.BYTE_ORDER_MARK: json.JSONDecodeError,
    HttpFault.DEEP_JSON: RecursionError,
    HttpFault.HUGE_NUMBER: ValueError,
    HttpFault.EMPTY: json.JSONDecodeError,
    HttpFault.NO_CONTENT: json.JSONDecodeError,
    HttpFault.PLAIN_TEXT: json.JSONDecodeError,
    HttpFault.SIGN_IN_PAGE_200: json.JSONDecodeError,
    HttpFault.SIGN_IN_PAGE_AS_JSON: json.JSONDecodeError,
    HttpFault.MAINTENANCE_200: json.JSONDecodeError,
}
STATUS = {
    HttpFault.REDIRECT_TO_HTTP: 302,
    HttpFault.REDIRECT_FOR_EVER: 307,
    HttpFault.RATE_LIMITED_DATE: 429,
}


def naive(server: Listener, timeout: float = 5) -> object:
    """Read a response as a naive client does: completely, decompressed, decoded, parsed."""
    response, body = ask(server, "/path", timeout=timeout)
    if response.getheader("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    charset = response.headers.get_content_charset() or "utf-8"
    return json.loads(body.decode(charset))


class TestReplies:
    @pytest.mark.parametrize("fault", UNREADABLE, ids=lambda fault: fault.name)
    def test_each_unreadable_response_fails_in_the_client(self, fault: HttpFault) -> None:
        kind = UNREADABLE[fault]
        with FaultServer(SOUND.everywhere(fault)) as server, pytest.raises(kind):
            naive(server, SHORT_S if kind is TimeoutError else 5)

    @pytest.mark.parametrize("fault", WHOLE, ids=lambda fault: fault.name)
    def test_a_complete_response_arrives_unchanged(self, fault: HttpFault) -> None:
        reply = WHOLE[fault]
        with FaultServer(SOUND.everywhere(fault)) as server:
            response, body = ask(server)
        assert (response.status, body) == (reply.status, reply.body)
        assert response.getheader("Content-Type") == reply.content_type
        for name, value in reply.headers:
            assert response.getheader(name) == value

    @pytest.mark.parametrize(
        "fault",
        [HttpFault.OVERSIZED, HttpFault.OVERSIZED_CHUNKS, HttpFault.OVERSIZED_UNTIL_CLOSE],
        ids=lambda fault: fault.name,
    )
    def test_an_oversized_response_is_valid_except_for_its_size(self, fault: HttpFault) -> None:
        with FaultServer(SOUND.everywhere(fault)) as server:
            _, body = ask(server)
            assert len(body) > OVERSIZE_MIB * MIB
            assert json.loads(body) == CONTENT

    def test_the_server_counts_the_bytes_that_were_read(self) -> None:
        with FaultServer(SOUND.everywhere(HttpFault.OVERSIZED)) as server:
            with connect(server) as sock:
                sock.sendall(GET)
                sock.recv(1000)
            server.wait_until_left()
            assert server.bytes_sent < OVERSIZE_MIB * MIB / 2

    def test_a_compression_bomb_is_small_on_the_wire_and_valid_inside(self) -> None:
        with FaultServer(SOUND.everywhere(HttpFault.GZIP_BOMB)) as server:
            response, body = ask(server)
        assert response.getheader("Content-Encoding") == "gzip"
        assert len(body) < MIB
        inside = gzip.decompress(body)
        assert len(inside) > OVERSIZE_MIB * MIB
        assert json.loads(inside) == CONTENT

    @pytest.mark.parametrize("fault", STATUS, ids=lambda fault: fault.name)
    def test_a_response_can_depend_on_the_request(self, fault: HttpFault) -> None:
        with FaultServer(SOUND.everywhere(fault)) as server:
            response, _ = ask(server, "/path?a=b")
            places = (f"http://127.0.0.1:{server.port}/path?a=b", "/path?a=b", None)
        assert response.status == STATUS[fault]
        assert response.getheader("Location") in places
        assert response.getheader("Retry-After", "GMT").endswith("GMT")

    def test_a_wrong_length_and_an_unknown_encoding_are_sent_in_headers(self) -> None:
        with FaultServer(SOUND.everywhere(HttpFault.BAD_LENGTH, HttpFault.UNKNOWN_ENCODING)) as s:
            with connect(s, SHORT_S) as sock:
                sock.sendall(GET)
                assert b"Content-Length: many\r\n" in sock.recv(1000)
            assert ask(s)[0].getheader("Content-Encoding") == "x-unheard-of"

    def test_every_response_fault_is_tested(self) -> None:
        elsewhere = {
            HttpFault.OVERSIZED,
            HttpFault.OVERSIZED_CHUNKS,
            HttpFault.OVERSIZED_UNTIL_CLOSE,
            HttpFault.GZIP_BOMB,
            HttpFault.BAD_LENGTH,
            HttpFault.UNKNOWN_ENCODING,
        }
        assert set(HttpFault) == elsewhere | WHOLE.keys() | UNREADABLE.keys() | STATUS.keys()

    def test_the_iis_page_is_as_long_as_the_real_one(self) -> None:
        assert len(HttpFault.IIS_404.value.body) == IIS_PAGE_LENGTH == 1245

    @pytest.mark.parametrize("case", SignIn, ids=lambda case: case.name)
    def test_every_sign_in_response_is_a_refusal(self, case: SignIn) -> None:
        with FaultServer(healthy().api("/*", case)) as server:
            response, body = ask(server, API + "/system/info", signed())
        assert response.status >= 400
        assert body == case.value.body

    def test_a_response_can_be_delayed(self) -> None:
        late = Reply(body=b"{}", delay_s=0.05)
        with FaultServer(Script().everywhere(late), think_s=0.03) as server:
            start = time.monotonic()
            ask(server)
        assert time.monotonic() - start > 0.07
