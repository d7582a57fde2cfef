"""What the pages about an agreement's text show: the library, the text itself, its coverage, and the experts' cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.coverage import cover
from samsyn.evaluation.expectations import Tried, decided, standing_words, try_cases
from samsyn.evaluation.questions import main_answers
from samsyn.facts.case import write_facts
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.agreement import AgreementText
from samsyn.rules.cases import CaseFile
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement
from samsyn_web.agreements import proofs
from samsyn_web.agreements.addresses import (
    IN_FORCE,
    NAMED_ROW,
    REGIONS,
    THE_TEXT,
    applies_words,
    chosen,
    joined,
    label,
    page_of,
    reader,
    text_address,
)
from samsyn_web.agreements.typed_text import (
    Block,
    ShownTable,
    listed_sources,
    prose_of,
    shown_tables,
    silent_rows,
    source_anchor,
)
from samsyn_web.journal.texts import texts

PAGES: Final = (
    ("avtalstext", "Avtalets text"),
    ("avtal-tackning", "Täckning"),
    ("avtal-jamfor", "Jämför"),
    ("avtal-fynd", "Fynd"),
    ("avtal-fall", "Fall"),
)
"""The pages about one agreement."""


def about(agreement: Agreement, page: str, today: date) -> dict[str, Any]:
    """What every page about an agreement shows at its top: what it is, whether it applies, where else one can go."""
    library = texts().library
    verdict = library.applying(agreement.id, today)[agreement.version]
    kind, word = applies_words(verdict)
    return {
        "agreement": agreement,
        "text": agreement.text,
        "reading": agreement.reading_text,
        "badge": {"kind": kind, "text": word},
        "why": verdict.why,
        "text_url": page_of(agreement),
        "pages": [{"name": name, "url": page_of(agreement, view), "current": view == page} for view, name in PAGES],
        "interview_url": f"{reverse('ansvarskollen')}?{urlencode({'avtal': f'{agreement.id}@{agreement.version}'})}",
        "here": page,
        "versions": [
            {"name": one, "current": one == agreement.version, "url": text_address(agreement.id, one, page=page)}
            for one in library.agreements[agreement.id]
        ],
        "readings": _readings(library, agreement, page),
    }


def _readings(library: Library, agreement: Agreement, page: str) -> list[dict[str, Any]]:
    names = library.readings_of(agreement.id, agreement.version)
    told = [
        {
            "name": reader(library, agreement.id, one),
            "standing": library.reading_text(agreement.id, one).standing,
            "current": one == agreement.reading,
            "url": text_address(agreement.id, agreement.version, one, page),
        }
        for one in names
    ]
    url = text_address(agreement.id, agreement.version, page=page)
    return [{"name": THE_TEXT, "standing": "", "current": not agreement.reading, "url": url}, *told] if told else []


# ---- the library


def regions(today: date) -> list[dict[str, Any]]:
    """Every region with its agreements, and each with its versions, the latest first."""
    library = texts().library
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in REGIONS}
    for agreement in library.agreements:
        found.setdefault(agreement.partition("/")[0], []).append(_in_library(library, agreement, today))
    return [
        {"id": name, "name": REGIONS.get(name, name.capitalize()), "agreements": agreements}
        for name, agreements in found.items()
        if agreements
    ]


def _in_library(library: Library, agreement: str, today: date) -> dict[str, Any]:
    judged = library.applying(agreement, today)
    versions = []
    for version in reversed(library.agreements[agreement]):
        text = library.agreement_text(agreement, version)
        kind, word = applies_words(judged[version])
        versions.append(
            {
                "version": version,
                "url": text_address(agreement, version),
                "title": text.title,
                "period": text.period,
                "is_proposal": text.status == "förslag",
                "badge": {"kind": "info", "text": "förslag"}
                if text.status == "förslag"
                else {"kind": kind, "text": word},
                "why": judged[version].why,
                "silent": silent_rows(text),
                "coverage_url": text_address(agreement, version, page="avtal-tackning"),
                "readings": [
                    (reader(library, agreement, one), text_address(agreement, version, one))
                    for one in library.readings_of(agreement, version)
                ],
            }
        )
    current = next((one for one in versions if judged[str(one["version"])].word in IN_FORCE), versions[0])
    return {"id": agreement, "title": current["title"], "url": text_address(agreement), "versions": versions}


# ---- the text


@dataclass(frozen=True)
class ShownBlock:
    """Prose or a table; `read_as` is the table that a reading puts in its place, after the reading's own words on it."""

    block: Block
    table: ShownTable | None
    read_as: ShownTable | None = None
    read_prose: tuple[Block, ...] = ()


