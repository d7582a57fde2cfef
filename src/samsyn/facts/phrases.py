"""How what is known of a case is said in Swedish: phrases for values, for their absence, and for spans of numbers.

Phrases of *vem*, *var* and *ställning* continue "den som …"; those of *behov* and *tid* continue "när …".
"""

from collections.abc import Iterable, Mapping, Sequence

from samsyn.facts.values import Choice, Value, Whole, as_list
from samsyn.facts.vocabulary import Fact, Vocabulary

PERSON_PARTS = ("vem", "var", "ställning")
LONG_LIST = 5
_NEVER_LAST = ("av",)


def say_values(vocabulary: Vocabulary, fact: Fact, values: Iterable[Value]) -> str:
    """A choice of values as one phrase: a group's own words, the values, or what is not so when that is shorter."""
    assert isinstance(fact.domain, Choice)
    wanted = set(values)
    chosen = [value for value in fact.domain.values if value in wanted]
    others = [value for value in fact.domain.values if value not in wanted]
    for group in vocabulary.groups_of(fact.id):
        if group.phrase is not None and set(group.values) in (set(chosen), set(others)):
            return group.phrase.said if set(group.values) == set(chosen) else group.phrase.denied
    if len(others) < len(chosen):
        return _denied([fact.phrases[value].denied for value in others])
    by_group = (
        _by_group(vocabulary, fact, chosen) if len(chosen) > LONG_LIST and fact.part not in PERSON_PARTS else None
    )
    return by_group or factored([fact.phrases[value].said for value in chosen], "eller")


def _denied(phrases: Sequence[str]) -> str:
    """What is not so: those that begin alike up to a "inte" are joined by "eller", those that only end alike by "och"."""
    alike: dict[str, list[str]] = {}
    for phrase in phrases:
        before, inte, _ = phrase.partition("inte ")
        alike.setdefault(before + inte if inte else phrase, []).append(phrase)
    groups = [group for group in alike.values() if len(group) > 1]
    alone = [group[0] for group in alike.values() if len(group) == 1]
    return as_list([*(factored(group, "eller") for group in groups), *alone], "och")


def _by_group(vocabulary: Vocabulary, fact: Fact, chosen: Sequence[str]) -> str | None:
    """A long list said by groups that lie in it, when that takes at most half as many words."""
    left = set(chosen)
    names: list[str] = []
    groups = [group for group in vocabulary.groups_of(fact.id) if len(group.values) > 1 and set(group.values) <= left]
    while groups:
        best = max(groups, key=lambda group: len(left & set(group.values)))
        if len(left & set(best.values)) < 2:
            break
        names.append(f"”{best.name}”")
        left -= set(best.values)
        groups.remove(best)
    if not names or len(names) + len(left) > len(chosen) / 2:
        return None
    said = f"{fact.name.lower()} hör till {as_list(names)}"
    rest = [value for value in chosen if value in left]
    return f"{said} eller {factored([fact.phrases[value].said for value in rest], 'eller')}" if rest else said


def factored(phrases: Sequence[str], last: str) -> str:
    """Phrases with what they share at the beginning, else at the end, said once.

    "bor i A", "bor i B" → "bor i A eller B"; "A ansvarar", "B ansvarar" → "A eller B ansvarar".
    """
    if len(phrases) < 2:
        return "".join(phrases)
    words = [phrase.split() for phrase in phrases]
    shared = _shared(words)
    if shared:
        return " ".join([*words[0][:shared], as_list((" ".join(each[shared:]) for each in words), last)])
    ending = _shared([each[::-1] for each in words])
    if ending:
        return " ".join([as_list((" ".join(each[:-ending]) for each in words), last), *words[0][-ending:]])
    return as_list(phrases, last)


def _shared(words: Sequence[Sequence[str]]) -> int:
    """How many words all begin with, leaving each at least one of its own."""
    shared = 0
    while all(len(each) > shared + 1 and each[shared] == words[0][shared] for each in words):
        shared += 1
    while shared and words[0][shared - 1] in _NEVER_LAST:
        shared -= 1  # "av medicinska skäl inte kan … eller av andra skäl inte kan …"
    return shared


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


def say_known(vocabulary: Vocabulary, said: Mapping[str, str], who: str, opening: str = "när") -> str:
    """Phrases by fact as one clause, the person first: "någon som är under 18 år, när insatsen är dialys".

    Without anything about the person it begins with `opening`, for the phrases have the word order of a clause.
    """
    facts = [fact for name, fact in vocabulary.facts.items() if name in said]
    person = [said[fact.id] for fact in facts if fact.part in PERSON_PARTS]
    around = [said[fact.id] for fact in facts if fact.part not in PERSON_PARTS]
    return joined(person, around, who) if person or not around else f"{opening} {as_list(around, 'och')}"


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
