"""What the page of the interview shows: the question, what has been said, the answer with its rows, and every reading beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.contradictions import Clash
from samsyn.evaluation.explanation import Explanation, Reason
from samsyn.evaluation.sentences import change_sentence, party_words, value_words
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value, as_list
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.library import READINGS_FOLDER, Library
from samsyn.rules.periods import UNKNOWN_DATE
from samsyn.rules.versions import Agreement
from samsyn_web.agreements.addresses import IN_FORCE, REGIONS, page_of, shown_sources
from samsyn_web.agreements.interview import Said, Side, answers_to_ask

MOST_ROWS: Final = 10
MOST_ROWS_OF_READING: Final = 5
MOST_CHANGES: Final = 3

BEFORE: Final = "forut_"
"""Before the name of a fact that is asked anew: what it was."""

OWN_NAMES: Final = frozenset(
    {"avtal", "svar", "vet_inte", "vet_inte_nu", "fraga", "andra", "bort", "tidpunkt", "csrfmiddlewaretoken"}
)
"""The names in the form that are no facts; a test holds that no fact is called so."""

OF_A_MOMENT: Final = frozenset({"veckodag", "helgdag", "helgdag_dagen_fore", "klockslag"})
"""The facts that a moment settles; a test holds that they are those of `facts_of_moment`."""


def agreements_to_choose(library: Library, today: date) -> list[dict[str, Any]]:
    """Every version of every agreement, those that apply today first, then the others by region."""
    now: list[tuple[str, str]] = []
    others: dict[str, list[tuple[str, str]]] = {}
    for name, versions in library.agreements.items():
        judged = library.applying(name, today)
        for version in reversed(versions):
            text = library.agreement_text(name, version)
            if judged[version].word in IN_FORCE:
                now.append((f"{name}@{version}", text.title))
            else:
                note = (
                    "förslag"
                    if text.status == "förslag"
                    else version.replace("-", " ")
                    if version == UNKNOWN_DATE
                    else version
                )
                others.setdefault(name.partition("/")[0], []).append((f"{name}@{version}", f"{text.title} ({note})"))
    return [
        {"name": "Gäller i dag", "choices": sorted(now, key=lambda one: _region_order(one[0]))},
        *(
            {"name": f"{REGIONS.get(region, region)}: andra versioner och förslag", "choices": others[region]}
            for region in sorted(others, key=_region_order)
        ),
    ]


def _region_order(address: str) -> tuple[bool, int, str]:
    """Our own region first, then the law, then others."""
    region = address.partition("/")[0]
    order = ("halland", "nationell", *REGIONS)
    return region not in order, order.index(region) if region in order else 0, address


def answers_to_choose(agreement: Agreement) -> list[dict[str, Any]]:
    """The questions that can be asked of an agreement, those that name a party first."""
    names = ("Vem gör det?", "Annat som avtalet svarar på", "Delfrågor som svaren vilar på")
    return [
        {"name": name, "answers": [agreement.answers[one] for one in members]}
        for name, members in zip(names, answers_to_ask(agreement), strict=True)
        if members
    ]


def said_so_far(said: Said, agreement: Agreement, mattered: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What has been said, in the order of telling, each with what can be done about it."""
    facts = agreement.vocabulary.facts
    return [
        {
            "id": name,
            "name": fact.name,
            "value": fact.domain.write(said.known[name]) if name in said.known else "vet inte",
            "is_known": name in said.known,
            "is_used": name in agreement.facts,
            "mattered": name in mattered,
        }
        for name, fact in facts.items()
        if name in said.known or name in said.unanswerable
    ]


# ---- the answer


def shown_answer(side: Side, answer: str, standing: Standing, told: Explanation) -> dict[str, Any]:
    """An answer as `parts/answer.html` has it."""
    vocabulary = side.agreement.vocabulary
    return {
        "question": vocabulary.answers[answer].question,
        "status": standing.status.value,
        "value": value_words(vocabulary, answer, standing),
        "missing": [vocabulary.facts[name].name.lower() for name in standing.missing],
        "rows": shown_rows(side.agreement, told),
        "readings": [],
        "url": page_of(side.agreement),
    }


