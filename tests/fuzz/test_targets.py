"""Every target holds for randomly mutated examples; a long run is ``python3 dev.py fuzz``."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, WORDS, Target

FILLERS = (
    *(b"a", b" ", b"\n", b".", b"/", b'"', b"[", b"{", b"<", b"(", b"-", b"%", b"\\", b"@", b"0"),
    *(b"a.", b"a ", b'{"a":', b'"",', b"\xe2\x80\x8b", b"\x1b]", b"\x1b[", b"a:", b"\xff", b'" '),
    *(b"key: ", b"}\n{", b"a=[", b"[a]\n"),
)


def bent(examples: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """An example with a piece taken out and others put in, and what has nothing of it."""
    piece = st.sampled_from(WORDS) | st.binary(max_size=8) | st.text(max_size=8).map(_encoded)
    pieces = st.lists(piece, max_size=6).map(b"".join)

    def bend(example: bytes, start: int, length: int, new: bytes) -> bytes:
        place = start % (len(example) + 1)
        return example[:place] + new + example[place + length :]

    places, lengths = st.integers(0, 2000), st.integers(0, 40) | st.integers(0, 2000)
    return pieces | st.builds(bend, st.sampled_from(examples), places, lengths, pieces)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
def test_any_bytes_are_read_or_refused_without_a_crash(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    target.hold(data.draw(bent(target.examples)))


@pytest.mark.parametrize("name", TARGETS)
def test_every_saved_example_passes(name: str) -> None:
    for example in TARGETS[name].examples:
        TARGETS[name].hold(example)


@pytest.mark.parametrize("name", TARGETS)
def test_parsing_time_grows_linearly_with_the_text(name: str) -> None:
    """Four times the length: four times the time, not sixteen times."""
    target = TARGETS[name]
    for filler in FILLERS:
        assert any(_grows_evenly(target, filler) for _ in range(3)), filler


def _grows_evenly(target: Target, filler: bytes) -> bool:
    """Whether this run was linear; even CPU time varies on a busy computer."""
    long = _cpu_s(target, filler, target.longest // 64)
    return long < 0.06 or long < 9 * _cpu_s(target, filler, target.longest // 256) + 0.06


def _cpu_s(target: Target, filler: bytes, length: int) -> float:
    begun = time.process_time()
    target.hold(filler * (length // len(filler)))
    return time.process_time() - begun
