"""`compare` and `test`: the experts' cases under several agreements, and held against what was expected."""

import argparse
import csv
import html
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from samsyn.command_line.library import open_library
from samsyn.command_line.readings import THE_TEXT
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.expectations import Tried, decided, standing_words, try_cases
from samsyn.evaluation.questions import main_answers
from samsyn.facts.phrases import say_case
from samsyn.rules.library import Library, NotFoundError
from samsyn.rules.versions import Agreement


def compare(arguments: argparse.Namespace) -> int:
    """Cases × agreements, or regions × steering questions, as a matrix."""
    library = open_library(arguments)
    if arguments.questions:
        title, corner, columns, rows = _questions(library, arguments.agreements_compared)
    else:
        title, corner, columns, rows = _cases(library, arguments)
    if arguments.json:
        as_json(
            {
                "title": title,
                "columns": columns,
                "rows": [{"case": name, "about": about, "cells": cells} for name, about, cells in rows],
            }
        )
        return 0
    write = _WRITERS.get(arguments.format)
    if arguments.out and write is None:
        raise NotPossibleError("--out behöver --format csv eller --format html")
    if write is None and arguments.questions:
        _say_positions(columns, rows)
    elif write is None:
        heading(title)
        table(
            [corner, *columns],
            [[name, *(cells.get(column, "") for column in columns)] for name, _, cells in rows],
        )
    elif arguments.out:
        Path(arguments.out).write_text(write(title, corner, columns, rows), encoding="utf-8", newline="")
        say(f"{len(rows)} rader skrivna till {arguments.out}.")
    else:
        sys.stdout.write(write(title, corner, columns, rows))
    return 0


def _say_positions(columns: Sequence[str], rows: "_Rows") -> None:
    """What each source says on each steering question: texts to read, so no matrix in the terminal."""
    for name, about, cells in rows:
        heading(f"{name} – {about}")
        for column in columns:
            say(f"{column}: {cells.get(column, 'nämns inte')}", 2)
        print()


_Rows = list[tuple[str, str, dict[str, str]]]


def _cases(library: Library, arguments: argparse.Namespace) -> tuple[str, str, list[str], _Rows]:
    addresses = arguments.agreements_compared
    if not addresses:
        raise NotPossibleError(
            "ange minst ett avtal att jämföra, t.ex. samsyn compare halland/hemsjukvard orebro/hemsjukvard"
        )
    compared: list[Agreement] = []
    for address in addresses:
        agreement, version = library.find(address)
        compared.append(library.usable(agreement, version))
    if len(compared) == 1:
        only = compared[0]
        compared.extend(
            library.usable(only.id, only.version, reading) for reading in library.readings_of(only.id, only.version)
        )
    cases = library.cases(library.find(arguments.cases)[0] if arguments.cases else compared[0].id).cases
    if not cases:
        raise NotPossibleError(f"{arguments.cases or compared[0].id} har inga fall; ange vems fall med --cases")
    answer = _answer(compared, arguments.answer)
    labels = [
        each.reading or THE_TEXT
        if len({other.address for other in compared if not other.reading}) == 1
        else each.address
        for each in compared
    ]
    rows: _Rows = []
    for case in cases.values():
        cells = {}
        for label, each in zip(labels, compared, strict=True):
            standings = decided(each, case.facts)
            cells[label] = (
                "omöjligt"
                if isinstance(standings, str)
                else standing_words(library.vocabulary, answer, standings.get(answer))
            )
        rows.append((case.name, case.description or say_case(library.vocabulary, case.facts), cells))
    name = library.vocabulary.answers[answer].name
    return f"{name}: {len(rows)} fall", "fall", labels, rows


def _answer(compared: Sequence[Agreement], named: str | None) -> str:
    if named:
        if not any(fold(named) in each.answers for each in compared):
            known = [name for each in compared for name in each.answers]
            raise NotPossibleError(
                f"inget av avtalen ger svaret ”{named}” – {suggestion(named, known, 'svaren är: ' + ', '.join(dict.fromkeys(known)))}"
            )
        return fold(named)
    if any("huvudman" in each.answers for each in compared):
        return "huvudman"
    return next((name for each in compared for name in main_answers(each)), next(iter(compared[0].answers), ""))


