from __future__ import annotations

import json
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.test_drift import AT, FULL, report
from wizard.domain.drift import History, key_digest
from wizard.domain.rights import Level, Levels
from wizard.storage.files import StorageError
from wizard.storage.history import SIZE_LIMIT, HistoryFolder
from wizard.storage.history_json import dump, parse

ID = "0123456789ab"
KEYS = key_digest("TESTpublicKEY001")
HISTORY = (
    History(seen=FULL, seen_at=AT)
    .with_test(report(), AT, KEYS)
    .with_test(report(granted=Levels(Level.NONE)), AT, KEYS)
)


def document() -> dict:
    return json.loads(dump(HISTORY))


def test_a_history_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    folder = HistoryFolder(tmp_path / "history")
    assert folder.load(ID) == History()
    folder.update(ID, lambda _: HISTORY)
    assert folder.load(ID) == HISTORY
    assert folder.remove(ID) == (tmp_path / "history" / f"{ID}.json",)
    assert folder.load(ID) == History()
    assert folder.remove(ID) == ()


def test_concurrent_writers_lose_no_test(tmp_path: Path) -> None:
    folder = HistoryFolder(tmp_path / "history")
    writers = [
        threading.Thread(target=folder.update, args=(ID, lambda h: h.with_test(report(), AT)))
        for _ in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(folder.load(ID).tests) == 8


@pytest.mark.parametrize("name", ["", "../../etc", "0123456789AB", "x" * 12])
def test_only_a_draft_id_can_name_a_file(tmp_path: Path, name: str) -> None:
    folder = HistoryFolder(tmp_path)
    assert folder.load(name) == History()
    assert folder.remove(name) == ()
    with pytest.raises(ValueError, match="id"):
        folder.update(name, lambda history: history)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("in the way")
    with pytest.raises(StorageError):
        HistoryFolder(tmp_path / "history").update(ID, lambda history: history)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_an_unreadable_history_counts_as_empty_and_is_replaced(
    tmp_path: Path, content: bytes
) -> None:
    folder = HistoryFolder(tmp_path)
    (tmp_path / f"{ID}.json").write_bytes(content)
    assert folder.load(ID) == History()
    assert folder.update(ID, lambda h: h.with_test(report(), AT)) == folder.load(ID)


def replaced(path: tuple[str | int, ...], value: object) -> bytes:
    changed = document()
    holder: object = changed
    for part in path[:-1]:
        holder = holder[part]  # type: ignore[index]
    holder[path[-1]] = value  # type: ignore[index]
    return json.dumps(changed).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("version",), True),
        (("tests",), [document()["tests"][0]] * 25),
        (("tests", 0, "at"), "9999-01-01T00:00:00+00:00"),
        (("tests", 0, "verdict"), "fine"),
        (("tests", 1, "changes"), [document()["tests"][1]["changes"][0]] * 51),
        (("tests", 1, "changes", 0, "what"), "key"),
        (("seen", "boards", "HR", "default_team"), "yes"),
        (("seen", "boards", "HR", "statuses"), ["New"] * 101),
        (("seen", "boards"), {str(number): None for number in range(201)}),
        (("seen", "rights", "Service Desk › Service Tickets", "edit"), "Some"),
        (("seen", "rights"), {}.fromkeys(map(str, range(101)))),
        (("seen", "member"), 5),
        (("keys",), None),
    ],
    ids=str,
)
def test_content_no_release_writes_is_refused(path: tuple[str | int, ...], value: object) -> None:
    assert parse(json.dumps(document()).encode()) == HISTORY
    with pytest.raises(ValueError, match=r"^not a history$"):
        parse(replaced(path, value))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(sorted(document())), inner, max_size=6)
        ),
    )
)
def test_any_json_is_loaded_as_a_history_or_refused(value: object) -> None:
    with suppress(ValueError):
        assert parse(json.dumps(value).encode()).tests is not None


def test_untrusted_names_are_sanitized_and_short(tmp_path: Path) -> None:
    content = replaced(("seen", "member"), "Bob\u202e\x1b[31m" + "x" * 5000)
    seen = parse(content).seen
    assert seen
    assert seen.member.isprintable()
    assert len(seen.member) <= 300
    (tmp_path / f"{ID}.json").write_bytes(b" " * (SIZE_LIMIT + 1))
    assert HistoryFolder(tmp_path).load(ID) == History()
