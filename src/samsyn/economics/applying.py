"""Which text of an agreement applied on a day, and what does it answer of a case there?

Each different case is decided once, however often it comes back: a million visits are a handful of cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from samsyn.evaluation.answers import STATUS_WORDS, ImpossibleCaseError, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.explanation import reasons
from samsyn.facts.values import Value, as_list
from samsyn.rules.library import Library, NotFoundError
from samsyn.rules.versions import Agreement

Facts: TypeAlias = frozenset[tuple[str, Value]]
"""What is known of a case: pairs of a fact's identifier and its value."""


def facts_of(known: Mapping[str, Value]) -> Facts:
    """Known facts in a form that can be compared."""
    return frozenset(known.items())


@dataclass(frozen=True, slots=True)
class Ground:
    """A row that an answer rests on: the table's heading, the row's name, its source, how that binds, and where it stands."""

    table: str
    row: str
    source: str
    kind: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"raden ”{self.row}” under ”{self.table}”: {self.source} ({self.kind}), {self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a text answered. `value` is None unless it is settled; then `problem` says why not, in Swedish."""

    agreement: str
    question: str
    value: Value | tuple[Value, ...] | None
    grounds: tuple[Ground, ...]
    problem: str = ""

    @property
    def in_words(self) -> str:
        """The answer as a derivation tells it."""
        if self.problem:
            return self.problem
        return as_list(map(str, self.value), "och") or "inga" if isinstance(self.value, tuple) else str(self.value)


@dataclass
class Applying:
    """One agreement in a library, read as far as it is asked. What has been decided is kept."""

    library: Library
    name: str
    _versions: dict[date, str | NotFoundError] = field(default_factory=dict)
    _compiled: dict[str, Compiled] = field(default_factory=dict)
    _answered: dict[tuple[str, str, Facts], Answered] = field(default_factory=dict)

    def version_on(self, day: date) -> str:
        """The version of a day. Raises NotFoundError when there is none, or it is not certain which."""
        if day not in self._versions:
            try:
                self._versions[day] = self.library.find(self.name, day)[1]
            except NotFoundError as error:
                self._versions[day] = error
        found = self._versions[day]
        if isinstance(found, NotFoundError):
            raise found
        return found

    def agreement(self, version: str) -> Agreement:
        """A version, which must be free of faults: raises FaultyTextError."""
        return self.compiled(version).agreement

    def compiled(self, version: str) -> Compiled:
        """A version ready to decide."""
        if version not in self._compiled:
            self._compiled[version] = Compiled.of(self.library.usable(self.name, version))
        return self._compiled[version]

    def answer(self, version: str, question: str, facts: Facts) -> Answered:
        """What a version answers of a case; facts that its tables do not test are left out."""
        key = (version, question, facts)
        if key not in self._answered:
            self._answered[key] = _answer(self.compiled(version), question, dict(facts))
        return self._answered[key]


def _answer(compiled: Compiled, question: str, known: Mapping[str, Value]) -> Answered:
    agreement = compiled.agreement
    wording = agreement.answers[question].question
    try:
        standing = compiled.decide(known, (question,))[question]
    except ImpossibleCaseError as error:
        return Answered(agreement.address, wording, None, (), f"uppgifterna kan inte alla vara sanna: {error}")
    if standing.status is Status.UNKNOWN:
        missing = as_list((f"”{agreement.vocabulary.facts[name].name}”" for name in standing.missing), "och")
        return Answered(agreement.address, wording, None, (), f"det är inte känt: {missing} saknas")
    grounds = tuple(
        Ground(
            reason.decision.question,
            reason.row.name,
            reason.row.source,
            reason.row.source_kind,
            reason.row.place.file,
            reason.row.place.line,
        )
        for reason in reasons(compiled, known, question)
    )
    settled = standing.status is Status.SETTLED
    said = "" if settled else f"avtalet är {STATUS_WORDS[standing.status]} om det"
    return Answered(agreement.address, wording, standing.value, grounds, said)
