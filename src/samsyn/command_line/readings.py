"""The agreement as it stands and every reading of it, side by side: who answers what, and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from samsyn.command_line.sayings import heading, say, table
from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.expectations import compile_once, standing_words
from samsyn.evaluation.explanation import Explanation, Reason, explain
from samsyn.evaluation.sentences import answer_sentence, change_sentence, reason_in_brief, reason_lines
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value, as_list
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.library import READINGS_FOLDER, FaultyTextError, Library

Key = TypeVar("Key")
Member = TypeVar("Member")

THE_TEXT = "avtalstexten"
"""The agreement as it stands, beside its readings."""
ACCORDING_TO = ("svar", "blir", "enligt")
"""The columns that tell what each answer comes to, and according to whom."""


@dataclass(frozen=True)
class _Side:
    """One way to read the agreement, and what it answers. `standing` is how far a reading can be trusted."""

    label: str
    standing: str
    confirmed: bool
    compiled: Compiled
    standings: Mapping[str, Standing]


def say_every_reading(
    library: Library,
    compiled: Compiled,
    known: Mapping[str, Value],
    chosen: Sequence[str],
    moment: datetime | None,
    explained: Collection[str],
    *,
    why: bool,
) -> None:
    """Who answers what under the agreement as it stands and under every reading; then why, for some of the answers.

    Without `why`, only the row that makes the difference is told.
    """
    vocabulary = compiled.agreement.vocabulary
    sides = _sides(library, compiled, known, moment)
    rows = []
    for name in chosen:
        groups = _grouped((standing_words(vocabulary, name, side.standings[name]), side.label) for side in sides)
        for words, labels in groups:
            who = "alla" if len(labels) == len(sides) else _list(labels)
            rows.append((vocabulary.answers[name].name, words, who))
    table(ACCORDING_TO, rows)
    for name in chosen:
        if name in explained:
            told = [(side, explain(side.compiled, known, name, side.standings[name])) for side in sides]
            for sentence, members in _grouped((answer_sentence(vocabulary, each), (side, each)) for side, each in told):
                heading(sentence)
                _say_group(vocabulary, known, members, None if why else told[0][1])
    if not why:
        others = "; --answer SVAR förklarar något av de andra svaren" if len(explained) < len(chosen) else ""
        say(f"--why visar alla rader som svaren vilar på, --reading LÄSNING följer en läsning{others}.")
    _say_how_far_to_trust(sides[1:], why=why)


def _sides(library: Library, compiled: Compiled, known: Mapping[str, Value], moment: datetime | None) -> list[_Side]:
    agreement, day = compiled.agreement, moment.date() if moment else None
    sides = [_Side(THE_TEXT, "", True, compiled, compiled.decide(known))]
    for reading in library.readings_of(agreement.id, agreement.version):
        try:
            read = compile_once(library.usable(agreement.id, agreement.version, reading, day))
        except FaultyTextError:
            say(f"Läsningen {reading} har fel i sin text och är inte med; se samsyn check.")
            continue
        text = read.agreement.reading_text
        assert text is not None
        sides.append(_Side(text.reader, text.standing, text.is_confirmed, read, read.decide(known)))
    return sides


def _list(labels: Sequence[str]) -> str:
    """An enumeration; parted by semicolons when a label has a comma of its own."""
    return "; ".join(labels) if any("," in label for label in labels) else as_list(labels, "och")


def _grouped(pairs: Iterable[tuple[Key, Member]]) -> list[tuple[Key, list[Member]]]:
    """What belongs to each key, in the order of the first."""
    groups: dict[Key, list[Member]] = {}
    for key, member in pairs:
        groups.setdefault(key, []).append(member)
    return list(groups.items())


def _say_group(
    vocabulary: Vocabulary,
    known: Mapping[str, Value],
    members: Sequence[tuple[_Side, Explanation]],
    text: Explanation | None,
) -> None:
    """Why those who answer alike do so: together as far as the rows, the decisive facts and the nearest changes agree.

    `text` explains the answer of the agreement as it stands: given, only the row that makes the difference to it is
    told, and what all have in common.
    """
    whys = _grouped(
        ((_rows(vocabulary, told, text), _decisive(vocabulary, known, told, 1 if text else 2)), side.label)
        for side, told in members
    )
    common = {decisive for (_, decisive), _ in whys}
    if text is not None:
        whys = _grouped(((rows, ()), label) for (rows, _), labels in whys for label in labels)
    said: set[str] = set()
    for (rows, decisive), labels in whys:
        say(f"enligt {as_list(labels, 'och')}{':' if rows else ''}", 2)
        fresh = [row for row in rows if row not in said]
        for row in fresh:
            say(row, 6)
        if len(fresh) < len(rows):
            say("i övrigt som ovan" if fresh else "samma rader som ovan", 6)
        said.update(fresh)
        for line in decisive if len(common) > 1 else ():
            say(line, 6)
    for line in next(iter(common)) if len(common) == 1 else ():
        say(line, 2)
    print()


def _rows(vocabulary: Vocabulary, told: Explanation, text: Explanation | None) -> tuple[str, ...]:
    if text is None:
        return tuple("\n".join(reason_lines(vocabulary, reason)) for reason in told.reasons)
    difference = _difference(told, text)
    return (reason_in_brief(vocabulary, difference),) if difference else ()


def _difference(told: Explanation, text: Explanation) -> Reason | None:
    """The row that leaves the answer silent; else one of the reading's that says what the text does not; else the first."""
    sure = [reason for reason in told.reasons if reason.surely]
    said = {(reason.decision.id, reason.row.outcomes) for reason in text.reasons if reason.surely}
    makes = [
        reason
        for reason in sure
        if (
            None in reason.row.outcomes
            if told.standing.status is Status.SILENT
            else f"/{READINGS_FOLDER}/" in reason.decision.agreement
            and (reason.decision.id, reason.row.outcomes) not in said
        )
    ]
    return next(iter((*makes, *sure)), None)


def _decisive(vocabulary: Vocabulary, known: Mapping[str, Value], told: Explanation, changes: int) -> tuple[str, ...]:
    """The facts that suffice, and the nearest changes."""
    lines = [change_sentence(vocabulary, told.answer, change) for change in told.changes[:changes]]
    if told.mattered:
        lines.insert(0, f"Avgörande: {say_case(vocabulary, {fact: known[fact] for fact in told.mattered})}.")
    return tuple(lines)


def _say_how_far_to_trust(readings: Sequence[_Side], *, why: bool) -> None:
    if why:
        for side in readings:
            say(f"{side.label}: {side.standing}.")
        return
    unconfirmed = [side.label for side in readings if not side.confirmed]
    if unconfirmed:
        whose = "läsningarna" if len(unconfirmed) == len(readings) else f"läsningarna av {as_list(unconfirmed, 'och')}"
        say(f"{whose.capitalize()} är återgivna ur andra texter, och inte fastställda av dem som läser.")
