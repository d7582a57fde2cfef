"""What an agreement answers for what is known, as a page shows it: the answer, why, and how the parties read it.

The agreement itself answers first. Readings stand below, and only when they differ: nobody has to choose one to get help.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.explanation import Explanation, explain
from samsyn.evaluation.sentences import result_words, value_words
from samsyn.facts.values import Value, as_list
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.decisions import Row
from samsyn.rules.library import FaultyTextError, NotFoundError
from samsyn.rules.versions import Agreement
from samsyn_web.journal.texts import applying, texts

MOST_ROWS: Final = 8

ASKED: Final = (
    ("halland/lakaransvar", "lakaransvar"),
    ("halland/lakaransvar", "ring_forst"),
    ("halland/hemsjukvard", "utforare"),
    ("halland/hemsjukvard", "huvudman"),
    ("nationell/utskrivning", "betalningsansvar"),
    ("nationell/utskrivning", "dagar_till_betalningsansvar"),
    ("halland/lakarinsatser", "lakarstod"),
)
"""What the pages of cases ask."""


@dataclass(frozen=True)
class Told:
    """An answer as computed, and as `parts/answer.html` shows it."""

    answer: str
    standing: Standing
    explanation: Explanation | None
    agreement: Agreement
    shown: Mapping[str, Any]

    @property
    def decision(self) -> str:
        """The decision that gives it."""
        return self.agreement.decided_by[self.answer].id

    @property
    def value(self) -> str | None:
        """The settled value as text."""
        value = self.standing.value
        return None if value is None or isinstance(value, tuple) else str(value)


def ask(agreement_id: str, answer: str, known: Mapping[str, Value], day: date, *, readings: bool = True) -> Told | None:
    """One answer under the agreement that applied on a day; None when none did, or it does not give it."""
    agreement = applying(agreement_id, day)
    return None if agreement is None else ask_of(agreement, answer, known, day, readings=readings)


def ask_of(
    agreement: Agreement, answer: str, known: Mapping[str, Value], day: date, *, readings: bool = True
) -> Told | None:
    """One answer under an agreement; None when it does not give it."""
    if answer not in agreement.answers:
        return None
    standing, explanation = decided(agreement, answer, known)
    shown = shown_answer(agreement, answer, standing, explanation)
    if readings:
        shown["readings"] = differing(agreement, answer, known, standing, day)
    return Told(answer, standing, explanation, agreement, shown)


def decided(agreement: Agreement, answer: str, known: Mapping[str, Value]) -> tuple[Standing, Explanation | None]:
    """How an answer stands, and why. Facts that cannot be true together are as good as none: the answer is then unknown."""
    return _explained(agreement, answer, situation(agreement, known))


@dataclass(frozen=True)
class Situation:
    """What is known, as far as an agreement can tell it apart: two of the same codes are answered the same."""

    codes: frozenset[tuple[int, int]]
    facts: Mapping[str, Value] = field(compare=False)


def situation(agreement: Agreement, known: Mapping[str, Value]) -> Situation:
    """What an agreement sees of what is known."""
    facts = {name: value for name, value in known.items() if name in agreement.facts}
    return Situation(frozenset(compile_once(agreement).space.codes(facts).items()), facts)


@lru_cache(maxsize=20_000)
def _standing(agreement: Agreement, answer: str, seen: Situation) -> tuple[Standing, bool]:
    """How an answer stands, and whether the facts can be true together. The same situations come again and again."""
    compiled = compile_once(agreement)
    try:
        return compiled.decide(seen.facts, (answer,))[answer], True
    except ImpossibleCaseError:
        return compiled.decide({}, (answer,))[answer], False


@lru_cache(maxsize=20_000)
def _explained(agreement: Agreement, answer: str, seen: Situation) -> tuple[Standing, Explanation | None]:
    standing, is_possible = _standing(agreement, answer, seen)
    if not is_possible:
        return standing, None
    return standing, explain(compile_once(agreement), seen.facts, answer, standing, changes=False)


def warm(day: date) -> None:
    """Compile what the pages of cases ask, with its readings, so that the first page is no slower than the others."""
    for name, answer in ASKED:
        ask(name, answer, {}, day)


def shown_answer(
    agreement: Agreement, answer: str, standing: Standing, explanation: Explanation | None
) -> dict[str, Any]:
    """An answer as its part of the page takes it."""
    vocabulary = agreement.vocabulary
    return {
        "question": vocabulary.answers[answer].question,
        "status": standing.status.value,
        "value": words(vocabulary, answer, standing),
        "missing": [in_a_sentence(vocabulary.facts[name].name) for name in standing.missing],
        "rows": [
            shown_row(agreement, reason.row)
            for reason in (explanation.reasons if explanation else ())[:MOST_ROWS]
            if reason.surely
        ],
        "thinkable": thinkable(vocabulary, answer, explanation),
        "readings": [],
    }


def in_a_sentence(name: str) -> str:
    """A fact's name in the middle of a sentence: in lower case, but for what is written in capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def sure_hits(told: Told) -> list[str]:
    """What a collecting table surely answers, though other rows of it may yet match."""
    decision = told.agreement.decided_by[told.answer]
    column = decision.outputs.index(told.answer)
    sure = frozenset.intersection(*(frozenset(match.sure) for match in told.standing.matches))
    return [str(decision.rows[place].outcomes[column]) for place in sorted(sure)]


def words(vocabulary: Vocabulary, answer: str, standing: Standing) -> str:
    """A standing in a word or a few; a party by its phrase."""
    if standing.status is Status.SETTLED:
        return value_words(vocabulary, answer, standing)
    if standing.status is Status.UNKNOWN:
        return "beror på " + as_list([f"”{in_a_sentence(vocabulary.facts[name].name)}”" for name in standing.missing])
    return "avtalet säger inget" if standing.status is Status.SILENT else "avtalet säger emot sig självt"


def thinkable(vocabulary: Vocabulary, answer: str, explanation: Explanation | None) -> list[str]:
    """What a silent answer could come to, as values."""
    if explanation is None:
        return []
    return [result_words(vocabulary, answer, one) for one in explanation.thinkable]


def shown_row(agreement: Agreement, row: Row) -> dict[str, Any]:
    """A row that fired, with its sources and how they bind."""
    sources = agreement.text.sources
    return {
        "name": row.name,
        "text": row.reason or "",
        "sources": [
            {
                "title": sources[one.key].title if one.key in sources else one.key,
                "place": one.locus,
                "kind": one.kind.value,
            }
            for one in row.citations
        ],
    }


def differing(
    agreement: Agreement, answer: str, known: Mapping[str, Value], base: Standing, day: date
) -> list[dict[str, str]]:
    """Every reading of an agreement, in one order, when any of them comes to another answer; else nothing."""
    library = texts().library
    told = []
    differs = False
    for name in library.readings_of(agreement.id, agreement.version):
        try:
            reading = library.usable(agreement.id, agreement.version, name, day)
        except (NotFoundError, FaultyTextError):
            continue
        if reading.reading_text is None or answer not in reading.answers:
            continue
        standing, _ = _standing(reading, answer, situation(reading, known))
        differs = differs or (standing.status, standing.value) != (base.status, base.value)
        told.append(
            {
                "reader": reading.reading_text.reader,
                "value": words(agreement.vocabulary, answer, standing),
                "standing": reading.reading_text.standing,
            }
        )
    return told if differs else []