def text_page(agreement: Agreement, row: str, today: date) -> dict[str, Any]:
    """The whole text in reading order, with a reading's tables in the places of those they replace."""
    decision, colon, name = row.partition(":")
    named = (decision.strip(), name.strip()) if colon else ("", row.strip())
    vocabulary = agreement.vocabulary
    own = prose_of(agreement.text.document)
    tables = shown_tables(agreement.text, vocabulary, named)
    replacing = _replacing(agreement, named)
    blocks = [_shown_block(block, tables, replacing) for block in own.blocks]
    anchors: set[str] = set()
    sources = listed_sources(agreement.text, anchors)
    for text in _reading_texts(agreement):
        sources += listed_sources(text, anchors)
    shown = [table for one in blocks for table in (one.table, one.read_as) if table]
    found = next((one for table in shown for one in table.rows if one.is_named), None)
    return about(agreement, "avtalstext", today) | {
        "blocks": blocks,
        "headings": own.headings,
        "reading_intro": _intro(agreement),
        "sources": sources,
        "uses": [(one, chosen_title(one, today)) for one in _used(agreement)],
        "named": row,
        "named_row": found,
        "named_anchor": f"#{NAMED_ROW}",
        "silent": sum(one.is_silent for table in tables.values() for one in table.rows),
        "first_source": f"#{source_anchor(sources[0]['key'])}" if sources else "",
    }


def _shown_block(
    block: Block, tables: dict[int, ShownTable], replacing: dict[str, tuple[ShownTable, tuple[Block, ...]]]
) -> ShownBlock:
    if block.table is None:
        return ShownBlock(block, None)
    table = tables[block.table]
    read = next((replacing[one] for one in table.decisions if one in replacing), None)
    return ShownBlock(block, table, *read) if read else ShownBlock(block, table)


def _reading_texts(agreement: Agreement) -> Iterator[AgreementText]:
    """The reading's text, and those of the readings it builds on, the nearest first."""
    reading = agreement.reading_text
    seen: set[str] = set()
    while reading is not None and reading.text.name not in seen:
        seen.add(reading.text.name)
        yield reading.text
        below = reading.builds_on
        reading = texts().library.reading_text(agreement.id, below) if below else None


def _replacing(agreement: Agreement, named: tuple[str, str]) -> dict[str, tuple[ShownTable, tuple[Block, ...]]]:
    """For each decision that a reading replaces, its table, and the prose it stands under there."""
    found: dict[str, tuple[ShownTable, tuple[Block, ...]]] = {}
    for text in _reading_texts(agreement):
        tables = shown_tables(text, agreement.vocabulary, named)
        blocks = prose_of(text.document).blocks
        for position, block in enumerate(blocks):
            if block.table is None:
                continue
            above = []
            for one in reversed(blocks[:position]):
                if one.table is not None or one.section != block.section:
                    break
                above.append(_without_heading(one))
            for decision in tables[block.table].decisions:
                found.setdefault(decision, (tables[block.table], tuple(reversed(above))))
    return found


def _without_heading(block: Block) -> Block:
    """Prose without the heading that it begins with: the agreement's own stands above it already."""
    _, closed, rest = block.html.partition("</h2>") if block.html.startswith("<h2") else ("", "", block.html)
    if block.html.startswith("<h3"):
        _, closed, rest = block.html.partition("</h3>")
    return Block(type(block.html)(rest), None, block.section) if closed else block


def _intro(agreement: Agreement) -> tuple[Block, ...]:
    """What a reading says first, before any of its headings."""
    if agreement.reading_text is None:
        return ()
    document = agreement.reading_text.text.document
    blocks = prose_of(document)
    first = blocks.headings[0].text if blocks.headings else None
    found = []
    for block in blocks.blocks:
        if block.table is not None or block.section == first:
            break
        found.append(block)
    return tuple(found)


def _used(agreement: Agreement) -> list[str]:
    """The addresses of what it builds on, as joined to it."""
    names = (one.agreement for one in agreement.decisions)
    own = (agreement.text.name, *(text.name for text in _reading_texts(agreement)))
    return [name for name in dict.fromkeys(names) if name not in own]


def chosen_title(address: str, today: date) -> dict[str, str]:
    """A text that another builds on, with its title and address."""
    name, _, version = address.partition("@")
    found = chosen(name, version, "", today)
    return {"title": found.text.title, "url": text_address(name, version)}


# ---- coverage


def coverage_page(agreement: Agreement, today: date) -> dict[str, Any]:
    """How far the sources are used, and where the text is silent, with since when and why."""
    library = texts().library
    covered = cover(library, agreement.id, agreement.version)
    sources = agreement.text.sources
    tables = shown_tables(agreement.text, agreement.vocabulary).values()
    silent = []
    for table in tables:
        for row in table.rows:
            if row.is_silent:
                decision = table.decisions[0] if table.decisions else ""
                query = {"version": agreement.version, "rad": f"{decision}:{row.name}" if decision else row.name}
                silent.append(
                    {
                        "table": table,
                        "row": row,
                        "since": row.about("Sedan"),
                        "why": row.about("Skäl"),
                        "url": f"{reverse('avtalstext', args=[agreement.id])}?{urlencode(query)}#{NAMED_ROW if decision else row.id}",
                    }
                )
    return about(agreement, "avtal-tackning", today) | {
        "covered": covered,
        "uncited": [
            {"source": sources[key], "kind": sources[key].kind.value, "places": places}
            for key, places in covered.uncited.items()
        ],
        "silent": silent,
        "source_links": {"base": text_address(agreement.id, agreement.version)},
    }


