"""HTTP client of ConnectWise PSA; the only package that sends requests.

Start with `client` (one request), `company_info` (who answers there, and where keys may go) and
`response_meaning` (what a response means).
"""

from __future__ import annotations

import sys
import warnings


def _import_requests() -> None:
    # WORKAROUND requests 2.34: to guess the encoding of texts it loads charset_normalizer, 2.6 MiB
    # of memory; `response` reads them as what they say they are. Without it, requests only warns.
    guessing = "charset_normalizer"
    if guessing in sys.modules:
        return
    sys.modules[guessing] = None  # type: ignore[assignment]  # None blocks an import
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import requests  # noqa: F401, PLC0415 - what the modules here import is loaded now
    finally:
        del sys.modules[guessing]


_import_requests()
