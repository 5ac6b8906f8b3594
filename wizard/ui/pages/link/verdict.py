"""The verdict of a link test, with the way to what it names first."""

from __future__ import annotations

from wizard.domain.faults.fault import VALUES, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.session import Session
from wizard.ui.dates import when
from wizard.ui.pages.presentation import first_problem, leads_on, tone_of
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import VerdictBanner


def show_verdict(banner: VerdictBanner, session: Session, test: LinkTestController) -> None:
    """Show what is known now: the test of these values, an earlier one, or nothing."""
    banner.show()
    if test.busy:
        banner.show_verdict(theme.Tone.NEUTRAL, tr("Not proven yet. The test is running."))
    elif test.report and test.typed == session.accepted_values:
        _show_report(banner, test.report)
    elif test.report:
        line = tr("Not proven. The values have changed since the last test.")
        banner.show_verdict(theme.Tone.CAREFUL, line)
    elif session.draft.last_test:
        last = session.draft.last_test
        tested = tr("Tested {when}.").format(when=when(last.at))
        banner.show_verdict(tone_of(last.verdict), last.summary, tested)
    else:
        banner.hide()


def place_of(problem: Problem) -> tuple[Step, Field | None]:
    """Return where a problem is mended; a value that cannot be read is mended where the test is."""
    value = next((value for value in VALUES if value in problem.affects), None)
    family = problem.fault.value.partition(".")[0]
    if family == "value" or problem.step is Step.LINK:
        return Step.LINK, value
    return problem.step, value


def _show_report(banner: VerdictBanner, report: Report) -> None:
    problem = first_problem(report)
    action = tr("Take me there") if problem and leads_on(problem) else ""
    summary = report.summary
    banner.show_verdict(tone_of(report.verdict), summary.headline, summary.detail, action)
