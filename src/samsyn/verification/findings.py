"""Findings as values: what was found, for which cases, told as a sentence, with an example that has been replayed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samsyn.evaluation.compiled import Space
from samsyn.facts.phrases import PERSON_PARTS, joined, say_spans, say_values
from samsyn.facts.values import Value, Whole, as_list
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import Cell
from samsyn.verification.pieces import Box, Piece


class Kind(StrEnum):
    """What sort of finding it is."""

    GAP = "gap"
    KNOWN_GAP = "known_gap"
    REST = "rest"
    CONTRADICTION = "contradiction"
    DEAD_ROW = "dead_row"
    DIFFERENCE = "difference"


class Verdict(StrEnum):
    """Whether what was asked holds."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_VERIFIED = "not_verified"


DIFFERENCE_CLASSES = (
    "båda pekar på den andra",
    "båda tar ansvar",
    "en tiger",
    "olika instans",
    "en motsäger sig",
    "olika svar",
)
"""What the patient meets, the worst first."""

FAILING = (Kind.GAP, Kind.CONTRADICTION, Kind.DEAD_ROW, Kind.DIFFERENCE)
"""The kinds that make a verification fail; known gaps and what only `annars` answers are told apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `facts` are the conditions of its cases (identifier → cell), `exceptions` conditions taken out of them, `example`
    a case that was replayed, `rows` the names of the rows it rests on, `class_` a finer word for the kind. A difference
    also has `when`: what makes the notion disputed, as alternatives of which one must hold too; `telling` is its
    sentence in parts: whom it touches, the alternatives, and what each side says.
    """

    kind: Kind
    class_: str
    answer: str
    facts: Mapping[str, Cell]
    exceptions: tuple[Mapping[str, Cell], ...]
    sentence: str
    example: Mapping[str, Value]
    rows: tuple[str, ...]
    place: str = ""
    when: tuple[Mapping[str, Cell], ...] = ()
    telling: tuple[str, tuple[str, ...], str] = ("", (), "")

    @property
    def fails(self) -> bool:
        """Whether it makes a verification fail."""
        return self.kind in FAILING


def cells_of(space: Space, box: Box) -> dict[str, Cell]:
    """A box as cells by fact, in the order of telling."""
    return {space.facts[level].fact.id: space.facts[level].cell(box[level]) for level in sorted(box)}


def scope(vocabulary: Vocabulary, space: Space, piece: Piece, everywhere: str = "i samtliga fall") -> str:
    """Whom and when a piece is about: "för den som bor i …, när insatsen är …, utom för den som …"."""
    person, around = _phrases(vocabulary, space, piece.box)
    if person:
        told = f"för {joined(person, around, 'den')}"
    else:
        told = f"när {as_list(around, 'och')}" if around else everywhere
    for exception in piece.exceptions:
        told += _exception(*_phrases(vocabulary, space, exception))
    return told


def scope_of_difference(vocabulary: Vocabulary, space: Space, piece: Piece) -> str:
    """As `scope`, but what the dispute is about first: "när insatsen är dialys, för den som bor i …"."""
    person, around = _phrases(vocabulary, space, piece.box)
    first = [f"när {as_list(around, 'och')}"] if around else []
    second = [f"för den som {as_list(person, 'och')}"] if person else ["för alla"] if not around else []
    told = ", ".join([*first, *second])
    for exception in piece.exceptions:
        told += _exception(*_phrases(vocabulary, space, exception))
    return told


def _exception(person: list[str], around: list[str]) -> str:
    """An exception in words."""
    return ", utom " + (joined(person, around, "för den") if person else f"när {as_list(around, 'och')}")


def _phrases(vocabulary: Vocabulary, space: Space, box: Box) -> tuple[list[str], list[str]]:
    """What is said of the person, and of the situation."""
    person: list[str] = []
    around: list[str] = []
    for level in sorted(box):
        fact = space.facts[level].fact
        members = [space.facts[level].members[index] for index in sorted(box[level])]
        if isinstance(fact.domain, Whole):
            cell = space.facts[level].cell(box[level])
            phrase = say_spans(fact, cell.spans)
        else:
            phrase = say_values(
                vocabulary, fact, [value for member in members for value in member if not isinstance(value, tuple)]
            )
        (person if fact.part in PERSON_PARTS else around).append(phrase)
    return person, around


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
