"""`decide`, `ask`, `replay`, `sql`: answers for cases."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from samsyn.command_line.library import open_library, read_moment
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, progress, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.expectations import compile_once, standing_words
from samsyn.evaluation.explanation import Change, Explanation, Reason, explain
from samsyn.evaluation.meaning import Void
from samsyn.evaluation.questions import main_answers, next_question
from samsyn.evaluation.receipt import Replay, answers_as_data, make_receipt, read_receipt, replay, write_receipt
from samsyn.facts.case import facts_of_moment, read_fact
from samsyn.facts.phrases import PERSON_PARTS, say_case, say_known, say_spans, say_values
from samsyn.facts.values import Choice, Value, Whole, as_list
from samsyn.facts.vocabulary import Vocabulary, say_answer
from samsyn.rules.cells import Cell
from samsyn.rules.library import FaultyTextError, Library
from samsyn.rules.versions import Agreement

DASH = "–"


def decide(arguments: argparse.Namespace) -> int:
    """One case, or a whole table of them. Status 0 whatever the answers are."""
    library = open_library(arguments)
    if arguments.table or arguments.out:
        return _decide_table(arguments, library)
    agreement, known, moment = _asked(arguments, library)
    compiled = compile_once(agreement)
    standings = compiled.decide(known)
    chosen = _chosen_answers(agreement, arguments.answer)
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
    _say_case(agreement, known)
    if agreement.reading or not library.readings_of(agreement.id, agreement.version):
        _say_answers(compiled, known, standings, chosen)
    else:
        _say_every_reading(library, compiled, known, standings, chosen, moment)
    if arguments.receipt:
        say(f"Kvittot är sparat i {arguments.receipt}.")
    return 0


def _asked(arguments: argparse.Namespace, library: Library) -> tuple[Agreement, dict[str, Value], datetime | None]:
    """The agreement and the known facts that the command line names."""
    moment = read_moment(arguments.at)
    agreement, version = library.find(arguments.agreement, moment.date() if moment else None)
    found = library.usable(agreement, version, arguments.reading, moment.date() if moment else None)
    known: dict[str, Value] = facts_of_moment(library.vocabulary, moment) if moment else {}
    for said in arguments.fact:
        name, equals, text = said.partition("=")
        if not equals:
            raise NotPossibleError(f"uppgiften ”{said}” går inte att förstå; skriv FAKTUM=VÄRDE, t.ex. alder=82")
        fact, value = read_fact(library.vocabulary, name, text)
        if value is None:
            known.pop(fact.id, None)
        else:
            known[fact.id] = value
    return found, known, moment


def _chosen_answers(agreement: Agreement, named: Sequence[str]) -> tuple[str, ...]:
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


def _say_case(agreement: Agreement, known: Mapping[str, Value]) -> None:
    text = agreement.text
    source = (
        f", läst av {agreement.reading_text.reader} ({agreement.reading_text.standing})"
        if agreement.reading_text
        else ""
    )
    heading(f"{text.title}, version {agreement.version}{source}")
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
        say(f"Avtalet prövar inte {as_list(unused, 'eller')}.")
    print()


def _say_answers(
    compiled: Compiled, known: Mapping[str, Value], standings: Mapping[str, Standing], chosen: Sequence[str]
) -> None:
    for name in chosen:
        _say_explanation(compiled, known, explain(compiled, known, name, standings[name]))


def _say_explanation(compiled: Compiled, known: Mapping[str, Value], told: Explanation) -> None:
    vocabulary = compiled.agreement.vocabulary
    heading(answer_sentence(vocabulary, told))
    for reason in told.reasons:
        for line in reason_lines(vocabulary, reason):
            say(line, 4)
    if told.mattered:
        say(f"Det som avgjorde: {say_case(vocabulary, {name: known[name] for name in told.mattered})}.", 2)
    elif told.standing.status is Status.SETTLED:
        say("Svaret är detsamma vad som än är okänt.", 2)
    for change in told.changes[:3]:
        say(change_sentence(vocabulary, told.answer, change), 2)
    print()


def answer_sentence(vocabulary: Vocabulary, told: Explanation) -> str:
    """The practical answer, as one line."""
    answer, standing = vocabulary.answers[told.answer], told.standing
    if standing.status is Status.SETTLED:
        assert standing.value is not None
        said = say_answer(vocabulary, answer, standing.value)
        return f"{answer.name}: {said[:1].upper()}{said[1:]}."
    if standing.status is Status.UNKNOWN:
        could = as_list(sorted(result_words(vocabulary, told.answer, result) for result in standing.results), "eller")
        asked = " ".join(vocabulary.facts[name].question for name in standing.missing)
        return f"{answer.name}: okänt ({could}). Det behöver vetas först: {asked}"
    if standing.status is Status.SILENT:
        return f"{answer.name}: avtalet är tyst.{_why_silent(told)}"
    return f"{answer.name}: avtalet säger emot sig självt."


def _why_silent(told: Explanation) -> str:
    """What would be thinkable where the answer's own row is silent; else which other question has no answer."""
    silent = [reason for reason in told.reasons if reason.surely and None in reason.row.outcomes]
    own = next(
        (reason.row.possible for reason in silent if told.answer in reason.decision.outputs and reason.row.possible), ""
    )
    if own:
        return f" Tänkbart: {own}."
    other = next((reason.decision.question for reason in silent if told.answer not in reason.decision.outputs), "")
    return f" Det beror på en fråga utan svar: ”{other}”" if other else ""


