"""`decide`: answers for a case, or for a table of them."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from samsyn.command_line.library import is_only_a_day, open_library, read_moment
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, progress, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.expectations import compile_once, standing_words
from samsyn.evaluation.explanation import Explanation, explain
from samsyn.evaluation.questions import main_answers
from samsyn.evaluation.receipt import answers_as_data, make_receipt, write_receipt
from samsyn.evaluation.sentences import answer_sentence, change_sentence, reason_lines
from samsyn.facts.case import facts_of_moment, read_fact
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value, as_list
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.library import FaultyTextError, Library
from samsyn.rules.versions import Agreement


def decide(arguments: argparse.Namespace) -> int:
    """One case, or a whole table of them. Status 0 whatever the answers are."""
    library = open_library(arguments)
    if arguments.table or arguments.out:
        return _decide_table(arguments, library)
    agreement, known, moment = asked(arguments, library)
    compiled = compile_once(agreement)
    standings = compiled.decide(known)
    chosen = chosen_answers(agreement, arguments.answer)
    if arguments.receipt:
        Path(arguments.receipt).write_text(
            write_receipt(make_receipt(compiled, known, standings, moment)), encoding="utf-8"
        )
    if arguments.json:
        answers = answers_as_data(compiled, known, standings, chosen if arguments.answer else None)
        as_json(
            {"agreement": agreement.id, "version": agreement.version, "reading": agreement.reading, "answers": answers}
        )
        return 0
    say_the_case(library, agreement, known, moment)
    if agreement.reading or not library.readings_of(agreement.id, agreement.version):
        say_answers(compiled, known, standings, chosen)
    else:
        say_every_reading(library, compiled, known, standings, chosen, moment)
    if arguments.receipt:
        say(f"Kvittot är sparat i {arguments.receipt}.")
    return 0


def asked(arguments: argparse.Namespace, library: Library) -> tuple[Agreement, dict[str, Value], datetime | None]:
    """The agreement and the known facts that the command line names."""
    moment = read_moment(arguments.at)
    agreement, version = library.find(arguments.agreement, moment.date() if moment else None)
    found = library.usable(agreement, version, arguments.reading, moment.date() if moment else None)
    known: dict[str, Value] = facts_of_moment(library.vocabulary, moment) if moment else {}
    if moment and is_only_a_day(arguments.at):
        known.pop("klockslag", None)
    said_already: set[str] = set()
    for said in arguments.fact:
        name, equals, text = said.partition("=")
        if not equals:
            raise NotPossibleError(f"uppgiften ”{said}” går inte att förstå; skriv FAKTUM=VÄRDE, t.ex. alder=82")
        fact, value = read_fact(library.vocabulary, name, text)
        if fact.id in said_already:
            raise NotPossibleError(f"{fact.id} är uppgivet två gånger; ange det en gång")
        said_already.add(fact.id)
        if value is None:
            known.pop(fact.id, None)
        else:
            known[fact.id] = value
    return found, known, moment


def chosen_answers(agreement: Agreement, named: Sequence[str]) -> tuple[str, ...]:
    """The answers to tell: those named, or the main ones."""
    chosen = []
    for name in named:
        if fold(name) not in agreement.answers:
            known = list(agreement.answers)
            raise NotPossibleError(
                f"{agreement.id} ger inget svar ”{name}” – {suggestion(name, known, 'svaren är: ' + ', '.join(known))}"
            )
        chosen.append(fold(name))
    return tuple(chosen) or main_answers(agreement)


def say_the_case(library: Library, agreement: Agreement, known: Mapping[str, Value], moment: datetime | None) -> None:
    """Which agreement, how it stands, and the case in a sentence."""
    text = agreement.text
    source = (
        f", läst av {agreement.reading_text.reader} ({agreement.reading_text.standing})"
        if agreement.reading_text
        else ""
    )
    heading(f"{text.title}, version {agreement.version}{source}")
    if moment is not None:
        verdict = library.applying(agreement.id, moment.date())[agreement.version]
        if verdict.word != "ja":
            said = {"antas": "antas gälla då", "osäkert": "det är osäkert om den gällde då"}.get(
                verdict.word, "den gällde inte då"
            )
            say(f"{moment.date().isoformat()}: {said} – {verdict.why}.")
    if text.period.start is None:
        say("Startdatum okänt: ingen källa säger från när den gäller.")
    if text.status == "förslag":
        say("Detta är ett förslag, inte ett gällande avtal.")
    told = {
        name: value
        for name, value in known.items()
        if name in agreement.facts or agreement.vocabulary.facts[name].part != "tid"
    }
    if told:
        case = say_case(agreement.vocabulary, told)
        say(f"{case[:1].upper()}{case[1:]}.")
    unused = [agreement.vocabulary.facts[name].name for name in told if name not in agreement.facts]
    if unused:
        say(f"Avtalet tar inte hänsyn till {as_list([name.lower() for name in unused], 'eller')}.")
    print()


def say_answers(
    compiled: Compiled, known: Mapping[str, Value], standings: Mapping[str, Standing], chosen: Sequence[str]
) -> None:
    """Each chosen answer with its explanation."""
    for name in chosen:
        _say_explanation(compiled, known, explain(compiled, known, name, standings[name]))


def _say_explanation(compiled: Compiled, known: Mapping[str, Value], told: Explanation) -> None:
    vocabulary = compiled.agreement.vocabulary
    heading(answer_sentence(vocabulary, told))
    for reason in told.reasons:
        for line in reason_lines(vocabulary, reason):
            say(line, 4)
    if told.mattered:
        say(f"Avgörande: {say_case(vocabulary, {name: known[name] for name in told.mattered})}.", 2)
    elif told.standing.status is Status.SETTLED:
        say("Svaret är detsamma vad som än är okänt.", 2)
    for change in told.changes[:3]:
        say(change_sentence(vocabulary, told.answer, change), 2)
    print()


def say_every_reading(
    library: Library,
    compiled: Compiled,
    known: Mapping[str, Value],
    standings: Mapping[str, Standing],
    chosen: Sequence[str],
    moment: datetime | None,
) -> None:
    """The agreement as it stands and every reading of it, side by side, and then why, row by row."""
    agreement = compiled.agreement
    day = moment.date() if moment else None
    sides: list[tuple[str, Compiled, Mapping[str, Standing]]] = [("avtalet som det står", compiled, standings)]
    for reading in library.readings_of(agreement.id, agreement.version):
        try:
            other = compile_once(library.usable(agreement.id, agreement.version, reading, day))
        except FaultyTextError:
            say(f"Läsningen {reading} har fel i sin text och är inte med; se samsyn check.")
            continue
        assert other.agreement.reading_text is not None
        sides.append((f"{other.agreement.reading_text.reader}", other, other.decide(known)))
    vocabulary = agreement.vocabulary
    table(
        ["enligt", *(vocabulary.answers[name].name for name in chosen)],
        [[label, *(standing_words(vocabulary, name, told.get(name)) for name in chosen)] for label, _, told in sides],
    )
    for name in chosen:
        groups: dict[str, list[tuple[str, Compiled, Explanation]]] = {}
        for label, other, told in sides:
            explanation = explain(other, known, name, told[name])
            groups.setdefault(answer_sentence(vocabulary, explanation), []).append((label, other, explanation))
        for sentence, members in groups.items():
            _say_group(vocabulary, known, sentence, members)


def _say_group(
    vocabulary: Vocabulary, known: Mapping[str, Value], sentence: str, members: list[tuple[str, Compiled, Explanation]]
) -> None:
    heading(sentence)
    said: set[str] = set()
    for label, other, explanation in members:
        reading = other.agreement.reading_text
        standing = f" ({reading.standing})" if reading else ""
        say(f"enligt {label}{standing}:", 2)
        fresh = [
            line for reason in explanation.reasons for line in reason_lines(vocabulary, reason) if line not in said
        ]
        for line in fresh:
            say(line, 6)
        if not fresh and explanation.reasons:
            say("samma rader som ovan", 6)
        said.update(fresh)
    first = members[0][2]
    if first.mattered:
        say(f"Avgörande: {say_case(vocabulary, {fact: known[fact] for fact in first.mattered})}.", 2)
    for change in first.changes[:2]:
        say(change_sentence(vocabulary, first.answer, change), 2)
    print()


# ---- a table of cases


def _decide_table(arguments: argparse.Namespace, library: Library) -> int:
    from samsyn.evaluation.many_cases import TableError, decide_table

    if not (arguments.table and arguments.out):
        raise NotPossibleError("--table och --out hör ihop: ange båda")
    agreement, known, _ = asked(arguments, library)
    if known:
        raise NotPossibleError("--fact och --at går inte ihop med --table: uppgifterna står i tabellens kolumner")
    if arguments.answer or arguments.receipt:
        raise NotPossibleError("--answer och --receipt går inte ihop med --table: tabellen får alla svar")
    with progress(f"avgör {arguments.table}") as bar:
        try:
            summary = decide_table(
                compile_once(agreement),
                Path(arguments.table),
                Path(arguments.out),
                lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
            )
        except TableError as error:
            raise NotPossibleError(str(error)) from None
    for warning in summary.warnings:
        print(f"samsyn: {warning}", file=sys.stderr)
    if arguments.json:
        as_json(
            {
                "agreement": agreement.id,
                "version": agreement.version,
                "reading": agreement.reading,
                "rows": summary.rows,
                "out": arguments.out,
            }
        )
    else:
        say(f"{summary.rows} fall avgjorda enligt {agreement.address}; svaren finns i {arguments.out}.")
    return 0
