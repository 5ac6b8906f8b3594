"""A ConnectWise that thinks 80 ms about every reply, in a process of its own.

``python -m tests.benchmarks.server FOLDER`` writes the certificates that its clients trust to
``FOLDER/trusted.pem``, prints its port and serves until standard input ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

import certifi

from tests.faultserver import Authority, FaultServer, tls

HOST = "127.0.0.1"
THINK_S = 0.08


def main() -> None:
    """Serve."""
    authority = Authority()
    # Along with all public authorities: reading them is a part of every client's work.
    trusted = Path(certifi.where()).read_bytes() + authority.pem
    Path(sys.argv[1], "trusted.pem").write_bytes(trusted)
    with FaultServer(tls=tls(authority, HOST), think_s=THINK_S) as server:
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
