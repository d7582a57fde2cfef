"""Answers and their reasons as Swedish sentences: the practical answer first, then rows and sources, then what would change it."""

from collections.abc import Mapping

from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.explanation import Change, Explanation, Reason
from samsyn.evaluation.meaning import Void
from samsyn.facts.phrases import PERSON_PARTS, say_known, say_spans, say_values
from samsyn.facts.values import Whole, as_list
from samsyn.facts.vocabulary import Vocabulary, say_answer
from samsyn.rules.cells import Cell


def answer_sentence(vocabulary: Vocabulary, told: Explanation) -> str:
    """The practical answer, as one line."""
    answer, standing = vocabulary.answers[told.answer], told.standing
    if standing.status is Status.SETTLED:
        assert standing.value is not None
        said = say_answer(vocabulary, answer, standing.value)
        plainly = f"{said[:1].upper()}{said[1:]}."
        return plainly if said.lower().startswith(answer.name.lower()) else f"{answer.name}: {plainly}"
    if standing.status is Status.UNKNOWN:
        in_order = sorted(
            (isinstance(one, Void), result_words(vocabulary, told.answer, one)) for one in standing.results
        )
        could = as_list((words for _, words in in_order), "eller")
        asked = " ".join(vocabulary.facts[name].question for name in standing.missing)
        return f"{answer.name}: okänt ({could}). Det behöver vetas först: {asked}"
    if standing.status is Status.SILENT:
        return f"{answer.name}: avtalet är tyst.{_why_silent(vocabulary, told)}"
    return f"{answer.name}: avtalet säger emot sig självt."


def _why_silent(vocabulary: Vocabulary, told: Explanation) -> str:
    """What would be thinkable, and the question without an answer that the answer's own rows test, if any."""
    words = [result_words(vocabulary, told.answer, one) for one in told.thinkable]
    said = f" Tänkbart: {as_list(words)}." if words else ""
    own = [reason for reason in told.reasons if told.answer in reason.decision.outputs]
    if own and all(reason.surely for reason in own):
        return said
    silent = [reason for reason in told.reasons if reason.surely and None in reason.row.outcomes]
    other = next((reason.decision.question for reason in silent if reason not in own), "")
    return f"{said} Det beror på en fråga utan svar: ”{other}”" if other else said


def result_words(vocabulary: Vocabulary, answer: str, result: object) -> str:
    """A result in a word or two."""
    if isinstance(result, Void):
        return result.value
    if isinstance(result, tuple):
        return " och ".join(map(str, result)) or "inga"
    return vocabulary.answers[answer].domain.write(result) if isinstance(result, (str, int)) else str(result)


def value_words(vocabulary: Vocabulary, answer: str, standing: Standing) -> str:
    """A settled value, parties by the phrases people know them by; empty when it is not settled."""
    value = standing.value
    if isinstance(value, tuple):
        return as_list([party_words(vocabulary, str(one)) for one in value], "och") or "inga"
    return "" if value is None else party_words(vocabulary, result_words(vocabulary, answer, value))


def party_words(vocabulary: Vocabulary, value: str) -> str:
    """A party by the phrase that people know it by, others as they are."""
    party = vocabulary.parties.get(value)
    return party.phrase if party else value


def reason_lines(vocabulary: Vocabulary, reason: Reason) -> list[str]:
    """A row that fired, its source and where it stands."""
    decision, row = reason.decision, reason.row
    asked = [
        f"{variable.name}: {cell.text}"
        for name, cell in zip(decision.inputs, row.cells, strict=True)
        if not cell.anything and (variable := vocabulary.variable(name))
    ]
    lines = [_reason(vocabulary, reason, f" [{'; '.join(asked)}]" if asked else "")]
    if row.reason:
        lines.append(f"  {row.reason}")
    return lines


def reason_in_brief(vocabulary: Vocabulary, reason: Reason) -> str:
    """A row that fired, without what it asked."""
    return _reason(vocabulary, reason, "")


def _reason(vocabulary: Vocabulary, reason: Reason, condition: str) -> str:
    decision, row = reason.decision, reason.row
    outcomes = [
        f"{vocabulary.answers[name].name} = {'tyst' if value is None else vocabulary.answers[name].domain.write(value)}"
        for name, value in zip(decision.outputs, row.outcomes, strict=True)
    ]
    maybe = "" if reason.surely else " (kanske)"
    return f"• {decision.question} rad ”{row.name}”{maybe}{condition}: {', '.join(outcomes)}. {row.source} ({row.source_kind}), {row.place.file}:{row.place.line}"


def say_cells(vocabulary: Vocabulary, cells: Mapping[str, Cell]) -> str:
    """Cells as a clause: "någon som är under 18 år", "att insatsen är dialys"."""
    if not cells:
        return ""
    said = {}
    for name, cell in cells.items():
        fact = vocabulary.facts[name]
        said[name] = (
            say_spans(fact, cell.spans) if isinstance(fact.domain, Whole) else say_values(vocabulary, fact, cell.values)
        )
    about_person = any(vocabulary.facts[name].part in PERSON_PARTS for name in said)
    return f"{'att det gäller ' if about_person else ''}{say_known(vocabulary, said, 'någon', 'att')}"


def change_sentence(vocabulary: Vocabulary, answer: str, change: Change) -> str:
    """What would have to be otherwise for another answer."""
    assert not isinstance(change.result, Void)
    said = say_answer(vocabulary, vocabulary.answers[answer], change.result)
    other = say_cells(vocabulary, change.changed)
    also = say_cells(vocabulary, change.conditions)
    if not other:
        return f"Förutsatt {also}: {said}." if also else f"I andra fall: {said}."
    under = f" (förutsatt {also})" if also else ""
    return f"Vore det i stället så {other}{under}: {said}."
