"""A ConnectWise in a process of its own.

``python -m tests.benchmarks.server FOLDER KIND`` writes the certificates that its clients trust to
``FOLDER/trusted.pem``, prints its port and serves until standard input ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

import certifi

from tests.faultserver import Authority, FaultServer, HttpFault, TransportFault, healthy, tls

HOST = "127.0.0.1"
THINK_S = 0.08
KINDS = {
    "good": {"think_s": THINK_S},
    "quick": {},
    "hung connect": {"transport": TransportFault.NEVER_ACCEPTED.value},
    "hung reply": {"script": healthy().everywhere(HttpFault.SILENT)},
    "dripping reply": {"script": healthy().everywhere(HttpFault.DRIP)},
}


def main() -> None:
    """Serve."""
    authority = Authority()
    # Along with all public authorities: reading them is a part of every client's work.
    trusted = Path(certifi.where()).read_bytes() + authority.pem
    Path(sys.argv[1], "trusted.pem").write_bytes(trusted)
    with FaultServer(tls=tls(authority, HOST), **KINDS[sys.argv[2]]) as server:
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
