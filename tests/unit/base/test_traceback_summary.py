from __future__ import annotations

import pytest

from wizard.base.traceback_summary import TracebackSummary, summarize_traceback

CANARY = "hunter2"


def caught(code: str, name: str = "wizard.linktest.run") -> BaseException:
    """Run ``code`` as if it stood in the module ``name``; return what it raises."""
    try:
        exec(compile(code, f"<{CANARY}>", "exec"), {"__name__": name})
    except BaseException as error:  # noqa: BLE001 - any exception is returned
        return error
    raise AssertionError("nothing was raised")


def test_frames_of_the_program_are_named_and_others_are_not() -> None:
    error = caught("from wizard.domain.scope import Need\ndef read():\n  Need('x')\nread()")
    made = summarize_traceback(error)
    assert made.kinds == ("ValueError",)
    assert made.frames == (
        "wizard/linktest/run.py:4 module",
        "wizard/linktest/run.py:3 read",
    )
    assert summarize_traceback(caught("1 / 0", "elsewhere")).frames == ()


@pytest.mark.parametrize(
    "code",
    [
        f"raise ValueError('{CANARY}')",
        f"private_key = '{CANARY}'\nraise KeyError(private_key)",
        f"raise type('{CANARY} key', (Exception,), {{}})('x')",
        f"def f(): raise ValueError\nf.__qualname__ = '{CANARY}'\nf()",
        f"e = ValueError('x')\ne.add_note('{CANARY}')\nraise e",
        f"try: int('{CANARY}')\nexcept ValueError as e: raise RuntimeError('{CANARY}') from e",
    ],
)
def test_no_value_is_included(code: str) -> None:
    made = summarize_traceback(caught(code))
    assert CANARY not in f"{made} {made!r}"
    assert made.frames


def test_a_type_with_an_unusual_name_is_a_question_mark() -> None:
    assert summarize_traceback(caught("raise type('a b', (Exception,), {})")).kinds == ("?",)


def test_causes_follow_the_exception_they_caused() -> None:
    chained = "try:\n  1 / 0\nexcept ZeroDivisionError as e:\n  raise {} {}"
    for tail in ("from e", ""):
        made = summarize_traceback(caught(chained.format("KeyError", tail)))
        assert made.kinds == ("KeyError", "ZeroDivisionError")
        assert [frame.split(":")[1] for frame in made.frames] == ["2 module", "4 module"]
    assert summarize_traceback(caught(chained.format("KeyError", "from None"))).kinds == (
        "KeyError",
    )


def test_circular_causes_end() -> None:
    first, second = KeyError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert summarize_traceback(first).kinds == ("KeyError", "ValueError")


def test_a_long_chain_is_truncated() -> None:
    error: BaseException = ValueError()
    for _ in range(50):
        later = KeyError()
        later.__cause__ = error
        error = later
    assert len(summarize_traceback(error).kinds) == 5
    steps = [f"def f{n}(): f{n + 1}()" for n in range(30)]
    deep = summarize_traceback(caught("\n".join([*steps, "def f30(): 1 / 0", "f0()"])))
    assert len(deep.frames) == 20
    assert deep.frames[-1] == "wizard/linktest/run.py:31 f30"


def test_an_exception_with_a_broken_eq_is_handled() -> None:
    class OddError(Exception):
        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        def __hash__(self) -> int:
            raise RuntimeError

    assert summarize_traceback(OddError()).kinds == ("OddError",)


def test_it_reads_like_a_short_traceback() -> None:
    made = TracebackSummary(("KeyError", "ValueError"), ("wizard/a.py:1 f", "wizard/b.py:2 g"))
    assert str(made) == "KeyError from ValueError\n  wizard/a.py:1 f\n  wizard/b.py:2 g"
