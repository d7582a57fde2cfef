"""`check`, `format`, `show`, `coverage`: the texts themselves."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from samsyn.command_line.library import folder, open_library, read_day
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.documents.identifiers import suggestion
from samsyn.documents.problems import Problem, errors
from samsyn.evaluation.coverage import Coverage, cover
from samsyn.facts.values import SILENT, Choice, Whole
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import DASH
from samsyn.rules.decisions import Decision
from samsyn.rules.library import Library
from samsyn.rules.provisions import Provision
from samsyn.rules.versions import Agreement
from samsyn.rules.writing import format_document


def check(arguments: argparse.Namespace) -> int:
    """Every problem in every text; status 1 when there are errors."""
    library = open_library(arguments)
    _some_text(library, arguments.what)
    found = [problem for problem in library.check() if _chosen(problem, library, arguments.what)]
    faults = errors(found)
    if arguments.json:
        as_json({"problems": [_problem_as_data(problem) for problem in found]})
        return 1 if faults else 0
    for problem in found:
        print(problem)
    advice = len(found) - len(faults)
    say(f"{len(library.texts)} texter lästa: {len(faults)} fel, {advice} råd.")
    return 1 if faults else 0


def _some_text(library: Library, wanted: list[str]) -> None:
    """Refuse a name that no text begins with."""
    for prefix in wanted:
        if not any(name.startswith(prefix.replace("@", "/")) for name in library.texts):
            names = [*library.agreements, "begrepp"]
            raise NotPossibleError(
                f"ingen text heter så: ”{prefix}” – {suggestion(prefix, names, 'texterna är: ' + ', '.join(names))}"
            )


def _chosen(problem: Problem, library: Library, wanted: list[str]) -> bool:
    file = problem.place.file
    name = next((name for name, draft in library.drafts.items() if draft == file), file.removeprefix(library.shown_as))
    return not wanted or any(name.startswith(prefix.replace("@", "/")) for prefix in wanted)


def _problem_as_data(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "why": problem.why,
        "suggestion": problem.suggestion,
    }


def format_texts(arguments: argparse.Namespace) -> int:
    """Rewrite the tables in their canonical form."""
    library = open_library(arguments)
    _some_text(library, arguments.what)
    root = folder(arguments)
    chosen = [
        name
        for name in sorted(library.texts)
        if not arguments.what or any(name.startswith(prefix.replace("@", "/")) for prefix in arguments.what)
    ]
    changed = []
    for name in chosen:
        written = format_document(library.document(name), library.vocabulary)
        if written != library.texts[name]:
            changed.append(library.drafts.get(name, name))
            if not arguments.check:
                _replace_file(Path(library.drafts.get(name, root / name)), written)
    if arguments.json:
        as_json({"changed": changed})
    else:
        for name in changed:
            say(f"{name}: {'skulle skrivas om' if arguments.check else 'skrevs om'}")
        say(f"{len(changed)} av {len(chosen)} texter {'skulle skrivas' if arguments.check else 'skrevs'} om.")
    return 1 if arguments.check and changed else 0


def _replace_file(path: Path, text: str) -> None:
    """Write beside and rename, so that a text is never half written."""
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".md.ny")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(beside).chmod(path.stat().st_mode)
    Path(beside).replace(path)


# ---- show


def show(arguments: argparse.Namespace) -> int:
    """What there is; one agreement's tables; or the vocabulary."""
    library = open_library(arguments)
    if arguments.what is None:
        return _show_library(library, arguments)
    if arguments.what in ("begrepp", "begrepp.md"):
        return _show_vocabulary(library.vocabulary, arguments)
    agreement, version = library.find(arguments.what, read_day(arguments.on))
    shown = library.usable(agreement, version, arguments.reading)
    if arguments.json:
        as_json(_agreement_as_data(shown))
        return 0
    _show_agreement(shown)
    return 0


def _show_library(library: Library, arguments: argparse.Namespace) -> int:
    day = read_day(arguments.on)
    rows, told = [], []
    for agreement, versions in library.agreements.items():
        judged = library.applying(agreement, day) if day else {}
        for version in versions:
            text = library.agreement_text(agreement, version)
            readings = library.readings_of(agreement, version)
            verdict = judged[version].word if day else ""
            why = judged[version].why if day else ""
            told.append(
                {
                    "agreement": agreement,
                    "version": version,
                    "title": text.title,
                    "period": str(text.period),
                    "status": text.status,
                    "readings": list(readings),
                    **({"applies": verdict, "why": why} if day else {}),
                }
            )
            rows.append(
                [
                    f"{agreement}@{version}",
                    text.title,
                    f"{verdict}: {why}"
                    if day
                    else str(text.period) + (" (förslag)" if text.status == "förslag" else ""),
                    ", ".join(readings) or DASH,
                ]
            )
    if arguments.json:
        as_json({"agreements": told})
    else:
        table(["avtal", "titel", f"gäller {day}?" if day else "gäller", "läsningar"], rows)
    return 0


def _show_vocabulary(vocabulary: Vocabulary, arguments: argparse.Namespace) -> int:
    if arguments.json:
        as_json(
            {
                "facts": [
                    {
                        "id": fact.id,
                        "name": fact.name,
                        "part": fact.part,
                        "values": _values(fact.domain),
                        "question": fact.question,
                        "definition": fact.definition,
                    }
                    for fact in vocabulary.facts.values()
                ],
                "answers": [
                    {
                        "id": answer.id,
                        "name": answer.name,
                        "values": _values(answer.domain),
                        "names_party": answer.names_party,
                        "question": answer.question,
                    }
                    for answer in vocabulary.answers.values()
                ],
            }
        )
        return 0
    heading("Fakta")
    table(
        ["identifierare", "del", "värden", "fråga"],
        [[fact.id, fact.part, _domain_words(fact.domain), fact.question] for fact in vocabulary.facts.values()],
    )
    heading("Svar")
    table(
        ["identifierare", "värden", "fråga"],
        [[answer.id, _domain_words(answer.domain), answer.question] for answer in vocabulary.answers.values()],
    )
    return 0


