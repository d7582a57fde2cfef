"""`replay`, `sql`: answers kept and decided again, and the agreement as a query."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from samsyn.command_line.answering import chosen_answers, practical_first
from samsyn.command_line.library import open_library
from samsyn.command_line.readings import ACCORDING_TO, THE_TEXT
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.questions import main_answers
from samsyn.evaluation.receipt import Receipt, Replay, read_receipt, replay
from samsyn.facts.values import as_list
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.library import Library


def replay_receipt(arguments: argparse.Namespace) -> int:
    """Decide a receipt again; status 1 when something has changed."""
    try:
        text = Path(arguments.receipt).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise NotPossibleError(f"{arguments.receipt} är inget kvitto: det är inte text i UTF-8") from None
    library = open_library(arguments)
    told = replay(read_receipt(text), library)
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
    _say_replay(library, told)
    return 1 if changed else 0


def _say_replay(library: Library, told: Replay) -> None:
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
    names = _names(library, told)
    for name in told.changed:
        say(f"{names[name]}: då {told.then[name]}, nu {told.now.get(name) or 'inget sådant svar'}", 2)
    for name in told.rows_changed:
        rows = [
            f"{said} {as_list(each, 'och')}"
            for said, each in (("inte längre på", told.rows_gone[name]), ("nu på", told.rows_new[name]))
            if each
        ]
        say(f"{names[name]}: vilar {', men '.join(rows) or 'nu på raderna i en annan ordning'}.", 2)
    if not told.changed and not told.rows_changed:
        say("Inget svar och ingen rad är annorlunda.", 2)
    asked_for = main_answers(library.usable(receipt.agreement, receipt.version, receipt.reading))
    _say_elsewhere(told, {name: called for name, called in names.items() if name in asked_for})


def _names(library: Library, told: Replay) -> dict[str, str]:
    """What answers are called today; those that are no more keep their identifier."""
    answers = library.vocabulary.answers
    return {name: answers[name].name if name in answers else name for name in practical_first(tuple(told.then))}


def _say_elsewhere(told: Replay, names: Mapping[str, str]) -> None:
    """What other versions and readings would answer, where any of them answers otherwise."""
    rows: list[tuple[str, str, str]] = []
    for name, called in names.items():
        groups: dict[str, list[str]] = {told.then[name]: ["kvittot"]}
        for address, words in told.elsewhere.items():
            if name in words:
                groups.setdefault(words[name], []).append(_label(told.receipt, address))
        if len(groups) > 1:
            rows.extend((called, words, as_list(labels, "och")) for words, labels in groups.items())
    if rows:
        print()
        say("Andra versioner och läsningar skulle svara:")
        table(ACCORDING_TO, rows)


def _label(receipt: Receipt, address: str) -> str:
    """A version or reading beside the receipt's own: told as shortly as can be."""
    version, _, reading = address.removeprefix(f"{receipt.agreement}@").partition(" ")
    return f"{version} {reading}".rstrip() if version != receipt.version else reading or THE_TEXT


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
