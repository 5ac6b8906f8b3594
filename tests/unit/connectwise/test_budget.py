"""Whatever a server sends, little memory is used and the test ends soon after the deadline.

The link test runs in a process of its own, so that its memory is seen as the system sees it.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faultserver import Ending, FaultServer, Reply, Script, healthy
from tests.unit.linktest.linking import TENANT
from wizard.connectwise import budget
from wizard.connectwise.budget import Allowance, Budget, TooMuchDataError
from wizard.connectwise.json_body import DEEPEST, MOST_VALUES, NOT_JSON, read_json

ROOT = Path(__file__).parents[3]
MIB = 1 << 20
MOST_MIB = 60
SIGN_IN = "/service/info/boards/active"
TIMEOUT_S = 5.0
LATE_S = 0.5
PATIENCE_S = 60.0  # what ends by itself ends sooner, on a busy computer, too
PROGRAM = """
import gc, json, os, sys, time
from tests.unit.linktest.linking import rights, typed
from wizard.linktest.run import run
from wizard.linktest.options import LinkTestOptions

def link(site, timeout_s):
    begun = time.perf_counter()
    *_, last = run(typed(site), LinkTestOptions(rights(), timeout_s), lambda: False)
    failed = [row.problem.fault.value for row in last.report.rows if row.status == "failed"]
    return time.perf_counter() - begun, failed