# ---- the experts' cases


def cases_page(agreement: Agreement, answer: str, others: Sequence[str], today: date) -> dict[str, Any]:
    """Cases × agreements and readings, for one answer, with what was expected where that is otherwise."""
    library = texts().library
    file = library.cases(agreement.id)
    compared = [
        joined(library, agreement.id, agreement.version, one, today)
        for one in ("", *library.readings_of(agreement.id, agreement.version))
    ]
    compared += [chosen(one, "", "", today) for one in others]
    name = answer if any(answer in one.answers for one in compared) else _usual(compared)
    expected = _expected(file, agreement, name)
    tried = _tried(library, agreement.id)
    columns = [_column(one, agreement) for one in compared]
    rows = []
    for case in file.cases.values():
        cells = [_case_cell(library.vocabulary, one, case.facts, name) for one in compared]
        for cell, one in zip(cells, compared, strict=True):
            wanted = expected.get((case.name, one.reading)) if one.id == agreement.id else None
            cell["wanted"] = wanted if wanted and wanted != cell["text"] else ""
        rows.append(
            {
                "case": case,
                "about": case.description or _sentence(say_case(library.vocabulary, case.facts)),
                "url": _try_address(library.vocabulary, agreement, name, case.facts),
                "cells": cells,
                "differs": len({cell["text"] for cell in cells}) > 1,
            }
        )
    return about(agreement, "avtal-fall", today) | {
        "answer": library.vocabulary.answers[name],
        "answers": [library.vocabulary.answers[one] for one in _asked_first(compared[0])],
        "columns": columns,
        "rows": rows,
        "differing": sum(bool(row["differs"]) for row in rows),
        "trying": tried,
        "tried": len(tried.result or ()),
        "changed": [one for one in tried.result or () if one.changed],
        "others": [
            {"id": one, "title": library.agreement_text(one, library.latest(one)).title, "chosen": one in others}
            for one in library.agreements
            if one != agreement.id and name in chosen(one, "", "", today).answers
        ],
    }


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _usual(compared: Sequence[Agreement]) -> str:
    if any("huvudman" in one.answers for one in compared):
        return "huvudman"
    return _asked_first(compared[0])[0]


def _asked_first(agreement: Agreement) -> tuple[str, ...]:
    """Its answers, those that people ask for first, and of them those that name a party."""
    main = main_answers(agreement)
    party = [name for name in main if agreement.answers[name].names_party]
    return tuple(dict.fromkeys((*party, *main, *agreement.answers)))


def _column(one: Agreement, agreement: Agreement) -> dict[str, str]:
    if one.id == agreement.id:
        return {"name": label(one), "url": page_of(one)}
    return {"name": one.text.title, "url": page_of(one)}


def _case_cell(vocabulary: Vocabulary, agreement: Agreement, facts: Mapping[str, Value], answer: str) -> dict[str, str]:
    standings = decided(agreement, facts)
    if isinstance(standings, str):
        return {"text": "kan inte vara så", "kind": "neutral"}
    standing: Standing | None = standings.get(answer)
    kinds = {Status.SILENT: "silent", Status.UNKNOWN: "info", Status.CONFLICT: "disputed"}
    kind = kinds.get(standing.status, "") if standing else "neutral"
    return {"text": standing_words(vocabulary, answer, standing), "kind": kind}


def _expected(file: CaseFile, agreement: Agreement, answer: str) -> dict[tuple[str, str], str]:
    """What each case is expected to come to under the agreement's readings, by case and reading."""
    return {
        (one.case, one.reading): one.answers[answer]
        for one in file.expected
        if answer in one.answers and one.version in ("", agreement.version)
    }


def _tried(library: Library, agreement: str) -> proofs.Work:
    """Every expected answer held against what comes out: worked out beside the page, once while the same texts are in use."""

    def compute(tell: Callable[[str], None]) -> tuple[Tried, ...]:
        tell("prövar fallen")
        return tuple(try_cases(library, agreement))

    return proofs.work(("cases", agreement, hash(frozenset(library.texts.items()))), compute, patience=0.7)


def _try_address(vocabulary: Vocabulary, agreement: Agreement, answer: str, facts: Mapping[str, Value]) -> str:
    """The interview with a made-up case filled in."""
    query = {"avtal": f"{agreement.id}@{agreement.version}", "svar": answer, **write_facts(vocabulary, facts)}
    return f"{reverse('ansvarskollen')}?{urlencode(query)}"