def shown_rows(agreement: Agreement, told: Explanation) -> list[dict[str, Any]]:
    """The rows that an answer rests on: its own table's first, then what makes the difference, then the rest.

    What makes it is what a reading says, and what is silent. Of a silent answer the rows that may hold are told too.
    """
    reasons = [one for one in told.reasons if one.surely or told.standing.status is Status.SILENT]

    def order(one: Reason) -> int:
        if told.answer in one.decision.outputs:
            return 0
        return 1 if f"/{READINGS_FOLDER}/" in one.decision.agreement or None in one.row.outcomes else 2

    return [
        {"name": one.row.name, "text": _row_words(agreement.vocabulary, one), "sources": shown_sources(agreement, one)}
        for one in sorted(reasons, key=order)[:MOST_ROWS]
    ]


def _row_words(vocabulary: Vocabulary, reason: Reason) -> str:
    """What a row says: its table's question, its answer, and its reason."""
    answers = [
        "tyst" if value is None else party_words(vocabulary, vocabulary.answers[name].domain.write(value))
        for name, value in zip(reason.decision.outputs, reason.row.outcomes, strict=True)
    ]
    told = f"{reason.decision.question} {as_list(answers, 'och').capitalize() if len(answers) == 1 else ', '.join(answers)}."
    maybe = " Raden stämmer kanske." if not reason.surely else ""
    return f"{told}{maybe} {reason.row.reason}".strip()


def reading_cards(
    every_side: Sequence[Side], answer: str, known: Mapping[str, Value], first: tuple[Standing, Explanation]
) -> list[dict[str, Any]]:
    """The text and every reading of it side by side: what each answers, and the rows it rests on."""
    cards = []
    for number, side in enumerate(every_side):
        if answer not in side.agreement.answers:
            continue
        if number == 0:
            standing, told = first
        else:
            standing = side.standing(known, answer)
            told = side.explained(known, answer, standing)
        reading = side.agreement.reading_text
        vocabulary = side.agreement.vocabulary
        cards.append(
            {
                "label": side.label,
                "status": standing.status.value,
                "value": value_words(vocabulary, answer, standing),
                "missing": [vocabulary.facts[name].name.lower() for name in standing.missing],
                "rows": shown_rows(side.agreement, told)[:MOST_ROWS_OF_READING],
                "standing": reading.standing if reading else "avtalet som det är återgivet",
                "url": page_of(side.agreement),
            }
        )
    return cards


def do_they_differ(cards: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any two answer otherwise."""
    return len({(card["status"], card["value"]) for card in cards}) > 1


def changes(vocabulary: Vocabulary, told: Explanation) -> list[str]:
    """What would have to be otherwise for another answer, the nearest first."""
    return [change_sentence(vocabulary, told.answer, one) for one in told.changes[:MOST_CHANGES]]


def mattered_words(vocabulary: Vocabulary, known: Mapping[str, Value], told: Explanation) -> str:
    """The known facts that suffice for the answer, in a sentence."""
    facts = {name: known[name] for name in told.mattered}
    return _sentence(say_case(vocabulary, facts)) if facts else ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def as_text(
    agreement: Agreement, shown: Mapping[str, Any], cards: Sequence[Mapping[str, Any]], case: str, now: datetime
) -> str:
    """The answer as text to copy into a record of one's own."""
    value = _card_words(shown)
    lines = [
        f"{shown['question']} {value}",
        f"Underlag: {case}" if case else "Underlag: inga uppgifter.",
        f"Enligt {agreement.text.title}, version {agreement.version}.",
    ]
    if do_they_differ(cards):
        lines.append("Parterna läser avtalet olika:")
        lines += [f"- {card['label']}: {_card_words(card)}" for card in cards]
    lines.append(f"Hämtat ur Samsyns Ansvarskollen {now.astimezone(STOCKHOLM):%Y-%m-%d kl. %H.%M}.")
    return "\n".join(lines)


def _card_words(card: Mapping[str, Any]) -> str:
    if card["status"] == Status.SETTLED.value:
        return f"{card['value']}."
    if card["status"] == Status.UNKNOWN.value:
        return f"Okänt, det beror på {as_list(card['missing'], 'och')}."
    return "Avtalet säger inget." if card["status"] == Status.SILENT.value else "Avtalet säger emot sig självt."


def address_of(agreement: str, answer: str, state: Sequence[tuple[str, str]], base: str) -> str:
    """The interview's own address with all that has been said."""
    return f"{base}?{urlencode([('avtal', agreement), ('svar', answer), *state])}"


def clash_words(vocabulary: Vocabulary, clashing: Clash) -> str:
    """Which facts cannot be true together, and why."""
    told = as_list([f"{name.lower()}: {value}" for name, value in clashing.told(vocabulary)], "och")
    return f"{_sentence(told)[:-1]} kan inte vara sant samtidigt. {clashing.why}"