def memory(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024

def measure(hostile, timeout_s):
    idle = memory("VmRSS")
    open("/proc/self/clear_refs", "w").write("5")
    took, failed = link(hostile, float(timeout_s))
    return {"grown_mib": memory("VmHWM") - idle, "took_s": took, "failed": failed}

took, failed = link(sys.argv[1], 30)
assert not failed, failed
gc.collect()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        print(json.dumps(measure(*line.split())), flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
"""


@dataclass(frozen=True)
class Child:
    """What the process told: growth in MiB, duration in seconds, faults of failed rows."""

    grown_mib: float
    took_s: float
    failed: list[str]


@pytest.fixture(scope="module")
def family() -> Iterator[subprocess.Popen[str]]:
    """A process that has tested a sound link, and measures each hostile one in a child."""
    with (
        FaultServer(healthy(TENANT)) as sound,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, sound.url],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        ) as process,
    ):
        yield process


def run_against(
    family: subprocess.Popen[str], script: Script, timeout_s: float = TIMEOUT_S
) -> Child:
    """Run one, up to three times if it is late, since the computer may be busy."""
    for _ in range(3):
        child = _run_one(family, script, timeout_s)
        if child.took_s <= timeout_s + LATE_S:
            break
    return child


def _run_one(family: subprocess.Popen[str], script: Script, timeout_s: float) -> Child:
    assert family.stdin
    assert family.stdout
    with FaultServer(script) as hostile:
        print(hostile.url, timeout_s, file=family.stdin)
        line = family.stdout.readline()
    assert line, f"ended with {family.wait()}"
    return Child(**json.loads(line))


def packed(body: bytes) -> Reply:
    return Reply(body=gzip.compress(body, 1), headers=(("Content-Encoding", "gzip"),))


def charset(name: str, body: bytes) -> Reply:
    return Reply(body=body, content_type=f"text/html; charset={name}")


def chunked(rest: bytes) -> Reply:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return Reply(raw=head + rest, ending=Ending.CLOSE)


MOST = 4 * MIB - 8
EVERYWHERE: dict[str, Callable[[], Reply]] = {  # made when needed: they are large
    "charset punycode": lambda: charset("punycode", b"\xffa-" + b"b9" * (MIB // 2)),
    "charset idna": lambda: charset("idna", b"\xff" + b"xn--" * (MIB // 4)),
    "charset utf-7": lambda: charset("utf-7", b"\xff" + b"+A" * (MIB // 2)),
    "charset unicode_escape": lambda: charset("unicode_escape", b"\xff" + b"\\N{" * (MIB // 3)),
    "gzip of lists": lambda: packed(b"[" + b"[]," * (MOST // 3) + b"0]"),
    "gzip of objects": lambda: packed(b"[" + b'{"a":0},' * (MOST // 8) + b"0]"),
    "gzip of texts": lambda: packed(b"[" + b'"ab",' * (MOST // 5) + b"0]"),
    "gzip of wide text": lambda: packed('["\U0001f600'.encode() + b"a" * (MOST - 8) + b'"]'),
    "gzip of nesting": lambda: packed(b"[" * MOST),
    "gzip of nothing": lambda: Reply(
        body=gzip.compress(b"") * 50_000, headers=(("Content-Encoding", "gzip"),)
    ),
    "a number of digits": lambda: Reply(body=b"9" * MOST),
    "quotes": lambda: Reply(body=b"[" + b'"' * (MOST - 2)),
    "backslashes": lambda: Reply(body=b'["' + b"\\" * (MOST - 2)),
    "blanks": lambda: Reply(body=b" " * MOST),
    "interim responses": lambda: Reply(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 1_500_000),
    "chunk extensions": lambda: chunked((b"1;" + b"x" * 60_000 + b"\r\na\r\n") * 1000),
    "trailers": lambda: chunked(b"2\r\n[]\r\n0\r\n" + b"X-Filler: " + b"x" * (64 * MIB)),
    "headers": lambda: Reply(
        raw=b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"x" * 65_000 + b"\r\n") * 1000
    ),
    "length of many digits": lambda: Reply(
        raw=b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 9000 + b"\r\n\r\n[]"
    ),
    "silence": lambda: Reply(body=b"[]", delay_s=60),
    "dripping head": lambda: Reply(body=b"[]", byte_interval_s=0.2),
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="told by the kernel of Linux")
@pytest.mark.parametrize("name", EVERYWHERE)
def test_extreme_responses_to_every_read_stay_within_memory_and_time(
    family: subprocess.Popen[str], name: str
) -> None:
    """Sign-in passes, so that all later reads get the same response concurrently."""
    reply = EVERYWHERE[name]()
    script = healthy(TENANT).api(
        "/*", lambda asked: None if asked.path.endswith(SIGN_IN) else reply
    )
    child = run_against(family, script)
    assert child.grown_mib <= MOST_MIB, child
    assert child.took_s <= TIMEOUT_S + LATE_S, child
    assert child.failed
    assert "internal" not in child.failed


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="told by the kernel of Linux")
@pytest.mark.parametrize(
    "name", ["charset punycode", "gzip of lists", "interim responses", "headers", "trailers"]
)
def test_extreme_responses_to_the_lookup_stay_within_memory_and_time(
    family: subprocess.Popen[str], name: str
) -> None:
    script = healthy(TENANT).lookup(EVERYWHERE[name]())
    child = run_against(family, script, PATIENCE_S)
    assert child.grown_mib <= MOST_MIB, child
    # urllib3 gives up on an endless trailer by itself, as on a connection that broke.
    assert child.failed == ["network.refused" if name == "trailers" else "site.not_connectwise"]


class TestJson:
    @pytest.mark.parametrize(
        ("body", "document"),
        [
            (b'{"a": [1, "]"]}', {"a": [1, "]"]}),
            (b"\xef\xbb\xbfnull", None),
            ("[]".encode("utf-16"), []),
            (b" \r\n\t-1.5", -1.5),
            (b"[" * DEEPEST + b"]" * DEEPEST, None),
            (b'["' + b"[" * 9999 + b'"]', ["[" * 9999]),
        ],
    )
    def test_json_within_the_limits_is_parsed(self, body: bytes, document: object) -> None:
        found = read_json(body)
        assert found is not NOT_JSON
        assert document is None or found == document

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[", b'"', b"\xff[", b"nul", b"9" * 9999])
    def test_unreadable_json_gives_none(self, body: bytes) -> None:
        assert read_json(body) is NOT_JSON

    @pytest.mark.parametrize(
        "body",
        [
            b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
            b"[" + b"1," * MOST_VALUES + b"1]",
            b"[" + b"[]" * MOST_VALUES + b"]",
        ],
        ids=["deep", "values", "lists"],
    )
    def test_oversized_json_is_reported(self, body: bytes) -> None:
        with pytest.raises(TooMuchDataError):
            read_json(body)

    def test_json_is_charged_with_the_memory_it_takes(self) -> None:
        read_json(b"[" + b"{}," * 900 + b"{}]", Allowance(1 * MIB))
        with pytest.raises(TooMuchDataError):
            read_json(b"[" + b"{}," * 9000 + b"{}]", Allowance(1 * MIB))

    @pytest.mark.usefixtures("untraced")
    @pytest.mark.parametrize(
        "body",
        [b'"\\', b'"' * 2, b'"\\"' * 2, b"[{", b'["', b'"]\\'],
        ids=lambda body: body.decode(),
    )
    def test_parsing_time_grows_linearly_with_the_length(self, body: bytes) -> None:
        def seconds(times: int) -> float:
            begun = time.process_time()
            for _ in range(5):
                with contextlib.suppress(TooMuchDataError):
                    read_json(b"[" + body * times)
            return time.process_time() - begun

        seconds(1000)
        assert seconds(200_000) < 40 * seconds(20_000) + 0.2


class TestAllowance:
    def test_all_responses_of_a_test_share_the_allowance(self) -> None:
        allowance = Budget().unpacked
        allowance.take(budget.UNPACKED)
        with pytest.raises(TooMuchDataError):
            allowance.take(1)
