"""How what is known of a case is said in Swedish: phrases for values, for their absence, and for spans of numbers.

Phrases of *vem*, *var* and *ställning* continue "den som …"; those of *behov* and *tid* continue "när …".
"""

from collections.abc import Iterable, Mapping, Sequence

from samsyn.facts.values import Choice, Value, Whole, as_list
from samsyn.facts.vocabulary import Fact, Vocabulary

PERSON_PARTS = ("vem", "var", "ställning")
LONG_LIST = 5


def say_values(vocabulary: Vocabulary, fact: Fact, values: Iterable[Value]) -> str:
    """A choice of values as one phrase, denied when that is shorter: "bor inte i HVB", "insatsen är dialys eller TPN"."""
    assert isinstance(fact.domain, Choice)
    chosen = [value for value in fact.domain.values if value in set(values)]
    others = [value for value in fact.domain.values if value not in chosen]
    group = next((group.name for group in vocabulary.groups_of(fact.id) if set(group.values) == set(chosen)), None)
    if group is not None and len(chosen) > LONG_LIST and fact.part not in PERSON_PARTS:
        return f"{fact.name.lower()} hör till ”{group}”"
    if len(others) < len(chosen):
        return factored([fact.phrases[value].denied for value in others], "eller")
    return factored([fact.phrases[value].said for value in chosen], "eller")


def factored(phrases: Sequence[str], last: str) -> str:
    """Phrases with their common beginning said once: "bor i A", "bor i B" → "bor i A eller B"."""
    if len(phrases) < 2:
        return "".join(phrases)
    words = [phrase.split() for phrase in phrases]
    shared = 0
    while all(len(each) > shared + 1 and each[shared] == words[0][shared] for each in words):
        shared += 1
    return " ".join([*words[0][:shared], as_list((" ".join(each[shared:]) for each in words), last)])


def say_spans(fact: Fact, spans: Iterable[tuple[int, int]]) -> str:
    """Spans of numbers as one phrase: "är under 18 år eller 65–79 år"."""
    assert isinstance(fact.domain, Whole)
    domain = fact.domain
    clock = domain.unit == "klockslag"
    unit = f" {domain.unit}" if domain.unit and not clock else ""
    older = "äldre" if domain.unit == "år" else "senare" if clock else "mer"
    said = []
    for low, high in spans:
        if low == high:
            said.append(f"{domain.write(low)}{unit}")
        elif low == domain.low:
            said.append(f"{'före' if clock else 'under'} {domain.write(high + 1)}{unit}")
        elif high == domain.high:
            said.append(f"{domain.write(low)}{unit} eller {older}")
        elif clock:
            said.append(f"från {domain.write(low)} till {domain.write(high + 1)}")
        else:
            said.append(f"{domain.write(low)}–{domain.write(high)}{unit}")
    return fact.pattern.replace("{}", as_list(said))


def say_fact(fact: Fact, value: Value) -> str:
    """One known fact as a phrase."""
    if isinstance(fact.domain, Whole):
        assert isinstance(value, int)
        return say_spans(fact, [(value, value)])
    return fact.phrases[value].said if value in fact.phrases else f"{fact.name}: {value}"


def say_known(vocabulary: Vocabulary, said: Mapping[str, str], who: str) -> str:
    """Phrases by fact as one clause, the person first: "någon som är under 18 år, när insatsen är dialys"."""
    facts = [fact for name, fact in vocabulary.facts.items() if name in said]
    person = [said[fact.id] for fact in facts if fact.part in PERSON_PARTS]
    around = [said[fact.id] for fact in facts if fact.part not in PERSON_PARTS]
    return joined(person, around, who) if person or not around else as_list(around, "och")


def say_case(vocabulary: Vocabulary, facts: Mapping[str, Value]) -> str:
    """A case in one sentence, without full stop: "Någon som är 82 år och bor i …, när insatsen är …"."""
    return say_known(
        vocabulary,
        {name: say_fact(fact, facts[name]) for name, fact in vocabulary.facts.items() if name in facts},
        "någon",
    )


def joined(person: Sequence[str], around: Sequence[str], who: str) -> str:
    """What is said of the person and of the situation, in one clause."""
    about = f"{who} som {as_list(person, 'och')}" if person else who
    return f"{about}, när {as_list(around, 'och')}" if around else about
