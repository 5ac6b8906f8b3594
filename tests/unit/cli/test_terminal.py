from __future__ import annotations

import io

import pytest

from wizard.cli import terminal


class Console(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("encoding", "text", "written"),
    [
        ("cp437", "isn’t “one” … System › Roles", 'isn\'t "one" ... System > Roles'),
        ("cp437", "À bientôt – Größe", "A bientôt - Größe"),
        ("cp932", "Schlüssel, Größe", "Schlussel, Grosse"),
        ("ascii", "‘山’ → •", "'?' > *"),
        ("utf-8", "“山” …", "“山” …"),
    ],
)
def test_a_character_that_is_missing_becomes_a_similar_one(
    encoding: str, text: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2)]
    monkeypatch.setattr("sys.stdout", streams[0])
    monkeypatch.setattr("sys.stderr", streams[1])
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    terminal.set_encodings()
    for stream in streams:
        stream.write(text)
        stream.flush()
        assert stream.buffer.getvalue().decode(encoding) == written


def test_a_line_is_replaced_whole_and_without_escape_sequences() -> None:
    stream = Console()
    line = terminal.StatusLine(stream)
    for text in ("Certificate …", "Name …", ""):
        line.show(text)
    assert stream.getvalue() == f"Certificate …\r{' ' * 13}\rName …\r{' ' * 6}\r"


def test_no_status_line_without_a_terminal() -> None:
    stream = io.StringIO()
    terminal.StatusLine(stream).show("Certificate …")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colors_if_disabled(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert not terminal.colorful(Console())
