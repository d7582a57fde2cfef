"""How does somebody take out what a page of the money shows? The same table as CSV or workbook, with an entry on the trail.

A page asks `asked(request)` first; when it is asked for a file it answers with `answer`. Amounts are written from whole öre.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import Final, TypeAlias

from django.http import HttpResponse

from samsyn.economics.statements import harmless
from samsyn.money.amount import Amount
from samsyn_web.access.refusals import NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.trail.models import What

FILE: Final = "fil"
Cell: TypeAlias = str | int | date | Amount | Decimal | None


@dataclass(frozen=True)
class Sheet:
    """What is taken out: the file's name without its ending, in ASCII, what it is called, and its rows below their headings."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def asked(request: SignedRequest) -> bool:
    """Whether the address asks for a file."""
    return FILE in request.GET


def answer(request: SignedRequest, sheet: Sheet) -> HttpResponse:
    """The file that the address asks for. Raises NotThere for another kind."""
    form = request.GET[FILE]
    if form == "csv":
        content, kind = _csv(sheet), "text/csv; charset=utf-8"
    elif form == "xlsx":
        content = _workbook(request, sheet)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise NotThere
    tracks = request.visit.tracks
    tracks.touch(What.EXPORTED, why="; ".join(filter(None, (tracks.why, f"tog ut {sheet.title} som {form}"))))
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _csv(sheet: Sheet) -> bytes:
    """Semicolons and a decimal comma, as Swedish spreadsheets read it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([_text(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if isinstance(cell, Amount):
        return f"{'-' if cell.ore < 0 else ''}{abs(cell.ore) // 100},{abs(cell.ore) % 100:02d}"
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    return "" if cell is None else harmless(str(cell))


def _workbook(request: SignedRequest, sheet: Sheet) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = "Samsyn"
    page.append(list(sheet.headings))
    for place, row in enumerate(sheet.rows, start=2):
        page.append([_value(cell) for cell in row])
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, Amount):
                page.cell(place, column).number_format = "#,##0.00"
    for cell in page[1]:
        cell.font = Font(bold=True)
    for column, heading in enumerate(sheet.headings, start=1):
        longest = max((len(str(row[column - 1] or "")) for row in sheet.rows), default=0)
        page.column_dimensions[get_column_letter(column)].width = min(max(len(heading), longest) + 3, 60)
    page.freeze_panes = "A2"
    book.properties.title = sheet.title
    book.properties.creator = "Samsyn"
    book.properties.created = request.visit.now.astimezone(UTC).replace(tzinfo=None)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _value(cell: Cell) -> object:
    if isinstance(cell, Amount):
        return Decimal(cell.ore).scaleb(-2)
    return harmless(cell) if isinstance(cell, str) else cell
