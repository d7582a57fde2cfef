"""Reading CSV files that people have made in a spreadsheet: typed rows, and every fault with file, line and what to do."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeAlias

from samsyn.documents.problems import Place, Problem

BETWEEN_SEVERAL: Final = "|"

Read: TypeAlias = Callable[[str], Any]
"""Reads a cell that is not empty. Raises ValueError with what is wrong and what to write, in Swedish."""


@dataclass(frozen=True)
class Column:
    """A column by its heading; what an empty cell stands for when it may be empty."""

    heading: str
    read: Read
    required: bool = True
    empty: Any = ""


@dataclass(frozen=True)
class Row:
    """A row of a file: its values by heading, and where it stands."""

    place: Place
    values: Mapping[str, Any]

    def __getitem__(self, heading: str) -> Any:  # noqa: ANN401 (each column reads its own type)
        return self.values[heading]

    def problem(self, message: str, suggestion: str) -> Problem:
        """Something wrong with the row."""
        return Problem(self.place, "rad", message, "Inget läses in förrän det är rättat.", suggestion)


def read_sheet(path: Path, columns: Sequence[Column]) -> tuple[list[Row], list[Problem]]:
    """The rows of a file whose headings are those of the columns, in any order; `;` or `,` between the cells."""
    place = Place(path.name, 1)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [], [_file(place, "Filen är inte sparad som UTF-8.", "Spara om den som ”CSV UTF-8” i kalkylprogrammet.")]
    lines = text.splitlines()
    if not lines:
        return [], [_file(place, "Filen är tom.", f"Börja med raden {';'.join(one.heading for one in columns)}.")]
    reader = csv.reader(lines, delimiter=";" if ";" in lines[0] else ",", strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        headings = [cell.strip().lower() for cell in next(reader)]
        problems += _headings(place, headings, columns)
        if problems:
            return [], problems
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row, faults = _row(Place(path.name, reader.line_num), headings, cells, columns)
                problems += faults
                if row is not None:
                    rows.append(row)
    except csv.Error as error:
        where = Place(path.name, reader.line_num)
        problems.append(_file(where, f"Raden går inte att läsa ({error}).", "Kontrollera citattecknen på raden."))
    return rows, problems


def _file(place: Place, message: str, suggestion: str) -> Problem:
    return Problem(place, "fil", message, "Inget läses in förrän det är rättat.", suggestion)


def _headings(place: Place, headings: Sequence[str], columns: Sequence[Column]) -> Iterator[Problem]:
    known = [one.heading for one in columns]
    for heading in dict.fromkeys(headings):
        if heading not in known:
            close = get_close_matches(heading, known, 1)
            suggestion = f"Menas ”{close[0]}”?" if close else f"Kolumnerna heter {', '.join(known)}."
            yield _file(place, f"Kolumnen ”{heading}” känns inte igen.", suggestion)
        elif headings.count(heading) > 1:
            yield _file(place, f"Kolumnen ”{heading}” finns flera gånger.", "Ta bort alla utom en.")
    for one in columns:
        if one.required and one.heading not in headings:
            yield _file(place, f"Kolumnen ”{one.heading}” saknas.", "Lägg till den i första raden och fyll i den.")


def _row(
    place: Place, headings: Sequence[str], cells: Sequence[str], columns: Sequence[Column]
) -> tuple[Row | None, list[Problem]]:
    if len(cells) > len(headings):
        message = f"Raden har {len(cells)} celler, men tabellen har {len(headings)} kolumner."
        return None, [_file(place, message, "Sätt citattecken om text som innehåller skiljetecknet.")]
    given = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
    values: dict[str, Any] = {}
    problems = []
    for one in columns:
        cell = given.get(one.heading, "")
        if not cell:
            values[one.heading] = one.empty
            if one.required:
                problems.append(_file(place, f"”{one.heading}” är tom.", "Fyll i den."))
            continue
        try:
            values[one.heading] = one.read(cell)
        except ValueError as error:
            problems.append(_file(place, f"{one.heading}: ”{cell}” går inte att läsa.", str(error)))
    return (None if problems else Row(place, values)), problems


# ---- what cells can hold


def words(longest: int) -> Read:
    """Text that is not longer than there is room for."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"Texten är {len(cell)} tecken, och högst {longest} får plats. Korta den.")
        return cell

    return read


def one_of(choices: Mapping[str, str]) -> Read:
    """One of some values: as the program writes it, or in words."""
    known = {value.casefold(): value for value in choices} | {name.casefold(): value for value, name in choices.items()}

    def read(cell: str) -> str:
        if cell.casefold() in known:
            return known[cell.casefold()]
        close = get_close_matches(cell.casefold(), known, 1)
        raise ValueError(f"Menas ”{close[0]}”?" if close else f"Skriv något av: {', '.join(choices)}.")

    return read


def several_of(choices: Mapping[str, str]) -> Read:
    """Some of some values, with | between."""
    read_one = one_of(choices)
    return lambda cell: [read_one(one.strip()) for one in cell.split(BETWEEN_SEVERAL) if one.strip()]


def read_day(cell: str) -> date:
    """A day. Raises ValueError."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"”{cell}” är inget datum. Skriv till exempel 2026-05-03.") from None


def read_number(cell: str) -> int:
    """A small whole number. Raises ValueError."""
    if not (cell.isascii() and cell.isdecimal() and len(cell) < 4):
        raise ValueError("Skriv ett heltal, till exempel 1.")
    return int(cell)
