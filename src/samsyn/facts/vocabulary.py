"""The vocabulary: every fact a case can have and every answer an agreement can give, declared once in `begrepp.md`.

Facts are told in the order they stand there (vem, var, ställning, behov, tid); each knows its phrases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from samsyn.documents.identifiers import fold
from samsyn.documents.problems import Place
from samsyn.documents.sources import Citation, Source
from samsyn.documents.tables import Document, Table
from samsyn.facts.values import Domain, Value, Whole

PARTS = ("vem", "var", "ställning", "behov", "tid")
"""The one order in which findings are told."""

NONE_HIT = "inga"
"""The answer of a collecting table that no row matches."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a value is said of a case, and how its absence is said."""

    said: str
    denied: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be known of a case.

    `phrases` has the words of each value of a choice; `pattern` the words around a number, with ``{}``.
    `order` is its place in the one order of telling.
    """

    id: str
    name: str
    part: str
    domain: Domain
    question: str
    definition: str
    pattern: str
    phrases: Mapping[Value, Phrase]
    citations: tuple[Citation, ...]
    order: int
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """Something an agreement can answer. `names_party`: its values are parties in the `Part` table."""

    id: str
    name: str
    question: str
    domain: Domain
    names_party: bool
    pattern: str
    definition: str
    order: int
    place: Place


Variable: TypeAlias = Fact | Answer
"""What a column of a decision table can test."""


@dataclass(frozen=True, slots=True)
class Party:
    """Someone an answer can name: which side (`region`, `kommun`, `båda` or none), and how it is spoken of."""

    name: str
    side: str
    phrase: str
    definition: str
    place: Place


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one fact or answer under one name, and how they are said together when that is declared."""

    name: str
    variable: str
    values: tuple[Value, ...]
    phrase: Phrase | None
    place: Place


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that `begrepp.md` declares. Mappings are by identifier; groups by (variable, group identifier).

    `broken` are identifiers of what is declared with such faults that it could not be read; `incomplete` is whether whole
    tables could not. Not to find such a word is no new fault of whoever uses it.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    groups: Mapping[tuple[str, str], Group] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    steering_questions: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    impossible: tuple[Table, ...] = ()
    document: Document | None = None
    broken: frozenset[str] = frozenset()
    incomplete: bool = False

    def variable(self, name: str) -> Variable | None:
        """The fact or answer with this name or identifier."""
        identifier = fold(name)
        return self.facts.get(identifier) or self.answers.get(identifier)

    def names(self) -> tuple[str, ...]:
        """The names of all facts and answers."""
        return (
            *(fact.name for fact in self.facts.values()),
            *(answer.name for answer in self.answers.values()),
        )

    def groups_of(self, variable: str) -> tuple[Group, ...]:
        """The groups of one fact or answer."""
        return tuple(group for (owner, _), group in self.groups.items() if owner == variable)


VOCABULARY_KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Faktum": (("Del", "Slag", "Fråga", "Fras", "Nekad fras", "Definition", "Källa"), ()),
    "Värde": (("Faktum", "Fras", "Nekad fras", "Definition", "Källa"), ()),
    "Grupp": (("Faktum", "Värden", "Källa"), ("Fras", "Nekad fras", "Definition")),
    "Svar": (("Fråga", "Värden", "Pekar ut part", "Fras", "Definition"), ("Källa",)),
    "Part": (("Sida", "Fras", "Definition", "Källa"), ()),
    "Händelse": (("Definition", "Källa"), ()),
    "Styrfråga": (("Fråga", "Källa"), ()),
    "Omöjligt": ((), ()),
}
"""The kinds of tables in `begrepp.md`, with the columns each must and may have; `Omöjligt` has a column for each fact."""


def say_answer(vocabulary: Vocabulary, answer: Answer, value: Value | tuple[Value, ...]) -> str:
    """An answer as a clause: "regionen är huvudman"."""
    if isinstance(value, tuple):
        words = " och ".join(_party_phrase(vocabulary, answer, item) for item in value) or NONE_HIT
    else:
        words = _party_phrase(vocabulary, answer, value)
    return answer.pattern.replace("{}", words)


def _party_phrase(vocabulary: Vocabulary, answer: Answer, value: Value) -> str:
    party = vocabulary.parties.get(str(value)) if answer.names_party else None
    if party is not None:
        return party.phrase
    return (
        f"{answer.domain.write(value)} {answer.domain.unit}".strip() if isinstance(answer.domain, Whole) else str(value)
    )
