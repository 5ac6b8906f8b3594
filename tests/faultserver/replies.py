"""Broken and unexpected responses for any path of a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum

from tests.faultserver.reply import Ending, Framing, Reply, html_reply, json_reply, text_reply
from tests.faultserver.request import Request
from tests.faultserver.script import Bend

OVERSIZE_MIB = 32
IIS_PAGE_LENGTH = 1245

SIGN_IN_PAGE = (
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1>"
    '<form method="post" action="/login"><input name="user"><input name="password" type="password">'
    "</form></body></html>"
)
FIREWALL_PAGE = (
    "<html><head><title>Access denied</title></head><body><h1>Web page blocked</h1>"
    "<p>Category: Business. Your address is not on the allow list.</p></body></html>"
)
MAINTENANCE_PAGE = (
    "<html><head><title>Scheduled maintenance</title></head><body>"
    "<p>The system is being updated and will be back soon.</p></body></html>"
)
BUSY = {
    "error": "ConnectWiseAPI",
    "message": "Too many requests. Please try again in 30 seconds.",
}
"""Source: ConnectWise developer guide. Mind ``error`` where other replies say ``code``."""


def sign_in_page(status: int = 200) -> Reply:
    """Return a web page that requires a sign-in."""
    return html_reply(SIGN_IN_PAGE, status)


def iis_page() -> Reply:
    """Return the not-found page of a Windows web server, as long as the real one."""
    start = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html><head>'
        "<title>404 - File or directory not found.</title><style>body{color:#000}"
    )
    end = (
        "</style></head><body><h1>Server Error</h1>"
        "<h2>404 - File or directory not found.</h2></body></html>"
    )
    page = start + " " * (IIS_PAGE_LENGTH - len(start) - len(end)) + end
    return Reply(404, page.encode(), "text/html", (("Server", "Microsoft-IIS/10.0"),))


def rate_limited(retry_after: str | None = None) -> Reply:
    """Return 429; ``retry_after`` is the header's text, seconds or a date."""
    busy = json_reply(BUSY, 429)
    return busy if retry_after is None else busy.with_headers(("Retry-After", retry_after))


def rate_limited_until(seconds: float) -> Bend:
    """Return 429 with the date that lies ``seconds`` ahead when it is sent."""

    def busy(_: Request, __: Reply) -> Reply:
        return rate_limited(format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), True))

    return Bend(busy)


def redirect(location: str | None, status: int = 302) -> Reply:
    """Return a redirect to ``location``."""
    headers = () if location is None else (("Location", location),)
    return Reply(status, b"", "text/html", headers)


def server_error(status: int = 500) -> Reply:
    """Return a JSON error of the server's own."""
    return json_reply({"code": "ConnectWiseApi", "message": "Something went wrong."}, status)


def _to_http(request: Request, _: Reply) -> Reply:
    return redirect(f"http://{request.host}{request.target}")


def _with(**changes: object) -> Bend:
    def change(_: Request, sound: Reply) -> Reply:
        return replace(sound, **changes)  # type: ignore[arg-type]

    return Bend(change)


def _with_body(change: Callable[[bytes], bytes]) -> Bend:
    return Bend(lambda _, sound: replace(sound, body=change(sound.body)))


def _with_headers(*headers: tuple[str, str]) -> Bend:
    return Bend(lambda _, sound: sound.with_headers(*headers))


