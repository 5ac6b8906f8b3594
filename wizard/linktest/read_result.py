"""Result of one authenticated GET: response, its meaning, or the problem that prevented one."""

from __future__ import annotations

from wizard.connectwise.intermediaries import blocking_firewall
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import (
    Meaning,
    refused_in_between,
    shut_out,
    signed_meaning,
    unclear,
)
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr

_SILENT_ON_RIGHTS = frozenset(range(400, 500)) - {407, 429, 451}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A response and its meaning, or the problem that prevented one.

    ``meaning`` is None if there is only a problem; ``response`` is None if none was received.
    """

    meaning: Meaning | None = None
    problem: Problem | None = None
    response: Response | None = None

    @classmethod
    def from_response(cls, response: Response) -> ReadResult:
        """Interpret a response."""
        meaning = signed_meaning(response)
        if isinstance(meaning, Problem):
            return cls(None, meaning, response)
        accepted = meaning in {Meaning.GRANTED, Meaning.DENIED}
        return cls(meaning, None if accepted else unclear(response), response)

    def at_sign_in(self) -> ReadResult:
        """Interpret the sign-in response: a refusal may apply to the whole member."""
        problem = shut_out(self.response) if self.response and self.denied else None
        return ReadResult(None, problem, self.response) if problem else self

    @property
    def granted(self) -> bool:
        """Whether the list was returned."""
        return self.meaning is Meaning.GRANTED

    @property
    def denied(self) -> bool:
        """Whether a right is missing; this proves that keys and Client ID were accepted."""
        return self.meaning is Meaning.DENIED

    @property
    def refused(self) -> bool:
        """Whether the response is a refusal, from any server and in any format."""
        return self.response is not None and self.response.status in {401, 403}

    @property
    def status_text(self) -> str:
        """The response's status, or that none was received."""
        return f"HTTP {self.response.status}" if self.response else tr("no response")

    @property
    def entries(self) -> list[dict[str, object]]:
        """The returned list; empty if there is none."""
        document = self.response.json if self.response and self.granted else None
        listed = document if isinstance(document, list) else []
        return [entry for entry in listed if isinstance(entry, dict)]

    @property
    def service_problem(self) -> Problem | None:
        """The problem to report when the service failed.

        None for 4xx (except 407, 429, 451): those do not tell whether the right is granted.
        """
        if self.problem is None or self.problem.entry.says_nothing_about_rights:
            return None
        if self.response is None or self.response.status not in _SILENT_ON_RIGHTS:
            return self.problem
        return self.problem if blocking_firewall(self.response) else None

    @property
    def problem_in_between(self) -> Problem | None:
        """The refusal of something in front of ConnectWise, also of an unnamed one."""
        return refused_in_between(self.response) if self.response and not self.denied else None

    def with_evidence(self, problem: Problem) -> Problem:
        """Return ``problem`` with this response's message, status and request id."""
        if self.response is None:
            return problem
        return Problem(
            problem.fault,
            problem.details,
            evidence=self.response.error_message,
            http_status=self.response.status,
            request_id=self.response.request_id,
        )


def first_service_problem(*results: ReadResult) -> Problem | None:
    """Return the first problem of a failed service, or None."""
    return next((r.service_problem for r in results if r.service_problem), None)
