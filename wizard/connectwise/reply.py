"""One answer, as it came: status, headers, body; and what kind of body it is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wizard.domain.foreign import harmless
from wizard.domain.wording import tr


class _NotJson:
    """Stands for a body that is no JSON, since JSON itself may be null."""


NOT_JSON = _NotJson()


@dataclass(frozen=True)
class Reply:
    """An answer with its whole body (at most the client's size limit; ``oversized`` beyond)."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    duration_ms: float = 0.0
    oversized: bool = False

    @property
    def request_id(self) -> str:
        """ConnectWise's own id of the request, for a support report."""
        return harmless(self.headers.get("x-cw-request-id", ""), 80)

    @cached_property
    def text(self) -> str:
        """The body as text; undecodable bytes are replaced."""
        charset = re.search(r"charset=[\"']?([\w-]+)", self.headers.get("content-type", ""))
        for name in ("utf-8-sig", charset[1] if charset else "latin-1"):
            try:
                return self.body.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
        return self.body.decode("latin-1")

    @cached_property
    def json(self) -> object:
        """The body as JSON, or `NOT_JSON`."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return NOT_JSON

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        return self.json is not NOT_JSON

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page."""
        return bool(
            re.match(
                r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body)",
                self.text[:4000],
                re.IGNORECASE | re.DOTALL,
            )
        )

    @property
    def words(self) -> str:
        """The server's own words: an error's message, a page's title, or the beginning of the text."""
        document = self.json
        if isinstance(document, dict):
            said = [document.get("code") or document.get("error"), document.get("message")]
            texts = [str(part) for part in said if part]
            return harmless(": ".join(texts) or self.text)
        if self.is_html:
            title = re.search(
                r"<title[^>]*>(.*?)</title", self.text[:20000], re.IGNORECASE | re.DOTALL
            )
            plain = (
                title[1]
                if title and title[1].strip()
                else re.sub(r"<[^>]*>", " ", self.text[:4000])
            )
            return harmless(html.unescape(plain))
        return harmless(self.text)

    @property
    def code(self) -> str:
        """ConnectWise's error code, folded, or ""."""
        document = self.json
        if not isinstance(document, dict):
            return ""
        return str(document.get("code") or document.get("error") or "").casefold()

    @property
    def kind(self) -> str:
        """What the body is, in words: for a sentence such as "It sent a web page"."""
        if self.oversized:
            return tr("far too much data")
        if not self.body.strip():
            return tr("an empty answer (HTTP {status})").format(status=self.status)
        if self.is_html:
            return tr("a web page (HTTP {status})").format(status=self.status)
        if self.is_json:
            return tr("other data (HTTP {status})").format(status=self.status)
        return tr("unreadable text (HTTP {status})").format(status=self.status)