def _values(domain: Choice | Whole) -> object:
    return (
        list(domain.values)
        if isinstance(domain, Choice)
        else {"from": domain.low, "to": domain.high, "unit": domain.unit}
    )


def _domain_words(domain: Choice | Whole) -> str:
    return (
        ", ".join(domain.values)
        if isinstance(domain, Choice)
        else f"{domain.write(domain.low)}–{domain.write(domain.high)} {domain.unit}"
    )


def _agreement_as_data(agreement: Agreement) -> dict[str, object]:
    return {
        "agreement": agreement.id,
        "version": agreement.version,
        "reading": agreement.reading,
        "title": agreement.text.title,
        "period": str(agreement.text.period),
        "status": agreement.text.status,
        "fingerprint": agreement.fingerprint,
        "decisions": [
            {
                "decision": decision.id,
                "question": decision.question,
                "policy": decision.policy.value,
                "from": decision.agreement,
                "inputs": list(decision.inputs),
                "outputs": list(decision.outputs),
                "rows": [
                    {
                        "row": row.name,
                        "cells": [cell.text for cell in row.cells],
                        "outcomes": [SILENT if value is None else value for value in row.outcomes],
                        "source": row.source,
                        "source_kind": row.source_kind,
                        "since": row.since,
                        "reason": row.reason,
                        "possible": row.possible,
                        "file": row.place.file,
                        "line": row.place.line,
                    }
                    for row in decision.rows
                ],
            }
            for decision in agreement.decisions
        ],
        "provisions": [
            {"kind": each.kind, "name": each.name, **each.columns, "source": each.source}
            for each in agreement.provisions
        ],
    }


def _show_agreement(agreement: Agreement) -> None:
    heading(f"{agreement.text.title} ({agreement.address})")
    say(f"Gäller {agreement.text.period}." + (" Detta är ett förslag." if agreement.text.status == "förslag" else ""))
    if agreement.reading_text is not None:
        say(f"Läst av {agreement.reading_text.reader}: {agreement.reading_text.standing}.")
    say()
    for decision in agreement.decisions:
        _show_decision(agreement.vocabulary, decision)
    for kind, heading_text, group in _grouped(agreement.provisions):
        heading(f"{heading_text} – {kind}")
        columns = list(group[0].columns)
        table(
            [kind, *columns, "Källa"],
            [[each.name, *(each.columns[column] for column in columns), each.source] for each in group],
        )


def _show_decision(vocabulary: Vocabulary, decision: Decision) -> None:
    heading(f"{decision.question}  [{decision.policy.value}]  {decision.agreement}")
    names = [variable.name if (variable := vocabulary.variable(name)) else name for name in decision.inputs]
    outputs = [f"» {vocabulary.answers[name].name}" for name in decision.outputs]
    about = {
        name: [cell or DASH for cell in cells]
        for name, cells in (
            ("Sedan", [row.since for row in decision.rows]),
            ("Skäl", [row.reason for row in decision.rows]),
            ("Möjliga", [row.possible for row in decision.rows]),
        )
        if any(cells)
    }
    rows = []
    for position, row in enumerate(decision.rows):
        said = [
            SILENT if value is None else vocabulary.answers[name].domain.write(value)
            for name, value in zip(decision.outputs, row.outcomes, strict=True)
        ]
        kind = f" ({row.source_kind})" if row.source_kind else ""
        rows.append(
            [
                row.name,
                *(cell.text for cell in row.cells),
                *said,
                row.source + kind,
                *(cells[position] for cells in about.values()),
            ]
        )
    table(["rad", *names, *outputs, "Källa", *about], rows)


def _grouped(provisions: tuple[Provision, ...]) -> Iterator[tuple[str, str, list[Provision]]]:
    groups: dict[tuple[str, str], list[Provision]] = {}
    for each in provisions:
        groups.setdefault((each.kind, each.heading), []).append(each)
    for (kind, heading_text), group in groups.items():
        yield kind, heading_text, group


# ---- coverage


def coverage(arguments: argparse.Namespace) -> int:
    """Which places in the sources no row cites, and what is silent."""
    library = open_library(arguments)
    addresses = (
        [library.find(arguments.agreement)]
        if arguments.agreement
        else [(agreement, version) for agreement, versions in library.agreements.items() for version in versions]
    )
    covers = [cover(library, agreement, version) for agreement, version in addresses]
    if arguments.json:
        as_json({"agreements": [each.as_data() for each in covers]})
        return 0
    for each in covers:
        _say_coverage(each)
    return 0


def _say_coverage(each: Coverage) -> None:
    heading(each.address)
    say(f"{each.cited} av {each.listed} uppräknade ställen i källorna är citerade.", 2)
    for source, places in each.uncited.items():
        say(f"ingen rad citerar {source}: {', '.join(places) if places else 'källan alls'}", 4)
    if each.silent:
        say("Tyst enligt källorna:", 2)
    for line in each.silent:
        say(f"– {line}", 4)
    if each.unknown_start:
        say("Startdatum: okänt, ingen källa säger det.", 2)
    say()
