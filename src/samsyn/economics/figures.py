"""Published figures that no agreement holds: tables a lawyer can read (`data/*.md`) → figures with their sources.

Each row has a source that the head of its file lists. Nothing half read is used: a fault in a file stops it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from samsyn.documents.identifiers import suggestion
from samsyn.documents.problems import errors
from samsyn.documents.sources import Source, read_citations, read_head_of_text
from samsyn.documents.tables import Document, Table, read_document
from samsyn.economics.derivation import Derivation, MissingFigureError, Unit, computed, given
from samsyn.money.amount import MoneyError
from samsyn.rules.formulas import Expression, FormulaFault, number_value, read_formula

DATA = Path(__file__).parent / "data"
MUNICIPALITIES = ("Halmstad", "Kungsbacka", "Varberg", "Falkenberg", "Laholm", "Hylte")
"""Halland's six, in the order that the published table has them."""
CODES: Mapping[str, str] = MappingProxyType(
    dict(zip(("1380", "1384", "1383", "1382", "1381", "1315"), MUNICIPALITIES, strict=True))
)
"""Their names by SCB's codes."""
SOURCE_COLUMN = "Källa"
HALF = Fraction(1, 2)

_NUMBER = re.compile(r"[−-]?\d{1,3}(?:[ \u00a0]?\d{3})*(?:,\d+)?(?: ?%)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed number: its value, half of its last digit, its source in words, and where it stands."""

    value: Fraction
    margin: Fraction
    source: str


Figures = Mapping[tuple[str, str, str], Cell]
"""By kind of table, row and column."""


def read_figures(text: str, file: str) -> Figures:
    """Every number of the tables of a text. Raises MoneyError for the first thing that is wrong."""
    document = read_document(text, file)
    head = read_head_of_text(document, ("titel", "källor"), "en fil med publicerade siffror")
    for problem in errors((*document.problems, *head.problems)):
        raise MoneyError(f"publicerade siffror går inte att läsa: {problem}")
    found: dict[tuple[str, str, str], Cell] = {}
    for table in document.tables:
        for key, cell in _cells(table, document, head.sources):
            if key in found:
                raise MoneyError(f"{file}: två siffror för {key[0]}, {key[1]}, {key[2]}. Ingen av dem används")
            found[key] = cell
    return found


def _cells(
    table: Table, document: Document, sources: Mapping[str, Source]
) -> Iterable[tuple[tuple[str, str, str], Cell]]:
    names = [cell.text for cell in table.header]
    if names[-1] != SOURCE_COLUMN:
        raise MoneyError(f"{table.place}: sista kolumnen ska vara Källa; siffror utan källa används inte")
    for row in table.rows:
        citations, problems = read_citations(row.cells[-1], sources)
        for problem in problems:
            raise MoneyError(f"publicerade siffror går inte att läsa: {problem}")
        told = "; ".join(f"{sources[each.key].title} ({each.kind}), {each.locus}" for each in citations)
        for name, cell in zip(names[1:-1], row.cells[1:-1], strict=True):
            if not _NUMBER.fullmatch(cell.text):
                raise MoneyError(f"{cell.place}: ”{cell.text}” är inget tal. Ingenting i {document.file} används")
            yield (
                (names[0], row.name.text, name),
                Cell(number_value(cell.text), last_digit(cell.text) / 2, told),
            )


def last_digit(text: str) -> Fraction:
    """What one step in the last printed digit is worth: "5,6 %" → 1/1000, "106 311" → 1."""
    digits = text.rstrip(" %\u00a0").partition(",")[2]
    return Fraction(1, 10 ** len(digits)) / (100 if text.endswith("%") else 1)


@lru_cache(maxsize=8)
def published_figures(name: str) -> Figures:
    """The figures that come with the program: `befolkning` or `ersattning`."""
    file = DATA / f"{name}.md"
    return read_figures(file.read_text(encoding="utf-8"), f"samsyn/economics/data/{file.name}")


# ---- population


@dataclass(frozen=True, slots=True)
class Population:
    """How many live in each municipality at each year's end, and how many of them are 80 or older, as figures.

    `changed` are counts that somebody tries instead, by municipality, year and whether 80 or older (`compare`).
    """

    figures: Figures
    changed: Mapping[tuple[str, int, bool], Derivation] = field(default_factory=dict)


def population() -> Population:
    """The published one."""
    return Population(published_figures("befolkning"))


def with_people(base: Population, municipality: str, year: int, count: int, *, oldest: bool, source: str) -> Population:
    """The same with another count for one municipality and year's end; `oldest`: of those who are 80 or older."""
    known_municipality(municipality)
    if count < 0:
        raise MoneyError(f"{municipality} kan inte ha {count} invånare. Ingenting är räknat")
    name = f"{'80 år och äldre' if oldest else 'folkmängd'} i {municipality} {year}-12-31"
    figure = given(name, count, Unit.PEOPLE, source, note="antagande")
    return replace(base, changed={**base.changed, (municipality, year, oldest): figure})


def known_municipality(name: str) -> str:
    """The name, if it is one of Halland's municipalities; raises MoneyError with what was perhaps meant."""
    if name not in MUNICIPALITIES:
        hint = suggestion(name, MUNICIPALITIES, "kommunerna är " + ", ".join(MUNICIPALITIES))
        raise MoneyError(f"”{name}” är ingen kommun i Halland, och ingenting är räknat – {hint}")
    return name


def people(base: Population, municipality: str, year: int) -> Derivation:
    """How many lived there at the year's end. Raises MissingFigureError when no source says."""
    known_municipality(municipality)
    changed = base.changed.get((municipality, year, False))
    if changed is not None:
        return changed
    name = f"folkmängd i {municipality} {year}-12-31"
    for kind, note in (("Folkmängd", ""), ("Framskriven folkmängd", "framskrivning, ingen räkning")):
        cell = base.figures.get((kind, municipality, str(year)))
        if cell is not None:
            return given(name, cell.value, Unit.PEOPLE, cell.source, HALF if note else 0, note)
    raise MissingFigureError(f"{name} finns inte bland de publicerade siffrorna. Ingenting är räknat")


def people_80(base: Population, municipality: str, year: int) -> Derivation:
    """How many of them were 80 or older: counted, or share × population, or on a straight line to the projection."""
    known_municipality(municipality)
    changed = base.changed.get((municipality, year, True))
    if changed is not None:
        return changed
    name = f"80 år och äldre i {municipality} {year}-12-31"
    exact = _counted_80(base, municipality, year)
    if exact is not None:
        return exact
    cell = base.figures.get(("Andel 80 år och äldre", municipality, str(year)))
    if cell is not None:
        share = given(
            f"andel 80 år och äldre i {municipality} {year}", cell.value, Unit.SHARE, cell.source, cell.margin
        )
        return _by(name, "= andelen × folkmängden", {"andelen": share, "folkmängden": people(base, municipality, year)})
    before, after = _around(base, municipality, year)
    if before is None or after is None:
        raise MissingFigureError(f"{name} finns inte bland de publicerade siffrorna. Ingenting är räknat")
    first, last = before[1], after[1]
    passed = given("år sedan räkningen", year - before[0], Unit.COUNT, "almanackan")
    between = given("år mellan räkningen och framskrivningen", after[0] - before[0], Unit.COUNT, "almanackan")
    return replace(
        _by(
            name,
            "= räkningen + (framskrivningen − räkningen) × år sedan räkningen / år däremellan",
            {
                "räkningen": first,
                "framskrivningen": last,
                "år sedan räkningen": passed,
                "år däremellan": between,
            },
        ),
        note=f"rak linje mellan {before[0]} och {after[0]}; inga tal finns för åren däremellan",
    )


def people_under_80(base: Population, municipality: str, year: int) -> Derivation:
    """The rest."""
    return _by(
        f"under 80 år i {municipality} {year}-12-31",
        "= folkmängden − de äldsta",
        {"folkmängden": people(base, municipality, year), "de äldsta": people_80(base, municipality, year)},
    )


def _by(name: str, formula: str, inputs: Mapping[str, Derivation]) -> Derivation:
    return computed(name, our_formula(formula), inputs, Unit.PEOPLE)


def our_formula(text: str) -> Expression:
    """A formula of the program's own, which can always be read."""
    expression = read_formula(text)
    assert not isinstance(expression, FormulaFault), text
    return expression


def _counted_80(base: Population, municipality: str, year: int) -> Derivation | None:
    for kind, note in (("80 år och äldre", ""), ("Framskrivna 80 år och äldre", "framskrivning, ingen räkning")):
        cell = base.figures.get((kind, municipality, str(year)))
        if cell is not None:
            name = f"80 år och äldre i {municipality} {year}-12-31"
            return given(name, cell.value, Unit.PEOPLE, cell.source, HALF if note else 0, note)
    return None


def _around(
    base: Population, municipality: str, year: int
) -> tuple[tuple[int, Derivation] | None, tuple[int, Derivation] | None]:
    """The nearest counted or projected year before and after; a count that is tried instead moves the line."""
    years = sorted(
        int(column)
        for kind, row, column in base.figures
        if kind in ("80 år och äldre", "Framskrivna 80 år och äldre") and row == municipality
    )
    before = max((each for each in years if each < year), default=None)
    after = min((each for each in years if each > year), default=None)

    def at(found: int | None) -> tuple[int, Derivation] | None:
        return None if found is None else (found, people_80(base, municipality, found))

    return at(before), at(after)
