"""Any accepted draft can be shown, in the list of connections and on each step."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.stage import NOW, Stage
from tests.unit.storage.examples import EMPTY, FULL, drafts
from wizard.documents.calendar import calendar, every_month, look_for_client_id
from wizard.domain.check import Verdict
from wizard.domain.draft import Draft, Linked
from wizard.domain.faults.fault import Step
from wizard.domain.last_test import LastTest
from wizard.storage.draft_json import dump, parse
from wizard.storage.drafts import LoadedDrafts
from wizard.storage.json_fields import TEXT_LIMIT, YEARS

FIRST = datetime(YEARS.start, 1, 1, tzinfo=timezone(timedelta(hours=14)))
LAST = datetime(YEARS.stop - 1, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12)))


def all_at(moment: datetime) -> Draft:
    return replace(
        FULL,
        created=moment,
        asked_on=moment.date(),
        last_test=LastTest(Verdict.READY, moment),
        linked=Linked(moment, proven=True),
    )


EXTREMES = {
    "empty": EMPTY,
    "full": FULL,
    "first year": all_at(FIRST),
    "last year": all_at(LAST),
    "long texts": replace(
        FULL,
        **dict.fromkeys(
            ("name", "site", "company_id", "public_key", "role_name", "member_id", "proxy"),
            "W" * TEXT_LIMIT,
        ),
    ),
    "braces": replace(
        FULL, name="{0}%s&<b>", role_name="{role_name}", member_id="{}", company_id="{x", proxy="@@"
    ),
    "nowhere seen": replace(FULL, reached=frozenset()),
}


def show_everywhere(stage: Stage, draft: Draft) -> None:
    kept = parse(dump(draft))
    window = stage.window
    window._show_drafts(LoadedDrafts((kept,)))
    QApplication.processEvents()
    window._continue(kept)
    for step in Step:
        window.show_step(step)
        QApplication.processEvents()
    calendar(look_for_client_id(kept, kept.asked_on or NOW.date()), NOW)
    calendar(every_month(kept, NOW.date()), NOW)


@pytest.mark.parametrize("draft", EXTREMES.values(), ids=EXTREMES)
def test_the_most_extreme_accepted_values_can_be_shown(stage: Stage, draft: Draft) -> None:
    stage.open()
    show_everywhere(stage, draft)


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(drafts)
def test_any_accepted_draft_can_be_shown(stage: Stage, draft: Draft) -> None:
    if not stage.windows:
        stage.open()
    show_everywhere(stage, draft)


@pytest.mark.parametrize(
    "changed",
    [
        {"asked_on": "0001-01-01"},
        {"asked_on": "9999-12-31"},
        {"created": "0001-01-01T00:00:00+00:00"},
        {"linked": {"at": "9999-12-31T23:59:59-12:00", "proven": True}},
        {"generation": 2**31 - 1},
    ],
    ids=json.dumps,
)
def test_a_file_no_release_writes_is_quarantined_and_reported(
    stage: Stage, changed: dict[str, object]
) -> None:
    stage.drafts.save(replace(EMPTY, asked_on=date(2026, 5, 12), created=datetime.now(UTC)))
    for file in stage.drafts.path.iterdir():
        file.write_text(json.dumps({**json.loads(file.read_bytes()), **changed}))
    loaded = stage.drafts.all()
    assert loaded.drafts == ()
    stage.open(loaded)
    assert "can't be used" in "\n".join(label.text() for label in stage.window.findChildren(QLabel))
