"""`decide`: answers for a case, or for a table of them."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from samsyn.command_line.library import is_only_a_day, open_library, read_moment
from samsyn.command_line.readings import say_every_reading
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, note, progress, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.answers import STATUS_WORDS, ImpossibleCaseError, Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.contradictions import clash
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.explanation import Explanation, explain
from samsyn.evaluation.questions import main_answers
from samsyn.evaluation.receipt import answers_as_data, make_receipt, write_receipt
from samsyn.evaluation.sentences import answer_sentence, change_sentence, reason_lines
from samsyn.facts.case import facts_of_moment, read_fact
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value, as_list
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

PRACTICAL = ("huvudman", "utforare", "ring_forst")
"""What is asked first: who is responsible, who does it, whom to call."""


def decide(arguments: argparse.Namespace) -> int:
    """One case, or a whole table of them. Status 0 whatever the answers are."""
    library = open_library(arguments)
    if arguments.table or arguments.out:
        return _decide_table(arguments, library)
    agreement, known, moment = asked(arguments, library)
    compiled = compile_once(agreement)
    refuse_contradiction(compiled, known)
    standings = compiled.decide(known)
    readings = () if agreement.reading else library.readings_of(agreement.id, agreement.version)
    chosen = chosen_answers(agreement, arguments.answer)
    if arguments.receipt:
        Path(arguments.receipt).write_text(
            write_receipt(make_receipt(compiled, known, standings, moment)), encoding="utf-8"
        )
    if arguments.json or arguments.receipt:
        _note_readings(readings)
    if arguments.json:
        answers = answers_as_data(compiled, known, standings, chosen if arguments.answer else None)
        as_json(
            {"agreement": agreement.id, "version": agreement.version, "reading": agreement.reading, "answers": answers}
        )
        return 0
    say_the_case(library, agreement, known, moment)
    if not readings:
        say_answers(compiled, known, standings, chosen)
    else:
        told = explained(arguments, chosen)
        say_every_reading(library, compiled, known, chosen, moment, told, why=arguments.why)
    if arguments.receipt:
        say(f"Kvittot är sparat i {arguments.receipt}.")
    return 0


def _note_readings(passed_over: Sequence[str]) -> None:
    if passed_over:
        note(f"bara avtalstexten är avgjord; läsningarna avgörs med --reading: {', '.join(passed_over)}")


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
        if value is not None and known.get(fact.id, value) != value:
            then = fact.domain.write(known[fact.id])
            note(f"{fact.id} är {text.strip()} som --fact säger, inte {then} som --at säger: --fact går före")
        if value is None:
            known.pop(fact.id, None)
        else:
            known[fact.id] = value
    return found, known, moment


def refuse_contradiction(compiled: Compiled, known: Mapping[str, Value]) -> None:
    """Raise ImpossibleCaseError, naming the facts that cannot be together, when the known facts contradict one another."""
    clashing = clash(compiled, known)
    if clashing is not None:
        told = as_list([f"{name} = {value}" for name, value in clashing.told(compiled.agreement.vocabulary)], "och")
        raise ImpossibleCaseError(f"{told}. {clashing.why}")


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
    return tuple(chosen) or practical_first(main_answers(agreement))


def practical_first(answers: Sequence[str]) -> tuple[str, ...]:
    """Who is responsible, who does it and whom to call before everything else."""
    return (*(name for name in PRACTICAL if name in answers), *(name for name in answers if name not in PRACTICAL))


def explained(arguments: argparse.Namespace, chosen: Sequence[str]) -> tuple[str, ...]:
    """The answers to explain reading by reading: all that were named, else the practical ones."""
    asked_for_all = arguments.answer or arguments.why
    return tuple(name for name in chosen if asked_for_all or name in PRACTICAL) or tuple(chosen)


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
                begin=lambda report: _note_all(report.warnings),
            )
        except TableError as error:
            raise NotPossibleError(str(error)) from None
    _note_readings(() if agreement.reading else library.readings_of(agreement.id, agreement.version))
    if summary.absent:
        note(f"okänt i alla fall, för tabellen har ingen sådan kolumn: {', '.join(summary.absent)}")
    if arguments.json:
        as_json(
            {
                "agreement": agreement.id,
                "version": agreement.version,
                "reading": agreement.reading,
                "rows": summary.rows,
                "out": arguments.out,
                "statuses": summary.statuses,
                "absent": summary.absent,
            }
        )
        return 0
    cases = f"{summary.rows} fall {'avgjort' if summary.rows == 1 else 'avgjorda'}"
    say(f"{cases} enligt {agreement.address}; svaren finns i {arguments.out}.")
    if summary.rows:
        print()
        _say_statuses(agreement, summary.statuses)
    return 0


def _note_all(warnings: Sequence[str]) -> None:
    for warning in warnings:
        note(warning)


def _say_statuses(agreement: Agreement, statuses: Mapping[str, Mapping[str, int]]) -> None:
    """How many cases stand how, for the answers people ask for; statuses that no case has are left out."""
    from samsyn.evaluation.many_cases import IMPOSSIBLE_STATUS

    words = {**{status.value: said for status, said in STATUS_WORDS.items()}, IMPOSSIBLE_STATUS: "omöjligt"}
    chosen = practical_first(main_answers(agreement))
    met = [status for status in words if any(statuses[name].get(status) for name in chosen)]
    names = agreement.vocabulary.answers
    table(
        ["svar", *(words[status] for status in met)],
        [[names[name].name, *(str(statuses[name].get(status, 0)) for status in met)] for name in chosen],
    )
