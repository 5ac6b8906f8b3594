"""Only `reveal` returns the text of a secret: no display, storage or copy exposes it."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.secret import Secret

TEXT = "TestPrivateKey02"
SECRET = Secret(TEXT)


def test_reveal_returns_the_text() -> None:
    assert SECRET.reveal() == TEXT


@dataclasses.dataclass
class Holder:
    secret: Secret


@pytest.mark.parametrize(
    "shown",
    [
        repr(SECRET),
        str(SECRET),
        f"{SECRET}",
        f"{SECRET!r}",
        f"{SECRET!s}",
        f"{SECRET!a}",
        f"{SECRET:>40}",
        f"{SECRET:s}",
        "%s %r" % (SECRET, SECRET),  # noqa: UP031 - each way to format
        "{}".format(SECRET),  # noqa: UP032 - as above
        format(SECRET, "x"),
        repr([SECRET]),
        repr({"key": SECRET}),
        repr({SECRET: 1}),
        repr(Holder(SECRET)),
        str(dir(SECRET)),
        str(vars(Holder(SECRET))),
    ],
)
def test_no_representation_shows_the_text(shown: str) -> None:
    assert TEXT not in shown


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_cannot_be_pickled(protocol: int) -> None:
    with pytest.raises(TypeError) as caught:
        pickle.dumps(Holder(SECRET), protocol)
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("spread", [copy.copy, copy.deepcopy, json.dumps, vars, iter, len, bytes])
def test_it_cannot_be_iterated(spread: object) -> None:
    assert callable(spread)
    with pytest.raises(TypeError) as caught:
        spread(SECRET)
    assert TEXT not in str(caught.value)


def test_a_traceback_with_the_values_of_its_frames_does_not_hold_it() -> None:
    def fail(secret: Secret) -> None:
        held = [secret, Holder(secret)]
        raise RuntimeError(f"{secret} {held}")

    try:
        fail(SECRET)
    except RuntimeError as error:
        formatted = traceback.TracebackException.from_exception(error, capture_locals=True)
        text = "".join(formatted.format())
    assert "Secret(…)" in text
    assert TEXT not in text


def test_a_log_does_not_hold_it() -> None:
    stream = io.StringIO()
    logger = logging.getLogger("test-secret")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler(stream))
    logger.warning("%s %r %s", SECRET, SECRET, {"key": SECRET})
    assert stream.getvalue().count("Secret(…)") == 3
    assert TEXT not in stream.getvalue()


def test_two_secrets_are_equal_only_if_their_texts_are() -> None:
    assert Secret(TEXT) == SECRET
    assert Secret("other") != SECRET
    assert SECRET != TEXT
    assert TEXT != SECRET
    assert len({Secret(TEXT), SECRET, Secret("other")}) == 2


def test_an_empty_secret_is_false() -> None:
    assert SECRET
    assert not Secret("")


@given(st.text(), st.text())
def test_any_text_can_be_a_secret(one: str, other: str) -> None:
    assert Secret(one).reveal() == one
    assert (Secret(one) == Secret(other)) is (one == other)
    assert bool(Secret(one)) is bool(one)


def test_the_repr_is_a_fixed_placeholder() -> None:
    assert {repr(SECRET), str(SECRET), f"{SECRET:>40}"} == {"Secret(…)"}


def test_a_lone_surrogate_can_be_compared() -> None:
    assert Secret("\ud800") == Secret("\ud800")
    assert Secret("\ud800") != Secret("\udfff")


def test_equal_secrets_have_equal_hashes_and_hashes_vary() -> None:
    assert hash(SECRET) == hash(Secret(TEXT))
    assert len({hash(Secret(str(number))) for number in range(20)}) > 1
