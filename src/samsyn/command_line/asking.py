"""`ask`: the interview in the terminal."""

import argparse

from samsyn.command_line.answering import (
    asked,
    chosen_answers,
    explained,
    refuse_contradiction,
    say_answers,
    say_the_case,
)
from samsyn.command_line.library import open_library
from samsyn.command_line.readings import say_every_reading
from samsyn.command_line.sayings import as_json, say
from samsyn.documents.identifiers import suggestion
from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.questions import next_question
from samsyn.evaluation.receipt import answers_as_data
from samsyn.facts.values import Choice, Value, Whole
from samsyn.facts.vocabulary import Vocabulary

ANSWERS_TO_QUESTION = "svara med siffran eller ordet, ”?” om du inte vet, ”bak” för att ändra, ”sluta” för att avbryta"


def ask(arguments: argparse.Namespace) -> int:
    """The interview: the next fact worth asking for, until nothing more can change the answers."""
    library = open_library(arguments)
    agreement, known, moment = asked(arguments, library)
    compiled = compile_once(agreement)
    refuse_contradiction(compiled, known)
    chosen = chosen_answers(agreement, arguments.answer)
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
        if said == "?":
            unanswerable.add(fact)
        else:
            try:
                refuse_contradiction(compiled, {**known, fact: said})
            except ImpossibleCaseError as error:
                say(f"Det går inte ihop: {error} Svara om, eller skriv ”bak” för att ändra svaret före.")
                continue
            known[fact] = said
        history.append(fact)
    print()
    say_the_case(library, agreement, known, moment)
    standings = compiled.decide(known)
    if agreement.reading or not library.readings_of(agreement.id, agreement.version):
        say_answers(compiled, known, standings, chosen)
    else:
        told = explained(arguments, chosen)
        say_every_reading(library, compiled, known, chosen, moment, told, why=arguments.why)
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
