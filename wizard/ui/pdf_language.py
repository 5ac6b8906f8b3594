"""The language of a PDF, which a screen reader wants to know and Qt 6.11 does not write.

Appended as an incremental update: Qt's output is unchanged, and the new document catalog replaces
the first. Qt's writer knows no tags, so headings and tables stay untagged.
Source: ISO 32000-1, 7.5.6 "Incremental Updates", 12.2 "Viewer Preferences", 14.9.2 "Natural
Language Specification".
"""

from __future__ import annotations

import re

_CATALOGUE = re.compile(rb"\n(\d+) 0 obj\n<<\n(/Type /Catalog\n[^>]*)>>\nendobj")
_TRAILER = re.compile(rb"trailer\n<<\n(.*?)>>\nstartxref\n(\d+)", re.DOTALL)


def with_language(pdf: bytes, language: str) -> bytes:
    """Return ``pdf``, as Qt writes it, with its language and its title shown over the window.

    ``language`` is a code such as ``de``; a document of another form is returned as it is.
    """
    catalogue, trailer = _CATALOGUE.search(pdf), _TRAILER.search(pdf)
    if catalogue is None or trailer is None:
        return pdf
    number, entries = catalogue[1], catalogue[2]
    added = b"/Lang (%b)\n/ViewerPreferences << /DisplayDocTitle true >>\n" % language.encode()
    made = b"%b 0 obj\n<<\n%b%b>>\nendobj\n" % (number, entries, added)
    table = b"xref\n%b 1\n%010d 00000 n \n" % (number, len(pdf))
    end = b"trailer\n<<\n%b/Prev %b\n>>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + made + table + end % (trailer[1], trailer[2], len(pdf) + len(made))
