"""A case: the facts that are known of one person at one moment. What is not there is unknown, never guessed."""

from collections.abc import Mapping
from datetime import datetime

from samsyn.clocks.almanac import FIRST_YEAR, LAST_YEAR, moment
from samsyn.documents.identifiers import fold, suggestion
from samsyn.facts.values import Choice, Value, Whole, as_list
from samsyn.facts.vocabulary import Fact, Vocabulary


class FactError(Exception):
    """A fact or value that the vocabulary does not have; the message is Swedish, with a suggestion in `hint`."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what} – {hint}" if hint else what)
        self.what = what
        self.hint = hint


SHORTEST_PART = 3
"""Letters of a word that is looked for within the values."""

UNKNOWN_WORDS = ("", "-", "–", "?", "okänt", "okant")


def read_fact(vocabulary: Vocabulary, name: str, text: str) -> tuple[Fact, Value | None]:
    """A fact and its value from text; None when the text says that it is unknown."""
    fact = vocabulary.facts.get(fold(name))
    if fact is None:
        known = [fact.id for fact in vocabulary.facts.values()]
        raise FactError(f"faktumet ”{name}” finns inte", suggestion(name, known, "se samsyn show begrepp"))
    if text.strip() in UNKNOWN_WORDS:
        return fact, None
    value = fact.domain.read(text.strip())
    if value is None:
        raise FactError(f"”{text}” är inget värde för {fact.name}", _values(fact, text))
    return fact, value


def _values(fact: Fact, text: str) -> str:
    domain = fact.domain
    if isinstance(domain, Choice):
        word = fold(text)
        containing = [value for value in domain.values if len(word) >= SHORTEST_PART and word in fold(value)]
        if containing:
            return f"menade du {as_list([f'”{value}”' for value in containing])}?"
        return suggestion(text, domain.values, "värdena är: " + ", ".join(domain.values))
    assert isinstance(domain, Whole)
    return f"skriv ett {'klockslag' if domain.unit == 'klockslag' else 'heltal'} från {domain.write(domain.low)} till {domain.write(domain.high)}"


def read_facts(vocabulary: Vocabulary, said: Mapping[str, str]) -> dict[str, Value]:
    """Known facts by identifier, from names and texts."""
    facts: dict[str, Value] = {}
    for name, text in said.items():
        fact, value = read_fact(vocabulary, name, text)
        if value is not None:
            facts[fact.id] = value
    return facts


def facts_of_moment(vocabulary: Vocabulary, when: datetime) -> dict[str, Value]:
    """The facts that a moment settles: weekday, holiday, holiday the day before, time of day."""
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise FactError(f"år {when.year} ligger utanför kalendern, som går från {FIRST_YEAR} till {LAST_YEAR}")
    described = moment(when)
    told: dict[str, Value] = {
        "veckodag": described.weekday,
        "helgdag": described.day.value,
        "helgdag_dagen_fore": described.day_before.value,
        "klockslag": described.minutes,
    }
    return {
        name: value
        for name, value in told.items()
        if name in vocabulary.facts and value in vocabulary.facts[name].domain
    }


def write_facts(vocabulary: Vocabulary, facts: Mapping[str, Value]) -> dict[str, str]:
    """Facts as texts that `read_facts` reads back, in the order of telling."""
    return {name: fact.domain.write(facts[name]) for name, fact in vocabulary.facts.items() if name in facts}
