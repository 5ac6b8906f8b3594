"""The verdict of a link test, with a link to the first problem."""

from __future__ import annotations

from wizard.domain.draft import ClientIdState
from wizard.domain.faults.fault import VALUES, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.dates import day
from wizard.ui.pages.presentation import first_problem, leads_on, tone_of
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import VerdictBanner

Words = tuple[theme.Tone, str, str, str]


def show_verdict(banner: VerdictBanner, connection: OpenConnection) -> None:
    """Show the current state: the test of these values, an earlier one, or nothing."""
    words = _words(connection)
    banner.setVisible(words is not None)
    if words:
        banner.show_verdict(*words)


def place_of(problem: Problem) -> tuple[Step, Field | None]:
    """Return where a problem is fixed; an unreadable value is fixed on the page of the test."""
    value = next((value for value in (*VALUES, *problem.affects) if value in problem.affects), None)
    family = problem.fault.value.partition(".")[0]
    if family == "value" or problem.step is Step.LINK:
        return Step.LINK, value
    return problem.step, value


def _words(connection: OpenConnection) -> Words | None:
    """Return tone, verdict, what it rests on, and what can be pressed."""
    report, last = connection.report, connection.session.draft.last_test
    if connection.test.busy:
        return theme.Tone.NEUTRAL, tr("Not verified yet. The test is running."), "", ""
    if report:
        return _words_of(report)
    if last and connection.session.complete:
        return _earlier(connection, last)
    if connection.awaits_client_id and (connection.lookup.busy or connection.lookup_report):
        return _awaiting(connection)
    return None


def _earlier(connection: OpenConnection, last: LastTest) -> Words:
    """Return an earlier result with its date, without the colors of a current one."""
    facts = connection.facts
    current = connection.session.draft.current_test is last
    summary = last.summary(facts.when(last.at), out_of_date=not current)
    tone = tone_of(last.verdict) if current else theme.Tone.NEUTRAL
    return tone, summary.headline, summary.detail, ""


def _awaiting(connection: OpenConnection) -> Words:
    """What is known without the Client ID; the keys are only checked together with it."""
    looked_up, draft = connection.lookup_report, connection.session.draft
    if looked_up is None:
        line = tr("Not verified yet. Checking what doesn't need the Client ID.")
        return theme.Tone.NEUTRAL, line, "", ""
    if first_problem(looked_up):
        return _words_of(looked_up)
    line = tr("Nearly. Everything else is fine so far. The Client ID is missing.")
    if draft.client_id_state is ClientIdState.ASKED and draft.asked_on:
        words = tr("Nearly. Everything else is fine so far. Waiting for the Client ID since {day}.")
        line = words.format(day=day(draft.asked_on))
    detail = tr("ConnectWise checks the keys only together with the Client ID.")
    return theme.Tone.NEUTRAL, line, detail, tr("Take me there")


def _words_of(report: Report) -> Words:
    problem = first_problem(report)
    action = tr("Take me there") if problem and leads_on(problem) else ""
    summary = report.summary
    return tone_of(report.verdict), summary.headline, summary.detail, action
