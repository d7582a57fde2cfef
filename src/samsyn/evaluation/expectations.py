"""The regression test of an agreement: the experts' cases decided again, and what came out held against what was expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from samsyn.evaluation.answers import STATUS_WORDS, ImpossibleCaseError, Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import NONE_HIT, Vocabulary
from samsyn.rules.cases import Expected, ExpertCase
from samsyn.rules.library import Library, NotFoundError
from samsyn.rules.versions import Agreement


@dataclass(frozen=True, slots=True)
class Tried:
    """One expected answer beside what came out. `got` has the words of a value or a status, or why nothing came out."""

    case: ExpertCase
    expected: Expected
    agreement: str
    version: str
    reading: str
    answer: str
    wanted: str
    got: str

    @property
    def changed(self) -> bool:
        """Whether the answer is another than expected."""
        return self.wanted != self.got


@lru_cache(maxsize=64)
def compile_once(agreement: Agreement) -> Compiled:
    """An agreement compiled, kept for the next who asks for the same."""
    return Compiled.of(agreement)


def standing_words(vocabulary: Vocabulary, answer: str, standing: Standing | None) -> str:
    """A standing in words: its value, or its status. None is an answer that the agreement does not give."""
    if standing is None:
        return "ger inget sådant svar"
    if standing.status is not Status.SETTLED:
        return STATUS_WORDS[standing.status]
    return write_value(vocabulary, answer, standing.value)


def write_value(vocabulary: Vocabulary, answer: str, value: Value | tuple[Value, ...] | None) -> str:
    """A settled value in words; a collection's parted by "; "."""
    domain = vocabulary.answers[answer].domain
    if isinstance(value, tuple):
        return "; ".join(domain.write(each) for each in value) or NONE_HIT
    return "" if value is None else domain.write(value)


def decided(agreement: Agreement, facts: Mapping[str, Value]) -> Mapping[str, Standing] | str:
    """Every answer's standing for a case, or why the case cannot be."""
    try:
        return compile_once(agreement).decide(facts)
    except ImpossibleCaseError as error:
        return f"omöjligt fall: {error}"


def try_cases(
    library: Library, agreement: str, version: str = "", reading: str = "", cases_of: str = ""
) -> Iterator[Tried]:
    """Decide every expected case of an agreement again.

    With `version`, `reading` or another agreement's cases (`cases_of`), only what is expected of that agreement as it
    stands is tried, and what comes out instead is told: what would change.
    """
    file = library.cases(cases_of or agreement)
    elsewhere = bool(version or reading or cases_of not in ("", agreement))
    for expected in file.expected:
        if elsewhere and (expected.reading or expected.version):
            continue
        case = file.cases[expected.case]
        used_version = version or _version(library, agreement, expected, case)
        used_reading = reading or expected.reading
        standings = decided(library.usable(agreement, used_version, used_reading), case.facts)
        for answer, wanted in expected.answers.items():
            got = (
                standings
                if isinstance(standings, str)
                else standing_words(library.vocabulary, answer, standings.get(answer))
            )
            wanted_words, got_words = (_in_order(words, library.vocabulary, answer) for words in (wanted, got))
            yield Tried(case, expected, agreement, used_version, used_reading, answer, wanted_words, got_words)


def _version(library: Library, agreement: str, expected: Expected, case: ExpertCase) -> str:
    if expected.version:
        return library.find(f"{agreement}@{expected.version}")[1]
    if case.moment is not None:
        try:
            return library.find(agreement, case.moment.date())[1]
        except NotFoundError:
            return library.latest(agreement)
    return library.latest(agreement)


def _in_order(words: str, vocabulary: Vocabulary, answer: str) -> str:
    """A collection's values in the vocabulary's order, so that only what is collected is compared."""
    pieces = words.split("; ")
    if len(pieces) < 2:
        return words
    order = [vocabulary.answers[answer].domain.write(value) for value in vocabulary.answers[answer].domain]
    return "; ".join(sorted(pieces, key=lambda piece: order.index(piece) if piece in order else len(order)))