def result_words(vocabulary: Vocabulary, answer: str, result: object) -> str:
    """A result in a word or two."""
    if isinstance(result, Void):
        return result.value
    if isinstance(result, tuple):
        return " och ".join(map(str, result)) or "inga"
    return vocabulary.answers[answer].domain.write(result) if isinstance(result, (str, int)) else str(result)


def reason_lines(vocabulary: Vocabulary, reason: Reason) -> list[str]:
    """A row that fired, its source and where it stands."""
    decision, row = reason.decision, reason.row
    outcomes = [
        f"{vocabulary.answers[name].name} = {'tyst' if value is None else vocabulary.answers[name].domain.write(value)}"
        for name, value in zip(decision.outputs, row.outcomes, strict=True)
    ]
    asked = [
        f"{variable.name}: {cell.text}"
        for name, cell in zip(decision.inputs, row.cells, strict=True)
        if not cell.anything and (variable := vocabulary.variable(name))
    ]
    maybe = "" if reason.surely else " (kanske)"
    condition = f" [{'; '.join(asked)}]" if asked else ""
    lines = [
        f"• {decision.question} rad ”{row.name}”{maybe}{condition}: {', '.join(outcomes)}. {row.source} ({row.source_kind}), {row.place.file}:{row.place.line}"
    ]
    if row.reason:
        lines.append(f"  {row.reason}")
    return lines


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
    return say_known(vocabulary, said, "någon") if about_person else f"att {say_known(vocabulary, said, '')}"


def change_sentence(vocabulary: Vocabulary, answer: str, change: Change) -> str:
    """What would have to be otherwise for another answer."""
    assert not isinstance(change.result, Void)
    said = say_answer(vocabulary, vocabulary.answers[answer], change.result)
    other = say_cells(vocabulary, change.changed)
    also = say_cells(vocabulary, change.conditions)
    if not other:
        return f"Om det gäller {also}: {said}." if also else f"I andra fall: {said}."
    under = f" (förutsatt {also})" if also else ""
    return f"Gällde det i stället {other}{under}: {said}."


