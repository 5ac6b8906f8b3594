"""``h2r-link practice``: serves the simulated ConnectWise until it is stopped."""

from __future__ import annotations

import argparse
import errno
import json
import signal

from wizard.cli.output import complain
from wizard.cli.waiting import stop_requested
from wizard.domain.text import N_, tr
from wizard.practice import SCENARIOS, PracticeServer

_PORTS = range(65536)
_REFUSALS = {
    errno.EADDRINUSE: N_("port {port} is used by another program."),
    errno.EACCES: N_("this user can't use port {port}."),
}


def run(options: argparse.Namespace) -> int:
    """Print the five values as one line, then serve; 0 after SIGINT or SIGTERM."""
    if options.list:
        width = max(map(len, SCENARIOS))
        for name, scenario in SCENARIOS.items():
            print(f"{name:<{width}}  {tr(scenario.title)}")
        return 0
    if options.scenario not in SCENARIOS:
        names = ", ".join(SCENARIOS)
        return complain(tr("no such scenario; choose one of: {names}").format(names=names))
    if not (options.port.isascii() and options.port.isdigit() and int(options.port) in _PORTS):
        return complain(tr("--port must be a number from 0 to 65535."))
    return _serve(options.scenario, int(options.port))


def _serve(scenario: str, port: int) -> int:
    stop = stop_requested(signal.SIGTERM)
    try:
        server = PracticeServer(scenario, port)
        server.start()
    except OSError as error:
        refusal = _REFUSALS.get(error.errno or 0)
        if refusal is None:
            raise
        return complain(tr(refusal).format(port=port))
    try:
        print(json.dumps(server.values), flush=True)
        # A wait without a timeout cannot be interrupted on Windows.
        while not stop.wait(1.0):
            pass
    finally:
        server.stop()
    return 0