def _questions(library: Library, wanted: Sequence[str]) -> tuple[str, str, list[str], _Rows]:
    named = {library.find(each)[0] for each in wanted}
    columns: list[str] = []
    said: dict[str, dict[str, str]] = {question: {} for question in library.vocabulary.steering_questions}
    for agreement in library.agreements:
        if named and agreement not in named:
            continue
        positions = [
            each
            for each in library.agreement_text(agreement, library.latest(agreement)).provisions
            if each.kind == "Ställningstagande"
        ]
        if positions:
            columns.append(agreement)
        for each in positions:
            said[each.name][agreement] = f"{each.columns['Vad källan säger']} {each.source}"
    if not columns:
        raise NotFoundError("inget av avtalen har en tabell Ställningstagande")
    rows = [(question, library.vocabulary.steering_questions[question], cells) for question, cells in said.items()]
    return "Styrfrågorna", "styrfråga", columns, rows


def _as_csv(_title: str, corner: str, columns: Sequence[str], rows: _Rows) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow([corner, "beskrivning", *columns])
    writer.writerows(
        [_safe(name), _safe(about), *(_safe(cells.get(column, "")) for column in columns)]
        for name, about, cells in rows
    )
    return written.getvalue()


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and len(text) > 1 else text


def _as_html(title: str, corner: str, columns: Sequence[str], rows: _Rows) -> str:
    escape = html.escape
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in (corner, *columns))
    body = "\n".join(
        f'<tr><th scope="row" title="{escape(about)}">{escape(name)}</th>'
        + "".join(
            f'<td class="{escape(_css_class(cells.get(column, "")))}">{escape(cells.get(column, ""))}</td>'
            for column in columns
        )
        + "</tr>"
        for name, about, cells in rows
    )
    return f"""<!doctype html>
<html lang="sv">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
<style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #1b1b1b; background: #fff }}
table {{ border-collapse: collapse }}
caption {{ text-align: left; font-size: 1.3rem; font-weight: 600; padding-bottom: .6rem }}
th, td {{ border: 1px solid #8a8a8a; padding: .3rem .6rem; text-align: left; vertical-align: top }}
thead th {{ position: sticky; top: 0; background: #f1f1ee }}
tbody th {{ font-weight: 500; max-width: 30rem }}
.region {{ background: #dcebf7 }} .kommun {{ background: #e6f2dc }}
.tyst {{ background: #f4e3d0; font-style: italic }} .okant {{ background: #eee; font-style: italic }} .motstridigt {{ background: #f6d5d5; font-weight: 600 }}
@media print {{ body {{ margin: 0 }} thead th {{ position: static }} }}
</style>
<table>
<caption>{escape(title)}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</html>
"""


def _css_class(words: str) -> str:
    return fold(words) if fold(words) in ("region", "kommun", "tyst", "okant", "motstridigt") else "annat"


_WRITERS: Mapping[str, Callable[[str, str, Sequence[str], _Rows], str]] = {"csv": _as_csv, "html": _as_html}


def test(arguments: argparse.Namespace) -> int:
    """Decide the experts' cases again; status 1 when an answer is another than expected."""
    library = open_library(arguments)
    tried: list[Tried] = []
    if not arguments.agreement and (arguments.reading or arguments.cases):
        raise NotPossibleError(
            "--reading och --cases behöver ett avtal, t.ex. samsyn test halland/hemsjukvard --reading region"
        )
    if arguments.agreement:
        _, at, _ = arguments.agreement.partition("@")
        agreement, version = library.find(arguments.agreement)
        cases_of = library.find(arguments.cases)[0] if arguments.cases else ""
        if not library.cases(cases_of or agreement).expected:
            raise NotPossibleError(f"{cases_of or agreement} har inga fall att pröva; ange vems fall med --cases")
        elsewhere = bool(at or arguments.reading or cases_of)
        tried.extend(try_cases(library, agreement, version if elsewhere else "", arguments.reading, cases_of))
    else:
        for agreement in library.agreements:
            tried.extend(try_cases(library, agreement))
    changed = [each for each in tried if each.changed]
    if arguments.json:
        as_json({"tried": len(tried), "changed": [_tried_as_data(each) for each in changed]})
        return 1 if changed else 0
    for each in changed:
        address = f"{each.agreement}@{each.version} {each.reading}".rstrip()
        say(
            f"{each.expected.place}: {each.case.name} enligt {address}: {library.vocabulary.answers[each.answer].name} väntades vara {each.wanted} men blev {each.got}. {each.expected.source}"
        )
    cases = len({(each.agreement, each.case.name) for each in tried})
    say(f"{len(tried)} svar i {cases} fall prövade: {len(changed)} ändrade.")
    return 1 if changed else 0


def _tried_as_data(each: Tried) -> dict[str, object]:
    return {
        "case": each.case.name,
        "agreement": each.agreement,
        "version": each.version,
        "reading": each.reading,
        "answer": each.answer,
        "expected": each.wanted,
        "got": each.got,
        "source": each.expected.source,
        "file": each.expected.place.file,
        "line": each.expected.place.line,
    }
