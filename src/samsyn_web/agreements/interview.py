"""The interview: what is known of a made-up case, what to ask next, and how the agreement and each reading answers.

No person is asked about: there are only facts of the vocabulary. The state is what has been said, and nothing is kept.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.explanation import Explanation, explain
from samsyn.evaluation.questions import main_answers, next_question
from samsyn.facts.case import FactError, read_fact, write_facts
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Fact, Vocabulary
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement
from samsyn_web.agreements.addresses import joined, label

USUAL: Final = "halland/hemsjukvard"
"""The agreement asked about when none is named."""

USUAL_ANSWERS: Final = ("huvudman", "ring_forst", "lakaransvar", "utforare")
"""The answers asked for first, where an agreement gives them."""


@dataclass(frozen=True)
class Side:
    """One way to read the agreement: the text itself, or a party's reading of it."""

    agreement: Agreement

    @property
    def label(self) -> str:
        """What it is called beside the others."""
        return label(self.agreement)

    @property
    def compiled(self) -> Compiled:
        """Made ready to decide, once."""
        return compile_once(self.agreement)

    def standing(self, known: Mapping[str, Value], answer: str) -> Standing:
        """How it answers."""
        return self.compiled.decide(known)[answer]

    def explained(self, known: Mapping[str, Value], answer: str, standing: Standing) -> Explanation:
        """Why it answers so."""
        return explain(self.compiled, known, answer, standing)


@dataclass(frozen=True)
class Asked:
    """The next thing to ask. `only_for` are the readings whose answers alone it can change; none for the text's own."""

    fact: Fact
    only_for: tuple[str, ...] = ()


def sides(library: Library, agreement: Agreement, today: date) -> tuple[Side, ...]:
    """The agreement as it stands, then every reading of it."""
    names = ("", *library.readings_of(agreement.id, agreement.version))
    return tuple(Side(joined(library, agreement.id, agreement.version, name, today)) for name in names)


def answers_to_ask(agreement: Agreement) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The answers that can be asked for: those that name a party, the other main ones, and what those rest on."""
    main = main_answers(agreement)
    party = [name for name in main if agreement.answers[name].names_party]
    party.sort(key=lambda name: USUAL_ANSWERS.index(name) if name in USUAL_ANSWERS else len(USUAL_ANSWERS))
    others = tuple(name for name in main if name not in party)
    return tuple(party), others, tuple(name for name in agreement.answers if name not in main)


def usual_answer(agreement: Agreement) -> str:
    """The answer asked for when none is named."""
    return next(name for names in answers_to_ask(agreement) for name in names)


# ---- what is said


@dataclass(frozen=True)
class Said:
    """What has been said: known facts, facts that the asked does not know, and what was not understood."""

    known: Mapping[str, Value]
    unanswerable: frozenset[str]
    faults: tuple[str, ...]

    def with_fact(self, fact: str, value: Value) -> "Said":
        """The same with one more fact, or another value of it."""
        return Said({**self.known, fact: value}, self.unanswerable - {fact}, self.faults)

    def without(self, fact: str) -> "Said":
        """The same without one fact."""
        known = {name: value for name, value in self.known.items() if name != fact}
        return Said(known, self.unanswerable - {fact}, self.faults)

    def not_known(self, fact: str) -> "Said":
        """The same, with one fact that the asked does not know."""
        return Said(self.without(fact).known, self.unanswerable | {fact}, self.faults)


def read_said(vocabulary: Vocabulary, facts: Iterable[tuple[str, str]], unanswerable: Iterable[str]) -> Said:
    """What has been said, from names and texts. What the vocabulary does not have is told, and left out."""
    known: dict[str, Value] = {}
    faults: list[str] = []
    for name, text in facts:
        try:
            fact, value = read_fact(vocabulary, name[:100], text[:200])
        except FactError as error:
            faults.append(f"{error.what[:1].upper()}{error.what[1:]}. Uppgiften används inte.")
            continue
        if value is not None:
            known[fact.id] = value
    named = frozenset(name for name in unanswerable if name in vocabulary.facts and name not in known)
    return Said({name: known[name] for name in vocabulary.facts if name in known}, named, tuple(faults))


def state(said: Said, vocabulary: Vocabulary, leaving_out: Collection[str] = ()) -> list[tuple[str, str]]:
    """What has been said as the names and values of a form, in the order of telling."""
    facts = [one for one in write_facts(vocabulary, said.known).items() if one[0] not in leaving_out]
    return [*facts, *(("vet_inte", name) for name in vocabulary.facts if name in said.unanswerable)]


# ---- what to ask


def ask_next(every_side: tuple[Side, ...], answer: str, said: Said) -> Asked | None:
    """The next fact worth asking for: first what can change the text's answer, then what only a reading needs."""
    for number, side in enumerate(every_side):
        if answer not in side.agreement.answers:
            continue
        fact = next_question(side.compiled, said.known, (answer,), said.unanswerable)
        if fact is not None:
            found = side.agreement.vocabulary.facts[fact]
            return Asked(found, _needing(every_side, fact, answer, said) if number else ())
    return None


def _needing(every_side: tuple[Side, ...], fact: str, answer: str, said: Said) -> tuple[str, ...]:
    """The readings whose answer a fact can change."""
    return tuple(
        side.label
        for side in every_side
        if (standing := side.standing(said.known, answer)).status is Status.UNKNOWN and fact in standing.missing
    )
