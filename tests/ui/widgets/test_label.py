from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.widgets.conftest import Show, children, said, voice
from wizard.ui.theme import theme
from wizard.ui.widgets import markdown
from wizard.ui.widgets.action_list import ActionList
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.label import Heading, Label, RichLabel
from wizard.ui.widgets.markdown import Span
from wizard.ui.widgets.text_block import TextBlock, _chip, _x

HOSTILE = "<img src='file:///secret'><b>bold</b> & **strong**"


def test_a_heading_has_the_accessible_role_of_a_heading(show: Show) -> None:
    heading = Heading("Create the security role")
    show(heading)
    assert voice(heading).role() is QAccessible.Role.Heading
    assert said(heading) == "Create the security role"
    heading.setText("Keys")
    assert said(heading) == "Keys"


def test_a_heading_takes_the_focus_and_is_announced(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("wizard.ui.widgets.label.announce", lambda _part, text: heard.append(text))
    heading = Heading("Keys")
    show(heading)
    heading.arrive()
    assert QApplication.focusWidget() is heading
    assert heard == ["Keys"]
    assert heading.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_labels_never_interpret_html() -> None:
    for label in (Label(HOSTILE), RichLabel(HOSTILE), Heading(HOSTILE)):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert "<img src='file:///secret'><b>bold</b> & " in label.text()


@pytest.mark.parametrize(
    ("line", "text", "spans"),
    [
        ("Press **+**, then `a b`", "Press +, then a b", (Span(6, 7), Span(14, 17, code=True))),
        ("2 ** 3 * 4", "2 ** 3 * 4", ()),
        ("**a** **b**", "a b", (Span(0, 1), Span(2, 3))),
        ("`**x**`", "**x**", (Span(0, 5, code=True),)),
        ("", "", ()),
    ],
)
def test_bold_and_code_markup_is_interpreted(line: str, text: str, spans: tuple[Span, ...]) -> None:
    assert markdown.read(line) == (text, spans)


@given(st.text(alphabet="*`ab <&\n"))
def test_any_text_can_be_parsed(line: str) -> None:
    text, spans = markdown.read(line)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert text == markdown.plain(line)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80), st.integers(20, 400))
def test_any_text_fits_its_width(text: str, width: int) -> None:
    label = Label(text)
    block = TextBlock(text, theme.Type.TEXT, width)
    assert label.heightForWidth(width) == block.height >= theme.Type.TEXT.line
    assert label.minimumSizeHint().width() <= 96


def test_a_long_word_is_broken_and_not_cut() -> None:
    one = TextBlock("v4_6_release", theme.Type.TEXT, 400).height
    assert TextBlock("v4_6_release" * 8, theme.Type.TEXT, 100).height >= 4 * one


def test_code_is_drawn_as_a_chip(show: Show) -> None:
    label = RichLabel("Type `Hire2Retire API` there")
    show(label, 400, 24)
    image = label.grab().toImage()
    assert image.pixelColor(2, 12).name() != theme.LIGHT.colors[theme.Color.SURFACE]
    surface = theme.LIGHT.colors[theme.Color.SURFACE]
    assert any(image.pixelColor(x, 3).name() == surface for x in range(image.width()))


def test_actions_are_a_numbered_list(show: Show) -> None:
    actions = ActionList("Actions")
    actions.add("Open **System › Security Roles**")
    button = CopyButton("Hire2Retire API", name="Copy Role ID")
    row = actions.add("Type `Hire2Retire API`", button).row
    show(actions)
    assert voice(actions).role() is QAccessible.Role.List
    assert [said(item) for item in children(actions)] == [
        "1, Open System › Security Roles",
        "2, Type Hire2Retire API",
    ]
    assert button.parentWidget() is row
    middles = {part.geometry().center().y() for part in (button, row.label)}
    assert max(middles) - min(middles) <= 1


def test_a_field_label_interprets_no_html(show: Show) -> None:
    label = Label(HOSTILE)
    show(label, 200)
    assert isinstance(label, QLabel)
    assert said(label) == HOSTILE


@pytest.mark.parametrize(
    "line", ["Open `abc`", "Open `abc`, then", "`abc`", "`a`.", "Open `abc` now"]
)
def test_the_border_of_a_chip_is_complete_and_separate_from_the_next_text(line: str) -> None:
    text, spans = markdown.read(line)
    block = TextBlock(text, theme.Type.TEXT, 1 << 20, spans=spans)
    span = next(span for span in spans if span.code)
    first = block._layout.lineAt(0)
    box = _chip(first, span, 0, 20)
    assert box is not None
    assert box.right() < block.width
    assert box.right() < _x(first, span.end)


def test_a_line_that_begins_with_a_chip_has_room_for_its_border(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    edges: list[float] = []
    monkeypatch.setattr(QPainter, "drawRoundedRect", lambda _p, box, *_: edges.append(box.left()))
    label = RichLabel("`Hire2Retire` into **Member ID**")
    show(label)
    label.grab()
    assert edges
    assert min(edges) >= 0.5
