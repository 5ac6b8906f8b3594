from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.storage.examples import EMPTY, FULL, NOW, any_texts, drafts
from wizard.domain.check import Verdict
from wizard.domain.draft import Draft
from wizard.domain.last_test import LastTest
from wizard.domain.sanitize import sanitize
from wizard.storage.draft_errors import NewerVersionError, UnreadableDraftError
from wizard.storage.draft_json import dump, from_json, parse, to_json
from wizard.storage.json_fields import TEXT_LIMIT

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted(to_json(FULL))


@given(drafts)
def test_any_draft_is_loaded_as_it_was_saved(draft: Draft) -> None:
    assert parse(dump(draft)) == draft


@given(any_texts)
def test_any_text_is_sanitized_when_loaded(text: str) -> None:
    once = parse(dump(dataclasses.replace(EMPTY, name=text, site=text)))
    assert once.name == once.site == sanitize(text, TEXT_LIMIT)
    assert parse(dump(once)) == once


@given(st.sampled_from(KEYS), junk)
def test_any_value_in_any_field_is_loaded_or_refused(key: str, value: object) -> None:
    document = {**to_json(FULL), key: value}
    try:
        draft = from_json(document)
    except (UnreadableDraftError, NewerVersionError):
        return
    assert parse(dump(draft)) == draft


@given(junk)
def test_any_document_is_loaded_or_refused(document: object) -> None:
    with pytest.raises(UnreadableDraftError):
        from_json(document)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDraftError):
        parse(content)


def test_every_field_of_a_draft_is_saved() -> None:
    names = {field.name for field in dataclasses.fields(Draft)}
    assert set(to_json(EMPTY)) == names | {"version"}
    same = [n for n in names - {"id", "created"} if getattr(FULL, n) == getattr(EMPTY, n)]
    assert same == [], "the full example must differ in every field"


def test_the_document_is_plain_json_of_version_one() -> None:
    document: dict[str, Any] = json.loads(dump(FULL))
    assert document["version"] == 1
    assert document["created"] == "2026-05-12T09:30:00+00:00"
    assert document["asked_on"] == "2026-05-12"
    assert document["scope"]["tickets"] == ["project", "service"]
    assert document["reached"] == ["scope", "site", "client_id"]
    assert document["linked"] == {"at": "2026-05-12T09:30:00+00:00", "proven": True}
    assert document["last_test"]["verdict"] == "not_ready"


def test_a_missing_key_gets_its_default_and_an_unknown_one_is_ignored() -> None:
    document = {"version": 1, "id": EMPTY.id, "created": EMPTY.created.isoformat(), "more": 1}
    assert from_json(document) == EMPTY


def test_a_time_without_a_zone_is_read_as_utc() -> None:
    draft = from_json({"version": 1, "id": EMPTY.id, "created": "2026-05-12T09:30:00"})
    assert draft.created == datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("key", ["version", "id", "created"])
def test_a_field_without_a_default_is_required(key: str) -> None:
    document = to_json(FULL)
    del document[key]
    with pytest.raises(UnreadableDraftError):
        from_json(document)


@pytest.mark.parametrize("version", [2, 99])
def test_a_newer_version_is_reported_with_its_number(version: int) -> None:
    with pytest.raises(NewerVersionError) as newer:
        from_json({"version": version, "shape": "unknown"})
    assert newer.value.version == version


@pytest.mark.parametrize("version", [True, "1", 1.0, None, -1, 2**31])
def test_a_version_that_is_not_a_number_is_refused(version: object) -> None:
    with pytest.raises(UnreadableDraftError):
        from_json({**to_json(FULL), "version": version})


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 500_000, b'{"a":' * 100_000, b"\xff\xfe{", b"null", b"1" * 5_000, b"NaN"],
    ids=len,
)
def test_hostile_content_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDraftError):
        parse(content)


def test_a_refusal_quotes_nothing() -> None:
    with pytest.raises(UnreadableDraftError) as refused:
        parse(b'{"version": 1, "id": "hunter2", "created": "hunter2"}')
    assert "hunter2" not in repr(refused.value)
    assert refused.value.__suppress_context__


def test_a_very_long_text_is_truncated() -> None:
    draft = parse(dump(dataclasses.replace(EMPTY, name="x" * 3_000_000)))
    assert len(draft.name) == TEXT_LIMIT


def test_a_last_test_of_the_first_release_is_read() -> None:
    old = {"verdict": "ready", "summary": "Verbindung steht.", "at": "2026-05-12T09:30:00+00:00"}
    last = from_json({**to_json(EMPTY), "last_test": old}).last_test
    assert last == LastTest(Verdict.READY, NOW)


def test_the_first_release_reads_a_last_test_of_this_one() -> None:
    written = json.loads(dump(FULL))["last_test"]
    assert {"verdict", "summary", "at"} <= set(written)
    assert written["summary"] == ""