class HttpFault(Enum):
    """Every fault of a reply.

    The value is a whole `Reply` or a `Bend` of the sound one: what is bent would pass if the client
    did not notice.
    """

    SIGN_IN_PAGE_200 = sign_in_page(200)
    SIGN_IN_PAGE_401 = sign_in_page(401)
    SIGN_IN_PAGE_403 = sign_in_page(403)
    SIGN_IN_PAGE_404 = sign_in_page(404)
    SIGN_IN_PAGE_503 = sign_in_page(503)
    SIGN_IN_PAGE_AS_JSON = replace(sign_in_page(), content_type="application/json")
    IIS_404 = iis_page()
    FIREWALL_403 = html_reply(FIREWALL_PAGE, 403)
    MAINTENANCE_200 = html_reply(MAINTENANCE_PAGE, 200)
    MAINTENANCE_503 = html_reply(MAINTENANCE_PAGE, 503)

    PORTAL_511 = sign_in_page(511)
    CHALLENGE_503 = html_reply("<title>Just a moment...</title><p>Checking your browser", 503)
    NO_ORIGIN_522 = html_reply("<title>522: Connection timed out</title>", 522)
    NOT_MODIFIED_304 = Reply(304, content_type=None)

    XML = Reply(
        body=b"<?xml version='1.0'?><R><Message>nothing</Message></R>",
        content_type="application/xml",
    )
    OTHER_JSON = json_reply({"status": "ok", "service": "something else"})
    JSON_NULL = json_reply(None)
    JSON_LIST = json_reply([1, "two", None])
    JSON_TEXT = json_reply("hello")
    JSON_EMPTY_OBJECT = json_reply({})
    EMPTY = Reply()
    NO_CONTENT = Reply(204, content_type=None)
    PLAIN_TEXT = text_reply("It works!")
    DEEP_JSON = Reply(body=b"[" * 200_000)
    HUGE_NUMBER = Reply(body=b'{"version": ' + b"9" * 6_000 + b"}")

    TRUNCATED = _with(sent=-5, ending=Ending.CLOSE)
    TRUNCATED_CHUNKS = _with(framing=Framing.CHUNKED, sent=-5, ending=Ending.CLOSE)
    OVERSIZED = _with(padding_mib=OVERSIZE_MIB)
    OVERSIZED_CHUNKS = _with(padding_mib=OVERSIZE_MIB, framing=Framing.CHUNKED)
    OVERSIZED_UNTIL_CLOSE = _with(padding_mib=OVERSIZE_MIB, framing=Framing.UNTIL_CLOSE)
    GZIP_BOMB = _with(padding_mib=OVERSIZE_MIB, compressed=True)
    BAD_GZIP = _with_headers(("Content-Encoding", "gzip"))
    UNKNOWN_ENCODING = _with_headers(("Content-Encoding", "x-unheard-of"))
    WRONG_CHARSET = _with(content_type="application/json; charset=utf-16")
    UNKNOWN_CHARSET = _with(content_type="application/json; charset=x-unheard-of")
    NOT_UTF8 = Reply(body='{"CompanyName": "Müller"}'.encode("latin-1"))
    BYTE_ORDER_MARK = _with_body(lambda body: b"\xef\xbb\xbf" + body)
    UTF_16 = _with_body(lambda body: body.decode().encode("utf-16"))
    BAD_LENGTH = _with_headers(("Content-Length", "many"))
    BAD_CHUNK = Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")
    TOO_MANY_HEADERS = _with_headers(*((f"X-Filler-{n}", "x") for n in range(250)))
    LONG_HEADER = _with_headers(("X-Filler", "x" * 100_000))
    BAD_STATUS_LINE = Reply(raw=b"HTTP/1.1 abc Nonsense\r\n\r\n", ending=Ending.CLOSE)
    NOT_HTTP = Reply(raw=b"\x00\x01\x02 what is this?\r\n\r\n", ending=Ending.CLOSE)
    ENDLESS_CONTINUE = Reply(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 40, byte_interval_s=0.3)

    RATE_LIMITED = rate_limited()
    RATE_LIMITED_SECONDS = rate_limited("1")
    RATE_LIMITED_LONG = rate_limited("86400")
    RATE_LIMITED_DATE = rate_limited_until(2)
    RATE_LIMITED_NONSENSE = rate_limited("soon")
    RATE_LIMITED_OTHER_SHAPE = json_reply(
        {"code": "RateLimitExceeded", "message": "Rate limit exceeded. Try again in 30 seconds."},
        429,
    )
    ERROR_500 = server_error(500)
    ERROR_500_PAGE = html_reply("<h1>Server Error in '/' Application.</h1>", 500)
    BAD_GATEWAY_502 = json_reply({"message": "Unavailable"}, 502)
    UNAVAILABLE_503 = text_reply("Service Unavailable", 503)
    GATEWAY_TIMEOUT_504 = html_reply("<h1>504 Gateway Time-out</h1>", 504)

    REDIRECT_TO_HTTP = Bend(_to_http)
    REDIRECT_TO_HOST = redirect("https://elsewhere.example.test/login")
    REDIRECT_TO_PATH = redirect("/login/")
    REDIRECT_FOR_EVER = Bend(lambda request, _: redirect(request.target, 307))
    REDIRECT_TO_NOWHERE = redirect(None)

    RESET = _with(sent=0, ending=Ending.RESET)
    RESET_IN_REPLY = _with(sent=-5, ending=Ending.RESET)
    CLOSED = _with(sent=0, ending=Ending.CLOSE)
    SILENT = _with(sent=0, ending=Ending.HANG)
    SILENT_IN_REPLY = _with(sent=-5, ending=Ending.HANG)
    DRIP = _with(byte_interval_s=0.3)
