"""`replay`, `sql`: answers kept and decided again, and the agreement as a query."""

import argparse
from pathlib import Path

from samsyn.command_line.answering import chosen_answers
from samsyn.command_line.library import open_library
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.receipt import Replay, read_receipt, replay
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import DASH


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
        )


def write_sql(arguments: argparse.Namespace) -> int:
    """The agreement as one SQL query."""
    from samsyn.evaluation.sql import sql

    library = open_library(arguments)
    agreement, version = library.find(arguments.agreement)
    found = library.usable(agreement, version, arguments.reading)
    answers = chosen_answers(found, arguments.answer) if arguments.answer else tuple(found.answers)
    columns = [_column(library.vocabulary, name) for name in arguments.column] if arguments.column else None
    query = sql(compile_once(found), arguments.dialect, table=arguments.table, answers=answers, columns=columns)
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


def _column(vocabulary: Vocabulary, name: str) -> str:
    if fold(name) not in vocabulary.facts:
        raise NotPossibleError(
            f"faktumet ”{name}” finns inte – {suggestion(name, vocabulary.facts, 'se samsyn show begrepp')}"
        )
    return fold(name)
