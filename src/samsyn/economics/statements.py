"""How does a party get its postings? As CSV for a ledger, as a workbook, and as a statement to read (PDF).

Amounts are written from whole öre: in CSV with a decimal comma, in the workbook as decimal numbers, never as binary ones.
"""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from samsyn.economics.derivation import in_lines
from samsyn.economics.payments import Ledger, Posting, to_pay
from samsyn.money.amount import MoneyError, decimals, in_kronor, total

TEMPLATE: Final = Path(__file__).parent / "data" / "kontoutdrag.typ"
HEADER: Final = (
    "Nummer",
    "Bokfört",
    "Betalas",
    "Slag",
    "Betalare",
    "Mottagare",
    "År",
    "Månad",
    "Kronor",
    "Utbetalas enligt",
    "Beloppet enligt",
    "Skäl",
)
_STARTS_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(postings: Sequence[Posting]) -> str:
    """Semicolons and a decimal comma, as Swedish spreadsheets read it; amounts without spaces between thousands."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(HEADER)
    for each in postings:
        kronor = f"{'-' if each.amount.ore < 0 else ''}{abs(each.amount.ore) // 100},{abs(each.amount.ore) % 100:02d}"
        writer.writerow([*_first(each), kronor, *map(harmless, (each.clause, each.amount_by, each.reason))])
    return written.getvalue()


def as_workbook(postings: Sequence[Posting], made: datetime) -> bytes:
    """The same as XLSX, amounts as numbers with two decimals, days as days; the sum is a formula over the rows."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and few who settle write workbooks
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = "Utbetalningar"
    sheet.append(HEADER)
    for each in postings:
        kronor = Decimal(each.amount.ore).scaleb(-2)
        days = [each.number, each.recorded, each.day, *_first(each)[3:]]
        sheet.append([*days, kronor, *map(harmless, (each.clause, each.amount_by, each.reason))])
    last = len(postings) + 1
    sheet.append(["Summa", *[None] * 7, f"=SUM(I2:I{last})"])
    for cell in (*sheet[1], *sheet[last + 1]):
        cell.font = Font(bold=True)
    for row in range(2, last + 2):
        sheet.cell(row, 9).number_format = "#,##0.00"
    for column, wide in zip("ABCDEFGHIJKL", (9, 12, 12, 13, 16, 14, 7, 10, 18, 60, 60, 40), strict=True):
        sheet.column_dimensions[column].width = wide
    sheet.freeze_panes = "A2"
    book.properties.creator = "Samsyn"
    book.properties.created = made.astimezone(UTC).replace(tzinfo=None)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def as_pdf(ledger: Ledger, payee: str, year: int, made: date) -> bytes:
    """A party's statement of a year, with the derivation of its amount, as PDF/UA-1. Raises MoneyError for nothing posted."""
    import typst  # noqa: PLC0415 - heavy, and it comes with the application

    found = typst.compile(
        str(TEMPLATE),
        sys_inputs={"told": json.dumps(statement_as_data(ledger, payee, year, made))},
        pdf_standards=["ua-1"],
    )
    assert isinstance(found, bytes)
    return found


def statement_as_data(ledger: Ledger, payee: str, year: int, made: date) -> dict[str, object]:
    """All that a statement says, as written text."""
    postings = ledger.of(payee, year)
    if not postings:
        raise MoneyError(f"ingenting är bokfört för {payee} {year}")
    days = {day for day, _ in to_pay(Ledger(postings), payee)}
    return {
        "payee": payee,
        "payer": postings[0].payer,
        "year": str(year),
        "made": made.isoformat(),
        "amount": in_kronor(postings[-1].figure.amount),
        "total": in_kronor(total(each.amount for each in postings)),
        "days": str(len(days)),
        "clauses": list(dict.fromkeys(text for each in postings for text in (each.clause, each.amount_by))),
        "rows": [
            {
                "number": str(each.number),
                "day": each.day.isoformat(),
                "kind": each.kind.value,
                "month": f"{each.month:%Y-%m}",
                "amount": decimals(each.amount.kronor, 2),
                "reason": each.reason,
            }
            for each in postings
        ],
        "derivation": [{"depth": depth, "text": text} for depth, text in in_lines(postings[-1].figure)],
    }


def _first(each: Posting) -> list[object]:
    return [
        each.number,
        each.recorded.isoformat(),
        each.day.isoformat(),
        each.kind.value,
        harmless(each.payer),
        harmless(each.payee),
        each.year,
        f"{each.month:%Y-%m}",
    ]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULAS) else text
