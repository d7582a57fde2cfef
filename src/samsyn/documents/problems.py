"""What is wrong with a text, where, why it matters and what to try: problems as values, never exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a text: file as the user named it, line and column counted from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """An error stops the agreement from being used; advice does not."""

    ERROR = "fel"
    ADVICE = "råd"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a text.

    `code` names the kind (stable, for tests and tools), `message` says what is wrong in the writer's own
    words, `why` what it would lead to, `suggestion` what to try. All three in Swedish.
    """

    place: Place
    code: str
    message: str
    why: str
    suggestion: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        hint = f"\n    Försök: {self.suggestion}" if self.suggestion else ""
        return f"{self.place}: {self.severity}: {self.message}\n    {self.why}{hint}"


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that stop an agreement from being used."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, ordered by file, line and column."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.place, problem.code, problem.message)))
