"""The link test, compared with the minimum of any link test and with pyconnectwise."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.clients import PEER, Floor, LinkTest, Site, peer, reads_of_link_test, seconds
from tests.benchmarks.measure import Row, paired
from tests.benchmarks.serving import serving

GROUP = "link"
FLOOR_GOAL = 1.25
PEER_GOAL = 0.5


def rows(folder: Path, runs: int, *, with_peer: bool) -> Iterator[Row]:
    """Yield the link test beside both; each waits 80 ms for every reply."""
    with serving(folder, "good") as site:
        reads = reads_of_link_test(folder)
        yield beside_floor(site, len(reads) + 1, runs)
        if with_peer:
            yield beside_peer(site, reads, folder, runs)


def beside_floor(site: Site, replies: int, runs: int) -> Row:
    """Time the floor and the link test in turns, so that a busy computer slows both."""
    floor, link_test = Floor(site), LinkTest(site)
    pairs = [(1000 * seconds(link_test), 1000 * seconds(floor)) for _ in range(runs + 1)]
    what = f"link test, {replies} replies ÷ TCP, TLS and three replies"
    return paired(GROUP, what, pairs[1:], "ms", FLOOR_GOAL)


def beside_peer(site: Site, reads: Sequence[str], folder: Path, runs: int) -> Row:
    """Time pyconnectwise; without it the row has a note."""
    what = f"link test ÷ {PEER.replace('==', ' ')}"
    try:
        theirs = peer(site, reads, folder, runs + 1)[1:]
    except (OSError, subprocess.SubprocessError) as error:
        return Row(GROUP, what, goal=PEER_GOAL, note=f"not installed here ({type(error).__name__})")
    link_test = LinkTest(site)
    pairs = [(1000 * seconds(link_test), 1000 * took) for took in theirs]
    return paired(GROUP, what, pairs, "ms", PEER_GOAL)