def _say_every_reading(
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
        wrap_last=False,
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
        say(f"Det som avgjorde: {say_case(vocabulary, {fact: known[fact] for fact in first.mattered})}.", 2)
    for change in first.changes[:2]:
        say(change_sentence(vocabulary, first.answer, change), 2)
    print()


# ---- a table of cases


def _decide_table(arguments: argparse.Namespace, library: Library) -> int:
    from samsyn.evaluation.many_cases import TableError, decide_table

    if not (arguments.table and arguments.out):
        raise NotPossibleError("--table och --out hör ihop: ange båda")
    agreement, known, _ = _asked(arguments, library)
    if known:
        raise NotPossibleError("--fact och --at går inte ihop med --table: uppgifterna står i tabellens kolumner")
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


# ---- ask

ANSWERS_TO_QUESTION = "svara med siffran eller ordet, ”?” om du inte vet, ”bak” för att ändra, ”sluta” för att avbryta"


def ask(arguments: argparse.Namespace) -> int:
    """The interview: the next fact worth asking for, until nothing more can change the answers."""
    library = open_library(arguments)
    agreement, known, moment = _asked(arguments, library)
    compiled = compile_once(agreement)
    chosen = _chosen_answers(agreement, arguments.answer)
    if arguments.json:
        fact = next_question(compiled, known, chosen)
        standings = compiled.decide(known)
        as_json(
            {
                "agreement": agreement.id,
                "version": agreement.version,
                "reading": agreement.reading,
                "next": fact,
                "question": agreement.vocabulary.facts[fact].question if fact else None,
                "values": _values_of(agreement.vocabulary, fact) if fact else None,
                "answers": answers_as_data(compiled, known, standings, chosen),
            }
        )
        return 0
    history: list[str] = []
    unanswerable: set[str] = set()
    say(f"{agreement.text.title}. {ANSWERS_TO_QUESTION.capitalize()}.")
    while (fact := next_question(compiled, known, chosen, unanswerable)) is not None:
        said = _ask_one(agreement.vocabulary, fact)
        if said is None:
            say("Avbrutet. Så långt:")
            break
        if said == "bak":
            if history:
                last = history.pop()
                known.pop(last, None)
                unanswerable.discard(last)
            continue
        history.append(fact)
        if said == "?":
            unanswerable.add(fact)
        else:
            known[fact] = said
    print()
    _say_case(agreement, known)
    standings = compiled.decide(known)
    if agreement.reading or not library.readings_of(agreement.id, agreement.version):
        _say_answers(compiled, known, standings, chosen)
    else:
        _say_every_reading(library, compiled, known, standings, chosen, moment)
    return 0


def _values_of(vocabulary: Vocabulary, fact: str) -> object:
    domain = vocabulary.facts[fact].domain
    return (
        list(domain.values)
        if isinstance(domain, Choice)
        else {"from": domain.low, "to": domain.high, "unit": domain.unit}
    )


def _ask_one(vocabulary: Vocabulary, name: str) -> Value | None:
    """One question answered: a value, "?" for unknown, "bak", or None to stop."""
    fact = vocabulary.facts[name]
    print()
    say(f"{fact.question}")
    options = fact.domain.values if isinstance(fact.domain, Choice) else ()
    for number, option in enumerate(options, start=1):
        say(f"{number:>2}  {option}", 2)
    while True:
        try:
            typed = input("> ").strip()
        except EOFError:
            return None
        if typed.lower() in ("sluta", "slut", "q"):
            return None
        if typed.lower() in ("?", "vet ej", "vet inte", ""):
            return "?"
        if typed.lower() in ("bak", "tillbaka"):
            return "bak"
        if options and typed.isdigit() and 1 <= int(typed) <= len(options):
            return options[int(typed) - 1]
        value = fact.domain.read(typed)
        if value is not None:
            return value
        if isinstance(fact.domain, Whole):
            say(
                f"”{typed}” går inte: skriv ett tal från {fact.domain.write(fact.domain.low)} till {fact.domain.write(fact.domain.high)}, eller ?"
            )
        else:
            say(f"”{typed}” är inget av svaren. {suggestion(typed, options, ANSWERS_TO_QUESTION).capitalize()}")


# ---- replay, sql


def replay_receipt(arguments: argparse.Namespace) -> int:
    """Decide a receipt again; status 1 when something has changed."""
    try:
        text = Path(arguments.receipt).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise NotPossibleError(f"{arguments.receipt} är inget kvitto: det är inte text i UTF-8") from None
    told = replay(read_receipt(text), open_library(arguments))
    changed = bool(told.changed or told.rows_changed or told.trouble or not told.intact)
    if arguments.json:
        as_json(
            {
                "agreement": told.receipt.agreement,
                "version": told.receipt.version,
                "reading": told.receipt.reading,
                "intact": told.intact,
                "text_changed": told.text_changed,
                "answers_changed": {
                    name: {"then": told.then[name], "now": told.now.get(name, "")} for name in told.changed
                },
                "rows_changed": list(told.rows_changed),
                "elsewhere": told.elsewhere,
                "trouble": told.trouble,
            }
        )
        return 1 if changed else 0
    _say_replay(told)
    return 1 if changed else 0


def _say_replay(told: Replay) -> None:
    receipt = told.receipt
    heading(f"Kvitto på {receipt.agreement}@{receipt.version} {receipt.reading}".rstrip())
    say(f"Skrivet av {receipt.program}" + (f" för tidpunkten {receipt.moment}." if receipt.moment else "."))
    say(
        "Kvittots egna texter ger samma svar och rader som då."
        if told.intact
        else "Kvittots egna texter ger INTE samma svar med dagens program: programmet läser dem annorlunda."
    )
    if told.trouble:
        say(f"Det går inte att avgöra fallet med dagens texter: {told.trouble}")
        return
    say("Texterna har ändrats sedan dess." if told.text_changed else "Texterna är desamma i dag.")
    for name in told.changed:
        say(f"{name}: då {told.then[name]}, nu {told.now.get(name) or 'inget sådant svar'}", 2)
    for name in told.rows_changed:
        say(f"{name}: vilar nu på andra rader", 2)
    if not told.changed and not told.rows_changed:
        say("Inget svar och ingen rad är annorlunda.", 2)
    names = [
        name
        for name, words in told.then.items()
        if any(other.get(name, words) != words for other in told.elsewhere.values())
    ]
    if names:
        print()
        say("Andra versioner och läsningar skulle svara:")
        table(
            ["", *names],
            [
                ["kvittot", *(told.then[name] for name in names)],
                *([address, *(other.get(name, DASH) for name in names)] for address, other in told.elsewhere.items()),
            ],
            wrap_last=False,
        )


def write_sql(arguments: argparse.Namespace) -> int:
    """The agreement as one SQL query."""
    from samsyn.evaluation.sql import sql

    library = open_library(arguments)
    agreement, version = library.find(arguments.agreement)
    found = library.usable(agreement, version, arguments.reading)
    answers = _chosen_answers(found, arguments.answer) if arguments.answer else tuple(found.answers)
    query = sql(compile_once(found), arguments.dialect, table=arguments.table, answers=answers)
    if arguments.json:
        as_json(
            {
                "agreement": agreement,
                "version": version,
                "reading": arguments.reading,
                "dialect": arguments.dialect,
                "sql": query,
            }
        )
    else:
        print(query)
    return 0
