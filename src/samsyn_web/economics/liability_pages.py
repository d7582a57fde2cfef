"""Betalningsansvar of a month: the law's model and an average model on the same stays, side by side. Neither is called Halland's."""

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from samsyn.economics.average_model import Beside
from samsyn.economics.months import Month, month_of
from samsyn.money.amount import MoneyError, decimals
from samsyn_web.access import counting
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics import daily_work, files, section
from samsyn_web.economics.assumptions import MissingParameter, on_day
from samsyn_web.economics.daily_work import MonthOfStays
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.files import Sheet
from samsyn_web.economics.known_parameters import PARAMETERS
from samsyn_web.economics.period import MonthForm, month_asked, month_words, months_back


@require_GET
def month(request: SignedRequest) -> HttpResponse:
    """The stays that ended in a month, by municipality."""
    section.reads(request)
    now = month_of(localdate(request.visit.now))
    first = min(month_of(counting.first_day(request.visit)), now)
    which = month_asked(request, first, now)
    figures = Figures(request)
    given = on_day(which.last)
    shown: dict[str, Any] = {
        "month_text": str(which),
        "month_words": month_words(which),
        "choose": MonthForm(which, months_back(first, now)),
    }
    try:
        found = daily_work.stays_of(request.visit, which, given)
    except MoneyError as missing:
        return figures.answer("economics/betalningsansvar.html", shown | {"missing": missing})
    if files.asked(request):
        return files.answer(request, _sheet(found))
    rows = found.comparison.rows
    if daily_work.average_rules(given) is None:
        key = next(
            each
            for each in ("genomsnitt-niva", "genomsnitt-forsta-dagen", "genomsnitt-vilka")
            if given.get(each) is None
        )
        shown["average_missing"] = MissingParameter(PARAMETERS[key], "", which.last)
    untold = _untold(found)
    blocked = _blocked(found)
    shown |= {
        "told": found.comparison.told,
        "rows": [_row(row, found, figures) for row in rows],
        "number": sum(row.stays for row in rows) + len(found.comparison.without_payer) + len(found.without_record),
        "blocked": blocked,
        "untold": untold,
        "untold_number": sum(one["number"] for one in untold),
        "knows_cases": any(one["cases"] for one in untold),
        "amount_missing": _amount_missing(found, which),
    }
    return figures.answer("economics/betalningsansvar.html", shown)


def _row(row: Beside, found: MonthOfStays, figures: Figures) -> dict[str, Any]:
    name = found.names.get(row.payer, row.payer)
    told = row.by_law or row.by_law_part
    return {
        "name": name,
        "stays": row.stays,
        "untold": len(row.untold),
        "days": row.days_by_law,
        "by_law": figures.add(slug("lagen", name), told) if told is not None else None,
        "is_part": row.by_law is None and told is not None,
        "counted": sum(not each.amount_problem for each in row.assessed),
        "mean": figures.add(slug("medel", name), row.mean_days) if row.mean_days is not None else None,
        "mean_shown": "" if row.mean_days is None else decimals(row.mean_days.value, 1),
        "by_average": figures.add(slug("genomsnitt", name), row.by_average) if row.by_average is not None else None,
    }


def _blocked(found: MonthOfStays) -> list[dict[str, Any]]:
    """Days after the free ones that the law frees each municipality from, by reason."""
    return [
        {"name": found.names.get(row.payer, row.payer), "reasons": list(row.blocked.items())}
        for row in found.comparison.rows
        if row.blocked
    ]


def _untold(found: MonthOfStays) -> list[dict[str, Any]]:
    """What is not known, of how many stays, and the cases of those that the worker may know; what is missing most first."""
    rows = found.comparison.rows
    each = [
        *((one.stay.id, _plain(one.problem)) for row in rows for one in row.untold),
        *((one.id, _plain(problem)) for one, problem in found.comparison.without_payer),
        *((name, _plain(problem)) for name, problem in found.without_record),
    ]
    missing: dict[str, list[str]] = {}
    for name, problem in each:
        missing.setdefault(problem, []).append(name)
    return [
        {"what": what, "number": len(names), "cases": sorted(name for name in names if name in found.own)}
        for what, names in sorted(missing.items(), key=lambda one: -len(one[1]))
    ]


def _plain(problem: str) -> str:
    """Without the stay's own number and the closing words, which the table has already."""
    told = problem.removesuffix(". Inget är räknat för det").removesuffix("; ingenting är räknat för det")
    return told.partition(": ")[2] or told if told.startswith("vårdtillfället ") else told


def _amount_missing(found: MonthOfStays, which: Month) -> MissingParameter | None:
    """The year whose amount is not known, of the days that somebody is liable for."""
    spans = (span for row in found.comparison.rows for each in row.assessed for span in each.spans)
    years = sorted({span.first.year for span in spans if span.is_liable and span.price is None})
    return MissingParameter(PARAMETERS["vardygn-belopp"], str(years[0]), which.last) if years else None


def _sheet(found: MonthOfStays) -> Sheet:
    month = str(found.month)
    rows = []
    for row in found.comparison.rows:
        rows.append(
            (
                month,
                found.names.get(row.payer, row.payer),
                row.stays,
                len(row.untold),
                row.days_by_law,
                sum(row.blocked.values()),
                "; ".join(f"{reason}: {days}" for reason, days in row.blocked.items()),
                None if row.by_law is None else row.by_law.amount,
                "" if row.mean_days is None else decimals(row.mean_days.value, 2),
                None if row.by_average is None else row.by_average.amount,
            )
        )
    headings = (
        "Månad",
        "Kommun",
        "Vårdtillfällen",
        "Går inte att räkna",
        "Dygn enligt lagens modell",
        "Dygn som inte betalas",
        "Skäl",
        "Kronor enligt lagens modell",
        "Dagar i genomsnitt",
        "Kronor enligt en genomsnittsmodell",
    )
    return Sheet(f"betalningsansvar-{month}", f"betalningsansvaret {month}", headings, rows)
