"""Parsing of responses: text, JSON, page, message; and no body takes long to read."""

from __future__ import annotations

import json
import time

import pytest

from wizard.connectwise.response import WORDS_LIMIT, Response


def reply(body: bytes | str, status: int = 400, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body.encode() if isinstance(body, str) else body
    return Response("https://cw.example.test:8443/x/y?z", status, named, raw)


KEY, TOKEN = "TestPrivateKey16", "YWNtZXRlc3QrVGVzdA=="


@pytest.mark.parametrize(
    "response",
    [
        reply(f'{{"code": "Denied", "message": "Not {KEY}"}}'),
        reply(json.dumps({"message": f"Not {KEY}"}).replace("Key", "\\u004bey")),
        reply(f'[{{"name": "Board {KEY.upper()}", "list": ["{TOKEN}"]}}]'),
        reply(f"<html><title>{KEY}</title><body>{TOKEN}</body></html>"),
        reply(f"Basic {TOKEN} {KEY}".encode("utf-16"), content_type="text/plain; charset=utf-16"),
        reply(f"M\xfcller {KEY}".encode("latin-1"), content_type="text/plain; charset=latin-1"),
        reply(" " * 70_000 + json.dumps([{"name": KEY}])),
        reply("", 302, location=f"https://{KEY.lower()}.example.test/", x_cw_request_id=TOKEN),
    ],
)
def test_redacted_values_are_nowhere_in_the_response(response: Response) -> None:
    redacted = response.redacted([KEY, TOKEN, "ard"])
    texts = (redacted.text, redacted.body.decode("latin-1"), json.dumps(redacted.json, default=str))
    everywhere = " ".join([*texts, *redacted.headers.values(), redacted.error_message])
    assert not [value for value in (KEY, TOKEN) if value.lower() in everywhere.lower()]
    assert "\N{HORIZONTAL ELLIPSIS}" in redacted.text + redacted.location + str(redacted.json)
    assert redacted.is_json is response.is_json
    assert redacted.status == response.status


def test_a_response_without_the_values_keeps_its_text_and_json() -> None:
    response = reply(json.dumps([{"name": "Help Desk", "id": 1, "path": "a\\b"}]))
    redacted = response.redacted([KEY, "Help"])
    assert (redacted.text, redacted.headers) == (response.text, response.headers)
    assert redacted.json == [{"name": "Help Desk", "id": 1, "path": "a\\b"}]


class TestText:
    @pytest.mark.parametrize(
        ("body", "content_type", "text"),
        [
            ("Müller".encode(), "", "Müller"),
            ("Müller".encode("latin-1"), "", "Müller"),
            ("Müller".encode("utf-16"), "text/plain; charset=utf-16", "Müller"),
            ("Müller".encode("cp1252"), 'text/plain; charset="cp1252"', "Müller"),
            ("{Müller}".encode("utf-16"), "", "{Müller}"),
            ("{Müller}".encode("utf-16-be"), "text/plain; charset=utf-8", "{Müller}"),
            (b"\xef\xbb\xbfMax", "", "Max"),
            (b"M\xfcller", "text/plain; charset=x-unheard-of", "Müller"),
            (b"M\xfcller", "text/plain; charset=undefined", "Müller"),
            (b"M\xfcller", "text/plain; charset=idna", "Müller"),
            (b"M\xfcller", "text/plain; charset=hex", "Müller"),
            (b"M\xfcller", "text/plain; charset=ascii", "Müller"),
        ],
    )
    def test_text_in_any_encoding_is_decoded(
        self, body: bytes, content_type: str, text: str
    ) -> None:
        assert reply(body, content_type=content_type).text == text


class TestWords:
    @pytest.mark.parametrize(
        ("document", "words"),
        [
            ({"code": "Security", "message": "No."}, "Security: No."),
            ({"error": "ConnectWiseAPI", "message": "Wait."}, "ConnectWiseAPI: Wait."),
            ({"message": "Unavailable"}, "Unavailable"),
            ({"code": "X", "message": "Y", "errors": None}, "X: Y"),
            ({"code": "X", "errors": [{"field": "f", "message": "m"}, 7]}, "X: f: m"),
            ({"code": ["X"], "message": {"a": 1}}, '{"code": ["X"], "message": {"a": 1}}'),
            ({"code": 7, "message": "  "}, '{"code": 7, "message": " "}'),
            ([1, 2], "[1, 2]"),
            (None, "null"),
        ],
    )
    def test_the_error_message_of_json_is_read(self, document: object, words: str) -> None:
        assert reply(json.dumps(document)).error_message == words

    @pytest.mark.parametrize(
        ("page", "words"),
        [
            ("<html><title> Sign in </title><body>x", "Sign in"),
            ("<h1>401 - Unauthorized</h1><p>No.", "401 - Unauthorized No."),
            ("<title></title><p>Empty title</p>", "Empty title"),
            ("<?xml version='1.0'?><Error><Message>No.</Message></Error>", "No."),
            ("<p>&lt;b&gt;&#27;[31m&#x202e;</p>", "<b>[31m"),
            ("Plain words\x1b[2J\u202e", "Plain words"),
            ("", ""),
        ],
    )
    def test_the_visible_text_of_a_page_is_read(self, page: str, words: str) -> None:
        assert reply(page).error_message == words

    def test_more_text_is_kept_for_matching_than_is_shown(self) -> None:
        assert len(reply("x" * 99_999).error_message) == WORDS_LIMIT


class TestNotice:
    @pytest.mark.parametrize(
        ("page", "notice"),
        [
            ("<title>A</title><style>p{}</style><h1>B&amp;C</h1><script>x<y</script>d", "A B&C d"),
            ("plain  words", "plain words"),
            ("<title>Title</title>" + "word " * 400, "Title"),
            ("word " * 400, ""),
            ("", ""),
        ],
    )
    def test_the_visible_text_of_a_page_is_read(self, page: str, notice: str) -> None:
        assert reply(page).visible_text == notice


class TestKind:
    @pytest.mark.parametrize(
        ("found", "kind"),
        [
            (reply("<!DOCTYPE html><p>"), "a web page (HTTP 400)"),
            (reply("\ufeff \n<!-- x --><html>"), "a web page (HTTP 400)"),
            (reply('<?xml version="1.0"?><html>'), "a web page (HTTP 400)"),
            (reply('<?xml version="1.0"?><Error/>'), "other data (HTTP 400)"),
            (reply("<Error/>", content_type="text/xml"), "other data (HTTP 400)"),
            (reply("<!DOCTYPE html>", content_type="text/xml"), "a web page (HTTP 400)"),
            (reply("Sorry <br> no", content_type="text/html"), "a web page (HTTP 400)"),
            (reply("Cannot route.", content_type="text/html"), "unreadable text (HTTP 400)"),
            (reply("a < b", content_type="text/html"), "unreadable text (HTTP 400)"),
            (reply('"<html>"', content_type="text/html"), "other data (HTTP 400)"),
            (reply("{}"), "other data (HTTP 400)"),
            (reply(" \n"), "an empty response (HTTP 400)"),
            (Response("u", 200, {}, b"", oversized=True), "too much data"),
        ],
    )
    def test_the_content_kind_is_described(self, found: Response, kind: str) -> None:
        assert found.content_kind == kind


def test_host_and_redirect_target_are_read_and_sanitized() -> None:
    found = reply("", location="https://x.example.test/\x1b[2J\u202e" + "y" * 200)
    assert found.host == "cw.example.test:8443"
    assert found.location.startswith("https://x.example.test/ yyy")
    assert len(found.location) == 120


@pytest.mark.parametrize(
    "body",
    [
        b"<!---->" * 100_000,
        b"<!-- " * 100_000,
        b"<title" * 100_000,
        b"<script>" * 100_000,
        b"<style " * 100_000,
        b"<" * 500_000,
        b"<title>" + b" " * 500_000,
        b"[" * 500_000,
        b'{"a":' * 100_000,
        b"\xff" * 500_000,
        b"client" * 100_000,
        "\u202e".encode() * 200_000,
    ],
)
def test_no_body_takes_long_to_read(body: bytes) -> None:
    """Reading cannot be stopped from outside, so it must end by itself."""
    begun = time.process_time()
    found = reply(body, content_type="text/html")
    _ = (found.is_html, found.error_message, found.visible_text, found.content_kind, found.code)
    assert time.process_time() - begun < 1.5


def test_an_error_code_is_text() -> None:
    assert reply('{"code": "Security"}').code == "security"
    assert reply('{"code": null, "error": "X"}').code == "x"
    assert reply("[]").code == ""
    assert reply("no").code == ""
